#include "store/backup.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine.h"

static const struct migration steps[] = {
    {1,
     "things",
     {"CREATE TABLE thing (county INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT, weight REAL, "
      "photo BLOB, PRIMARY KEY (county, id)) STRICT; CREATE TABLE \"odd \"\"name\" (x INTEGER) "
      "STRICT; INSERT INTO \"odd \"\"name\" VALUES (7)",
      "CREATE TABLE thing (county BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT, weight DOUBLE "
      "PRECISION, photo BYTEA, PRIMARY KEY (county, id)); CREATE TABLE \"odd \"\"name\" (x "
      "BIGINT); "
      "INSERT INTO \"odd \"\"name\" VALUES (7)"},
     NULL},
    {2,
     "age",
     {"ALTER TABLE thing ADD COLUMN age INTEGER", "ALTER TABLE thing ADD COLUMN age BIGINT"},
     NULL},
};
static const char *const folders[] = {"blobs", "notice", NULL};
static const struct query insert = {
    "INSERT INTO thing (county, id, name, weight, photo) VALUES ($1, $2, $3, $4, $5)", NULL};

struct site {
    struct engine *engine;
    struct backup_site site;
    const char *file;
    int64_t now;
};

static const char *within(struct engine *engine, const char *name)
{
    return arena_cstr(&engine->arena, arena_printf(&engine->arena, "%s/%s", engine->folder, name));
}

static void put_file(const char *path, const char *bytes)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(bytes, file);
    fclose(file);
}

static void put_row(struct engine *engine, struct db *db, int64_t id, bool full)
{
    struct statement *s;
    engine_ok(engine, db_prepare(db, &insert, &s, &engine->arena, &engine->error));
    bind_int(s, 1, 360722);
    bind_int(s, 2, id);
    if (full) {
        bind_text(s, 3, TEXT("张\"三'\n㛃"));
        bind_real(s, 4, -0.1);
        bind_blob(s, 5, (struct text){"\0\1\xff", 3});
    }
    engine_ok(engine, statement_run(s, NULL, &engine->arena, &engine->error));
}

static void put_rows(struct engine *engine, int64_t from, int64_t count)
{
    struct db *db;
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(db, &engine->arena, &engine->error));
    for (int64_t i = 0; i < count; i++) {
        put_row(engine, db, from + i, i % 3 != 0);
    }
    engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    db_release(db);
}

/* A site with a schema of `taken` steps, rows, files and keys. */
static struct site made(void **state, int64_t taken)
{
    struct engine *engine = *state;
    struct site site = {.engine = engine, .file = within(engine, "site.tar"), .now = 1662600000000};
    site.site = (struct backup_site){.database = engine->database,
                                     .root = within(engine, "site"),
                                     .folders = folders,
                                     .keys = within(engine, "site/keys")};
    assert_int_equal(mkdir(site.site.root, 0700), 0);
    assert_int_equal(mkdir(within(engine, "site/blobs"), 0700), 0);
    assert_int_equal(mkdir(within(engine, "site/blobs/ab"), 0700), 0);
    put_file(within(engine, "site/blobs/ab/abcdef"), "sealed bytes");
    put_file(within(engine, "site/blobs/new-123"), "unfinished");
    put_file(within(engine, "site/other"), "not the site's");
    engine_ok(engine, secret_create(site.site.keys, SECRET_AES, &engine->arena, &engine->error));
    engine_ok(engine,
              secret_load(site.site.keys, &site.site.secret, &engine->arena, &engine->error));
    engine_ok(engine, migrate_run(engine->database, steps, COUNT(steps), taken, NULL,
                                  clock_at(&site.now), &engine->arena, &engine->error));
    put_rows(engine, INT64_MAX - 500, 500);
    return site;
}

static enum status backed_up(struct site *site, bool with_keys, struct backup_info *info)
{
    struct engine *engine = site->engine;
    return backup_write(&site->site, site->file, with_keys, clock_at(&site->now), info, NULL, NULL,
                        &engine->arena, &engine->error);
}

/* An empty place of either engine to restore into. */
static struct engine target(struct engine *engine, bool postgres, int number)
{
    struct engine to = *engine;
    struct text name = text_of(engine->folder);
    if (postgres) {
        to.where = arena_cstr(&engine->arena, arena_printf(&engine->arena, "%s&schema=r_%.6s_%d",
                                                           getenv("TEST_POSTGRES_URL"),
                                                           name.s + name.n - 6, number));
    } else {
        to.where = arena_cstr(&engine->arena,
                              arena_printf(&engine->arena, "%s/r%d.db", engine->folder, number));
    }
    to.postgres = postgres;
    engine_ok(engine, database_open(to.where, &to.database, &engine->arena, &engine->error));
    return to;
}

static enum status restored(struct site *site, struct engine *to, const char *root,
                            size_t steps_known)
{
    struct engine *engine = site->engine;
    struct backup_info info;
    struct backup_site there = {
        .database = to->database,
        .root = root,
        .folders = folders,
        .keys = arena_cstr(&engine->arena, arena_printf(&engine->arena, "%s/keys", root))};
    return backup_restore(&there, site->file, steps, steps_known, NULL, clock_at(&site->now), &info,
                          NULL, NULL, &engine->arena, &engine->error);
}

static void same_rows(struct engine *a, struct engine *b)
{
    static const char *const sums[] = {
        "SELECT count(*) FROM thing",
        "SELECT min(id) FROM thing",
        "SELECT count(*) FROM thing WHERE name IS NULL",
        "SELECT count(*) FROM thing WHERE name = '张\"三''\n㛃' AND weight = -0.1",
        "SELECT sum(length(photo)) FROM thing",
        "SELECT count(*) FROM \"odd \"\"name\"",
        "SELECT sum(id % 1000) FROM thing"};
    for (size_t i = 0; i < COUNT(sums); i++) {
        assert_int_equal(engine_number(a, sums[i]), engine_number(b, sums[i]));
    }
}

static void restores_on_either_engine(void **state)
{
    struct site site = made(state, 1);
    struct engine *engine = site.engine;
    struct backup_info info;
    engine_ok(engine, backed_up(&site, true, &info));
    assert_int_equal(info.rows, 500 + 1 + 1);
    assert_int_equal(info.files, 2);
    assert_int_equal(info.schema, 1);
    assert_int_equal(backed_up(&site, true, &info), CONFLICT);
    engine_ok(engine, backup_verify(site.file, &info, &engine->arena, &engine->error));
    assert_int_equal(info.at, site.now);
    assert_true(info.has_keys);
    int engines = getenv("TEST_POSTGRES_URL") == NULL ? 1 : 2;
    for (int i = 0; i < engines; i++) {
        struct engine to = target(engine, i == 1, i);
        const char *root = within(engine, i == 0 ? "to0" : "to1");
        engine_ok(engine, restored(&site, &to, root, COUNT(steps)));
        same_rows(engine, &to);
        assert_int_equal(engine_number(&to, "SELECT count(*) FROM thing WHERE age IS NULL"), 500);
        struct text path = arena_printf(&engine->arena, "%s/blobs/ab/abcdef", root);
        assert_int_equal(access(arena_cstr(&engine->arena, path), R_OK), 0);
        path = arena_printf(&engine->arena, "%s/blobs/new-123", root);
        assert_int_not_equal(access(arena_cstr(&engine->arena, path), F_OK), 0);
        path = arena_printf(&engine->arena, "%s/other", root);
        assert_int_not_equal(access(arena_cstr(&engine->arena, path), F_OK), 0);
        assert_int_equal(restored(&site, &to, root, COUNT(steps)), CONFLICT);
        database_close(to.database);
    }
    secret_close(site.site.secret);
}

static void keys_stay_out_unless_asked_for(void **state)
{
    struct site site = made(state, 2);
    struct engine *engine = site.engine;
    struct backup_info info;
    engine_ok(engine, backed_up(&site, false, &info));
    struct engine to = target(engine, engine->postgres, 5);
    assert_int_equal(mkdir(within(engine, "to"), 0700), 0);
    assert_int_equal(restored(&site, &to, within(engine, "to"), COUNT(steps)), INVALID);
    assert_true(engine->error.hint.n > 0);
    engine_ok(engine,
              secret_create(within(engine, "to/keys"), SECRET_AES, &engine->arena, &engine->error));
    assert_int_equal(restored(&site, &to, within(engine, "to"), COUNT(steps)), INVALID);
    assert_int_equal(rename(site.site.keys, within(engine, "to/keys")), 0);
    assert_int_equal(restored(&site, &to, within(engine, "to"), 1), UNAVAILABLE);
    engine_ok(engine, restored(&site, &to, within(engine, "to"), COUNT(steps)));
    same_rows(engine, &to);
    database_close(to.database);
    secret_close(site.site.secret);
}

static void every_altered_byte_is_found(void **state)
{
    struct site site = made(state, 2);
    struct engine *engine = site.engine;
    struct backup_info info;
    engine_ok(engine, backed_up(&site, true, &info));
    struct stat there;
    assert_int_equal(stat(site.file, &there), 0);
    int fd = open(site.file, O_RDWR | O_CLOEXEC);
    char byte;
    off_t end = there.st_size - 1024, wrong = 0; /* the last two blocks are empty */
    for (off_t at = 0; at < end; at += 37) {
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= 4;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        /* padding between the parts carries nothing */
        wrong += backup_verify(site.file, &info, &engine->arena, &engine->error) == OK;
        byte ^= 4;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    }
    assert_true(wrong * 37 < (off_t)512 * 8);
    engine_ok(engine, backup_verify(site.file, &info, &engine->arena, &engine->error));
    for (off_t at = 600; at < end; at += end / 20) {
        assert_int_equal(ftruncate(fd, end - at), 0);
        assert_int_equal(backup_verify(site.file, &info, &engine->arena, &engine->error), INVALID);
    }
    close(fd);
    struct engine to = target(engine, engine->postgres, 6);
    assert_int_equal(restored(&site, &to, within(engine, "to"), COUNT(steps)), INVALID);
    int64_t version;
    engine_ok(engine, migrate_version(to.database, &version, &engine->arena, &engine->error));
    assert_int_equal(version, 0);
    database_close(to.database);
    secret_close(site.site.secret);
}

struct busy {
    struct engine engine;
    _Atomic bool ends;
    int64_t written;
};

/* Writes rows in pairs, so that a backup between two of one pair would show. */
static void *keep_writing(void *context)
{
    struct busy *busy = context;
    for (int64_t id = 1; !busy->ends; id += 2) {
        put_rows(&busy->engine, id, 2);
        busy->written += 2;
    }
    return NULL;
}

static void is_whole_while_others_write(void **state)
{
    struct site site = made(state, 2);
    struct engine *engine = site.engine;
    struct busy busy = {.engine = *engine};
    arena_init(&busy.engine.arena);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, keep_writing, &busy), 0);
    for (int i = 0; i < 5; i++) {
        struct backup_info info;
        unlink(site.file);
        engine_ok(engine, backed_up(&site, true, &info));
        assert_int_equal((info.rows - 1 - 2) % 2, 0); /* odd name, two steps, the rest in pairs */
        struct engine to = target(engine, engine->postgres, 10 + i);
        struct text root = arena_printf(&engine->arena, "%s/w%d", engine->folder, i);
        engine_ok(engine, restored(&site, &to, arena_cstr(&engine->arena, root), COUNT(steps)));
        assert_int_equal(engine_number(&to, "SELECT count(*) FROM thing"), info.rows - 3);
        database_close(to.database);
    }
    busy.ends = true;
    pthread_join(thread, NULL);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 500 + busy.written);
    arena_release(&busy.engine.arena);
    secret_close(site.site.secret);
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(restores_on_either_engine),
        ENGINE_TEST(keys_stay_out_unless_asked_for),
        ENGINE_TEST(every_altered_byte_is_found),
        ENGINE_TEST(is_whole_while_others_write),
    };
    return engine_run(tests, COUNT(tests));
}
