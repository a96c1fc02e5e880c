/*
 * db_sqlite_turn: whose turn it is to write, between processes on one SQLite file. SQLite lets a
 * process that waits for the writer try again and again, so that a command which writes one
 * transaction after the other would keep a server out. A process that waits holds a shared lock on
 * the file `DATABASE-turn`; who writes for long sees it (db_wanted), ends its transaction, and lets
 * the other go first. The lock ends with its process, however that ends. Without the file (a folder
 * that cannot be written) everything goes on as SQLite alone does it. Private to db_sqlite.c.
 */
#ifndef STORE_DB_SQLITE_TURN_H
#define STORE_DB_SQLITE_TURN_H

#include <stdbool.h>

/* Opens the file beside the database at that path; -1 when it cannot be had. close() ends it. */
int turn_open(const char *where);
/* Says that this process waits, or no longer does. */
void turn_wish(int turn, bool waits);
/* Whether another one waits. */
bool turn_is_wished(int turn);
/* Lets others who wait go first, for a second at most. */
void turn_let_others(int turn);

#endif
