#include "domain/import/batch.h"

#include <string.h>

#include "base/id.h"
#include "base/list.h"

static const struct query insert_batch = {
    .sql = "INSERT INTO import_batch (county, id, ledger, name, blob, source, state, plan, counts,"
           " content, answers, preview, edition, job, actor, at)"
           " VALUES ($1, $2, $3, $4, $5, $6, 'read', '{}', '', '', $7, '', 1, 0, $8, $9)",
};

#define BATCH_COLUMNS                                                                              \
    "id, ledger, name, blob, source, state, plan, counts, content, answers, preview, edition, "    \
    "job,"                                                                                         \
    " actor, at"

/* The county centre sees every batch, everybody else his own. */
static const struct query read_batch = {
    .sql = "SELECT " BATCH_COLUMNS " FROM import_batch"
           " WHERE county = $1 AND id = $2 AND ($3 = 1 OR actor = $4)",
};

static const struct query list_batches = {
    .sql = "SELECT " BATCH_COLUMNS " FROM import_batch"
           " WHERE county = $1 AND ($2 = '' OR ledger = $2) AND ($3 = 1 OR actor = $4)"
           " ORDER BY id DESC LIMIT 100",
};

static const struct query update_batch = {
    .sql = "UPDATE import_batch SET source = $3, state = $4, plan = $5, counts = $6, content = $7,"
           " answers = $8, preview = $9, edition = $10, job = $11 WHERE county = $1 AND id = $2",
};

static const struct query find_twin = {
    .sql = "SELECT name FROM import_batch WHERE county = $1 AND ledger = $2 AND content = $3"
           " AND id <> $4 AND state = 'done' ORDER BY id DESC LIMIT 1",
};

static const struct query read_memory = {
    .sql =
        "SELECT heading, field FROM import_memory WHERE county = $1 AND ledger = $2 AND source = $3"
        " ORDER BY heading",
};

static const struct query write_memory = {
    .sql = "INSERT INTO import_memory (county, ledger, source, heading, field) VALUES ($1, $2, $3, "
           "$4, $5)"
           " ON CONFLICT (county, ledger, source, heading) DO UPDATE SET field = excluded.field",
};

static bool sees_all(const struct actor *actor)
{
    return actor_is(actor, ROLE_BIT(ROLE_COUNTY));
}

enum status batch_takes(struct work *work, const struct ledger *ledger, struct error *error)
{
    if (!ledger->pages_only) {
        return OK;
    }
    error_set(error, work->arena, INVALID, "“%s”不能导入", ledger->label);
    return error_hint(error, work->arena, "请在页面上逐项办理，可以勾选多项批量办");
}

enum status batch_create(struct app *app, struct work *work, const struct ledger *ledger,
                         struct text name, struct text source, struct text bytes, struct batch *out,
                         struct error *error)
{
    struct book *book;
    enum status status = batch_takes(work, ledger, error);
    if (status == OK) {
        status = book_open(work->arena, bytes, &book, error);
    }
    if (status != OK) {
        return status;
    }
    struct blob_writer *writer;
    status = blob_new(app->blobs, &writer, work->arena, error);
    if (status != OK) {
        return status;
    }
    *out = (struct batch){
        .id = id_next(work->clock),
        .at = clock_now(work->clock),
        .actor = work->actor->user,
        .ledger = ledger,
        .name = name,
        .source = source,
        .state = TEXT("read"),
        .plan = TEXT("{}"),
        .edition = 1,
    };
    status = blob_write(writer, bytes, work->arena, error);
    if (status != OK) {
        blob_drop(writer);
        return status;
    }
    int64_t size;
    status = blob_keep(writer, work->db, work->actor->county, work->clock, out->blob, &size,
                       work->arena, error);
    if (status != OK) {
        return status;
    }
    return db_run(work->db, &insert_batch, NULL, work->arena, error, BIND_INT(work->actor->county),
                  BIND_INT(out->id), BIND_TEXT(text_of(ledger->name)), BIND_TEXT(name),
                  BIND_TEXT(text_of(out->blob)), BIND_TEXT(source), BIND_BLOB(TEXT_EMPTY),
                  BIND_INT(out->actor), BIND_INT(out->at));
}

static void take_batch(struct work *work, struct statement *s, struct batch *out)
{
    struct arena *a = work->arena;
    *out = (struct batch){
        .id = column_int(s, 0),
        .ledger = ledger_find(work->ledgers, column_text(s, 1)),
        .name = arena_text(a, column_text(s, 2)),
        .source = arena_text(a, column_text(s, 4)),
        .state = arena_text(a, column_text(s, 5)),
        .plan = arena_text(a, column_text(s, 6)),
        .counts = arena_text(a, column_text(s, 7)),
        .content = arena_text(a, column_text(s, 8)),
        .answers = arena_text(a, column_blob(s, 9)),
        .preview = arena_text(a, column_text(s, 10)),
        .edition = column_int(s, 11),
        .job = column_int(s, 12),
        .actor = column_int(s, 13),
        .at = column_int(s, 14),
    };
    struct text blob = text_slice(column_text(s, 3), 0, BLOB_NAME);
    memcpy(out->blob, blob.s, blob.n);
}

enum status batch_read(struct work *work, int64_t id, struct batch *out, struct error *error)
{
    struct statement *s;
    enum status status =
        db_ask(work->db, &read_batch, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(id), BIND_INT(sees_all(work->actor)), BIND_INT(work->actor->user));
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        take_batch(work, s, out);
    }
    statement_reset(s);
    if (step == DB_DONE) {
        error_set(error, work->arena, NOT_FOUND, "没有这个导入批次");
        return error_hint(error, work->arena, "请从导入记录里重新打开");
    }
    return step == DB_FAILED ? error->status : OK;
}

enum status batch_list(struct work *work, const struct ledger *ledger, struct batch_list *out,
                       struct error *error)
{
    struct statement *s;
    enum status status =
        db_ask(work->db, &list_batches, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_TEXT(ledger != NULL ? text_of(ledger->name) : TEXT_EMPTY),
               BIND_INT(sees_all(work->actor)), BIND_INT(work->actor->user));
    if (status != OK) {
        return status;
    }
    *out = (struct batch_list){arena_array(work->arena, struct batch, 100), 0};
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        take_batch(work, s, &out->at[out->n++]);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status batch_write(struct work *work, const struct batch *batch, struct error *error)
{
    return db_run(work->db, &update_batch, NULL, work->arena, error, BIND_INT(work->actor->county),
                  BIND_INT(batch->id), BIND_TEXT(batch->source), BIND_TEXT(batch->state),
                  BIND_TEXT(batch->plan), BIND_TEXT(batch->counts), BIND_TEXT(batch->content),
                  BIND_BLOB(batch->answers), BIND_TEXT(batch->preview), BIND_INT(batch->edition),
                  BIND_INT(batch->job));
}

enum status batch_twin(struct work *work, const struct batch *batch, struct text *name,
                       struct error *error)
{
    struct statement *s;
    *name = TEXT_EMPTY;
    if (batch->content.n == 0) {
        return OK;
    }
    enum status status = db_ask(
        work->db, &find_twin, &s, work->arena, error, BIND_INT(work->actor->county),
        BIND_TEXT(text_of(batch->ledger->name)), BIND_TEXT(batch->content), BIND_INT(batch->id));
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *name = arena_text(work->arena, column_text(s, 0));
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status batch_memory(struct work *work, const struct batch *batch, struct import_pair **pairs,
                         size_t *n, struct error *error)
{
    struct statement *s;
    enum status status =
        db_ask(work->db, &read_memory, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_TEXT(text_of(batch->ledger->name)), BIND_TEXT(batch->source));
    if (status != OK) {
        return status;
    }
    LIST(struct import_pair) all = {0};
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        list_add(&all, (struct import_pair){arena_text(work->arena, column_text(s, 0)),
                                            arena_text(work->arena, column_text(s, 1))});
    }
    statement_reset(s);
    *n = all.n;
    *pairs = arena_array(work->arena, struct import_pair, all.n);
    for (size_t i = 0; i < all.n; i++) {
        (*pairs)[i] = all.at[i];
    }
    list_release(&all);
    return step == DB_FAILED ? error->status : OK;
}

/* Whether a column of that heading goes somewhere on another sheet: its being left out on this one
 * is not what is meant by the heading. */
static bool is_placed(const struct import_layout *layouts, size_t n, struct text heading)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < layouts[i].n; k++) {
            const struct import_column *column = &layouts[i].columns[k];
            if (column->target.field >= 0 && text_equal(column->heading, heading)) {
                return true;
            }
        }
    }
    return false;
}

enum status batch_remember(struct work *work, const struct batch *batch,
                           const struct import_terms *terms, const struct import_layout *layouts,
                           size_t n, struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        for (size_t k = 0; status == OK && k < layouts[i].n; k++) {
            const struct import_column *column = &layouts[i].columns[k];
            if (column->heading.n == 0 ||
                (column->target.field < 0 && is_placed(layouts, n, column->heading))) {
                continue;
            }
            status = db_run(work->db, &write_memory, NULL, work->arena, error,
                            BIND_INT(work->actor->county), BIND_TEXT(text_of(batch->ledger->name)),
                            BIND_TEXT(batch->source), BIND_TEXT(column->heading),
                            BIND_TEXT(import_target_name(work->arena, terms, column->target)));
        }
    }
    return status;
}
