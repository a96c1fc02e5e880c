#include "domain/lists/list_intake.h"

#include <string.h>

#include "domain/lists/list_batch.h"
#include "domain/lists/list_shape.h"
#include "ledger/rows.h"

static enum status keep_file(struct app *app, struct work *work, struct text bytes, int64_t list,
                             struct error *error)
{
    struct blob_writer *writer;
    struct list_file file = {.list = list, .plan = TEXT("{}")};
    int64_t size;
    enum status status = blob_new(app->blobs, &writer, work->arena, error);
    if (status != OK) {
        return status;
    }
    status = blob_write(writer, bytes, work->arena, error);
    if (status != OK) {
        blob_drop(writer);
        return status;
    }
    status = blob_keep(writer, work->db, work->actor->county, work->clock, file.blob, &size,
                       work->arena, error);
    return status == OK ? list_file_write(work, &file, error) : status;
}

/* A bureau's clerk hands in his own bureau's lists. */
static void set_sender(struct change *change, const struct list_plan *plan, struct errors *errors)
{
    const struct actor *actor = change->work->actor;
    int64_t sender = actor->role == ROLE_BUREAU ? actor->organization : plan->sender;
    if (sender != 0) {
        change_set(change, LIST_BATCH_SENDER, value_number(sender));
    } else if (actor->role == ROLE_BUREAU) {
        change_fault(change, errors, LIST_BATCH_SENDER, "您的账号没有所属单位",
                     "请系统管理员为账号填写所属单位");
    }
}

static void set_rest(struct change *change, const struct list_plan *plan, struct errors *errors)
{
    change_set(change, LIST_BATCH_SOURCE, value_text(plan->source));
    change_set(change, LIST_BATCH_KIND, value_text(plan->kind));
    change_set(change, LIST_BATCH_PERIOD_ON, value_date((struct date){plan->period, DATE_DAY}));
    change_set(change, LIST_BATCH_WHOLE, value_number(plan->whole));
    change_set(change, LIST_BATCH_FILE_NAME, value_text(plan->file_name));
    change_set(change, LIST_BATCH_STATE, value_text(TEXT("read")));
    if (plan->category.n > 0) {
        change_set(change, LIST_BATCH_CATEGORY, value_text(plan->category));
    } else if (text_is(plan->kind, "category")) {
        change_fault(change, errors, LIST_BATCH_CATEGORY, "不能为空",
                     "请选择这份名单证明哪一类人员");
    }
}

enum status list_create(struct app *app, struct work *work, const struct list_plan *plan,
                        struct text bytes, int64_t *id, struct errors *errors, struct error *error)
{
    struct book *book;
    enum status status = book_open(work->arena, bytes, &book, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_create(work, &list_batch_ledger);
    set_sender(&change, plan, errors);
    set_rest(&change, plan, errors);
    *id = change.row->id;
    status = change_save(&change, errors, error);
    return status == OK ? keep_file(app, work, bytes, *id, error) : status;
}

enum status list_find(struct work *work, int64_t id, unsigned flags, struct row **out,
                      struct error *error)
{
    return rows_get(work, &list_batch_ledger, id, flags, out, error);
}

/* Columns are remembered by sender and name of the list. */
static struct text memory_of(struct work *work, const struct row *list)
{
    return arena_printf(work->arena, "%lld %.*s", (long long)list->value[LIST_BATCH_SENDER].number,
                        TEXT_ARG(list->value[LIST_BATCH_SOURCE].text));
}

enum status list_open(struct app *app, struct work *work, int64_t id, struct list_open *out,
                      struct error *error)
{
    enum status status = list_find(work, id, ROWS_PLAIN, &out->list, error);
    if (status == OK) {
        status = list_file_read(work, id, &out->file, error);
    }
    if (status != OK) {
        return status;
    }
    const struct value *v = out->list->value;
    out->batch = (struct batch){
        .id = id,
        .at = out->list->created_at,
        .actor = out->list->created_by,
        .ledger = &list_shape,
        .name = v[LIST_BATCH_FILE_NAME].text,
        .source = memory_of(work, out->list),
        .state = TEXT("read"),
        .plan = out->file.plan,
    };
    memcpy(out->batch.blob, out->file.blob, sizeof(out->batch.blob));
    return session_begin(app, work, &out->batch, &out->session, error);
}

enum status list_remap(struct work *work, int64_t id, struct text plan, struct error *error)
{
    struct row *list;
    struct list_file file;
    enum status status = list_find(work, id, 0, &list, error);
    if (status == OK && !text_is(list->value[LIST_BATCH_STATE].text, "read")) {
        status = error_set(error, work->arena, CONFLICT, "这份名单已经比对，不能再改列的对应");
    }
    if (status == OK) {
        status = list_file_read(work, id, &file, error);
    }
    if (status != OK) {
        return status;
    }
    file.plan = plan;
    return list_file_write(work, &file, error);
}

static const struct query find_previous = {
    .sql = "SELECT id, version_no FROM list_batch WHERE county = $1 AND sender_id = $2"
           " AND source = $3 AND id <> $4 AND removed_at = 0 AND state IN ('review', 'applied')"
           " AND period_on <= $5 ORDER BY period_on DESC, id DESC LIMIT 1",
};

enum status list_previous(struct work *work, const struct row *list, int64_t *id,
                          int64_t *version_no, struct error *error)
{
    struct statement *s;
    const struct value *v = list->value;
    *id = *version_no = 0;
    enum status status = db_prepare(work->db, &find_previous, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, v[LIST_BATCH_SENDER].number);
    bind_text(s, 3, v[LIST_BATCH_SOURCE].text);
    bind_int(s, 4, list->id);
    bind_text(s, 5, date_iso(work->arena, (int32_t)v[LIST_BATCH_PERIOD_ON].number));
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *id = column_int(s, 0);
        *version_no = column_int(s, 1);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}
