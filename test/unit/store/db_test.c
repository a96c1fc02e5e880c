#include "store/db.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine.h"

static const char schema[] =
    "CREATE TABLE thing (county BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT, weight DOUBLE "
    "PRECISION, secret BYTEA, PRIMARY KEY (county, id));"
    "CREATE UNIQUE INDEX thing_name ON thing (county, name) WHERE weight > 0;"
    "CREATE TABLE part (county BIGINT NOT NULL, id BIGINT NOT NULL, thing BIGINT, PRIMARY KEY "
    "(county, id), FOREIGN KEY (county, thing) REFERENCES thing (county, id))";

static const struct query insert = {
    "INSERT INTO thing (county, id, name, weight, secret) VALUES ($1, $2, $3, $4, $5)", NULL};
static const struct query insert_part = {"INSERT INTO part (county, id, thing) VALUES ($1, $2, $3)",
                                         NULL};
static const struct query by_id = {
    "SELECT id, name, weight, secret FROM thing WHERE id = $2 AND county = $1", NULL};
static const struct query all = {"SELECT id FROM thing WHERE county = $1 ORDER BY id", NULL};

static struct db *writer(struct engine *engine)
{
    struct db *db;
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(db, &engine->arena, &engine->error));
    return db;
}

static struct db *reader(struct engine *engine)
{
    struct db *db;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    return db;
}

static void commit(struct engine *engine, struct db *db)
{
    engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    db_release(db);
}

static enum status put(struct engine *engine, struct db *db, int64_t id, const char *name)
{
    struct statement *s;
    engine_ok(engine, db_prepare(db, &insert, &s, &engine->arena, &engine->error));
    bind_int(s, 1, 360722);
    bind_int(s, 2, id);
    if (name != NULL) {
        bind_text(s, 3, text_of(name));
    }
    bind_real(s, 4, 1.5);
    bind_blob(s, 5, (struct text){"\0\xff'\\", 4});
    int64_t changed = 0;
    enum status status = statement_run(s, &changed, &engine->arena, &engine->error);
    if (status == OK) {
        assert_int_equal(changed, 1);
    }
    return status;
}

static struct statement *find(struct engine *engine, struct db *db, int64_t id)
{
    struct statement *s;
    engine_ok(engine, db_prepare(db, &by_id, &s, &engine->arena, &engine->error));
    bind_int(s, 1, 360722);
    bind_int(s, 2, id);
    return s;
}

static void gives_back_what_was_put(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct db *w = writer(engine);
    engine_ok(engine, put(engine, w, INT64_MAX, "张建国"));
    engine_ok(engine, put(engine, w, 2, NULL));
    engine_ok(engine, put(engine, w, 3, ""));
    commit(engine, w);

    struct db *r = reader(engine);
    struct statement *s = find(engine, r, INT64_MAX);
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_ROW);
    assert_int_equal(column_int(s, 0), INT64_MAX);
    assert_true(text_is(column_text(s, 1), "张建国"));
    assert_int_equal(column_type(s, 1), DB_TEXT); /* having been read, too */
    struct db_value values[2];
    statement_values(s, values, 2);
    assert_int_equal(values[0].number, INT64_MAX);
    assert_int_equal(values[1].type, DB_TEXT);
    assert_true(text_is(values[1].text, "张建国"));
    assert_true(column_real(s, 2) == 1.5);
    assert_true(text_equal(column_blob(s, 3), (struct text){"\0\xff'\\", 4}));
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_DONE);
    statement_reset(s);

    s = find(engine, r, 2);
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_ROW);
    assert_true(column_null(s, 1));
    statement_reset(s);
    s = find(engine, r, 3);
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_ROW);
    assert_false(column_null(s, 1));
    assert_int_equal(column_text(s, 1).n, 0);
    db_release(r);
}

static void decodes_conflicts(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct db *w = writer(engine);
    engine_ok(engine, put(engine, w, 1, "甲"));
    assert_int_equal(put(engine, w, 1, "乙"), CONFLICT);
    assert_true(text_is(engine->error.detail, "thing(county,id)"));
    assert_true(db_conflict_on(&engine->error, "id"));
    assert_false(db_conflict_on(&engine->error, "name"));
    db_rollback(w);

    engine_ok(engine, db_begin(w, &engine->arena, &engine->error));
    engine_ok(engine, put(engine, w, 1, "甲"));
    assert_int_equal(put(engine, w, 2, "甲"), CONFLICT);
    assert_true(db_conflict_on(&engine->error, "name"));
    db_rollback(w);

    engine_ok(engine, db_begin(w, &engine->arena, &engine->error));
    struct statement *s;
    engine_ok(engine, db_prepare(w, &insert_part, &s, &engine->arena, &engine->error));
    bind_int(s, 1, 1);
    bind_int(s, 2, 1);
    bind_int(s, 3, 99);
    assert_int_equal(statement_run(s, NULL, &engine->arena, &engine->error), CONFLICT);
    assert_true(text_is(engine->error.detail, "foreign key"));
    db_release(w);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 0);
}

static void reader_sees_each_commit_and_nothing_else(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    for (int i = 1; i <= 5; i++) {
        struct db *w = writer(engine);
        engine_ok(engine, put(engine, w, i, NULL));
        assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), i - 1);
        commit(engine, w);
        assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), i);
    }
}

static void reading_transaction_stands_still(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct db *r = reader(engine);
    engine_ok(engine, db_begin(r, &engine->arena, &engine->error));
    struct statement *s = find(engine, r, 1);
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_DONE);
    statement_reset(s);
    struct db *w = writer(engine);
    engine_ok(engine, put(engine, w, 1, NULL));
    commit(engine, w);
    s = find(engine, r, 1);
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_DONE);
    statement_reset(s);
    engine_ok(engine, db_commit(r, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(r, &engine->arena, &engine->error));
    s = find(engine, r, 1);
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_ROW);
    db_release(r);
}

static void same_query_nests(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct db *w = writer(engine);
    for (int i = 1; i <= 300; i++) {
        engine_ok(engine, put(engine, w, i, NULL));
    }
    commit(engine, w);
    struct db *r = reader(engine);
    struct statement *outer, *inner;
    engine_ok(engine, db_prepare(r, &all, &outer, &engine->arena, &engine->error));
    bind_int(outer, 1, 360722);
    int64_t pairs = 0;
    while (statement_step(outer, &engine->arena, &engine->error) == DB_ROW) {
        int64_t id = column_int(outer, 0);
        engine_ok(engine, db_prepare(r, &all, &inner, &engine->arena, &engine->error));
        assert_ptr_not_equal(outer, inner);
        bind_int(inner, 1, 360722);
        while (statement_step(inner, &engine->arena, &engine->error) == DB_ROW &&
               column_int(inner, 0) <= id) {
            pairs++;
        }
        statement_reset(inner);
        assert_int_equal(column_int(outer, 0), id);
    }
    statement_reset(outer);
    assert_int_equal(pairs, 300 * 301 / 2);
    engine_ok(engine, db_prepare(r, &all, &inner, &engine->arena, &engine->error));
    assert_true(inner == outer || inner != NULL);
    db_release(r);
}

static void release_rolls_back(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct db *w = writer(engine);
    engine_ok(engine, put(engine, w, 1, NULL));
    db_release(w);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 0);
}

static void texts_are_kept_by_content_and_forgotten_past_the_most(void **state)
{
    struct engine *engine = *state;
    struct db *r = reader(engine);
    struct statement *first, *again, *s;
    engine_ok(engine, db_prepare_text(r, TEXT("SELECT 1"), &first, &engine->arena, &engine->error));
    statement_reset(first);
    char copy[] = "SELECT 1";
    engine_ok(engine, db_prepare_text(r, text_of(copy), &again, &engine->arena, &engine->error));
    assert_ptr_equal(first, again);
    for (int i = 2; i < 1500; i++) {
        struct text sql = arena_printf(&engine->arena, "SELECT %d", i);
        engine_ok(engine, db_prepare_text(r, sql, &s, &engine->arena, &engine->error));
        assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_ROW);
        assert_int_equal(column_int(s, 0), i);
        statement_reset(s);
    }
    assert_int_equal(statement_step(again, &engine->arena, &engine->error), DB_ROW);
    assert_int_equal(column_int(again, 0), 1);
    db_release(r);
}

static void version_changes_with_commits_of_other_handles(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct database *other;
    engine_ok(engine, database_open(engine->where, &other, &engine->arena, &engine->error));
    uint64_t before, after;
    engine_ok(engine, database_version(engine->database, &before, &engine->arena, &engine->error));
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 0);

    struct db *w;
    engine_ok(engine, database_writer(other, &w, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(w, &engine->arena, &engine->error));
    engine_ok(engine, put(engine, w, 1, NULL));
    commit(engine, w);
    engine_ok(engine, database_version(engine->database, &after, &engine->arena, &engine->error));
    assert_true(before != after);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 1);
    database_close(other);
}

static void bad_sql_is_our_fault(void **state)
{
    struct engine *engine = *state;
    struct db *r = reader(engine);
    struct statement *s;
    assert_int_equal(db_prepare_text(r, TEXT("SELEKT 1"), &s, &engine->arena, &engine->error),
                     INTERNAL);
    assert_true(engine->error.detail.n > 0);
    db_release(r);
}

/* The server ends a connection of the engine's, as its restart would. */
static void cut(struct engine *engine, struct db *db, struct database *by)
{
    struct statement *s;
    engine_ok(engine, db_prepare_text(db, TEXT("SELECT pg_backend_pid()"), &s, &engine->arena,
                                      &engine->error));
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_ROW);
    int64_t pid = column_int(s, 0);
    statement_reset(s);
    struct engine other = *engine;
    other.database = by;
    struct text sql =
        arena_printf(&engine->arena, "SELECT pg_terminate_backend(%lld, 5000)", (long long)pid);
    assert_int_equal(engine_number(&other, arena_cstr(&engine->arena, sql)), 1);
}

static void a_lost_connection_is_made_again(void **state)
{
    struct engine *engine = *state;
    if (!engine->postgres) {
        return; /* a file has no connection to lose */
    }
    engine_execute(engine, schema);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 0);
    struct db *w = writer(engine);
    engine_ok(engine, put(engine, w, 1, NULL));
    commit(engine, w);
    struct database *other;
    engine_ok(engine, database_open(engine->where, &other, &engine->arena, &engine->error));
    struct db *r = reader(engine);
    cut(engine, r, other);
    db_release(r);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 1);
    w = writer(engine);
    db_rollback(w);
    cut(engine, w, other);
    db_release(w);
    w = writer(engine);
    engine_ok(engine, put(engine, w, 2, NULL));
    commit(engine, w);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 2);

    w = writer(engine); /* lost in the middle of a transaction: told, and nothing half-done */
    engine_ok(engine, put(engine, w, 3, NULL));
    cut(engine, w, other);
    assert_int_equal(put(engine, w, 4, NULL), UNAVAILABLE);
    db_release(w);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"), 2);
    database_close(other);
}

enum { THREADS = 12, ROUNDS = 40 };

struct crowd {
    struct engine *engine;
    int64_t first;
    bool good;
};

/* Each thread writes its own rows and must see each at once, among readers of the others. */
static void *one_of_the_crowd(void *context)
{
    struct crowd *me = context;
    struct arena arena;
    arena_init(&arena);
    struct error error;
    me->good = true;
    for (int64_t i = 0; i < ROUNDS && me->good; i++) {
        struct db *db;
        struct statement *s;
        me->good = database_writer(me->engine->database, &db, &arena, &error) == OK;
        me->good = me->good && db_begin(db, &arena, &error) == OK &&
                   db_prepare(db, &insert, &s, &arena, &error) == OK;
        if (!me->good) {
            break;
        }
        bind_int(s, 1, 1);
        bind_int(s, 2, me->first + i);
        me->good =
            statement_run(s, NULL, &arena, &error) == OK && db_commit(db, &arena, &error) == OK;
        db_release(db);
        me->good = me->good && database_reader(me->engine->database, &db, &arena, &error) == OK;
        me->good = me->good && db_prepare(db, &by_id, &s, &arena, &error) == OK;
        if (!me->good) {
            break;
        }
        bind_int(s, 1, 1);
        bind_int(s, 2, me->first + i);
        me->good = statement_step(s, &arena, &error) == DB_ROW;
        db_release(db);
    }
    arena_release(&arena);
    return NULL;
}

static void many_threads_share_it(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct crowd crowd[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        crowd[i] = (struct crowd){.engine = engine, .first = (int64_t)1000 * (i + 1)};
        assert_int_equal(pthread_create(&threads[i], NULL, one_of_the_crowd, &crowd[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(crowd[i].good);
    }
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM thing"),
                     (int64_t)THREADS * ROUNDS);
}

/* Long work that gives the writer back when it is wanted comes after him who waited. */
static void one_who_waits_is_seen_and_served_first(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct db *db = writer(engine);
    assert_false(db_wanted(db));
    struct crowd clerk = {.engine = engine, .first = 1};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, one_of_the_crowd, &clerk), 0);
    while (!db_wanted(db)) {
        sched_yield();
    }
    commit(engine, db);
    db = writer(engine);
    assert_true(engine_number(engine, "SELECT count(*) FROM thing") >= 1);
    commit(engine, db);
    pthread_join(thread, NULL);
    assert_true(clerk.good);
}

/* The same between two processes: another opening of the file stands for the other one. PostgreSQL
 * keeps a queue for its lock by itself. */
static void another_process_is_seen_and_served_first(void **state)
{
    struct engine *engine = *state;
    engine_execute(engine, schema);
    struct engine other = *engine;
    engine_ok(engine,
              database_open(engine->where, &other.database, &engine->arena, &engine->error));
    struct db *db = writer(engine);
    struct crowd clerk = {.engine = &other, .first = 1};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, one_of_the_crowd, &clerk), 0);
    while (!engine->postgres && !db_wanted(db)) {
        sched_yield();
    }
    commit(engine, db);
    db = writer(engine);
    assert_true(engine->postgres || engine_number(engine, "SELECT count(*) FROM thing") >= 1);
    commit(engine, db);
    pthread_join(thread, NULL);
    assert_true(clerk.good);
    database_close(other.database);
}

static void what_is_no_database_is_refused(void **state)
{
    struct engine *engine = *state;
    struct database *database;
    if (engine->postgres) {
        assert_int_equal(database_open("postgresql:///none?host=/nonexistent", &database,
                                       &engine->arena, &engine->error),
                         UNAVAILABLE);
        return;
    }
    const char *path =
        arena_cstr(&engine->arena, arena_printf(&engine->arena, "%s/letter.txt", engine->folder));
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) {
        fputs("这不是数据库。", file);
    }
    fclose(file);
    assert_int_equal(database_open(path, &database, &engine->arena, &engine->error), INVALID);
    assert_int_equal(database_open("/nonexistent/x.db", &database, &engine->arena, &engine->error),
                     UNAVAILABLE);
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(gives_back_what_was_put),
        ENGINE_TEST(decodes_conflicts),
        ENGINE_TEST(reader_sees_each_commit_and_nothing_else),
        ENGINE_TEST(reading_transaction_stands_still),
        ENGINE_TEST(same_query_nests),
        ENGINE_TEST(release_rolls_back),
        ENGINE_TEST(texts_are_kept_by_content_and_forgotten_past_the_most),
        ENGINE_TEST(version_changes_with_commits_of_other_handles),
        ENGINE_TEST(bad_sql_is_our_fault),
        ENGINE_TEST(a_lost_connection_is_made_again),
        ENGINE_TEST(many_threads_share_it),
        ENGINE_TEST(one_who_waits_is_seen_and_served_first),
        ENGINE_TEST(another_process_is_seen_and_served_first),
        ENGINE_TEST(what_is_no_database_is_refused),
    };
    return engine_run(tests, COUNT(tests));
}
