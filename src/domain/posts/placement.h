/*
 * placement (公岗安置): one person in one public-service post: since when, under which contract
 * until when, how often renewed (续签), and why he left. The county's rule is 以岗聘任、在岗领补、
 * 有序退岗; who has found other work, lost his ability, does not do the work himself or holds two
 * posts is taken off (清退).
 *
 *     on --renew--> on        on --leave--> left        on --dismiss--> dismissed
 *
 * A placement that ended before the program came is entered with its last day and reason. Whether
 * somebody was on his post on a day is told by the days, not by the state.
 */
#ifndef DOMAIN_POSTS_PLACEMENT_H
#define DOMAIN_POSTS_PLACEMENT_H

#include "ledger/flow.h"
#include "ledger/ledger.h"

enum {
    PLACEMENT_PERSON,
    PLACEMENT_POST,
    PLACEMENT_STATE,
    PLACEMENT_START,
    PLACEMENT_CONTRACT_NO,
    PLACEMENT_CONTRACT_FROM,
    PLACEMENT_CONTRACT_TO,
    PLACEMENT_RENEWALS,
    PLACEMENT_RENEWED_ON,
    PLACEMENT_FILED_ON,
    PLACEMENT_INSURED,
    PLACEMENT_EXITED_ON,
    PLACEMENT_EXIT_REASON,
    PLACEMENT_EXIT_NOTE,
    PLACEMENT_REMARK,
    PLACEMENT__COUNT
};

extern const struct ledger placement_ledger;

#endif
