/*
 * service (服务记录): one thing done for one person: who, when, how, with what result. The 131
 * package and the visits of the statistics are counted from these.
 */
#ifndef DOMAIN_CARE_SERVICE_H
#define DOMAIN_CARE_SERVICE_H

#include "ledger/ledger.h"

enum {
    SERVICE_PERSON,
    SERVICE_KIND,
    SERVICE_DATE,
    SERVICE_METHOD,
    SERVICE_STAFF,
    SERVICE_VACANCY,
    SERVICE_CONTENT,
    SERVICE_RESULT,
    SERVICE_ACKNOWLEDGED,
    SERVICE_REMARK,
    SERVICE__COUNT
};

extern const struct ledger service_ledger;

#endif
