/*
 * db_postgres: what the connection (db_postgres.c) and the statements (db_postgres_statement.c) of
 * the PostgreSQL engine share. Private to the two.
 */
#ifndef STORE_DB_POSTGRES_H
#define STORE_DB_POSTGRES_H

#include <libpq-fe.h>

#include "store/db_driver.h"

struct pg_db {
    struct db base;
    PGconn *conn;
    struct pg_statement *streaming; /* its rows are still coming over the connection */
    uint64_t named;                 /* statements so far, for their names */
};

struct pg_parameter {
    Oid type;
    char number[32]; /* a bound number as it is sent */
    char *copy;      /* a bound text that had to be NUL-terminated, or NULL */
};

/*
 * Rows come one at a time, so that a large result needs no memory. When another statement needs the
 * connection meanwhile, what is left of this one is fetched into `waiting`.
 */
struct pg_statement {
    struct statement base;
    char name[24];
    int parameters, columns;
    struct pg_parameter *parameter;
    const char **values; /* one each for libpq */
    int *lengths, *formats;
    Oid *column_types;
    PGresult *row;      /* the row that can be read, or NULL */
    PGresult **waiting; /* fetched but not stepped to; NULL-ended */
    size_t waiting_n, waiting_next, waiting_size;
    bool started;
    int64_t changed;
    struct arena scratch; /* numbers as text, until the next step */
};

extern const struct statement_driver statements_postgres;

/* Decodes what went wrong; result may be NULL: then the connection says what happened. */
enum status pg_failed(struct pg_db *db, const PGresult *result, struct arena *arena,
                      struct error *error);
/* Fetches what the streaming statement has not shown yet, so that another can use the connection.
 */
void pg_settle(struct pg_db *db);
/* Puts a result aside for the statement's later steps. */
void pg_keep(struct pg_statement *s, PGresult *result);
/* Runs text on a free connection; the caller clears the result. */
PGresult *pg_run(struct pg_db *db, const char *sql);
bool pg_is_good(const PGresult *result);

#endif
