/*
 * store_bench: what the store costs over the libraries below it, on the same work in the same
 * process: bulk insert of 100,000 rows x 25 columns and indexed look-ups against plain sqlite3
 * calls; sealing and keyed hashes a second; commits a second. Prints a line each; run by
 * bench/store.sh.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/random.h"
#include "store/audit.h"
#include "store/db.h"
#include "store/secret.h"

enum { ROWS = 100000, COLUMNS = 25, LOOKUPS = 200000, ROUNDS = 5 };

struct bench {
    struct arena arena;
    struct error error;
    const char *folder;
    struct text texts[64];
    struct buf create, insert;
};

static void need(struct bench *bench, enum status status)
{
    if (status != OK) {
        fprintf(stderr, "%.*s (%.*s)\n", TEXT_ARG(bench->error.message),
                TEXT_ARG(bench->error.detail));
        exit(1);
    }
}

static void need_sqlite(int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        fprintf(stderr, "sqlite %d\n", code);
        exit(1);
    }
}

static const char *file(struct bench *bench, const char *name)
{
    return arena_cstr(&bench->arena, arena_printf(&bench->arena, "%s/%s", bench->folder, name));
}

/* Every third column a number, the others texts of 6 to 37 bytes. */
static void describe(struct bench *bench)
{
    buf_init(&bench->create, 1 << 16);
    buf_init(&bench->insert, 1 << 16);
    buf_adds(&bench->create, "CREATE TABLE row (id INTEGER PRIMARY KEY");
    buf_adds(&bench->insert, "INSERT INTO row VALUES ($1");
    for (int i = 1; i < COLUMNS; i++) {
        buf_addf(&bench->create, ", c%d %s", i, i % 3 == 0 ? "INTEGER" : "TEXT");
        buf_addf(&bench->insert, ", $%d", i + 1);
    }
    buf_adds(&bench->create, ") STRICT");
    buf_adds(&bench->insert, ")");
    struct dice dice = dice_seeded(1);
    for (size_t i = 0; i < COUNT(bench->texts); i++) {
        bench->texts[i] =
            arena_printf(&bench->arena, "%0*u", 6 + (int)(i % 32), dice_below(&dice, 999999));
    }
}

static double raw_insert(struct bench *bench, sqlite3 *handle)
{
    sqlite3_stmt *s;
    double began = clock_elapsed();
    need_sqlite(sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    need_sqlite(sqlite3_prepare_v2(handle, bench->insert.s, -1, &s, NULL));
    for (int64_t row = 1; row <= ROWS; row++) {
        sqlite3_bind_int64(s, 1, row);
        for (int i = 1; i < COLUMNS; i++) {
            struct text text = bench->texts[(size_t)(row + i) % COUNT(bench->texts)];
            if (i % 3 == 0) {
                sqlite3_bind_int64(s, i + 1, row * i);
            } else {
                sqlite3_bind_text(s, i + 1, text.s, (int)text.n, SQLITE_STATIC);
            }
        }
        need_sqlite(sqlite3_step(s));
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    need_sqlite(sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL));
    return clock_elapsed() - began;
}

static double our_insert(struct bench *bench, struct database *database)
{
    struct db *db;
    struct statement *s;
    double began = clock_elapsed();
    need(bench, database_writer(database, &db, &bench->arena, &bench->error));
    need(bench, db_begin(db, &bench->arena, &bench->error));
    need(bench, db_prepare_text(db, buf_text(&bench->insert), &s, &bench->arena, &bench->error));
    for (int64_t row = 1; row <= ROWS; row++) {
        bind_int(s, 1, row);
        for (int i = 1; i < COLUMNS; i++) {
            if (i % 3 == 0) {
                bind_int(s, i + 1, row * i);
            } else {
                bind_text(s, i + 1, bench->texts[(size_t)(row + i) % COUNT(bench->texts)]);
            }
        }
        need(bench, statement_run(s, NULL, &bench->arena, &bench->error));
    }
    need(bench, db_commit(db, &bench->arena, &bench->error));
    db_release(db);
    return clock_elapsed() - began;
}

static double raw_lookups(sqlite3 *handle)
{
    sqlite3_stmt *s;
    int64_t sum = 0;
    need_sqlite(sqlite3_prepare_v2(handle, "SELECT c1, c3 FROM row WHERE id = $1", -1, &s, NULL));
    double began = clock_elapsed();
    struct dice dice = dice_seeded(2);
    for (int i = 0; i < LOOKUPS; i++) {
        sqlite3_bind_int64(s, 1, 1 + dice_below(&dice, ROWS));
        need_sqlite(sqlite3_step(s));
        sum += sqlite3_column_bytes(s, 0) + sqlite3_column_int64(s, 1);
        sqlite3_reset(s);
    }
    double took = clock_elapsed() - began;
    sqlite3_finalize(s);
    return sum == 0 ? 0 : took;
}

static double our_lookups(struct bench *bench, struct database *database)
{
    static const struct query query = {"SELECT c1, c3 FROM row WHERE id = $1", NULL};
    int64_t sum = 0;
    struct dice dice = dice_seeded(2);
    double began = clock_elapsed();
    for (int i = 0; i < LOOKUPS; i++) {
        struct db *db; /* borrowed for each, as a request does */
        struct statement *s;
        need(bench, database_reader(database, &db, &bench->arena, &bench->error));
        need(bench, db_prepare(db, &query, &s, &bench->arena, &bench->error));
        bind_int(s, 1, 1 + dice_below(&dice, ROWS));
        if (statement_step(s, &bench->arena, &bench->error) != DB_ROW) {
            need(bench, NOT_FOUND);
        }
        sum += (int64_t)column_text(s, 0).n + column_int(s, 1);
        statement_reset(s);
        db_release(db);
    }
    double took = clock_elapsed() - began;
    return sum == 0 ? 0 : took;
}

static void compare_sqlite(struct bench *bench)
{
    double raw_best = 1e9, our_best = 1e9, raw_look = 1e9, our_look = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        struct database *database;
        sqlite3 *handle;
        remove(file(bench, "raw.db"));
        remove(file(bench, "our.db"));
        need_sqlite(sqlite3_open(file(bench, "raw.db"), &handle));
        need_sqlite(sqlite3_exec(handle,
                                 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                                 "PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=0",
                                 NULL, NULL, NULL));
        need_sqlite(sqlite3_exec(handle, bench->create.s, NULL, NULL, NULL));
        need(bench, database_open(file(bench, "our.db"), &database, &bench->arena, &bench->error));
        struct db *db;
        need(bench, database_writer(database, &db, &bench->arena, &bench->error));
        need(bench, db_execute(db, buf_text(&bench->create), &bench->arena, &bench->error));
        db_release(db);
        double raw = raw_insert(bench, handle), our = our_insert(bench, database);
        raw_best = raw < raw_best ? raw : raw_best;
        our_best = our < our_best ? our : our_best;
        raw = raw_lookups(handle);
        our = our_lookups(bench, database);
        raw_look = raw < raw_look ? raw : raw_look;
        our_look = our < our_look ? our : our_look;
        sqlite3_close(handle);
        database_close(database);
    }
    printf("insert %d x %d: %.0f ms, plain sqlite3 %.0f ms, ratio %.2f\n", ROWS, COLUMNS, our_best,
           raw_best, our_best / raw_best);
    printf("look-up by key, with borrowing a reader: %.2f us, plain sqlite3 %.2f us, ratio %.2f\n",
           our_look * 1000 / LOOKUPS, raw_look * 1000 / LOOKUPS, our_look / raw_look);
}

static void measure_secret(struct bench *bench, enum secret_suite suite, const char *name)
{
    enum { VALUES = 500000 };
    struct secret *secret;
    const char *path = file(bench, name);
    need(bench, secret_create(path, suite, &bench->arena, &bench->error));
    need(bench, secret_load(path, &secret, &bench->arena, &bench->error));
    struct arena arena;
    arena_init(&arena);
    struct text value = TEXT("360722199001011234"), sealed = TEXT_EMPTY, plain;
    double began = clock_elapsed();
    for (int64_t i = 0; i < VALUES; i++) {
        if (i % 1000 == 0) {
            arena_reset(&arena);
        }
        sealed = secret_seal(secret, &arena,
                             (struct secret_place){TEXT("person"), TEXT("id_no"), i}, value);
    }
    double seal = clock_elapsed() - began;
    struct secret_place last = {TEXT("person"), TEXT("id_no"), VALUES - 1};
    began = clock_elapsed();
    for (int64_t i = 0; i < VALUES; i++) {
        if (i % 1000 == 0) {
            sealed = arena_text(&bench->arena, sealed);
            arena_reset(&arena);
        }
        need(bench, secret_open(secret, &arena, last, sealed, &plain, &bench->error));
    }
    double open = clock_elapsed() - began;
    began = clock_elapsed();
    int64_t sum = 0;
    for (int64_t i = 0; i < VALUES; i++) {
        sum ^= secret_key64(secret, TEXT("citizen_id"), value) + i;
    }
    double hash = clock_elapsed() - began;
    printf("%s: seal %.2f M/s, open %.2f M/s, keyed hash %.2f M/s%s\n", name, VALUES / seal / 1000,
           VALUES / open / 1000, VALUES / hash / 1000, sum == 0 ? " " : "");
    arena_release(&arena);
    secret_close(secret);
}

static void measure_audit(struct bench *bench)
{
    enum { COMMITS = 5000, BULK = 100000 };
    struct database *database;
    struct secret *secret;
    struct db *db;
    need(bench, secret_load(file(bench, "aes"), &secret, &bench->arena, &bench->error));
    need(bench, database_open(file(bench, "audit.db"), &database, &bench->arena, &bench->error));
    need(bench, database_writer(database, &db, &bench->arena, &bench->error));
    need(bench, db_execute(db, text_of(audit_ddl[DIALECT_SQLITE]), &bench->arena, &bench->error));
    struct history history = {.ledger = TEXT("person"),
                              .version = 1,
                              .action = TEXT("create"),
                              .reason = TEXT_EMPTY,
                              .changes = TEXT_EMPTY};
    struct audit entry = {.action = TEXT("save"),
                          .ledger = TEXT("person"),
                          .reason = TEXT_EMPTY,
                          .summary = TEXT_EMPTY,
                          .actor_name = TEXT("x"),
                          .address = TEXT_EMPTY};
    double began = clock_elapsed();
    for (int i = 0; i < COMMITS; i++) {
        need(bench, db_begin(db, &bench->arena, &bench->error));
        history.row_id++;
        need(bench, audit_history(db, secret, 1, &history, &bench->arena, &bench->error));
        need(bench, audit_entry(db, secret, 1, &entry, &bench->arena, &bench->error));
        need(bench, db_commit(db, &bench->arena, &bench->error));
    }
    printf("durable audited commits: %.1f k/s\n", COMMITS / (clock_elapsed() - began));
    began = clock_elapsed();
    need(bench, db_begin(db, &bench->arena, &bench->error));
    for (int i = 0; i < BULK; i++) {
        history.row_id++;
        need(bench, audit_history(db, secret, 1, &history, &bench->arena, &bench->error));
    }
    need(bench, audit_entry(db, secret, 1, &entry, &bench->arena, &bench->error));
    need(bench, db_commit(db, &bench->arena, &bench->error));
    printf("history of a bulk import: %.2f us a row\n", (clock_elapsed() - began) * 1000 / BULK);
    db_release(db);
    struct audit_check check;
    need(bench, database_reader(database, &db, &bench->arena, &bench->error));
    began = clock_elapsed();
    need(bench, audit_verify(db, secret, 1, &check, NULL, NULL, &bench->arena, &bench->error));
    printf("audit verify: %.0f k history rows/s%s\n",
           (double)check.rows / (clock_elapsed() - began), check.broken == 0 ? "" : " BROKEN");
    db_release(db);
    database_close(database);
    secret_close(secret);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: store_bench EMPTY_FOLDER\n");
        return 2;
    }
    struct bench bench = {.folder = argv[1]};
    arena_init(&bench.arena);
    describe(&bench);
    compare_sqlite(&bench);
    measure_secret(&bench, SECRET_AES, "aes");
    measure_secret(&bench, SECRET_GM, "gm");
    measure_audit(&bench);
    buf_release(&bench.create);
    buf_release(&bench.insert);
    arena_release(&bench.arena);
    return 0;
}
