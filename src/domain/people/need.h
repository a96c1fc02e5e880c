/*
 * need (服务需求): one thing a person needs in order to work, until it is met (服务需求清).
 */
#ifndef DOMAIN_PEOPLE_NEED_H
#define DOMAIN_PEOPLE_NEED_H

#include "ledger/ledger.h"

enum {
    NEED_PERSON,
    NEED_KIND,
    NEED_DETAIL,
    NEED_ASKED_ON,
    NEED_MET_ON,
    NEED_MET_BY,
    NEED_REMARK,
    NEED__COUNT
};

extern const struct ledger need_ledger;

#endif
