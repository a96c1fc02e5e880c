/* demo_tasks: the notice's tasks at the units of a demo county, in mixed states. */
#ifndef DOMAIN_DEMO_TASKS_H
#define DOMAIN_DEMO_TASKS_H

#include "base/random.h"
#include "domain/demo.h"

/* Opens the tasks, delegates them to villages and takes steps on days of the campaign so far. */
MUST_CHECK enum status demo_tasks(struct work *work, const struct demo_plan *plan,
                                  struct dice *dice, struct error *error);

#endif
