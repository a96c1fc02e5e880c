/*
 * claim (补贴申领): one claim of one benefit: by a person (交通补贴, 一次性创业补贴 …), by an
 * organization (帮扶车间运行费补贴 …), or by an organization for a person it employs
 * (一次性吸纳就业补贴); for which period, how much, and how far it is. Which benefits there are and
 * what they pay is the notice's and the county's to say (codes `benefit`, settings
 * `amount_<benefit>` in yuan); the program invents no amount. See claim_flow.h for its steps.
 *
 * A claim lives where the organization lies, else where the person is registered.
 */
#ifndef DOMAIN_POLICY_CLAIM_H
#define DOMAIN_POLICY_CLAIM_H

#include "ledger/ledger.h"

enum {
    CLAIM_BENEFIT,
    CLAIM_PERSON,
    CLAIM_ORGANIZATION,
    CLAIM_REGION,
    CLAIM_STATE,
    CLAIM_PERIOD_FROM,
    CLAIM_PERIOD_TO,
    CLAIM_HEADCOUNT,
    CLAIM_AMOUNT,
    CLAIM_FILED_ON,
    CLAIM_PAPERS,
    CLAIM_REVIEWED_ON,
    CLAIM_OPINION,
    CLAIM_HANDED_ON,
    CLAIM_APPROVED_ON,
    CLAIM_PAID_ON,
    CLAIM_PAID,
    CLAIM_FAILURE,
    CLAIM_ENDED_ON,
    CLAIM_REMARK,
    CLAIM__COUNT
};

extern const struct ledger claim_ledger;

#endif
