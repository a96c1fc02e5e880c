#include "store/blob.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"
#include "engine.h"

enum { COUNTY = 360722, DAY = 24 * 3600 * 1000 };

struct shelf {
    struct engine *engine;
    struct secret *secret;
    struct blobs *blobs;
    int64_t now;
};

static const char *within(struct engine *engine, const char *name)
{
    return arena_cstr(&engine->arena, arena_printf(&engine->arena, "%s/%s", engine->folder, name));
}

static struct shelf opened(void **state)
{
    struct shelf shelf = {.engine = *state, .now = (int64_t)time(NULL) * 1000};
    struct engine *engine = shelf.engine;
    engine_execute(engine, blob_ddl[engine->postgres ? DIALECT_POSTGRES : DIALECT_SQLITE]);
    const char *keys = within(engine, "keys");
    engine_ok(engine, secret_create(keys, SECRET_AES, &engine->arena, &engine->error));
    engine_ok(engine, secret_load(keys, &shelf.secret, &engine->arena, &engine->error));
    engine_ok(engine, blobs_open(within(engine, "blobs"), shelf.secret, &shelf.blobs,
                                 &engine->arena, &engine->error));
    return shelf;
}

static void closed(struct shelf *shelf)
{
    blobs_close(shelf->blobs);
    secret_close(shelf->secret);
}

static void keep(struct shelf *shelf, struct text bytes, size_t step, char name[BLOB_NAME + 1])
{
    struct engine *engine = shelf->engine;
    struct blob_writer *writer;
    engine_ok(engine, blob_new(shelf->blobs, &writer, &engine->arena, &engine->error));
    for (size_t at = 0; at < bytes.n; at += step) {
        engine_ok(engine, blob_write(writer, text_slice(bytes, at, at + step), &engine->arena,
                                     &engine->error));
    }
    struct db *db;
    int64_t size;
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(db, &engine->arena, &engine->error));
    engine_ok(engine, blob_keep(writer, db, COUNTY, clock_at(&shelf->now), name, &size,
                                &engine->arena, &engine->error));
    assert_int_equal(size, bytes.n);
    engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    db_release(db);
}

static enum status refer(struct shelf *shelf, const char *name, int change)
{
    struct engine *engine = shelf->engine;
    struct db *db;
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(db, &engine->arena, &engine->error));
    enum status status =
        blob_refer(db, COUNTY, name, change, clock_at(&shelf->now), &engine->arena, &engine->error);
    if (status == OK) {
        engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    }
    db_release(db);
    return status;
}

static struct text some_bytes(struct engine *engine, size_t n)
{
    struct dice dice = dice_seeded(7);
    char *bytes = arena_alloc(&engine->arena, n + 1);
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (char)dice_below(&dice, 256);
    }
    return (struct text){bytes, n};
}

static const char *path_of(struct shelf *shelf, const char *name)
{
    return arena_cstr(&shelf->engine->arena, arena_printf(&shelf->engine->arena, "%s/blobs/%.2s/%s",
                                                          shelf->engine->folder, name, name));
}

static void gives_back_the_same_bytes(void **state)
{
    struct shelf shelf = opened(state);
    struct engine *engine = shelf.engine;
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 300000};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct text bytes = some_bytes(engine, sizes[i]);
        char name[BLOB_NAME + 1];
        keep(&shelf, bytes, 50000, name);
        int fd;
        engine_ok(engine, blob_file(shelf.blobs, name, &fd, &engine->arena, &engine->error));
        char *back = arena_alloc(&engine->arena, sizes[i] + 1);
        assert_int_equal(read(fd, back, sizes[i] + 1), sizes[i]);
        assert_memory_equal(back, bytes.s, bytes.n);
        close(fd);
    }
    closed(&shelf);
}

static void stands_sealed_under_its_digest(void **state)
{
    struct shelf shelf = opened(state);
    char name[BLOB_NAME + 1], again[BLOB_NAME + 1];
    keep(&shelf, TEXT("abc"), 1, name);
    assert_string_equal(name, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    keep(&shelf, TEXT("abc"), 3, again);
    assert_string_equal(name, again);
    assert_int_equal(engine_number(shelf.engine, "SELECT uses FROM blob"), 2);
    int fd = open(path_of(&shelf, name), O_RDONLY | O_CLOEXEC);
    char bytes[256];
    ssize_t n = read(fd, bytes, sizeof(bytes));
    close(fd);
    assert_int_equal(n, 16 + 3 + SECRET_OVERHEAD);
    assert_false(text_has((struct text){bytes, (size_t)n}, TEXT("abc")));
    closed(&shelf);
}

static void an_altered_file_is_refused(void **state)
{
    struct shelf shelf = opened(state);
    struct engine *engine = shelf.engine;
    char name[BLOB_NAME + 1];
    keep(&shelf, some_bytes(engine, 200000), 200000, name);
    const char *path = path_of(&shelf, name);
    struct stat there;
    assert_int_equal(stat(path, &there), 0);
    int fd = open(path, O_RDWR | O_CLOEXEC), out;
    char byte;
    for (off_t at = 0; at < there.st_size; at += 9999) {
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        assert_int_equal(blob_file(shelf.blobs, name, &out, &engine->arena, &engine->error),
                         INTERNAL);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    }
    static const off_t cuts[] = {0, 10, 16, 17, 16 + 65536 + 30, 16 + 2 * (65536 + 30)};
    for (size_t i = COUNT(cuts); i-- > 0;) {
        assert_int_equal(ftruncate(fd, cuts[i]), 0);
        assert_int_equal(blob_file(shelf.blobs, name, &out, &engine->arena, &engine->error),
                         INTERNAL);
    }
    close(fd);
    assert_int_equal(blob_file(shelf.blobs, "../keys", &out, &engine->arena, &engine->error),
                     NOT_FOUND);
    name[0] = name[0] == 'a' ? 'b' : 'a';
    assert_int_equal(blob_file(shelf.blobs, name, &out, &engine->arena, &engine->error), NOT_FOUND);
    assert_int_equal(refer(&shelf, name, 1), NOT_FOUND);
    closed(&shelf);
}

static void what_nobody_needs_goes_after_a_day(void **state)
{
    struct shelf shelf = opened(state);
    struct engine *engine = shelf.engine;
    char kept[BLOB_NAME + 1], unused[BLOB_NAME + 1];
    keep(&shelf, TEXT("kept"), 9, kept);
    keep(&shelf, TEXT("unused"), 9, unused);
    engine_ok(engine, refer(&shelf, unused, -1));
    struct blob_writer *writer; /* dropped: leaves nothing */
    engine_ok(engine, blob_new(shelf.blobs, &writer, &engine->arena, &engine->error));
    blob_drop(writer);
    engine_ok(engine, blob_new(shelf.blobs, &writer, &engine->arena, &engine->error));
    size_t removed;
    engine_ok(engine, blobs_sweep(shelf.blobs, engine->database, clock_at(&shelf.now), &removed,
                                  &engine->arena, &engine->error));
    assert_int_equal(removed, 0);
    shelf.now += DAY + 5000;
    engine_ok(engine, blobs_sweep(shelf.blobs, engine->database, clock_at(&shelf.now), &removed,
                                  &engine->arena, &engine->error));
    assert_int_equal(removed, 2); /* the unused one, and the one a crash would have left */
    blob_drop(writer);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM blob"), 1);
    int fd;
    engine_ok(engine, blob_file(shelf.blobs, kept, &fd, &engine->arena, &engine->error));
    close(fd);
    assert_int_equal(blob_file(shelf.blobs, unused, &fd, &engine->arena, &engine->error),
                     NOT_FOUND);
    closed(&shelf);
}

/* RLIMIT_FSIZE stands in for a full disk: both end a write before its end. */
static void a_file_that_cannot_grow_leaves_nothing(void **state)
{
    struct shelf shelf = opened(state);
    struct engine *engine = shelf.engine;
    struct rlimit before, small = {.rlim_cur = 100000};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    struct blob_writer *writer;
    engine_ok(engine, blob_new(shelf.blobs, &writer, &engine->arena, &engine->error));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum status status =
        blob_write(writer, some_bytes(engine, 200000), &engine->arena, &engine->error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, UNAVAILABLE);
    assert_true(engine->error.message.n > 0);
    blob_drop(writer);
    assert_int_equal(rmdir(within(engine, "blobs")), 0);
    assert_int_equal(mkdir(within(engine, "blobs"), 0700), 0);
    closed(&shelf);
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(gives_back_the_same_bytes),
        ENGINE_TEST(stands_sealed_under_its_digest),
        ENGINE_TEST(an_altered_file_is_refused),
        ENGINE_TEST(what_nobody_needs_goes_after_a_day),
        ENGINE_TEST(a_file_that_cannot_grow_leaves_nothing),
    };
    return engine_run(tests, COUNT(tests));
}
