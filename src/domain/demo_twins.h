/* demo_twins: what a registry kept for years holds: people who were registered a second time, by
 * another clerk, without their number and with an older address. */
#ifndef DOMAIN_DEMO_TWINS_H
#define DOMAIN_DEMO_TWINS_H

#include "base/random.h"
#include "ledger/work.h"

/* A second record of about one person in two hundred and fifty, one at least. */
MUST_CHECK enum status demo_twins(struct work *work, struct dice *dice, struct error *error);

#endif
