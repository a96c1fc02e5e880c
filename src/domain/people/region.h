/*
 * region (行政区划): counties, townships and villages with their 12-digit statistical codes.
 * Villages merge and change names, so every row has its days of validity and its other names; a
 * person's place is the code, never the name.
 */
#ifndef DOMAIN_PEOPLE_REGION_H
#define DOMAIN_PEOPLE_REGION_H

#include "ledger/ledger.h"

enum {
    REGION_CODE,
    REGION_NAME,
    REGION_SHORT_NAME,
    REGION_LEVEL,
    REGION_PARENT,
    REGION_ALIASES,
    REGION_SORT,
    REGION_REPORTING,
    REGION_VALID_FROM,
    REGION_VALID_TO,
    REGION_REMARK,
    REGION__COUNT
};

extern const struct ledger region_ledger;

struct row;
/* A region's code as a number: 360722100001. */
int64_t region_code(const struct row *row);

#endif
