/*
 * forward: a site made by an earlier program gets the tables, columns and indexes that this one
 * declares beyond them. What is declared is the DDL that makes a new database; what is stored is
 * asked of the engine. Only additions are made: a column that may be empty (or has a default), a
 * table, an index. Anything else — a column or table that the program does not know, another type —
 * is refused: it is a newer program's database, or needs a numbered step (store/migrate.h).
 *
 * Each addition is recorded in schema_version with the statement as its name, under numbers below
 * zero; the numbered steps have those above.
 */
#ifndef STORE_FORWARD_H
#define STORE_FORWARD_H

#include "base/clock.h"
#include "store/db.h"

/*
 * `ddl` is CREATE TABLE and CREATE INDEX statements, each ended by a semicolon, in the database's
 * dialect, after the numbered steps were taken. All additions are one transaction; *added says how
 * many there were. UNAVAILABLE when the stored tables are not such that additions lead to what is
 * declared: then nothing is changed.
 */
MUST_CHECK enum status forward_run(struct database *database, struct text ddl, struct clock clock,
                                   size_t *added, struct arena *arena, struct error *error);

#endif
