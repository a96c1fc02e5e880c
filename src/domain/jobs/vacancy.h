/*
 * vacancy (岗位): a job on offer, with how many people are wanted. Whether the employer is above
 * designated size is copied from the organization when the vacancy is saved, as it stood then.
 */
#ifndef DOMAIN_JOBS_VACANCY_H
#define DOMAIN_JOBS_VACANCY_H

#include "ledger/ledger.h"

enum {
    VACANCY_TITLE,
    VACANCY_ORGANIZATION,
    VACANCY_KIND,
    VACANCY_HEADCOUNT,
    VACANCY_PUBLISHED_ON,
    VACANCY_CLOSED_ON,
    VACANCY_REGION,
    VACANCY_LARGE,
    VACANCY_PLACE,
    VACANCY_PAY_LOW,
    VACANCY_PAY_HIGH,
    VACANCY_EDUCATION,
    VACANCY_REQUIREMENT,
    VACANCY_CARING,
    VACANCY_CONTACT,
    VACANCY_PHONE,
    VACANCY_REMARK,
    VACANCY__COUNT
};

extern const struct ledger vacancy_ledger;

#endif
