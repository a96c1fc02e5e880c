/*
 * intention (就业意愿): what a person wants, asked on a day. The latest one counts; older ones stay
 * (就业意愿清).
 */
#ifndef DOMAIN_PEOPLE_INTENTION_H
#define DOMAIN_PEOPLE_INTENTION_H

#include "ledger/ledger.h"

enum {
    INTENTION_PERSON,
    INTENTION_KINDS,
    INTENTION_JOB,
    INTENTION_PLACE,
    INTENTION_PAY,
    INTENTION_TRAINING,
    INTENTION_STARTUP,
    INTENTION_ASKED_ON,
    INTENTION_ASKED_BY,
    INTENTION_REMARK,
    INTENTION__COUNT
};

extern const struct ledger intention_ledger;

#endif
