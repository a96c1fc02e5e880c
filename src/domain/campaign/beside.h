/*
 * beside: the books of a unit that reports a row of its own beside a form's rows (部门报附表2). Its
 * row speaks of the people whose categories the unit answers for (categories.yaml: bureau),
 * wherever they live, so it is in no total. What cannot be told by people (招聘活动, 岗位) the unit
 * types itself.
 */
#ifndef DOMAIN_CAMPAIGN_BESIDE_H
#define DOMAIN_CAMPAIGN_BESIDE_H

#include "domain/app.h"
#include "notice/notice.h"

/* Books like those, whose notice has this unit alone, placed in `county`, and of the form what the
 * unit may say of it. They live in the arena and borrow from the books. */
const struct app_books *beside_books(struct arena *arena, const struct app_books *books,
                                     const struct report_form *form, const struct notice_unit *unit,
                                     int64_t county);

#endif
