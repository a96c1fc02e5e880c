#include "domain/import/preview.h"

#include "base/list.h"
#include "domain/import/kept.h"
#include "domain/import/returned.h"

static const char *const outcomes[IMPORT_OUTCOME__COUNT] = {
    [IMPORT_NEW] = "new",      [IMPORT_CHANGED] = "changed",
    [IMPORT_SAME] = "same",    [IMPORT_REPEATED] = "duplicate",
    [IMPORT_QUESTION] = "ask", [IMPORT_ERROR] = "error",
    [IMPORT_LEFT] = "left",
};

static const char *const origins[] = {
    [IMPORT_UNKNOWN] = "none",      [IMPORT_TWICE] = "twice",    [IMPORT_BY_SYNONYM] = "synonym",
    [IMPORT_BY_CELLS] = "cells",    [IMPORT_BY_ALIAS] = "alias", [IMPORT_BY_LABEL] = "label",
    [IMPORT_REMEMBERED] = "memory", [IMPORT_BY_MARK] = "mark",   [IMPORT_BY_HAND] = "chosen"};

const char *outcome_name(enum import_outcome outcome)
{
    return outcomes[outcome];
}

/* ---- the whole ---- */

enum { HEAD_CEILING = 8 << 20, ROW_CEILING = 4 << 20 };

/* What was put right, by reason and how often. */
struct fixes {
    struct arena *arena;
    LIST(struct {
        struct text why;
        int64_t count;
    })
    all;
};

static void count_fix(struct fixes *fixes, struct text why)
{
    for (size_t i = 0; i < fixes->all.n; i++) {
        if (text_equal(fixes->all.at[i].why, why)) {
            fixes->all.at[i].count++;
            return;
        }
    }
    list_reserve(&fixes->all, fixes->all.n + 1);
    fixes->all.at[fixes->all.n].why = arena_text(fixes->arena, why);
    fixes->all.at[fixes->all.n++].count = 1;
}

static struct text column_letter(struct arena *arena, uint32_t col)
{
    char letters[8];
    size_t at = sizeof(letters);
    uint32_t rest = col + 1;
    while (rest > 0) {
        rest--;
        letters[--at] = (char)('A' + rest % 26);
        rest /= 26;
    }
    return arena_text(arena, (struct text){letters + at, sizeof(letters) - at});
}

static void put_columns(struct import_session *s, const struct import_layout *layout,
                        struct json_out *out)
{
    struct arena *arena = s->work->arena;
    json_open_list(out, "columns");
    for (size_t i = 0; i < layout->n; i++) {
        const struct import_column *c = &layout->columns[i];
        struct text target = import_target_name(arena, &s->terms, c->target);
        json_open(out, NULL);
        json_put_int(out, "col", c->col);
        json_put_text(out, "letter", column_letter(arena, c->col));
        json_put_text(out, "heading", c->heading);
        if (target.n > 0) {
            json_put_text(out, "field", target);
            json_put_text(out, "label", import_target_label(arena, &s->terms, c->target));
        } else {
            json_put_null(out, "field");
        }
        json_put_cstr(out, "how", origins[c->origin]);
        json_open_list(out, "samples");
        if (c->sample.n > 0) {
            json_put_text(out, NULL, c->sample);
        }
        json_close_list(out);
        json_close(out);
    }
    json_close_list(out);
}

static void put_missing(struct import_session *s, const struct import_layout *layout,
                        struct json_out *out)
{
    const struct field **missing;
    /* What was exported here has its rows already; a row added to it tells what it lacks itself. */
    size_t n =
        layout->key_col >= 0 ? 0 : import_missing(s->work->arena, &s->terms, layout, &missing);
    json_open_list(out, "missing");
    for (size_t i = 0; i < n; i++) {
        json_put_cstr(out, NULL, missing[i]->label);
    }
    json_close_list(out);
}

static void put_sheet(struct import_session *s, size_t index, const struct import_summary *summary,
                      struct json_out *out)
{
    const struct import_layout *layout = &s->layouts[index];
    json_open(out, NULL);
    json_put_int(out, "index", (int64_t)index);
    json_put_text(out, "name", layout->info.name);
    json_put_bool(out, "hidden", layout->info.hidden);
    json_put_int(out, "rows", layout->summary.rows);
    json_put_int(out, "hidden_rows", layout->summary.hidden);
    if (s->faults[index].n > 0) {
        json_put_text(out, "fault", s->faults[index]);
    } else {
        json_put_text(out, "title", layout->title);
        json_open_list(out, "heading_rows");
        for (uint32_t r = 0; r < layout->heading_rows; r++) {
            json_put_int(out, NULL, layout->heading_row + r + 1);
        }
        json_close_list(out);
        put_columns(s, layout, out);
        put_missing(s, layout, out);
    }
    json_open_list(out, "skipped");
    for (size_t i = 0; summary != NULL && i < summary->passed_count; i++) {
        if (summary->passed[i].sheet == index) {
            json_open(out, NULL);
            json_put_int(out, "row", summary->passed[i].row + 1);
            json_put_cstr(out, "why", "备注或签字行");
            json_put_text(out, "text", summary->passed[i].text);
            json_close(out);
        }
    }
    json_close_list(out);
    json_close(out);
}

static void put_counts(const struct import_summary *summary, struct json_out *out)
{
    json_open(out, NULL);
    for (int i = 0; i < IMPORT_OUTCOME__COUNT; i++) {
        json_put_int(out, outcomes[i], summary->outcomes[i]);
    }
    json_put_int(out, "skipped", summary->blank + summary->headings + summary->totals);
    json_close(out);
}

static void put_fixes(const struct fixes *fixes, struct json_out *out)
{
    json_open_list(out, NULL);
    for (size_t i = 0; i < fixes->all.n; i++) {
        json_open(out, NULL);
        json_put_text(out, "why", fixes->all.at[i].why);
        json_put_int(out, "count", fixes->all.at[i].count);
        json_close(out);
    }
    json_close_list(out);
}

/* ---- judging ---- */

struct judging {
    struct import_session *session;
    struct kept_writer *kept;
    struct fixes fixes;
    struct import_summary summary;
    struct arena scratch; /* of a chunk's texts */
    struct buf text;
    struct error fault; /* why nothing can be imported */
};

static enum status keep_rows(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct judging *j = context;
    struct work work = *j->session->work;
    enum status status = OK;
    work.arena = &j->scratch;
    for (size_t i = 0; status == OK && i < n; i++) {
        for (size_t k = 0; k < rows[i].finding_count; k++) {
            if (rows[i].findings[k].level == IMPORT_FIXED) {
                count_fix(&j->fixes, rows[i].findings[k].message);
            }
        }
        buf_clear(&j->text);
        struct json_out out = json_into(&j->text);
        preview_row(j->session, &work, &rows[i], &out);
        status = kept_add(j->kept, &rows[i], buf_text(&j->text), error);
    }
    arena_reset(&j->scratch);
    return status;
}

/* A part of the head, kept as a text so that it can be told again as it is. */
static void keep_part(struct judging *j, struct json_out *head, const char *key,
                      void (*put)(struct judging *j, struct json_out *out))
{
    buf_clear(&j->text);
    struct json_out out = json_into(&j->text);
    put(j, &out);
    json_put_text(head, key, buf_text(&j->text));
}

static void put_sheets(struct judging *j, struct json_out *out)
{
    json_open_list(out, NULL);
    for (size_t i = 0; i < j->session->sheets && i < SHEETS_MOST; i++) {
        put_sheet(j->session, i, &j->summary, out);
    }
    json_close_list(out);
}

static void put_chosen(struct judging *j, struct json_out *out)
{
    json_open_list(out, NULL);
    for (size_t i = 0; i < j->session->sheets && i < SHEETS_MOST; i++) {
        if (j->session->chosen[i]) {
            json_put_int(out, NULL, (int64_t)i);
        }
    }
    json_close_list(out);
}

static void put_outcomes(struct judging *j, struct json_out *out)
{
    put_counts(&j->summary, out);
}

static void put_fixed(struct judging *j, struct json_out *out)
{
    put_fixes(&j->fixes, out);
}

/* What came back of a workbook exported here; null of another. */
static enum status put_returned(struct judging *j, struct json_out *head, struct error *error)
{
    struct import_session *s = j->session;
    if (s->returned == NULL || j->fault.status != OK) {
        json_put_text(head, "returned", TEXT("null"));
        return OK;
    }
    buf_clear(&j->text);
    struct json_out out = json_into(&j->text);
    enum status status = returned_tell(s->returned, s->work, &out, NULL, error);
    json_put_text(head, "returned", buf_text(&j->text));
    return status;
}

static enum status head_of(struct judging *j, struct text twin, struct text *out,
                           struct error *error)
{
    struct buf buf;
    buf_init(&buf, HEAD_CEILING);
    struct json_out head = json_into(&buf);
    json_open(&head, NULL);
    keep_part(j, &head, "sheets", put_sheets);
    keep_part(j, &head, "chosen", put_chosen);
    keep_part(j, &head, "counts", put_outcomes);
    keep_part(j, &head, "fixes", put_fixed);
    enum status status = put_returned(j, &head, error);
    json_put_bool(&head, "hidden", j->session->hidden);
    json_put_text(&head, "same_as", twin);
    json_put_text(&head, "fault", j->fault.message);
    json_close(&head);
    *out = arena_text(j->session->work->arena, buf_text(&buf));
    buf_release(&buf);
    return status;
}

static enum status judge(struct judging *j, struct blob_writer **out, struct error *error)
{
    struct import_session *s = j->session;
    struct text twin = TEXT_EMPTY, head;
    enum status status = session_run(s, keep_rows, j, &j->summary, &j->fault);
    if (status == OK) {
        s->batch->content = arena_text(s->work->arena, text_of(j->summary.hash));
        j->fault = (struct error){0};
        status = batch_twin(s->work, s->batch, &twin, error);
    } else if (status == INVALID) {
        status = OK; /* told with the batch: another sheet or layout may do */
    } else {
        *error = j->fault;
    }
    if (status == OK) {
        status = head_of(j, twin, &head, error);
    }
    return status == OK ? kept_end(j->kept, head, out, error) : status;
}

enum status preview_judge(struct import_session *session, struct blob_writer **out,
                          struct error *error)
{
    struct judging j = {.session = session, .fixes = {.arena = session->work->arena}};
    enum status status = kept_begin(session->app->blobs, &j.kept, session->work->arena, error);
    if (status != OK) {
        return status;
    }
    arena_init(&j.scratch);
    buf_init(&j.text, HEAD_CEILING);
    status = judge(&j, out, error);
    if (status != OK) {
        kept_drop(j.kept);
    }
    list_release(&j.fixes.all);
    buf_release(&j.text);
    arena_release(&j.scratch);
    return status;
}

enum status preview_keep(struct work *work, const struct batch *judged, struct blob_writer *writer,
                         struct error *error)
{
    struct batch now;
    int64_t size;
    char name[BLOB_NAME + 1];
    enum status status = batch_read(work, judged->id, &now, error);
    if (status != OK || now.edition != judged->edition) {
        blob_drop(writer);
        return status;
    }
    status = blob_keep(writer, work->db, work->actor->county, work->clock, name, &size, work->arena,
                       error);
    if (status == OK) {
        status = preview_forget(work, &now, error);
    }
    if (status == OK) {
        now.preview = text_of(name);
        now.content = judged->content;
        status = batch_write(work, &now, error);
    }
    return status;
}

enum status preview_forget(struct work *work, struct batch *batch, struct error *error)
{
    struct text name = batch->preview;
    batch->preview = TEXT_EMPTY;
    return name.n == 0 ? OK
                       : blob_refer(work->db, work->actor->county, arena_cstr(work->arena, name),
                                    -1, work->clock, work->arena, error);
}

/* ---- telling ---- */

static void put_head(struct work *work, const struct batch *b, struct json_out *out)
{
    json_put_id(out, "id", b->id);
    json_put_cstr(out, "ledger", b->ledger->name);
    json_put_text(out, "name", b->name);
    json_put_text(out, "state", b->state);
    json_put_text(out, "source", b->source);
    json_put_text(out, "at", clock_format(work->arena, b->at));
    json_put_text(out, "actor",
                  work->user_name != NULL ? work->user_name(work, b->actor) : TEXT("系统"));
    if (b->job != 0) {
        json_put_id(out, "job_id", b->job);
    }
}

static void put_kept(const struct json *head, const char *name, struct json_out *out)
{
    struct text text;
    if (json_text(json_member(head, name), &text)) {
        json_put_raw(out, name, text);
    }
}

static void put_words(const struct json *head, const char *name, struct json_out *out)
{
    struct text text = TEXT_EMPTY;
    json_text(json_member(head, name), &text);
    text.n > 0 ? json_put_text(out, name, text) : json_put_null(out, name);
}

enum status preview_import(struct app *app, struct work *work, const struct batch *batch,
                           struct json_out *out, struct error *error)
{
    struct kept kept;
    struct json *head = NULL;
    bool hidden = false;
    enum status status = kept_open(app->blobs, batch->preview, &kept, work->arena, error);
    if (status == OK) {
        status = json_parse(work->arena, kept.head, &head, error);
    }
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    put_head(work, batch, out);
    static const char *const parts[] = {"sheets", "chosen", "counts", "fixes", "returned"};
    for (size_t i = 0; i < COUNT(parts); i++) {
        put_kept(head, parts[i], out);
    }
    json_bool(json_member(head, "hidden"), &hidden);
    json_put_bool(out, "hidden", hidden);
    put_words(head, "same_as", out);
    put_words(head, "fault", out);
    if (batch->counts.n > 0) {
        json_put_raw(out, "result", batch->counts);
    }
    json_close(out);
    return OK;
}

void preview_layout(struct import_session *session, struct json_out *out, const char *key)
{
    json_open(out, key);
    put_head(session->work, session->batch, out);
    json_open_list(out, "sheets");
    for (size_t i = 0; i < session->sheets && i < SHEETS_MOST; i++) {
        put_sheet(session, i, NULL, out);
    }
    json_close_list(out);
    json_open_list(out, "chosen");
    for (size_t i = 0; i < session->sheets && i < SHEETS_MOST; i++) {
        if (session->chosen[i]) {
            json_put_int(out, NULL, (int64_t)i);
        }
    }
    json_close_list(out);
    json_put_null(out, "counts");
    json_open_list(out, "fixes");
    json_close_list(out);
    json_put_null(out, "same_as");
    json_put_bool(out, "hidden", session->hidden);
    json_close(out);
}

static bool wanted(const struct preview_page *page, const struct kept_row *row)
{
    if (page->row > 0) {
        return row->sheet == page->sheet && row->row + 1 == page->row;
    }
    return page->outcome == NULL ||
           text_is(text_of(page->outcome), outcomes[row->outcome % IMPORT_OUTCOME__COUNT]);
}

enum status preview_rows(struct app *app, struct work *work, const struct batch *batch,
                         const struct preview_page *page, struct json_out *out, struct error *error)
{
    struct kept kept;
    int64_t total = 0;
    enum status status = kept_open(app->blobs, batch->preview, &kept, work->arena, error);
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_open_list(out, "rows");
    for (size_t i = 0; status == OK && i < kept.n; i++) {
        if (!wanted(page, &kept.rows[i])) {
            continue;
        }
        struct text json;
        if (total >= page->offset && total < page->offset + page->limit) {
            status = kept_json(&kept, i, &json, error);
            if (status == OK) {
                json_put_raw(out, NULL, json);
            }
        }
        total++;
    }
    json_close_list(out);
    json_put_int(out, "total", total);
    json_close(out);
    return status;
}
