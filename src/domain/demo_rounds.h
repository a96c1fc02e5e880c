/*
 * demo_rounds: the reports of a demo county on their way: what was due long ago is handed in (some
 * late, some returned and handed in again), accepted and sealed; the newest rounds stand anywhere
 * between not begun and accepted; letters are drafted, sent and answered. Nothing is invented that
 * a clerk could not have done: every step goes through submitting.h and letters.h, so the app's
 * facts must have been loaded.
 */
#ifndef DOMAIN_DEMO_ROUNDS_H
#define DOMAIN_DEMO_ROUNDS_H

#include "domain/app.h"
#include "domain/demo.h"

struct demo_rounds {
    const struct demo_plan *plan;
    int64_t unit_user, county_user; /* who hands in, and who accepts */
};

/* In the caller's transaction. */
MUST_CHECK enum status demo_rounds_fill(struct app *app, struct work *work,
                                        const struct demo_rounds *rounds, struct error *error);
/* Letters: after the rounds, in the same transaction or another. */
MUST_CHECK enum status demo_letters_fill(struct app *app, struct work *work,
                                         const struct demo_rounds *rounds, struct error *error);

#endif
