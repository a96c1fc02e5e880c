#include "domain/bulk.h"

#include "base/ceilings.h"
#include "base/list.h"
#include "domain/app_jobs.h"
#include "domain/query.h"
#include "ledger/history.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/show.h"

enum { CHUNK = 100, FAILURES_TOLD = 500, PARAMS_CEILING = 8 << 20 };

/* Members of the body that are no fields of the row. */
static const char *const also[] = {"rows", "query", "reason", NULL};

enum status bulk_submit(struct work *work, const struct bulk_plan *plan, struct job_info *job,
                        struct error *error)
{
    if ((plan->action->flags & ACTION_BATCH) == 0) {
        return error_set(error, work->arena, INVALID, "“%s”要一件一件办理", plan->action->label);
    }
    if (!actor_is(work->actor, plan->action->roles)) {
        return error_set(error, work->arena, DENIED, "您的角色不能办理“%s”", plan->action->label);
    }
    struct buf params;
    buf_init(&params, PARAMS_CEILING);
    struct json_out out = json_into(&params);
    json_open(&out, NULL);
    app_job_for(&out, work->actor);
    json_put_cstr(&out, "ledger", plan->ledger->name);
    json_put_cstr(&out, "action", plan->action->name);
    json_put_tree(&out, "body", plan->body);
    json_close(&out);
    *job = (struct job_info){
        .county = work->actor->county,
        .actor = work->actor->user,
        .kind = TEXT("bulk"),
        .title = arena_printf(work->arena, "批量%s", plan->action->label),
        .params = arena_text(work->arena, buf_text(&params)),
    };
    buf_release(&params);
    return job_submit(work->db, work->clock, job, work->arena, error);
}

/* ---- running ---- */

struct bulk {
    struct job *job;
    struct app *app;
    struct arena *arena;
    struct actor actor;
    const struct ledger *ledger;
    const struct flow_action *action;
    const struct json *body;
    struct text reason;
    int64_t *ids;
    size_t n;
    int64_t done;
    LIST(struct error) failed; /* field: the row's title */
    LIST(int64_t) failed_ids;
};

static enum status read_params(struct bulk *bulk, struct error *error)
{
    const struct job_info *info = job_info(bulk->job);
    struct json *params;
    enum status status = json_parse(bulk->arena, info->params, &params, error);
    if (status != OK) {
        return status;
    }
    struct text ledger = TEXT_EMPTY, action = TEXT_EMPTY;
    json_text(json_member(params, "ledger"), &ledger);
    json_text(json_member(params, "action"), &action);
    bulk->ledger = ledger_find(bulk->app->ledgers, ledger);
    bulk->action = bulk->ledger == NULL || bulk->ledger->flow == NULL
                       ? NULL
                       : flow_action(bulk->ledger->flow, action);
    if (bulk->action == NULL) {
        return error_set(error, bulk->arena, NOT_FOUND, "没有这个步骤");
    }
    bulk->actor = app_job_actor(bulk->app, info, params);
    bulk->body = json_member(params, "body");
    json_text(json_member(bulk->body, "reason"), &bulk->reason);
    return OK;
}

/* All ids that the query finds. */
static enum status find_rows(struct bulk *bulk, struct work *work, const struct json *query,
                             struct error *error)
{
    struct query_plan plan;
    struct query_result result;
    struct errors errors = {0};
    query_read(work, bulk->ledger, query, &plan, &errors);
    plan.offset = 0;
    plan.limit = 1;
    enum status status = query_run(bulk->app, work, &plan, &result, &errors, error);
    if (status == OK && result.total > 0) {
        plan.limit = result.total;
        status = query_run(bulk->app, work, &plan, &result, &errors, error);
    }
    bulk->ids = result.ids;
    bulk->n = status == OK ? result.n : 0;
    return status;
}

static enum status read_rows(struct bulk *bulk, struct error *error)
{
    const struct json *rows = json_member(bulk->body, "rows");
    if (rows == NULL || rows->kind != JSON_KIND_LIST) {
        struct work work = app_work(bulk->app, NULL, bulk->arena, &bulk->actor);
        return find_rows(bulk, &work, json_member(bulk->body, "query"), error);
    }
    bulk->ids = arena_array(bulk->arena, int64_t, rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        if (json_id(&rows->at[i], &bulk->ids[bulk->n])) {
            bulk->n++;
        }
    }
    return OK;
}

static void fail(struct bulk *bulk, int64_t id, struct text title, const struct errors *errors,
                 const struct error *error)
{
    if (bulk->failed.n >= FAILURES_TOLD) {
        return;
    }
    struct text message = errors->n > 0 ? errors->at[0].message : error->message;
    list_add(&bulk->failed, (struct error){.message = arena_text(bulk->arena, message),
                                           .detail = arena_text(bulk->arena, title)});
    list_add(&bulk->failed_ids, id);
}

/* One row's step; only what is no row's own fault comes back as a status. */
static enum status act_one(struct bulk *bulk, struct work *work, int64_t id, struct error *error)
{
    struct row *row = NULL;
    struct errors errors = {0};
    struct text title = TEXT_EMPTY;
    enum status status = rows_get(work, bulk->ledger, id, ROWS_PLAIN, &row, error);
    if (status == OK) {
        title = row_title(work, row);
        struct change change = change_edit(work, row);
        change.part = true;
        change.reason = bulk->reason;
        change.batch = job_info(bulk->job)->id;
        row_json_read(&change, bulk->body, also, &errors);
        status = change_act(&change, bulk->action, &errors, error);
    }
    switch (status) {
    case OK:
        bulk->done++;
        return OK;
    case INVALID:
    case DENIED:
    case NOT_FOUND:
    case CONFLICT:
        fail(bulk, id, title, &errors, error);
        return OK;
    default:
        return status;
    }
}

static enum status act_some(struct bulk *bulk, struct work *work, size_t from, size_t to,
                            struct error *error)
{
    int64_t before = bulk->done;
    enum status status = OK;
    for (size_t i = from; status == OK && i < to; i++) {
        status = act_one(bulk, work, bulk->ids[i], error);
    }
    if (status == OK && bulk->done > before) {
        status = history_close(work, text_of(bulk->action->name), bulk->ledger,
                               job_info(bulk->job)->id, TEXT_EMPTY, error);
    }
    return status == OK ? job_mark(bulk->job, work->db, arena_printf(work->arena, "%zu", to),
                                   work->arena, error)
                        : status;
}

/* A hundred rows in a transaction of their own, with memory of their own. */
static enum status act_chunk(struct bulk *bulk, size_t from, size_t to, struct error *error)
{
    struct arena scratch;
    struct db *db;
    arena_init(&scratch);
    enum status status = database_writer(bulk->app->database, &db, bulk->arena, error);
    if (status == OK) {
        struct work work = app_work(bulk->app, db, &scratch, &bulk->actor);
        status = db_begin(db, bulk->arena, error);
        if (status == OK) {
            status = act_some(bulk, &work, from, to, error);
            status = status == OK ? db_commit(db, bulk->arena, error) : status;
            if (status != OK) {
                db_rollback(db);
                error->message = arena_text(bulk->arena, error->message);
            }
        }
        db_release(db);
    }
    arena_release(&scratch);
    return status == OK ? app_catch_up(bulk->app, bulk->arena, error) : status;
}

static void tell_result(struct bulk *bulk)
{
    struct buf text;
    buf_init(&text, MIB);
    struct json_out out = json_into(&text);
    json_open(&out, NULL);
    json_put_int(&out, "done", bulk->done);
    json_open_list(&out, "failed");
    for (size_t i = 0; i < bulk->failed.n; i++) {
        json_open(&out, NULL);
        json_put_id(&out, "id", bulk->failed_ids.at[i]);
        json_put_text(&out, "label", bulk->failed.at[i].detail);
        json_put_text(&out, "message", bulk->failed.at[i].message);
        json_close(&out);
    }
    json_close_list(&out);
    json_close(&out);
    job_result(bulk->job, buf_text(&text));
    buf_release(&text);
}

enum status bulk_run(struct job *job, void *app, struct arena *arena, struct error *error)
{
    struct bulk bulk = {.job = job, .app = app, .arena = arena};
    int64_t mark = 0;
    enum status status = read_params(&bulk, error);
    if (status == OK) {
        status = read_rows(&bulk, error);
    }
    if (status == OK && text_to_int(job_info(job)->mark, &mark) &&
        json_member(bulk.body, "rows") == NULL) {
        mark = 0; /* a query finds only the rows that still can take the step */
    }
    for (size_t from = (size_t)mark; status == OK && from < bulk.n; from += CHUNK) {
        size_t to = from + CHUNK < bulk.n ? from + CHUNK : bulk.n;
        if (!job_progress(job, (int64_t)from, (int64_t)bulk.n, TEXT("正在办理…"))) {
            status = error_set(error, arena, BUSY, "任务已停止");
        } else {
            status = act_chunk(&bulk, from, to, error);
        }
    }
    if (status == OK) {
        tell_result(&bulk);
    }
    list_release(&bulk.failed);
    list_release(&bulk.failed_ids);
    return status;
}
