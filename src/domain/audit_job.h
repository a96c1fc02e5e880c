/* audit_job: walking the whole audit chain as a job; result
 * {"ok","entries","rows","reason","head"}. */
#ifndef DOMAIN_AUDIT_JOB_H
#define DOMAIN_AUDIT_JOB_H

#include "store/job.h"

/* The kind "audit_verify"; the context is the app. */
enum status audit_job_run(struct job *job, void *app, struct arena *arena, struct error *error);

#endif
