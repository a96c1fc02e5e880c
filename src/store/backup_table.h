/*
 * backup_table: the rows of one table as bytes that either engine can give and take. Private to
 * backup.
 *
 *     columns: count 4 | for each: length 4, name
 *     a row:   1 | for each column: type 1 (enum db_type), then 8 bytes, or length 4 and bytes
 *     the end: 0
 *
 * Numbers are little-endian.
 */
#ifndef STORE_BACKUP_TABLE_H
#define STORE_BACKUP_TABLE_H

#include "store/archive.h"
#include "store/db.h"

/* The names of the tables of the database, sorted; in `arena`. */
MUST_CHECK enum status backup_tables(struct db *db, struct text **out, size_t *count,
                                     struct arena *arena, struct error *error);
/* Writes the rows into the part that was begun; *rows is increased by their number. */
MUST_CHECK enum status backup_table_write(struct db *db, struct text table, struct archive_out *out,
                                          int64_t *rows, struct arena *arena, struct error *error);
/* Empties the table and fills it from the part, inside the writer's transaction. */
MUST_CHECK enum status backup_table_read(struct db *db, struct text table, struct archive_in *in,
                                         struct arena *arena, struct error *error);

#endif
