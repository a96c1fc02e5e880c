/*
 * recognition_apply: applying for recognition for many people at once, as a job (domain/many.h):
 * one application a person, with the categories that hold for him on the day of application by the
 * notice's own definition of each, unless the caller names them. Left out, with the reason: who has
 * died, has an application under way, is recognised already, or belongs to no category.
 */
#ifndef DOMAIN_PEOPLE_RECOGNITION_APPLY_H
#define DOMAIN_PEOPLE_RECOGNITION_APPLY_H

#include "domain/app.h"
#include "format/json.h"
#include "store/job.h"

/*
 * Submits the job in the caller's write transaction. The body names "rows" (person ids) or "query"
 * (a person query), perhaps "kinds" (category codes) and "applied_on" (today when absent). INVALID
 * with errors when neither or both of rows and query stand there, or a kind or the day is wrong.
 */
MUST_CHECK enum status recognition_apply_submit(struct work *work, const struct json *body,
                                                struct job_info *job, struct errors *errors,
                                                struct error *error);

/* The kind "recognition_apply"; the context is the app. */
enum status recognition_apply_run(struct job *job, void *app, struct arena *arena,
                                  struct error *error);

#endif
