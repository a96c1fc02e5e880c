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

/* ---- runs ---- */

enum { RUN_BATCH = 9, RUN_AT = 1662600000 };

/* One created row of an import. */
static void create(struct engine *engine, struct db *db, struct secret *secret, const char *ledger,
                   int64_t id, int64_t at)
{
    struct history history = {
        .ledger = text_of(ledger),
        .row_id = id,
        .version = 1,
        .at = at,
        .actor = 7,
        .action = TEXT("create"),
        .batch = RUN_BATCH,
        .run = true,
    };
    engine_ok(engine, audit_history(db, secret, COUNTY, &history, &engine->arena, &engine->error));
}

static void close_batch(struct engine *engine, struct db *db, struct secret *secret)
{
    struct audit audit = {.at = RUN_AT, .actor = 7, .action = TEXT("import"), .batch = RUN_BATCH};
    engine_ok(engine, audit_entry(db, secret, COUNTY, &audit, &engine->arena, &engine->error));
    engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    db_release(db);
}

/*
 * Rows 1 … 3 were edited as 100 … 102. Then numbers 4 … 1203 are 1,200 people whose ids rise by one
 * and now and then by a lot, 1204 a household, 1205 and 1206 people again, 1207 one of a later
 * moment, 1208 one whose id lies before.
 */
enum { RUN_PEOPLE = 1200, RUN_LAST = 1208 };

static int64_t run_id(int64_t n)
{
    return 5000 + n + n / 100 * 1000000;
}

static void import_people(struct engine *engine, struct secret *secret)
{
    act(engine, secret, COUNTY, 3);
    struct db *db = writing(engine);
    for (int64_t n = 0; n < RUN_PEOPLE; n++) {
        create(engine, db, secret, "person", run_id(n), RUN_AT);
    }
    create(engine, db, secret, "household", run_id(RUN_PEOPLE), RUN_AT);
    create(engine, db, secret, "person", run_id(RUN_PEOPLE + 1), RUN_AT);
    create(engine, db, secret, "person", run_id(RUN_PEOPLE + 2), RUN_AT);
    create(engine, db, secret, "person", run_id(RUN_PEOPLE + 3), RUN_AT + 1);
    create(engine, db, secret, "person", 77, RUN_AT + 1);
    close_batch(engine, db, secret);
}

static int64_t records(struct engine *engine, struct db *db)
{
    static const struct query query = {"SELECT count(*) FROM history", NULL};
    struct statement *s;
    engine_ok(engine, db_prepare(db, &query, &s, &engine->arena, &engine->error));
    assert_int_equal(statement_step(s, &engine->arena, &engine->error), DB_ROW);
    int64_t n = column_int(s, 0);
    statement_reset(s);
    return n;
}

static struct history *history_one(struct engine *engine, struct db *db, const char *ledger,
                                   int64_t id, int64_t before, size_t expected)
{
    struct history *history;
    size_t n;
    engine_ok(engine, history_of_row(db, COUNTY, text_of(ledger), id, before, 5, &history, &n,
                                     &engine->arena, &engine->error));
    assert_int_equal(n, expected);
    return history;
}

static void a_run_of_created_rows_is_one_record(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    import_people(engine, secret);
    struct db *db;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    assert_int_equal(records(engine, db), 3 + 3 + 1 + 1 + 1 + 1);
    for (int64_t n = 0; n < RUN_PEOPLE; n += 7) {
        const struct history *h = history_one(engine, db, "person", run_id(n), 0, 1);
        assert_int_equal(h->seq, 4 + n);
        assert_int_equal(h->row_id, run_id(n));
        assert_int_equal(h->version, 1);
        assert_int_equal(h->at, RUN_AT);
        assert_int_equal(h->batch, RUN_BATCH);
        assert_true(text_is(h->action, "create"));
        history_one(engine, db, "person", run_id(n), 4 + n, 0);
    }
    history_one(engine, db, "person", run_id(150) + 60, 0, 0); /* between two of them */
    history_one(engine, db, "household", run_id(4), 0, 0);
    assert_int_equal(history_one(engine, db, "household", run_id(RUN_PEOPLE), 0, 1)->seq, 1204);
    assert_int_equal(history_one(engine, db, "person", run_id(RUN_PEOPLE + 2), 0, 1)->seq, 1206);
    assert_int_equal(history_one(engine, db, "person", 77, 0, 1)->seq, RUN_LAST);
    db_release(db);

    struct audit_check check = verified(engine, secret, COUNTY);
    assert_int_equal(check.broken, 0);
    assert_int_equal(check.rows, RUN_LAST);
    secret_close(secret);
}

struct followed {
    int64_t seq, people;
};

static void check_followed(void *context, const struct history *history)
{
    struct followed *followed = context;
    assert_int_equal(history->seq, ++followed->seq);
    if (history->seq > 3 && history->seq <= 3 + RUN_PEOPLE) {
        assert_int_equal(history->row_id, run_id(history->seq - 4));
        assert_int_equal(history->version, 1);
        followed->people++;
    }
}

static void a_run_is_followed_and_undone_row_by_row(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    import_people(engine, secret);
    act(engine, secret, COUNTY, 1);
    struct db *db;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    struct followed followed = {0};
    int64_t last = 0, before = -1;
    while (last > before) { /* pages end in the middle of a run */
        before = last;
        engine_ok(engine, history_follow(db, COUNTY, before, 37, check_followed, &followed, &last,
                                         &engine->arena, &engine->error));
        assert_int_equal(last, followed.seq);
    }
    assert_int_equal(last, RUN_LAST + 1);
    assert_int_equal(followed.people, RUN_PEOPLE);

    struct history *history;
    int64_t expected = RUN_LAST;
    size_t n = 1;
    for (before = INT64_MAX; n > 0;) {
        engine_ok(engine, history_of_batch(db, COUNTY, RUN_BATCH, before, 100, &history, &n,
                                           &engine->arena, &engine->error));
        for (size_t i = 0; i < n; i++, expected--) {
            assert_int_equal(history[i].seq, expected);
            assert_true(expected < 4 || expected > 1203 ||
                        history[i].row_id == run_id(expected - 4));
            before = history[i].seq;
        }
    }
    assert_int_equal(expected, 3);
    db_release(db);
    secret_close(secret);
}

static void a_run_can_be_read_in_its_transaction_and_edited_after(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    struct db *db = writing(engine);
    create(engine, db, secret, "person", 100, RUN_AT);
    create(engine, db, secret, "person", 103, RUN_AT);
    assert_int_equal(history_one(engine, db, "person", 103, 0, 1)->seq, 2);
    create(engine, db, secret, "person", 104, RUN_AT);
    close_batch(engine, db, secret);
    act(engine, secret, COUNTY, 4); /* edits 100 … 103 */
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    const struct history *h = history_one(engine, db, "person", 103, 0, 2);
    assert_int_equal(h[0].version, 2);
    assert_int_equal(h[0].seq, 7);
    assert_int_equal(h[1].version, 1);
    assert_int_equal(h[1].seq, 2);
    history_one(engine, db, "person", 104, 0, 1);
    db_release(db);
    assert_int_equal(verified(engine, secret, COUNTY).broken, 0);
    secret_close(secret);
}

static const char *const run_edits[] = {
    "UPDATE history SET ids = NULL WHERE seq = 515",
    "UPDATE history SET first_id = first_id + 1 WHERE seq = 515",
    "UPDATE history SET first_id = 0 WHERE seq = 515",
    "UPDATE history SET row_id = row_id + 1 WHERE seq = 515",
    "UPDATE history SET at = at + 1 WHERE seq = 1027",
    "DELETE FROM history WHERE seq = 1027",
};

static void every_edit_of_a_run_is_found(void **state)
{
    struct engine *engine = *state;
    struct secret *secret = prepared(engine);
    import_people(engine, secret);
    engine_execute(engine, "CREATE TABLE keep_h AS SELECT * FROM history");
    for (size_t i = 0; i < COUNT(run_edits); i++) {
        engine_execute(engine, run_edits[i]);
        struct audit_check check = verified(engine, secret, COUNTY);
        if (check.broken != 2) {
            fail_msg("%s: named %lld", run_edits[i], (long long)check.broken);
        }
        engine_execute(engine, "DELETE FROM history; INSERT INTO history SELECT * FROM keep_h");
    }
    assert_int_equal(verified(engine, secret, COUNTY).broken, 0);
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
        ENGINE_TEST(a_run_of_created_rows_is_one_record),
        ENGINE_TEST(a_run_is_followed_and_undone_row_by_row),
        ENGINE_TEST(a_run_can_be_read_in_its_transaction_and_edited_after),
        ENGINE_TEST(every_edit_of_a_run_is_found),
    };
    return engine_run(tests, COUNT(tests));
}
