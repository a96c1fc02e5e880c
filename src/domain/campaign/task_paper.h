/* task_paper: the notice's list of tasks (附件3) as a file, with how far the units are. */
#ifndef DOMAIN_CAMPAIGN_TASK_PAPER_H
#define DOMAIN_CAMPAIGN_TASK_PAPER_H

#include "domain/app.h"
#include "report/worklist.h"

/* The counts of a line in the page's sheet: enum task_light; due and done, -1: nobody says. */
enum { TASK_PAPER_LIGHT, TASK_PAPER_DUE, TASK_PAPER_DONE, TASK_PAPER__COUNT };

/* Makes the page as of a day over what the actor reaches (region 0) or of one township alone, in
 * the work's arena; then one of worklist_xlsx, _pdf, _csv writes it. NOT_FOUND when the notice has
 * no list, or the township no task of it. */
MUST_CHECK enum status task_paper_make(struct app *app, struct work *work, int32_t as_of,
                                       int64_t region, struct worklist_page *out,
                                       struct error *error);
/* Fills the last unit of a sheet, the whole, from those before it. */
void task_paper_whole(struct arena *arena, struct sheet *sheet);
/* The words for how far each unit of a sheet is. */
const struct text *task_paper_states(struct arena *arena, const struct sheet *sheet);

#endif
