/*
 * steps (经过): what happened to a row on which day, as one text that people can read and that
 * tells where the row stood at the end of any past day: “2022-09-20 报送；2022-09-21 退回”. The
 * newest stand last. What each word means is its ledger's own (task_flow.h, submission.h).
 */
#ifndef DOMAIN_CAMPAIGN_STEPS_H
#define DOMAIN_CAMPAIGN_STEPS_H

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"

/* The steps with one more; the oldest go when there would be more than `most` bytes. */
struct text steps_add(struct arena *arena, struct text steps, int32_t day, struct text what,
                      size_t most);
/* Takes the first step off; false when there is none. */
bool steps_take(struct text *steps, int32_t *day, struct text *what);

#endif
