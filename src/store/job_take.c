#include "store/job_pool.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

enum {
    LOST_MS = 60000, /* silent so long, a job is taken over */
};

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

const struct job_kind *jobs_kind(const struct jobs *jobs, struct text name)
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
        if (open && jobs_kind(jobs, column_text(s, 3)) != NULL) {
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

bool jobs_ended(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    bool ends = jobs->ends;
    pthread_mutex_unlock(&jobs->lock);
    return ends;
}

enum status jobs_take(struct jobs *jobs, struct job_info *out, bool *found, struct arena *arena,
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
    *found = !jobs_ended(jobs);
    if (status == OK && *found) {
        status = take_in(jobs, db, out, found, arena, error);
    }
    if (status == OK && *found) {
        status = db_commit(db, arena, error);
    }
    db_release(db);
    return status;
}
