#include "engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

void engine_ok(struct engine *engine, enum status status)
{
    if (status != OK) {
        fail_msg("%s: %.*s (%.*s)", status_name(status), TEXT_ARG(engine->error.message),
                 TEXT_ARG(engine->error.detail));
    }
}

void engine_execute(struct engine *engine, const char *sql)
{
    struct db *db;
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, db_execute(db, text_of(sql), &engine->arena, &engine->error));
    db_release(db);
}

int64_t engine_number(struct engine *engine, const char *sql)
{
    struct db *db;
    struct statement *statement;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine,
              db_prepare_text(db, text_of(sql), &statement, &engine->arena, &engine->error));
    if (statement_step(statement, &engine->arena, &engine->error) != DB_ROW) {
        fail_msg("no row from: %s", sql);
    }
    int64_t number = column_int(statement, 0);
    db_release(db);
    return number;
}

static void remove_folder(const char *folder)
{
    char command[512];
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    if (system(command) != 0) { /* NOLINT: the name is our own mkdtemp */
        fail_msg("cannot remove %s", folder);
    }
}

static int open_engine(void **state, bool postgres)
{
    struct engine *engine = memory_get_zeroed(sizeof(*engine));
    arena_init(&engine->arena);
    engine->postgres = postgres;
    const char *tmp = getenv("TMPDIR");
    char *folder = arena_cstr(&engine->arena, arena_printf(&engine->arena, "%s/nuanxin-test-XXXXXX",
                                                           tmp == NULL ? "/tmp" : tmp));
    if (mkdtemp(folder) == NULL) {
        fail_msg("cannot make %s", folder);
    }
    engine->folder = folder;
    struct text where;
    if (postgres) {
        const char *url = getenv("TEST_POSTGRES_URL");
        bool has_parameters = text_find_char(text_of(url), '?') != TEXT_NONE;
        struct text unique = text_of(folder);
        where = arena_printf(&engine->arena, "%s%sschema=t_%.*s", url, has_parameters ? "&" : "?",
                             6, unique.s + unique.n - 6);
    } else {
        where = arena_printf(&engine->arena, "%s/test.db", folder);
    }
    engine->where = arena_cstr(&engine->arena, where);
    engine_ok(engine,
              database_open(engine->where, &engine->database, &engine->arena, &engine->error));
    *state = engine;
    return 0;
}

static int open_sqlite(void **state)
{
    return open_engine(state, false);
}

static int open_postgres(void **state)
{
    return open_engine(state, true);
}

static int close_engine(void **state)
{
    struct engine *engine = *state;
    database_close(engine->database);
    remove_folder(engine->folder);
    arena_release(&engine->arena);
    free(engine);
    return 0;
}

static void skipped(void **state)
{
    (void)state;
    skip();
}

int engine_run(const struct engine_test *tests, size_t count)
{
    bool cluster = getenv("TEST_POSTGRES_URL") != NULL;
    struct arena arena;
    arena_init(&arena);
    struct CMUnitTest *all = arena_array(&arena, struct CMUnitTest, 2 * count);
    for (size_t i = 0; i < count; i++) {
        all[i] = (struct CMUnitTest){
            .name = arena_cstr(&arena, arena_printf(&arena, "%s (sqlite)", tests[i].name)),
            .test_func = tests[i].run,
            .setup_func = open_sqlite,
            .teardown_func = close_engine,
        };
        all[count + i] = (struct CMUnitTest){
            .name = arena_cstr(&arena, arena_printf(&arena, "%s (postgres)", tests[i].name)),
            .test_func = cluster ? tests[i].run : skipped,
            .setup_func = cluster ? open_postgres : NULL,
            .teardown_func = cluster ? close_engine : NULL,
        };
    }
    int failures =
        _cmocka_run_group_tests(cluster ? "both engines" : "SQLite", all, 2 * count, NULL, NULL);
    arena_release(&arena);
    return failures;
}
