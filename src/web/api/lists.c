#include "web/api/lists.h"

#include "domain/lists/list_apply.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_compare.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_pairs.h"
#include "domain/lists/list_platform.h"
#include "domain/lists/list_quality.h"
#include "domain/lists/list_return.h"
#include "domain/lists/list_senders.h"
#include "ledger/history.h"
#include "web/api/payloads.h"
#include "web/api/work.h"
#include "web/request.h"

/* ---- handing in ---- */

/* A list kept in one short transaction; the long reading of its file follows outside it. */
struct handing {
    struct list_plan plan;
    struct text bytes;
    int64_t id;
    bool unasked; /* it is compared at once */
};

static enum status keep(struct request *request, void *context, struct error *error)
{
    struct handing *handing = context;
    return list_create(request->app, &request->work, &handing->plan, handing->bytes, &handing->id,
                       &request->errors, error);
}

static enum status tell(struct request *request, void *context, struct error *error)
{
    const struct handing *handing = context;
    return list_detail_write(request->app, &request->work, handing->id, &request->out, error);
}

static enum status ask(struct request *request, void *context, struct error *error)
{
    struct handing *handing = context;
    return list_compare_unasked(request->app, &request->work, handing->id, &handing->unasked,
                                error);
}

static enum status submit(struct request *request, void *context, struct error *error)
{
    const struct handing *handing = context;
    struct job_info job;
    request->jobs_added = true;
    return list_compare_submit(&request->work, handing->id, &job, error);
}

static enum status list_hand_in(struct request *request, struct error *error)
{
    struct handing handing = {0};
    struct date period;
    int64_t sender = 0;
    text_to_int(request_query(request, "sender"), &sender);
    if (!date_parse(request_query(request, "period"), &period) || period.precision != DATE_DAY) {
        errors_add(&request->errors, request->arena, "period", TEXT("应为日期"),
                   TEXT("写成 2022-09-08"));
        return error_set(error, request->arena, INVALID, "数据截至日期有误");
    }
    handing.plan = (struct list_plan){
        .file_name = request_query(request, "name"),
        .source = text_trim(request_query(request, "source")),
        .kind = request_query(request, "kind"),
        .category = request_query(request, "category"),
        .sender = sender,
        .period = period.day,
        .whole = text_is(request_query(request, "whole"), "true"),
    };
    enum status status = request_upload(request, &handing.bytes, error);
    if (status == OK) {
        status = request_writing(request, keep, &handing, error);
    }
    if (status == OK) {
        status = request_reading(request, ask, &handing, error);
    }
    if (status == OK && handing.unasked) {
        status = request_writing(request, submit, &handing, error);
    }
    return status == OK ? request_reading(request, tell, &handing, error) : status;
}

static enum status list_show(struct request *request, struct error *error)
{
    return list_detail_write(request->app, &request->work, request->id, &request->out, error);
}

static enum status keep_mapping(struct request *request, void *context, struct error *error)
{
    (void)context;
    return list_remap(&request->work, request->id, buf_text(&request->exchange->body), error);
}

static enum status list_map(struct request *request, struct error *error)
{
    struct handing handing = {.id = request->id};
    enum status status = request_writing(request, keep_mapping, NULL, error);
    return status == OK ? request_reading(request, tell, &handing, error) : status;
}

static enum status list_rows_show(struct request *request, struct error *error)
{
    struct list_row_filter filter = {
        .change = request_query(request, "change"),
        .outcome = request_query(request, "outcome"),
        .faulty = text_is(request_query(request, "faulty"), "true"),
        .after = -1,
        .limit = (size_t)request_query_int(request, "limit", 20),
    };
    text_to_int(request_query(request, "after"), &filter.after);
    return list_page_write(&request->work, request->id, &filter, &request->out, error);
}

static enum status list_compare(struct request *request, struct error *error)
{
    struct job_info job = {0};
    enum status status = list_compare_submit(&request->work, request->id, &job, error);
    if (status == OK) {
        work_write_job(request, &job);
    }
    return status;
}

static enum status list_take_back(struct request *request, struct error *error)
{
    return list_withdraw(&request->work, request->id, text_trim(request_text(request, "reason")),
                         error);
}

static enum status list_original(struct request *request, struct error *error)
{
    struct row *list;
    struct list_file file = {0};
    enum status status = list_find(&request->work, request->id, 0, &list, error);
    if (status == OK) {
        status = list_file_read(&request->work, request->id, &file, error);
    }
    if (status == OK) {
        status = blob_file(request->app->blobs, file.blob, &request->exchange->file, request->arena,
                           error);
    }
    if (status == OK) {
        request_attach(request, "application/octet-stream", list->value[LIST_BATCH_FILE_NAME].text);
    }
    return status;
}

/* ---- what follows ---- */

static enum status answer_job(struct request *request, enum status status,
                              const struct job_info *job)
{
    if (status == OK) {
        work_write_job(request, job);
    }
    return status;
}

static enum status list_apply(struct request *request, struct error *error)
{
    struct job_info job = {0};
    enum status status = list_apply_submit(
        &request->work, request->id, request_bool(request, "leavers"),
        text_trim(request_text(request, "reason")), &job, &request->errors, error);
    return answer_job(request, status, &job);
}

static enum status list_unapply(struct request *request, struct error *error)
{
    struct job_info job = {0};
    enum status status = list_unapply_submit(&request->work, request->id, &job, error);
    return answer_job(request, status, &job);
}

static enum status list_effects(struct request *request, struct error *error)
{
    return list_effects_write(&request->work, request->id, &request->out, error);
}

static enum status models(struct request *request, struct error *error)
{
    return list_models_write(&request->work, &request->out, error);
}

static enum status senders(struct request *request, struct error *error)
{
    return list_senders_write(&request->work, &request->out, error);
}

/* ---- what goes out ---- */

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct buf *out = context;
    buf_add(out, bytes, n);
    return !out->full;
}

/* A file that depends on the whole list: why it goes out before all suspects are decided. */
static struct text going_early(const struct request *request)
{
    return text_trim(request_query(request, "reason"));
}

static enum status make_returned(struct request *request, void *context, struct error *error)
{
    struct zip_output output = {take_bytes, &request->exchange->out};
    enum status status = list_match_settled(&request->work, request->id, "出退回表",
                                            going_early(request), &request->errors, error);
    return status == OK ? list_return_write(request->app, &request->work, request->id, output,
                                            context, error)
                        : status;
}

static enum status note_returned(struct request *request, void *context, struct error *error)
{
    (void)context;
    return history_close(&request->work, TEXT("list_returned"), &list_batch_ledger, 0,
                         going_early(request), error);
}

static enum status list_returned(struct request *request, struct error *error)
{
    struct text name = TEXT_EMPTY;
    enum status status = request_reading(request, make_returned, &name, error);
    if (status == OK) {
        status = request_writing(request, note_returned, NULL, error);
    }
    if (status == OK) {
        request_made(request, name);
    }
    return status;
}

static enum status platform_show(struct request *request, struct error *error)
{
    return list_platform_write(&request->work, request->id, &request->out, error);
}

/* A workbook with whole numbers is made over a reader and noted in the audit before it goes out. */
static enum status make_corrections(struct request *request, void *context, struct error *error)
{
    struct zip_output output = {take_bytes, &request->exchange->out};
    enum status status = list_match_settled(&request->work, request->id, "出更正清单",
                                            going_early(request), &request->errors, error);
    return status == OK
               ? list_platform_corrections(&request->work, request->id, output, context, error)
               : status;
}

static enum status note_corrections(struct request *request, void *context, struct error *error)
{
    const int64_t *people = context;
    return history_close(&request->work, TEXT("list_corrections"), &list_batch_ledger, 0,
                         arena_printf(request->arena, "更正清单 %lld 人 %.*s", (long long)*people,
                                      TEXT_ARG(going_early(request))),
                         error);
}

static enum status platform_corrections(struct request *request, struct error *error)
{
    int64_t people = 0;
    enum status status = request_reading(request, make_corrections, &people, error);
    if (status == OK) {
        status = request_writing(request, note_corrections, &people, error);
    }
    if (status == OK) {
        request_made(request, TEXT("省平台更正清单.xlsx"));
    }
    return status;
}

/* ---- the table ---- */

static const char *const yes_no[] = {"true", "false", NULL};

static const struct payload hand_in_query = {
    .members = (const struct member[]){
        {.name = "name",
         .label = "文件名",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 200},
        {.name = "source",
         .label = "名单",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 60},
        {.name = "kind",
         .label = "性质",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 20},
        {.name = "category", .label = "证明的类别", .kind = MEMBER_TEXT, .max = 40},
        {.name = "sender", .label = "报送单位", .kind = MEMBER_ID},
        {.name = "period", .label = "数据截至", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "whole", .label = "全量名单", .kind = MEMBER_TEXT, .choices = yes_no},
        {0},
    }};
static const struct payload rows_query = {
    .members = (const struct member[]){
        {.name = "change",
         .label = "变化",
         .kind = MEMBER_TEXT,
         .choices =
             (const char *const[]){"entered", "left", "changed", "same", "repeated", "", NULL}},
        {.name = "outcome",
         .label = "比对结论",
         .kind = MEMBER_TEXT,
         .choices = (const char *const[]){"same", "likely", "conflict", "alone", "", NULL}},
        {.name = "faulty", .label = "有问题", .kind = MEMBER_TEXT, .choices = yes_no},
        {.name = "after", .label = "起始", .kind = MEMBER_ID},
        {.name = "limit", .label = "行数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};
static const struct payload mapping_payload = {
    .name = "ListMapping",
    .members = (const struct member[]){
        {.name = "source", .label = "来源", .kind = MEMBER_TEXT, .max = 60},
        {.name = "sheets", .label = "工作表", .kind = MEMBER_INTS, .max = 64},
        {.name = "heading", .label = "表头", .kind = MEMBER_MAP},
        {.name = "columns", .label = "列", .kind = MEMBER_MAP},
        {.name = "units", .label = "单位", .kind = MEMBER_MAP},
        {.name = "hidden", .label = "隐藏行", .kind = MEMBER_BOOL},
        {0},
    }};
static const struct payload list_payload = {
    .name = "ListDetail",
    .members = (const struct member[]){
        {.name = "list", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "job_id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "import", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "fields", .kind = MEMBER_LIST},
        {.name = "versions", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "faults", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "review", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload list_rows_payload = {
    .name = "ListRows",
    .members = (const struct member[]){
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "next", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {0},
    }};

static const struct payload apply_payload = {
    .name = "ListApply",
    .members = (const struct member[]){
        {.name = "leavers", .label = "已不在名单中的人", .kind = MEMBER_BOOL},
        {.name = "reason", .label = "理由", .kind = MEMBER_TEXT, .max = 200},
        {0},
    }};
static const struct payload early_query = {
    .members = (const struct member[]){
        {.name = "reason", .label = "理由", .kind = MEMBER_TEXT, .max = 200},
        {0},
    }};
static const struct payload senders_payload = {
    .name = "ListSenders",
    .members = (const struct member[]){
        {.name = "standing", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED},
        {.name = "lists", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload models_payload = {
    .name = "ListModels",
    .members = (const struct member[]){
        {.name = "models", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload effects_payload = {
    .name = "ListEffects",
    .members = (const struct member[]){
        {.name = "ready", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "leavers", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "effects", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload platform_payload = {
    .name = "ListPlatform",
    .members = (const struct member[]){
        {.name = "people", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "settled", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "fields", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct route list_routes[] = {
    {.method = METHOD_POST,
     .path = "/api/v1/lists",
     .permission = PERMIT_LISTS,
     .body_kind = BODY_BYTES,
     .flags = ROUTE_BARE,
     .status = 201,
     .query = &hand_in_query,
     .returns = &list_payload,
     .run = list_hand_in,
     .summary = "交来一份名单（请求内容就是文件）"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/models",
     .permission = PERMIT_LISTS,
     .returns = &models_payload,
     .run = models,
     .summary = "比对用过的权重（各版模型），最新的在前"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/senders",
     .permission = PERMIT_LIST_ROWS,
     .returns = &senders_payload,
     .run = senders,
     .summary = "各单位历期名单的完整率、错误率和变化"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/{id}",
     .permission = PERMIT_LIST_ROWS,
     .returns = &list_payload,
     .run = list_show,
     .summary = "一份名单：列的对应、历期质量、比对和审核进度"},
    {.method = METHOD_PUT,
     .path = "/api/v1/lists/{id}/mapping",
     .permission = PERMIT_LISTS,
     .body_kind = BODY_JSON,
     .body = &mapping_payload,
     .flags = ROUTE_BARE,
     .returns = &list_payload,
     .run = list_map,
     .summary = "改正各列的含义，重新读"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/{id}/rows",
     .permission = PERMIT_LIST_ROWS,
     .query = &rows_query,
     .returns = &list_rows_payload,
     .run = list_rows_show,
     .summary = "名单的行：按变化、比对结论或有无问题"},
    {.method = METHOD_POST,
     .path = "/api/v1/lists/{id}/compare",
     .permission = PERMIT_LISTS,
     .body_kind = BODY_JSON,
     .body = &empty_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = list_compare,
     .summary = "与台账比对"},
    {.method = METHOD_POST,
     .path = "/api/v1/lists/{id}/withdraw",
     .ledger = "list_batch",
     .permission = PERMIT_LISTS,
     .body_kind = BODY_JSON,
     .body = &reason_payload,
     .flags = ROUTE_WRITES,
     .run = list_take_back,
     .summary = "撤回报错的名单，连同它的比对结果"},
    {.method = METHOD_POST,
     .path = "/api/v1/lists/{id}/apply",
     .permission = PERMIT_APPLY,
     .body_kind = BODY_JSON,
     .body = &apply_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = list_apply,
     .summary = "让已决定的生效：类别、认定候选人、关注事项"},
    {.method = METHOD_POST,
     .path = "/api/v1/lists/{id}/undo",
     .permission = PERMIT_APPLY,
     .body_kind = BODY_JSON,
     .body = &empty_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = list_unapply,
     .summary = "整批撤销一份名单的效果"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/{id}/effects",
     .permission = PERMIT_LIST_ROWS,
     .returns = &effects_payload,
     .run = list_effects,
     .summary = "一份名单带来了什么，还能带来多少"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/{id}/returned.xlsx",
     .permission = PERMIT_LISTS,
     .query = &early_query,
     .flags = ROUTE_FILE | ROUTE_BARE,
     .run = list_returned,
     .summary = "退回表：原样，要改的行和原因"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/{id}/platform",
     .permission = PERMIT_APPLY,
     .returns = &platform_payload,
     .run = platform_show,
     .summary = "省平台导出与台账的四项核对"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/{id}/corrections.xlsx",
     .permission = PERMIT_APPLY,
     .query = &early_query,
     .flags = ROUTE_FILE | ROUTE_BARE,
     .run = platform_corrections,
     .summary = "省平台更正清单，证号完整，记入审计"},
    {.method = METHOD_GET,
     .path = "/api/v1/lists/{id}/original",
     .permission = PERMIT_LISTS,
     .flags = ROUTE_FILE,
     .run = list_original,
     .summary = "原来的文件"},
    {0},
};
