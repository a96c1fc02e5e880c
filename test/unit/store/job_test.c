#include "store/job.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "engine.h"

enum { COUNTY = 360722, PATIENCE_S = 20 };

/* What the listener saw, and what the kinds share with the test. */
struct stage {
    struct engine *engine;
    struct jobs *jobs;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int64_t seen_id;
    enum job_state seen;
    int64_t seen_done;
    int64_t from; /* where the marking kind began */
    bool hold;    /* the marking kind stops halfway */
};

static void listen(void *context, const struct job_info *info)
{
    struct stage *stage = context;
    pthread_mutex_lock(&stage->lock);
    stage->seen_id = info->id;
    stage->seen = info->state;
    stage->seen_done = info->done;
    pthread_cond_broadcast(&stage->changed);
    pthread_mutex_unlock(&stage->lock);
}

static bool wait_for(struct stage *stage, int64_t id, enum job_state state)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    int waited = 0;
    pthread_mutex_lock(&stage->lock);
    while ((stage->seen_id != id || stage->seen != state) && waited == 0) {
        waited = pthread_cond_timedwait(&stage->changed, &stage->lock, &until);
    }
    pthread_mutex_unlock(&stage->lock);
    return waited == 0;
}

static enum status count_up(struct job *job, void *context UNUSED, struct arena *arena UNUSED,
                            struct error *error UNUSED)
{
    int64_t n;
    if (!text_to_int(job_info(job)->params, &n)) {
        return error_set(error, arena, INVALID, "参数不是数字");
    }
    for (int64_t i = 1; i <= n; i++) {
        if (!job_progress(job, i, n, i == n ? TEXT("就要好了") : TEXT_EMPTY)) {
            return BUSY;
        }
    }
    job_result(job, TEXT("{\"counted\":true}"));
    return OK;
}

/* Goes on until it is told to stop. */
static enum status until_stopped(struct job *job, void *context UNUSED, struct arena *arena,
                                 struct error *error)
{
    struct timespec turn = {.tv_nsec = 1000000};
    while (job_progress(job, 1, 2, TEXT("等着"))) {
        nanosleep(&turn, NULL);
    }
    return error_set(error, arena, BUSY, "停下了");
}

/* Five steps, each its own transaction with a mark; halfway it may wait to be stopped. */
static enum status by_marks(struct job *job, void *context, struct arena *arena,
                            struct error *error)
{
    struct stage *stage = context;
    int64_t at = 0;
    if (job_info(job)->mark.n > 0 && !text_to_int(job_info(job)->mark, &at)) {
        return error_set(error, arena, INTERNAL, "记号不是数字");
    }
    stage->from = at;
    while (at < 5) {
        struct db *db;
        enum status status = database_writer(stage->engine->database, &db, arena, error);
        if (status != OK) {
            return status;
        }
        status = db_begin(db, arena, error);
        if (status == OK) {
            status = db_execute(db, TEXT("INSERT INTO step (x) VALUES (1)"), arena, error);
        }
        if (status == OK) {
            status = job_mark(job, db, arena_printf(arena, "%lld", (long long)++at), arena, error);
        }
        if (status == OK) {
            status = db_commit(db, arena, error);
        }
        db_release(db);
        if (status != OK) {
            return status;
        }
        job_progress(job, at, 5, TEXT_EMPTY);
        if (at == 3 && stage->hold) {
            return until_stopped(job, context, arena, error);
        }
    }
    return OK;
}

static const struct job_kind kinds[] = {
    {"count", count_up},
    {"stop", until_stopped},
    {"marks", by_marks},
};

static struct clock stage_clock(void)
{
    return clock_system();
}

static struct stage *staged(void **state)
{
    struct engine *engine = *state;
    struct stage *stage = arena_new(&engine->arena, struct stage);
    stage->engine = engine;
    pthread_mutex_init(&stage->lock, NULL);
    pthread_cond_init(&stage->changed, NULL);
    engine_execute(engine, job_ddl[engine->postgres ? DIALECT_POSTGRES : DIALECT_SQLITE]);
    engine_execute(engine, "CREATE TABLE step (x BIGINT)");
    return stage;
}

static void start(struct stage *stage)
{
    stage->jobs = jobs_start(stage->engine->database, stage_clock(), kinds, COUNT(kinds), 2, stage);
    jobs_listen(stage->jobs, listen, stage);
}

static int64_t submit(struct stage *stage, const char *kind, const char *params)
{
    struct engine *engine = stage->engine;
    struct db *db;
    struct job_info info = {.county = COUNTY,
                            .actor = 7,
                            .kind = text_of(kind),
                            .title = TEXT("试一试"),
                            .params = text_of(params)};
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(db, &engine->arena, &engine->error));
    engine_ok(engine, job_submit(db, stage_clock(), &info, &engine->arena, &engine->error));
    engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    db_release(db);
    if (stage->jobs != NULL) {
        jobs_wake(stage->jobs);
    }
    return info.id;
}

static enum status cancel(struct stage *stage, int64_t id)
{
    struct engine *engine = stage->engine;
    struct db *db;
    engine_ok(engine, database_writer(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, db_begin(db, &engine->arena, &engine->error));
    enum status status = job_cancel(db, stage_clock(), COUNTY, id, &engine->arena, &engine->error);
    if (status == OK) {
        engine_ok(engine, db_commit(db, &engine->arena, &engine->error));
    }
    db_release(db);
    if (stage->jobs != NULL) {
        jobs_wake(stage->jobs);
    }
    return status;
}

static struct job_info found(struct stage *stage, int64_t id)
{
    struct engine *engine = stage->engine;
    struct db *db;
    struct job_info info;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, job_find(db, stage->jobs, COUNTY, id, &info, &engine->arena, &engine->error));
    db_release(db);
    return info;
}

static void a_job_runs_and_tells(void **state)
{
    struct stage *stage = staged(state);
    start(stage);
    int64_t id = submit(stage, "count", "1000");
    assert_true(wait_for(stage, id, JOB_DONE));
    struct job_info info = found(stage, id);
    assert_int_equal(info.state, JOB_DONE);
    assert_int_equal(info.done, 1000);
    assert_int_equal(info.total, 1000);
    assert_true(text_is(info.message, "就要好了"));
    assert_true(text_is(info.result, "{\"counted\":true}"));
    assert_true(info.finished_at >= info.started_at && info.started_at >= info.created_at);
    assert_int_equal(info.actor, 7);
    jobs_stop(stage->jobs);
}

static void a_failure_is_kept_with_its_words(void **state)
{
    struct stage *stage = staged(state);
    start(stage);
    int64_t id = submit(stage, "count", "many");
    assert_true(wait_for(stage, id, JOB_FAILED));
    struct job_info info = found(stage, id);
    assert_true(text_has(info.failure, TEXT("参数不是数字")));
    assert_int_equal(info.result.n, 0);
    assert_int_equal(cancel(stage, id), CONFLICT);
    jobs_stop(stage->jobs);
}

static void waiting_and_running_jobs_are_cancelled(void **state)
{
    struct stage *stage = staged(state);
    int64_t waiting = submit(stage, "count", "5");
    engine_ok(stage->engine, cancel(stage, waiting));
    assert_int_equal(found(stage, waiting).state, JOB_CANCELLED);
    assert_int_equal(cancel(stage, 12345), NOT_FOUND);
    start(stage);
    int64_t running = submit(stage, "stop", "");
    assert_true(wait_for(stage, running, JOB_RUNNING));
    assert_true(text_is(found(stage, running).kind, "stop"));
    engine_ok(stage->engine, cancel(stage, running));
    assert_true(wait_for(stage, running, JOB_CANCELLED));
    struct job_info info = found(stage, running);
    assert_int_equal(info.state, JOB_CANCELLED);
    assert_int_equal(info.failure.n, 0);
    jobs_stop(stage->jobs);
}

static void a_stopped_program_goes_on_from_the_mark(void **state)
{
    struct stage *stage = staged(state);
    stage->hold = true;
    start(stage);
    int64_t id = submit(stage, "marks", "");
    pthread_mutex_lock(&stage->lock);
    while (stage->seen_done < 1) {
        pthread_cond_wait(&stage->changed, &stage->lock);
    }
    pthread_mutex_unlock(&stage->lock);
    jobs_stop(stage->jobs);
    stage->jobs = NULL;
    struct job_info info = found(stage, id);
    assert_int_equal(info.state, JOB_WAITING);
    int64_t mark = 0;
    assert_true(text_to_int(info.mark, &mark));
    stage->hold = false;
    start(stage);
    assert_true(wait_for(stage, id, JOB_DONE));
    assert_int_equal(stage->from, mark);
    assert_int_equal(engine_number(stage->engine, "SELECT count(*) FROM step"), 5);
    jobs_stop(stage->jobs);
}

static void a_job_of_a_dead_process_is_taken_over(void **state)
{
    struct stage *stage = staged(state);
    int64_t dead = submit(stage, "count", "3");
    struct text sql = arena_printf(
        &stage->engine->arena,
        "UPDATE job SET state = 1, owner = 'elsewhere:1:0', mark = '2', heartbeat = %lld",
        (long long)clock_now(stage_clock()) - 61000);
    engine_execute(stage->engine, arena_cstr(&stage->engine->arena, sql));
    start(stage);
    assert_true(wait_for(stage, dead, JOB_DONE));
    jobs_stop(stage->jobs);
}

static void a_job_alive_elsewhere_is_left_alone(void **state)
{
    struct stage *stage = staged(state);
    int64_t alive = submit(stage, "count", "3");
    struct text sql =
        arena_printf(&stage->engine->arena,
                     "UPDATE job SET state = 1, owner = 'elsewhere:1:0', heartbeat = %lld",
                     (long long)clock_now(stage_clock()));
    engine_execute(stage->engine, arena_cstr(&stage->engine->arena, sql));
    start(stage);
    int64_t other = submit(stage, "count", "3");
    assert_true(wait_for(stage, other, JOB_DONE));
    assert_int_equal(found(stage, alive).state, JOB_RUNNING);
    struct job_info *list;
    size_t n;
    struct db *db;
    struct engine *engine = stage->engine;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine, job_list(db, COUNTY, 7, 10, &list, &n, &engine->arena, &engine->error));
    assert_int_equal(n, 2);
    assert_true(list[0].id == other && list[1].id == alive);
    engine_ok(engine, job_list(db, COUNTY, 8, 10, &list, &n, &engine->arena, &engine->error));
    assert_int_equal(n, 0);
    db_release(db);
    jobs_stop(stage->jobs);
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(a_job_runs_and_tells),
        ENGINE_TEST(a_failure_is_kept_with_its_words),
        ENGINE_TEST(waiting_and_running_jobs_are_cancelled),
        ENGINE_TEST(a_stopped_program_goes_on_from_the_mark),
        ENGINE_TEST(a_job_of_a_dead_process_is_taken_over),
        ENGINE_TEST(a_job_alive_elsewhere_is_left_alone),
    };
    return engine_run(tests, COUNT(tests));
}
