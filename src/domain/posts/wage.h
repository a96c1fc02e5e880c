/*
 * wage (公岗工资): one month's wage of one placement: what was due, what was paid on which day, and
 * when the subsidy for the month was claimed. Neither is written while it is unsettled whether its
 * person is somebody on a bureau's list, unless WAGE_OVERRIDE says why (list_match_hold).
 */
#ifndef DOMAIN_POSTS_WAGE_H
#define DOMAIN_POSTS_WAGE_H

#include "ledger/ledger.h"

enum {
    WAGE_PERSON,
    WAGE_PLACEMENT,
    WAGE_MONTH,
    WAGE_DUE,
    WAGE_PAID,
    WAGE_PAID_ON,
    WAGE_VOUCHER,
    WAGE_SUBSIDY_ON,
    WAGE_SUBSIDY,
    WAGE_OVERRIDE,
    WAGE_REMARK,
    WAGE__COUNT
};

extern const struct ledger wage_ledger;

#endif
