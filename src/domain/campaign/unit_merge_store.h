/*
 * unit_merge_store: the table of mergings of units, for unit_merge.c and unit_merge_undo.c. What is
 * asked of it from outside stands in unit_merge.h. A merging's id stands as the batch of every row
 * of history that it wrote.
 */
#ifndef DOMAIN_CAMPAIGN_UNIT_MERGE_STORE_H
#define DOMAIN_CAMPAIGN_UNIT_MERGE_STORE_H

#include "ledger/work.h"

struct unit_merge_pair {
    int64_t from, into; /* places: the old code and the new; accounts: the id and the old place */
};

struct unit_merge_pairs {
    struct unit_merge_pair *at;
    size_t n;
};

struct unit_merge_past {
    int64_t id, from, into;
    struct text names, reason; /* 安西镇并入古陂镇 */
    struct unit_merge_pairs places, accounts;
    int64_t done_at, done_by, undone_at, undone_by;
    struct text undone_for;
};

struct unit_merge_pasts {
    struct unit_merge_past *at; /* the newest first */
    size_t n;
};

MUST_CHECK enum status unit_merge_keep(struct work *work, const struct unit_merge_past *past,
                                       struct error *error);
MUST_CHECK enum status unit_merge_mark(struct work *work, const struct unit_merge_past *past,
                                       struct error *error);
MUST_CHECK enum status unit_merge_pasts(struct work *work, struct unit_merge_pasts *out,
                                        struct error *error);

#endif
