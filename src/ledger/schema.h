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

/* The SQL of one ledger, put together once: what every read and write of it begins with. */
struct schema {
    const struct ledger *ledger;
    struct text select; /* SELECT t.id, … FROM "person" t */
    /* A row by id ($last), and the rows about a person ($last) by id, within the reach of whoever
     * is not bound to an organization: $1 the county, then schema_reach's two; [1]: those out of
     * use too. The second is empty for a ledger that is not about people. */
    struct query by_id[2], by_person[2];
    struct query insert; /* INSERT INTO "person" (county, id, …) VALUES ($1, $2, …): county first */
    struct query
        update; /* UPDATE "person" SET … WHERE county = $1 AND id = $2 AND version = $last */
};

/* Conditions on t: what lies between the regions in parameters lo and hi; how many of the two the
 * ledger's scope needs. */
int schema_reach(const struct ledger *ledger, int lo, int hi, struct buf *out);

/* The schemas of a NULL-ended list of ledgers, ended by one without a ledger. In the arena. */
const struct schema *schema_build(struct arena *arena, const struct ledger *const *ledgers);
/* The ledger's; bug() when it is not in the list. */
const struct schema *schema_of(const struct schema *schemas, const struct ledger *ledger);

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
