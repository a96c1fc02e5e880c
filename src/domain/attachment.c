#include "domain/attachment.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/id.h"
#include "base/list.h"
#include "format/picture.h"
#include "ledger/flow.h"
#include "ledger/rows.h"
#include "store/audit.h"

enum { NAME_LONGEST = 120 /* characters */, MEGABYTES = 10, FILES = 20 };

const char attachment_ddl[] =
    "CREATE TABLE attachment (\n"
    "  county BIGINT NOT NULL,\n"
    "  id BIGINT NOT NULL,\n"
    "  ledger TEXT NOT NULL,\n"
    "  row_id BIGINT NOT NULL,\n"
    "  name TEXT NOT NULL,\n"
    "  kind TEXT NOT NULL,\n"
    "  size BIGINT NOT NULL,\n"
    "  blob TEXT NOT NULL,\n"
    "  created_at BIGINT NOT NULL,\n"
    "  created_by BIGINT NOT NULL,\n"
    "  removed_at BIGINT NOT NULL,\n"
    "  removed_by BIGINT NOT NULL,\n"
    "  reason TEXT NOT NULL,\n"
    "  PRIMARY KEY (county, id)\n"
    ");\n"
    "CREATE INDEX attachment_row ON attachment (county, ledger, row_id, id);\n";

static const struct query insert_attachment = {
    .sql = "INSERT INTO attachment (county, id, ledger, row_id, name, kind, size, blob, created_at,"
           " created_by, removed_at, removed_by, reason)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '')",
};

static const struct query list_attachments = {
    .sql = "SELECT id, name, kind, size, blob, created_at, created_by, removed_at, removed_by,"
           " reason FROM attachment WHERE county = $1 AND ledger = $2 AND row_id = $3 ORDER BY id",
};

static const struct query count_attachments = {
    .sql = "SELECT COUNT(*) FROM attachment"
           " WHERE county = $1 AND ledger = $2 AND row_id = $3 AND removed_at = 0",
};

static const struct query mark_attachment = {
    .sql = "UPDATE attachment SET removed_at = $3, removed_by = $4, reason = $5"
           " WHERE county = $1 AND id = $2",
};

struct attachment_limits attachment_limits(const struct settings *settings)
{
    return (struct attachment_limits){
        .bytes = settings_int(settings, "attachment_mb", MEGABYTES) * (int64_t)MIB,
        .most = settings_int(settings, "attachment_most", FILES),
        .group = {
            [FILE_GROUP_PICTURE] = settings_int(settings, "attachment_pictures", 1) != 0,
            [FILE_GROUP_PDF] = settings_int(settings, "attachment_pdf", 1) != 0,
            [FILE_GROUP_OFFICE] = settings_int(settings, "attachment_office", 1) != 0,
        }};
}

/* ---- a file as it came ---- */

/* The name without folders and control characters. */
static enum status clean_name(struct text name, struct text *out, struct arena *arena,
                              struct error *error)
{
    for (size_t i = name.n; i-- > 0;) {
        if (name.s[i] == '/' || name.s[i] == '\\') {
            name = text_slice(name, i + 1, name.n);
            break;
        }
    }
    *out = text_trim(name);
    bool plain = utf8_valid(*out) && out->n > 0 && utf8_length(*out) <= NAME_LONGEST;
    for (size_t i = 0; plain && i < out->n; i++) {
        plain = (unsigned char)out->s[i] >= ' ' && out->s[i] != 0x7F;
    }
    return plain ? OK
                 : error_set(error, arena, INVALID, "文件名应是 1 到 %d 个普通字符", NAME_LONGEST);
}

static enum status check_kind(const struct attachment_limits *limits, struct text name,
                              enum file_kind kind, struct text what, struct arena *arena,
                              struct error *error)
{
    if (kind == FILE_OTHER || !limits->group[file_kind_info(kind)->group]) {
        const char *label = kind == FILE_OTHER ? "" : file_kind_info(kind)->label;
        error_set(error, arena, INVALID, "“%.*s”的内容是%s（%.*s），不在可以上传的种类里",
                  TEXT_ARG(name), label, TEXT_ARG(what));
        return error_hint(error, arena, "可以上传：%s%s%s",
                          limits->group[FILE_GROUP_PICTURE] ? "JPG、PNG 图片 " : "",
                          limits->group[FILE_GROUP_PDF] ? "PDF " : "",
                          limits->group[FILE_GROUP_OFFICE] ? "不带宏的 Word、Excel 文档" : "");
    }
    if (!file_kind_fits(kind, name)) {
        const struct file_kind_info *info = file_kind_info(kind);
        error_set(error, arena, INVALID, "“%.*s”的内容是%s（.%s），与扩展名不符", TEXT_ARG(name),
                  info->label, info->name);
        return error_hint(error, arena, "请确认没有传错，改正扩展名后再传");
    }
    return OK;
}

static enum status keep_bytes(struct app *app, struct text bytes, struct attachment_upload *upload,
                              struct arena *arena, struct error *error)
{
    struct buf stripped;
    buf_init(&stripped, CEILING_UPLOAD);
    enum status status = OK;
    if (file_kind_info(upload->kind)->group == FILE_GROUP_PICTURE) {
        status = picture_strip(bytes, &stripped, arena, error);
        bytes = buf_text(&stripped);
    }
    if (status == OK) {
        status = blob_new(app->blobs, &upload->writer, arena, error);
    }
    if (status == OK) {
        status = blob_write(upload->writer, bytes, arena, error);
        if (status != OK) {
            blob_drop(upload->writer);
        }
    }
    buf_release(&stripped);
    return status;
}

enum status attachment_receive(struct app *app, const struct settings *settings, struct text name,
                               struct text bytes, struct attachment_upload *upload,
                               struct arena *arena, struct error *error)
{
    struct attachment_limits limits = attachment_limits(settings);
    struct text what = TEXT_EMPTY;
    *upload = (struct attachment_upload){0};
    if ((int64_t)bytes.n > limits.bytes) {
        error_set(error, arena, TOO_LARGE, "文件有 %.1f MB，超过 %lld MB 的上限",
                  (double)bytes.n / (double)MIB, (long long)(limits.bytes / (int64_t)MIB));
        return error_hint(error, arena, "照片请用较小的尺寸，文档请压缩其中的图片");
    }
    enum status status = clean_name(name, &upload->name, arena, error);
    if (status == OK) {
        status = file_kind_find(bytes, &upload->kind, &what, arena, error);
    }
    if (status == OK) {
        status = check_kind(&limits, upload->name, upload->kind, what, arena, error);
    }
    return status == OK ? keep_bytes(app, bytes, upload, arena, error) : status;
}

/* ---- a row's ---- */

static enum status find_owner(struct work *work, const struct ledger *ledger, int64_t row,
                              struct row **out, struct error *error)
{
    return rows_get(work, ledger, row, ROWS_REMOVED, out, error);
}

/* Whether the row's attachments may still be changed. */
static enum status check_open(struct work *work, const struct row *owner, struct error *error)
{
    const struct flow *flow = owner->ledger->flow;
    if (owner->removed_at != 0) {
        return error_set(error, work->arena, CONFLICT, "这条记录已移除，附件不能再变动");
    }
    if (flow != NULL && flow_settled(flow, owner->value[flow->state].text)) {
        return error_set(error, work->arena, CONFLICT, "“%s”的记录，附件不能再变动",
                         flow_state(flow, owner->value[flow->state].text)->label);
    }
    return OK;
}

static enum status note(struct work *work, const struct attachment *attachment, const char *action,
                        struct text reason, struct error *error)
{
    struct audit entry = {
        .at = clock_now(work->clock),
        .actor = work->actor->user,
        .actor_name = work->actor->name,
        .address = work->actor->address,
        .action = text_of(action),
        .ledger = attachment->ledger,
        .row_id = attachment->row_id,
        .reason = reason,
        .summary = attachment->name,
    };
    return audit_entry(work->db, work->secret, work->actor->county, &entry, work->arena, error);
}

enum status attachment_count(struct work *work, const struct ledger *ledger, int64_t row,
                             int64_t *out, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &count_attachments, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, text_of(ledger->name));
    bind_int(s, 3, row);
    enum db_step step = statement_step(s, work->arena, error);
    *out = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status insert(struct work *work, const struct attachment *attachment,
                          struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &insert_attachment, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, attachment->id);
    bind_text(s, 3, attachment->ledger);
    bind_int(s, 4, attachment->row_id);
    bind_text(s, 5, attachment->name);
    bind_text(s, 6, text_of(file_kind_info(attachment->kind)->name));
    bind_int(s, 7, attachment->size);
    bind_text(s, 8, text_of(attachment->blob));
    bind_int(s, 9, attachment->created_at);
    bind_int(s, 10, attachment->created_by);
    return statement_run(s, NULL, work->arena, error);
}

/* The row is the actor's, open, and has room for one more. */
static enum status check_room(struct work *work, const struct ledger *ledger, int64_t row,
                              struct error *error)
{
    struct row *owner;
    int64_t count = 0;
    int64_t most = attachment_limits(work->settings).most;
    enum status status = find_owner(work, ledger, row, &owner, error);
    if (status == OK) {
        status = check_open(work, owner, error);
    }
    if (status == OK) {
        status = attachment_count(work, ledger, row, &count, error);
    }
    if (status == OK && count >= most) {
        error_set(error, work->arena, CONFLICT, "一条记录最多 %lld 个附件", (long long)most);
        return error_hint(error, work->arena, "请先移除不需要的附件，或把多页合成一个 PDF");
    }
    return status;
}

enum status attachment_add(struct work *work, const struct ledger *ledger, int64_t row,
                           struct attachment_upload *upload, struct attachment *out,
                           struct error *error)
{
    enum status status = check_room(work, ledger, row, error);
    if (status != OK) {
        blob_drop(upload->writer);
        return status;
    }
    *out = (struct attachment){
        .id = id_next(work->clock),
        .row_id = row,
        .ledger = text_of(ledger->name),
        .name = upload->name,
        .reason = TEXT_EMPTY,
        .kind = upload->kind,
        .created_at = clock_now(work->clock),
        .created_by = work->actor->user,
    };
    status = blob_keep(upload->writer, work->db, work->actor->county, work->clock, out->blob,
                       &out->size, work->arena, error);
    if (status == OK) {
        status = insert(work, out, error);
    }
    return status == OK ? note(work, out, "attach", TEXT_EMPTY, error) : status;
}

static struct attachment take(struct work *work, const struct ledger *ledger, int64_t row,
                              struct statement *s)
{
    struct attachment one = {
        .id = column_int(s, 0),
        .row_id = row,
        .ledger = text_of(ledger->name),
        .name = arena_text(work->arena, column_text(s, 1)),
        .kind = file_kind_named(column_text(s, 2)),
        .size = column_int(s, 3),
        .created_at = column_int(s, 5),
        .created_by = column_int(s, 6),
        .removed_at = column_int(s, 7),
        .removed_by = column_int(s, 8),
        .reason = arena_text(work->arena, column_text(s, 9)),
    };
    struct text blob = text_slice(column_text(s, 4), 0, BLOB_NAME);
    memcpy(one.blob, blob.s, blob.n);
    return one;
}

enum status attachment_of_row(struct work *work, const struct ledger *ledger, int64_t row,
                              struct attachment_list *out, struct error *error)
{
    struct row *owner;
    struct statement *s;
    *out = (struct attachment_list){0};
    enum status status = find_owner(work, ledger, row, &owner, error);
    if (status == OK) {
        status = db_prepare(work->db, &list_attachments, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, text_of(ledger->name));
    bind_int(s, 3, row);
    LIST(struct attachment) all = {0};
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        list_add(&all, take(work, ledger, row, s));
    }
    statement_reset(s);
    out->at = arena_array(work->arena, struct attachment, all.n);
    for (size_t i = 0; i < all.n; i++) {
        out->at[out->n++] = all.at[i];
    }
    list_release(&all);
    return step == DB_FAILED ? error->status : OK;
}

const struct attachment *attachment_text(const struct attachment_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->at[i].kind == FILE_DOCX && list->at[i].removed_at == 0) {
            return &list->at[i];
        }
    }
    return NULL;
}

enum status attachment_read(struct work *work, const struct ledger *ledger, int64_t row, int64_t id,
                            struct attachment *out, struct error *error)
{
    struct attachment_list list;
    enum status status = attachment_of_row(work, ledger, row, &list, error);
    for (size_t i = 0; status == OK && i < list.n; i++) {
        if (list.at[i].id == id) {
            *out = list.at[i];
            return OK;
        }
    }
    return status == OK ? error_set(error, work->arena, NOT_FOUND, "没有这个附件") : status;
}

static enum status mark(struct work *work, const struct attachment *attachment, bool removed,
                        struct text reason, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &mark_attachment, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, attachment->id);
    bind_int(s, 3, removed ? clock_now(work->clock) : 0);
    bind_int(s, 4, removed ? work->actor->user : 0);
    bind_text(s, 5, reason);
    status = statement_run(s, NULL, work->arena, error);
    return status == OK ? note(work, attachment, removed ? "detach" : "attach_again", reason, error)
                        : status;
}

/* One of the row's, which must be open for changes. */
static enum status find_open(struct work *work, const struct ledger *ledger, int64_t row,
                             int64_t id, struct attachment *out, struct error *error)
{
    struct row *owner;
    enum status status = attachment_read(work, ledger, row, id, out, error);
    if (status == OK) {
        status = find_owner(work, ledger, row, &owner, error);
    }
    return status == OK ? check_open(work, owner, error) : status;
}

/* What was issued keeps its text; an answer's file would be taken for it otherwise. */
static enum status check_issued(struct work *work, const struct ledger *ledger,
                                const struct attachment *attachment, struct error *error)
{
    struct row *owner;
    struct attachment_list list;
    if (ledger->draft == NULL) {
        return OK;
    }
    enum status status = rows_get(work, ledger, attachment->row_id, 0, &owner, error);
    if (status == OK) {
        status = attachment_of_row(work, ledger, attachment->row_id, &list, error);
    }
    if (status != OK || text_is(owner->value[ledger->flow->state].text, ledger->draft)) {
        return status;
    }
    const struct attachment *text = attachment_text(&list);
    if (text == NULL || text->id != attachment->id) {
        return OK;
    }
    error_set(error, work->arena, CONFLICT, "已经发出，正文不能移除");
    return error_hint(error, work->arena, "发错的请另发更正");
}

enum status attachment_remove(struct work *work, const struct ledger *ledger, int64_t row,
                              int64_t id, struct text reason, struct error *error)
{
    struct attachment found = {0};
    enum status status = find_open(work, ledger, row, id, &found, error);
    if (status == OK && found.removed_at != 0) {
        status = error_set(error, work->arena, CONFLICT, "这个附件已经移除");
    }
    if (status == OK && found.created_by != work->actor->user &&
        !actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        error_set(error, work->arena, DENIED, "附件只能由上传的人或县就创中心移除");
        status = error_hint(error, work->arena, "请联系上传的人");
    }
    if (status == OK && reason.n == 0) {
        error->field = "reason";
        status = error_set(error, work->arena, INVALID, "请写明移除的理由");
    }
    if (status == OK) {
        status = check_issued(work, ledger, &found, error);
    }
    return status == OK ? mark(work, &found, true, reason, error) : status;
}

enum status attachment_restore(struct work *work, const struct ledger *ledger, int64_t row,
                               int64_t id, struct error *error)
{
    struct attachment found = {0};
    enum status status = find_open(work, ledger, row, id, &found, error);
    if (status == OK && found.removed_at == 0) {
        status = error_set(error, work->arena, CONFLICT, "这个附件没有移除");
    }
    if (status == OK) {
        status = check_room(work, ledger, row, error);
    }
    return status == OK ? mark(work, &found, false, TEXT_EMPTY, error) : status;
}

void attachment_json(struct work *work, struct json_out *out, const char *key,
                     const struct attachment *attachment)
{
    const struct file_kind_info *info = file_kind_info(attachment->kind);
    json_open(out, key);
    json_put_id(out, "id", attachment->id);
    json_put_text(out, "name", attachment->name);
    json_put_cstr(out, "kind", info->name);
    json_put_cstr(out, "kind_label", info->label);
    json_put_int(out, "size", attachment->size);
    json_put_text(out, "at", clock_format(work->arena, attachment->created_at));
    json_put_text(out, "actor", work->user_name(work, attachment->created_by));
    if (attachment->removed_at != 0) {
        json_put_text(out, "removed_at", clock_format(work->arena, attachment->removed_at));
        json_put_text(out, "removed_by", work->user_name(work, attachment->removed_by));
        json_put_text(out, "reason", attachment->reason);
    }
    json_close(out);
}
