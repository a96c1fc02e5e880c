/*
 * list_apply: what was decided about a list takes effect, as a job, and is taken back as a whole.
 * Only rows of which it is settled who they are count; what is decided later is applied by asking
 * again. Whoever left a whole list since the version before loses his tag only when that is asked
 * for as well.
 */
#ifndef DOMAIN_LISTS_LIST_APPLY_H
#define DOMAIN_LISTS_LIST_APPLY_H

#include "domain/app.h"
#include "format/json.h"
#include "store/job.h"

/* Submits the job; `leavers`: also what follows from having left the list, which waits for the
 * list's suspects unless `reason` says why not (list_match_settled; noted in the audit). CONFLICT
 * unless the list is in state review or applied, or while another job works on it. In a write
 * transaction. */
MUST_CHECK enum status list_apply_submit(struct work *work, int64_t list, bool leavers,
                                         struct text reason, struct job_info *job,
                                         struct errors *errors, struct error *error);
/* Submits the job that takes every effect of the list back. CONFLICT unless it is applied. */
MUST_CHECK enum status list_unapply_submit(struct work *work, int64_t list, struct job_info *job,
                                           struct error *error);

/* What follows from one settled pair, now, in the caller's write transaction, whose audit entry he
 * writes; the list counts as applied, so that it can be taken back with the rest. */
MUST_CHECK enum status list_apply_match(struct app *app, struct work *work, int64_t list,
                                        int64_t match, int64_t *made, struct error *error);

/* Kinds "list_apply" and "list_unapply"; the context is the app. */
enum status list_apply_run(struct job *job, void *app, struct arena *arena, struct error *error);
enum status list_unapply_run(struct job *job, void *app, struct arena *arena, struct error *error);

/* {"ready":n,"leavers":n,"effects":[{"kind","label","person_id","person","row","evidence",
 * "decision","undone":bool}]}: what applying would take up, and what it did, newest first. */
MUST_CHECK enum status list_effects_write(struct work *work, int64_t list, struct json_out *out,
                                          struct error *error);

#endif
