/* job_pool: what the table (job.c), the threads (job_pool.c), the taking of a job (job_take.c) and
 * the keeper (job_keeper.c) of the jobs share. Private. */
#ifndef STORE_JOB_POOL_H
#define STORE_JOB_POOL_H

#include <pthread.h>

#include "base/buf.h"
#include "store/job.h"

#define JOB_COLUMNS                                                                                \
    "county, id, actor, kind, title, params, state, done, total, message, result, failure, mark, " \
    "cancel, created_at, started_at, finished_at"

enum {
    JOB_THREADS_MOST = 8,
    JOB_MESSAGE_MOST = 512, /* bytes of a progress message */
};

struct job {
    struct jobs *jobs;
    struct job_info info; /* as it was taken; done, total and message change under the lock */
    char message[JOB_MESSAGE_MOST];
    struct buf result;
    double noticed; /* when listeners last heard, monotonic ms */
    double written; /* when progress or heartbeat was last written */
    bool changed;   /* progress that is not written yet */
    bool cancelled; /* somebody asked for it */
    struct arena arena;
};

struct jobs {
    struct database *database;
    struct clock clock;
    const struct job_kind *kinds;
    size_t count;
    void *context;
    char host[80];   /* begins the owner's name */
    char owner[160]; /* host:process:random */
    job_listener *listener;
    void *listener_context;
    pthread_mutex_t lock; /* over everything below and the jobs' progress */
    pthread_cond_t work;  /* there may be a job to take, or the end */
    pthread_cond_t tick;  /* the end, for the keeper */
    uint64_t woken;       /* how often a job was announced */
    bool ends;
    struct job *running[JOB_THREADS_MOST];
    pthread_t threads[JOB_THREADS_MOST], keeper;
    size_t threads_n;
    bool keeper_ends;
};

/* One statement of the writer in a transaction of its own. */
struct job_change {
    const struct query *query;
    int64_t numbers[6]; /* $1 … */
    size_t numbers_n;
    struct text texts[5]; /* the parameters after them */
    size_t texts_n;
};

enum status jobs_change(struct jobs *jobs, const struct job_change *change, int64_t *changed,
                        struct arena *arena, struct error *error);

/* A row of these columns, its texts copied into `arena`. */
struct job_info job_read(struct statement *s, struct arena *arena);

/* What is known of a running job now, the lock held; the message is copied into `message`. */
struct job_info job_snapshot(struct job *job, char message[JOB_MESSAGE_MOST]);

/* Puts the newest progress of a job that runs in this process into *info. */
void jobs_overlay(struct jobs *jobs, struct job_info *info, struct arena *arena);

/* NULL for a kind that this process does not know. */
const struct job_kind *jobs_kind(const struct jobs *jobs, struct text name);

/* Takes the oldest job that waits or was lost for this process; *found is false when there is none.
 */
enum status jobs_take(struct jobs *jobs, struct job_info *out, bool *found, struct arena *arena,
                      struct error *error);

bool jobs_ended(struct jobs *jobs);

/* There may be a job to take; the lock held. */
void jobs_announce(struct jobs *jobs);

/* The keeper's thread: heartbeats, progress, requests to cancel, until keeper_ends. */
void *jobs_keeper_run(void *jobs);

#endif
