#include "web/api/notice_template.h"

#include "domain/notice_template.h"
#include "domain/people/access.h"
#include "web/api/letter.h"
#include "web/request.h"

static enum status templates_list(struct request *request, struct error *error)
{
    return notice_templates_json(&request->work, request->id, &request->out, error);
}

static enum status template_file(struct request *request, struct error *error)
{
    struct text docx, name;
    enum status status = notice_template_file(
        &request->work, request->id, request_part(request, "template"), &docx, &name, error);
    if (status == OK) {
        request_made(request, name);
        buf_addt(&request->exchange->out, docx);
    }
    return status;
}

static enum status put(struct request *request, void *context, struct error *error)
{
    const struct text *bytes = context;
    enum status status =
        notice_template_put(&request->work, request->id, request_part(request, "template"), *bytes,
                            &request->errors, error);
    return status == OK ? templates_list(request, error) : status;
}

static enum status template_put(struct request *request, struct error *error)
{
    struct text bytes = TEXT_EMPTY;
    enum status status = request_upload(request, &bytes, error);
    return status == OK ? request_writing(request, put, &bytes, error) : status;
}

/* What it tells of people is only for those who may see figures at all. */
static enum status template_preview(struct request *request, struct error *error)
{
    int64_t unit = 0;
    struct text name = TEXT_EMPTY;
    if (!access_permits(&request->actor, PERMIT_FIGURES)) {
        return error_set(error, request->arena, DENIED, "您的角色不能看各单位的数据");
    }
    (void)text_to_int(request_query(request, "unit"), &unit);
    enum status status = notice_template_preview(request->app, &request->work, request->id,
                                                 request_part(request, "template"), unit,
                                                 &request->exchange->out, &name, error);
    if (status == OK) {
        request_inline(request, "application/pdf", name);
    }
    return status;
}

/* ---- shapes ---- */

static const char *const states[] = {"draft", "force", "past", NULL};
static const char *const levels[] = {"error", "warn", NULL};
static const struct payload field_payload = {
    .name = "NoticeTemplateField",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "place", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload fault_payload = {
    .name = "NoticeTemplateFault",
    .members = (const struct member[]){
        {.name = "level", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = levels},
        {.name = "message", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "hint", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload past_payload = {
    .name = "NoticeTemplateVersion",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = states},
        {.name = "note", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "made_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "size", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "hash", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload template_payload = {
    .name = "NoticeTemplate",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "basis", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "townships", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "reason", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "file", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "size", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "hash", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "fields", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &field_payload},
        {.name = "faults", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &fault_payload},
        {.name = "versions", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &past_payload},
        {0},
    }};
static const struct payload unit_payload = {
    .name = "NoticeTemplateUnit",
    .members = (const struct member[]){
        {.name = "region", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload templates_payload = {
    .name = "NoticeTemplates",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = states},
        {.name = "templates",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &template_payload},
        {.name = "units", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &unit_payload},
        {0},
    }};

const struct route notice_template_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/notices/{id}/templates",
     .permission = PERMIT_NOTICE,
     .returns = &templates_payload,
     .run = templates_list,
     .summary = "一个版本里函件的模板：字段、检查、校验码、在哪个版本换过"},
    {.method = METHOD_GET,
     .path = "/api/v1/notices/{id}/templates/{template}",
     .permission = PERMIT_NOTICE,
     .flags = ROUTE_FILE,
     .run = template_file,
     .summary = "下载一个模板（.docx）"},
    {.method = METHOD_PUT,
     .path = "/api/v1/notices/{id}/templates/{template}",
     .permission = PERMIT_NOTICE,
     .body_kind = BODY_BYTES,
     .flags = ROUTE_BARE,
     .returns = &templates_payload,
     .run = template_put,
     .summary = "换掉草稿里的一个模板；有错（不认得的字段、宏、坏文件）就不换，逐处说明"},
    {.method = METHOD_GET,
     .path = "/api/v1/notices/{id}/templates/{template}/preview",
     .permission = PERMIT_NOTICE,
     .flags = ROUTE_FILE,
     .query = &letter_unit_query,
     .run = template_preview,
     .summary = "用这个版本的模板看一个单位现在会收到的函（PDF），不存"},
    {0},
};
