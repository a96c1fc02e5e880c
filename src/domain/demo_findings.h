/* demo_findings: what a demo county's inspection found, in mixed states, and its self-inspections.
 */
#ifndef DOMAIN_DEMO_FINDINGS_H
#define DOMAIN_DEMO_FINDINGS_H

#include "base/random.h"
#include "domain/demo.h"

/* Makes findings in every township of the notice and walks them part of their way. */
MUST_CHECK enum status demo_findings(struct work *work, const struct demo_plan *plan,
                                     struct dice *dice, struct error *error);

#endif
