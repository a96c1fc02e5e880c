/*
 * recognition (认定): one application of one person to be recognised as a recipient, and what
 * became of it (江西省就业困难人员认定管理办法: voluntary application, township review and public
 * notice, county decision; yearly re-check; exit with reason, evidence and a second person).
 */
#ifndef DOMAIN_PEOPLE_RECOGNITION_H
#define DOMAIN_PEOPLE_RECOGNITION_H

#include "ledger/ledger.h"

enum {
    RECOGNITION_PERSON,
    RECOGNITION_KINDS,
    RECOGNITION_STATE,
    RECOGNITION_APPLIED_ON,
    RECOGNITION_CHANNEL,
    RECOGNITION_PAPERS,
    RECOGNITION_CONSENT,
    RECOGNITION_VILLAGE_OPINION,
    RECOGNITION_REVIEWED_ON,
    RECOGNITION_REVIEW_OPINION,
    RECOGNITION_NOTICE_FROM,
    RECOGNITION_NOTICE_TO,
    RECOGNITION_OBJECTION,
    RECOGNITION_DECIDED_ON,
    RECOGNITION_DECISION,
    RECOGNITION_NUMBER,
    RECOGNITION_VALID_FROM,
    RECOGNITION_VALID_TO,
    RECOGNITION_RECHECKED_ON,
    RECOGNITION_EXIT_REASON,
    RECOGNITION_EXIT_EVIDENCE,
    RECOGNITION_EXITED_ON,
    RECOGNITION_REMARK,
    RECOGNITION__COUNT
};

extern const struct ledger recognition_ledger;

#endif
