#include "web/api/import.h"

#include "domain/import/apply.h"
#include "domain/import/preview.h"
#include "ledger/import_return.h"
#include "web/api/payloads.h"
#include "web/api/work.h"
#include "web/web.h"

/* ---- finding ---- */

static enum status find_batch(struct request *request, struct batch *out, struct error *error)
{
    enum status status = batch_read(&request->work, request->id, out, error);
    if (status == OK && !access_may(&request->actor, out->ledger->data, ACCESS_IMPORT)) {
        status = error_set(error, request->arena, DENIED, "您的角色不能导入这种台账");
    }
    return status;
}

/* ---- the judged rows ---- */

/* A batch on its way through short transactions, with the long reading of its file between them. */
struct keeping {
    struct batch batch;
    struct text bytes;
    struct blob_writer *judged;
};

static enum status judge(struct request *request, void *context, struct error *error)
{
    struct keeping *keeping = context;
    struct import_session session;
    enum status status =
        session_begin(request->app, &request->work, &keeping->batch, &session, error);
    return status == OK ? preview_judge(&session, &keeping->judged, error) : status;
}

static enum status keep_judged(struct request *request, void *context, struct error *error)
{
    struct keeping *keeping = context;
    struct blob_writer *judged = keeping->judged;
    keeping->judged = NULL;
    return preview_keep(&request->work, &keeping->batch, judged, error);
}

static enum status find(struct request *request, void *context, struct error *error)
{
    struct keeping *keeping = context;
    return find_batch(request, &keeping->batch, error);
}

/* The batch with its rows judged: once after an upload, a new layout or new answers. */
static enum status see_judged(struct request *request, struct keeping *keeping, struct error *error)
{
    enum { TIMES = 3 /* while somebody else changes the layout */ };
    enum status status = request_reading(request, find, keeping, error);
    for (int i = 0; status == OK && keeping->batch.preview.n == 0; i++) {
        if (i == TIMES) {
            return error_set(error, request->arena, BUSY, "这次导入正在被别人修改，请稍后再看");
        }
        status = request_reading(request, judge, keeping, error);
        if (status == OK) {
            status = request_writing(request, keep_judged, keeping, error);
        }
        if (keeping->judged != NULL) {
            blob_drop(keeping->judged);
            keeping->judged = NULL;
        }
        if (status == OK) {
            status = request_reading(request, find, keeping, error);
        }
    }
    return status;
}

static enum status tell(struct request *request, void *context, struct error *error)
{
    struct keeping *keeping = context;
    return preview_import(request->app, &request->work, &keeping->batch, &request->out, error);
}

static enum status answer_batch(struct request *request, struct keeping *keeping,
                                struct error *error)
{
    enum status status = see_judged(request, keeping, error);
    return status == OK ? request_reading(request, tell, keeping, error) : status;
}

/* ---- routes ---- */

static enum status keep_new(struct request *request, void *context, struct error *error)
{
    struct keeping *keeping = context;
    enum status status =
        batch_create(request->app, &request->work, request->ledger, request_query(request, "name"),
                     request_query(request, "source"), keeping->bytes, &keeping->batch, error);
    request->kept = arena_printf(request->arena, "{\"id\":\"%lld\"}", (long long)keeping->batch.id);
    return status;
}

static enum status import_create(struct request *request, struct error *error)
{
    struct keeping keeping = {0};
    enum status status = request_upload(request, &keeping.bytes, error);
    if (status == OK) {
        status = request_once(request, keep_new, &keeping, error);
    }
    struct json *kept;
    if (status == OK) {
        status = json_parse(request->arena, request->kept, &kept, error);
    }
    if (status == OK) {
        json_id(json_member(kept, "id"), &request->id);
        status = answer_batch(request, &keeping, error);
    }
    return status;
}

static enum status imports_list(struct request *request, struct error *error)
{
    struct batch_list list;
    struct text name = request_query(request, "ledger");
    const struct ledger *ledger = name.n == 0 ? NULL : ledger_find(request->app->ledgers, name);
    if (name.n > 0 && ledger == NULL) {
        return error_set(error, request->arena, NOT_FOUND, "没有这个台账");
    }
    enum status status = batch_list(&request->work, ledger, &list, error);
    if (status != OK) {
        return status;
    }
    struct json_out *out = &request->out;
    json_open(out, NULL);
    json_open_list(out, "imports");
    for (size_t i = 0; i < list.n; i++) {
        const struct batch *batch = &list.at[i];
        json_open(out, NULL);
        json_put_id(out, "id", batch->id);
        json_put_cstr(out, "ledger", batch->ledger->name);
        json_put_cstr(out, "ledger_label", batch->ledger->label);
        json_put_text(out, "name", batch->name);
        json_put_text(out, "source", batch->source);
        json_put_text(out, "state", batch->state);
        json_put_text(out, "at", clock_format(request->arena, batch->at));
        json_put_text(out, "actor", request->work.user_name(&request->work, batch->actor));
        if (batch->counts.n > 0) {
            json_put_raw(out, "counts", batch->counts);
        } else {
            json_put_null(out, "counts");
        }
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
    return OK;
}

static enum status import_show(struct request *request, struct error *error)
{
    struct keeping keeping = {0};
    return answer_batch(request, &keeping, error);
}

/* Only a batch that nobody confirmed may still change. */
static enum status check_open(struct request *request, const struct batch *batch,
                              struct error *error)
{
    return text_is(batch->state, "read")
               ? OK
               : error_set(error, request->arena, CONFLICT, "这次导入已经确认或取消");
}

/* A changed batch is judged anew. */
static enum status write_changed(struct request *request, struct batch *batch, struct error *error)
{
    enum status status = preview_forget(&request->work, batch, error);
    batch->edition++;
    return status == OK ? batch_write(&request->work, batch, error) : status;
}

static enum status keep_map(struct request *request, void *context, struct error *error)
{
    struct keeping *keeping = context;
    struct batch *batch = &keeping->batch;
    enum status status = find_batch(request, batch, error);
    if (status == OK) {
        status = check_open(request, batch, error);
    }
    if (status != OK) {
        return status;
    }
    struct text source;
    if (json_text(json_member(request->body, "source"), &source)) {
        batch->source = text_trim(source);
    }
    batch->plan = buf_text(&request->exchange->body);
    return write_changed(request, batch, error);
}

static enum status import_map(struct request *request, struct error *error)
{
    struct keeping keeping = {0};
    enum status status = request_writing(request, keep_map, &keeping, error);
    return status == OK ? answer_batch(request, &keeping, error) : status;
}

static enum status keep_answers(struct request *request, void *context, struct error *error)
{
    struct keeping *keeping = context;
    struct batch *batch = &keeping->batch;
    enum status status = find_batch(request, batch, error);
    if (status == OK) {
        status = check_open(request, batch, error);
    }
    if (status == OK) {
        status = answers_add(&request->work, batch, json_member(request->body, "answers"),
                             &request->errors, error);
    }
    return status == OK ? write_changed(request, batch, error) : status;
}

static enum status import_answer(struct request *request, struct error *error)
{
    struct keeping keeping = {0};
    enum status status = request_writing(request, keep_answers, &keeping, error);
    return status == OK ? answer_batch(request, &keeping, error) : status;
}

struct rows_asked {
    struct keeping keeping;
    struct preview_page page;
};

static enum status tell_rows(struct request *request, void *context, struct error *error)
{
    struct rows_asked *asked = context;
    return preview_rows(request->app, &request->work, &asked->keeping.batch, &asked->page,
                        &request->out, error);
}

static enum status import_rows(struct request *request, struct error *error)
{
    struct text outcome = request_query(request, "outcome");
    struct rows_asked asked = {
        .page = {.outcome = outcome.n == 0 ? NULL : arena_cstr(request->arena, outcome),
                 .offset = request_query_int(request, "offset", 0),
                 .limit = request_query_int(request, "limit", 20),
                 .sheet = request_query_int(request, "sheet", 0),
                 .row = request_query_int(request, "row", 0)}};
    enum status status = see_judged(request, &asked.keeping, error);
    return status == OK ? request_reading(request, tell_rows, &asked, error) : status;
}

static enum status read_choice(struct request *request, struct apply_choice *choice,
                               struct error *error)
{
    const struct json *outcomes = json_member(request->body, "outcomes");
    const struct json *rows = json_member(request->body, "rows");
    *choice = (struct apply_choice){0};
    for (size_t i = 0; outcomes != NULL && i < outcomes->n; i++) {
        for (enum import_outcome o = 0; o < IMPORT_OUTCOME__COUNT; o++) {
            choice->outcomes[o] |= text_is(outcomes->at[i].text, outcome_name(o));
        }
    }
    if (rows != NULL) {
        int64_t *places = arena_array(request->arena, int64_t, rows->n);
        for (size_t i = 0; i < rows->n; i++) {
            int64_t sheet = 0, row = 0;
            json_int(json_member(&rows->at[i], "sheet"), &sheet);
            json_int(json_member(&rows->at[i], "row"), &row);
            places[i] = apply_place(sheet, row);
        }
        choice->rows = places;
        choice->row_count = rows->n;
    }
    if ((outcomes == NULL) == (rows == NULL)) {
        return error_set(error, request->arena, INVALID, "请选择要导入的结果或行");
    }
    return OK;
}

static enum status import_confirm(struct request *request, struct error *error)
{
    struct batch batch = {0};
    struct apply_choice choice;
    struct job_info job = {0};
    enum status status = find_batch(request, &batch, error);
    if (status == OK) {
        status = read_choice(request, &choice, error);
    }
    if (status == OK) {
        status = apply_submit(&request->work, &batch, &choice, &job, error);
    }
    if (status == OK) {
        work_write_job(request, &job);
    }
    return status;
}

static enum status import_undo(struct request *request, struct error *error)
{
    struct batch batch = {0};
    struct job_info job = {0};
    enum status status = find_batch(request, &batch, error);
    if (status == OK) {
        status = apply_submit_undo(&request->work, &batch,
                                   text_trim(request_text(request, "reason")), &job, error);
    }
    if (status == OK) {
        work_write_job(request, &job);
    }
    return status;
}

static enum status import_cancel(struct request *request, struct error *error)
{
    struct batch batch = {0};
    enum status status = find_batch(request, &batch, error);
    if (status == OK) {
        status = check_open(request, &batch, error);
    }
    if (status == OK) {
        batch.state = TEXT("cancelled");
        status = batch_write(&request->work, &batch, error);
    }
    return status;
}

static enum status import_original(struct request *request, struct error *error)
{
    struct batch batch = {0};
    enum status status = find_batch(request, &batch, error);
    if (status == OK) {
        status = blob_file(request->app->blobs, batch.blob, &request->exchange->file,
                           request->arena, error);
    }
    if (status == OK) {
        request_attach(request, "application/octet-stream", batch.name);
    }
    return status;
}

struct returning {
    struct import_return *collected;
};

static enum status collect_bad(void *context, struct import_row *rows, size_t n,
                               struct error *error)
{
    (void)error;
    struct returning *returning = context;
    import_return_add(returning->collected, rows, n);
    return OK;
}

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct buf *out = context;
    buf_add(out, bytes, n);
    return !out->full;
}

static enum status import_returned(struct request *request, struct error *error)
{
    struct batch batch = {0};
    struct import_session session;
    struct import_summary summary;
    enum status status = find_batch(request, &batch, error);
    if (status == OK) {
        status = session_begin(request->app, &request->work, &batch, &session, error);
    }
    if (status != OK) {
        return status;
    }
    struct import_layout *chosen =
        arena_array(request->arena, struct import_layout, session.sheets);
    size_t n = 0;
    for (size_t i = 0; i < session.sheets && i < SHEETS_MOST; i++) {
        if (session.chosen[i]) {
            chosen[n++] = session.layouts[i];
        }
    }
    struct returning returning = {import_return_new(request->arena, &session.terms, chosen, n)};
    status = session_run(&session, collect_bad, &returning, &summary, error);
    if (status == OK) {
        struct zip_output output = {take_bytes, &request->exchange->out};
        status = import_return_write(returning.collected, session.book, session.bytes, false,
                                     output, error);
    }
    if (status == OK) {
        request_made(request, arena_printf(request->arena, "退回_%.*s.xlsx", TEXT_ARG(batch.name)));
    }
    return status;
}

/* ---- the table ---- */

static const struct payload upload_query = {
    .members = (const struct member[]){
        {.name = "name",
         .label = "文件名",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 200},
        {.name = "source", .label = "来源", .kind = MEMBER_TEXT, .max = 60},
        {0},
    }};
static const struct payload imports_query = {
    .members = (const struct member[]){
        {.name = "ledger", .label = "台账", .kind = MEMBER_TEXT, .max = 64},
        {0},
    }};
static const struct payload import_rows_query = {
    .members = (const struct member[]){
        {.name = "outcome",
         .label = "结果",
         .kind = MEMBER_TEXT,
         .choices = (const char *const[]){"new", "changed", "same", "duplicate", "ask", "error",
                                          "left", NULL}},
        {.name = "offset", .label = "起始行", .kind = MEMBER_INT, .min = 0, .max = 2000000},
        {.name = "limit", .label = "行数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {.name = "sheet", .label = "工作表", .kind = MEMBER_INT, .min = 0, .max = 63},
        {.name = "row", .label = "行", .kind = MEMBER_INT, .min = 1, .max = 1048576},
        {0},
    }};
static const struct payload mapping_payload = {
    .name = "ImportMapping",
    .members = (const struct member[]){
        {.name = "source", .label = "来源", .kind = MEMBER_TEXT, .flags = MEMBER_NULL, .max = 60},
        {.name = "sheets", .label = "工作表", .kind = MEMBER_INTS, .max = 64},
        {.name = "heading", .label = "表头", .kind = MEMBER_MAP},
        {.name = "columns", .label = "列", .kind = MEMBER_MAP},
        {.name = "units", .label = "金额单位", .kind = MEMBER_MAP},
        {.name = "hidden", .label = "含隐藏行", .kind = MEMBER_BOOL},
        {0},
    }};
static const struct payload answer_payload = {
    .members = (const struct member[]){
        {.name = "sheet", .label = "工作表", .kind = MEMBER_INT, .min = 0, .max = 63},
        {.name = "row",
         .label = "行",
         .kind = MEMBER_INT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 1048576},
        {.name = "leave", .label = "略过", .kind = MEMBER_BOOL},
        {.name = "merge", .label = "合并", .kind = MEMBER_BOOL},
        {.name = "same", .label = "同一条记录", .kind = MEMBER_TEXT, .max = 20},
        {.name = "fields", .label = "各项取值", .kind = MEMBER_MAP},
        {0},
    }};
static const struct payload answers_payload = {.name = "ImportAnswers",
                                               .members = (const struct member[]){
                                                   {.name = "answers",
                                                    .label = "核对结果",
                                                    .kind = MEMBER_LIST,
                                                    .flags = MEMBER_REQUIRED,
                                                    .min = 1,
                                                    .max = 1000,
                                                    .of = &answer_payload},
                                                   {0},
                                               }};
static const struct payload place_payload = {
    .name = "ImportPlace",
    .members = (const struct member[]){
        {.name = "sheet", .label = "工作表", .kind = MEMBER_INT, .min = 0, .max = 63},
        {.name = "row",
         .label = "行",
         .kind = MEMBER_INT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 1048576},
        {0},
    }};
static const struct payload confirm_payload = {
    .name = "ImportConfirm",
    .members = (const struct member[]){
        {.name = "outcomes", .label = "结果", .kind = MEMBER_TEXTS, .max = 10},
        {.name = "rows", .label = "行", .kind = MEMBER_LIST, .max = 1000, .of = &place_payload},
        {0},
    }};
static const struct payload import_payload = {
    .name = "Import",
    .row = true,
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "ledger", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "source", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "counts", .kind = MEMBER_MAP, .flags = MEMBER_NULL},
        {0},
    }};
static const struct payload imports_payload = {
    .name = "Imports",
    .members = (const struct member[]){
        {.name = "imports", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &import_payload},
        {0},
    }};
static const struct payload import_rows_payload = {
    .name = "ImportRows",
    .members = (const struct member[]){
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct route import_routes[] = {
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/imports",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_IMPORT,
     .body_kind = BODY_BYTES,
     .query = &upload_query,
     .flags = ROUTE_BARE,
     .status = 201,
     .returns = &import_payload,
     .run = import_create,
     .summary = "交来一个表格（请求内容就是文件）"},
    {.method = METHOD_GET,
     .path = "/api/v1/imports",
     .permission = PERMIT_SIGNED,
     .query = &imports_query,
     .returns = &imports_payload,
     .run = imports_list,
     .summary = "导入批次，新的在前"},
    {.method = METHOD_GET,
     .path = "/api/v1/imports/{id}",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_BARE,
     .returns = &import_payload,
     .run = import_show,
     .summary = "一次导入"},
    {.method = METHOD_PUT,
     .path = "/api/v1/imports/{id}/mapping",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .body = &mapping_payload,
     .flags = ROUTE_BARE,
     .returns = &import_payload,
     .run = import_map,
     .summary = "改正各列的含义，重新读"},
    {.method = METHOD_GET,
     .path = "/api/v1/imports/{id}/rows",
     .permission = PERMIT_SIGNED,
     .query = &import_rows_query,
     .flags = ROUTE_BARE,
     .returns = &import_rows_payload,
     .run = import_rows,
     .summary = "逐行预览"},
    {.method = METHOD_POST,
     .path = "/api/v1/imports/{id}/answers",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .body = &answers_payload,
     .flags = ROUTE_BARE,
     .returns = &import_payload,
     .run = import_answer,
     .summary = "有疑问或有错误的行怎样处理"},
    {.method = METHOD_POST,
     .path = "/api/v1/imports/{id}/confirm",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .body = &confirm_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = import_confirm,
     .summary = "确认导入"},
    {.method = METHOD_POST,
     .path = "/api/v1/imports/{id}/undo",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .body = &reason_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = import_undo,
     .summary = "整批撤销"},
    {.method = METHOD_DELETE,
     .path = "/api/v1/imports/{id}",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_WRITES,
     .run = import_cancel,
     .summary = "取消没有确认的导入"},
    {.method = METHOD_GET,
     .path = "/api/v1/imports/{id}/returned.xlsx",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_FILE,
     .run = import_returned,
     .summary = "退回的表格：原样，有问题的格子标红，每行末尾写明原因"},
    {.method = METHOD_GET,
     .path = "/api/v1/imports/{id}/original",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_FILE,
     .run = import_original,
     .summary = "原来的文件"},
    {0},
};
