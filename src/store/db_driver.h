/*
 * db_driver: what an engine offers to db.c, which does the rest (pool, turns, statement cache,
 * transactions) once for both. Private to src/store/db*.c.
 */
#ifndef STORE_DB_DRIVER_H
#define STORE_DB_DRIVER_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "store/db.h"

struct keeper;

/* What is done with a prepared statement. */
struct statement_driver {
    size_t size; /* of the engine's struct that begins with a struct statement */
    /* statement->sql is set, and NUL-terminated. */
    enum status (*prepare)(struct statement *statement, struct arena *arena, struct error *error);
    void (*finalize)(struct statement *statement);
    void (*bind_int)(struct statement *statement, int index, int64_t value);
    void (*bind_real)(struct statement *statement, int index, double value);
    void (*bind_text)(struct statement *statement, int index, struct text value);
    void (*bind_blob)(struct statement *statement, int index, struct text value);
    void (*bind_null)(struct statement *statement, int index);
    enum db_step (*step)(struct statement *statement, struct arena *arena, struct error *error);
    void (*reset)(struct statement *statement);
    int64_t (*changed)(struct statement *statement);
    enum db_type (*column_type)(struct statement *statement, int index);
    int64_t (*column_int)(struct statement *statement, int index);
    double (*column_real)(struct statement *statement, int index);
    struct text (*column_text)(struct statement *statement, int index);
    struct text (*column_blob)(struct statement *statement, int index);
    void (*values)(struct statement *statement, struct db_value *out, int n); /* may be NULL */
};

/* What is done with a connection. */
struct driver {
    enum dialect dialect;
    const struct statement_driver *statements;
    size_t db_size; /* of the engine's struct that begins with a struct db */

    enum status (*connect)(struct db *db, struct arena *arena, struct error *error);
    void (*disconnect)(struct db *db);
    void (*opened)(struct database *database);  /* the writer is connected; may be NULL */
    void (*closing)(struct database *database); /* before the first disconnect; may be NULL */
    void (*committed)(struct db *db);           /* after each commit of the writer; may be NULL */
    bool (*wanted)(struct db *db); /* whether another process waits for the writer; may be NULL */
    /* The connection is about to be lent: look whether it is alive and sees the newest commit. */
    enum status (*lend)(struct db *db, struct arena *arena, struct error *error);
    /* database_version: from memory, or else asked of a reader; one of the two is NULL. */
    uint64_t (*shared_version)(struct database *database);
    bool (*version_seen)(const struct db *db, uint64_t *out); /* NULL: never known */
    enum status (*version)(struct db *reader, uint64_t *out, struct arena *arena,
                           struct error *error);

    enum status (*begin)(struct db *db, struct arena *arena, struct error *error);
    enum status (*commit)(struct db *db, struct arena *arena, struct error *error);
    void (*rollback)(struct db *db);
    enum status (*execute)(struct db *db, const char *sql, struct arena *arena,
                           struct error *error);
};

extern const struct driver driver_sqlite;
extern const struct driver driver_postgres;

enum { READERS = 8 }; /* most reading connections of one process */

struct statement {
    struct db *db;
    const struct statement_driver *driver;
    const struct query *query; /* NULL: made from text */
    struct text sql;           /* NUL-terminated, in `text` */
    char *text;                /* owned */
    uint64_t hash;             /* of the query's address or the text */
    bool in_use;
};

struct db {
    struct database *database;
    const struct driver *driver;
    struct statement **slots; /* the statements by hash, open addressing */
    size_t slots_size;        /* a power of two, or 0 */
    size_t statements;        /* in slots */
    size_t in_use;            /* statements not reset */
    bool writes;
    bool connected;
    bool lent;
    bool closes; /* the connection is about to go, and what was prepared with it */
    bool in_transaction;
    void *data; /* db_transaction_data */
    enum status (*before_commit)(struct db *db, void *data, struct arena *arena,
                                 struct error *error);
    void (*ended)(void *data);
    bool spoiled; /* a statement failed in this transaction */
};

struct database {
    const struct driver *driver;
    char *where;  /* the path, or libpq's connection text */
    char *schema; /* PostgreSQL: NULL for the server's default */
    pthread_mutex_t lock;
    pthread_cond_t returned; /* a connection came back */
    struct db *writer;
    struct db *readers[READERS]; /* made when first needed */
    struct waiter *waiters[2];   /* by whether they want the writer: who came first is first */
    atomic_bool wanted;          /* somebody is among waiters[true] */
    struct keeper *keeper;       /* SQLite: checkpoints when nothing is being written; else NULL */
};

/* Calls each(reader) for the readers that nobody has borrowed, while nobody can borrow one. */
void database_idle_readers(struct database *database, void (*each)(struct db *reader));
/* A NUL-terminated copy, owned by the caller. */
char *db_copy(struct text t);
/* A statement failed: the transaction can only be rolled back. */
void db_spoil(struct db *db);
/* Forgets every prepared statement of a connection that was lost. */
void db_forget_statements(struct db *db);

#endif
