/*
 * list_pairs: what a comparison found, written and taken out again: list_match rows, the outcome
 * beside each row of the list, the counts of the list, and the model that was used.
 */
#ifndef DOMAIN_LISTS_LIST_PAIRS_H
#define DOMAIN_LISTS_LIST_PAIRS_H

#include "domain/lists/list_engine.h"
#include "ledger/change.h"

struct list_pairs_plan {
    const struct row *list;
    int64_t previous; /* the version before; 0: none */
    const struct list_side *left, *right;
    const struct list_found *found;
    int64_t job; /* the batch of the changes */
};

/*
 * Writes what was found about left[from..to): nothing twice, so it may be done again after a crash.
 * A row that did not change since the version before keeps what was decided about it then. *written
 * is increased by the new matches. Inside a write transaction, closed with an audit entry.
 */
MUST_CHECK enum status list_pairs_write(struct work *work, const struct list_pairs_plan *plan,
                                        size_t from, size_t to, int64_t *written,
                                        struct error *error);

/* Sets the list's counts, version and model on the change (not saved). */
MUST_CHECK enum status list_pairs_settle(struct work *work, struct change *list, int64_t previous,
                                         int64_t version_no, struct error *error);

/* Takes out at most `most` matches of a list; *dropped says how many. */
MUST_CHECK enum status list_pairs_drop(struct work *work, int64_t list, struct text reason,
                                       size_t most, size_t *dropped, struct error *error);

/* Takes out the undecided matches of a version that a newer one replaces. */
MUST_CHECK enum status list_pairs_supersede(struct work *work, int64_t list, struct error *error);

/* Keeps the weights a comparison used as a new version. */
MUST_CHECK enum status list_model_keep(struct work *work, int64_t list, struct text weights,
                                       struct error *error);
/* The newest weights; empty and version 0 when nothing was ever compared. */
MUST_CHECK enum status list_model_newest(struct work *work, struct text *weights, int64_t *version,
                                         struct error *error);

#endif
