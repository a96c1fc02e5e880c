#include "web/api/submission_show.h"

#include "domain/campaign/report_note.h"
#include "report/inspection_form.h"
#include "report/render.h"

void submission_put_figure(struct request *request, const char *key,
                           const struct report_column *column, int64_t value)
{
    struct text text = report_figure_text(request->arena, column, value);
    if (text.n == 0) {
        json_put_null(&request->out, key);
    } else {
        json_put_raw(&request->out, key, text);
    }
}

static void put_row_day(struct json_out *out, const char *key, const struct row *row, int field)
{
    bool set = row != NULL && value_is_set(&row->value[field]);
    json_put_day(out, key, set ? (int32_t)row->value[field].number : DATE_NONE);
}

static void put_may(struct json_out *out, struct submitting_may may)
{
    json_open(out, "may");
    json_put_bool(out, "write", may.write);
    json_put_bool(out, "submit", may.submit);
    json_put_bool(out, "return", may.give_back);
    json_put_bool(out, "accept", may.accept);
    json_put_bool(out, "seal", may.seal);
    json_put_bool(out, "reopen", may.reopen);
    json_put_bool(out, "extend", may.extend);
    json_close(out);
}

static void put_prose(const struct submitting *s, struct json_out *out)
{
    json_open_list(out, "prose");
    for (size_t i = 0; i < s->round->form->prose.n; i++) {
        const struct report_prose *prose = &s->round->form->prose.at[i];
        json_open(out, NULL);
        json_put_text(out, "key", prose->key);
        json_put_text(out, "label", prose->label);
        json_put_text(out, "help", prose->help);
        json_put_int(out, "least", prose->least);
        json_put_int(out, "most", prose->most);
        json_put_bool(out, "internal", prose->internal);
        json_put_text(out, "body", submitting_note(s, NOTE_PROSE, prose->key));
        json_close(out);
    }
    json_close_list(out);
}

static void put_notes(struct request *request, const struct submitting *s, struct json_out *out)
{
    json_open_list(out, "notes");
    for (size_t i = 0; i < s->note_count; i++) {
        const struct value *v = s->notes[i]->value;
        if (text_is(v[REPORT_NOTE_KIND].text, NOTE_PROSE)) {
            continue;
        }
        json_open(out, NULL);
        json_put_id(out, "id", s->notes[i]->id);
        json_put_text(out, "kind", v[REPORT_NOTE_KIND].text);
        json_put_text(out, "target",
                      value_is_set(&v[REPORT_NOTE_TARGET]) ? v[REPORT_NOTE_TARGET].text
                                                           : TEXT_EMPTY);
        json_put_text(out, "label", v[REPORT_NOTE_LABEL].text);
        json_put_text(out, "body", v[REPORT_NOTE_BODY].text);
        json_put_text(out, "actor",
                      request->work.user_name(&request->work, s->notes[i]->changed_by));
        put_row_day(out, "day", s->notes[i], REPORT_NOTE_DAY);
        json_close(out);
    }
    json_close_list(out);
}

static void put_place(const struct submitting *s, struct json_out *out)
{
    json_put_text(out, "report", s->round->form->key);
    json_put_text(out, "title", s->round->form->title);
    json_put_text(out, "round", s->round->key);
    json_put_text(out, "name", s->round->name);
    json_put_text(out, "unit", s->unit == NULL ? TEXT(SUBMISSION_COUNTY) : s->unit->key);
    json_put_text(out, "label",
                  s->unit == NULL ? s->books->notice->head.county_name : s->unit->name);
    json_put_day(out, "from", s->round->from);
    json_put_day(out, "as_of", s->round->as_of);
    json_put_day(out, "due", s->round->due);
    json_put_day(out, "lock", s->round->lock);
    json_put_bool(out, "locked", submitting_locked(s));
}

static void put_standing(const struct submitting *s, struct json_out *out)
{
    const struct row *row = s->row;
    const struct flow_state *state = flow_state(&submission_flow, submitting_state(s));
    if (row == NULL) {
        json_put_null(out, "id");
    } else {
        json_put_id(out, "id", row->id);
    }
    json_put_text(out, "state", submitting_state(s));
    json_put_cstr(out, "state_label", state == NULL ? "未填报" : state->label);
    put_row_day(out, "submitted_on", row, SUBMISSION_SUBMITTED_ON);
    put_row_day(out, "extended_to", row, SUBMISSION_EXTENDED_TO);
    bool frozen = row != NULL && value_is_set(&row->value[SUBMISSION_FROZEN]);
    json_put_text(out, "seal", frozen ? row->value[SUBMISSION_FROZEN].text : TEXT_EMPTY);
    json_put_int(out, "photos", s->round->form->photos);
    json_put_bool(out, "published", s->round->form->published);
    json_put_bool(out, "draft", s->unit == NULL && s->round->form->draft.n > 0);
}

/* The county sees what each unit wrote. */
static enum status put_parts(struct request *request, const struct submitting *s,
                             struct error *error)
{
    struct json_out *out = &request->out;
    struct submitting *units;
    size_t n;
    enum status status = submitting_units(s, &units, &n, error);
    json_open_list(out, "parts");
    for (size_t i = 0; status == OK && i < n; i++) {
        const struct flow_state *state = flow_state(&submission_flow, submitting_state(&units[i]));
        json_open(out, NULL);
        json_put_text(out, "unit", units[i].unit->key);
        json_put_text(out, "label", units[i].unit->name);
        json_put_text(out, "state", submitting_state(&units[i]));
        json_put_cstr(out, "state_label", state == NULL ? "未填报" : state->label);
        put_prose(&units[i], out);
        json_close(out);
    }
    json_close_list(out);
    return status;
}

/* ---- the lines of 附表1, 附件3 ---- */

/* What the notice prints of a line: its number, its item and what is asked. */
static void put_line(struct request *request, const struct submitting *s, struct text key)
{
    const struct notice *notice = s->books->notice;
    struct json_out *out = &request->out;
    const struct inspection_head *head =
        s->round->form->sheet == SHEET_INSPECTION ? inspection_head(notice, key) : NULL;
    const struct notice_task *task =
        s->round->form->sheet == SHEET_TASKS ? notice_task(notice, key) : NULL;
    json_open(out, NULL);
    json_put_text(out, "key", key);
    json_put_int(out, "no", head != NULL ? head->no : task != NULL ? task->no : 0);
    json_put_text(out, "label", head != NULL ? head->item : task != NULL ? task->item : key);
    json_put_text(out, "text", head != NULL ? head->text : task != NULL ? task->text : TEXT_EMPTY);
    json_close(out);
}

static void put_sheet_unit(struct json_out *out, const char *key, const struct sheet *sheet,
                           size_t unit)
{
    json_open(out, key);
    json_put_text(out, "label", sheet->names[unit]);
    json_open_list(out, "lines");
    for (size_t line = 0; line < sheet->lines; line++) {
        json_open(out, NULL);
        json_open_list(out, "cells");
        for (size_t k = 0; k < sheet->width; k++) {
            json_put_text(out, NULL, sheet_cells(sheet, unit, line)[k]);
        }
        json_close_list(out);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

static void put_list_columns(const struct submitting *s, struct json_out *out)
{
    const struct notice_inspection *inspection = &s->books->notice->inspection;
    json_open_list(out, "columns");
    if (s->round->form->sheet == SHEET_TASKS) {
        json_put_cstr(out, NULL, "完成情况");
    } else {
        for (size_t i = inspection->heading.n - FORM_FILLED; i < inspection->heading.n; i++) {
            json_put_text(out, NULL, inspection->heading.at[i]);
        }
    }
    json_close_list(out);
}

static enum status put_list(struct request *request, const struct submitting *s,
                            struct error *error)
{
    struct sheet sheet = {0};
    struct frozen *before = NULL;
    struct json_out *out = &request->out;
    enum status status = submitting_sheet_shown(s, &sheet, error);
    status = status == OK ? submitting_before(s, &before, error) : status;
    if (status != OK || sheet.lines == 0) {
        json_put_null(out, "list");
        return status;
    }
    json_open(out, "list");
    put_list_columns(s, out);
    json_open_list(out, "lines");
    for (size_t i = 0; i < sheet.lines; i++) {
        put_line(request, s, sheet.keys[i]);
    }
    json_close_list(out);
    json_open_list(out, "units");
    for (size_t i = 0; i < sheet.units; i++) {
        put_sheet_unit(out, NULL, &sheet, i);
    }
    json_close_list(out);
    const struct sheet *last = before == NULL ? NULL : before->sheet;
    if (last != NULL && last->lines == sheet.lines && last->width == sheet.width) {
        json_put_day(out, "before_as_of", before->as_of);
        put_sheet_unit(out, "before", last, last->units - 1);
    } else {
        json_put_null(out, "before_as_of");
        json_put_null(out, "before");
    }
    json_close(out);
    return OK;
}

/* ---- the rows beside ---- */

static void put_beside_row(struct request *request, const struct submitting *s,
                           const struct frozen *frozen)
{
    struct json_out *out = &request->out;
    const struct report_form *form = s->round->form;
    const struct flow_state *state = flow_state(&submission_flow, submitting_state(s));
    json_open(out, NULL);
    json_put_text(out, "unit", s->unit->key);
    json_put_text(out, "label", s->unit->name);
    json_put_text(out, "state", submitting_state(s));
    json_put_cstr(out, "state_label", state == NULL ? "未填报" : state->label);
    json_open_list(out, "cells");
    for (size_t i = 0; i < form->columns.n; i++) {
        const struct report_column *column = &form->columns.at[i];
        const struct frozen_cell *cell =
            frozen == NULL ? NULL : frozen_cell(frozen, &s->unit->key, column->key);
        if (column->printed) {
            submission_put_figure(request, NULL, column, cell == NULL ? SHAPE_BLANK : cell->value);
        }
    }
    json_close_list(out);
    json_close(out);
}

/* What the units beside the form's rows handed in. */
static enum status put_beside(struct request *request, const struct submitting *s,
                              struct error *error)
{
    struct submitting *units;
    size_t n;
    enum status status = submitting_units(s, &units, &n, error);
    json_open_list(&request->out, "beside");
    for (size_t i = 0; status == OK && i < n; i++) {
        struct frozen *frozen = NULL;
        if (report_beside(s->round->form, units[i].unit->kind)) {
            status = submitting_frozen(&units[i], units[i].row, &frozen, error);
            put_beside_row(request, &units[i], frozen);
        }
    }
    json_close_list(&request->out);
    return status;
}

enum status submission_write(struct request *request, const struct submitting *s,
                             struct error *error)
{
    struct report report;
    struct figure_members *members;
    enum status status = submitting_shown(s, &report, &members, error);
    if (status != OK) {
        return status;
    }
    struct json_out *out = &request->out;
    json_open(out, NULL);
    put_place(s, out);
    put_standing(s, out);
    put_may(out, submitting_may(s));
    put_prose(s, out);
    put_notes(request, s, out);
    if (s->unit == NULL) {
        status = put_parts(request, s, error);
        status = status == OK ? put_beside(request, s, error) : status;
    }
    status = status == OK ? put_list(request, s, error) : status;
    if (report.form->columns.n > 0) {
        json_put_key(out, TEXT("sheet"));
        report_json(request->arena, &report, out);
    } else {
        json_put_null(out, "sheet");
    }
    json_close(out);
    return status;
}

/* ---- history of a cell ---- */

static bool is_line(const struct submitting *s, struct text key)
{
    return (s->round->form->sheet == SHEET_INSPECTION &&
            inspection_head(s->books->notice, key) != NULL) ||
           (s->round->form->sheet == SHEET_TASKS && notice_task(s->books->notice, key) != NULL);
}

/* The cells of a line in a sheet, of the unit itself or of the whole. */
static void put_line_then(struct json_out *out, const struct sheet *sheet, struct text key)
{
    json_open_list(out, "cells");
    for (size_t i = 0; sheet != NULL && i < sheet->lines; i++) {
        for (size_t k = 0; text_equal(sheet->keys[i], key) && k < sheet->width; k++) {
            json_put_text(out, NULL, sheet_cells(sheet, sheet->units - 1, i)[k]);
        }
    }
    json_close_list(out);
}

static void put_version(struct request *request, const struct submitting *s,
                        const struct submitting_version *version, struct text target)
{
    struct json_out *out = &request->out;
    int column = report_column(s->round->form, target);
    const struct frozen *frozen = version->frozen;
    const struct frozen_cell *cell =
        frozen == NULL || column < 0
            ? NULL
            : frozen_cell(frozen, s->unit == NULL ? NULL : &s->unit->key, target);
    json_open(out, NULL);
    json_put_text(out, "at", clock_format(request->arena, version->at));
    json_put_text(out, "actor", request->work.user_name(&request->work, version->actor));
    json_put_cstr(out, "step", version->step);
    if (cell == NULL) {
        json_put_null(out, "value");
        json_put_null(out, "computed");
    } else {
        submission_put_figure(request, "value", &s->round->form->columns.at[column], cell->value);
        submission_put_figure(request, "computed", &s->round->form->columns.at[column],
                              cell->computed);
    }
    json_put_text(out, "reason", cell == NULL ? TEXT_EMPTY : cell->reason);
    put_line_then(out, frozen == NULL ? NULL : frozen->sheet, target);
    json_close(out);
}

enum status submission_write_history(struct request *request, const struct submitting *s,
                                     struct text target, struct error *error)
{
    struct submitting_versions versions;
    if (report_column(s->round->form, target) < 0 && !is_line(s, target)) {
        return error_set(error, request->arena, NOT_FOUND, "报表没有这一格");
    }
    enum status status = submitting_history(s, &versions, error);
    json_open(&request->out, NULL);
    json_open_list(&request->out, "versions");
    for (size_t i = 0; status == OK && i < versions.n; i++) {
        put_version(request, s, &versions.at[i], target);
    }
    json_close_list(&request->out);
    json_close(&request->out);
    return status;
}
