/*
 * What happens to the database when the world fails: power cuts, full and failing disks, kill -9.
 * Nothing acknowledged may be missing, nothing may be half-done. Controls with weaker settings must
 * lose data, or the tests would prove nothing. TORTURE multiplies the rounds.
 */
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"
#include "shim.h"
#include "store/audit.h"
#include "store/db.h"

enum { ROWS = 40, CHECKPOINT_EVERY = 9, CUTS = 120, CONTROLS = 60, KILLS = 40 };

struct torture {
    struct arena arena;
    struct error error;
    char *folder; /* new for each round */
    const char *path;
    bool acked[ROWS + 1];
};

static int rounds(int normal)
{
    const char *times = getenv("TORTURE");
    int64_t factor = 1;
    return times != NULL && text_to_int(text_of(times), &factor) ? normal * (int)factor : normal;
}

static void new_round(struct torture *t, const char *base, int round)
{
    arena_reset(&t->arena);
    memset(t->acked, 0, sizeof(t->acked));
    t->folder = arena_cstr(&t->arena, arena_printf(&t->arena, "%s/%d", base, round));
    assert_int_equal(mkdir(t->folder, 0700), 0);
    t->path = arena_cstr(&t->arena, arena_printf(&t->arena, "%s/site.db", t->folder));
}

/* A row's content follows from its number, and is now and then several pages long. */
static struct text content(struct arena *arena, int64_t id)
{
    size_t n = id % 5 == 0 ? 9000 : 200;
    char *bytes = arena_alloc(arena, n);
    memset(bytes, 'a' + (int)(id % 26), n);
    return (struct text){bytes, n};
}

/* ---- writers: each writes rows 1 … ROWS, a transaction each, and notes those acknowledged ---- */

static void checkpoint(const char *path)
{
    sqlite3 *handle;
    if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        sqlite3_exec(handle, "PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(PASSIVE)", NULL, NULL,
                     NULL);
    }
    sqlite3_close(handle);
}

static enum status put(struct torture *t, struct database *database, int64_t id)
{
    static const struct query insert = {"INSERT INTO thing (id, content) VALUES ($1, $2)", NULL};
    struct db *db;
    struct statement *s;
    enum status status = database_writer(database, &db, &t->arena, &t->error);
    if (status != OK) {
        return status;
    }
    status = db_begin(db, &t->arena, &t->error);
    if (status == OK) {
        status = db_prepare(db, &insert, &s, &t->arena, &t->error);
    }
    if (status == OK) {
        bind_int(s, 1, id);
        bind_text(s, 2, content(&t->arena, id));
        status = statement_run(s, NULL, &t->arena, &t->error);
    }
    if (status == OK) {
        status = db_commit(db, &t->arena, &t->error);
    }
    db_release(db);
    return status;
}

static enum status open_site(struct torture *t, struct database **out)
{
    enum status status = database_open(t->path, out, &t->arena, &t->error);
    if (status != OK) {
        return status;
    }
    struct db *db;
    status = database_writer(*out, &db, &t->arena, &t->error);
    if (status == OK) {
        status = db_execute(db,
                            TEXT("CREATE TABLE IF NOT EXISTS thing (id INTEGER PRIMARY KEY, "
                                 "content TEXT NOT NULL) STRICT"),
                            &t->arena, &t->error);
        db_release(db);
    }
    if (status != OK) {
        database_close(*out);
    }
    return status;
}

static void write_by_store(struct torture *t)
{
    struct database *database;
    if (open_site(t, &database) != OK) {
        return;
    }
    for (int64_t id = 1; id <= ROWS; id++) {
        t->acked[id] = put(t, database, id) == OK;
        if (id % CHECKPOINT_EVERY == 0) {
            checkpoint(t->path);
        }
    }
    database_close(database);
}

/* The same by plain SQLite with other settings: the controls. */
static void write_by_sqlite(struct torture *t, const char *settings)
{
    sqlite3 *handle;
    sqlite3_stmt *s = NULL;
    int code = sqlite3_open_v2(t->path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(handle, settings, NULL, NULL, NULL);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_exec(handle,
                            "CREATE TABLE thing (id INTEGER PRIMARY KEY, content TEXT NOT NULL) "
                            "STRICT",
                            NULL, NULL, NULL);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_prepare_v2(handle, "INSERT INTO thing VALUES ($1, $2)", -1, &s, NULL);
    }
    for (int64_t id = 1; code == SQLITE_OK && id <= ROWS; id++) {
        struct text text = content(&t->arena, id);
        sqlite3_bind_int64(s, 1, id);
        sqlite3_bind_text(s, 2, text.s, (int)text.n, SQLITE_STATIC);
        t->acked[id] = sqlite3_step(s) == SQLITE_DONE;
        sqlite3_reset(s);
        if (id % CHECKPOINT_EVERY == 0) {
            sqlite3_exec(handle, "PRAGMA wal_checkpoint(PASSIVE)", NULL, NULL, NULL);
        }
    }
    sqlite3_finalize(s);
    sqlite3_close(handle);
}

/* ---- what must be there afterwards ---- */

enum outcome { WHOLE, LOST, CORRUPT };

static bool is_sound(struct torture *t, struct db *db)
{
    struct statement *s;
    bool sound =
        db_prepare_text(db, TEXT("PRAGMA integrity_check"), &s, &t->arena, &t->error) == OK &&
        statement_step(s, &t->arena, &t->error) == DB_ROW && text_is(column_text(s, 0), "ok");
    return sound;
}

static enum outcome rows_there(struct torture *t, struct db *db)
{
    static const struct query query = {"SELECT content FROM thing WHERE id = $1", NULL};
    enum outcome outcome = WHOLE;
    for (int64_t id = 1; id <= ROWS; id++) {
        struct statement *s;
        if (db_prepare(db, &query, &s, &t->arena, &t->error) != OK) {
            return t->acked[1] ? LOST : WHOLE; /* not even the table */
        }
        bind_int(s, 1, id);
        enum db_step step = statement_step(s, &t->arena, &t->error);
        if (step == DB_ROW && !text_equal(column_text(s, 0), content(&t->arena, id))) {
            return CORRUPT;
        }
        if (step != DB_ROW && t->acked[id]) {
            outcome = LOST;
        }
        statement_reset(s);
    }
    return outcome;
}

/* Opens the site as the next start would. */
static enum outcome examine(struct torture *t)
{
    struct database *database;
    struct db *db;
    if (database_open(t->path, &database, &t->arena, &t->error) != OK) {
        return CORRUPT;
    }
    enum outcome outcome = CORRUPT;
    if (database_reader(database, &db, &t->arena, &t->error) == OK) {
        if (is_sound(t, db)) {
            outcome = rows_there(t, db);
        }
        db_release(db);
    }
    database_close(database);
    return outcome;
}

/* ---- power cuts ---- */

static char *make_base(void)
{
    static char base[64];
    snprintf(base, sizeof(base), "/tmp/nuanxin-torture-XXXXXX");
    assert_non_null(mkdtemp(base));
    return base;
}

static void remove_base(const char *base)
{
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s'", base);
    assert_int_equal(system(command), 0); /* NOLINT: the name is our own mkdtemp */
}

/* Cuts the power at random operations; counts the outcomes. settings NULL: the store itself. */
static void cut_many(const char *settings, int cuts, int outcomes[3])
{
    struct torture t;
    char *base = make_base();
    arena_init(&t.arena);
    memset(outcomes, 0, 3 * sizeof(*outcomes));
    shim_start(SHIM_NONE, 0, 1);
    new_round(&t, base, 0);
    settings == NULL ? write_by_store(&t) : write_by_sqlite(&t, settings);
    int64_t operations = shim_operations();
    assert_true(operations > ROWS);
    struct dice dice = dice_seeded(20220908);
    for (int i = 1; i <= cuts; i++) {
        shim_start(SHIM_CUT, 1 + dice_below(&dice, (uint32_t)operations), (uint64_t)i);
        new_round(&t, base, 2 * i);
        settings == NULL ? write_by_store(&t) : write_by_sqlite(&t, settings);
        shim_mend();
        bool acked[ROWS + 1];
        memcpy(acked, t.acked, sizeof(acked));
        new_round(&t, base, 2 * i + 1);
        memcpy(t.acked, acked, sizeof(acked));
        shim_disk(t.folder);
        outcomes[examine(&t)]++;
    }
    arena_release(&t.arena);
    remove_base(base);
}

static void a_power_cut_loses_nothing(void **state)
{
    (void)state;
    int outcomes[3], cuts = rounds(CUTS);
    cut_many(NULL, cuts, outcomes);
    print_message("power cuts, the store: %d whole, %d lost, %d corrupt\n", outcomes[WHOLE],
                  outcomes[LOST], outcomes[CORRUPT]);
    assert_int_equal(outcomes[WHOLE], cuts);
}

static void weaker_settings_do_lose(void **state)
{
    (void)state;
    int outcomes[3];
    cut_many("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", CONTROLS, outcomes);
    print_message("power cuts, WAL/NORMAL: %d whole, %d lost, %d corrupt\n", outcomes[WHOLE],
                  outcomes[LOST], outcomes[CORRUPT]);
    assert_true(outcomes[LOST] > CONTROLS / 2);
    assert_int_equal(outcomes[CORRUPT], 0);
    cut_many("PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF", CONTROLS, outcomes);
    print_message("power cuts, DELETE/OFF: %d whole, %d lost, %d corrupt\n", outcomes[WHOLE],
                  outcomes[LOST], outcomes[CORRUPT]);
    assert_true(outcomes[CORRUPT] > CONTROLS / 4);
}

/* ---- full and failing disks ---- */

/* Strikes at each operation in turn; after it the disk is mended and the rest must be written. */
static void strike_each(enum shim_fault fault)
{
    struct torture t;
    char *base = make_base();
    arena_init(&t.arena);
    bool strikes = true;
    int64_t n = 0, told = 0;
    for (n = 1; strikes; n++) {
        struct database *database;
        shim_start(fault, n, (uint64_t)n);
        new_round(&t, base, (int)n);
        enum status status = open_site(&t, &database);
        if (status != OK) {
            assert_int_equal(status, UNAVAILABLE);
            shim_mend();
            assert_int_equal(open_site(&t, &database), OK);
        }
        for (int64_t id = 1; id <= ROWS; id++) {
            status = put(&t, database, id);
            if (status != OK) {
                assert_int_equal(status, UNAVAILABLE);
                assert_true(t.error.message.n > 0 && t.error.hint.n > 0);
                if (fault == SHIM_FULL) {
                    assert_true(text_has(t.error.message, TEXT("磁盘空间不足")));
                    told++;
                }
                shim_mend();
            }
            t.acked[id] = status == OK;
            if (id % CHECKPOINT_EVERY == 0) {
                checkpoint(t.path);
            }
        }
        strikes = shim_struck();
        shim_mend();
        database_close(database);
        if (!strikes) {
            for (int64_t id = 1; id <= ROWS; id++) {
                assert_true(t.acked[id]);
            }
        }
        assert_int_equal(examine(&t), WHOLE);
    }
    print_message("%s at each of %lld operations: nothing lost\n",
                  fault == SHIM_FULL ? "disk full" : "I/O error", (long long)n - 2);
    assert_true(n > (int64_t)2 * ROWS);
    assert_true(fault != SHIM_FULL || told > 0);
    arena_release(&t.arena);
    remove_base(base);
}

static void a_full_disk_is_told_and_survived(void **state)
{
    (void)state;
    strike_each(SHIM_FULL);
}

static void an_io_error_is_told_and_survived(void **state)
{
    (void)state;
    strike_each(SHIM_FAIL);
}

/* ---- kill -9 ---- */

/* Writes audited rows until it is killed; says each number on the pipe once it is committed. */
static _Noreturn void child(const char *path, const char *keys, int64_t from, int pipe)
{
    struct arena arena;
    struct error error;
    struct database *database;
    struct secret *secret;
    struct db *db;
    arena_init(&arena);
    if (secret_load(keys, &secret, &arena, &error) != OK ||
        database_open(path, &database, &arena, &error) != OK) {
        _exit(1);
    }
    for (int64_t id = from;; id++) {
        struct history history = {.ledger = TEXT("thing"),
                                  .row_id = id,
                                  .version = 1,
                                  .action = TEXT("create"),
                                  .reason = TEXT_EMPTY,
                                  .changes = content(&arena, id)};
        struct audit entry = {.action = TEXT("save"),
                              .ledger = TEXT("thing"),
                              .row_id = id,
                              .actor_name = TEXT("x"),
                              .address = TEXT_EMPTY,
                              .reason = TEXT_EMPTY,
                              .summary = TEXT_EMPTY};
        if (database_writer(database, &db, &arena, &error) != OK ||
            db_begin(db, &arena, &error) != OK ||
            audit_history(db, secret, 1, &history, &arena, &error) != OK ||
            audit_entry(db, secret, 1, &entry, &arena, &error) != OK ||
            db_commit(db, &arena, &error) != OK) {
            _exit(1);
        }
        db_release(db);
        if (write(pipe, &id, sizeof(id)) != sizeof(id)) {
            _exit(1);
        }
        arena_reset(&arena);
    }
}

/* Lets a child write until `most` acknowledgements, kills it; the last number it told. */
static int64_t write_and_kill(const char *path, const char *keys, int64_t from, uint32_t most)
{
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(pipes[0]);
        child(path, keys, from, pipes[1]);
    }
    close(pipes[1]);
    int64_t told = from - 1, id;
    for (uint32_t n = 0; n < most && read(pipes[0], &id, sizeof(id)) == sizeof(id); n++) {
        told = id;
    }
    assert_int_equal(kill(pid, SIGKILL), 0);
    while (read(pipes[0], &id, sizeof(id)) == sizeof(id)) {
        told = id; /* acknowledged before the blow fell */
    }
    close(pipes[0]);
    int how;
    assert_int_equal(waitpid(pid, &how, 0), pid);
    assert_true(WIFSIGNALED(how));
    return told;
}

static void a_killed_program_loses_nothing(void **state)
{
    (void)state;
    struct torture t;
    char *base = make_base();
    arena_init(&t.arena);
    shim_start(SHIM_NONE, 0, 1);
    new_round(&t, base, 0);
    const char *keys = arena_cstr(&t.arena, arena_printf(&t.arena, "%s/keys", base));
    struct secret *secret;
    struct database *database;
    struct db *db;
    assert_int_equal(secret_create(keys, SECRET_AES, &t.arena, &t.error), OK);
    assert_int_equal(secret_load(keys, &secret, &t.arena, &t.error), OK);
    assert_int_equal(database_open(t.path, &database, &t.arena, &t.error), OK);
    assert_int_equal(database_writer(database, &db, &t.arena, &t.error), OK);
    assert_int_equal(db_execute(db, text_of(audit_ddl[DIALECT_SQLITE]), &t.arena, &t.error), OK);
    db_release(db);
    database_close(database);

    struct dice dice = dice_seeded(9);
    int64_t rows = 0;
    for (int i = 0; i < rounds(KILLS); i++) {
        int64_t told = write_and_kill(t.path, keys, rows + 1, 1 + dice_below(&dice, 30));
        struct audit_check check;
        assert_int_equal(database_open(t.path, &database, &t.arena, &t.error), OK);
        assert_int_equal(database_reader(database, &db, &t.arena, &t.error), OK);
        assert_int_equal(audit_verify(db, secret, 1, &check, NULL, NULL, &t.arena, &t.error), OK);
        assert_int_equal(check.broken, 0);
        /* one more may be committed than was told */
        assert_true(check.rows == told || check.rows == told + 1);
        rows = check.rows;
        db_release(db);
        database_close(database);
    }
    print_message("%d kills, %lld commits told, none lost\n", rounds(KILLS), (long long)rows);
    secret_close(secret);
    arena_release(&t.arena);
    remove_base(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_program_loses_nothing),
        cmocka_unit_test(a_power_cut_loses_nothing),
        cmocka_unit_test(weaker_settings_do_lose),
        cmocka_unit_test(a_full_disk_is_told_and_survived),
        cmocka_unit_test(an_io_error_is_told_and_survived),
    };
    shim_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
