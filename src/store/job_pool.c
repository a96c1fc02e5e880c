#include "store/job_pool.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/log.h"
#include "base/random.h"
#include "format/json.h"

enum {
    THREADS_MOST = 8,
    TICK_MS = 1000,      /* the keeper writes progress and reads requests to cancel this often */
    POLL_TICKS = 3,      /* it looks for jobs of other processes every so many ticks */
    HEARTBEAT_MS = 5000, /* a running job says at least this often that it is alive */
    LOST_MS = 60000,     /* silent so long, it is taken over */
    NOTICE_MS = 100,     /* listeners hear of progress at most this often */
    MESSAGE_MOST = 512,  /* bytes of a progress message */
};

struct job {
    struct jobs *jobs;
    struct job_info info; /* as it was taken; done, total and message change under the lock */
    char message[MESSAGE_MOST];
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
    struct job *running[THREADS_MOST];
    pthread_t threads[THREADS_MOST], keeper;
    size_t threads_n;
    bool keeper_ends;
};

/* ---- small statements ---- */

/* One statement of the writer in a transaction of its own. */
struct change_sql {
    const struct query *query;
    int64_t numbers[6]; /* $1 … */
    size_t numbers_n;
    struct text texts[5]; /* the parameters after them */
    size_t texts_n;
};

static enum status run_change(struct jobs *jobs, const struct change_sql *change, int64_t *changed,
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

/* ---- taking a job ---- */

/* An owner on this machine whose process is gone has lost its job at once. */
static bool owner_is_gone(const struct jobs *jobs, struct text owner)
{
    struct text host = text_of(jobs->host);
    if (!text_starts(owner, host) || text_equal(owner, text_of(jobs->owner))) {
        return false;
    }
    struct text rest = text_slice(owner, host.n, owner.n), process;
    int64_t pid;
    return text_split(&rest, ':', &process) && text_to_int(process, &pid) && pid > 0 &&
           (pid == getpid() || (kill((pid_t)pid, 0) != 0 && errno == ESRCH));
}

static const struct job_kind *kind_of(const struct jobs *jobs, struct text name)
{
    for (size_t i = 0; i < jobs->count; i++) {
        if (text_is(name, jobs->kinds[i].name)) {
            return &jobs->kinds[i];
        }
    }
    return NULL;
}

/* The oldest job that waits or was lost, of a kind that this process knows. */
static enum status find_open(struct jobs *jobs, struct db *db, struct job_info *out, bool *found,
                             struct arena *arena, struct error *error)
{
    static const struct query query = {
        "SELECT " JOB_COLUMNS ", owner, heartbeat FROM job "
        "WHERE state < 2 ORDER BY id /* every county: one pool serves all */",
        NULL};
    struct statement *s;
    *found = false;
    enum status status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    int64_t lost = clock_now(jobs->clock) - LOST_MS;
    enum db_step step = DB_DONE;
    while (!*found && (step = statement_step(s, arena, error)) == DB_ROW) {
        bool open = column_int(s, 6) == JOB_WAITING || column_int(s, 18) < lost ||
                    owner_is_gone(jobs, column_text(s, 17));
        if (open && kind_of(jobs, column_text(s, 3)) != NULL) {
            *out = job_read(s, arena);
            *found = true;
        }
    }
    statement_reset(s);
    return *found || step == DB_DONE ? OK : error->status;
}

/* Takes the job inside the writer's transaction, where nobody else can. */
static enum status take_in(struct jobs *jobs, struct db *db, struct job_info *out, bool *found,
                           struct arena *arena, struct error *error)
{
    static const struct query query = {
        "UPDATE job SET state = 1, started_at = $3, heartbeat = $3, owner = $4 "
        "WHERE county = $1 AND id = $2",
        NULL};
    struct statement *s;
    enum status status = find_open(jobs, db, out, found, arena, error);
    if (status != OK || !*found) {
        return status;
    }
    status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    out->state = JOB_RUNNING;
    out->started_at = clock_now(jobs->clock);
    bind_int(s, 1, out->county);
    bind_int(s, 2, out->id);
    bind_int(s, 3, out->started_at);
    bind_text(s, 4, text_of(jobs->owner));
    return statement_run(s, NULL, arena, error);
}

static bool has_ended(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    bool ends = jobs->ends;
    pthread_mutex_unlock(&jobs->lock);
    return ends;
}

static enum status take(struct jobs *jobs, struct job_info *out, bool *found, struct arena *arena,
                        struct error *error)
{
    struct db *db;
    /* a look by a reader first: mostly there is nothing, and the writer may be busy */
    enum status status = database_reader(jobs->database, &db, arena, error);
    if (status == OK) {
        status = find_open(jobs, db, out, found, arena, error);
        db_release(db);
    }
    if (status != OK || !*found) {
        return status;
    }
    status = database_writer(jobs->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    status = db_begin(db, arena, error);
    /* while this waited for the writer, a stop may have put a job back */
    *found = !has_ended(jobs);
    if (status == OK && *found) {
        status = take_in(jobs, db, out, found, arena, error);
    }
    if (status == OK && *found) {
        status = db_commit(db, arena, error);
    }
    db_release(db);
    return status;
}

/* ---- telling ---- */

/* What is known of a running job now; the message is copied into `message`. */
static struct job_info snapshot(struct job *job, char message[MESSAGE_MOST])
{
    struct job_info info = job->info;
    memcpy(message, job->message, MESSAGE_MOST);
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
    if (message.n >= MESSAGE_MOST) {
        message.n = MESSAGE_MOST - 1;
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
    char copy[MESSAGE_MOST];
    double now = clock_elapsed();
    pthread_mutex_lock(&jobs->lock);
    job->info.done = done;
    job->info.total = total;
    if (message.n > 0) {
        set_message(job, message);
    }
    job->changed = true;
    bool goes_on = !job->cancelled && !jobs->ends;
    bool due = now - job->noticed >= NOTICE_MS;
    if (due) {
        job->noticed = now;
    }
    struct job_info info = snapshot(job, copy);
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
    char message[MESSAGE_MOST];
    pthread_mutex_lock(&jobs->lock);
    struct job_info info = snapshot(job, message);
    pthread_mutex_unlock(&jobs->lock);
    info.state = end_state(job, status);
    info.finished_at = info.state == JOB_WAITING ? 0 : clock_now(jobs->clock);
    info.result = info.state == JOB_DONE ? buf_text(&job->result) : TEXT_EMPTY;
    info.failure = info.state == JOB_FAILED ? failure_json(&job->arena, failure) : TEXT_EMPTY;
    struct change_sql change = {
        .query = &query,
        .numbers = {info.county, info.id, (int64_t)info.state, info.done, info.total,
                    info.finished_at},
        .numbers_n = 6,
        .texts = {info.message, info.result, info.failure, TEXT_EMPTY, text_of(jobs->owner)},
        .texts_n = 5,
    };
    struct error error;
    int64_t changed = 0;
    if (run_change(jobs, &change, &changed, &job->arena, &error) != OK) {
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
    char message[MESSAGE_MOST];
    set_message(&job, taken->message);
    buf_init(&job.result, CEILING_BODY);
    arena_init(&job.arena);
    job.written = clock_elapsed();
    pthread_mutex_lock(&jobs->lock);
    jobs->running[place] = &job;
    struct job_info info = snapshot(&job, message);
    pthread_mutex_unlock(&jobs->lock);
    tell(jobs, &info);
    struct error error = {.status = OK, .message = TEXT_EMPTY, .hint = TEXT_EMPTY};
    enum status status = kind_of(jobs, taken->kind)->run(&job, jobs->context, arena, &error);
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
            enum status status = take(me.jobs, &info, &found, &arena, &error);
            if (status != OK) {
                log_warn("jobs: %.*s", TEXT_ARG(error.detail));
                found = false;
            }
            if (found) {
                run(me.jobs, me.place, &info, &arena);
            }
            found = found && !has_ended(me.jobs);
        }
    }
    arena_release(&arena);
    return NULL;
}

/* ---- the keeper: heartbeats, progress, requests to cancel ---- */

/* The running job in this place as it must be written now; false when there is none. */
static bool due_for_writing(struct jobs *jobs, size_t place, struct job_info *out,
                            char message[MESSAGE_MOST])
{
    double now = clock_elapsed();
    pthread_mutex_lock(&jobs->lock);
    struct job *job = jobs->running[place];
    bool due = job != NULL && (job->changed || now - job->written >= HEARTBEAT_MS);
    if (due) {
        job->changed = false;
        job->written = now;
        *out = snapshot(job, message);
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
    char message[MESSAGE_MOST];
    if (!due_for_writing(jobs, place, &info, message)) {
        return;
    }
    struct change_sql change = {
        .query = &query,
        .numbers = {info.county, info.id, info.done, info.total, clock_now(jobs->clock)},
        .numbers_n = 5,
        .texts = {info.message, text_of(jobs->owner)},
        .texts_n = 2,
    };
    struct error error;
    if (run_change(jobs, &change, NULL, arena, &error) != OK) {
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

static void announce(struct jobs *jobs)
{
    jobs->woken++;
    pthread_cond_broadcast(&jobs->work);
    pthread_cond_signal(&jobs->tick);
}

static void *keeper_run(void *context)
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
            announce(jobs);
            seen = jobs->woken;
            pthread_mutex_unlock(&jobs->lock);
        }
    }
    arena_release(&arena);
    return NULL;
}

/* ---- the pool ---- */

void jobs_wake(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    announce(jobs);
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
    if (threads < 1 || threads > THREADS_MOST) {
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
    if (pthread_create(&jobs->keeper, NULL, keeper_run, jobs) != 0) {
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
