#include "domain/many.h"

#include "base/ceilings.h"
#include "base/list.h"
#include "domain/query.h"
#include "ledger/history.h"

enum { CHUNK = 100, FAILURES_TOLD = 500 };

struct failure {
    int64_t id;
    struct text title, message;
};

struct run {
    const struct many *many;
    int64_t *ids;
    size_t n;
    int64_t done;
    LIST(struct failure) failed;
};

/* All ids that the query finds. */
static enum status find_rows(struct run *run, const struct json *query, struct error *error)
{
    const struct many *many = run->many;
    struct work work = app_work(many->app, NULL, many->arena, &many->actor);
    struct query_plan plan;
    struct query_result result;
    struct errors errors = {0};
    query_read(&work, many->ledger, query, &plan, &errors);
    plan.offset = 0;
    plan.limit = 1;
    enum status status = query_run(many->app, &work, &plan, &result, &errors, error);
    if (status == OK && result.total > 0) {
        plan.limit = result.total;
        status = query_run(many->app, &work, &plan, &result, &errors, error);
    }
    run->ids = result.ids;
    run->n = status == OK ? result.n : 0;
    return status;
}

static enum status read_rows(struct run *run, struct error *error)
{
    const struct json *rows = json_member(run->many->body, "rows");
    if (rows == NULL || rows->kind != JSON_KIND_LIST) {
        return find_rows(run, json_member(run->many->body, "query"), error);
    }
    run->ids = arena_array(run->many->arena, int64_t, rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        if (json_id(&rows->at[i], &run->ids[run->n])) {
            run->n++;
        }
    }
    return OK;
}

static void fail(struct run *run, int64_t id, struct text title, const struct errors *errors,
                 const struct error *error)
{
    if (run->failed.n < FAILURES_TOLD) {
        struct text message = errors->n > 0 ? errors->at[0].message : error->message;
        list_add(&run->failed, (struct failure){id, arena_text(run->many->arena, title),
                                                arena_text(run->many->arena, message)});
    }
}

static enum status do_one(struct run *run, struct work *work, int64_t id, struct error *error)
{
    struct errors errors = {0};
    struct text title = TEXT_EMPTY;
    enum status status = run->many->one(run->many->context, work, id, &title, &errors, error);
    switch (status) {
    case OK:
        run->done++;
        return OK;
    case INVALID:
    case DENIED:
    case NOT_FOUND:
    case CONFLICT:
        fail(run, id, title, &errors, error);
        return OK;
    default:
        return status;
    }
}

static enum status do_some(struct run *run, struct work *work, size_t from, size_t to,
                           struct error *error)
{
    const struct many *many = run->many;
    int64_t before = run->done;
    enum status status = OK;
    for (size_t i = from; status == OK && i < to; i++) {
        status = do_one(run, work, run->ids[i], error);
    }
    if (status == OK && run->done > before) {
        status = history_close(work, many->action, many->audited, job_info(many->job)->id,
                               TEXT_EMPTY, error);
    }
    return status == OK ? job_mark(many->job, work->db, arena_printf(work->arena, "%zu", to),
                                   work->arena, error)
                        : status;
}

/* A hundred rows in a transaction of their own, with memory of their own. */
static enum status do_chunk(struct run *run, size_t from, size_t to, struct error *error)
{
    const struct many *many = run->many;
    struct arena scratch;
    struct db *db;
    arena_init(&scratch);
    enum status status = database_writer(many->app->database, &db, many->arena, error);
    if (status == OK) {
        struct work work = app_work(many->app, db, &scratch, &many->actor);
        status = db_begin(db, many->arena, error);
        if (status == OK) {
            status = do_some(run, &work, from, to, error);
            status = db_end(db, status, many->arena, error);
            if (status != OK) {
                error->message = arena_text(many->arena, error->message);
            }
        }
        db_release(db);
    }
    arena_release(&scratch);
    return status == OK ? app_catch_up(many->app, many->arena, error) : status;
}

static void tell_result(const struct run *run)
{
    struct buf text;
    buf_init(&text, MIB);
    struct json_out out = json_into(&text);
    json_open(&out, NULL);
    json_put_int(&out, "done", run->done);
    json_open_list(&out, "failed");
    for (size_t i = 0; i < run->failed.n; i++) {
        json_open(&out, NULL);
        json_put_id(&out, "id", run->failed.at[i].id);
        json_put_text(&out, "label", run->failed.at[i].title);
        json_put_text(&out, "message", run->failed.at[i].message);
        json_close(&out);
    }
    json_close_list(&out);
    json_close(&out);
    job_result(run->many->job, buf_text(&text));
    buf_release(&text);
}

enum status many_run(const struct many *many, struct error *error)
{
    struct run run = {.many = many};
    int64_t mark = 0;
    enum status status = read_rows(&run, error);
    if (status == OK && text_to_int(job_info(many->job)->mark, &mark) &&
        json_member(many->body, "rows") == NULL) {
        mark = 0; /* a query finds only the rows to which it can still be done */
    }
    for (size_t from = (size_t)mark; status == OK && from < run.n; from += CHUNK) {
        size_t to = from + CHUNK < run.n ? from + CHUNK : run.n;
        if (!job_progress(many->job, (int64_t)from, (int64_t)run.n, many->message)) {
            status = error_set(error, many->arena, BUSY, "任务已停止");
        } else {
            status = do_chunk(&run, from, to, error);
        }
    }
    if (status == OK) {
        (void)job_progress(many->job, (int64_t)run.n, (int64_t)run.n, many->message);
        tell_result(&run);
    }
    list_release(&run.failed);
    return status;
}
