#include "web/api/notice.h"

#include "base/ceilings.h"
#include "domain/app_books.h"
#include "domain/notice_shelf.h"
#include "domain/people/user.h"
#include "web/api/notice_form.h"
#include "web/api/payloads.h"
#include "web/request.h"

/* ---- answers ---- */

static void write_moment(struct request *request, const char *key, int64_t at)
{
    if (at == 0) {
        json_put_null(&request->out, key);
    } else {
        json_put_text(&request->out, key, clock_format(request->arena, at));
    }
}

static void write_version_members(struct request *request, const struct notice_version *version)
{
    struct json_out *out = &request->out;
    json_put_id(out, "id", version->id);
    json_put_text(out, "title", version->title);
    json_put_text(out, "state", version->state);
    json_put_text(out, "note", version->note);
    write_moment(request, "made_at", version->made_at);
    json_put_text(out, "made_by", user_called(&request->work, version->made_by));
    write_moment(request, "switched_at", version->switched_at);
    if (version->switched_at != 0) {
        json_put_text(out, "switched_by", user_called(&request->work, version->switched_by));
    }
}

/* The version with its files and all that is said against it. */
static enum status write_version(struct request *request, int64_t id, struct error *error)
{
    struct notice_version version;
    struct notice_files files;
    struct faults faults;
    struct app_books *books;
    enum status status = notice_shelf_read(request->app, &request->work, id, &version, &files,
                                           &books, &faults, error);
    app_books_free(books);
    if (status != OK) {
        return status;
    }
    struct json_out *out = &request->out;
    json_open(out, NULL);
    write_version_members(request, &version);
    json_open_list(out, "files");
    for (size_t i = 0; i < files.n; i++) {
        if (!text_ends(files.at[i].name, TEXT(".yaml"))) {
            continue; /* a letter's template, which no line editor can show */
        }
        json_open(out, NULL);
        json_put_text(out, "name", files.at[i].name);
        json_put_text(out, "text", files.at[i].bytes);
        json_close(out);
    }
    json_close_list(out);
    notice_faults_write(request, &faults);
    json_close(out);
    return OK;
}

/* ---- handlers ---- */

static enum status versions_list(struct request *request, struct error *error)
{
    struct notice_versions versions;
    enum status status = notice_shelf_list(&request->work, &versions, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_open_list(&request->out, "versions");
    for (size_t i = 0; i < versions.n; i++) {
        json_open(&request->out, NULL);
        write_version_members(request, &versions.at[i]);
        json_close(&request->out);
    }
    json_close_list(&request->out);
    json_close(&request->out);
    return OK;
}

static enum status version_show(struct request *request, struct error *error)
{
    return write_version(request, request->id, error);
}

static enum status version_copy(struct request *request, struct error *error)
{
    int64_t from = 0, id;
    (void)json_id(json_member(request->body, "from"), &from);
    enum status status =
        notice_shelf_copy(&request->work, from, request_text(request, "note"), &id, error);
    return status == OK ? write_version(request, id, error) : status;
}

/* The file as somebody else has left it, for the one who came second. */
static void tell_conflict(struct request *request, struct text name)
{
    struct notice_version version;
    struct notice_files files;
    struct error ignored = {0};
    struct buf text;
    if (notice_shelf_get(&request->work, request->id, &version, &files, &ignored) != OK ||
        !text_is(version.state, "draft")) {
        return;
    }
    buf_init(&text, CEILING_BODY);
    struct json_out out = json_into(&text);
    for (size_t i = 0; i < files.n; i++) {
        if (text_equal(files.at[i].name, name)) {
            json_put_text(&out, "current", files.at[i].bytes);
        }
    }
    if (!text.full && text.n > 0) {
        request->extra = arena_cstr(request->arena, buf_text(&text));
    }
    buf_release(&text);
}

static enum status file_write(struct request *request, struct error *error)
{
    enum status status =
        notice_shelf_write(&request->work, request->id, request_text(request, "name"),
                           request_text(request, "was"), request_text(request, "text"), error);
    if (status == CONFLICT) {
        tell_conflict(request, request_text(request, "name"));
    }
    return status == OK ? write_version(request, request->id, error) : status;
}

static enum status version_drop(struct request *request, struct error *error)
{
    return notice_shelf_drop(&request->work, request->id, request_text(request, "reason"), error);
}

static enum status difference_show(struct request *request, struct error *error)
{
    int32_t as_of = request_day(request, request_query(request, "as_of"));
    bool figures = access_permits(&request->actor, PERMIT_FIGURES);
    return notice_shelf_difference(request->app, &request->work, request->id, as_of, figures,
                                   &request->out, error);
}

static enum status put_in_force(struct request *request, void *context, struct error *error)
{
    (void)context;
    return notice_shelf_switch(request->app, &request->work, request->id,
                               request_text(request, "reason"), error);
}

static enum status list_again(struct request *request, void *context, struct error *error)
{
    (void)context;
    return versions_list(request, error);
}

static enum status version_switch(struct request *request, struct error *error)
{
    enum status status = request_writing(request, put_in_force, NULL, error);
    if (status == OK) {
        status = app_refresh(request->app, request->arena, error);
    }
    if (status == OK) {
        status = app_catch_up(request->app, request->arena, error);
    }
    return status == OK ? request_reading(request, list_again, NULL, error) : status;
}

/* ---- shapes ---- */

static const char *const states[] = {"draft", "force", "past", NULL};

#define VERSION_MEMBERS                                                                            \
    {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},                                   \
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},                          \
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = states},       \
        {.name = "note", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},                           \
        {.name = "made_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},          \
        {.name = "made_by", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},                        \
        {.name = "switched_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},      \
    {                                                                                              \
        .name = "switched_by", .kind = MEMBER_TEXT                                                 \
    }

static const struct payload version_payload = {
    .name = "NoticeVersion", .members = (const struct member[]){VERSION_MEMBERS, {0}}};
static const struct payload versions_payload = {
    .name = "NoticeVersions",
    .members = (const struct member[]){
        {.name = "versions", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &version_payload},
        {0},
    }};
static const struct payload file_payload = {
    .name = "NoticeFile",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "text", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload draft_payload = {
    .name = "NoticeDraft",
    .members = (const struct member[]){
        VERSION_MEMBERS,
        {.name = "files", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &file_payload},
        {.name = "errors", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "faults",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &notice_fault_payload},
        {0},
    }};
static const struct payload change_item_payload = {
    .name = "NoticeChange",
    .members = (const struct member[]){
        {.name = "what", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "old", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "new", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload cell_change_payload = {
    .name = "NoticeCellChange",
    .members = (const struct member[]){
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "column", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "old", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "new", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload report_change_payload = {
    .name = "NoticeReportChange",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "cells",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &cell_change_payload},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload difference_payload = {
    .name = "NoticeDifference",
    .members = (const struct member[]){
        {.name = "as_of", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "changes",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &change_item_payload},
        {.name = "reports", .kind = MEMBER_LIST, .of = &report_change_payload},
        {.name = "tasks", .kind = MEMBER_LIST, .of = &change_item_payload},
        {0},
    }};
static const struct payload difference_query = {
    .members = (const struct member[]){
        {.name = "as_of", .label = "日期", .kind = MEMBER_DAY},
        {0},
    }};
static const struct payload copy_body = {
    .name = "NoticeCopy",
    .members = (const struct member[]){
        {.name = "from", .label = "版本", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "note", .label = "说明", .kind = MEMBER_TEXT, .max = 200},
        {0},
    }};
static const struct payload write_body = {.name = "NoticeWrite",
                                          .members = (const struct member[]){
                                              {.name = "name",
                                               .label = "文件",
                                               .kind = MEMBER_TEXT,
                                               .flags = MEMBER_REQUIRED,
                                               .min = 1,
                                               .max = 64},
                                              {.name = "was",
                                               .label = "原文",
                                               .kind = MEMBER_TEXT,
                                               .flags = MEMBER_REQUIRED | MEMBER_BLANKS,
                                               .max = CEILING_NOTICE_FILE},
                                              {.name = "text",
                                               .label = "内容",
                                               .kind = MEMBER_TEXT,
                                               .flags = MEMBER_REQUIRED | MEMBER_BLANKS,
                                               .max = CEILING_NOTICE_FILE},
                                              {0},
                                          }};

const struct route notice_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/notices",
     .permission = PERMIT_NOTICE,
     .returns = &versions_payload,
     .run = versions_list,
     .summary = "通知的各个版本：正在用的、草稿、以前的"},
    {.method = METHOD_POST,
     .path = "/api/v1/notices",
     .permission = PERMIT_NOTICE,
     .body_kind = BODY_JSON,
     .body = &copy_body,
     .flags = ROUTE_WRITES,
     .status = 201,
     .returns = &draft_payload,
     .run = version_copy,
     .summary = "复制一个版本成草稿"},
    {.method = METHOD_GET,
     .path = "/api/v1/notices/{id}",
     .permission = PERMIT_NOTICE,
     .flags = ROUTE_PACK,
     .returns = &draft_payload,
     .run = version_show,
     .summary = "一个版本的各文件，和检查出的每一处问题"},
    {.method = METHOD_PUT,
     .path = "/api/v1/notices/{id}/file",
     .permission = PERMIT_NOTICE,
     .body_kind = BODY_JSON,
     .body = &write_body,
     .flags = ROUTE_WRITES,
     .returns = &draft_payload,
     .run = file_write,
     .summary = "改草稿的一个文件；内容为空是删去这个文件"},
    {.method = METHOD_GET,
     .path = "/api/v1/notices/{id}/difference",
     .permission = PERMIT_NOTICE,
     .query = &difference_query,
     .returns = &difference_payload,
     .run = difference_show,
     .summary = "启用这个版本会改变什么：单位、任务、期限，和今天的数"},
    {.method = METHOD_POST,
     .path = "/api/v1/notices/{id}/switch",
     .permission = PERMIT_NOTICE,
     .body_kind = BODY_JSON,
     .body = &reason_payload,
     .flags = ROUTE_BARE,
     .returns = &versions_payload,
     .run = version_switch,
     .summary = "启用这个版本，写入审计"},
    {.method = METHOD_POST,
     .path = "/api/v1/notices/{id}/drop",
     .permission = PERMIT_NOTICE,
     .body_kind = BODY_JSON,
     .body = &reason_payload,
     .flags = ROUTE_WRITES,
     .run = version_drop,
     .summary = "删去一份草稿"},
    {0},
};
