/*
 * db_sqlite: what the connection (db_sqlite.c) and the statements (db_sqlite_statement.c) of the
 * SQLite engine share. Private to the two.
 */
#ifndef STORE_DB_SQLITE_H
#define STORE_DB_SQLITE_H

#include <sqlite3.h>

#include "store/db_driver.h"

struct sqlite_db {
    struct db base;
    sqlite3 *handle;
    sqlite3_stmt *begin, *commit, *rollback;
    /* a reader keeps its snapshot from one borrower to the next while nothing was committed: taking
     * and dropping the WAL lock is 2.4 of the 5.6 microseconds of a look-up */
    bool holds;
    uint64_t held_version;
    /* the writer's view of the WAL index: page 0 of the shared memory, mapped as long as it is open
     */
    const volatile char *wal_index;
    int turn;        /* the writer's place among processes (db_sqlite_turn.h); -1: none */
    bool begins;     /* in sqlite_begin: waiting is waiting for that turn */
    unsigned wanted; /* times asked whether another process waits */
};

extern const struct statement_driver statements_sqlite;

/* Decodes what went wrong on a connection; handle may be NULL when there is none. */
enum status sqlite_failed(sqlite3 *handle, int code, struct arena *arena, struct error *error);

#endif
