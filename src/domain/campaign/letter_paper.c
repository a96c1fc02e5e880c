#include "domain/campaign/letter_paper.h"

#include "domain/people/organization.h"
#include "format/docx.h"
#include "format/pdf_letter.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "notice/letter_docx.h"
#include "standard/calendar.h"
#include "standard/region.h"

enum { ORGANIZATIONS_MOST = 50 };

int32_t letter_reply_by(const struct work *work, const struct letter_template *template)
{
    return calendar_add(work->calendar, clock_today(work->clock), (int)template->reply_days);
}

/* ---- what it says ---- */

/* 某某镇人民政府: the organization of the township, or else the unit's own name. */
static enum status unit_name(struct work *work, const struct letter_unit *unit, struct text *out,
                             struct error *error)
{
    struct row_list rows;
    const struct value place = value_number(unit->region);
    *out = unit->name;
    if (unit->organization != 0) {
        return OK;
    }
    enum status status = rows_with(work, &organization_ledger, ORGANIZATION_REGION, &place,
                                   ORGANIZATIONS_MOST, 0, &rows, error);
    for (size_t i = 0; status == OK && i < rows.n; i++) {
        if (text_is(rows.at[i]->value[ORGANIZATION_KIND].text, "township")) {
            *out = rows.at[i]->value[ORGANIZATION_NAME].text;
        }
    }
    return status;
}

/* Every field by its label, and the row's place in the list. */
static struct docx_fields row_fields(struct work *work, const struct row *row, size_t number)
{
    const struct ledger *ledger = row->ledger;
    struct docx_field *at = arena_array(work->arena, struct docx_field, ledger->count + 1);
    size_t n = 0;
    at[n++] = (struct docx_field){TEXT("序号"), arena_printf(work->arena, "%zu", number)};
    for (size_t i = 0; i < ledger->count; i++) {
        at[n++] = (struct docx_field){text_of(ledger->fields[i].label),
                                      value_is_set(&row->value[i])
                                          ? value_show(work, &ledger->fields[i], &row->value[i])
                                          : TEXT_EMPTY};
    }
    return (struct docx_fields){at, n};
}

static enum status read_rows(struct work *work, const struct letter_cases *cases,
                             const struct letter_case *one, struct docx_data *data,
                             struct error *error)
{
    const struct ledger *subject = ledger_find(work->ledgers, cases->template->subject);
    struct row **rows = arena_array(work->arena, struct row *, one->id_count);
    struct docx_fields *fields = arena_array(work->arena, struct docx_fields, one->id_count);
    enum status status = rows_get_many(work, subject, one->ids, one->id_count, 0, rows, error);
    for (size_t i = 0; status == OK && i < one->id_count; i++) {
        if (rows[i] != NULL) {
            fields[data->row_count] = row_fields(work, rows[i], data->row_count + 1);
            data->row_count++;
        }
    }
    data->rows = fields;
    return status;
}

/* The figures that decided, a row each. */
static void figure_rows(struct work *work, const struct letter_case *one, struct docx_data *data)
{
    struct docx_fields *rows = arena_array(work->arena, struct docx_fields, one->figure_count);
    for (size_t i = 0; i < one->figure_count; i++) {
        const struct letter_figure *figure = &one->figures[i];
        struct docx_field *at = arena_array(work->arena, struct docx_field, LETTER_ROW__COUNT);
        const struct text values[LETTER_ROW__COUNT] = {
            [LETTER_ROW_NO] = arena_printf(work->arena, "%zu", i + 1),
            [LETTER_ROW_NAME] = figure->label,
            [LETTER_ROW_FIGURE] = arena_printf(work->arena, "%.*s%.*s", TEXT_ARG(figure->value),
                                               TEXT_ARG(figure->unit)),
        };
        for (size_t k = 0; k < LETTER_ROW__COUNT; k++) {
            at[k] = (struct docx_field){text_of(letter_row_fields[k]), values[k]};
        }
        rows[i] = (struct docx_fields){at, LETTER_ROW__COUNT};
    }
    data->rows = rows;
    data->row_count = one->figure_count;
}

/* The fields of the whole; number and date stay open until the letter is sent. */
static struct docx_fields whole_fields(struct work *work, const struct notice *notice,
                                       const struct letter_cases *cases,
                                       const struct letter_case *one, struct text name)
{
    struct docx_field *at = arena_array(work->arena, struct docx_field, LETTER_FIELD__COUNT);
    const struct text values[] = {
        [LETTER_UNIT] = name,
        [LETTER_NUMBER] = TEXT("{{文号}}"),
        [LETTER_DATE] = TEXT("{{日期}}"),
        [LETTER_COUNT] = arena_printf(work->arena, "%lld", (long long)one->count),
        [LETTER_COUNTY] = notice->head.county_name,
        [LETTER_ISSUER] = notice->letters.mark,
        [LETTER_NOTICE] = notice->head.title,
        [LETTER_NOTICE_NUMBER] = notice->head.number,
        [LETTER_AS_OF] = date_paper(work->arena, cases->as_of),
        [LETTER_REPLY_BY] = date_paper(work->arena, letter_reply_by(work, cases->template)),
        [LETTER_GROUNDS] = cases->grounds,
        [LETTER_WHY] = one->why,
    };
    for (size_t i = 0; i < LETTER_FIELD__COUNT; i++) {
        at[i] = (struct docx_field){text_of(letter_fields[i]), values[i]};
    }
    return (struct docx_fields){at, LETTER_FIELD__COUNT};
}

static struct text title_of(const struct docx_text *text, struct text otherwise)
{
    for (size_t i = 0; i < text->n; i++) {
        if (text_is(text->at[i].style, "LetterTitle") && text->at[i].text.n > 0) {
            return text->at[i].text;
        }
    }
    return otherwise;
}

enum status letter_write(struct work *work, const struct notice *notice,
                         const struct letter_cases *cases, const struct letter_case *one,
                         struct buf *docx, struct text *title, struct error *error)
{
    struct text name;
    struct docx_data data = {0};
    struct docx_text text = {0};
    enum status status = unit_name(work, &one->unit, &name, error);
    if (status == OK && cases->template->subject.n > 0) {
        status = read_rows(work, cases, one, &data, error);
    } else {
        figure_rows(work, one, &data);
    }
    if (status == OK) {
        data.fields = whole_fields(work, notice, cases, one, name);
        status = docx_fill(work->arena, cases->template->docx, &data, docx, error);
    }
    if (status == OK) {
        status = docx_read(work->arena, buf_text(docx), &text, error);
    }
    *title = title_of(&text, cases->template->name);
    return status;
}

/* ---- how it is printed ---- */

/* Number and date as far as the letter has them. */
static struct docx_fields open_fields(struct work *work, const struct notice *notice,
                                      const struct letter_opening *opening)
{
    struct docx_field *at = arena_array(work->arena, struct docx_field, 2);
    const struct letter_kind *kind = letter_kind(notice, opening->kind);
    int year = date_to_civil(clock_today(work->clock)).year;
    struct text word = kind == NULL ? TEXT_EMPTY : kind->word;
    at[0] = (struct docx_field){
        text_of(letter_fields[LETTER_NUMBER]),
        opening->number.n > 0 ? opening->number
                              : arena_printf(work->arena, "%.*s〔%d〕　号", TEXT_ARG(word), year)};
    at[1] = (struct docx_field){text_of(letter_fields[LETTER_DATE]),
                                opening->dated != DATE_NONE
                                    ? date_paper(work->arena, opening->dated)
                                    : arena_printf(work->arena, "%d年　月　日", year)};
    return (struct docx_fields){at, 2};
}

/* Where each paragraph goes, by its style. */
static struct pdf_letter lay_out(struct work *work, const struct notice *notice,
                                 const struct docx_text *text)
{
    struct pdf_letter letter = {.mark = notice->letters.mark, .day = clock_today(work->clock)};
    struct pdf_letter_block *blocks = arena_array(work->arena, struct pdf_letter_block, text->n);
    struct text *const places[LETTER_STYLE__COUNT] = {
        [LETTER_STYLE_MARK] = &letter.mark,   [LETTER_STYLE_NUMBER] = &letter.number,
        [LETTER_STYLE_TITLE] = &letter.title, [LETTER_STYLE_TO] = &letter.to,
        [LETTER_STYLE_SIGN] = &letter.sign,   [LETTER_STYLE_DATE] = &letter.date,
    };
    for (size_t i = 0; i < text->n; i++) {
        const struct docx_block *block = &text->at[i];
        bool placed = false;
        for (size_t k = 0; k < COUNT(places) && block->cells == NULL; k++) {
            if (text_is(block->style, letter_styles[k])) {
                *places[k] = text_trim(block->text);
                placed = true;
            }
        }
        if (!placed && (block->cells != NULL || block->text.n > 0)) {
            bool shared = block->share_count >= block->cell_count;
            blocks[letter.block_count++] = (struct pdf_letter_block){
                .text = block->text,
                .indented = block->indented || text_is(block->style, "LetterBody"),
                .cells = shared ? block->cells : NULL,
                .shares = block->shares,
                .cell_count = block->cell_count};
        }
    }
    letter.blocks = blocks;
    return letter;
}

enum status letter_print(struct work *work, const struct notice *notice, struct text docx,
                         const struct letter_opening *opening, enum letter_format format,
                         struct buf *out, struct error *error)
{
    struct docx_text text = {0};
    struct buf filled;
    const struct docx_data data = {.fields = open_fields(work, notice, opening)};
    if (format == LETTER_DOCX) {
        return docx_fill(work->arena, docx, &data, out, error);
    }
    buf_init(&filled, LETTER_DOCUMENT_MOST);
    enum status status = docx_fill(work->arena, docx, &data, &filled, error);
    if (status == OK) {
        status = docx_read(work->arena, buf_text(&filled), &text, error);
    }
    buf_release(&filled);
    if (status == OK) {
        struct pdf_letter laid = lay_out(work, notice, &text);
        status = pdf_letter_write(work->arena, &laid, out, error);
    }
    return status;
}
