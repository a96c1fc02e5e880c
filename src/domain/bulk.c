#include "domain/bulk.h"

#include "domain/app_jobs.h"
#include "domain/many.h"
#include "ledger/change.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/show.h"

enum { PARAMS_CEILING = 8 << 20 };

/* Members of the body that are no fields of the row. */
static const char *const also[] = {"reason", NULL};

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

struct step {
    const struct flow_action *action;
    const struct ledger *ledger;
    const struct json *body;   /* which rows, and the values */
    const struct json *values; /* the values alone */
    struct text reason;
    int64_t batch;
};

/* The values alone: which rows are meant is no value, though a ledger has a field of that name. */
static const struct json *values_of(struct arena *arena, const struct json *body)
{
    struct json *out = arena_new(arena, struct json);
    *out = *body;
    out->n = 0;
    out->keys = arena_array(arena, struct text, body->n);
    out->at = arena_array(arena, struct json, body->n);
    for (size_t i = 0; i < body->n; i++) {
        if (!text_is(body->keys[i], "rows") && !text_is(body->keys[i], "query")) {
            out->keys[out->n] = body->keys[i];
            out->at[out->n++] = body->at[i];
        }
    }
    return out;
}

static enum status read_step(struct app *app, const struct json *params, struct step *out,
                             struct arena *arena, struct error *error)
{
    struct text ledger = TEXT_EMPTY, action = TEXT_EMPTY;
    json_text(json_member(params, "ledger"), &ledger);
    json_text(json_member(params, "action"), &action);
    out->ledger = ledger_find(app->ledgers, ledger);
    out->action = out->ledger == NULL || out->ledger->flow == NULL
                      ? NULL
                      : flow_action(out->ledger->flow, action);
    if (out->action == NULL) {
        return error_set(error, arena, NOT_FOUND, "没有这个步骤");
    }
    out->body = json_member(params, "body");
    if (out->body == NULL) {
        return error_set(error, arena, INVALID, "没有写明办理哪些记录");
    }
    out->values = values_of(arena, out->body);
    json_text(json_member(out->body, "reason"), &out->reason);
    return OK;
}

static enum status act_one(void *context, struct work *work, int64_t id, struct text *title,
                           struct errors *errors, struct error *error)
{
    const struct step *step = context;
    struct row *row = NULL;
    enum status status = rows_get(work, step->ledger, id, ROWS_PLAIN, &row, error);
    if (status != OK) {
        return status;
    }
    *title = row_title(work, row);
    struct change change = change_edit(work, row);
    change.part = true;
    change.reason = step->reason;
    change.batch = step->batch;
    row_json_read(&change, step->values, also, errors);
    return change_act(&change, step->action, errors, error);
}

enum status bulk_run(struct job *job, void *app, struct arena *arena, struct error *error)
{
    struct json *params;
    struct step step = {.batch = job_info(job)->id};
    enum status status = json_parse(arena, job_info(job)->params, &params, error);
    if (status == OK) {
        status = read_step(app, params, &step, arena, error);
    }
    if (status != OK || step.action == NULL) {
        return status;
    }
    const struct many many = {
        .job = job,
        .app = app,
        .arena = arena,
        .actor = app_job_actor(app, job_info(job), params),
        .ledger = step.ledger,
        .body = step.body,
        .action = text_of(step.action->name),
        .audited = step.ledger,
        .message = TEXT("正在办理…"),
        .one = act_one,
        .context = &step,
    };
    return many_run(&many, error);
}
