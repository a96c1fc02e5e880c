/* demo_claims: claims for benefits in all states, and training, for a synthetic county. */
#ifndef DOMAIN_DEMO_CLAIMS_H
#define DOMAIN_DEMO_CLAIMS_H

#include "base/random.h"
#include "domain/demo.h"

/* The work's memory is given back after each claim. */
MUST_CHECK enum status demo_claims(struct work *work, const struct demo_plan *plan,
                                   struct dice *dice, struct error *error);

#endif
