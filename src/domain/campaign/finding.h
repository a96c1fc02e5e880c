/*
 * finding (排查问题): something that is not as it should be, whoever found it (中央, 省, 市, 县,
 * the township itself), and how it was put right: who answers for it, what is done until when, with
 * evidence attached, accepted by another person, closed (销号), looked at again (回头看).
 *
 * finding_person says whom it is about, when it came from a list of people.
 */
#ifndef DOMAIN_CAMPAIGN_FINDING_H
#define DOMAIN_CAMPAIGN_FINDING_H

#include "ledger/ledger.h"

enum {
    FINDING_PROBLEM,
    FINDING_REGION,
    FINDING_SOURCE,
    FINDING_HEAD,
    FINDING_CLAUSE,
    FINDING_FOUND_ON,
    FINDING_HINT,
    FINDING_STATE,
    FINDING_RESPONSIBLE,
    FINDING_MEASURE,
    FINDING_DEADLINE,
    FINDING_PROGRESS,
    FINDING_RECTIFIED_ON,
    FINDING_OPINION,
    FINDING_ACCEPTED_ON,
    FINDING_CLOSED_ON,
    FINDING_SAMPLED_ON,
    FINDING_BACK_ON,
    FINDING_BACK_NOTE,
    FINDING_TIMES,
    FINDING_REMARK,
    FINDING__COUNT
};

extern const struct ledger finding_ledger;

enum { FINDING_PERSON_FINDING, FINDING_PERSON_PERSON, FINDING_PERSON_NOTE, FINDING_PERSON__COUNT };

extern const struct ledger finding_person_ledger;

#endif
