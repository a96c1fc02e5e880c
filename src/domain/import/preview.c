#include "domain/import/preview.h"

#include "base/list.h"
#include "domain/import/returned.h"
#include "ledger/seal.h"
#include "ledger/show.h"

static const char *const outcomes[IMPORT_OUTCOME__COUNT] = {
    [IMPORT_NEW] = "new",      [IMPORT_CHANGED] = "changed",
    [IMPORT_SAME] = "same",    [IMPORT_REPEATED] = "duplicate",
    [IMPORT_QUESTION] = "ask", [IMPORT_ERROR] = "error",
};

static const char *const levels[] = {[IMPORT_FIXED] = "fix",
                                     [IMPORT_WARN] = "warn",
                                     [IMPORT_ASK] = "ask",
                                     [IMPORT_REJECT] = "error"};

static const char *const origins[] = {
    [IMPORT_UNKNOWN] = "none",   [IMPORT_TWICE] = "twice",    [IMPORT_BY_SYNONYM] = "synonym",
    [IMPORT_BY_ALIAS] = "alias", [IMPORT_BY_LABEL] = "label", [IMPORT_REMEMBERED] = "memory",
    [IMPORT_BY_MARK] = "mark",   [IMPORT_BY_HAND] = "chosen"};

const char *outcome_name(enum import_outcome outcome)
{
    return outcomes[outcome];
}

/* ---- the whole ---- */

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

static enum status take_counts(void *context, struct import_row *rows, size_t n,
                               struct error *error)
{
    struct fixes *fixes = context;
    (void)error;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rows[i].finding_count; k++) {
            if (rows[i].findings[k].level == IMPORT_FIXED) {
                count_fix(fixes, rows[i].findings[k].message);
            }
        }
    }
    return OK;
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
    json_open(out, "counts");
    for (int i = 0; i < IMPORT_OUTCOME__COUNT; i++) {
        json_put_int(out, outcomes[i], summary->outcomes[i]);
    }
    json_put_int(out, "skipped", summary->blank + summary->headings + summary->totals);
    json_close(out);
}

static void put_fixes(const struct fixes *fixes, struct json_out *out)
{
    json_open_list(out, "fixes");
    for (size_t i = 0; i < fixes->all.n; i++) {
        json_open(out, NULL);
        json_put_text(out, "why", fixes->all.at[i].why);
        json_put_int(out, "count", fixes->all.at[i].count);
        json_close(out);
    }
    json_close_list(out);
}

static void put_head(struct import_session *s, struct json_out *out)
{
    const struct batch *b = s->batch;
    struct work *work = s->work;
    json_put_id(out, "id", b->id);
    json_put_cstr(out, "ledger", b->ledger->name);
    json_put_text(out, "name", b->name);
    json_put_text(out, "state", b->state);
    json_put_text(out, "source", b->source);
    json_put_text(out, "at", clock_format(work->arena, b->at));
    json_put_text(out, "actor",
                  work->user_name != NULL ? work->user_name(work, b->actor) : TEXT("系统"));
    json_put_bool(out, "hidden", s->hidden);
    if (b->job != 0) {
        json_put_id(out, "job_id", b->job);
    }
}

/* What came back of a workbook exported here; null of another. Hands the run's status on. */
static enum status put_returned(struct import_session *s, enum status run, struct json_out *out,
                                struct error *error)
{
    if (s->returned == NULL || run != OK) {
        json_put_null(out, "returned");
        return run;
    }
    return returned_tell(s->returned, s->work, out, "returned", error);
}

enum status preview_import(struct import_session *s, struct json_out *out, const char *key,
                           struct error *error)
{
    struct fixes fixes = {.arena = s->work->arena};
    struct import_summary summary = {0};
    struct text twin = TEXT_EMPTY;
    struct error fault = {0};
    bool open = text_is(s->batch->state, "read");
    enum status status = OK;
    if (open) {
        status = session_run(s, take_counts, &fixes, &summary, &fault);
        if (status == OK) {
            s->batch->content = arena_text(s->work->arena, text_of(summary.hash));
            status = batch_twin(s->work, s->batch, &twin, error);
        }
    }
    if (status != OK && status != INVALID) {
        list_release(&fixes.all);
        *error = fault.status != OK ? fault : *error;
        return status;
    }
    json_open(out, key);
    put_head(s, out);
    json_open_list(out, "sheets");
    for (size_t i = 0; i < s->sheets && i < SHEETS_MOST; i++) {
        put_sheet(s, i, open ? &summary : NULL, out);
    }
    json_close_list(out);
    json_open_list(out, "chosen");
    for (size_t i = 0; i < s->sheets && i < SHEETS_MOST; i++) {
        if (s->chosen[i]) {
            json_put_int(out, NULL, (int64_t)i);
        }
    }
    json_close_list(out);
    if (open) {
        put_counts(&summary, out);
    } else if (s->batch->counts.n > 0) {
        json_put_raw(out, "counts", s->batch->counts);
    }
    put_fixes(&fixes, out);
    status = put_returned(s, status, out, error);
    twin.n > 0 ? json_put_text(out, "same_as", twin) : json_put_null(out, "same_as");
    status == INVALID ? json_put_text(out, "fault", fault.message) : json_put_null(out, "fault");
    json_close(out);
    list_release(&fixes.all);
    return status == INVALID ? OK : status;
}

/* ---- its rows ---- */

struct rows_run {
    struct import_session *session;
    const struct preview_page *page;
    struct json_out *out;
    int64_t total;
};

static struct text shown(struct work *work, const struct field *field, const struct value *value)
{
    if (!value_is_set(value)) {
        return TEXT_EMPTY;
    }
    return (field->flags & FIELD_SECRET) != 0 && field->kind != KIND_TEXT
               ? seal_mask(work->arena, field, value->text)
               : value_show(work, field, value);
}

static const struct import_finding *worst_of(const struct import_row *row, int field)
{
    const struct import_finding *worst = NULL;
    for (size_t i = 0; i < row->finding_count; i++) {
        if (row->findings[i].field == field &&
            (worst == NULL || row->findings[i].level > worst->level)) {
            worst = &row->findings[i];
        }
    }
    return worst;
}

static void put_finding(const struct import_finding *finding, struct json_out *out)
{
    json_open(out, "finding");
    json_put_cstr(out, "level", levels[finding->level]);
    json_put_text(out, "message", finding->message);
    json_put_text(out, "hint", finding->hint);
    json_close(out);
}

static void put_cell(struct rows_run *run, const struct import_row *row, int field)
{
    struct work *work = run->session->work;
    const struct ledger *ledger = run->session->terms.ledger;
    const struct field *f = &ledger->fields[field];
    const struct import_finding *finding = worst_of(row, field);
    json_open(run->out, NULL);
    json_put_cstr(run->out, "field", f->name);
    json_put_cstr(run->out, "label", f->label);
    json_put_text(run->out, "raw", row->raw[field]);
    struct text value = shown(work, f, &row->value[field]);
    for (size_t i = 0; i < row->ref_count; i++) {
        if (row->refs[i].field == field && row->refs[i].found == 1) {
            value = row->refs[i].title;
        }
    }
    json_put_text(run->out, "value", value);
    if (row->old != NULL && import_changes(&run->session->terms, row, field)) {
        json_put_text(run->out, "old", shown(work, f, &row->old->value[field]));
    }
    if (row->base != NULL) {
        json_put_text(run->out, "base", shown(work, f, &row->base->value[field]));
    }
    if (finding != NULL) {
        put_finding(finding, run->out);
    }
    json_close(run->out);
}

static void put_row(struct rows_run *run, const struct import_row *row)
{
    const struct ledger *ledger = run->session->terms.ledger;
    json_open(run->out, NULL);
    json_put_int(run->out, "row", row->row + 1);
    json_put_int(run->out, "sheet", (int64_t)row->sheet);
    json_put_cstr(run->out, "outcome", outcomes[row->outcome]);
    if (row->old != NULL) {
        json_put_id(run->out, "id", row->old->id);
    }
    json_put_text(run->out, "title", row->raw[ledger->title]);
    json_open_list(run->out, "cells");
    for (size_t i = 0; i < ledger->count; i++) {
        bool said = row->base != NULL ? row->value[i].state != VALUE_ABSENT : row->col[i] >= 0;
        if (said || worst_of(row, (int)i) != NULL) {
            put_cell(run, row, (int)i);
        }
    }
    json_close_list(run->out);
    json_open_list(run->out, "messages");
    for (size_t i = 0; i < row->finding_count; i++) {
        if (row->findings[i].field < 0) {
            json_put_text(run->out, NULL, row->findings[i].message);
        }
    }
    if (row->candidates > 0) {
        json_put_text(run->out, NULL,
                      arena_printf(run->session->work->arena, "可能是已有的 %u 条记录之一，请核对",
                                   row->candidates));
    }
    json_close_list(run->out);
    json_close(run->out);
}

static enum status take_rows(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct rows_run *run = context;
    (void)error;
    for (size_t i = 0; i < n; i++) {
        if (run->page->outcome != NULL &&
            !text_is(text_of(run->page->outcome), outcomes[rows[i].outcome])) {
            continue;
        }
        if (run->total >= run->page->offset && run->total < run->page->offset + run->page->limit) {
            put_row(run, &rows[i]);
        }
        run->total++;
    }
    return OK;
}

enum status preview_rows(struct import_session *session, const struct preview_page *page,
                         struct json_out *out, struct error *error)
{
    struct rows_run run = {session, page, out, 0};
    struct import_summary summary;
    json_open(out, NULL);
    json_open_list(out, "rows");
    enum status status = session_run(session, take_rows, &run, &summary, error);
    json_close_list(out);
    json_put_int(out, "total", run.total);
    json_close(out);
    return status;
}
