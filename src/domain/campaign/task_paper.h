/* task_paper: the notice's list of tasks (附件3) as a file, with how far the units are. */
#ifndef DOMAIN_CAMPAIGN_TASK_PAPER_H
#define DOMAIN_CAMPAIGN_TASK_PAPER_H

#include "domain/app.h"
#include "report/worklist.h"

/* Makes the page as of a day over what the actor reaches, in the work's arena; then one of
 * worklist_xlsx, _pdf, _csv writes it. NOT_FOUND when the notice has no list. */
MUST_CHECK enum status task_paper_make(struct app *app, struct work *work, int32_t as_of,
                                       struct worklist_page *out, struct error *error);

#endif
