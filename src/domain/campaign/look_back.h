/*
 * look_back (回头看): a random share of what was closed is looked at again. Each closed finding has
 * one draw: those closed so many days ago and not drawn from yet are the population; of each
 * township's the given percent (rounded up, and at least so many) is taken, in the order of
 * SHA-256(seed, id). Seed, population and sample are kept, so anybody can draw again and must get
 * the same.
 */
#ifndef DOMAIN_CAMPAIGN_LOOK_BACK_H
#define DOMAIN_CAMPAIGN_LOOK_BACK_H

#include "domain/app.h"
#include "format/json.h"

struct look_back_plan {
    struct text seed;             /* empty: a new one is made */
    int64_t days, percent, least; /* 0 days, 0 percent: the notice's */
};

/*
 * Draws, in a write transaction: the findings taken go to “待回头看”. INVALID when none is due;
 * DENIED unless the caller is the county. *drawn counts them.
 */
MUST_CHECK enum status look_back_draw(struct app *app, struct work *work,
                                      const struct look_back_plan *plan, int64_t *drawn,
                                      struct errors *errors, struct error *error);

/* Writes docs/api.md's look-back: how many are due now, and the draws, newest first, each drawn
 * again from its seed (`same`: with the same outcome). */
MUST_CHECK enum status look_back_json(struct app *app, struct work *work, struct json_out *out,
                                      struct error *error);

/* CREATE TABLE for a migration. */
extern const char look_back_ddl[];

#endif
