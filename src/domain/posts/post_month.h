/*
 * post_month: what a month of attendance and a month of wages have in common: they are of one
 * person's placement, and of a whole month.
 */
#ifndef DOMAIN_POSTS_POST_MONTH_H
#define DOMAIN_POSTS_POST_MONTH_H

#include "ledger/change.h"

/* The places of the three fields in a ledger. */
struct post_month {
    int person, placement, month;
};

/*
 * Fills in the placement when the person had one in that month, and adds errors: he had none, he
 * had several (who enters it must say which), it is not his, or the month is there already.
 */
void post_month_check(struct change *change, struct errors *errors,
                      const struct post_month *fields);

#endif
