/* Settings, working days, the notice in force. */
#include "web/api/admin.h"

#include "domain/site_settings.h"
#include "notice/notice.h"
#include "standard/calendar.h"
#include "store/audit.h"
#include "web/api/payloads.h"
#include "web/web.h"

static struct text day_text(struct arena *arena, int32_t day)
{
    char text[11];
    size_t n = date_format((struct date){.day = day}, text);
    return arena_text(arena, (struct text){text, n});
}

/* ---- settings ---- */

/* What the values of a choice are called. */
static void put_choices(struct json_out *out, const struct site_setting *setting)
{
    if (setting->words == NULL) {
        return;
    }
    json_open_list(out, "choices");
    for (int64_t v = setting->least; v <= setting->most; v++) {
        json_open(out, NULL);
        json_put_int(out, "value", v);
        json_put_cstr(out, "label", setting->words[v - setting->least]);
        json_close(out);
    }
    json_close_list(out);
}

static void write_settings(struct request *request)
{
    struct json_out *out = &request->out;
    struct site_settings list = site_settings_list(app_books(request->app), request->arena);
    json_open(out, NULL);
    json_open_list(out, "settings");
    for (size_t i = 0; i < list.n; i++) {
        json_open(out, NULL);
        json_put_text(out, "key", list.at[i].key);
        json_put_text(out, "label", list.at[i].label);
        json_put_text(out, "help", list.at[i].help);
        json_put_cstr(out, "kind", list.at[i].words != NULL ? "choice" : "int");
        put_choices(out, &list.at[i]);
        if (list.at[i].known) {
            json_put_int(out, "value", list.at[i].value);
        } else {
            json_put_null(out, "value");
        }
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

static enum status settings_show(struct request *request, struct error *error)
{
    (void)error;
    write_settings(request);
    return OK;
}

/* An administrator's act on the site itself. */
static enum status note_act(struct request *request, const char *action, struct text summary,
                            struct error *error)
{
    struct audit entry = {
        .at = clock_now(request->work.clock),
        .actor = request->actor.user,
        .actor_name = request->actor.name,
        .address = request->actor.address,
        .action = text_of(action),
        .summary = summary,
    };
    return audit_entry(request->work.db, request->work.secret, request->actor.county, &entry,
                       request->arena, error);
}

static enum status put_settings(struct request *request, void *context, struct error *error)
{
    (void)context;
    struct site_settings list = site_settings_list(app_books(request->app), request->arena);
    const struct json *sent = json_member(request->body, "settings");
    struct text summary = TEXT_EMPTY;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sent->n; i++) {
        struct text key = TEXT_EMPTY;
        int64_t value = 0;
        json_text(json_member(&sent->at[i], "key"), &key);
        json_int(json_member(&sent->at[i], "value"), &value);
        status = site_settings_put(&request->work, &list, key, value, &request->errors, error);
        summary = arena_printf(request->arena, "%.*s%s%.*s=%lld", TEXT_ARG(summary),
                               i == 0 ? "" : " ", TEXT_ARG(key), (long long)value);
    }
    return status == OK ? note_act(request, "setting", summary, error) : status;
}

static enum status settings_put(struct request *request, struct error *error)
{
    enum status status = request_writing(request, put_settings, NULL, error);
    if (status == OK) {
        status = app_refresh(request->app, request->arena, error);
    }
    if (status == OK) {
        write_settings(request);
    }
    return status;
}

/* ---- working days ---- */

static void write_holidays(struct request *request)
{
    struct json_out *out = &request->out;
    const struct calendar *calendar = app_books(request->app)->calendar;
    json_open(out, NULL);
    json_open_list(out, "holidays");
    for (size_t i = 0; i < calendar->n; i++) {
        json_open(out, NULL);
        json_put_text(out, "day", day_text(request->arena, calendar->rows[i].day));
        json_put_text(out, "name", calendar->rows[i].name);
        json_put_bool(out, "work", calendar->rows[i].works);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

static enum status holidays_show(struct request *request, struct error *error)
{
    (void)error;
    write_holidays(request);
    return OK;
}

static enum status put_holiday(struct request *request, const struct json *row, struct error *error)
{
    static const struct query query = {
        .sql = "INSERT INTO holiday (county, day, kind, name) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (county, day) DO UPDATE SET kind = excluded.kind, "
               "name = excluded.name",
    };
    struct statement *s;
    enum status status = db_prepare(request->work.db, &query, &s, request->arena, error);
    if (status != OK) {
        return status;
    }
    struct text day = TEXT_EMPTY, name = TEXT_EMPTY;
    bool works = false;
    json_text(json_member(row, "day"), &day);
    json_text(json_member(row, "name"), &name);
    json_bool(json_member(row, "work"), &works);
    bind_int(s, 1, request->actor.county);
    bind_text(s, 2, day);
    bind_text(s, 3, works ? TEXT("work") : TEXT("rest"));
    bind_text(s, 4, name);
    return statement_run(s, NULL, request->arena, error);
}

static enum status put_holidays(struct request *request, void *context, struct error *error)
{
    (void)context;
    static const struct query clear = {.sql = "DELETE FROM holiday WHERE county = $1"};
    const struct json *rows = json_member(request->body, "holidays");
    struct statement *s;
    enum status status = db_prepare(request->work.db, &clear, &s, request->arena, error);
    if (status == OK) {
        bind_int(s, 1, request->actor.county);
        status = statement_run(s, NULL, request->arena, error);
    }
    for (size_t i = 0; status == OK && i < rows->n; i++) {
        status = put_holiday(request, &rows->at[i], error);
    }
    if (status == OK) {
        status = app_books_edited(&request->work, error);
    }
    return status == OK
               ? note_act(request, "holiday", arena_printf(request->arena, "%zu", rows->n), error)
               : status;
}

static enum status holidays_put(struct request *request, struct error *error)
{
    enum status status = request_writing(request, put_holidays, NULL, error);
    if (status == OK) {
        status = app_refresh(request->app, request->arena, error);
    }
    if (status == OK) {
        write_holidays(request);
    }
    return status;
}

/* ---- the notice in force ---- */

static void open_part(struct json_out *out, const char *title, const char *const *columns, size_t n)
{
    json_open(out, NULL);
    json_put_cstr(out, "title", title);
    json_open_list(out, "columns");
    for (size_t i = 0; i + 1 < n; i += 2) {
        json_open(out, NULL);
        json_put_cstr(out, "key", columns[i]);
        json_put_cstr(out, "label", columns[i + 1]);
        json_close(out);
    }
    json_close_list(out);
    json_open_list(out, "rows");
}

static void close_part(struct json_out *out)
{
    json_close_list(out);
    json_close(out);
}

static void write_notice_units(struct json_out *out, const struct notice *notice)
{
    static const char *const columns[] = {"name", "单位", "duty", "职责"};
    open_part(out, "单位与分工", columns, COUNT(columns));
    for (size_t i = 0; i < notice->units.n; i++) {
        json_open(out, NULL);
        json_put_text(out, "name", notice->units.at[i].name);
        json_put_text(out, "duty", notice->units.at[i].duty);
        json_close(out);
    }
    close_part(out);
}

static void write_notice_categories(struct json_out *out, const struct notice *notice)
{
    static const char *const columns[] = {"name",  "类别",     "definition", "含义",
                                          "proof", "证明材料", "where",      "判定条件"};
    open_part(out, "援助对象类别", columns, COUNT(columns));
    for (size_t i = 0; i < notice->categories.n; i++) {
        const struct notice_category *category = &notice->categories.at[i];
        json_open(out, NULL);
        json_put_text(out, "name", category->name);
        json_put_text(out, "definition", category->definition);
        json_put_text(out, "proof", category->proof);
        json_put_text(out, "where", category->where);
        json_close(out);
    }
    close_part(out);
}

static void write_notice_calendar(struct request *request, const struct notice *notice)
{
    static const char *const columns[] = {"what", "事项", "due", "期限", "note", "说明"};
    struct json_out *out = &request->out;
    open_part(out, "报送与期限", columns, COUNT(columns));
    for (size_t i = 0; i < notice->calendar.n; i++) {
        const struct notice_deadline *deadline = &notice->calendar.at[i];
        json_open(out, NULL);
        json_put_text(out, "what", deadline->what);
        json_put_text(out, "due",
                      deadline->due == DATE_NONE ? TEXT("经常")
                                                 : day_text(request->arena, deadline->due));
        json_put_text(out, "note", deadline->note);
        json_close(out);
    }
    close_part(out);
}

static void write_notice_report(struct request *request, const struct report_form *form)
{
    struct json_out *out = &request->out;
    const char *title = arena_cstr(request->arena, form->name);
    static const char *const columns[] = {"no",   "列",   "label", "名称",
                                          "unit", "单位", "where", "统计条件"};
    open_part(out, title, columns, COUNT(columns));
    for (size_t i = 0; i < form->columns.n; i++) {
        const struct report_column *column = &form->columns.at[i];
        json_open(out, NULL);
        json_put_text(out, "no", column->key);
        json_put_text(out, "label", report_column_name(column));
        json_put_text(out, "unit", column->unit);
        json_put_text(out, "where", column->where);
        json_close(out);
    }
    close_part(out);
}

static void write_notice_tasks(struct request *request, const struct notice *notice)
{
    static const char *const columns[] = {"no",   "序号",         "item", "工作项目",
                                          "text", "具体工作任务", "who",  "责任单位",
                                          "due",  "完成时限"};
    struct json_out *out = &request->out;
    open_part(out, "工作清单", columns, COUNT(columns));
    for (size_t i = 0; i < notice->worklist.tasks.n; i++) {
        const struct notice_task *task = &notice->worklist.tasks.at[i];
        json_open(out, NULL);
        json_put_int(out, "no", task->no);
        json_put_text(out, "item", task->item);
        json_put_text(out, "text", task->text);
        json_put_text(out, "who", task->who_text);
        json_put_text(out, "due", day_text(request->arena, task->due));
        json_close(out);
    }
    close_part(out);
}

static enum status notice_show(struct request *request, struct error *error)
{
    const struct notice *notice = app_books(request->app)->notice;
    struct json_out *out = &request->out;
    if (notice == NULL) {
        return error_set(error, request->arena, NOT_FOUND, "还没有启用的通知");
    }
    json_open(out, NULL);
    json_put_text(out, "name", notice->head.key);
    json_put_text(out, "title", notice->head.title);
    json_put_text(out, "number", notice->head.number);
    json_put_text(out, "issuer", notice->head.issuer);
    json_put_text(out, "from", day_text(request->arena, notice->head.window->from));
    json_put_text(out, "to", day_text(request->arena, notice->head.window->to));
    json_put_text(out, "slogan", notice->head.slogan);
    json_put_text(out, "document", notice->document.text);
    json_open_list(out, "parts");
    write_notice_units(out, notice);
    write_notice_categories(out, notice);
    write_notice_tasks(request, notice);
    write_notice_calendar(request, notice);
    for (size_t i = 0; i < notice->reports.n; i++) {
        write_notice_report(request, &notice->reports.at[i]);
    }
    json_close_list(out);
    json_close(out);
    return OK;
}

/* ---- the table ---- */

static const struct payload setting_payload = {
    .name = "Setting",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "help", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "value", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "choices", .kind = MEMBER_LIST},
        {0},
    }};
static const struct payload settings_payload = {
    .name = "Settings",
    .members = (const struct member[]){
        {.name = "settings", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &setting_payload},
        {0},
    }};
static const struct payload setting_put_payload = {
    .name = "SettingPut",
    .members = (const struct member[]){
        {.name = "key",
         .label = "设置",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 64},
        {.name = "value", .label = "值", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload settings_put_payload = {.name = "SettingsPut",
                                                    .members = (const struct member[]){
                                                        {.name = "settings",
                                                         .label = "设置",
                                                         .kind = MEMBER_LIST,
                                                         .flags = MEMBER_REQUIRED,
                                                         .max = 200,
                                                         .of = &setting_put_payload},
                                                        {0},
                                                    }};
static const struct payload holiday_payload = {
    .name = "Holiday",
    .members = (const struct member[]){
        {.name = "day", .label = "日期", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "name", .label = "名称", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .max = 30},
        {.name = "work", .label = "是否上班", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload holidays_payload = {.name = "Holidays",
                                                .members = (const struct member[]){
                                                    {.name = "holidays",
                                                     .label = "节假日",
                                                     .kind = MEMBER_LIST,
                                                     .flags = MEMBER_REQUIRED,
                                                     .max = 2000,
                                                     .of = &holiday_payload},
                                                    {0},
                                                }};
static const struct payload part_payload = {
    .name = "NoticePart",
    .members = (const struct member[]){
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "columns", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload notice_payload = {
    .name = "Notice",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "number", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "issuer", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "from", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "to", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "slogan", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "document", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "parts", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &part_payload},
        {0},
    }};

const struct route admin_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/settings",
     .permission = PERMIT_SETTINGS,
     .flags = ROUTE_BARE,
     .returns = &settings_payload,
     .run = settings_show,
     .summary = "站点设置"},
    {.method = METHOD_PUT,
     .path = "/api/v1/settings",
     .permission = PERMIT_SETTINGS,
     .body_kind = BODY_JSON,
     .body = &settings_put_payload,
     .flags = ROUTE_BARE,
     .returns = &settings_payload,
     .run = settings_put,
     .summary = "修改设置"},
    {.method = METHOD_GET,
     .path = "/api/v1/holidays",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_BARE,
     .returns = &holidays_payload,
     .run = holidays_show,
     .summary = "节假日与调休"},
    {.method = METHOD_PUT,
     .path = "/api/v1/holidays",
     .permission = PERMIT_SETTINGS,
     .body_kind = BODY_JSON,
     .body = &holidays_payload,
     .flags = ROUTE_BARE,
     .returns = &holidays_payload,
     .run = holidays_put,
     .summary = "保存节假日与调休"},
    {.method = METHOD_GET,
     .path = "/api/v1/notice",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_BARE | ROUTE_PACK,
     .returns = &notice_payload,
     .run = notice_show,
     .summary = "正在执行的通知"},
    {0},
};
