/*
 * relief (临时救助): one payment of temporary relief to a recipient; columns 31 and 32 of the
 * statistics.
 */
#ifndef DOMAIN_CARE_RELIEF_H
#define DOMAIN_CARE_RELIEF_H

#include "ledger/ledger.h"

enum {
    RELIEF_PERSON,
    RELIEF_DATE,
    RELIEF_AMOUNT,
    RELIEF_KIND,
    RELIEF_EVIDENCE_NO,
    RELIEF_REMARK,
    RELIEF__COUNT
};

extern const struct ledger relief_ledger;

#endif
