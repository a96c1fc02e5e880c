/*
 * xlsx_write: workbooks written front to back in fixed memory, however many rows: exports,
 * templates to fill in, lists to print. A sheet has a heading row that stays in view with filter
 * arrows, column widths, drop-downs and cells whose style keeps what is typed in later (an ID
 * number in a text column keeps its digits). It prints on A4 landscape, as wide as the page,
 * headings on every page. Formatted statements with merged headings are libxlsxwriter's work, not
 * this one's.
 *
 *     struct xlsx_writer *w = xlsx_writer_open(arena, output);
 *     xlsx_writer_sheet(w, &plan);
 *     xlsx_writer_row(w);
 *     xlsx_writer_text(w, 0, name, STYLE_PLAIN);
 *     status = xlsx_writer_close(w, error);
 *
 * Strings stand in the cells. Text is always text: one that begins like a formula (= + - @ or tab)
 * is marked so that editing the cell does not make it one; its characters stay as they are.
 */
#ifndef FORMAT_XLSX_WRITE_H
#define FORMAT_XLSX_WRITE_H

#include "format/zip_write.h"

/* How a cell looks; one of these, with STYLE_BAD added for a cell to be put right (red). */
enum xlsx_style {
    STYLE_PLAIN,
    STYLE_TEXT,      /* "@": what is typed in stays text: IDs, phones, card numbers */
    STYLE_WHOLE,     /* 12 */
    STYLE_DECIMAL,   /* 12.50 */
    STYLE_MONEY,     /* 1,234.50 */
    STYLE_PERCENT,   /* 12.5% */
    STYLE_DATE,      /* 2022-09-08 */
    STYLE_DATE_TIME, /* 2022-09-08 14:03 */
    STYLE_WRAP,      /* text in several lines */
    STYLE_HEADING,
    STYLE_TITLE,
    STYLE__COUNT,
    STYLE_BAD = 1 << 5,
};

struct xlsx_column {
    struct text heading;
    double width;   /* in characters; 0: as the heading asks */
    unsigned style; /* of cells filled in later */
    bool hidden;
    const struct text *choices; /* a drop-down list; NULL for none */
    size_t choice_count;
};

struct xlsx_plan {
    struct text name;  /* of the sheet; what Excel forbids in it is replaced */
    struct text title; /* a line over all columns, above the headings; may be empty */
    const struct xlsx_column *columns;
    size_t n;
    const struct text *marks; /* n texts in a hidden first row, for a program; NULL: none */
    bool headless;            /* no heading row, no filter: rows start at the top */
    bool hidden;
};

struct xlsx_writer; /* lives in the arena it was opened in */

struct xlsx_writer *xlsx_writer_open(struct arena *arena, struct zip_output output);

/* Begins a sheet; the one before is finished. The plan is not needed afterwards. */
void xlsx_writer_sheet(struct xlsx_writer *w, const struct xlsx_plan *plan);
/* Begins the next row; the heading is row 0 (with a title row 1). Returns the row's number. */
uint32_t xlsx_writer_row(struct xlsx_writer *w);

/*
 * The cells of the row, columns from 0 and rising. An empty text makes no cell unless it is bad.
 * Texts past CEILING_CELL characters are cut and end in "…"; bytes that are no UTF-8 become U+FFFD.
 */
void xlsx_writer_text(struct xlsx_writer *w, uint32_t col, struct text value, unsigned style);
void xlsx_writer_whole(struct xlsx_writer *w, uint32_t col, int64_t value, unsigned style);
void xlsx_writer_number(struct xlsx_writer *w, uint32_t col, double value, unsigned style);
/* An amount in fen, shown in yuan. */
void xlsx_writer_money(struct xlsx_writer *w, uint32_t col, int64_t fen, unsigned style);
/* A day as base/date.h counts; one before March 1900, which Excel does not know, becomes text. */
void xlsx_writer_date(struct xlsx_writer *w, uint32_t col, int32_t day, unsigned style);

/* A sheet of plain lines: where the data come from, how to fill it in. */
void xlsx_writer_note(struct xlsx_writer *w, struct text name, const struct text *lines, size_t n);

/* Whether the sink has failed: a long producer may stop early. */
bool xlsx_writer_failed(const struct xlsx_writer *w);

/*
 * Finishes the workbook. UNAVAILABLE when the sink failed, TOO_LARGE when a sheet got more rows
 * than Excel holds: then the workbook is not to be handed out.
 */
MUST_CHECK enum status xlsx_writer_close(struct xlsx_writer *w, struct error *error);

/* Whether a spreadsheet would take the text for a formula when it is typed in. */
bool xlsx_is_formula_like(struct text t);

#endif
