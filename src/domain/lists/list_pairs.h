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
    bool again;  /* the list was compared before: only rows that now found somebody are touched */
};

/*
 * Writes what was found about left[from..to): nothing twice, so it may be done again after a crash.
 * What was decided about the same person and row in the version before holds while its basis is the
 * same; else the pair is put up again with the reason. *written is increased by the new matches.
 * Inside a write transaction, closed with an audit entry.
 */
MUST_CHECK enum status list_pairs_write(struct work *work, const struct list_pairs_plan *plan,
                                        size_t from, size_t to, int64_t *written,
                                        struct error *error);

/* The basis of a decision: keyed hashes of name, number, sex and birth as the row and as the person
 * tell them, one behind the other. In work->arena. */
enum { LIST_BASIS_HALF = 16 };
struct text list_basis(struct work *work, const struct list_who *row,
                       const struct list_who *person);
struct text list_basis_half(struct work *work, const struct list_who *who);

/* What was found about a pair by that version of the weights (0: by nobody's), set on its match. */
void list_pair_set(struct change *match, const struct list_pair *pair, struct text basis,
                   int64_t model);
/* Why a pair that was decided (or sure) is put up again, now that its basis is another. */
MUST_CHECK enum status list_pair_again(struct work *work, const struct row *match,
                                       struct text basis, struct text *out, struct error *error);
/* Brings the outcome beside a row in line with its matches. */
MUST_CHECK enum status list_pairs_outcome(struct work *work, int64_t list, int64_t place,
                                          struct error *error);

/* Sets the list's counts on the change (not saved). */
MUST_CHECK enum status list_pairs_recount(struct work *work, struct change *list, int64_t previous,
                                          struct error *error);

/* Sets the list's counts, version and model on the change (not saved). */
MUST_CHECK enum status list_pairs_settle(struct work *work, struct change *list, int64_t previous,
                                         int64_t version_no, struct error *error);

/* Takes out at most `most` matches of a list; *dropped says how many. */
MUST_CHECK enum status list_pairs_drop(struct work *work, int64_t list, struct text reason,
                                       size_t most, size_t *dropped, struct error *error);

/* Keeps the weights a comparison used as a new version, unless they are the newest; *version. */
MUST_CHECK enum status list_model_keep(struct work *work, int64_t list, struct text weights,
                                       int64_t *version, struct error *error);
/* The newest weights; empty and version 0 when nothing was ever compared. */
MUST_CHECK enum status list_model_newest(struct work *work, struct text *weights, int64_t *version,
                                         struct error *error);

/* {"models":[{"version","at","list",…}…]}: the weights kept so far, the newest first, with what
 * they say (list_engine.h). */
MUST_CHECK enum status list_models_write(struct work *work, struct json_out *out,
                                         struct error *error);

#endif
