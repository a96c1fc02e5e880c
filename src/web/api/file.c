#include "web/api/file.h"

#include "base/ceilings.h"
#include "domain/bulk.h"
#include "domain/export.h"
#include "domain/made_file.h"
#include "web/api/payloads.h"
#include "web/api/work.h"
#include "web/web.h"

/* ---- exports ---- */

/* The chosen columns as indices; an unknown one is a fault of the request. */
static enum status read_columns(struct request *request, struct export_plan *plan,
                                struct error *error)
{
    const struct json *names = json_member(request->body, "columns");
    if (names == NULL || names->n == 0) {
        export_usual_columns(&request->work, request->ledger, plan);
        return OK;
    }
    int *columns = arena_array(request->arena, int, names->n);
    for (size_t i = 0; i < names->n; i++) {
        columns[i] = ledger_field(request->ledger, names->at[i].text);
        if (columns[i] < 0) {
            errors_add(
                &request->errors, request->arena, "columns",
                arena_printf(request->arena, "没有“%.*s”这一列", TEXT_ARG(names->at[i].text)),
                TEXT_EMPTY);
            return error_set(error, request->arena, INVALID, "没有这一列");
        }
    }
    plan->columns = columns;
    plan->n = names->n;
    return OK;
}

static enum status export_begin(struct request *request, struct error *error)
{
    const struct json *query = json_member(request->body, "query");
    struct export_plan plan = {
        .format = text_is(request_text(request, "format"), "csv") ? EXPORT_CSV : EXPORT_XLSX,
        .plain = request_bool(request, "plain"),
        .reason = text_trim(request_text(request, "reason")),
        .filter = query_words(&request->work, request->ledger, query),
    };
    query_read(&request->work, request->ledger, query, &plan.query, &request->errors);
    if (plan.plain && !access_may(&request->actor, request->ledger->data, ACCESS_REVEAL)) {
        return error_set(error, request->arena, DENIED, "您的角色不能导出明文");
    }
    if (plan.reason.n == 0) {
        errors_add(&request->errors, request->arena, "reason", TEXT("请填写导出理由"), TEXT_EMPTY);
    }
    if (request->errors.n > 0) {
        return error_set(error, request->arena, INVALID, "导出条件有误");
    }
    enum status status = read_columns(request, &plan, error);
    if (status != OK) {
        return status;
    }
    struct buf json;
    buf_init(&json, CEILING_BODY);
    struct json_out out = json_into(&json);
    if (query != NULL) {
        json_put_tree(&out, NULL, query);
    }
    struct job_info job = {
        .kind = TEXT("export"),
        .title = arena_printf(request->arena, "导出%s", request->ledger->label),
        .params = export_params(&request->work, request->ledger, buf_text(&json), &plan),
    };
    buf_release(&json);
    return work_submit(request, &job, error);
}

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct buf *out = context;
    buf_add(out, bytes, n);
    return !out->full;
}

static enum status template_make(struct request *request, struct error *error)
{
    struct zip_output output = {take_bytes, &request->exchange->out};
    enum status status =
        export_template(request->app, &request->work, request->ledger, output, error);
    if (status == OK) {
        request_made(request, arena_printf(request->arena, "%s_模板.xlsx", request->ledger->label));
    }
    return status;
}

static enum status file_show(struct request *request, struct error *error)
{
    struct made_file file = {0};
    enum status status = made_file_read(&request->work, request->id, &file, error);
    if (status == OK) {
        status = blob_file(request->app->blobs, file.blob, &request->exchange->file, request->arena,
                           error);
    }
    if (status == OK) {
        request_attach(request, arena_cstr(request->arena, file.type), file.name);
    }
    return status;
}

/* ---- many rows ---- */

static enum status rows_act(struct request *request, struct error *error)
{
    const struct flow *flow = request->ledger->flow;
    struct bulk_plan plan = {
        .ledger = request->ledger,
        .action = flow == NULL ? NULL : flow_action(flow, request_part(request, "action")),
        .rows = json_member(request->body, "rows"),
        .query = json_member(request->body, "query"),
        .body = request->body,
        .reason = request_text(request, "reason"),
    };
    if (plan.action == NULL) {
        return error_set(error, request->arena, NOT_FOUND, "没有这个步骤");
    }
    if ((plan.rows == NULL) == (plan.query == NULL)) {
        return error_set(error, request->arena, INVALID, "请选择要办理的记录");
    }
    struct job_info job = {0};
    enum status status = bulk_submit(&request->work, &plan, &job, error);
    if (status == OK) {
        work_write_job(request, &job);
    }
    return status;
}

/* ---- the table ---- */

static const struct payload export_payload = {
    .name = "Export",
    .members = (const struct member[]){
        {.name = "query", .label = "查询", .kind = MEMBER_OBJECT, .of = &query_payload},
        {.name = "columns", .label = "列", .kind = MEMBER_TEXTS, .max = 200},
        {.name = "format",
         .label = "格式",
         .kind = MEMBER_TEXT,
         .choices = (const char *const[]){"xlsx", "csv", NULL}},
        {.name = "plain", .label = "明文", .kind = MEMBER_BOOL},
        {.name = "reason",
         .label = "理由",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 200},
        {0},
    }};
static const struct payload bulk_payload = {
    .name = "BulkAction",
    .row = true,
    .members = (const struct member[]){
        {.name = "rows", .label = "记录", .kind = MEMBER_IDS, .max = 100000},
        {.name = "query", .label = "查询", .kind = MEMBER_OBJECT, .of = &query_payload},
        {.name = "reason", .label = "原因", .kind = MEMBER_TEXT, .flags = MEMBER_NULL, .max = 200},
        {0},
    }};

const struct route file_routes[] = {
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/export",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_EXPORT,
     .body_kind = BODY_JSON,
     .body = &export_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = export_begin,
     .summary = "导出查询到的全部记录"},
    {.method = METHOD_GET,
     .path = "/api/v1/{ledger}/template.xlsx",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .flags = ROUTE_FILE,
     .run = template_make,
     .summary = "可填写的空白表格"},
    {.method = METHOD_GET,
     .path = "/api/v1/files/{id}",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_FILE,
     .run = file_show,
     .summary = "为自己生成的文件，保留 7 天"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/actions/{action}",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_ACT,
     .body_kind = BODY_JSON,
     .body = &bulk_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = rows_act,
     .summary = "批量办理一个步骤"},
    {0},
};
