#include "format/zip_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/random.h"
#include "format/unpack.h"
#include "format/zip_write.h"

static int setup(void **state)
{
    struct arena *arena = memory_get(sizeof(*arena));
    arena_init(arena);
    *state = arena;
    return 0;
}

static int teardown(void **state)
{
    arena_release(*state);
    free(*state);
    return 0;
}

/* All bytes of an entry. */
static enum status unpack_all(struct arena *arena, const struct zip_entry *entry, size_t chunk,
                              struct buf *out, struct error *error)
{
    struct unpack u;
    unpack_open(&u, arena, entry, chunk);
    enum status status = OK;
    while (status == OK && !u.last) {
        status = unpack_more(&u, arena, error);
        buf_add(out, u.p, (size_t)(u.end - u.p));
        u.p = u.end;
    }
    return status;
}

/* Text that packs, but not to nothing. */
static void fill_text(struct buf *out, size_t n)
{
    struct dice dice = dice_seeded(7);
    while (out->n < n) {
        buf_addf(out, "<c r=\"A%u\"><v>%u</v></c>", dice_below(&dice, 1000000),
                 dice_below(&dice, 1000));
    }
}

static void comes_back_as_written(void **state)
{
    struct arena *arena = *state;
    struct buf zipped, large, back;
    struct zip zip;
    struct error error;
    buf_init(&zipped, 64 * MIB);
    buf_init(&large, 64 * MIB);
    fill_text(&large, 3 << 20); /* large enough for a thread */
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &zipped});
    zip_writer_put(w, "小.xml", TEXT("stored"));
    zip_writer_begin(w, "xl/large.xml");
    for (size_t at = 0; at < large.n; at += 10007) {
        size_t n = large.n - at < 10007 ? large.n - at : 10007;
        zip_writer_add(w, large.s + at, n);
    }
    zip_writer_end(w);
    zip_writer_begin(w, "empty");
    zip_writer_end(w);
    assert_int_equal(zip_writer_close(w, &error), OK);
    assert_true(zipped.n < large.n / 2);

    assert_int_equal(zip_read(arena, buf_text(&zipped), &zip, &error), OK);
    assert_int_equal(zip.n, 3);
    assert_non_null(zip_find(&zip, TEXT("小.xml")));
    assert_null(zip_find(&zip, TEXT("xl/none.xml")));
    const size_t chunks[] = {UNPACK_CHUNK, 4096, 77};
    for (size_t i = 0; i < COUNT(chunks); i++) {
        buf_init(&back, 64 * MIB);
        const struct zip_entry *entry = zip_find(&zip, TEXT("XL/Large.xml"));
        assert_int_equal(unpack_all(arena, entry, chunks[i], &back, &error), OK);
        assert_true(text_equal(buf_text(&back), buf_text(&large)));
        buf_release(&back);
    }
    buf_init(&back, 64 * MIB);
    assert_int_equal(unpack_all(arena, zip_find(&zip, TEXT("empty")), 10, &back, &error), OK);
    assert_int_equal(back.n, 0);
    assert_int_equal(unpack_all(arena, &zip.entries[0], 4, &back, &error), OK);
    assert_string_equal(back.s, "stored");
    buf_release(&back);
    buf_release(&large);
    buf_release(&zipped);
}

static void keeps_what_is_unread(void **state)
{
    struct arena *arena = *state;
    struct buf zipped, large;
    struct zip zip;
    struct error error;
    buf_init(&zipped, 64 * MIB);
    buf_init(&large, 64 * MIB);
    fill_text(&large, 2 << 20);
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &zipped});
    zip_writer_begin(w, "a");
    zip_writer_add(w, large.s, large.n);
    zip_writer_end(w);
    assert_int_equal(zip_writer_close(w, &error), OK);
    assert_int_equal(zip_read(arena, buf_text(&zipped), &zip, &error), OK);
    /* Steps of all sizes, some far over what stands in front of a buffer. */
    const size_t steps[] = {1, 1000, 65536, 65537, 300000, 900000};
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct unpack u;
        size_t at = 0;
        unpack_open(&u, arena, &zip.entries[0], 20000);
        while (!u.last || u.p < u.end) {
            while (!u.last && (size_t)(u.end - u.p) < steps[i]) {
                assert_int_equal(unpack_more(&u, arena, &error), OK);
            }
            size_t n = (size_t)(u.end - u.p) < steps[i] ? (size_t)(u.end - u.p) : steps[i];
            assert_memory_equal(u.p, large.s + at, n);
            for (size_t k = 0; k < UNPACK_PAD; k++) {
                assert_int_equal(u.end[k], 0);
            }
            u.p += n;
            at += n;
        }
        assert_int_equal(at, large.n);
        unpack_stop(&u);
    }
    buf_release(&large);
    buf_release(&zipped);
}

static void stops_at_an_endless_token(void **state)
{
    struct arena *arena = *state;
    struct buf zipped;
    struct zip zip;
    struct error error;
    buf_init(&zipped, 64 * MIB);
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &zipped});
    struct buf large;
    buf_init(&large, 64 * MIB);
    fill_text(&large, 20 << 20);
    zip_writer_begin(w, "a");
    zip_writer_add(w, large.s, large.n);
    zip_writer_end(w);
    assert_int_equal(zip_writer_close(w, &error), OK);
    assert_int_equal(zip_read(arena, buf_text(&zipped), &zip, &error), OK);
    struct unpack u;
    unpack_open(&u, arena, &zip.entries[0], UNPACK_CHUNK);
    enum status status = OK;
    while (status == OK && !u.last) {
        status = unpack_more(&u, arena, &error);
    }
    assert_int_equal(status, TOO_LARGE);
    buf_release(&large);
    buf_release(&zipped);
}

/* A package of two entries to be spoilt. */
static struct text small_package(struct arena *arena)
{
    struct buf zipped;
    struct error error;
    buf_init(&zipped, MIB);
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &zipped});
    zip_writer_put(w, "a.xml", TEXT("stored"));
    zip_writer_begin(w, "b.xml");
    for (int i = 0; i < 50; i++) {
        zip_writer_add(w, "deflated ", 9);
    }
    zip_writer_end(w);
    assert_int_equal(zip_writer_close(w, &error), OK);
    struct text copy = arena_text(arena, buf_text(&zipped));
    buf_release(&zipped);
    return copy;
}

static enum status read_everything(struct arena *arena, struct text bytes, struct error *error)
{
    struct zip zip;
    enum status status = zip_read(arena, bytes, &zip, error);
    for (size_t i = 0; status == OK && i < zip.n; i++) {
        struct buf back;
        buf_init(&back, MIB);
        status = unpack_all(arena, &zip.entries[i], 64, &back, error);
        buf_release(&back);
    }
    return status;
}

static void survives_any_spoilt_byte(void **state)
{
    struct arena *arena = *state;
    struct text good = small_package(arena);
    struct error error;
    size_t failed = 0;
    for (size_t n = 0; n < good.n; n++) {
        char *exact = memory_get(n + 1); /* of its own block: reading past it shows */
        memcpy(exact, good.s, n);
        assert_int_equal(read_everything(arena, (struct text){exact, n}, &error), INVALID);
        assert_true(error.message.n > 0 && error.hint.n > 0);
        free(exact);
    }
    char *copy = memory_get(good.n);
    for (size_t i = 0; i < good.n * 8; i++) {
        memcpy(copy, good.s, good.n);
        copy[i / 8] ^= (char)(1 << i % 8);
        failed += read_everything(arena, (struct text){copy, good.n}, &error) != OK;
    }
    free(copy);
    assert_true(failed > good.n * 8 / 2);
}

/* Where the n-th central record starts. */
static char *central(char *bytes, size_t size, int n)
{
    char *at = bytes;
    for (;; at++) {
        at = memmem(at, size - (size_t)(at - bytes), "PK\1\2", 4);
        assert_non_null(at);
        if (n-- == 0) {
            return at;
        }
    }
}

static void assert_refused(struct arena *arena, struct text bytes, enum status wanted,
                           const char *words)
{
    struct error error = {0};
    assert_int_equal(read_everything(arena, bytes, &error), wanted);
    assert_true(text_has(error.message, text_of(words)));
}

static void refuses_what_lies(void **state)
{
    struct arena *arena = *state;
    struct text good = small_package(arena);
    char *copy = arena_alloc(arena, good.n);
    struct text bad = {copy, good.n};

    memcpy(copy, good.s, good.n);
    central(copy, good.n, 1)[24] -= 1; /* says one byte less than there is */
    assert_refused(arena, bad, INVALID, "大小与实际不符");
    central(copy, good.n, 1)[24] += 2; /* one byte more */
    assert_refused(arena, bad, INVALID, "大小与实际不符");

    memcpy(copy, good.s, good.n);
    central(copy, good.n, 0)[8] |= 1;
    assert_refused(arena, bad, INVALID, "加密");

    memcpy(copy, good.s, good.n);
    central(copy, good.n, 1)[10] = 12; /* bzip2 */
    assert_refused(arena, bad, INVALID, "无法打开");

    memcpy(copy, good.s, good.n);
    central(copy, good.n, 1)[16] ^= 1; /* checksum */
    assert_refused(arena, bad, INVALID, "无法解压");

    memcpy(copy, good.s, good.n);
    central(copy, good.n, 1)[46] = 'a'; /* not the local header's name */
    assert_refused(arena, bad, INVALID, "无法打开");

    assert_refused(arena, TEXT("PK\3\4 no more than that"), INVALID, "无法打开");
    assert_refused(arena, TEXT_EMPTY, INVALID, "无法打开");
}

static void refuses_bombs_and_doubles(void **state)
{
    struct arena *arena = *state;
    struct buf zipped;
    struct error error;
    buf_init(&zipped, 64 * MIB);
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &zipped});
    zip_writer_put(w, "a", TEXT("1"));
    zip_writer_put(w, "A", TEXT("2"));
    assert_int_equal(zip_writer_close(w, &error), OK);
    assert_refused(arena, buf_text(&zipped), INVALID, "无法打开");

    struct text small = small_package(arena);
    char *bomb = arena_alloc(arena, small.n);
    memcpy(bomb, small.s, small.n);
    central(bomb, small.n, 1)[27] = 0x10; /* promises 256 MB from a few bytes */
    assert_refused(arena, (struct text){bomb, small.n}, TOO_LARGE, "膨胀");

    buf_clear(&zipped);
    w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &zipped});
    for (int i = 0; i <= CEILING_ZIP_ENTRIES; i++) {
        struct text name = arena_printf(arena, "%d", i);
        zip_writer_put(w, arena_cstr(arena, name), TEXT("1"));
    }
    assert_int_equal(zip_writer_close(w, &error), OK);
    assert_refused(arena, buf_text(&zipped), TOO_LARGE, "过多");
    buf_release(&zipped);
}

static void put(struct buf *b, uint64_t value, int bytes)
{
    for (; bytes > 0; bytes--) {
        buf_addc(b, (char)value);
        value >>= 8;
    }
}

/* A package whose every number stands in zip64 fields, as writers to a pipe make them. */
static void reads_zip64(void **state)
{
    struct arena *arena = *state;
    struct buf b, back;
    struct zip zip;
    struct error error;
    buf_init(&b, MIB);
    buf_init(&back, MIB);
    buf_adds(&b, "PK\3\4");
    put(&b, 45, 2), put(&b, 0, 8), put(&b, 0xF7D18982, 4), put(&b, UINT32_MAX, 4);
    put(&b, UINT32_MAX, 4), put(&b, 1, 2), put(&b, 20, 2);
    buf_adds(&b, "a");
    put(&b, 1, 2), put(&b, 16, 2), put(&b, 5, 8), put(&b, 5, 8);
    buf_adds(&b, "Hello");
    size_t start = b.n;
    buf_adds(&b, "PK\1\2");
    put(&b, 45, 2), put(&b, 45, 2), put(&b, 0, 8), put(&b, 0xF7D18982, 4);
    put(&b, UINT32_MAX, 4), put(&b, UINT32_MAX, 4), put(&b, 1, 2), put(&b, 33, 2), put(&b, 0, 10);
    put(&b, UINT32_MAX, 4);
    buf_adds(&b, "a");
    put(&b, 9, 2), put(&b, 1, 2), buf_addc(&b, 'x'); /* a field of somebody else first */
    put(&b, 1, 2), put(&b, 24, 2), put(&b, 5, 8), put(&b, 5, 8), put(&b, 0, 8);
    size_t size = b.n - start, end64 = b.n;
    buf_adds(&b, "PK\6\6");
    put(&b, 44, 8), put(&b, 45, 2), put(&b, 45, 2), put(&b, 0, 8), put(&b, 1, 8), put(&b, 1, 8);
    put(&b, size, 8), put(&b, start, 8);
    buf_adds(&b, "PK\6\7");
    put(&b, 0, 4), put(&b, end64, 8), put(&b, 1, 4);
    buf_adds(&b, "PK\5\6");
    put(&b, 0, 4), put(&b, 0xFFFF, 2), put(&b, 0xFFFF, 2), put(&b, UINT32_MAX, 4);
    put(&b, UINT32_MAX, 4), put(&b, 0, 2);
    assert_int_equal(zip_read(arena, buf_text(&b), &zip, &error), OK);
    assert_int_equal(zip.n, 1);
    assert_int_equal(unpack_all(arena, &zip.entries[0], 100, &back, &error), OK);
    assert_string_equal(back.s, "Hello");
    buf_release(&back);
    buf_release(&b);
}

static bool write_little(void *context, const char *bytes, size_t n)
{
    (void)bytes;
    size_t *room = context;
    if (n > *room) {
        return false;
    }
    *room -= n;
    return true;
}

static void tells_of_a_full_disk(void **state)
{
    struct arena *arena = *state;
    struct error error;
    size_t room = 100;
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){write_little, &room});
    zip_writer_put(w, "a", TEXT("something"));
    assert_false(zip_writer_failed(w));
    zip_writer_begin(w, "b");
    zip_writer_add(w, "something", 9);
    zip_writer_end(w);
    zip_writer_put(w, "c", TEXT("a rather long text that no longer fits"));
    assert_true(zip_writer_failed(w));
    assert_int_equal(zip_writer_close(w, &error), UNAVAILABLE);
    assert_true(error.hint.n > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(comes_back_as_written, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_what_is_unread, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_at_an_endless_token, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_any_spoilt_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_lies, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_bombs_and_doubles, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_zip64, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_of_a_full_disk, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
