/*
 * task_mine: what the notice's tasks and calendar ask of the caller today, for the work page: his
 * own tasks that are not done with their lights, what waits for his review, who urged him, and what
 * is to be handed in next.
 */
#ifndef DOMAIN_CAMPAIGN_TASK_MINE_H
#define DOMAIN_CAMPAIGN_TASK_MINE_H

#include "domain/app.h"
#include "format/json.h"
#include "notice/notice.h"
#include "standard/calendar.h"

/* Writes docs/api.md's answer of GET /tasks/mine as of today. */
MUST_CHECK enum status task_mine_json(struct app *app, struct work *work, struct json_out *out,
                                      struct error *error);

/* The next last day of a calendar item on or after `today`, DATE_NONE when there is none (or the
 * county has not chosen the weekday). */
int32_t deadline_next(const struct notice *notice, const struct notice_deadline *deadline,
                      int32_t today);
/* The day to be reminded on of a deadline that ends on `due`. */
int32_t deadline_remind(const struct notice *notice, const struct notice_deadline *deadline,
                        const struct calendar *calendar, int32_t due);

#endif
