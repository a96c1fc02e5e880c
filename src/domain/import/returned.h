/*
 * returned: a workbook that was exported here and comes back. Its rows carry signed keys
 * (ledger/row_key.h), so each is held against what it was exported from: the base is read back from
 * the row's history, ours is what is stored now, theirs what the sheet says, and ledger/merge takes
 * what only one side changed. What both changed is asked. Rows whose key was altered or written
 * elsewhere are refused, copied rows are taken for new ones, and rows that no longer stand in the
 * sheet are told: a row taken out of the sheet deletes nothing.
 *
 * It lives for one run over the file (session_run) in the session's memory.
 */
#ifndef DOMAIN_IMPORT_RETURNED_H
#define DOMAIN_IMPORT_RETURNED_H

#include "format/json.h"
#include "ledger/import.h"
#include "ledger/work.h"

struct returned;

/* Of the layouts that will be read; NULL when none of them was exported here. In work->arena. */
struct returned *returned_of(struct work *work, const struct ledger *ledger,
                             const struct import_layout *layouts, size_t n);

/* The import's known hook: what each row was exported from, and which cells nobody touched. */
MUST_CHECK enum status returned_know(struct returned *returned, struct work *work,
                                     struct import_row **rows, size_t n, struct error *error);

/*
 * Merges a row that has a base: leaves in row->value what is to be written and absent what is not,
 * and adds a finding that asks for each field both sides changed (rule "W04").
 */
void returned_merge(struct returned *returned, struct work *work, struct import_row *row);

/*
 * After the run: {"made_at","made_by","rows","untouched","merged","conflicts","refused","copied",
 * "missing","missing_rows":[{"id","title"}…]}. The first hundred of the missing rows that the actor
 * reaches are named.
 */
MUST_CHECK enum status returned_tell(struct returned *returned, struct work *work,
                                     struct json_out *out, const char *key, struct error *error);

/* The same as a sentence for a terminal. In work->arena. */
struct text returned_sentence(const struct returned *returned, struct work *work);

#endif
