/*
 * db: one small face over SQLite and PostgreSQL. SQL is the common subset of both, written beside
 * the function that runs it; a query that must differ carries a second text, and a test prints how
 * many do. Parameters are $1, $2 … in both. Errors come back decoded: a unique or foreign key
 * violation is CONFLICT with the constraint's name in error->detail, a full disk UNAVAILABLE, a
 * lock that cannot be had BUSY.
 *
 * One writer at a time: SQLite allows no more, and on PostgreSQL the writing transaction takes an
 * advisory lock on the county, so the audit chain has one end. Readers never wait for the writer.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/arena.h"
#include "base/error.h"

enum dialect { DIALECT_SQLITE, DIALECT_POSTGRES, DIALECT__COUNT };

struct query {
    const char *sql;
    const char *postgres; /* NULL: the same text */
};

struct database;  /* where everything is kept: a file or a server, with its connections */
struct db;        /* one connection, used by one thread at a time */
struct statement; /* a prepared query on one connection, kept for the next time */

enum db_step { DB_ROW, DB_DONE, DB_FAILED };

/* where: a path of an SQLite file, or "postgresql://…". Creates an SQLite file that does not exist.
 */
MUST_CHECK enum status database_open(const char *where, struct database **out, struct arena *arena,
                                     struct error *error);
void database_close(struct database *database);
enum dialect database_dialect(const struct database *database);

/* Takes a connection for reading, or the one for writing (waits its turn). Give back with
 * db_release. */
MUST_CHECK enum status database_reader(struct database *database, struct db **out,
                                       struct arena *arena, struct error *error);
MUST_CHECK enum status database_writer(struct database *database, struct db **out,
                                       struct arena *arena, struct error *error);
void db_release(struct db *db);
enum dialect db_dialect(const struct db *db);

/* A transaction; on the writer it is exclusive from the start. Rollback never fails. */
MUST_CHECK enum status db_begin(struct db *db, struct arena *arena, struct error *error);
MUST_CHECK enum status db_commit(struct db *db, struct arena *arena, struct error *error);
void db_rollback(struct db *db);

/*
 * The statement for a query, prepared once per connection and kept. A statement is in use until
 * statement_reset; bind parameters (numbered from 1) before the first step. Bound texts must live
 * until then.
 */
MUST_CHECK enum status db_prepare(struct db *db, const struct query *query, struct statement **out,
                                  struct arena *arena, struct error *error);
/* The same for SQL put together by a walker; kept by its text. */
MUST_CHECK enum status db_prepare_text(struct db *db, struct text sql, struct statement **out,
                                       struct arena *arena, struct error *error);
void bind_int(struct statement *statement, int index, int64_t value);
void bind_real(struct statement *statement, int index, double value);
void bind_text(struct statement *statement, int index, struct text value);
void bind_blob(struct statement *statement, int index, struct text value);
void bind_null(struct statement *statement, int index);

/* DB_ROW: columns can be read (numbered from 0, valid until the next step); DB_FAILED: *error is
 * filled. */
enum db_step statement_step(struct statement *statement, struct arena *arena, struct error *error);
void statement_reset(struct statement *statement);

bool column_null(struct statement *statement, int index);
int64_t column_int(struct statement *statement, int index); /* NULL: 0 */
double column_real(struct statement *statement, int index);
struct text column_text(struct statement *statement, int index); /* NULL: empty */
struct text column_blob(struct statement *statement, int index);

/* Runs a statement that returns no rows, then resets it; *changed (may be NULL) gets the rows it
 * touched. */
MUST_CHECK enum status statement_run(struct statement *statement, int64_t *changed,
                                     struct arena *arena, struct error *error);
/* Runs SQL text without parameters: DDL, migrations. May hold several statements. */
MUST_CHECK enum status db_execute(struct db *db, struct text sql, struct arena *arena,
                                  struct error *error);

#endif
