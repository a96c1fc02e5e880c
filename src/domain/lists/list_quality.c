#include "domain/lists/list_quality.h"

#include "base/list.h"
#include "domain/import/preview.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_shape.h"
#include "domain/people/access.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/seal.h"
#include "ledger/show.h"

enum { FAULTS_TOLD = 20, PAGE = 500 };

/* ---- versions ---- */

static const struct query same_source = {
    .sql = "SELECT id FROM list_batch WHERE county = $1 AND sender_id = $2 AND source = $3"
           " AND removed_at = 0 ORDER BY period_on, id LIMIT 60",
};

static void put_version(struct work *work, const struct row *list, struct json_out *out)
{
    static const int counts[] = {LIST_BATCH_VERSION_NO, LIST_BATCH_ROWS,    LIST_BATCH_FAULTY,
                                 LIST_BATCH_FILLED,     LIST_BATCH_ENTERED, LIST_BATCH_LEFT,
                                 LIST_BATCH_CHANGED,    LIST_BATCH_SAME,    LIST_BATCH_LIKELY,
                                 LIST_BATCH_CONFLICT,   LIST_BATCH_ALONE};
    json_open(out, NULL);
    json_put_id(out, "id", list->id);
    json_put_text(out, "period_on",
                  value_show(work, &list_batch_ledger.fields[LIST_BATCH_PERIOD_ON],
                             &list->value[LIST_BATCH_PERIOD_ON]));
    json_put_text(out, "state", list->value[LIST_BATCH_STATE].text);
    for (size_t i = 0; i < COUNT(counts); i++) {
        const char *name = list_batch_ledger.fields[counts[i]].name;
        const struct value *v = &list->value[counts[i]];
        value_is_set(v) ? json_put_int(out, name, v->number) : json_put_null(out, name);
    }
    json_close(out);
}

static enum status put_versions(struct work *work, const struct row *list, struct json_out *out,
                                struct error *error)
{
    struct statement *s;
    int64_t ids[60];
    size_t n = 0;
    enum status status = db_prepare(work->db, &same_source, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list->value[LIST_BATCH_SENDER].number);
    bind_text(s, 3, list->value[LIST_BATCH_SOURCE].text);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && n < COUNT(ids)) {
        ids[n++] = column_int(s, 0);
    }
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    json_open_list(out, "versions");
    for (size_t i = 0; status == OK && i < n; i++) {
        struct row *version;
        status = rows_get(work, &list_batch_ledger, ids[i], 0, &version, error);
        if (status == OK) {
            put_version(work, version, out);
        }
    }
    json_close_list(out);
    return status;
}

/* ---- faults by kind ---- */

struct fault_kind {
    struct text label, message;
    int64_t count;
};

struct fault_kinds {
    struct arena *arena;
    LIST(struct fault_kind) all;
};

/* 与第 12 行是同一人: of one kind whichever row it is. */
static struct text without_rows(struct arena *arena, struct text message)
{
    static const struct text before = TEXT("第 "), behind = TEXT(" 行");
    size_t from = text_find(message, before);
    struct text rest =
        from == TEXT_NONE ? TEXT_EMPTY : text_slice(message, from + before.n, message.n);
    size_t digits = 0;
    while (digits < rest.n && rest.s[digits] >= '0' && rest.s[digits] <= '9') {
        digits++;
    }
    rest = text_slice(rest, digits, rest.n);
    return digits > 0 && text_starts(rest, behind)
               ? arena_printf(arena, "%.*s另一行%.*s", TEXT_ARG(text_slice(message, 0, from)),
                              TEXT_ARG(text_slice(rest, behind.n, rest.n)))
               : message;
}

static void count_fault(struct fault_kinds *kinds, struct text label, struct text message)
{
    for (size_t i = 0; i < kinds->all.n; i++) {
        struct fault_kind *kind = &kinds->all.at[i];
        if (text_equal(kind->label, label) && text_equal(kind->message, message)) {
            kind->count++;
            return;
        }
    }
    if (kinds->all.n < FAULTS_TOLD) {
        list_add(&kinds->all, (struct fault_kind){arena_text(kinds->arena, label),
                                                  arena_text(kinds->arena, message), 1});
    }
}

static enum status gather_faults(struct work *work, int64_t list, struct fault_kinds *kinds,
                                 struct error *error)
{
    struct list_row_filter filter = {.faulty = true, .after = -1, .limit = PAGE};
    struct list_rows rows;
    struct arena page;
    arena_init(&page);
    struct work reading = *work;
    reading.arena = &page;
    enum status status;
    do {
        status = list_rows_read(&reading, list, 0, &filter, &rows, error);
        for (size_t i = 0; status == OK && i < rows.n; i++) {
            const struct json *faults = json_member(rows.at[i].content_tree, "faults");
            for (size_t k = 0; faults != NULL && k < faults->n; k++) {
                count_fault(kinds, faults->at[k].at[0].text,
                            without_rows(&page, faults->at[k].at[1].text));
            }
            filter.after = rows.at[i].place;
        }
        if (status != OK) {
            error->message = arena_text(work->arena, error->message);
        }
        arena_reset(&page);
    } while (status == OK && rows.n == PAGE);
    arena_release(&page);
    return status;
}

static enum status put_faults(struct work *work, int64_t list, struct json_out *out,
                              struct error *error)
{
    struct fault_kinds kinds = {.arena = work->arena};
    enum status status = gather_faults(work, list, &kinds, error);
    json_open_list(out, "faults");
    for (size_t i = 0; i < kinds.all.n; i++) {
        json_open(out, NULL);
        json_put_text(out, "label", kinds.all.at[i].label);
        json_put_text(out, "message", kinds.all.at[i].message);
        json_put_int(out, "count", kinds.all.at[i].count);
        json_close(out);
    }
    json_close_list(out);
    list_release(&kinds.all);
    return status;
}

/* ---- the review ---- */

static const struct query count_states = {
    .sql = "SELECT state, count(*) FROM list_match WHERE county = $1 AND list_id = $2"
           " AND removed_at = 0 GROUP BY state ORDER BY state",
};

static enum status put_review(struct work *work, int64_t list, struct json_out *out,
                              struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &count_states, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    json_open(out, "review");
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        json_put_key(out, column_text(s, 0));
        json_put_int(out, NULL, column_int(s, 1));
    }
    json_close(out);
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* While its columns may still be corrected: the import's own account of them. */
static enum status put_import(struct app *app, struct work *work, int64_t id, bool open,
                              struct json_out *out, struct error *error)
{
    if (!open) {
        json_put_null(out, "import");
        return OK;
    }
    json_open_list(out, "fields"); /* where a column may go */
    for (size_t i = 0; i < list_shape.count; i++) {
        json_open(out, NULL);
        json_put_cstr(out, "name", list_shape.fields[i].name);
        json_put_cstr(out, "label", list_shape.fields[i].label);
        json_put_cstr(out, "kind", kind_name(list_shape.fields[i].kind));
        json_close(out);
    }
    json_close_list(out);
    struct list_open *list = arena_new(work->arena, struct list_open);
    enum status status = list_open(app, work, id, list, error);
    if (status == OK) {
        preview_layout(&list->session, out, "import");
    }
    return status;
}

/* The newest job over the list, as far as the caller may look at it. */
static enum status put_job(struct work *work, const struct row *list, const struct list_file *file,
                           struct json_out *out, struct error *error)
{
    struct job_info info = {0};
    bool comparing = text_is(list->value[LIST_BATCH_STATE].text, "comparing");
    enum status status = file->job == 0 ? NOT_FOUND
                                        : job_find(work->db, NULL, work->actor->county, file->job,
                                                   &info, work->arena, error);
    if (status == OK && (comparing || info.actor == work->actor->user)) {
        json_put_id(out, "job_id", file->job);
    } else {
        json_put_null(out, "job_id");
    }
    return status == NOT_FOUND ? OK : status;
}

enum status list_detail_write(struct app *app, struct work *work, int64_t id, struct json_out *out,
                              struct error *error)
{
    struct row *list;
    struct list_file file;
    enum status status = list_find(work, id, 0, &list, error);
    if (status == OK) {
        status = list_file_read(work, id, &file, error);
    }
    if (status != OK) {
        return status;
    }
    bool open = text_is(list->value[LIST_BATCH_STATE].text, "read") &&
                access_permits(work->actor, PERMIT_LISTS);
    json_open(out, NULL);
    row_json_write(work, out, "list", list);
    json_put_text(out, "title", list_title(work, list));
    status = put_job(work, list, &file, out, error);
    if (status == OK) {
        status = put_import(app, work, id, open, out, error);
    }
    if (status == OK) {
        status = put_versions(work, list, out, error);
    }
    if (status == OK) {
        status = put_faults(work, id, out, error);
    }
    if (status == OK) {
        status = put_review(work, id, out, error);
    }
    json_close(out);
    return status;
}

/* ---- rows ---- */

/* A value as people read it, secrets masked; what stands in the cell where nothing was read. */
static struct text shown(struct work *work, const struct list_row *row, int field)
{
    const struct field *f = &list_shape.fields[field];
    struct text written = list_row_value(row, field);
    struct value value = value_text(written);
    int64_t number;
    if (written.n == 0) {
        struct text raw = list_row_raw(row, field);
        return (f->flags & FIELD_SECRET) != 0 && raw.n > 0 ? seal_mask(work->arena, f, raw) : raw;
    }
    if ((f->flags & FIELD_SECRET) != 0) {
        return seal_mask(work->arena, f, written);
    }
    if (f->kind == KIND_REGION && text_to_int(written, &number)) {
        value = value_number(number);
    }
    return f->kind == KIND_DATE ? written : value_show(work, f, &value);
}

static const struct query row_before = {
    .sql = "SELECT place FROM list_row WHERE county = $1 AND list = $2 AND identity = $3"
           " ORDER BY place LIMIT 1",
};

static enum status put_changes(struct work *work, int64_t previous, const struct list_row *row,
                               struct json_out *out, struct error *error)
{
    struct statement *s;
    struct list_row before;
    enum status status = db_prepare(work->db, &row_before, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, previous);
    bind_int(s, 3, row->identity);
    enum db_step step = statement_step(s, work->arena, error);
    int64_t place = step == DB_ROW ? column_int(s, 0) : -1;
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    json_open_list(out, "changes");
    if (status == OK && place >= 0) {
        status = list_row_read(work, previous, place, &before, error);
        for (int i = 0; status == OK && i < LIST__COUNT; i++) {
            if (!text_equal(list_row_value(&before, i), list_row_value(row, i))) {
                json_open(out, NULL);
                json_put_cstr(out, "label", list_shape.fields[i].label);
                json_put_text(out, "old", shown(work, &before, i));
                json_put_text(out, "new", shown(work, row, i));
                json_close(out);
            }
        }
    }
    json_close_list(out);
    return status;
}

static void put_cells(struct work *work, const struct list_row *row, struct json_out *out)
{
    json_open_list(out, "cells");
    for (int i = 0; i < LIST__COUNT; i++) {
        struct text text = shown(work, row, i);
        if (text.n > 0) {
            json_open(out, NULL);
            json_put_cstr(out, "label", list_shape.fields[i].label);
            json_put_text(out, "text", text);
            json_close(out);
        }
    }
    json_close_list(out);
    const struct json *faults = json_member(row->content_tree, "faults");
    json_open_list(out, "faults");
    for (size_t i = 0; faults != NULL && i < faults->n; i++) {
        json_open(out, NULL);
        json_put_text(out, "label", faults->at[i].at[0].text);
        json_put_text(out, "message", faults->at[i].at[1].text);
        json_close(out);
    }
    json_close_list(out);
}

static enum status put_row(struct work *work, int64_t previous, const struct list_row *row,
                           struct json_out *out, struct error *error)
{
    enum status status = OK;
    json_open(out, NULL);
    json_put_id(out, "place", row->place);
    json_put_int(out, "row", list_row_shown(row->place));
    json_put_text(out, "change", row->change);
    json_put_text(out, "outcome", row->outcome);
    json_put_text(out, "region", list_row_value(row, LIST_REGION));
    put_cells(work, row, out);
    if (previous != 0 && text_is(row->change, "changed")) {
        status = put_changes(work, previous, row, out, error);
    }
    json_close(out);
    return status;
}

enum status list_page_write(struct work *work, int64_t id, const struct list_row_filter *filter,
                            struct json_out *out, struct error *error)
{
    struct row *list;
    struct list_rows rows = {0};
    enum status status = list_find(work, id, 0, &list, error);
    if (status != OK) {
        return status;
    }
    const struct value *before = &list->value[LIST_BATCH_PREVIOUS];
    int64_t previous = value_is_set(before) ? before->number : 0;
    status = list_rows_read(work, id, previous, filter, &rows, error);
    json_open(out, NULL);
    json_open_list(out, "rows");
    for (size_t i = 0; status == OK && i < rows.n; i++) {
        status = put_row(work, previous, &rows.at[i], out, error);
    }
    json_close_list(out);
    rows.n == filter->limit ? json_put_id(out, "next", rows.at[rows.n - 1].place)
                            : json_put_null(out, "next");
    json_close(out);
    return status;
}
