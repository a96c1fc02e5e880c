#include <pthread.h>

#include "base/list.h"
#include "domain/app_jobs.h"
#include "domain/lists/list_apply.h"
#include "domain/lists/list_demo.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_review.h"
#include "ledger/rows.h"

/* ---- waiting for jobs ---- */

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t over;
    int ended;
};

static void hear(void *context, const struct job_info *info)
{
    struct waiting *w = context;
    if (info->state == JOB_WAITING || info->state == JOB_RUNNING) {
        return;
    }
    pthread_mutex_lock(&w->lock);
    w->ended++;
    pthread_cond_signal(&w->over);
    pthread_mutex_unlock(&w->lock);
}

static void wait_for(struct app *app, struct waiting *w, int jobs)
{
    jobs_wake(app->jobs);
    pthread_mutex_lock(&w->lock);
    while (w->ended < jobs) {
        pthread_cond_wait(&w->over, &w->lock);
    }
    pthread_mutex_unlock(&w->lock);
}

/* ---- the work of a week ---- */

struct going {
    struct app *app;
    const struct list_demo *plan;
    struct actor clerks[2];
    struct waiting waiting;
    int version, jobs; /* jobs: submitted so far */
};

static const struct query two_clerks = {
    .sql = "SELECT id, name FROM app_user WHERE county = $1 AND role IN ('county', 'township')"
           " ORDER BY role, id LIMIT 2",
};
static const struct query undecided = {
    .sql = "SELECT m.id FROM list_match m WHERE m.county = $1 AND m.removed_at = 0"
           " AND m.state = 'open' ORDER BY m.id",
};
static const struct query compared_lists = {
    .sql = "SELECT id FROM list_batch WHERE county = $1 AND removed_at = 0 AND state = 'review'"
           " AND kind <> 'platform' ORDER BY id",
};

/* Whoever may review; a county without accounts reviews nothing. */
static enum status find_clerks(struct work *work, struct going *g, size_t *n, struct error *error)
{
    struct statement *s;
    *n = 0;
    enum status status = db_prepare(work->db, &two_clerks, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && *n < COUNT(g->clerks)) {
        struct actor clerk = actor_program(work->actor->county);
        clerk.user = column_int(s, 0);
        clerk.role = ROLE_COUNTY;
        clerk.name = arena_text(work->arena, column_text(s, 1));
        g->clerks[(*n)++] = clerk;
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status read_ids(struct work *work, const struct query *query, int64_t **out, size_t *n,
                            struct error *error)
{
    struct statement *s;
    enum { MOST = 2000 };
    *n = 0;
    *out = arena_array(work->arena, int64_t, MOST);
    enum status status = db_prepare(work->db, query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && *n < MOST) {
        (*out)[(*n)++] = column_int(s, 0);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* What a clerk makes of a pair: mostly what it looks like, now and then something else. */
static const char *decision_on(const struct row *match, size_t i)
{
    bool conflict = text_is(match->value[LIST_MATCH_OUTCOME].text, "conflict");
    if (conflict) {
        return i % 3 == 0 ? "returned" : i % 3 == 1 ? "same" : "different";
    }
    return i % 11 == 5 ? "household" : i % 7 == 3 ? "different" : "same";
}

static enum status answer(struct work *work, const struct actor *clerk, int64_t id, size_t i,
                          struct error *error)
{
    struct row *match;
    struct errors errors = {0};
    struct work as = *work;
    as.actor = clerk;
    enum status status = rows_get(&as, &list_match_ledger, id, ROWS_PLAIN, &match, error);
    if (status != OK) {
        return status == NOT_FOUND ? OK : status;
    }
    struct text state = match->value[LIST_MATCH_STATE].text;
    if (!text_is(state, "open") && !text_is(state, "second")) {
        return OK; /* settled with another pair of its row */
    }
    struct list_answer given = {.match = id,
                                .version = match->version,
                                .decision = text_of(decision_on(match, i)),
                                .reason = TEXT("与户口簿核对")};
    return list_answer_write(&as, &given, &errors, error);
}

/* Two of five pairs are decided; of the hard ones some wait for the second or the third person. */
static enum status review(struct work *work, struct going *g, struct error *error)
{
    int64_t *ids;
    size_t n, clerks;
    enum status status = find_clerks(work, g, &clerks, error);
    if (status == OK) {
        status = read_ids(work, &undecided, &ids, &n, error);
    }
    for (size_t i = 0; status == OK && clerks == COUNT(g->clerks) && i < n; i++) {
        if (i % 5 > 1) {
            continue;
        }
        status = answer(work, &g->clerks[0], ids[i], i, error);
        if (status == OK && i % 9 != 0) {
            status = answer(work, &g->clerks[1], ids[i], i % 12 == 4 ? i + 1 : i, error);
        }
    }
    return status;
}

static enum status apply(struct work *work, struct going *g, struct error *error)
{
    int64_t *ids;
    size_t n;
    struct job_info job;
    struct errors errors = {0};
    struct work as = *work;
    as.actor = &g->clerks[0];
    enum status status = read_ids(work, &compared_lists, &ids, &n, error);
    for (size_t i = 0; status == OK && g->clerks[0].user != 0 && i < n; i++) {
        status = list_apply_submit(&as, ids[i], g->version > 1, TEXT("月报前先办"), &job, &errors,
                                   error);
        g->jobs++;
    }
    return status;
}

static enum status send_version(struct work *work, struct going *g, struct error *error)
{
    int sent;
    enum status status = list_demo_send(g->app, work, g->plan, g->version, &sent, error);
    g->jobs += sent;
    return status;
}

static enum status write(struct going *g, struct arena *arena,
                         enum status (*act)(struct work *work, struct going *g,
                                            struct error *error),
                         struct error *error)
{
    struct actor actor = actor_program(g->app->county);
    struct db *db;
    enum status status = database_writer(g->app->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    struct work work = app_work(g->app, db, arena, &actor);
    status = db_begin(db, arena, error);
    if (status == OK) {
        status = db_end(db, act(&work, g, error), arena, error);
    }
    db_release(db);
    if (status == OK) {
        wait_for(g->app, &g->waiting, g->jobs);
    }
    return status;
}

enum status list_demo_run(struct app *app, const struct list_demo *plan, struct arena *arena,
                          struct error *error)
{
    struct going g = {.app = app,
                      .plan = plan,
                      .waiting = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0}};
    enum status status =
        app->facts == NULL ? app_load_facts(app, arena, error) : app_catch_up(app, arena, error);
    if (status != OK) {
        return status;
    }
    app_start_jobs(app);
    jobs_listen(app->jobs, hear, &g.waiting);
    for (g.version = 1; status == OK && g.version <= LIST_DEMO_VERSIONS; g.version++) {
        status = write(&g, arena, send_version, error);
        if (g.version == LIST_DEMO_VERSIONS) {
            break; /* the newest versions are still to be worked on */
        }
        if (status == OK) {
            status = write(&g, arena, review, error);
        }
        if (status == OK) {
            status = write(&g, arena, apply, error);
        }
    }
    jobs_stop(app->jobs);
    app->jobs = NULL;
    return status;
}
