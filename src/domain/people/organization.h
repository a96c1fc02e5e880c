/*
 * organization (单位): bureaus, townships, employers, assistance workshops (帮扶车间), parks and
 * schools. An employer is found by its unified social credit code (GB 32100) or, where it has none,
 * by its name.
 */
#ifndef DOMAIN_PEOPLE_ORGANIZATION_H
#define DOMAIN_PEOPLE_ORGANIZATION_H

#include "ledger/ledger.h"

enum {
    ORGANIZATION_NAME,
    ORGANIZATION_CREDIT_CODE,
    ORGANIZATION_KIND,
    ORGANIZATION_REGION,
    ORGANIZATION_ADDRESS,
    ORGANIZATION_INDUSTRY,
    ORGANIZATION_LARGE,
    ORGANIZATION_PARK,
    ORGANIZATION_CONTACT,
    ORGANIZATION_PHONE,
    ORGANIZATION_WORKSHOP_NO,
    ORGANIZATION_WORKSHOP_ON,
    ORGANIZATION_WORKERS,
    ORGANIZATION_CLOSED_ON,
    ORGANIZATION_REMARK,
    ORGANIZATION__COUNT
};

extern const struct ledger organization_ledger;

#endif
