#include "domain/campaign/summary_draft.h"

#include "domain/campaign/report_note.h"
#include "domain/campaign/submitting_parts.h"
#include "format/docx_write.h"

/* The newest sealed table of each report that was asked for. */
struct sealed_table {
    const struct round *round;
    struct frozen *frozen; /* NULL: none is sealed */
    struct text seal;
};

static enum status find_sealed(const struct submitting *s, struct text report,
                               struct sealed_table *out, struct error *error)
{
    enum status status = OK;
    *out = (struct sealed_table){0};
    for (size_t i = 0; status == OK && i < s->rounds.n; i++) {
        const struct round *round = &s->rounds.at[i];
        struct row *row = NULL;
        bool newer = text_equal(round->form->key, report) &&
                     (out->round == NULL || round->as_of > out->round->as_of);
        if (!newer) {
            continue;
        }
        status = submitting_find(s, TEXT(SUBMISSION_COUNTY), round, &row, error);
        if (status == OK && row != NULL && text_is(row->value[SUBMISSION_STATE].text, "frozen")) {
            status = submitting_frozen(s, row, &out->frozen, error);
            out->round = round;
            out->seal = row->value[SUBMISSION_FROZEN].text;
        }
    }
    return status;
}

static enum status put_figure(const struct submitting *s, struct docx_writer *w, struct text named,
                              struct error *error)
{
    struct arena *arena = s->work->arena;
    size_t dot = text_find_char(named, '.');
    struct text report = text_slice(named, 0, dot), key = text_slice(named, dot + 1, named.n);
    const struct report_form *form = notice_report(s->books->notice, report);
    const struct report_column *column = &form->columns.at[report_column(form, key)];
    struct sealed_table sealed;
    enum status status = find_sealed(s, report, &sealed, error);
    if (status != OK) {
        return status;
    }
    const struct frozen_cell *cell =
        sealed.frozen == NULL ? NULL : frozen_cell(sealed.frozen, NULL, key);
    if (cell == NULL || cell->value == SHAPE_BLANK) {
        docx_text(w, TEXT("〔待填〕"));
        docx_footnote(w,
                      arena_printf(arena, "%.*s还没有封存，或这一列空白。", TEXT_ARG(form->name)));
        return OK;
    }
    docx_text(w, report_figure_text(arena, column, cell->value));
    docx_footnote(w,
                  arena_printf(arena, "%.*s %.*s 合计行“%.*s”，校验值 %.*s。", TEXT_ARG(form->name),
                               TEXT_ARG(sealed.round->name), TEXT_ARG(report_column_name(column)),
                               TEXT_ARG(text_slice(sealed.seal, 0, 16))));
    return OK;
}

static enum status put_paragraph(const struct submitting *s, struct docx_writer *w,
                                 struct text paragraph, struct error *error)
{
    bool heading = text_starts(paragraph, TEXT("# "));
    enum status status = OK;
    docx_paragraph(w, heading ? DOCX_HEADING : DOCX_BODY);
    struct text rest = heading ? text_slice(paragraph, 2, paragraph.n) : paragraph;
    size_t open;
    while (status == OK && (open = text_find_char(rest, '{')) != TEXT_NONE) {
        docx_text(w, text_slice(rest, 0, open));
        rest = text_slice(rest, open + 1, rest.n);
        size_t close = text_find_char(rest, '}');
        status = put_figure(s, w, text_slice(rest, 0, close), error);
        rest = text_slice(rest, close + 1, rest.n);
    }
    docx_text(w, rest);
    return status;
}

/* What the units wrote, part by part, for the writer to draw on. */
static enum status put_units(const struct submitting *s, struct docx_writer *w, struct error *error)
{
    struct submitting *units;
    size_t n;
    enum status status = submitting_units(s, &units, &n, error);
    for (size_t p = 0; status == OK && p < s->round->form->prose.n; p++) {
        const struct report_prose *prose = &s->round->form->prose.at[p];
        size_t told = 0;
        for (size_t i = 0; i < n; i++) {
            struct text body = submitting_note(&units[i], NOTE_PROSE, prose->key);
            if (body.n > 0 && told++ == 0) { /* a part that nobody has written has no heading */
                docx_paragraph(w, DOCX_HEADING);
                docx_text(w,
                          arena_printf(s->work->arena, "各单位填报的%.*s", TEXT_ARG(prose->label)));
            }
            if (body.n > 0) {
                docx_paragraph(w, DOCX_BODY);
                docx_text(w, arena_printf(s->work->arena, "%.*s：%.*s",
                                          TEXT_ARG(units[i].unit->name), TEXT_ARG(body)));
            }
        }
    }
    return status;
}

enum status summary_draft(const struct submitting *s, struct buf *out, struct error *error)
{
    const struct report_form *form = s->round->form;
    if (!submitting_is_county(s) || form->draft.n == 0) {
        return error_set(error, s->work->arena, NOT_FOUND, "这份报表没有可以起草的总结");
    }
    struct docx_writer *w = docx_begin(s->work->arena);
    docx_paragraph(w, DOCX_TITLE);
    docx_text(w, arena_printf(s->work->arena, "%.*s%.*s",
                              TEXT_ARG(s->books->notice->head.county_name), TEXT_ARG(form->title)));
    enum status status = OK;
    for (size_t i = 0; status == OK && i < form->draft.n; i++) {
        status = put_paragraph(s, w, form->draft.at[i], error);
    }
    if (status == OK) {
        status = put_units(s, w, error);
    }
    enum status ended = docx_end(w, out, error);
    return status == OK ? ended : status;
}
