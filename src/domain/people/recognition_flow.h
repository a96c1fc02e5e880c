/*
 * The way of a recognition (认定): voluntary application, township review and public notice, county
 * decision, yearly re-check, exit confirmed by a second person (江西省就业困难人员认定管理办法 art.
 * 4-5; domain.md B3, B4). The days of notice and the months of validity are the county's settings.
 *
 *     found --apply--> applied, --drop--> refused (found by comparing lists)
 *
 *     applied --review--> public --decide--> valid --propose_exit--> exiting
 *
 *     applied, public --return--> returned --resubmit--> applied; --refuse--> refused
 *
 *     valid --recheck--> valid; exiting --confirm_exit--> exited, --keep--> valid
 */
#ifndef DOMAIN_PEOPLE_RECOGNITION_FLOW_H
#define DOMAIN_PEOPLE_RECOGNITION_FLOW_H

#include "ledger/flow.h"

extern const struct flow recognition_flow;

/*
 * Rules across a recognition's fields. A new row that the county centre enters with number and
 * decision day is one recognised before this program came: it starts as valid.
 */
void recognition_check(struct change *change, struct errors *errors);

/* A recognition that stands or stood ends by its exit; only the county takes out what it entered as
 * recognised by mistake. */
MUST_CHECK enum status recognition_removable(struct work *work, const struct row *row,
                                             struct error *error);

#endif
