#include "web/api/report.h"

#include <math.h>

#include "domain/campaign/statistics.h"
#include "report/render.h"
#include "web/api/ledger.h"
#include "web/api/payloads.h"
#include "web/request.h"

/* ---- the list ---- */

static void write_form(struct json_out *out, const struct report_form *form)
{
    json_open(out, NULL);
    json_put_text(out, "name", form->key);
    json_put_text(out, "title", form->title);
    json_open_list(out, "periods");
    for (size_t i = 0; i < form->periods.n; i++) {
        const struct report_period *period = &form->periods.at[i];
        char day[11];
        date_format((struct date){period->as_of, DATE_DAY}, day);
        json_open(out, NULL);
        json_put_text(out, "name", period->name);
        json_put_cstr(out, "as_of", day);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

static enum status reports_list(struct request *request, struct error *error)
{
    (void)error;
    const struct notice *notice = app_books(request->app)->notice;
    json_open(&request->out, NULL);
    json_open_list(&request->out, "reports");
    for (size_t i = 0; notice != NULL && i < notice->reports.n; i++) {
        const struct report_form *form = &notice->reports.at[i];
        if (form->columns.n > 0 && form->sheet == SHEET_FIGURES) {
            write_form(&request->out, &notice->reports.at[i]);
        }
    }
    json_close_list(&request->out);
    json_close(&request->out);
    return OK;
}

/* ---- one report ---- */

static enum status open_named(struct request *request, struct statistics *statistics,
                              struct error *error)
{
    return statistics_open(request->app, &request->work, request_part(request, "name"), statistics,
                           error);
}

static enum status build(struct request *request, int32_t as_of, struct statistics *statistics,
                         struct report *report, struct error *error)
{
    enum status status = open_named(request, statistics, error);
    return status == OK ? statistics_report(statistics, &request->work, as_of, report, error)
                        : status;
}

static enum status report_show(struct request *request, struct error *error)
{
    struct statistics statistics;
    struct report report;
    int32_t as_of = request_day(request, request_query(request, "as_of"));
    enum status status = build(request, as_of, &statistics, &report, error);
    if (status == OK) {
        report_json(request->arena, &report, &request->out);
    }
    return status;
}

/* ---- who stands behind a figure ---- */

/* "360722100000" is a unit's region; "county" the county's row, 0. */
static bool read_unit(struct text text, int64_t *unit)
{
    *unit = 0;
    return text_is(text, "county") || (text_to_int(text, unit) && *unit > 0);
}

/* A list that is longer or shorter than the figure says why. */
static void write_note(struct request *request, const struct report_column *column,
                       const struct figure_members *members)
{
    if (members->unknown_n > 0) {
        json_put_text(&request->out, "note",
                      arena_printf(request->arena, "另有 %zu 条缺少数据，无法判断是否计入",
                                   members->unknown_n));
    } else if (column->count == COUNT_SUM) {
        json_put_cstr(&request->out, "note", "表上是这些记录的合计数");
    } else if (column->count == COUNT_PERSON_DAYS) {
        json_put_cstr(&request->out, "note", "同一个人同一天只算一次");
    }
}

static enum status members_show(struct request *request, struct error *error)
{
    struct statistics statistics;
    struct report report;
    struct figure_members members;
    int64_t unit;
    struct text column = request_text(request, "column");
    if (!read_unit(request_text(request, "unit"), &unit)) {
        return error_set(error, request->arena, NOT_FOUND, "报表没有这一格");
    }
    int32_t as_of = request_day(request, request_text(request, "as_of"));
    enum status status = build(request, as_of, &statistics, &report, error);
    if (status == OK) {
        status =
            statistics_members(&statistics, &request->work, &report, unit, column, &members, error);
    }
    if (status != OK) {
        return status;
    }
    const struct ledger *ledger = ledger_find(request->app->ledgers, text_of(members.ledger));
    if (!access_may(&request->actor, ledger->data, ACCESS_READ)) {
        return error_set(error, request->arena, DENIED, "您的角色不能看“%s”的记录", ledger->label);
    }
    size_t offset = (size_t)request_int(request, "offset", 0);
    size_t limit = (size_t)request_int(request, "limit", 20);
    offset = offset < members.n ? offset : members.n;
    limit = limit < members.n - offset ? limit : members.n - offset;
    json_open(&request->out, NULL);
    json_put_cstr(&request->out, "ledger", ledger->name);
    status = ledger_write_rows(request, ledger, members.ids + offset, limit, error);
    json_put_int(&request->out, "total", (int64_t)members.n);
    write_note(request, &statistics.form->columns.at[report_column(statistics.form, column)],
               &members);
    json_close(&request->out);
    return status;
}

/* ---- typed figures ---- */

static bool read_value(const struct report_column *column, const struct json *json, int64_t *out)
{
    double scale = column->decimals == 2 ? 100 : column->decimals == 1 ? 10 : 1;
    if (json->kind != JSON_KIND_INT && json->kind != JSON_KIND_REAL) {
        return false;
    }
    double value = json->real * scale;
    *out = (int64_t)llround(value);
    return fabs(value) < 1e15 && fabs(value - (double)*out) < 1e-6;
}

enum status report_read_value(struct request *request, const struct report_column *column,
                              const struct json *value, int64_t *out, struct error *error)
{
    if (read_value(column, value, out)) {
        return OK;
    }
    (void)error_set(error, request->arena, INVALID, "“value”不是这一列能填的数");
    error->field = "value";
    return error_hint(error, request->arena, "人数、次数填整数，金额最多两位小数");
}

static enum status figure_change(struct request *request, struct error *error)
{
    struct statistics statistics;
    struct report report;
    enum status status = open_named(request, &statistics, error);
    if (status != OK) {
        return status;
    }
    struct statistics_figure figure = {
        .as_of = request_day(request, request_text(request, "as_of")),
        .column = request_text(request, "column"),
        .reason = request_text(request, "reason"),
    };
    int index = report_column(statistics.form, figure.column);
    if (index < 0 || !read_unit(request_text(request, "unit"), &figure.unit) || figure.unit == 0) {
        (void)error_set(error, request->arena, NOT_FOUND, "报表里没有您可以填的这一格");
        return error_hint(error, request->arena, "合计行由各行得出，不能直接填");
    }
    const struct json *value = json_member(request->body, "value");
    if (value == NULL || value->kind == JSON_KIND_NULL) {
        status = statistics_take_back(&statistics, &request->work, &figure, error);
    } else {
        status = report_read_value(request, &statistics.form->columns.at[index], value,
                                   &figure.value, error);
        if (status == OK) {
            status = statistics_type(&statistics, &request->work, &figure, error);
        }
    }
    if (status == OK) {
        status = statistics_report(&statistics, &request->work, figure.as_of, &report, error);
    }
    if (status == OK) {
        report_json(request->arena, &report, &request->out);
    }
    return status;
}

/* ---- files ---- */

const char *const report_formats[] = {"xlsx", "csv", "pdf", NULL};

enum status report_send(struct request *request, const struct report *report, struct text stem,
                        struct error *error)
{
    struct text format = request_query(request, "format");
    struct buf *out = &request->exchange->out;
    request_made(request,
                 arena_printf(request->arena, "%.*s.%.*s", TEXT_ARG(stem), TEXT_ARG(format)));
    return text_is(format, "xlsx")  ? report_xlsx(request->arena, report, out, error)
           : text_is(format, "csv") ? report_csv(request->arena, report, out, error)
                                    : report_pdf(request->arena, report, out, error);
}

static enum status report_file(struct request *request, struct error *error)
{
    struct statistics statistics;
    struct report report;
    int32_t as_of = request_day(request, request_query(request, "as_of"));
    enum status status = build(request, as_of, &statistics, &report, error);
    if (status != OK) {
        return status;
    }
    char day[11];
    date_format((struct date){as_of, DATE_DAY}, day);
    return report_send(request, &report,
                       arena_printf(request->arena, "%.*s-%s", TEXT_ARG(report.form->name), day),
                       error);
}

/* ---- shapes ---- */

#define AS_OF                                                                                      \
    {                                                                                              \
        .name = "as_of", .label = "报告日", .kind = MEMBER_DAY                                     \
    }

static const struct payload day_query = {.members = (const struct member[]){AS_OF, {0}}};
static const struct payload file_query = {.members = (const struct member[]){
                                              AS_OF,
                                              {.name = "format",
                                               .label = "格式",
                                               .kind = MEMBER_TEXT,
                                               .flags = MEMBER_REQUIRED,
                                               .choices = report_formats},
                                              {0},
                                          }};
static const struct payload members_body = {
    .members = (const struct member[]){
        AS_OF,
        {.name = "unit", .label = "单位", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "column", .label = "列", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "offset", .label = "起点", .kind = MEMBER_INT, .min = 0, .max = 10000000},
        {.name = "limit", .label = "条数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};
static const struct payload figure_body = {
    .members = (const struct member[]){
        AS_OF,
        {.name = "unit", .label = "单位", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "column", .label = "列", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "value", .label = "填报数", .kind = MEMBER_ANY, .flags = MEMBER_NULL},
        {.name = "reason", .label = "原因", .kind = MEMBER_TEXT, .min = 0, .max = 300},
        {0},
    }};

static const struct payload period_payload = {
    .name = "ReportPeriod",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "as_of", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload form_payload = {
    .name = "ReportName",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "periods", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &period_payload},
        {0},
    }};
static const struct payload forms_payload = {
    .name = "Reports",
    .members = (const struct member[]){
        {.name = "reports", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &form_payload},
        {0},
    }};
static const struct payload setting_payload = {
    .name = "ReportSetting",
    .members = (const struct member[]){
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "value", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload column_payload = {
    .name = "ReportColumn",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "no", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "group", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kind",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"stock", "flow", NULL}},
        {.name = "help", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload override_payload = {
    .name = "ReportOverride",
    .members = (const struct member[]){
        {.name = "reason", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "actor", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload cell_payload = {
    .name = "ReportCell",
    .members = (const struct member[]){
        {.name = "value", .kind = MEMBER_REAL, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "computed", .kind = MEMBER_REAL, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "unknown", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "override",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED | MEMBER_NULL,
         .of = &override_payload},
        {.name = "rows", .kind = MEMBER_REAL, .flags = MEMBER_NULL},
        {.name = "outside", .kind = MEMBER_REAL},
        {0},
    }};
static const struct payload row_of_units_payload = {
    .name = "ReportRow",
    .members = (const struct member[]){
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "cells", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &cell_payload},
        {.name = "duplicates", .kind = MEMBER_INT},
        {0},
    }};
static const struct payload check_payload = {
    .name = "ReportCheck",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "level",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"error", "warn", NULL}},
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "unit_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "columns", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {.name = "message", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload unasked_payload = {
    .name = "ReportUnasked",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "message", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "why", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
const struct payload report_payload = {
    .name = "Report",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "as_of", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "settings", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &setting_payload},
        {.name = "head", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "columns", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &column_payload},
        {.name = "rows",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &row_of_units_payload},
        {.name = "checks", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &check_payload},
        {.name = "unasked", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &unasked_payload},
        {0},
    }};
const struct payload report_members_payload = {
    .name = "ReportMembers",
    .members = (const struct member[]){
        {.name = "ledger", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "note", .kind = MEMBER_TEXT},
        {0},
    }};

/* ---- the table ---- */

const struct route report_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/reports",
     .permission = PERMIT_FIGURES,
     .flags = ROUTE_BARE,
     .returns = &forms_payload,
     .run = reports_list,
     .summary = "通知的各张报表和期次"},
    {.method = METHOD_GET,
     .path = "/api/v1/reports/{name}",
     .permission = PERMIT_FIGURES,
     .query = &day_query,
     .returns = &report_payload,
     .run = report_show,
     .summary = "某一天的报表：数、台账推算、填报数、校验"},
    {.method = METHOD_POST,
     .path = "/api/v1/reports/{name}/members",
     .permission = PERMIT_FIGURES,
     .body_kind = BODY_JSON,
     .body = &members_body,
     .returns = &report_members_payload,
     .run = members_show,
     .summary = "一个数背后的记录"},
    {.method = METHOD_PUT,
     .path = "/api/v1/reports/{name}/overrides",
     .permission = PERMIT_ADJUST,
     .body_kind = BODY_JSON,
     .flags = ROUTE_WRITES,
     .body = &figure_body,
     .returns = &report_payload,
     .run = figure_change,
     .summary = "填一个与台账不同的数并写明原因；value 为 null 时取消"},
    {.method = METHOD_GET,
     .path = "/api/v1/reports/{name}/file",
     .permission = PERMIT_FIGURES,
     .flags = ROUTE_FILE,
     .query = &file_query,
     .run = report_file,
     .summary = "报表文件：xlsx、csv 或 pdf"},
    {0},
};
