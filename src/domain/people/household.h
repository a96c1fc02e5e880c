/*
 * household (家庭): people registered together (户籍户). Monitoring and 脱贫 status belong to the
 * household and are inherited by its labour force through category tags.
 */
#ifndef DOMAIN_PEOPLE_HOUSEHOLD_H
#define DOMAIN_PEOPLE_HOUSEHOLD_H

#include "ledger/ledger.h"

enum {
    HOUSEHOLD_NUMBER,
    HOUSEHOLD_HEAD_NAME,
    HOUSEHOLD_REGION,
    HOUSEHOLD_ADDRESS,
    HOUSEHOLD_KIND,
    HOUSEHOLD_MONITOR_TYPE,
    HOUSEHOLD_RISK_REMOVED_ON,
    HOUSEHOLD_INCOME,
    HOUSEHOLD_REMARK,
    HOUSEHOLD__COUNT
};

extern const struct ledger household_ledger;

#endif
