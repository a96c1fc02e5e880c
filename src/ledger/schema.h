/*
 * schema: a ledger as tables. What differs by database is one table of column types. Every table
 * starts with the county, so the same schema can be spread over servers (DESIGN §5).
 *
 * A secret field has up to three columns: <name> (sealed bytes), <name>_key (64-bit keyed hash of
 * the whole, for FIELD_LOOKUP) and <name>_tail (keyed hash of the last four, for FIELD_TAIL).
 */
#ifndef LEDGER_SCHEMA_H
#define LEDGER_SCHEMA_H

#include "base/buf.h"
#include "ledger/ledger.h"
#include "store/db.h"

/* Appends CREATE TABLE and CREATE INDEX statements for the ledger. */
void schema_ddl(const struct ledger *ledger, enum dialect dialect, struct buf *out);
/* Appends the column names of a row in the order row_bind and row_read use, each as prefix."name".
 */
void schema_columns(const struct ledger *ledger, const char *prefix, struct buf *out);
/* How many columns that are. */
int schema_column_count(const struct ledger *ledger);

/* The columns that stand before the fields' own. */
enum {
    COLUMN_ID,
    COLUMN_VERSION,
    COLUMN_CREATED_AT,
    COLUMN_CREATED_BY,
    COLUMN_CHANGED_AT,
    COLUMN_CHANGED_BY,
    COLUMN_REMOVED_AT,
    COLUMN__FIELDS
};

#endif
