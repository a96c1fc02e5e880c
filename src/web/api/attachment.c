#include "web/api/attachment.h"

#include "base/ceilings.h"
#include "domain/attachment.h"
#include "web/api/payloads.h"

/* ---- finding ---- */

/* The file that the path names; as good as absent when it is none. */
static enum status file_of_path(struct request *request, int64_t *id, struct error *error)
{
    return text_to_int(request_part(request, "file"), id) && *id > 0
               ? OK
               : error_set(error, request->arena, NOT_FOUND, "没有这个附件");
}

static enum status find(struct request *request, struct attachment *out, struct error *error)
{
    int64_t id = 0;
    enum status status = file_of_path(request, &id, error);
    return status == OK
               ? attachment_read(&request->work, request->ledger, request->id, id, out, error)
               : status;
}

static enum status answer_one(struct request *request, struct error *error)
{
    struct attachment found = {0};
    enum status status = find(request, &found, error);
    if (status == OK) {
        attachment_json(&request->work, &request->out, NULL, &found);
    }
    return status;
}

/* ---- routes ---- */

static enum status attachments_list(struct request *request, struct error *error)
{
    struct attachment_list list;
    enum status status =
        attachment_of_row(&request->work, request->ledger, request->id, &list, error);
    if (status != OK) {
        return status;
    }
    struct attachment_limits limits = attachment_limits(request->work.settings);
    struct json_out *out = &request->out;
    json_open(out, NULL);
    json_open_list(out, "rows");
    for (size_t i = 0; i < list.n; i++) {
        attachment_json(&request->work, out, NULL, &list.at[i]);
    }
    json_close_list(out);
    json_put_bool(out, "can", access_may(&request->actor, request->ledger->data, ACCESS_WRITE));
    json_put_int(out, "megabytes", limits.bytes / (int64_t)MIB);
    json_put_int(out, "most", limits.most);
    json_open_list(out, "extensions");
    for (enum file_kind kind = FILE_JPEG; kind < FILE_KIND__COUNT; kind++) {
        const struct file_kind_info *info = file_kind_info(kind);
        for (const char *const *e = info->extensions; limits.group[info->group] && *e != NULL;
             e++) {
            json_put_cstr(out, NULL, *e);
        }
    }
    json_close_list(out);
    json_close(out);
    return OK;
}

static enum status add(struct request *request, void *context, struct error *error)
{
    struct attachment added = {0};
    enum status status =
        attachment_add(&request->work, request->ledger, request->id, context, &added, error);
    if (status == OK) {
        attachment_json(&request->work, &request->out, NULL, &added);
    }
    return status;
}

/* Whether the row is the caller's at all is asked before his file is looked at. */
static enum status check_row(struct request *request, void *context, struct error *error)
{
    return attachment_of_row(&request->work, request->ledger, request->id, context, error);
}

static enum status attachment_create(struct request *request, struct error *error)
{
    struct attachment_upload upload = {0};
    struct attachment_list there;
    struct text bytes = TEXT_EMPTY;
    enum status status = request_reading(request, check_row, &there, error);
    if (status == OK) {
        status = request_upload(request, &bytes, error);
    }
    if (status == OK) {
        status =
            attachment_receive(request->app, request->work.settings, request_query(request, "name"),
                               bytes, &upload, request->arena, error);
    }
    return status == OK ? request_writing(request, add, &upload, error) : status;
}

static enum status attachment_show(struct request *request, struct error *error)
{
    struct attachment found = {0};
    enum status status = find(request, &found, error);
    if (status == OK && found.removed_at != 0) {
        status = error_set(error, request->arena, NOT_FOUND, "这个附件已经移除");
    }
    if (status == OK) {
        status = blob_file(request->app->blobs, found.blob, &request->exchange->file,
                           request->arena, error);
    }
    if (status == OK) {
        const struct file_kind_info *info = file_kind_info(found.kind);
        (info->group == FILE_GROUP_OFFICE ? request_attach : request_inline)(request, info->type,
                                                                             found.name);
    }
    return status;
}

static enum status attachment_take_away(struct request *request, struct error *error)
{
    int64_t id = 0;
    enum status status = file_of_path(request, &id, error);
    if (status == OK) {
        status = attachment_remove(&request->work, request->ledger, request->id, id,
                                   text_trim(request_text(request, "reason")), error);
    }
    return status == OK ? answer_one(request, error) : status;
}

static enum status attachment_put_back(struct request *request, struct error *error)
{
    int64_t id = 0;
    enum status status = file_of_path(request, &id, error);
    if (status == OK) {
        status = attachment_restore(&request->work, request->ledger, request->id, id, error);
    }
    return status == OK ? answer_one(request, error) : status;
}

/* ---- the table ---- */

static const struct payload attachment_payload = {
    .name = "Attachment",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kind_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "size", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "actor", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "removed_at", .kind = MEMBER_TEXT},
        {.name = "removed_by", .kind = MEMBER_TEXT},
        {.name = "reason", .kind = MEMBER_TEXT},
        {0},
    }};
static const struct payload attachments_payload = {
    .name = "Attachments",
    .members = (const struct member[]){
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &attachment_payload},
        {.name = "can", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "megabytes", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "most", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "extensions", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload name_query = {.members = (const struct member[]){
                                              {.name = "name",
                                               .label = "文件名",
                                               .kind = MEMBER_TEXT,
                                               .flags = MEMBER_REQUIRED,
                                               .min = 1,
                                               .max = 200},
                                              {0},
                                          }};

const struct route attachment_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/{ledger}/{id}/attachments",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .returns = &attachments_payload,
     .run = attachments_list,
     .summary = "一条记录的附件"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/{id}/attachments",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_BYTES,
     .flags = ROUTE_BARE,
     .status = 201,
     .query = &name_query,
     .returns = &attachment_payload,
     .run = attachment_create,
     .summary = "上传一个附件"},
    {.method = METHOD_GET,
     .path = "/api/v1/{ledger}/{id}/attachments/{file}",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .flags = ROUTE_FILE,
     .run = attachment_show,
     .summary = "附件的内容"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/{id}/attachments/{file}/remove",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &reason_payload,
     .flags = ROUTE_WRITES,
     .returns = &attachment_payload,
     .run = attachment_take_away,
     .summary = "移除附件：仍列在记录里"},
    {.method = METHOD_POST,
     .path = "/api/v1/{ledger}/{id}/attachments/{file}/restore",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .flags = ROUTE_WRITES,
     .returns = &attachment_payload,
     .run = attachment_put_back,
     .summary = "恢复移除的附件"},
    {0},
};
