#include "web/api/work.h"

#include "domain/app.h"
#include "web/api/payloads.h"
#include "web/events.h"
#include "web/job_json.h"
#include "web/web.h"

enum { JOBS_SHOWN = 100, PREFERENCE_LONGEST = 16 << 10 };

/* ---- jobs ---- */

enum status work_submit(struct request *request, struct job_info *info, struct error *error)
{
    info->county = request->actor.county;
    info->actor = request->actor.user;
    enum status status =
        job_submit(request->work.db, request->work.clock, info, request->arena, error);
    if (status != OK) {
        return status;
    }
    work_write_job(request, info);
    return OK;
}

void work_write_job(struct request *request, const struct job_info *info)
{
    request->jobs_added = true;
    request->exchange->status = 202;
    json_open(&request->out, NULL);
    job_json_write(request->arena, &request->out, "job", info);
    json_close(&request->out);
}

/* The job of the path; another's is as good as absent. */
static enum status find_job(struct request *request, struct job_info *out, struct error *error)
{
    enum status status = job_find(request->work.db, request->app->jobs, request->actor.county,
                                  request->id, out, request->arena, error);
    if (status == OK && out->actor != request->actor.user) {
        status = error_set(error, request->arena, NOT_FOUND, "没有这项任务");
    }
    return status;
}

static enum status jobs_list(struct request *request, struct error *error)
{
    struct job_info *list = NULL;
    size_t n = 0;
    enum status status = job_list(request->work.db, request->actor.county, request->actor.user,
                                  JOBS_SHOWN, &list, &n, request->arena, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_open_list(&request->out, "jobs");
    for (size_t i = 0; i < n; i++) {
        job_json_write(request->arena, &request->out, NULL, &list[i]);
    }
    json_close_list(&request->out);
    json_close(&request->out);
    return OK;
}

static enum status job_show(struct request *request, struct error *error)
{
    struct job_info info = {0};
    enum status status = find_job(request, &info, error);
    if (status == OK) {
        job_json_write(request->arena, &request->out, NULL, &info);
    }
    return status;
}

static enum status job_watch(struct request *request, struct error *error)
{
    struct job_info info = {0};
    enum status status = find_job(request, &info, error);
    if (status == OK) {
        exchange_header(request->exchange, "Content-Type", "text/event-stream");
        exchange_header(request->exchange, "X-Accel-Buffering", "no");
        events_watch(request->web->events, request->exchange, request->actor.user, &info);
    }
    return status;
}

static enum status job_stop(struct request *request, struct error *error)
{
    struct job_info info = {0};
    enum status status = find_job(request, &info, error);
    if (status == OK) {
        status = job_cancel(request->work.db, request->work.clock, request->actor.county,
                            request->id, request->arena, error);
    }
    if (status == OK) {
        request->jobs_added = true; /* who runs it looks at once, not at his next tick */
        status = find_job(request, &info, error);
    }
    if (status == OK) {
        json_open(&request->out, NULL);
        job_json_write(request->arena, &request->out, "job", &info);
        json_close(&request->out);
    }
    return status;
}

/* ---- preferences ---- */

static enum status check_key(struct request *request, struct text *key, struct error *error)
{
    *key = request_part(request, "key");
    if (key->n > 100) {
        return error_set(error, request->arena, INVALID, "偏好的名称太长");
    }
    return OK;
}

static enum status preference_show(struct request *request, struct error *error)
{
    static const struct query query = {
        .sql = "SELECT value FROM preference WHERE county = $1 AND user_id = $2 AND key = $3",
    };
    struct text key;
    struct statement *s = NULL;
    enum status status = check_key(request, &key, error);
    if (status == OK) {
        status = db_prepare(request->work.db, &query, &s, request->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, request->actor.county);
    bind_int(s, 2, request->actor.user);
    bind_text(s, 3, key);
    enum db_step step = statement_step(s, request->arena, error);
    if (step == DB_ROW) {
        buf_addt(&request->exchange->out, column_text(s, 0));
    } else if (step == DB_DONE) {
        buf_adds(&request->exchange->out, "null");
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status preference_keep(struct request *request, struct error *error)
{
    static const struct query query = {
        .sql = "INSERT INTO preference (county, user_id, key, value) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (county, user_id, key) DO UPDATE SET value = excluded.value",
    };
    struct text key;
    struct statement *s = NULL;
    enum status status = check_key(request, &key, error);
    if (status == OK && request->exchange->body.n > PREFERENCE_LONGEST) {
        status = error_set(error, request->arena, TOO_LARGE, "偏好内容超过 16 KB");
    }
    if (status == OK) {
        status = db_prepare(request->work.db, &query, &s, request->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, request->actor.county);
    bind_int(s, 2, request->actor.user);
    bind_text(s, 3, key);
    struct text body = buf_text(&request->exchange->body);
    bind_text(s, 4, body.n > 0 ? body : TEXT("null"));
    return statement_run(s, NULL, request->arena, error);
}

/* ---- the table ---- */

static const struct payload jobs_payload = {
    .name = "Jobs",
    .members = (const struct member[]){
        {.name = "jobs", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &job_payload},
        {0},
    }};
static const struct payload any_payload = {
    .name = "Preference", .row = true, .members = (const struct member[]){{0}}};

const struct route work_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/jobs",
     .permission = PERMIT_SIGNED,
     .returns = &jobs_payload,
     .run = jobs_list,
     .summary = "自己的后台任务，新的在前"},
    {.method = METHOD_GET,
     .path = "/api/v1/jobs/{id}",
     .permission = PERMIT_SIGNED,
     .returns = &job_payload,
     .run = job_show,
     .summary = "一项任务"},
    {.method = METHOD_GET,
     .path = "/api/v1/jobs/{id}/events",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_STREAM,
     .returns = &job_payload,
     .run = job_watch,
     .summary = "任务进度（服务器推送，每条是一个任务）"},
    {.method = METHOD_POST,
     .path = "/api/v1/jobs/{id}/cancel",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_WRITES,
     .returns = &job_answer_payload,
     .run = job_stop,
     .summary = "取消任务"},
    {.method = METHOD_GET,
     .path = "/api/v1/preferences/{key}",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_QUICK,
     .returns = &any_payload,
     .run = preference_show,
     .summary = "自己的一项偏好，没有时为 null"},
    {.method = METHOD_PUT,
     .path = "/api/v1/preferences/{key}",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .flags = ROUTE_WRITES,
     .run = preference_keep,
     .summary = "保存一项偏好（任意 JSON，至多 16 KB）"},
    {0},
};
