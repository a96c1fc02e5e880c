/*
 * fair (招聘活动): one recruitment event: on site, on line, live stream, caravan (就业大篷车) or
 * station (就业驿站).
 */
#ifndef DOMAIN_JOBS_FAIR_H
#define DOMAIN_JOBS_FAIR_H

#include "ledger/ledger.h"

enum {
    FAIR_TITLE,
    FAIR_FORM,
    FAIR_DATE,
    FAIR_REGION,
    FAIR_PLACE,
    FAIR_UNITS,
    FAIR_HEADCOUNT,
    FAIR_ATTENDED,
    FAIR_REACHED,
    FAIR_REMARK,
    FAIR__COUNT
};

extern const struct ledger fair_ledger;

#endif
