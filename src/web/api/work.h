/* work: jobs with their progress, and what a user keeps for himself. */
#ifndef WEB_API_WORK_H
#define WEB_API_WORK_H

#include "store/job.h"
#include "web/request.h"

extern const struct route work_routes[]; /* ended by one without a path */

/*
 * Submits a job in the request's transaction and answers 202 {"job": …}. kind, title and params are
 * the caller's; the rest is filled here.
 */
MUST_CHECK enum status work_submit(struct request *request, struct job_info *info,
                                   struct error *error);

/* The same for a job that the domain submitted. */
void work_write_job(struct request *request, const struct job_info *info);

#endif
