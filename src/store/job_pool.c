#include "store/job_pool.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "base/log.h"
#include "base/random.h"
#include "format/json.h"

enum {
    NOTICE_MS = 100, /* listeners hear of progress at most this often */
};

enum status jobs_change(struct jobs *jobs, const struct job_change *change, int64_t *changed,
                        struct arena *arena, struct error *error)
{
    struct db *db;
    struct statement *s;
    enum status status = database_writer(jobs->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    status = db_begin(db, arena, error);
    if (status == OK) {
        status = db_prepare(db, change->query, &s, arena, error);
    }
    if (status == OK) {
        int at = 1;
        for (size_t i = 0; i < change->numbers_n; i++) {
            bind_int(s, at++, change->numbers[i]);
        }
        for (size_t i = 0; i < change->texts_n; i++) {
            bind_text(s, at++, change->texts[i]);
        }
        status = statement_run(s, changed, arena, error);
    }
    if (status == OK) {
        status = db_commit(db, arena, error);
    }
    db_release(db);
    return status;
}

/* ---- telling ---- */

struct job_info job_snapshot(struct job *job, char message[JOB_MESSAGE_MOST])
{
    struct job_info info = job->info;
    memcpy(message, job->message, JOB_MESSAGE_MOST);
    info.message = text_of(message);
    info.cancel = job->cancelled;
    return info;
}

static void tell(struct jobs *jobs, const struct job_info *info)
{
    pthread_mutex_lock(&jobs->lock);
    job_listener *listener = jobs->listener;
    void *context = jobs->listener_context;
    pthread_mutex_unlock(&jobs->lock);
    if (listener != NULL) {
        listener(context, info);
    }
}

static void set_message(struct job *job, struct text message)
{
    if (message.n >= JOB_MESSAGE_MOST) {
        message.n = JOB_MESSAGE_MOST - 1;
        while (message.n > 0 && !utf8_valid(message)) {
            message.n--;
        }
    }
    memcpy(job->message, message.s, message.n);
    job->message[message.n] = '\0';
}

bool job_progress(struct job *job, int64_t done, int64_t total, struct text message)
{
    struct jobs *jobs = job->jobs;
    char copy[JOB_MESSAGE_MOST];
    double now = clock_elapsed();
    pthread_mutex_lock(&jobs->lock);
    job->info.done = done;
    job->info.total = total;
    if (message.n > 0) {
        set_message(job, message);
    }
    job->changed = true;
    job->info.cancel = job->cancelled; /* why it shall stop: for this thread, by job_info */
    bool goes_on = !job->cancelled && !jobs->ends;
    bool due = now - job->noticed >= NOTICE_MS;
    if (due) {
        job->noticed = now;
    }
    struct job_info info = job_snapshot(job, copy);
    pthread_mutex_unlock(&jobs->lock);
    if (due) {
        tell(jobs, &info);
    }
    return goes_on;
}

const struct job_info *job_info(const struct job *job)
{
    return &job->info;
}

void job_result(struct job *job, struct text json)
{
    buf_clear(&job->result);
    buf_addt(&job->result, json);
}

enum status job_mark(struct job *job, struct db *db, struct text mark, struct arena *arena,
                     struct error *error)
{
    static const struct query query = {
        "UPDATE job SET mark = $3, heartbeat = $4 WHERE county = $1 AND id = $2 AND owner = $5",
        NULL};
    struct statement *s;
    int64_t changed;
    enum status status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, job->info.county);
    bind_int(s, 2, job->info.id);
    bind_text(s, 3, mark);
    bind_int(s, 4, clock_now(job->jobs->clock));
    bind_text(s, 5, text_of(job->jobs->owner));
    status = statement_run(s, &changed, arena, error);
    if (status == OK && changed == 0) {
        return error_set(error, arena, CONFLICT, "任务已由另一个程序接手");
    }
    return status;
}

void jobs_overlay(struct jobs *jobs, struct job_info *info, struct arena *arena)
{
    pthread_mutex_lock(&jobs->lock);
    for (size_t i = 0; i < jobs->threads_n; i++) {
        struct job *job = jobs->running[i];
        if (job != NULL && job->info.id == info->id && info->state == JOB_RUNNING) {
            info->done = job->info.done;
            info->total = job->info.total;
            info->message = arena_text(arena, text_of(job->message));
        }
    }
    pthread_mutex_unlock(&jobs->lock);
}

/* ---- running ---- */

static struct text failure_json(struct arena *arena, const struct error *error)
{
    struct buf buf;
    buf_init(&buf, 64 * KIB);
    struct json_out out = json_into(&buf);
    json_open(&out, NULL);
    json_put_cstr(&out, "status", status_name(error->status));
    json_put_text(&out, "message", error->message);
    json_put_text(&out, "hint", error->hint);
    json_close(&out);
    struct text json = arena_text(arena, buf_text(&buf));
    buf_release(&buf);
    return json;
}

/* How it ended; waiting when the program stops before the job did. */
static enum job_state end_state(struct job *job, enum status status)
{
    pthread_mutex_lock(&job->jobs->lock);
    bool cancelled = job->cancelled, ends = job->jobs->ends;
    pthread_mutex_unlock(&job->jobs->lock);
    return status == OK ? JOB_DONE : cancelled ? JOB_CANCELLED : ends ? JOB_WAITING : JOB_FAILED;
}

static void finish(struct job *job, enum status status, const struct error *failure)
{
    static const struct query query = {
        "UPDATE job SET state = $3, done = $4, total = $5, finished_at = $6, message = $7, "
        "result = $8, failure = $9, owner = $10 "
        "WHERE county = $1 AND id = $2 AND owner = $11",
        NULL};
    struct jobs *jobs = job->jobs;
    char message[JOB_MESSAGE_MOST];
    pthread_mutex_lock(&jobs->lock);
    struct job_info info = job_snapshot(job, message);
    pthread_mutex_unlock(&jobs->lock);
    info.state = end_state(job, status);
    info.finished_at = info.state == JOB_WAITING ? 0 : clock_now(jobs->clock);
    info.result = info.state == JOB_DONE ? buf_text(&job->result) : TEXT_EMPTY;
    info.failure = info.state == JOB_FAILED ? failure_json(&job->arena, failure) : TEXT_EMPTY;
    struct job_change change = {
        .query = &query,
        .numbers = {info.county, info.id, (int64_t)info.state, info.done, info.total,
                    info.finished_at},
        .numbers_n = 6,
        .texts = {info.message, info.result, info.failure, TEXT_EMPTY, text_of(jobs->owner)},
        .texts_n = 5,
    };
    struct error error;
    int64_t changed = 0;
    if (jobs_change(jobs, &change, &changed, &job->arena, &error) != OK) {
        /* it stays as running, loses its heartbeat and is taken up again from its mark */
        log_warn("the end of job %lld could not be written: %.*s", (long long)info.id,
                 TEXT_ARG(error.detail));
        return;
    }
    if (changed > 0) {
        tell(jobs, &info);
    }
}

static void run(struct jobs *jobs, size_t place, const struct job_info *taken, struct arena *arena)
{
    struct job job = {.jobs = jobs, .info = *taken, .cancelled = taken->cancel};
    char message[JOB_MESSAGE_MOST];
    set_message(&job, taken->message);
    buf_init(&job.result, CEILING_BODY);
    arena_init(&job.arena);
    job.written = clock_elapsed();
    pthread_mutex_lock(&jobs->lock);
    jobs->running[place] = &job;
    struct job_info info = job_snapshot(&job, message);
    pthread_mutex_unlock(&jobs->lock);
    tell(jobs, &info);
    struct error error = {.status = OK, .message = TEXT_EMPTY, .hint = TEXT_EMPTY};
    enum status status = jobs_kind(jobs, taken->kind)->run(&job, jobs->context, arena, &error);
    pthread_mutex_lock(&jobs->lock);
    jobs->running[place] = NULL;
    pthread_mutex_unlock(&jobs->lock);
    finish(&job, status, &error);
    buf_release(&job.result);
    arena_release(&job.arena);
    malloc_trim(0); /* what a comparison or an import took goes back to the machine */
}

struct worker {
    struct jobs *jobs;
    size_t place;
};

/* Waits until a job was announced after `seen`; false at the end. */
static bool wait_for_work(struct jobs *jobs, uint64_t *seen)
{
    pthread_mutex_lock(&jobs->lock);
    while (jobs->woken == *seen && !jobs->ends) {
        pthread_cond_wait(&jobs->work, &jobs->lock);
    }
    *seen = jobs->woken;
    bool goes_on = !jobs->ends;
    pthread_mutex_unlock(&jobs->lock);
    return goes_on;
}

static void *worker_run(void *context)
{
    struct worker me = *(struct worker *)context;
    free(context);
    struct arena arena;
    arena_init(&arena);
    uint64_t seen = 0;
    while (wait_for_work(me.jobs, &seen)) {
        bool found = true;
        while (found) {
            struct job_info info;
            struct error error;
            arena_reset(&arena);
            found = false;
            enum status status = jobs_take(me.jobs, &info, &found, &arena, &error);
            if (status != OK) {
                log_warn("jobs: %.*s", TEXT_ARG(error.detail));
                found = false;
            }
            if (found) {
                run(me.jobs, me.place, &info, &arena);
            }
            found = found && !jobs_ended(me.jobs);
        }
    }
    arena_release(&arena);
    return NULL;
}

/* ---- the pool ---- */

void jobs_announce(struct jobs *jobs)
{
    jobs->woken++;
    pthread_cond_broadcast(&jobs->work);
    pthread_cond_signal(&jobs->tick);
}

void jobs_wake(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    jobs_announce(jobs);
    pthread_mutex_unlock(&jobs->lock);
}

void jobs_listen(struct jobs *jobs, job_listener *listener, void *context)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->listener = listener;
    jobs->listener_context = context;
    pthread_mutex_unlock(&jobs->lock);
}

static void name_owner(struct jobs *jobs)
{
    char host[64] = "";
    uint64_t unique;
    gethostname(host, sizeof(host) - 1);
    random_bytes(&unique, sizeof(unique));
    snprintf(jobs->host, sizeof(jobs->host), "%s:", host);
    snprintf(jobs->owner, sizeof(jobs->owner), "%s%d:%016llx", jobs->host, (int)getpid(),
             (unsigned long long)unique);
}

struct jobs *jobs_start(struct database *database, struct clock clock, const struct job_kind *kinds,
                        size_t count, size_t threads, void *context)
{
    if (threads < 1 || threads > JOB_THREADS_MOST) {
        bug("%zu threads for jobs", threads);
    }
    struct jobs *jobs = memory_get_zeroed(sizeof(*jobs));
    jobs->database = database;
    jobs->clock = clock;
    jobs->kinds = kinds;
    jobs->count = count;
    jobs->context = context;
    jobs->woken = 1;
    jobs->threads_n = threads;
    name_owner(jobs);
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->work, &monotonic);
    pthread_cond_init(&jobs->tick, &monotonic);
    pthread_condattr_destroy(&monotonic);
    for (size_t i = 0; i < threads; i++) {
        struct worker *worker = memory_get(sizeof(*worker));
        *worker = (struct worker){jobs, i};
        if (pthread_create(&jobs->threads[i], NULL, worker_run, worker) != 0) {
            bug("no thread to be had");
        }
    }
    if (pthread_create(&jobs->keeper, NULL, jobs_keeper_run, jobs) != 0) {
        bug("no thread to be had");
    }
    return jobs;
}

void jobs_stop(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->ends = true;
    pthread_cond_broadcast(&jobs->work);
    pthread_mutex_unlock(&jobs->lock);
    for (size_t i = 0; i < jobs->threads_n; i++) {
        pthread_join(jobs->threads[i], NULL);
    }
    pthread_mutex_lock(&jobs->lock);
    jobs->keeper_ends = true;
    pthread_cond_signal(&jobs->tick);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->keeper, NULL);
    pthread_cond_destroy(&jobs->work);
    pthread_cond_destroy(&jobs->tick);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}
