/*
 * job: long work (import, comparison, export, letters) kept in the database, so that it survives
 * the process: whoever finds it with its heartbeat lost takes it over from its last mark.
 *
 *   等待 waiting -> 运行 running -> 完成 done | 失败 failed | 已取消 cancelled
 *
 * A pool of threads runs the registered kinds. Progress is told to listeners at once and written
 * down a few times a second. A job's function does its work in transactions of its own; a mark
 * written in the same transaction as the work makes it exact where a restart goes on.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "base/clock.h"
#include "store/db.h"

extern const char *const job_ddl[DIALECT__COUNT];

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED, JOB_STATE__COUNT };
const char *job_state_name(enum job_state state);  /* "waiting" … as the API says */
const char *job_state_label(enum job_state state); /* 等待 … */

struct job_info {
    int64_t county, id;
    int64_t actor;      /* user on whose behalf; 0: the program */
    struct text kind;   /* registered name */
    struct text title;  /* 导入 花名册.xlsx */
    struct text params; /* JSON, the kind's own */
    enum job_state state;
    int64_t done, total; /* total 0: not known */
    struct text message; /* 正在写入… */
    struct text result;  /* JSON; empty until done */
    struct text failure; /* JSON of the error: {"status","message","hint"}; empty unless failed */
    struct text mark;    /* where a restart goes on; empty: from the start */
    bool cancel;         /* somebody asked for it to stop */
    int64_t created_at, started_at, finished_at; /* ms; 0: not yet */
};

struct jobs; /* the pool */
struct job;  /* one running job, as its function sees it */

struct job_kind {
    const char *name;
    /* OK: done, with job_result; else failed with *error, or cancelled if that was asked for.
     * `arena` lives as long as the run. */
    enum status (*run)(struct job *job, void *context, struct arena *arena, struct error *error);
};

/* Starts the threads (1 to 8); waiting and lost jobs are taken up at once. kinds and context
 * outlive the pool. There is one pool in a process. */
struct jobs *jobs_start(struct database *database, struct clock clock, const struct job_kind *kinds,
                        size_t count, size_t threads, void *context);
/* Asks running jobs to stop at their next progress; they stay as they are and go on at the next
 * start. Waits for them. */
void jobs_stop(struct jobs *jobs);
/* There is a new job, or one to cancel: call after the commit that says so. (Without, it is found
 * within seconds.) */
void jobs_wake(struct jobs *jobs);

/* Called from a worker's thread after each change of a job: short, no waiting. */
typedef void job_listener(void *context, const struct job_info *info);
/* One listener for the pool; set before jobs are submitted. */
void jobs_listen(struct jobs *jobs, job_listener *listener, void *context);

/* Puts a job into the caller's transaction; fills info->id and created_at. kind, title, params,
 * county and actor are the caller's. */
MUST_CHECK enum status job_submit(struct db *db, struct clock clock, struct job_info *info,
                                  struct arena *arena, struct error *error);
/* NOT_FOUND when the county has no such job. A running job of this process shows its newest
 * progress when jobs is not NULL. */
MUST_CHECK enum status job_find(struct db *db, struct jobs *jobs, int64_t county, int64_t id,
                                struct job_info *out, struct arena *arena, struct error *error);
/* Newest first; actor 0: everybody's. */
MUST_CHECK enum status job_list(struct db *db, int64_t county, int64_t actor, size_t most,
                                struct job_info **out, size_t *count, struct arena *arena,
                                struct error *error);
/* A waiting job is cancelled at once, a running one is asked to. CONFLICT: it has ended. In the
 * caller's transaction. */
MUST_CHECK enum status job_cancel(struct db *db, struct clock clock, int64_t county, int64_t id,
                                  struct arena *arena, struct error *error);

/* ---- for the functions of the kinds ---- */

const struct job_info *job_info(const struct job *job);
/* Tells how far it is. False: stop now (cancelled, or the program ends): clean up and return any
 * status but OK. message may be empty: the one before stays. */
bool job_progress(struct job *job, int64_t done, int64_t total, struct text message);
/* Writes where a restart goes on, in the caller's transaction. */
MUST_CHECK enum status job_mark(struct job *job, struct db *db, struct text mark,
                                struct arena *arena, struct error *error);
/* The JSON that the job ends with. */
void job_result(struct job *job, struct text json);

#endif
