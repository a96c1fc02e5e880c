/*
 * list_match (比对结果): a row of a list and the registered person it may be. What the comparison
 * is sure of waits for nobody; everything else waits for a clerk, the hard ones for two who do not
 * see each other's answer, and a third when they disagree (list_review.h). What was said by whom
 * stands apart (list_decision), so that neither the row nor its history gives a first answer away.
 *
 * A decision stands on its basis: name, number, sex and birth as both sides told them. It holds for
 * the list's next version and whatever else changes while the basis is the same; when the basis
 * changes the pair is put up again, `again` saying why (list_again.h).
 *
 *     sure            open --> decided          hard: open --> second --+--> decided
 *       \--again-->     ^--again--/                                     \--> third --> decided
 *
 * Only decided ones with the decision `same`, and the sure ones, are ever applied.
 */
#ifndef DOMAIN_LISTS_LIST_MATCH_H
#define DOMAIN_LISTS_LIST_MATCH_H

#include "ledger/change.h"

enum {
    LIST_MATCH_LIST,
    LIST_MATCH_PERSON,
    LIST_MATCH_SENDER,
    LIST_MATCH_PLACE,
    LIST_MATCH_LIST_ROW,
    LIST_MATCH_KIND,
    LIST_MATCH_OUTCOME,
    LIST_MATCH_STATE,
    LIST_MATCH_DECISION,
    LIST_MATCH_SCORE,
    LIST_MATCH_HARD,
    LIST_MATCH_REASON,
    LIST_MATCH_WEIGHTS,
    LIST_MATCH_MODEL,
    LIST_MATCH_DECIDED_ON,
    LIST_MATCH_APPLIED,
    LIST_MATCH_BASIS,
    LIST_MATCH_AGAIN,
    LIST_MATCH__COUNT
};

extern const struct ledger list_match_ledger;

/* How many undecided suspects a person has: what depends on who he is must wait for them. */
MUST_CHECK enum status list_match_undecided(struct work *work, int64_t person, int64_t *count,
                                            struct error *error);

/*
 * A step of a ledger's flow that depends on who that person is waits for his undecided suspects,
 * unless the clerk says why not: a fault under `field`, the row's reference to him, while some wait
 * and the change has no reason.
 */
void list_match_hold(struct change *change, int field, struct errors *errors);

/* How many undecided suspects a list has. */
MUST_CHECK enum status list_match_waiting(struct work *work, int64_t list, int64_t *count,
                                          struct error *error);
/*
 * What depends on a whole list waits until its suspects are decided, unless the clerk says why not:
 * INVALID with an error under "reason" while some wait and `reason` is blank. `what` is what cannot
 * be done yet.
 */
MUST_CHECK enum status list_match_settled(struct work *work, int64_t list, const char *what,
                                          struct text reason, struct errors *errors,
                                          struct error *error);

#endif
