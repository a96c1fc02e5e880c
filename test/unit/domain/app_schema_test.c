/* A site made by a program with fewer ledgers and fields is opened by this one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "domain/app.h"
#include "domain/jobs/fair.h"
#include "domain/ledgers.h"
#include "engine.h"
#include "ledger/schema.h"
#include "store/migrate.h"

enum { LEDGERS_MOST = 256, DROPPED = 3 /* ledgers at the end of the list */ };

static int64_t now = 1662600000000;

/* The DDL of the earlier program: the fairs without their last field, the newest ledgers not yet.
 */
static enum status make_earlier(struct db *db, void *context, struct arena *arena,
                                struct error *error)
{
    const struct ledger *ledgers[LEDGERS_MOST] = {NULL};
    struct ledger fairs = fair_ledger;
    struct buf ddl;
    size_t n = 0;
    (void)context;
    fairs.count--;
    for (; all_ledgers[n] != NULL; n++) {
        ledgers[n] = all_ledgers[n] == &fair_ledger ? &fairs : all_ledgers[n];
    }
    for (size_t i = n - DROPPED; i < n; i++) {
        ledgers[i] = NULL;
    }
    buf_init(&ddl, 1 << 20);
    app_schema(ledgers, db_dialect(db), &ddl);
    enum status status = db_execute(db, buf_text(&ddl), arena, error);
    buf_release(&ddl);
    return status;
}

static void make_site(struct engine *engine)
{
    static const struct migration first[] = {
        {.number = 1, .name = "first tables", .run = make_earlier}};
    engine_ok(engine, migrate_run(engine->database, first, COUNT(first), 0, NULL, clock_at(&now),
                                  &engine->arena, &engine->error));
    engine_execute(engine,
                   "INSERT INTO fair (county, id, version, created_at, created_by, changed_at, "
                   "changed_by, removed_at, title) VALUES (360722000000, 7, 1, 0, 0, 0, 0, 0, "
                   "'春风行动')");
}

static enum status open_app(struct engine *engine, struct app **app)
{
    struct text folder = arena_printf(&engine->arena, "%s/site", engine->folder);
    struct app_options options = {.folder = arena_cstr(&engine->arena, folder),
                                  .database = engine->where};
    return app_open(&options, clock_at(&now), app, &engine->arena, &engine->error);
}

static void check_statement(struct engine *engine, struct db *db, struct text sql)
{
    struct statement *s;
    engine_ok(engine, db_prepare_text(db, sql, &s, &engine->arena, &engine->error));
    statement_reset(s);
}

/* Every ledger can be read and written, and the row of the earlier site is there. */
static void check_ledgers(struct engine *engine)
{
    struct db *db;
    const struct schema *schemas = schema_build(&engine->arena, all_ledgers);
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    for (size_t i = 0; all_ledgers[i] != NULL; i++) {
        const struct schema *schema = schema_of(schemas, all_ledgers[i]);
        check_statement(engine, db, schema->select);
        check_statement(engine, db, text_of(schema->insert.sql));
    }
    db_release(db);
    struct text last = arena_printf(
        &engine->arena, "SELECT count(*) FROM fair WHERE title = '春风行动' AND \"%s\" IS NULL",
        fair_ledger.fields[fair_ledger.count - 1].name);
    assert_int_equal(engine_number(engine, last.s), 1);
}

static void an_earlier_site_is_brought_forward(void **state)
{
    struct engine *engine = *state;
    struct app *app;
    make_site(engine);
    engine_ok(engine, open_app(engine, &app));
    app_close(app);
    check_ledgers(engine);
    int64_t steps = engine_number(engine, "SELECT count(*) FROM schema_version");
    assert_true(steps >= 1 + 1 + DROPPED);
    engine_ok(engine, open_app(engine, &app));
    struct text notice = arena_printf(&engine->arena, "%s/xinfeng-2022-02", getenv("NOTICES"));
    struct app_plan plan = {.notice = arena_cstr(&engine->arena, notice), .demo = true};
    engine_ok(engine, app_set_up(app, &plan, &engine->arena, &engine->error));
    app_close(app);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM schema_version"), steps);
}

static void a_later_site_is_refused(void **state)
{
    struct engine *engine = *state;
    struct app *app;
    make_site(engine);
    engine_execute(engine, "ALTER TABLE fair ADD COLUMN of_a_later_program TEXT");
    assert_int_equal(open_app(engine, &app), UNAVAILABLE);
    assert_true(text_has(engine->error.message, TEXT("fair.of_a_later_program")));
    assert_true(text_has(engine->error.hint, TEXT("升级程序")));
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM schema_version"), 1);
}

/* What a new site holds is what is declared: nothing is added to it, nothing is unknown. */
static void a_new_site_needs_nothing(void **state)
{
    struct engine *engine = *state;
    struct app *app;
    engine_ok(engine, open_app(engine, &app));
    app_close(app);
    assert_int_equal(engine_number(engine, "SELECT count(*) FROM schema_version"), 1);
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(an_earlier_site_is_brought_forward),
        ENGINE_TEST(a_later_site_is_refused),
        ENGINE_TEST(a_new_site_needs_nothing),
    };
    return engine_run(tests, COUNT(tests));
}
