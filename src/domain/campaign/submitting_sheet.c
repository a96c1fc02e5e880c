/* The words of a form of lines: of a unit out of its ledgers, of the county out of what its units
 * handed in; and printed in the notice's form. */
#include "domain/campaign/inspection_paper.h"
#include "domain/campaign/submitting_parts.h"
#include "domain/campaign/task_board.h"
#include "domain/campaign/task_paper.h"

static bool has_sheet(const struct submitting *s)
{
    return s->round->form->sheet != SHEET_FIGURES && submitting_has_row(s);
}

static enum status live(const struct submitting *s, struct sheet *out, struct error *error)
{
    if (s->round->form->sheet == SHEET_TASKS) {
        struct worklist_page page;
        enum status status =
            task_paper_make(s->app, s->work, s->round->as_of, s->unit->region, &page, error);
        if (status == OK) {
            *out = page.sheet;
        }
        return status;
    }
    struct inspection_page page;
    enum status status =
        inspection_paper_make(s->app, s->work, s->unit->region, s->round->as_of, &page, error);
    if (status == OK) {
        *out = page.sheet;
        out->units = 1;
    }
    return status;
}

/* A unit that has not handed in, or whose report was not accepted. */
static void leave_out(const struct submitting *s, struct sheet *sheet, size_t unit,
                      const struct notice_unit *of)
{
    sheet->names[unit] = of->name;
    for (size_t line = 0; line < sheet->lines; line++) {
        for (size_t k = 0; k < sheet->width; k++) {
            sheet_cells(sheet, unit, line)[k] = k == 0 ? TEXT("未报") : TEXT("—");
        }
        for (size_t k = 0; s->round->form->sheet == SHEET_TASKS && k < sheet->counted; k++) {
            sheet_counts(sheet, unit, line)[k] = k == TASK_PAPER_LIGHT ? LIGHT_NONE : -1;
        }
    }
}

static struct sheet empty_sheet(const struct submitting *s, size_t units)
{
    const struct notice *notice = s->books->notice;
    bool tasks = s->round->form->sheet == SHEET_TASKS;
    size_t lines = tasks ? notice->worklist.tasks.n : notice->inspection.heads.n;
    struct sheet sheet = sheet_new(s->work->arena, units, lines, tasks ? 1 : FORM_FILLED,
                                   tasks ? TASK_PAPER__COUNT : FORM_COUNTED);
    for (size_t i = 0; i < lines; i++) {
        sheet.keys[i] =
            tasks ? notice->worklist.tasks.at[i].key : notice->inspection.heads.at[i].key;
    }
    return sheet;
}

static const struct sheet *sheet_of(const struct submitting_parts *parts,
                                    const struct notice_unit *unit, const struct sheet *like)
{
    for (size_t i = 0; i < parts->rows.n; i++) {
        const struct frozen *frozen = &parts->rows.from[i];
        const struct sheet *sheet = frozen->sheet;
        if (sheet != NULL && text_equal(frozen->units[0].key, unit->key) &&
            sheet->lines == like->lines && sheet->width == like->width &&
            sheet->counted == like->counted) {
            return sheet;
        }
    }
    return NULL;
}

void submitting_join_sheet(const struct submitting *s, const struct submitting_parts *parts,
                           struct sheet *out)
{
    const struct notice *notice = s->books->notice;
    size_t n = 0;
    for (size_t i = 0; i < notice->units.n; i++) {
        n += notice->units.at[i].kind == s->round->form->rows &&
             round_asks(s->round, &notice->units.at[i]);
    }
    struct sheet sheet = empty_sheet(s, n + 1);
    sheet.names[n] = notice->head.county_name;
    for (size_t i = 0, at = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind != s->round->form->rows || !round_asks(s->round, unit)) {
            continue;
        }
        const struct sheet *from = sheet_of(parts, unit, &sheet);
        if (from == NULL) {
            leave_out(s, &sheet, at, unit);
        } else {
            sheet_take(&sheet, at, from, 0);
        }
        at++;
    }
    if (s->round->form->sheet == SHEET_TASKS) {
        task_paper_whole(s->work->arena, &sheet);
    } else {
        inspection_paper_whole(s->work->arena, &sheet);
    }
    *out = sheet;
}

enum status submitting_sheet(const struct submitting *s, struct sheet *out, struct error *error)
{
    *out = (struct sheet){0};
    if (!has_sheet(s)) {
        return OK;
    }
    if (!submitting_is_county(s)) {
        return live(s, out, error);
    }
    struct submitting_parts parts = {0};
    enum status status = submitting_collect(s, &parts, error);
    if (status == OK) {
        submitting_join_sheet(s, &parts, out);
    }
    list_release(&parts.submitted);
    return status;
}

enum status submitting_sheet_shown(const struct submitting *s, struct sheet *out,
                                   struct error *error)
{
    struct frozen *frozen = NULL;
    enum status status =
        submitting_with_county(s) ? submitting_frozen(s, s->row, &frozen, error) : OK;
    if (status == OK && frozen != NULL && frozen->sheet != NULL) {
        *out = *frozen->sheet;
        return OK;
    }
    return status == OK ? submitting_sheet(s, out, error) : status;
}

/* ---- printed ---- */

static enum status inspection_file(const struct submitting *s, const struct sheet *sheet,
                                   enum submitting_format format, struct buf *out,
                                   struct error *error)
{
    const struct inspection_page page = {s->books->notice, s->round->as_of, *sheet};
    switch (format) {
    case SUBMITTING_XLSX:
        return inspection_xlsx(s->work->arena, &page, out, error);
    case SUBMITTING_CSV:
        return inspection_csv(s->work->arena, &page, out, error);
    case SUBMITTING_PDF:
        break;
    }
    return inspection_pdf(s->work->arena, &page, out, error);
}

static enum status tasks_file(const struct submitting *s, const struct sheet *sheet,
                              enum submitting_format format, struct buf *out, struct error *error)
{
    const struct worklist_page page = {.notice = s->books->notice,
                                       .as_of = s->round->as_of,
                                       .unit_heading = s->round->form->unit_heading,
                                       .sheet = *sheet,
                                       .states = task_paper_states(s->work->arena, sheet),
                                       .filled = true};
    switch (format) {
    case SUBMITTING_XLSX:
        return worklist_xlsx(s->work->arena, &page, out, error);
    case SUBMITTING_CSV:
        return worklist_csv(s->work->arena, &page, out, error);
    case SUBMITTING_PDF:
        break;
    }
    return worklist_pdf(s->work->arena, &page, out, error);
}

enum status submitting_sheet_file(const struct submitting *s, enum submitting_format format,
                                  struct buf *out, struct error *error)
{
    struct sheet sheet;
    enum status status = submitting_sheet_shown(s, &sheet, error);
    if (status != OK) {
        return status;
    }
    return s->round->form->sheet == SHEET_TASKS ? tasks_file(s, &sheet, format, out, error)
                                                : inspection_file(s, &sheet, format, out, error);
}
