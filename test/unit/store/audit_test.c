#include "store/audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine.h"

enum { COUNTY = 360722, OTHER = 360721 };

static struct secret *site_keys(struct engine *engine, enum secret_suite suite)
{
    struct secret *secret;
    const char *path = arena_cstr(&engine->arena,
                                  arena_printf(&engine->arena, "%s/keys%d", engine->folder, suite));
    engine_ok(engine, secret_create(path, suite, &engine->arena, &engine->error));
    engine_ok(engine, secret_load(path, &secret, &engine->arena, &engine->error));
    return secret;
}

static struct secret *prepared(struct engine *engine)
{
    engine_execute(engine, audit_ddl[engine->postgres ? DIALECT_POSTGRES : DIALECT_SQLITE]);
    return site_keys(engine, SECRET_AES);
}

static struct db *writing(struct engine *engine)
{
    struct db *db;
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(db, &engine->arena, &engine->error));
    return db;
}

static void rows(struct engine *engine, struct db *db, struct secret *secret, int64_t county,
                 int count)
{
    for (int i = 0; i < count; i++) {
        struct history history = {
            .ledger = TEXT("person"),
            .row_id = 100 + i,
            .version = 2,
            .at = 1662600000000,
            .actor = 7,
            .action = TEXT("edit"),
            .reason = TEXT("核对"),
            .changes = TEXT("{\"name\":[\"甲\",\"乙\"]}"),
        };
        engine_ok(engine,
                  audit_history(db, secret, county, &history, &engine->arena, &engine->error));
    }
}

static void entry(struct engine *engine, struct db *db, struct secret *secret, int64_t county)
{
    struct audit audit = {
        .at = 1662600000000,
        .actor = 7,
        .actor_name = TEXT("张三"),
        .action = TEXT("save"),
        .ledger = TEXT("person"),
        .summary = TEXT("{}"),
    };
    engine_ok(engine, audit_entry(db, secret, county, &audit, &engine->arena, &engine->error));
}

/* One entry over each number of rows, each in a transaction of its own. */
static void act(struct engine *engine, struct secret *secret, int64_t county, int count)
{
    struct db *db = writing(engine);
    rows(engine, db, secret, county, count);
    entry(engine, db, secret, county);
    engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    db_release(db);
}

static struct audit_check verified(struct engine *engine, struct secret *secret, int64_t county)
{
    struct audit_check check;
    struct db *db;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine,
              audit_verify(db, secret, county, &check, NULL, NULL, &engine->arena, &engine->error));
    db_release(db);
    return check;
}

static void a_whole_chain_verifies(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    assert_int_equal(verified(engine, secret, COUNTY).broken, 0);
    for (int i = 0; i < 4; i++) {
        act(engine, secret, COUNTY, i);
    }
    act(engine, secret, OTHER, 5);
    struct db *db = writing(engine); /* several entries in one transaction, over many rows */
    rows(engine, db, secret, COUNTY, 2500);
    entry(engine, db, secret, COUNTY);
    entry(engine, db, secret, COUNTY);
    engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    db_release(db);

    struct audit_check check = verified(engine, secret, COUNTY);
    assert_int_equal(check.broken, 0);
    assert_int_equal(check.entries, 6);
    assert_int_equal(check.rows, 2506);
    assert_true(text_starts(check.head, TEXT("6:")));
    assert_int_equal(verified(engine, secret, OTHER).rows, 5);
    secret_close(secret);
}

/* Edits as somebody with the database, but without the keys, could make them. */
static const struct {
    const char *sql;
    int64_t broken, broken_history;
} edits[] = {
    {"UPDATE audit SET actor = 8 WHERE county = 360722 AND seq = 2", 2, 0},
    {"UPDATE audit SET summary = '' WHERE county = 360722 AND seq = 3", 3, 0},
    {"UPDATE audit SET reason = 'x' WHERE county = 360722 AND seq = 4", 4, 0},
    {"DELETE FROM audit WHERE county = 360722 AND seq = 2", 2, 0},
    {"DELETE FROM audit WHERE county = 360722 AND seq = 4", 4, 4},
    {"UPDATE history SET changes = '{}' WHERE county = 360722 AND seq = 5", 4, 0},
    {"UPDATE history SET changes = '{}' WHERE county = 360722 AND seq = 1", 2, 1},
    {"DELETE FROM history WHERE county = 360722 AND seq = 3", 3, 3},
    {"DELETE FROM history WHERE county = 360722 AND seq = 6", 4, 6},
    {"UPDATE history SET seq = 99 WHERE county = 360722 AND seq = 6", 4, 6},
    {"INSERT INTO history (county, seq, ledger, row_id, version, at, actor, action, batch, reason, "
     "changes) VALUES (360722, 7, 'person', 1, 1, 1, 1, 'edit', 0, '', '')",
     5, 7},
    {"UPDATE audit_head SET seal = hash WHERE county = 360722", 5, 0},
    {"DELETE FROM audit_head WHERE county = 360722", 5, 0},
    {"DELETE FROM audit WHERE county = 360722 AND seq = 4; DELETE FROM history WHERE county = "
     "360722 AND seq > 3; UPDATE audit_head SET seq = 3, history_seq = 3, hash = (SELECT hash FROM "
     "audit WHERE county = 360722 AND seq = 3) WHERE county = 360722",
     4, 0},
};

static void every_edit_is_found_and_named(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    for (int i = 0; i < 4; i++) {
        act(engine, secret, COUNTY, i); /* entries 1 … 4 over rows -, 1, 2-3, 4-6 */
    }
    engine_execute(engine,
                   "CREATE TABLE keep_a AS SELECT * FROM audit; CREATE TABLE keep_h AS "
                   "SELECT * FROM history; CREATE TABLE keep_e AS SELECT * FROM audit_head");
    for (size_t i = 0; i < COUNT(edits); i++) {
        engine_execute(engine, edits[i].sql);
        struct audit_check check = verified(engine, secret, COUNTY);
        if (check.broken != edits[i].broken) {
            fail_msg("%s: named %lld: %.*s", edits[i].sql, (long long)check.broken,
                     TEXT_ARG(check.reason));
        }
        assert_int_equal(check.broken_history, edits[i].broken_history);
        assert_true(check.reason.n > 0);
        engine_execute(engine, "DELETE FROM audit; DELETE FROM history; DELETE FROM audit_head; "
                               "INSERT INTO audit SELECT * FROM keep_a; INSERT INTO history SELECT "
                               "* FROM keep_h; INSERT INTO audit_head SELECT * FROM keep_e");
        assert_int_equal(verified(engine, secret, COUNTY).broken, 0);
    }
    struct secret *other = site_keys(engine, SECRET_GM);
    assert_int_equal(verified(engine, other, COUNTY).broken, 1);
    secret_close(other);
    secret_close(secret);
}

static void rolled_back_work_leaves_no_gap(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    act(engine, secret, COUNTY, 2);
    struct db *db = writing(engine);
    rows(engine, db, secret, COUNTY, 3);
    entry(engine, db, secret, COUNTY);
    db_release(db);
    act(engine, secret, COUNTY, 1);
    struct audit_check check = verified(engine, secret, COUNTY);
    assert_int_equal(check.broken, 0);
    assert_int_equal(check.entries, 2);
    assert_int_equal(check.rows, 3);
    secret_close(secret);
}

static void two_processes_make_one_chain(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    struct engine other = *engine;
    engine_ok(engine,
              database_open(engine->where, &other.database, &engine->arena, &engine->error));
    for (int i = 0; i < 6; i++) {
        act(i % 2 == 0 ? engine : &other, secret, COUNTY, 2);
    }
    struct audit_check check = verified(engine, secret, COUNTY);
    assert_int_equal(check.broken, 0);
    assert_int_equal(check.entries, 6);
    database_close(other.database);
    secret_close(secret);
}

static void count_row(void *context, const struct history *history)
{
    int64_t *sum = context;
    assert_true(text_is(history->ledger, "person"));
    *sum += history->seq;
}

static void lists_and_follows(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    for (int i = 0; i < 4; i++) {
        act(engine, secret, COUNTY, 3);
    }
    act(engine, secret, OTHER, 3);
    struct db *db;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    struct history *history;
    struct audit *audit;
    size_t n;
    engine_ok(engine, history_of_row(db, COUNTY, TEXT("person"), 101, 0, 3, &history, &n,
                                     &engine->arena, &engine->error));
    assert_int_equal(n, 3);
    assert_int_equal(history[0].seq, 11);
    assert_true(text_is(history[0].reason, "核对"));
    engine_ok(engine, history_of_row(db, COUNTY, TEXT("person"), 101, history[2].seq, 3, &history,
                                     &n, &engine->arena, &engine->error));
    assert_int_equal(n, 1);
    assert_int_equal(history[0].seq, 2);

    struct audit_filter filter = {.actor = 7, .action = TEXT("save"), .from = 1, .before = 4};
    engine_ok(engine,
              audit_list(db, COUNTY, &filter, 10, &audit, &n, &engine->arena, &engine->error));
    assert_int_equal(n, 3);
    assert_int_equal(audit[0].seq, 3);
    assert_int_equal(audit[0].rows, 3);
    assert_true(text_is(audit[0].actor_name, "张三"));
    filter.actor = 8;
    engine_ok(engine,
              audit_list(db, COUNTY, &filter, 10, &audit, &n, &engine->arena, &engine->error));
    assert_int_equal(n, 0);

    int64_t sum = 0, last;
    engine_ok(engine, history_follow(db, COUNTY, 9, 2, count_row, &sum, &last, &engine->arena,
                                     &engine->error));
    assert_int_equal(sum, 10 + 11);
    assert_int_equal(last, 11);
    engine_ok(engine, history_last(db, COUNTY, &last, &engine->arena, &engine->error));
    assert_int_equal(last, 12);
    engine_ok(engine, history_follow(db, COUNTY, last, 2, count_row, &sum, &last, &engine->arena,
                                     &engine->error));
    assert_int_equal(last, 12);
    db_release(db);
    secret_close(secret);
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(a_whole_chain_verifies),
        ENGINE_TEST(every_edit_is_found_and_named),
        ENGINE_TEST(rolled_back_work_leaves_no_gap),
        ENGINE_TEST(two_processes_make_one_chain),
        ENGINE_TEST(lists_and_follows),
    };
    return engine_run(tests, COUNT(tests));
}
