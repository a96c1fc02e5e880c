#include "web/api/task.h"

#include "domain/campaign/task_board.h"
#include "domain/campaign/task_mine.h"
#include "domain/campaign/task_open.h"
#include "domain/campaign/task_paper.h"
#include "domain/campaign/task_unit.h"
#include "ledger/history.h"
#include "web/api/ledger.h"
#include "web/api/payloads.h"
#include "web/api/report.h"
#include "web/request.h"

enum { DAYS_USUAL = 14, DAYS_MOST = 62 };

static bool read_region(struct text text, int64_t *region)
{
    *region = 0;
    return text.n == 0 || text_is(text, "county") || (text_to_int(text, region) && *region > 0);
}

static const char *const views[] = {"units", "villages", "all", NULL};

static enum status read_question(struct request *request, struct task_question *question,
                                 struct error *error)
{
    struct text view = request_query(request, "view");
    *question =
        (struct task_question){.as_of = request_day(request, request_query(request, "as_of"))};
    for (int i = 0; views[i] != NULL; i++) {
        if (text_is(view, views[i])) {
            question->view = (enum task_view)i;
        }
    }
    if (!read_region(request_query(request, "township"), &question->township)) {
        return error_set(error, request->arena, NOT_FOUND, "没有这个乡镇");
    }
    if (question->township != 0) {
        question->view = TASK_VIEW_VILLAGES;
    } else if (question->view == TASK_VIEW_VILLAGES) {
        question->view = TASK_VIEW_ALL;
    }
    return OK;
}

static enum status board_show(struct request *request, struct error *error)
{
    struct task_question question;
    struct task_board board;
    enum status status = read_question(request, &question, error);
    if (status == OK) {
        status = task_board_make(request->app, &request->work, &question, &board, error);
    }
    if (status == OK) {
        task_board_json(&board, &request->out);
    }
    return status;
}

static enum status trend_show(struct request *request, struct error *error)
{
    struct task_question question;
    enum status status = read_question(request, &question, error);
    return status == OK ? task_trend_json(request->app, &request->work, &question,
                                          (size_t)request_query_int(request, "days", DAYS_USUAL),
                                          &request->out, error)
                        : status;
}

static const char *const sides[] = {"open", "done", "due", "unsure", NULL};

static enum task_side side_asked(struct request *request)
{
    struct text side = request_text(request, "side");
    for (int i = 0; sides[i] != NULL; i++) {
        if (text_is(side, sides[i])) {
            return (enum task_side)i;
        }
    }
    return TASK_SIDE_OPEN;
}

static enum status members_show(struct request *request, struct error *error)
{
    struct task_members members;
    int64_t region;
    if (!read_region(request_text(request, "region"), &region)) {
        return error_set(error, request->arena, NOT_FOUND, "没有这一格，或它没有名单");
    }
    enum status status = task_board_members(
        request->app, &request->work, request_text(request, "task"), region,
        request_day(request, request_text(request, "as_of")), side_asked(request), &members, error);
    if (status != OK) {
        return status;
    }
    const struct ledger *ledger = members.ledger;
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
    json_close(&request->out);
    return status;
}

static enum status mine_show(struct request *request, struct error *error)
{
    return task_mine_json(request->app, &request->work, &request->out, error);
}

static enum status tasks_open(struct request *request, struct error *error)
{
    size_t opened = 0;
    if (!actor_is(&request->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, request->arena, DENIED, "任务由县就创中心下达");
    }
    enum status status = task_open_all(&request->work, &opened, error);
    if (status == OK && opened > 0) {
        status = history_close(&request->work, TEXT("task.open"), &task_unit_ledger, 0,
                               arena_printf(request->arena, "补开任务 %zu 项", opened), error);
    }
    json_open(&request->out, NULL);
    json_put_int(&request->out, "opened", (int64_t)opened);
    json_close(&request->out);
    return status;
}

/* ---- the list as a file ---- */

static enum status tasks_file(struct request *request, struct error *error)
{
    struct worklist_page page;
    struct text format = request_query(request, "format");
    struct buf *out = &request->exchange->out;
    int32_t as_of = request_day(request, request_query(request, "as_of"));
    enum status status = task_paper_make(request->app, &request->work, as_of, 0, &page, error);
    if (status != OK) {
        return status;
    }
    char day[11];
    date_format((struct date){as_of, DATE_DAY}, day);
    request_made(request,
                 arena_printf(request->arena, "%.*s-%s.%.*s", TEXT_ARG(page.notice->worklist.name),
                              day, TEXT_ARG(format)));
    return text_is(format, "xlsx")  ? worklist_xlsx(request->arena, &page, out, error)
           : text_is(format, "csv") ? worklist_csv(request->arena, &page, out, error)
                                    : worklist_pdf(request->arena, &page, out, error);
}

/* ---- shapes ---- */

static const struct payload file_query = {
    .members = (const struct member[]){
        {.name = "as_of", .label = "日期", .kind = MEMBER_DAY},
        {.name = "format",
         .label = "格式",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = report_formats},
        {0},
    }};

static const struct payload board_query = {
    .members = (const struct member[]){
        {.name = "as_of", .label = "日期", .kind = MEMBER_DAY},
        {.name = "view", .label = "范围", .kind = MEMBER_TEXT, .choices = views},
        {.name = "township", .label = "乡镇", .kind = MEMBER_TEXT},
        {0},
    }};
static const struct payload trend_query = {
    .members = (const struct member[]){
        {.name = "as_of", .label = "日期", .kind = MEMBER_DAY},
        {.name = "view", .label = "范围", .kind = MEMBER_TEXT, .choices = views},
        {.name = "township", .label = "乡镇", .kind = MEMBER_TEXT},
        {.name = "days", .label = "天数", .kind = MEMBER_INT, .min = 1, .max = DAYS_MOST},
        {0},
    }};
static const struct payload members_body = {
    .members = (const struct member[]){
        {.name = "as_of", .label = "日期", .kind = MEMBER_DAY},
        {.name = "task", .label = "任务", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "region", .label = "单位", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "side", .label = "哪些人", .kind = MEMBER_TEXT, .choices = sides},
        {.name = "offset", .label = "起点", .kind = MEMBER_INT, .min = 0, .max = 10000000},
        {.name = "limit", .label = "条数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};

#define FIGURES                                                                                    \
    {.name = "due", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED | MEMBER_NULL},                   \
    {                                                                                              \
        .name = "done", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED | MEMBER_NULL                 \
    }
#define LIGHTS                                                                                     \
    {.name = "green", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                               \
        {.name = "yellow", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                          \
        {.name = "red", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                             \
    {                                                                                              \
        .name = "done", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED                               \
    }

static const char *const lights[] = {"none", "green", "yellow", "red", "done", NULL};
static const char *const states[] = {"open", "doing", "reported", "returned", "accepted", NULL};
static const char *const levels[] = {"township", "village", "bureau", "workshop", NULL};

static const struct payload task_payload = {
    .name = "Task",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "no", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "item", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "text", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "who", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "due_on", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "remind_on", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "standing", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "computed", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "evidence", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "why", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        FIGURES,
        {.name = "unsure", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload cell_payload = {
    .name = "TaskCell",
    .members = (const struct member[]){
        {.name = "light", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = lights},
        {.name = "id", .kind = MEMBER_ID},
        {.name = "state", .kind = MEMBER_TEXT, .choices = states},
        {.name = "due_on", .kind = MEMBER_DAY},
        {.name = "days", .kind = MEMBER_INT},
        {.name = "late", .kind = MEMBER_BOOL},
        FIGURES,
        {.name = "unsure", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload line_payload = {
    .name = "TaskLine",
    .members = (const struct member[]){
        {.name = "level", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = levels},
        {.name = "region", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "organization_id", .kind = MEMBER_ID},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "rank", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        LIGHTS,
        {.name = "cells", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &cell_payload},
        {0},
    }};
static const struct payload board_payload = {
    .name = "TaskBoard",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "as_of", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "tasks", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &task_payload},
        {.name = "units", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &line_payload},
        {0},
    }};
static const struct payload trend_figure_payload = {
    .name = "TaskTrendFigure",
    .members = (const struct member[]){
        {.name = "task", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        FIGURES,
        {0},
    }};
static const struct payload trend_day_payload = {
    .name = "TaskTrendDay",
    .members = (const struct member[]){
        {.name = "day", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        LIGHTS,
        {.name = "figures",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &trend_figure_payload},
        {0},
    }};
static const struct payload trend_payload = {
    .name = "TaskTrend",
    .members = (const struct member[]){
        {.name = "days", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &trend_day_payload},
        {0},
    }};
static const struct payload members_payload = {
    .name = "TaskMembers",
    .members = (const struct member[]){
        {.name = "ledger", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload item_payload = {
    .name = "TaskItem",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "task", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "no", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "item", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "due_on", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "days", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "light", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = lights},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = states},
        {0},
    }};
static const struct payload counts_payload = {.name = "TaskCounts",
                                              .members = (const struct member[]){
                                                  {.name = "late", .kind = MEMBER_INT},
                                                  {.name = "today", .kind = MEMBER_INT},
                                                  {.name = "soon", .kind = MEMBER_INT},
                                                  {.name = "returned", .kind = MEMBER_INT},
                                                  {.name = "review", .kind = MEMBER_INT},
                                                  {0},
                                              }};
static const struct payload notice_payload = {
    .name = "TaskMessage",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "sent_on", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload coming_payload = {
    .name = "TaskDeadline",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "what", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "due_on", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "remind_on", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "days", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "soon", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload mine_payload = {
    .name = "MyTasks",
    .members = (const struct member[]){
        {.name = "as_of", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "items", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &item_payload},
        {.name = "counts", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &counts_payload},
        {.name = "messages", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &notice_payload},
        {.name = "calendar", .kind = MEMBER_LIST, .of = &coming_payload},
        {0},
    }};
static const struct payload opened_payload = {
    .name = "TasksOpened",
    .members = (const struct member[]){
        {.name = "opened", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct route task_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/tasks/board",
     .permission = PERMIT_FIGURES,
     .flags = ROUTE_BARE | ROUTE_PACK,
     .query = &board_query,
     .returns = &board_payload,
     .run = board_show,
     .summary = "任务进度：各单位各项任务的红黄绿和完成数，任一天"},
    {.method = METHOD_GET,
     .path = "/api/v1/tasks/trend",
     .permission = PERMIT_FIGURES,
     .flags = ROUTE_BARE,
     .query = &trend_query,
     .returns = &trend_payload,
     .run = trend_show,
     .summary = "任务进度逐日的变化"},
    {.method = METHOD_POST,
     .path = "/api/v1/tasks/members",
     .permission = PERMIT_FIGURES,
     .body_kind = BODY_JSON,
     .body = &members_body,
     .returns = &members_payload,
     .run = members_show,
     .summary = "一项任务在一个单位的名单：还没办的、已办的、应办的、无法判断的"},
    {.method = METHOD_GET,
     .path = "/api/v1/tasks/mine",
     .ledger = "task_unit",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .flags = ROUTE_BARE,
     .returns = &mine_payload,
     .run = mine_show,
     .summary = "我的任务：今天到期、逾期、待审核、催办和下一个报送日"},
    {.method = METHOD_GET,
     .path = "/api/v1/tasks/file",
     .permission = PERMIT_FIGURES,
     .flags = ROUTE_BARE | ROUTE_FILE,
     .query = &file_query,
     .run = tasks_file,
     .summary = "工作清单：xlsx 附各单位进展，pdf 照通知的样式，csv 一行一个单位"},
    {.method = METHOD_POST,
     .path = "/api/v1/tasks/open",
     .ledger = "task_unit",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .flags = ROUTE_WRITES,
     .returns = &opened_payload,
     .run = tasks_open,
     .summary = "按通知补开任务：新登记的帮扶车间和新增的任务；已有的不动"},
    {0},
};
