/* over: from the rows of one table to the rows they refer to: any, count, sum, last … of the
 * referring rows. Inside src/rule only. */
#ifndef RULE_OVER_H
#define RULE_OVER_H

#include "rule/plan.h"

/* Fills the (zeroed) bitmaps of a STEP_EXISTS. */
void over_exists(struct step *step);
/* Makes and fills lo and hi of a NUMBER_OVER. */
void over_work(struct number *number);

#endif
