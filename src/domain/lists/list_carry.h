/*
 * list_carry: from one version of a list to the next. Rows that did not change are not compared
 * again: their matches are taken over as they stand, with what was answered. What was left
 * undecided in the older version waits in the newer one only.
 */
#ifndef DOMAIN_LISTS_LIST_CARRY_H
#define DOMAIN_LISTS_LIST_CARRY_H

#include "domain/lists/list_pairs.h"

/*
 * The matches of the version before whose rows are the same in this one, `most` of them with ids
 * behind *after, copied with their answers; *copied says how many. The rows' outcomes follow with
 * list_carry_outcomes. Nothing twice. In a write transaction, closed with an audit entry.
 */
MUST_CHECK enum status list_carry(struct work *work, const struct list_pairs_plan *plan,
                                  int64_t *after, size_t most, size_t *copied, struct error *error);
MUST_CHECK enum status list_carry_outcomes(struct work *work, int64_t list, int64_t previous,
                                           struct error *error);

/* Takes out the undecided matches of a version that a newer one replaces. */
MUST_CHECK enum status list_carry_supersede(struct work *work, int64_t list, struct error *error);
/* Puts them back: the newer version was withdrawn. */
MUST_CHECK enum status list_carry_revive(struct work *work, int64_t list, struct error *error);

#endif
