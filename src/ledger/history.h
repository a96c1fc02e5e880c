/*
 * history: what happened to a row, told with old and new values, and taken back. Kept by
 * store/audit; here a change is turned into its JSON and back. Secret values stand in it sealed, as
 * in the row itself, so the history gives nothing away and an undo can still restore them.
 */
#ifndef LEDGER_HISTORY_H
#define LEDGER_HISTORY_H

#include "format/json.h"
#include "ledger/change.h"
#include "store/audit.h"

enum history_action {
    HISTORY_CREATED,
    HISTORY_CHANGED,
    HISTORY_ACTED, /* a flow's step: recorded under the step's own name */
    HISTORY_REMOVED,
    HISTORY_RESTORED,
    HISTORY_UNDONE,
};

/*
 * Records a change just written: its history row and, unless change->part says that the caller
 * closes a larger act, the audit entry over it. Inside the writer's transaction.
 */
MUST_CHECK enum status history_write(struct change *change, enum history_action action,
                                     struct error *error);

/* Closes an act of many changes: one audit entry over all history rows since the entry before. */
MUST_CHECK enum status history_close(struct work *work, struct text action,
                                     const struct ledger *ledger, int64_t batch,
                                     struct text summary, struct error *error);

/*
 * Who took the row's newest step of its flow, or that step by name (empty: any); before the first
 * step, who entered it. 0 when nobody did. Edits in between do not count: for steps that need a
 * second person.
 */
MUST_CHECK enum status history_step_actor(struct work *work, const struct row *row,
                                          struct text action, int64_t *actor, struct error *error);

/*
 * The row as it was in an earlier version, read back from its history; `row` was read with
 * ROWS_PLAIN. NOT_FOUND when it never had that version. *out lives in work->arena, in clear.
 */
MUST_CHECK enum status history_row_at(struct work *work, const struct row *row, int64_t version,
                                      struct row **out, struct error *error);

/* Writes the row's history as docs/api.md says: a list of entries, newest first. */
MUST_CHECK enum status history_json(struct work *work, const struct row *row, struct json_out *out,
                                    const char *key, struct error *error);

/*
 * Writes what happened to several rows as one list, newest first, at most `most` entries:
 * {"seq","at","actor","ledger","ledger_label","row_id","text","changes"}.
 */
MUST_CHECK enum status history_timeline(struct work *work, struct row *const *rows, size_t n,
                                        size_t most, struct json_out *out, const char *key,
                                        struct error *error);

/*
 * Takes one change of the row back: each field that the entry changed gets its old value, unless it
 * was changed again since (CONFLICT naming the field). A creation is undone by removal, a removal
 * by restoring. A step of the flow is not taken back (CONFLICT): only a step moves the state. `row`
 * was read with ROWS_PLAIN | ROWS_REMOVED; *out is the row as it is then.
 */
MUST_CHECK enum status history_undo(struct work *work, const struct row *row, int64_t seq,
                                    struct text reason, struct row **out, struct errors *errors,
                                    struct error *error);
/* The same as one of many in a larger act, whose audit entry the caller writes (history_close);
 * `batch` is the act's, noted with the change, or 0. */
MUST_CHECK enum status history_undo_part(struct work *work, const struct row *row, int64_t seq,
                                         int64_t batch, struct text reason, struct errors *errors,
                                         struct error *error);

#endif
