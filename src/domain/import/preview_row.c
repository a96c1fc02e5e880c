/* One judged row as the preview tells it. */
#include "domain/import/preview.h"
#include "ledger/seal.h"
#include "ledger/show.h"

static const char *const levels[] = {[IMPORT_FIXED] = "fix",
                                     [IMPORT_WARN] = "warn",
                                     [IMPORT_ASK] = "ask",
                                     [IMPORT_REJECT] = "error"};

struct telling {
    struct import_session *session;
    struct json_out *out;
};

/* Whether somebody is still to decide something. */
static bool is_open(const struct import_row *row)
{
    return row->outcome == IMPORT_QUESTION || row->outcome == IMPORT_ERROR;
}

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

/* Rows to choose from: what names each, and the columns of its list, masked. */
static void put_options(struct telling *t, const char *key, struct row *const *at, size_t n)
{
    struct work *work = t->session->work;
    json_open_list(t->out, key);
    for (size_t i = 0; i < n; i++) {
        const struct ledger *ledger = at[i]->ledger;
        struct text detail = TEXT_EMPTY;
        for (size_t f = 0; f < ledger->count; f++) {
            struct text part = shown(work, &ledger->fields[f], &at[i]->value[f]);
            if ((int)f != ledger->title && part.n > 0 &&
                (ledger->fields[f].flags & FIELD_LIST) != 0) {
                detail = arena_printf(work->arena, "%.*s%s%.*s", TEXT_ARG(detail),
                                      detail.n > 0 ? "，" : "", TEXT_ARG(part));
            }
        }
        json_open(t->out, NULL);
        json_put_id(t->out, "id", at[i]->id);
        json_put_text(t->out, "label", row_title(work, at[i]));
        json_put_text(t->out, "detail", detail);
        json_close(t->out);
    }
    json_close_list(t->out);
}

/* Of a row of a workbook exported here only what was changed is told, and whom it is about. */
static bool came_back(const struct import_row *row)
{
    return row->base != NULL || row->untouched;
}

static void put_cell(struct telling *t, const struct import_row *row, int field)
{
    struct work *work = t->session->work;
    const struct ledger *ledger = t->session->terms.ledger;
    const struct field *f = &ledger->fields[field];
    const struct import_finding *finding = worst_of(row, field);
    json_open(t->out, NULL);
    json_put_cstr(t->out, "field", f->name);
    json_put_cstr(t->out, "label", f->label);
    json_put_text(t->out, "raw", row->raw[field]);
    bool as_it_was = came_back(row) && row->value[field].state == VALUE_ABSENT;
    struct text value = as_it_was ? row->raw[field] : shown(work, f, &row->value[field]);
    for (size_t i = 0; i < row->ref_count; i++) {
        if (row->refs[i].field == field && row->refs[i].found == 1) {
            value = row->refs[i].title;
        }
    }
    json_put_text(t->out, "value", value);
    if (row->old != NULL && (is_open(row) || import_changes(&t->session->terms, row, field))) {
        json_put_text(t->out, "old", shown(work, f, &row->old->value[field]));
    }
    if (row->base != NULL) {
        json_put_text(t->out, "base", shown(work, f, &row->base->value[field]));
    }
    if (finding != NULL) {
        put_finding(finding, t->out);
    }
    for (size_t i = 0; i < row->ref_count; i++) {
        if (row->refs[i].field == field && row->refs[i].found > 1) {
            put_options(t, "options", row->refs[i].fits, row->refs[i].fit_count);
        }
    }
    json_close(t->out);
}

static void put_messages(struct telling *t, const struct import_row *row)
{
    json_open_list(t->out, "messages");
    for (size_t i = 0; i < row->finding_count; i++) {
        const struct import_finding *f = &row->findings[i];
        if (f->field < 0) {
            json_put_text(t->out, NULL,
                          f->hint.n == 0 ? f->message
                                         : arena_printf(t->session->work->arena, "%.*s。%.*s",
                                                        TEXT_ARG(f->message), TEXT_ARG(f->hint)));
        }
    }
    json_close_list(t->out);
}

/* What is there to decide with: the rows it may be, the file's earlier row, what was decided. */
static void put_questions(struct telling *t, const struct import_row *row)
{
    if (row->candidates > 0) {
        put_options(t, "candidates", row->likely, row->candidates);
    }
    if (row->same_as >= 0) {
        json_open(t->out, "twin");
        json_put_int(t->out, "sheet", (int64_t)row->same_sheet);
        json_put_int(t->out, "row", row->same_as + 1);
        json_close(t->out);
    }
    const struct answer *answer = answers_find(&t->session->answers, row->sheet, row->row);
    if (answer != NULL) {
        answer_write(t->session->work, t->session->terms.ledger, answer, t->out, "answer");
    }
}

void preview_row(struct import_session *session, struct work *work, const struct import_row *row,
                 struct json_out *out)
{
    const struct ledger *ledger = session->terms.ledger;
    struct import_session here = *session;
    struct telling t = {&here, out};
    here.work = work;
    json_open(out, NULL);
    json_put_int(out, "row", row->row + 1);
    json_put_int(out, "sheet", (int64_t)row->sheet);
    json_put_cstr(out, "outcome", outcome_name(row->outcome));
    if (row->old != NULL) {
        json_put_id(out, "id", row->old->id);
    }
    json_put_text(out, "title", row->raw[ledger->title]);
    json_open_list(out, "cells");
    for (size_t i = 0; i < ledger->count; i++) {
        bool said = came_back(row) ? row->value[i].state != VALUE_ABSENT || (int)i == ledger->title
                                   : row->col[i] >= 0 || value_is_set(&row->value[i]);
        if (said || worst_of(row, (int)i) != NULL) {
            put_cell(&t, row, (int)i);
        }
    }
    json_close_list(out);
    put_messages(&t, row);
    put_questions(&t, row);
    json_close(out);
}
