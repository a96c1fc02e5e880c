/*
 * db: one small face over SQLite and PostgreSQL. SQL is the common subset of both, written beside
 * the function that runs it; a query that must differ carries a second text, and a test prints how
 * many do. Parameters are $1, $2 … in both. Errors come back decoded: a unique or foreign key
 * violation is CONFLICT with the constraint in error->detail (see db_conflict_on), a full disk
 * UNAVAILABLE, a lock that cannot be had BUSY.
 *
 * One writer at a time: SQLite allows no more, and on PostgreSQL the writing transaction takes an
 * advisory lock, so the audit chain has one end and change numbers appear in their order. Readers
 * never wait for the writer.
 *
 * What the two engines do not share is kept out: a failed statement spoils its transaction on both
 * (only db_rollback helps), and writing needs a transaction on both.
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

/*
 * where: a path of an SQLite file, or "postgresql://…" as libpq reads it, with `schema=NAME` among
 * its parameters when the tables live in a schema of their own (made if missing). Creates an SQLite
 * file that does not exist, readable by its owner only. Any thread may use the database.
 * UNAVAILABLE: cannot be opened; INVALID: not a database.
 */
MUST_CHECK enum status database_open(const char *where, struct database **out, struct arena *arena,
                                     struct error *error);
/* Every connection must have been released. */
void database_close(struct database *database);
enum dialect database_dialect(const struct database *database);

/* A number that differs from the one before when any process committed anything in between; it has
 * no order. SQLite: a load from shared memory. PostgreSQL: one round trip. */
MUST_CHECK enum status database_version(struct database *database, uint64_t *out,
                                        struct arena *arena, struct error *error);

/* The version (as database_version tells it) that was current when this reader was lent: what it
 * sees is that state or one committed since. False: not known (PostgreSQL, or the writer). */
bool db_version_seen(const struct db *db, uint64_t *out);

/*
 * Takes a connection for reading, or the one for writing, waiting up to 30 s for its turn (then
 * BUSY). Give back with db_release: soon, because a reader may go on seeing the state it saw first
 * until it is released. A reader taken after a commit sees that commit.
 */
MUST_CHECK enum status database_reader(struct database *database, struct db **out,
                                       struct arena *arena, struct error *error);
MUST_CHECK enum status database_writer(struct database *database, struct db **out,
                                       struct arena *arena, struct error *error);
/* Rolls back what was not committed and resets what was not reset. */
void db_release(struct db *db);
/* Whether somebody else waits to write, of this process or (SQLite) of another: long work that
 * holds the connection for writing commits what it has, gives it back and asks again, behind him.
 */
bool db_wanted(struct db *db);
enum dialect db_dialect(const struct db *db);

/*
 * A transaction. On the writer it is exclusive from the start and the only way to write; on a
 * reader it is one unchanging state of the database. Rollback never fails. A commit that fails has
 * been rolled back.
 */
MUST_CHECK enum status db_begin(struct db *db, struct arena *arena, struct error *error);
MUST_CHECK enum status db_commit(struct db *db, struct arena *arena, struct error *error);
void db_rollback(struct db *db);
/* Ends a transaction as its work went: commits when `status` is OK, else rolls back and hands the
 * status on. */
MUST_CHECK enum status db_end(struct db *db, enum status status, struct arena *arena,
                              struct error *error);

/*
 * Memory that belongs to the transaction, for the one module that keeps a state through it (the
 * audit chain): zeroed the first time, the same later. before_commit runs last inside the
 * transaction, a failure of it fails the commit; ended runs when it is over, whatever way.
 */
void *db_transaction_data(struct db *db, size_t size,
                          enum status (*before_commit)(struct db *db, void *data,
                                                       struct arena *arena, struct error *error),
                          void (*ended)(void *data));
/* The same if there is any yet, else NULL. */
void *db_transaction_kept(struct db *db);

/*
 * The statement for a query, prepared once per connection and kept. A statement is in use from here
 * (or from its first bind) until statement_reset or statement_run; asking again meanwhile gives
 * another one. Bind parameters (numbered from 1, unbound ones are NULL) before the first step.
 * Bound texts must live until the reset.
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
/* Ends the use of a statement and forgets its parameters. */
void statement_reset(struct statement *statement);

enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };
enum db_type column_type(struct statement *statement, int index); /* of the value in this row */
bool column_null(struct statement *statement, int index);
int64_t column_int(struct statement *statement, int index); /* NULL: 0 */
double column_real(struct statement *statement, int index);
struct text column_text(struct statement *statement, int index); /* NULL: empty */
struct text column_blob(struct statement *statement, int index);

/* One column of a row; texts and blobs live until the next step. */
struct db_value {
    enum db_type type;
    union {
        int64_t number;   /* DB_INT */
        double real;      /* DB_REAL */
        struct text text; /* DB_TEXT, DB_BLOB */
    };
};
/* The first `n` columns at once, for whoever reads millions of rows. */
void statement_values(struct statement *statement, struct db_value *out, int n);

/* Runs a statement that returns no rows, then resets it; *changed (may be NULL) gets the rows it
 * touched. May be bound and run again without another db_prepare. */
MUST_CHECK enum status statement_run(struct statement *statement, int64_t *changed,
                                     struct arena *arena, struct error *error);

/* A parameter of a query, for statements whose parameters are all at hand. */
struct bind {
    enum db_type type;
    int64_t number;
    struct text text; /* borrowed until the statement is reset */
};

#define BIND_INT(v)  ((struct bind){.type = DB_INT, .number = (v)})
#define BIND_TEXT(v) ((struct bind){.type = DB_TEXT, .text = (v)})
#define BIND_BLOB(v) ((struct bind){.type = DB_BLOB, .text = (v)})
#define BIND_NULL    ((struct bind){.type = DB_NULL})

/* db_prepare, then the parameters in their order: BIND_INT(id), BIND_TEXT(name), … */
#define db_ask(db, query, out, arena, error, ...)                                                  \
    db_prepare_bound(db, query, (const struct bind[]){__VA_ARGS__},                                \
                     sizeof((const struct bind[]){__VA_ARGS__}) / sizeof(struct bind), out, arena, \
                     error)
/* The same for a statement that returns no rows, run at once; *changed as in statement_run. */
#define db_run(db, query, changed, arena, error, ...)                                              \
    db_run_bound(db, query, (const struct bind[]){__VA_ARGS__},                                    \
                 sizeof((const struct bind[]){__VA_ARGS__}) / sizeof(struct bind), changed, arena, \
                 error)
MUST_CHECK enum status db_prepare_bound(struct db *db, const struct query *query,
                                        const struct bind *binds, size_t n, struct statement **out,
                                        struct arena *arena, struct error *error);
MUST_CHECK enum status db_run_bound(struct db *db, const struct query *query,
                                    const struct bind *binds, size_t n, int64_t *changed,
                                    struct arena *arena, struct error *error);

/* Runs SQL text without parameters: DDL, migrations. May hold several statements; outside a
 * transaction they run in one of their own. */
MUST_CHECK enum status db_execute(struct db *db, struct text sql, struct arena *arena,
                                  struct error *error);

/*
 * Whether a CONFLICT came from a unique key with this column. The detail of a unique violation is
 * "table(column,column)" on both engines, of a foreign key "foreign key".
 */
bool db_conflict_on(const struct error *error, const char *column);

#endif
