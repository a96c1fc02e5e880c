#include "web/api/inspection.h"

#include "domain/campaign/finding_page.h"
#include "domain/campaign/inspection.h"
#include "domain/campaign/inspection_paper.h"
#include "domain/campaign/look_back.h"
#include "format/file_kind.h"
#include "web/api/payloads.h"
#include "web/api/report.h"

static enum status inspection_show(struct request *request, struct error *error)
{
    return inspection_json(request->app, &request->work, request_query_int(request, "region", 0),
                           &request->out, error);
}

static enum status inspection_file(struct request *request, struct error *error)
{
    struct inspection_page page;
    int32_t as_of = request_day(request, request_query(request, "as_of"));
    enum status status = inspection_paper_make(
        request->app, &request->work, request_query_int(request, "region", 0), as_of, &page, error);
    if (status != OK) {
        return status;
    }
    struct text format = request_query(request, "format");
    struct buf *out = &request->exchange->out;
    request_made(request,
                 arena_printf(request->arena, "%.*s-%.*s.%.*s",
                              TEXT_ARG(page.notice->inspection.name),
                              TEXT_ARG(page.sheet.names[page.sheet.units - 1]), TEXT_ARG(format)));
    return text_is(format, "xlsx")  ? inspection_xlsx(request->arena, &page, out, error)
           : text_is(format, "csv") ? inspection_csv(request->arena, &page, out, error)
                                    : inspection_pdf(request->arena, &page, out, error);
}

static enum status finding_of_hint(struct request *request, struct error *error)
{
    int64_t finding = 0, people = 0;
    struct date day = {.day = DATE_NONE};
    struct finding_order order = {
        .hint = request_part(request, "key"),
        .problem = text_trim(request_text(request, "problem")),
        .responsible = text_trim(request_text(request, "responsible")),
        .measure = text_trim(request_text(request, "measure")),
        .deadline = DATE_NONE,
    };
    json_id(json_member(request->body, "region"), &order.region);
    if (date_parse(request_text(request, "deadline"), &day)) {
        order.deadline = day.day;
    }
    enum status status = inspection_make_finding(request->app, &request->work, &order, &finding,
                                                 &people, &request->errors, error);
    if (status == OK) {
        json_open(&request->out, NULL);
        json_put_id(&request->out, "id", finding);
        json_put_int(&request->out, "people", people);
        json_close(&request->out);
    }
    return status;
}

static enum status finding_show(struct request *request, struct error *error)
{
    return finding_page_json(request->app, &request->work, request->id, &request->out, error);
}

static enum status look_back_show(struct request *request, struct error *error)
{
    return look_back_json(request->app, &request->work, &request->out, error);
}

static enum status look_back_take(struct request *request, struct error *error)
{
    int64_t drawn = 0;
    struct look_back_plan plan = {.seed = text_trim(request_text(request, "seed"))};
    enum status status =
        look_back_draw(request->app, &request->work, &plan, &drawn, &request->errors, error);
    if (status == OK) {
        json_open(&request->out, NULL);
        json_put_int(&request->out, "drawn", drawn);
        json_close(&request->out);
    }
    return status;
}

/* ---- the table ---- */

static const struct payload region_query = {
    .members = (const struct member[]){
        {.name = "region", .label = "单位", .kind = MEMBER_ID},
        {0},
    }};
static const struct payload file_query = {
    .members = (const struct member[]){
        {.name = "region", .label = "单位", .kind = MEMBER_ID},
        {.name = "as_of", .label = "日期", .kind = MEMBER_DAY},
        {.name = "format",
         .label = "格式",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = report_formats},
        {0},
    }};
static const struct payload inspection_payload = {
    .name = "Inspection",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "inspect_by", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "rectify_by", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "region", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "region_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "heads", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "units", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload order_payload = {
    .name = "FindingOfHint",
    .members = (const struct member[]){
        {.name = "region", .label = "责任单位", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "problem", .label = "问题", .kind = MEMBER_TEXT, .max = 300},
        {.name = "responsible", .label = "责任人", .kind = MEMBER_TEXT, .max = 30},
        {.name = "measure", .label = "整改措施", .kind = MEMBER_TEXT, .max = 300},
        {.name = "deadline", .label = "整改时限", .kind = MEMBER_DAY, .flags = MEMBER_NULL},
        {0},
    }};
static const struct payload made_payload = {
    .name = "FindingMade",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "people", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload finding_payload = {
    .name = "FindingPage",
    .members = (const struct member[]){
        {.name = "finding", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "people", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "people_total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "people_still", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "related", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {0},
    }};
static const struct payload look_back_payload = {
    .name = "LookBack",
    .members = (const struct member[]){
        {.name = "due", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "days", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "percent", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "least", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "can", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "draws", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload draw_payload = {
    .name = "LookBackDraw",
    .members = (const struct member[]){
        {.name = "seed", .label = "种子", .kind = MEMBER_TEXT, .max = 64},
        {0},
    }};
static const struct payload drawn_payload = {
    .name = "LookBackDrawn",
    .members = (const struct member[]){
        {.name = "drawn", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct route inspection_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/inspection",
     .permission = PERMIT_FIGURES,
     .query = &region_query,
     .returns = &inspection_payload,
     .run = inspection_show,
     .summary = "排查项目、线索、问题和各单位自查"},
    {.method = METHOD_GET,
     .path = "/api/v1/inspection/file",
     .permission = PERMIT_FIGURES,
     .flags = ROUTE_FILE,
     .query = &file_query,
     .run = inspection_file,
     .summary = "排查情况统计表：xlsx 先合计后各单位，pdf 一个单位或合计，csv 一行一个单位"},
    {.method = METHOD_POST,
     .path = "/api/v1/inspection/hints/{key}/findings",
     .ledger = "finding",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &order_payload,
     .flags = ROUTE_WRITES,
     .status = 201,
     .returns = &made_payload,
     .run = finding_of_hint,
     .summary = "把一条线索立为问题，带上名单"},
    {.method = METHOD_GET,
     .path = "/api/v1/finding/{id}/page",
     .ledger = "finding",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .returns = &finding_payload,
     .run = finding_show,
     .summary = "一个问题的全貌"},
    {.method = METHOD_GET,
     .path = "/api/v1/inspection/look-back",
     .permission = PERMIT_FIGURES,
     .returns = &look_back_payload,
     .run = look_back_show,
     .summary = "回头看的抽取记录"},
    {.method = METHOD_POST,
     .path = "/api/v1/inspection/look-back",
     .ledger = "finding",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_ACT,
     .body_kind = BODY_JSON,
     .body = &draw_payload,
     .flags = ROUTE_WRITES,
     .returns = &drawn_payload,
     .run = look_back_take,
     .summary = "随机抽取回头看"},
    {0},
};
