/*
 * self_inspection (自查): a unit's word on one head of the inspection: looked at, and either
 * problems were found (they stand in the findings) or, said outright, none. One row a unit and
 * head.
 */
#ifndef DOMAIN_CAMPAIGN_SELF_INSPECTION_H
#define DOMAIN_CAMPAIGN_SELF_INSPECTION_H

#include "ledger/ledger.h"

enum {
    SELF_INSPECTION_REGION,
    SELF_INSPECTION_HEAD,
    SELF_INSPECTION_RESULT,
    SELF_INSPECTION_CHECKED_ON,
    SELF_INSPECTION_INSPECTOR,
    SELF_INSPECTION_NOTE,
    SELF_INSPECTION__COUNT
};

extern const struct ledger self_inspection_ledger;

#endif
