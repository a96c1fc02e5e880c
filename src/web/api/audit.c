/* The audit: its entries page by page, and the job that verifies its chain. */
#include "store/audit.h"
#include "domain/people/user.h"
#include "web/api/admin.h"
#include "web/api/payloads.h"
#include "web/api/work.h"

enum { AUDIT_PAGE = 50 };

/* The user meant by an account, or by a part of the name; 0 when there is none. */
static enum status find_actor(struct request *request, struct text text, int64_t *out,
                              struct error *error)
{
    struct user_page page = {0};
    *out = 0;
    if (text.n == 0) {
        return OK;
    }
    enum status status = user_list(&request->work, text, 0, 1, &page, error);
    *out = page.n > 0 ? page.at[0].id : -1;
    return status;
}

static int64_t midnight(struct text day)
{
    struct date date;
    return day.n > 0 && date_parse(day, &date) ? clock_noon(date.day) - 12LL * 3600000 : 0;
}

static void write_entry(struct request *request, const struct audit *entry)
{
    struct json_out *out = &request->out;
    json_open(out, NULL);
    json_put_id(out, "id", entry->seq);
    json_put_text(out, "at", clock_format(request->arena, entry->at));
    json_put_text(out, "actor", entry->actor_name);
    json_put_text(out, "action", entry->action);
    if (entry->ledger.n > 0) {
        json_put_text(out, "ledger", entry->ledger);
    } else {
        json_put_null(out, "ledger");
    }
    if (entry->row_id != 0) {
        json_put_id(out, "row_id", entry->row_id);
    } else {
        json_put_null(out, "row_id");
    }
    json_put_cstr(out, "result", "ok");
    json_put_text(out, "address", entry->address);
    json_put_text(out, "detail",
                  entry->reason.n == 0
                      ? entry->summary
                      : arena_printf(request->arena, "%.*s %.*s", TEXT_ARG(entry->reason),
                                     TEXT_ARG(entry->summary)));
    json_put_int(out, "rows", entry->rows);
    json_close(out);
}

static enum status audit_show(struct request *request, struct error *error)
{
    struct audit_filter filter = {
        .before = request_query_int(request, "after", 0),
        .action = request_query(request, "action"),
        .from = midnight(request_query(request, "from")),
        .to = midnight(request_query(request, "to")),
    };
    filter.to += filter.to == 0 ? 0 : 24LL * 3600000;
    struct audit *list = NULL;
    size_t n = 0;
    enum status status = find_actor(request, request_query(request, "actor"), &filter.actor, error);
    if (status == OK) {
        status = audit_list(request->work.db, request->actor.county, &filter, AUDIT_PAGE, &list, &n,
                            request->arena, error);
    }
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_open_list(&request->out, "entries");
    for (size_t i = 0; i < n; i++) {
        write_entry(request, &list[i]);
    }
    json_close_list(&request->out);
    if (n == AUDIT_PAGE) {
        json_put_id(&request->out, "next", list[n - 1].seq);
    } else {
        json_put_null(&request->out, "next");
    }
    json_close(&request->out);
    return OK;
}

static enum status audit_begin_verify(struct request *request, struct error *error)
{
    struct job_info info = {.kind = TEXT("audit_verify"), .title = TEXT("校验审计日志")};
    return work_submit(request, &info, error);
}

/* ---- the table ---- */

static const struct payload audit_query = {
    .members = (const struct member[]){
        {.name = "after", .label = "起点", .kind = MEMBER_ID},
        {.name = "actor", .label = "操作人", .kind = MEMBER_TEXT, .max = 50},
        {.name = "action", .label = "操作", .kind = MEMBER_TEXT, .max = 50},
        {.name = "from", .label = "起", .kind = MEMBER_DAY},
        {.name = "to", .label = "止", .kind = MEMBER_DAY},
        {0},
    }};
static const struct payload audit_entry_payload = {
    .name = "AuditEntry",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "actor", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "action", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "ledger", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "row_id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "result", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "address", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "detail", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "rows", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload audit_payload = {
    .name = "Audit",
    .members = (const struct member[]){
        {.name = "entries",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &audit_entry_payload},
        {.name = "next", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {0},
    }};

const struct route audit_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/audit",
     .permission = PERMIT_AUDIT,
     .query = &audit_query,
     .returns = &audit_payload,
     .run = audit_show,
     .summary = "审计日志，新的在前"},
    {.method = METHOD_POST,
     .path = "/api/v1/audit/verify",
     .permission = PERMIT_AUDIT,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = audit_begin_verify,
     .summary = "校验审计日志是否完整"},
    {0},
};
