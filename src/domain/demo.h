/*
 * demo: a synthetic county for trying the program: people in households with tags, jobs, wishes,
 * recognitions and what was done for them over the weeks of a campaign. The same seed gives the
 * same county. Nobody in it is real: the ID numbers carry a county code that does not exist
 * (360799).
 */
#ifndef DOMAIN_DEMO_H
#define DOMAIN_DEMO_H

#include "ledger/work.h"

struct demo_plan {
    int64_t people; /* how many, about */
    uint64_t seed;
    int32_t from, to; /* the campaign's first day, and the day the demo stands at */
    int64_t now;      /* the moment on that day; 0: its noon */
};

/* Noon of a day, or the moment where the demo stands when that is sooner: nothing comes from later,
 * or a visitor's own entries would be older. */
int64_t demo_moment(const struct demo_plan *plan, int64_t noon);

/* Told now and then how many people are written, so that a progress line can move. */
typedef void demo_progress(void *context, int64_t done, int64_t total);

/*
 * Fills the ledgers of a new site whose regions are there already, in one transaction that the
 * caller began and commits.
 */
MUST_CHECK enum status demo_fill(struct work *work, const struct demo_plan *plan,
                                 demo_progress *progress, void *context, struct error *error);

#endif
