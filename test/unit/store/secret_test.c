#include "store/secret.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct secret_place place = {{"person", 6}, {"id_no", 5}, 42};
static const enum secret_suite suites[] = {SECRET_AES, SECRET_GM};

struct box {
    struct arena arena;
    struct error error;
    char *folder;
    char *path;
};

static int open_box(void **state)
{
    struct box *box = memory_get_zeroed(sizeof(*box));
    arena_init(&box->arena);
    box->folder = arena_cstr(&box->arena, TEXT("/tmp/nuanxin-test-XXXXXX"));
    assert_non_null(mkdtemp(box->folder));
    box->path = arena_cstr(&box->arena, arena_printf(&box->arena, "%s/keys", box->folder));
    *state = box;
    return 0;
}

static int close_box(void **state)
{
    struct box *box = *state;
    unlink(box->path);
    rmdir(box->folder);
    arena_release(&box->arena);
    free(box);
    return 0;
}

static struct secret *loaded(struct box *box)
{
    struct secret *secret;
    enum status status = secret_load(box->path, &secret, &box->arena, &box->error);
    if (status != OK) {
        fail_msg("%.*s", TEXT_ARG(box->error.message));
    }
    return secret;
}

static struct secret *made(struct box *box, enum secret_suite suite)
{
    unlink(box->path);
    assert_int_equal(secret_create(box->path, suite, &box->arena, &box->error), OK);
    return loaded(box);
}

static void opens_what_was_sealed(void **state)
{
    struct box *box = *state;
    for (size_t i = 0; i < COUNT(suites); i++) {
        struct secret *secret = made(box, suites[i]);
        static const struct text values[] = {{"360722199001011234", 18}, {"", 0}, {"\0\xff", 2}};
        for (size_t k = 0; k < COUNT(values); k++) {
            struct text sealed = secret_seal(secret, &box->arena, place, values[k]), plain;
            assert_int_equal(sealed.n, values[k].n + SECRET_OVERHEAD);
            assert_int_equal(secret_open(secret, &box->arena, place, sealed, &plain, &box->error),
                             OK);
            assert_true(text_equal(plain, values[k]));
            if (values[k].n > 8) {
                assert_false(text_has(sealed, text_slice(values[k], 0, 6)));
            }
            /* never the same twice */
            assert_false(text_equal(sealed, secret_seal(secret, &box->arena, place, values[k])));
        }
        secret_close(secret);
    }
}

static void refuses_each_altered_bit_and_each_other_place(void **state)
{
    struct box *box = *state;
    for (size_t i = 0; i < COUNT(suites); i++) {
        struct secret *secret = made(box, suites[i]);
        struct text plain;
        struct text sealed = secret_seal(secret, &box->arena, place, TEXT("13812345678"));
        for (size_t bit = 0; bit < sealed.n * 8; bit++) {
            char *altered = arena_cstr(&box->arena, sealed);
            altered[bit / 8] = (char)(altered[bit / 8] ^ 1 << bit % 8);
            assert_int_equal(secret_open(secret, &box->arena, place,
                                         (struct text){altered, sealed.n}, &plain, &box->error),
                             INTERNAL);
        }
        for (size_t n = 0; n < sealed.n; n++) {
            assert_int_equal(secret_open(secret, &box->arena, place, text_slice(sealed, 0, n),
                                         &plain, &box->error),
                             INTERNAL);
        }
        struct secret_place others[] = {place, place, place, place};
        others[0].row++;
        others[1].field = TEXT("phone");
        others[2].ledger = TEXT("family");
        others[3] = (struct secret_place){TEXT("personi"), TEXT("d_no"), 42};
        for (size_t k = 0; k < COUNT(others); k++) {
            assert_int_equal(
                secret_open(secret, &box->arena, others[k], sealed, &plain, &box->error), INTERNAL);
        }
        secret_close(secret);
    }
}

static void another_key_file_opens_nothing(void **state)
{
    struct box *box = *state;
    struct secret *secret = made(box, SECRET_AES);
    struct text sealed = secret_seal(secret, &box->arena, place, TEXT("x")), plain;
    int64_t key = secret_key64(secret, TEXT("citizen_id"), TEXT("x"));
    struct text fingerprint = secret_fingerprint(secret, &box->arena);
    assert_int_equal(fingerprint.n, 16);
    secret_close(secret);
    secret = loaded(box);
    assert_true(text_equal(fingerprint, secret_fingerprint(secret, &box->arena)));
    assert_true(key == secret_key64(secret, TEXT("citizen_id"), TEXT("x")));
    secret_close(secret);
    secret = made(box, SECRET_AES);
    assert_int_equal(secret_open(secret, &box->arena, place, sealed, &plain, &box->error),
                     INTERNAL);
    assert_true(key != secret_key64(secret, TEXT("citizen_id"), TEXT("x")));
    assert_false(text_equal(fingerprint, secret_fingerprint(secret, &box->arena)));
    secret_close(secret);
}

static void a_new_key_leaves_the_old_values_readable(void **state)
{
    struct box *box = *state;
    struct secret *secret = made(box, SECRET_AES);
    struct text old = secret_seal(secret, &box->arena, place, TEXT("old")), plain;
    int64_t key = secret_key64(secret, TEXT("phone"), TEXT("1"));
    struct text fingerprint = secret_fingerprint(secret, &box->arena);
    secret_close(secret);
    assert_int_equal(secret_add_key(box->path, SECRET_GM, &box->arena, &box->error), OK);
    secret = loaded(box);
    struct text fresh = secret_seal(secret, &box->arena, place, TEXT("new"));
    assert_int_equal(old.s[0], SECRET_AES);
    assert_int_equal(fresh.s[0], SECRET_GM);
    assert_int_equal(fresh.s[1], 2);
    assert_int_equal(secret_open(secret, &box->arena, place, old, &plain, &box->error), OK);
    assert_true(text_is(plain, "old"));
    assert_int_equal(secret_open(secret, &box->arena, place, fresh, &plain, &box->error), OK);
    assert_true(text_is(plain, "new"));
    assert_true(key == secret_key64(secret, TEXT("phone"), TEXT("1")));
    assert_true(text_equal(fingerprint, secret_fingerprint(secret, &box->arena)));
    secret_close(secret);
}

static void finds_by_hash_within_a_domain(void **state)
{
    struct box *box = *state;
    for (size_t i = 0; i < COUNT(suites); i++) {
        struct secret *secret = made(box, suites[i]);
        struct text id = TEXT("36072219900101123X");
        int64_t key = secret_key64(secret, TEXT("citizen_id"), id);
        assert_true(key == secret_key64(secret, TEXT("citizen_id"), id));
        assert_true(key != secret_key64(secret, TEXT("card"), id));
        assert_true(key != secret_tail64(secret, TEXT("citizen_id"), id));
        assert_true(secret_tail64(secret, TEXT("citizen_id"), id) ==
                    secret_tail64(secret, TEXT("citizen_id"), TEXT("123X")));
        assert_true(secret_tail64(secret, TEXT("name"), TEXT("一二三四五")) ==
                    secret_tail64(secret, TEXT("name"), TEXT("二三四五")));
        assert_true(secret_tail64(secret, TEXT("name"), TEXT("五")) !=
                    secret_tail64(secret, TEXT("name"), TEXT("四五")));
        secret_close(secret);
    }
}

static void keeps_the_key_file_to_its_owner(void **state)
{
    struct box *box = *state;
    secret_close(made(box, SECRET_GM));
    struct stat rights;
    assert_int_equal(stat(box->path, &rights), 0);
    assert_int_equal(rights.st_mode & 0777, 0600);
    assert_int_equal(secret_create(box->path, SECRET_GM, &box->arena, &box->error), CONFLICT);
    assert_int_equal(chmod(box->path, 0640), 0);
    struct secret *secret;
    assert_int_equal(secret_load(box->path, &secret, &box->arena, &box->error), INVALID);
    unlink(box->path);
    assert_int_equal(secret_load(box->path, &secret, &box->arena, &box->error), NOT_FOUND);
}

static void refuses_what_is_no_key_file(void **state)
{
    struct box *box = *state;
    static const char *const bad[] = {"", "key aes 00", "hello\n", "lookup aes\n", "key des 00\n"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        int fd = open(box->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        assert_int_equal(write(fd, bad[i], strlen(bad[i])), strlen(bad[i]));
        close(fd);
        struct secret *secret;
        assert_int_equal(secret_load(box->path, &secret, &box->arena, &box->error), INVALID);
    }
}

static void digests_by_content_and_order(void **state)
{
    struct box *box = *state;
    for (size_t i = 0; i < COUNT(suites); i++) {
        struct secret *secret = made(box, suites[i]);
        struct secret_digest *digest = secret_digest_new(secret);
        uint8_t a[SECRET_DIGEST], b[SECRET_DIGEST], c[SECRET_DIGEST];
        secret_digest_add(digest, TEXT("one"));
        secret_digest_add(digest, TEXT("two"));
        secret_digest_take(digest, a);
        secret_digest_add(digest, TEXT("onetwo"));
        secret_digest_take(digest, b);
        secret_digest_add(digest, TEXT("twoone"));
        secret_digest_take(digest, c);
        assert_memory_equal(a, b, SECRET_DIGEST);
        assert_memory_not_equal(a, c, SECRET_DIGEST);
        secret_digest_free(digest);
        secret_close(secret);
    }
}

static void *seal_many(void *context)
{
    struct secret *secret = context;
    struct arena arena;
    struct error error;
    arena_init(&arena);
    bool good = true;
    for (int64_t row = 0; row < 2000 && good; row++) {
        struct secret_place here = {TEXT("person"), TEXT("phone"), row};
        struct text sealed = secret_seal(secret, &arena, here, TEXT("13812345678")), plain;
        good = secret_open(secret, &arena, here, sealed, &plain, &error) == OK &&
               text_is(plain, "13812345678");
    }
    arena_release(&arena);
    return good ? context : NULL;
}

static void many_threads_share_it(void **state)
{
    struct box *box = *state;
    struct secret *secret = made(box, SECRET_GM);
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, seal_many, secret), 0);
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *good;
        pthread_join(threads[i], &good);
        assert_ptr_equal(good, secret);
    }
    secret_close(secret);
}

#define TEST_CASE(function) cmocka_unit_test_setup_teardown(function, open_box, close_box)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_CASE(opens_what_was_sealed),
        TEST_CASE(refuses_each_altered_bit_and_each_other_place),
        TEST_CASE(another_key_file_opens_nothing),
        TEST_CASE(a_new_key_leaves_the_old_values_readable),
        TEST_CASE(finds_by_hash_within_a_domain),
        TEST_CASE(keeps_the_key_file_to_its_owner),
        TEST_CASE(refuses_what_is_no_key_file),
        TEST_CASE(digests_by_content_and_order),
        TEST_CASE(many_threads_share_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
