#include "store/migrate.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "engine.h"

static enum status fill(struct db *db, void *context, struct arena *arena, struct error *error)
{
    int *runs = context;
    ++*runs;
    return db_execute(db, TEXT("INSERT INTO a (x) VALUES (1); INSERT INTO a (x) VALUES (2)"), arena,
                      error);
}

#define SAME(sql)                                                                                  \
    {                                                                                              \
        (sql), (sql)                                                                               \
    }

static const struct migration steps[] = {
    {1, "first tables", SAME("CREATE TABLE a (x BIGINT)"), fill},
    {2, "more", SAME("CREATE TABLE b (y BIGINT); CREATE TABLE c (z BIGINT)"), NULL},
    {3, "half wrong", SAME("CREATE TABLE d (y BIGINT); CREATE TABLE d (y BIGINT)"), NULL},
};

static enum status run(struct engine *engine, size_t count, int64_t most, int *runs)
{
    int64_t now = 1662600000000;
    return migrate_run(engine->database, steps, count, most, runs, clock_at(&now), &engine->arena,
                       &engine->error);
}

static int64_t version(struct engine *engine)
{
    int64_t version;
    engine_ok(engine, migrate_version(engine->database, &version, &engine->arena, &engine->error));
    return version;
}

static void takes_each_step_once(void **state)
{
    struct engine *engine = *state;
    int runs = 0;
    assert_int_equal(version(engine), 0);
    engine_ok(engine, run(engine, 2, 1, &runs));
    assert_int_equal(version(engine), 1);
    engine_ok(engine, run(engine, 2, 0, &runs));
    engine_ok(engine, run(engine, 2, 0, &runs));
    assert_int_equal(version(engine), 2);
    assert_int_equal(runs, 1);
    assert_int_equal(engine_number(engine, "SELECT sum(x) FROM a"), 3);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM c"), 0);
    assert_int_equal(engine_number(engine, "SELECT min(at) FROM schema_version"), 1662600000000);
}

static void a_failed_step_leaves_nothing(void **state)
{
    struct engine *engine = *state;
    int runs = 0;
    assert_int_equal(run(engine, 3, 0, &runs), INTERNAL);
    assert_true(text_has(engine->error.detail, TEXT("half wrong")));
    assert_int_equal(version(engine), 2);
    engine_execute(engine, "CREATE TABLE d (y BIGINT)");
}

static void a_newer_database_is_refused(void **state)
{
    struct engine *engine = *state;
    int runs = 0;
    engine_ok(engine, run(engine, 2, 0, &runs));
    assert_int_equal(run(engine, 1, 0, &runs), UNAVAILABLE);
    assert_true(engine->error.hint.n > 0);
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(takes_each_step_once),
        ENGINE_TEST(a_failed_step_leaves_nothing),
        ENGINE_TEST(a_newer_database_is_refused),
    };
    return engine_run(tests, COUNT(tests));
}
