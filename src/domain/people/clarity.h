/*
 * clarity (四清): how well a person's situation is known, as the notice asks: 人员底数清,
 * 就业状态清, 就业意愿清, 服务需求清. Computed from the ledgers, never a typed tick: each part is
 * clear or names what is missing.
 */
#ifndef DOMAIN_PEOPLE_CLARITY_H
#define DOMAIN_PEOPLE_CLARITY_H

#include "ledger/rows.h"

enum { CLARITY_PARTS = 4, CLARITY_MISSING_MAX = 12 };

struct clarity_part {
    const char *name, *label;
    bool clear;
    const char *missing[CLARITY_MISSING_MAX]; /* what to fill or do, as people say it */
    size_t missing_count;
};

struct clarity {
    int score; /* 0, 25, 50, 75 or 100 */
    struct clarity_part parts[CLARITY_PARTS];
};

/*
 * The rows are the person's own, in any order. Status and wish count as clear for as many days as
 * the settings `status_days` (31) and `intention_days` (183) say.
 */
struct clarity clarity_of(const struct work *work, const struct row *person,
                          const struct row_list *spells, const struct row_list *intentions,
                          const struct row_list *needs);

#endif
