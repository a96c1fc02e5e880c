/*
 * claim_flow: the way of a claim from who files it to his account.
 *
 *     filed --review--> reviewed --hand--> handed --approve--> approved --pay--> paid
 *       ^                   |                |                   |  ^
 *       |                   '---- return ----+-------------------'  |
 *       '--refile-- returned <---------------'         fail: failed-'  (correct)
 *
 *     withdraw: filed, returned -> withdrawn
 *
 * The township reviews and hands the papers to the county's centre (就创中心); the county approves,
 * never the same person who took the step before, and pays. A payment that the bank gave back
 * (户名不符, 已销户 …) is corrected and paid again. Neither is approved nor paid while it is open
 * whether the person is somebody on a bureau's list, unless the clerk says why (list_match_hold).
 */
#ifndef DOMAIN_POLICY_CLAIM_FLOW_H
#define DOMAIN_POLICY_CLAIM_FLOW_H

#include "ledger/flow.h"

extern const struct flow claim_flow;

/*
 * The ledger's own rules: who claims and where that is, the amount the county set when none was
 * given, the same claim only once, days that only a step may fill in. A claim from before the
 * program is entered, by a township or the county, with the days of the steps it has taken.
 */
void claim_check(struct change *change, struct errors *errors);

/* Only what nobody has reviewed yet may be taken out of use. */
enum status claim_removable(struct work *work, const struct row *row, struct error *error);

#endif
