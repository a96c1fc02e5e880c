#include "store/forward.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "engine.h"
#include "store/migrate.h"

#define OLD                                                                                        \
    "CREATE TABLE \"fair\" (\n  county BIGINT NOT NULL,\n  id BIGINT NOT NULL,\n  \"name\" TEXT,"  \
    "\n  PRIMARY KEY (county, id)\n);\n"                                                           \
    "CREATE INDEX fair_name ON \"fair\" (county, name);"

static const struct migration steps[] = {{.number = 1, .name = "first", .sql = {OLD, OLD}}};

static enum status forward(struct engine *engine, const char *ddl, size_t *added)
{
    int64_t now = 1662600000000;
    *added = 99;
    return forward_run(engine->database, text_of(ddl), clock_at(&now), added, &engine->arena,
                       &engine->error);
}

static void make_old(struct engine *engine)
{
    int64_t now = 1662600000000;
    engine_ok(engine, migrate_run(engine->database, steps, COUNT(steps), 0, NULL, clock_at(&now),
                                  &engine->arena, &engine->error));
    engine_execute(engine, "INSERT INTO fair (county, id, name) VALUES (360722, 1, '春风行动')");
}

static void adds_what_is_missing_once(void **state)
{
    struct engine *engine = *state;
    size_t added;
    make_old(engine);
    static const char ddl[] =
        "CREATE TABLE \"fair\" (county BIGINT NOT NULL, id BIGINT NOT NULL, \"name\" TEXT, "
        "\"fund\" TEXT, seats BIGINT NOT NULL DEFAULT (0), PRIMARY KEY (county, id));"
        "CREATE INDEX fair_name ON \"fair\" (county, name);"
        "CREATE UNIQUE INDEX \"fair_fund\" ON \"fair\" (county, fund) WHERE fund IS NOT NULL;"
        "CREATE TABLE course (county BIGINT NOT NULL, id BIGINT NOT NULL, state TEXT NOT NULL);\n";
    engine_ok(engine, forward(engine, ddl, &added));
    assert_int_equal(added, 4);
    engine_execute(engine, "UPDATE fair SET fund = '县级' WHERE seats = 0 AND name = '春风行动'");
    engine_execute(engine, "INSERT INTO course (county, id, state) VALUES (360722, 2, 'open')");
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM fair WHERE fund = '县级'"), 1);
    engine_ok(engine, forward(engine, ddl, &added));
    assert_int_equal(added, 0);
    /* recorded below zero, so that the numbered steps go on from theirs */
    assert_int_equal(engine_number(engine, "SELECT min(number) FROM schema_version"), -4);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM schema_version WHERE name LIKE "
                                           "'ALTER TABLE \"fair\" ADD COLUMN \"fund\" TEXT'"),
                     1);
    int64_t version;
    engine_ok(engine, migrate_version(engine->database, &version, &engine->arena, &engine->error));
    assert_int_equal(version, 1);
}

static void refuses_what_is_no_addition(void **state)
{
    static const struct {
        const char *ddl, *names;
    } cases[] = {
        {"CREATE TABLE fair (county BIGINT NOT NULL, id BIGINT NOT NULL, name BIGINT, fund TEXT);",
         "fair.name"},
        {"CREATE TABLE fair (county BIGINT NOT NULL, id BIGINT NOT NULL, fund TEXT);", "fair.name"},
        {"CREATE TABLE course (county BIGINT NOT NULL);", "fair"},
        {"CREATE TABLE fair (county BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT, fund TEXT, "
         "seats BIGINT NOT NULL);",
         "fair.seats"},
    };
    struct engine *engine = *state;
    make_old(engine);
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t added;
        assert_int_equal(forward(engine, cases[i].ddl, &added), UNAVAILABLE);
        assert_true(text_has(engine->error.message, text_of(cases[i].names)));
        assert_true(engine->error.hint.n > 0);
        assert_int_equal(added, 0);
    }
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM schema_version"), 1);
    engine_execute(engine, "ALTER TABLE fair ADD COLUMN fund TEXT"); /* was not there */
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(adds_what_is_missing_once),
        ENGINE_TEST(refuses_what_is_no_addition),
    };
    return engine_run(tests, COUNT(tests));
}
