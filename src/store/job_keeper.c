#include "store/job_pool.h"

#include <errno.h>
#include <time.h>

#include "base/log.h"

enum {
    TICK_MS = 1000,      /* the keeper writes progress and reads requests to cancel this often */
    POLL_TICKS = 3,      /* it looks for jobs of other processes every so many ticks */
    HEARTBEAT_MS = 5000, /* a running job says at least this often that it is alive */
};

/* The running job in this place as it must be written now; false when there is none. */
static bool due_for_writing(struct jobs *jobs, size_t place, struct job_info *out,
                            char message[JOB_MESSAGE_MOST])
{
    double now = clock_elapsed();
    pthread_mutex_lock(&jobs->lock);
    struct job *job = jobs->running[place];
    bool due = job != NULL && (job->changed || now - job->written >= HEARTBEAT_MS);
    if (due) {
        job->changed = false;
        job->written = now;
        *out = job_snapshot(job, message);
    }
    pthread_mutex_unlock(&jobs->lock);
    return due;
}

static void write_progress(struct jobs *jobs, size_t place, struct arena *arena)
{
    static const struct query query = {
        "UPDATE job SET done = $3, total = $4, heartbeat = $5, message = $6 "
        "WHERE county = $1 AND id = $2 AND state = 1 AND owner = $7",
        NULL};
    struct job_info info;
    char message[JOB_MESSAGE_MOST];
    if (!due_for_writing(jobs, place, &info, message)) {
        return;
    }
    struct job_change change = {
        .query = &query,
        .numbers = {info.county, info.id, info.done, info.total, clock_now(jobs->clock)},
        .numbers_n = 5,
        .texts = {info.message, text_of(jobs->owner)},
        .texts_n = 2,
    };
    struct error error;
    if (jobs_change(jobs, &change, NULL, arena, &error) != OK) {
        log_warn("progress of job %lld: %.*s", (long long)info.id, TEXT_ARG(error.detail));
    }
}

static void read_cancel(struct jobs *jobs, size_t place, struct arena *arena)
{
    pthread_mutex_lock(&jobs->lock);
    struct job *job = jobs->running[place];
    struct job_info info = {0};
    if (job != NULL) {
        info = job->info;
    }
    pthread_mutex_unlock(&jobs->lock);
    struct db *db;
    struct error error;
    if (info.id == 0 || database_reader(jobs->database, &db, arena, &error) != OK) {
        return;
    }
    struct job_info now;
    bool cancel = job_find(db, NULL, info.county, info.id, &now, arena, &error) == OK && now.cancel;
    db_release(db);
    if (cancel) {
        pthread_mutex_lock(&jobs->lock);
        job = jobs->running[place];
        if (job != NULL && job->info.id == info.id) {
            job->cancelled = true;
        }
        pthread_mutex_unlock(&jobs->lock);
    }
}

/* Waits a tick, or until somebody announces something; false at the end. */
static bool wait_for_tick(struct jobs *jobs, uint64_t *seen)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += TICK_MS / 1000;
    pthread_mutex_lock(&jobs->lock);
    int waited = 0;
    while (!jobs->keeper_ends && jobs->woken == *seen && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&jobs->tick, &jobs->lock, &until);
    }
    *seen = jobs->woken;
    bool goes_on = !jobs->keeper_ends;
    pthread_mutex_unlock(&jobs->lock);
    return goes_on;
}

void *jobs_keeper_run(void *context)
{
    struct jobs *jobs = context;
    struct arena arena;
    arena_init(&arena);
    uint64_t seen = 0;
    for (uint64_t ticks = 1; wait_for_tick(jobs, &seen); ticks++) {
        for (size_t i = 0; i < jobs->threads_n; i++) {
            arena_reset(&arena);
            write_progress(jobs, i, &arena);
            read_cancel(jobs, i, &arena);
        }
        if (ticks % POLL_TICKS == 0) {
            pthread_mutex_lock(&jobs->lock);
            jobs_announce(jobs);
            seen = jobs->woken;
            pthread_mutex_unlock(&jobs->lock);
        }
    }
    arena_release(&arena);
    return NULL;
}
