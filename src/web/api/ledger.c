#include "web/api/ledger.h"

#include "base/ceilings.h"
#include "domain/query.h"
#include "ledger/history.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "store/audit.h"
#include "web/api/payloads.h"
#include "web/web.h"

/* ---- reading ---- */

static void set_tag(struct request *request, int64_t version)
{
    struct text tag = arena_printf(request->arena, "\"%lld\"", (long long)version);
    exchange_header(request->exchange, "ETag", tag.s);
}

/* Answers the row as it is now, masked. */
static enum status answer_row(struct request *request, int64_t id, unsigned flags,
                              struct error *error)
{
    struct row *row;
    enum status status =
        rows_get(&request->work, request->ledger, id, flags & ~(unsigned)ROWS_PLAIN, &row, error);
    if (status == OK) {
        set_tag(request, row->version);
        row_json_write(&request->work, &request->out, NULL, row);
    }
    return status;
}

static enum status row_show(struct request *request, struct error *error)
{
    return answer_row(request, request->id, ROWS_REMOVED, error);
}

enum status ledger_write_rows(struct request *request, const struct ledger *ledger,
                              const int64_t *ids, size_t n, struct error *error)
{
    struct row **rows = arena_array(request->arena, struct row *, n);
    enum status status = rows_get_many(&request->work, ledger, ids, n, ROWS_REMOVED, rows, error);
    if (status != OK) {
        return status;
    }
    json_open_list(&request->out, "rows");
    for (size_t i = 0; i < n; i++) {
        if (rows[i] != NULL) {
            row_json_write(&request->work, &request->out, NULL, rows[i]);
        }
    }
    json_close_list(&request->out);
    return OK;
}

static enum status rows_search(struct request *request, struct error *error)
{
    struct query_plan plan;
    struct query_result result;
    query_read(&request->work, request->ledger, request->body, &plan, &request->errors);
    if (request->errors.n > 0) {
        return error_set(error, request->arena, INVALID, "查询条件有误");
    }
    enum status status =
        query_run(request->app, &request->work, &plan, &result, &request->errors, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    status = ledger_write_rows(request, request->ledger, result.ids, result.n, error);
    json_put_int(&request->out, "total", result.total);
    json_put_int(&request->out, "offset", plan.offset);
    json_close(&request->out);
    return status;
}

static enum status rows_page(struct request *request, struct error *error)
{
    struct row_list list;
    int64_t limit = request_query_int(request, "limit", 20);
    enum status status =
        rows_after(&request->work, request->ledger, request_query_int(request, "after", 0),
                   (size_t)limit, 0, &list, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_open_list(&request->out, "rows");
    for (size_t i = 0; i < list.n; i++) {
        row_json_write(&request->work, &request->out, NULL, list.at[i]);
    }
    json_close_list(&request->out);
    if (list.n == (size_t)limit) {
        json_put_id(&request->out, "next", list.at[list.n - 1]->id);
    } else {
        json_put_null(&request->out, "next");
    }
    json_close(&request->out);
    return OK;
}

/* Two values of the row that tell it from others of the same title. */
static struct text row_detail(struct request *request, const struct row *row)
{
    struct text detail = TEXT_EMPTY;
    int shown = 0;
    for (size_t i = 0; i < row->ledger->count && shown < 2; i++) {
        const struct field *field = &row->ledger->fields[i];
        if ((int)i == row->ledger->title || (field->flags & FIELD_LIST) == 0 ||
            !value_is_set(&row->value[i])) {
            continue;
        }
        struct text value = value_show(&request->work, field, &row->value[i]);
        detail = shown == 0 ? value
                            : arena_printf(request->arena, "%.*s · %.*s", TEXT_ARG(detail),
                                           TEXT_ARG(value));
        shown++;
    }
    return detail;
}

static enum status rows_choose(struct request *request, struct error *error)
{
    struct query_plan plan;
    struct query_result result;
    query_read(&request->work, request->ledger, NULL, &plan, &request->errors);
    plan.text = request_text(request, "text");
    plan.limit = request_int(request, "limit", 20);
    enum status status =
        query_run(request->app, &request->work, &plan, &result, &request->errors, error);
    if (status != OK) {
        return status;
    }
    struct row **rows = arena_array(request->arena, struct row *, result.n);
    status = rows_get_many(&request->work, request->ledger, result.ids, result.n, 0, rows, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_open_list(&request->out, "options");
    for (size_t i = 0; i < result.n; i++) {
        if (rows[i] != NULL) {
            json_open(&request->out, NULL);
            json_put_id(&request->out, "id", rows[i]->id);
            json_put_text(&request->out, "label", row_title(&request->work, rows[i]));
            json_put_text(&request->out, "detail", row_detail(request, rows[i]));
            json_close(&request->out);
        }
    }
    json_close_list(&request->out);
    json_close(&request->out);
    return OK;
}

static enum status where_check(struct request *request, struct error *error)
{
    struct query_plan plan;
    struct query_result result;
    query_read(&request->work, request->ledger, NULL, &plan, &request->errors);
    plan.where = request_text(request, "where");
    plan.limit = 1;
    enum status status =
        query_run(request->app, &request->work, &plan, &result, &request->errors, error);
    if (status == OK) {
        json_open(&request->out, NULL);
        json_put_bool(&request->out, "ok", true);
        json_put_int(&request->out, "total", result.total);
        json_close(&request->out);
    }
    return status;
}

static enum status row_history(struct request *request, struct error *error)
{
    struct row *row;
    enum status status =
        rows_get(&request->work, request->ledger, request->id, ROWS_REMOVED, &row, error);
    if (status == OK) {
        json_open(&request->out, NULL);
        status = history_json(&request->work, row, &request->out, "entries", error);
        json_close(&request->out);
    }
    return status;
}

/* ---- writing ---- */

static enum status row_create(struct request *request, struct error *error)
{
    struct change change = change_create(&request->work, request->ledger);
    row_json_read(&change, request->body, NULL, &request->errors);
    enum status status = change_save(&change, &request->errors, error);
    return status == OK ? answer_row(request, change.row->id, 0, error) : status;
}

/* What a 409 says beside the message: the row as it is, what was sent, and where they differ. */
static void explain_conflict(struct request *request, const struct row *current)
{
    struct buf text;
    buf_init(&text, CEILING_BODY);
    struct json_out out = json_into(&text);
    json_open(&out, NULL);
    row_json_write(&request->work, &out, "current", current);
    json_put_raw(&out, "yours", buf_text(&request->exchange->body));
    json_open_list(&out, "fields");
    for (size_t i = 0; i < request->body->n; i++) {
        int field = ledger_field(request->ledger, request->body->keys[i]);
        struct value sent = {0};
        struct errors ignored = {0};
        if (field >= 0 &&
            value_json_read(&request->work, &request->ledger->fields[field], &request->body->at[i],
                            &sent, &ignored) &&
            !value_equal(&sent, &current->value[field])) {
            json_put_cstr(&out, NULL, request->ledger->fields[field].name);
        }
    }
    json_close_list(&out);
    json_close(&out);
    if (!text.full) {
        /* Without the braces: the members join the problem's own. */
        request->extra = arena_cstr(request->arena, text_slice(buf_text(&text), 1, text.n - 1));
    }
    buf_release(&text);
}

/* Reads the row that a change starts from; CONFLICT when it is not the version the caller saw. */
static enum status read_for_change(struct request *request, unsigned flags, struct row **out,
                                   struct error *error)
{
    enum status status =
        rows_get(&request->work, request->ledger, request->id, flags | ROWS_PLAIN, out, error);
    if (status != OK || request->version == 0 || request->version == (*out)->version) {
        return status;
    }
    struct row *current;
    status = rows_get(&request->work, request->ledger, request->id, flags, &current, error);
    if (status != OK) {
        return status;
    }
    if (request->body != NULL && request->exchange->body.n > 0) {
        explain_conflict(request, current);
    }
    error_set(error, request->arena, CONFLICT, "这条记录刚被别人改过");
    return error_hint(error, request->arena, "请对照现在的内容，选定后再保存");
}

static enum status row_patch(struct request *request, struct error *error)
{
    struct row *old;
    enum status status = read_for_change(request, 0, &old, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(&request->work, old);
    row_json_read(&change, request->body, NULL, &request->errors);
    status = change_save(&change, &request->errors, error);
    return status == OK ? answer_row(request, request->id, 0, error) : status;
}

static enum status row_remove(struct request *request, struct error *error)
{
    struct row *old;
    enum status status = read_for_change(request, 0, &old, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(&request->work, old);
    change.reason = text_trim(request_text(request, "reason"));
    status = change_remove(&change, error);
    return status == OK ? answer_row(request, request->id, ROWS_REMOVED, error) : status;
}

static enum status row_undo(struct request *request, struct error *error)
{
    struct row *row;
    int64_t seq = 0;
    enum status status = read_for_change(request, ROWS_REMOVED, &row, error);
    if (status == OK) {
        json_id(json_member(request->body, "seq"), &seq);
        status = history_undo(&request->work, row, seq, text_trim(request_text(request, "reason")),
                              &row, &request->errors, error);
    }
    return status == OK ? answer_row(request, request->id, ROWS_REMOVED, error) : status;
}

static enum status row_act(struct request *request, struct error *error)
{
    static const char *const also[] = {"reason", NULL};
    const struct flow *flow = request->ledger->flow;
    const struct flow_action *action =
        flow == NULL ? NULL : flow_action(flow, request_part(request, "action"));
    struct row *old = NULL;
    enum status status = action == NULL
                             ? error_set(error, request->arena, NOT_FOUND, "没有这个步骤")
                             : read_for_change(request, 0, &old, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(&request->work, old);
    change.reason = text_trim(request_text(request, "reason"));
    row_json_read(&change, request->body, also, &request->errors);
    status = change_act(&change, action, &request->errors, error);
    return status == OK ? answer_row(request, request->id, 0, error) : status;
}

/* ---- revealing ---- */

/* The reveal's own audit entry: which fields, not what stands in them. */
static enum status note_reveal(struct request *request, const struct json *fields,
                               struct error *error)
{
    struct text names = TEXT_EMPTY;
    for (size_t i = 0; i < fields->n; i++) {
        names = arena_printf(request->arena, "%.*s%s%.*s", TEXT_ARG(names), i == 0 ? "" : " ",
                             TEXT_ARG(fields->at[i].text));
    }
    struct audit entry = {
        .at = clock_now(request->work.clock),
        .actor = request->actor.user,
        .actor_name = request->actor.name,
        .address = request->actor.address,
        .action = TEXT("reveal"),
        .ledger = text_of(request->ledger->name),
        .row_id = request->id,
        .reason = text_trim(request_text(request, "reason")),
        .summary = names,
    };
    return audit_entry(request->work.db, request->work.secret, request->actor.county, &entry,
                       request->arena, error);
}

static enum status row_reveal(struct request *request, struct error *error)
{
    struct row *row;
    const struct json *fields = json_member(request->body, "fields");
    enum status status =
        rows_get(&request->work, request->ledger, request->id, ROWS_PLAIN, &row, error);
    for (size_t i = 0; status == OK && i < fields->n; i++) {
        int field = ledger_field(request->ledger, fields->at[i].text);
        if (field < 0 || (request->ledger->fields[field].flags & FIELD_SECRET) == 0) {
            errors_add(&request->errors, request->arena, "fields", TEXT("没有这个遮盖的字段"),
                       TEXT_EMPTY);
            status = error_set(error, request->arena, INVALID, "没有这个遮盖的字段");
        }
    }
    if (status == OK) {
        status = note_reveal(request, fields, error);
    }
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    for (size_t i = 0; i < fields->n; i++) {
        int field = ledger_field(request->ledger, fields->at[i].text);
        value_json_write(&request->out, request->ledger->fields[field].name,
                         &request->ledger->fields[field], &row->value[field]);
    }
    json_close(&request->out);
    return OK;
}

/* ---- the table ---- */

static const struct payload page_query = {
    .members = (const struct member[]){
        {.name = "after", .label = "起点", .kind = MEMBER_ID},
        {.name = "limit", .label = "行数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};
static const struct payload page_payload = {
    .name = "Page",
    .members = (const struct member[]){
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "next", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {0},
    }};
static const struct payload undo_payload = {
    .name = "Undo",
    .members = (const struct member[]){
        {.name = "seq", .label = "变更", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "reason", .label = "原因", .kind = MEMBER_TEXT, .max = 200},
        {0},
    }};
static const struct payload act_payload = {
    .name = "ActionFields",
    .row = true,
    .members = (const struct member[]){
        {.name = "reason", .label = "原因", .kind = MEMBER_TEXT, .flags = MEMBER_NULL, .max = 200},
        {0},
    }};
static const struct payload reveal_payload = {.name = "Reveal",
                                              .members = (const struct member[]){
                                                  {.name = "fields",
                                                   .label = "字段",
                                                   .kind = MEMBER_TEXTS,
                                                   .flags = MEMBER_REQUIRED,
                                                   .min = 1,
                                                   .max = 20},
                                                  {.name = "reason",
                                                   .label = "理由",
                                                   .kind = MEMBER_TEXT,
                                                   .flags = MEMBER_REQUIRED,
                                                   .min = 1,
                                                   .max = 200},
                                                  {0},
                                              }};
static const struct payload choose_payload = {
    .name = "Choose",
    .members = (const struct member[]){
        {.name = "text", .label = "搜索", .kind = MEMBER_TEXT, .max = 100},
        {.name = "limit", .label = "行数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};
static const struct payload option_payload = {
    .name = "Option",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "detail", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload options_payload = {
    .name = "Options",
    .members = (const struct member[]){
        {.name = "options", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &option_payload},
        {0},
    }};
static const struct payload where_payload = {.name = "Where",
                                             .members = (const struct member[]){
                                                 {.name = "where",
                                                  .label = "条件式",
                                                  .kind = MEMBER_TEXT,
                                                  .flags = MEMBER_REQUIRED,
                                                  .min = 1,
                                                  .max = 20000},
                                                 {0},
                                             }};
static const struct payload where_answer_payload = {
    .name = "WhereAnswer",
    .members = (const struct member[]){
        {.name = "ok", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload entry_payload = {
    .name = "HistoryEntry",
    .members = (const struct member[]){
        {.name = "seq", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "actor", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "action", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "action_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "reason", .kind = MEMBER_TEXT},
        {.name = "batch", .kind = MEMBER_ID},
        {.name = "changes", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &change_payload},
        {.name = "undoable", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload history_payload = {
    .name = "History",
    .members = (const struct member[]){
        {.name = "entries", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &entry_payload},
        {0},
    }};
static const struct payload revealed_payload = {
    .name = "Revealed", .row = true, .members = (const struct member[]){{0}}};

const struct route ledger_routes[] = {
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/search",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .body_kind = BODY_JSON,
     .body = &query_payload,
     .flags = ROUTE_QUICK,
     .returns = &rows_payload,
     .run = rows_search,
     .summary = "按条件查询，一次一页"},
    {.method = METHOD_GET,
     .path = "/api/v1/{ledger}",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .query = &page_query,
     .flags = ROUTE_QUICK,
     .returns = &page_payload,
     .run = rows_page,
     .summary = "按编号顺序读取，供程序使用"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &fields_payload,
     .flags = ROUTE_WRITES,
     .status = 201,
     .returns = &row_payload,
     .run = row_create,
     .summary = "新增一条"},
    {.method = METHOD_GET,
     .path = "/api/v1/{ledger}/{id}",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .flags = ROUTE_QUICK,
     .returns = &row_payload,
     .run = row_show,
     .summary = "一条记录"},
    {.method = METHOD_PATCH,
     .path = "/api/v1/{ledger}/{id}",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &fields_payload,
     .flags = ROUTE_WRITES | ROUTE_VERSION,
     .returns = &row_payload,
     .run = row_patch,
     .summary = "修改：只改送来的字段"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/{id}/remove",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &reason_payload,
     .flags = ROUTE_WRITES,
     .returns = &row_payload,
     .run = row_remove,
     .summary = "移除：不再使用，历史保留"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/{id}/undo",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &undo_payload,
     .flags = ROUTE_WRITES,
     .returns = &row_payload,
     .run = row_undo,
     .summary = "撤回一次变更"},
    {.method = METHOD_GET,
     .path = "/api/v1/{ledger}/{id}/history",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .returns = &history_payload,
     .run = row_history,
     .summary = "变更历史"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/{id}/reveal",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_REVEAL,
     .body_kind = BODY_JSON,
     .body = &reveal_payload,
     .flags = ROUTE_WRITES | ROUTE_SECRET,
     .returns = &revealed_payload,
     .run = row_reveal,
     .summary = "查看遮盖的内容，记入审计"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/{id}/actions/{action}",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_ACT,
     .body_kind = BODY_JSON,
     .body = &act_payload,
     .flags = ROUTE_WRITES | ROUTE_VERSION,
     .returns = &row_payload,
     .run = row_act,
     .summary = "办理一个步骤"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/choose",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .body_kind = BODY_JSON,
     .body = &choose_payload,
     .flags = ROUTE_QUICK,
     .returns = &options_payload,
     .run = rows_choose,
     .summary = "供选择的记录"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/check",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .body_kind = BODY_JSON,
     .body = &where_payload,
     .flags = ROUTE_QUICK,
     .returns = &where_answer_payload,
     .run = where_check,
     .summary = "检查一个条件式"},
    {0},
};
