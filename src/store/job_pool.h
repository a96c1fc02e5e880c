/* job_pool: what the table (job.c) and the threads (job_pool.c) of the jobs share. Private. */
#ifndef STORE_JOB_POOL_H
#define STORE_JOB_POOL_H

#include "store/job.h"

#define JOB_COLUMNS                                                                                \
    "county, id, actor, kind, title, params, state, done, total, message, result, failure, mark, " \
    "cancel, created_at, started_at, finished_at"

/* A row of these columns, its texts copied into `arena`. */
struct job_info job_read(struct statement *s, struct arena *arena);

/* Puts the newest progress of a job that runs in this process into *info. */
void jobs_overlay(struct jobs *jobs, struct job_info *info, struct arena *arena);

#endif
