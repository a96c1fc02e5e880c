/*
 * demo_posts: public-service posts, who holds them, months of attendance and wages, claims for
 * benefits in all states, and training, for a synthetic county whose people are there already. What
 * an inspection looks for is among them: expired contracts, unpaid months, two posts, other work.
 */
#ifndef DOMAIN_DEMO_POSTS_H
#define DOMAIN_DEMO_POSTS_H

#include "base/random.h"
#include "domain/demo.h"

MUST_CHECK enum status demo_posts(struct work *work, const struct demo_plan *plan,
                                  struct dice *dice, struct error *error);

#endif
