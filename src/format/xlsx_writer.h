/* xlsx_writer: the inside of a workbook being written, shared by its cells and its fixed parts. */
#ifndef FORMAT_XLSX_WRITER_H
#define FORMAT_XLSX_WRITER_H

#include "base/buf.h"
#include "base/list.h"
#include "format/sheet.h"
#include "format/xlsx_write.h"

enum { XLSX_BLOCK = 256 << 10 }; /* bytes of XML gathered before they are packed */

/* A drop-down list too long for its cell rule: a column of the hidden sheet of lists. */
struct xlsx_choices {
    const struct text *at; /* copied into the arena */
    size_t n;
};

/* A sheet already begun: what the workbook part says of it. */
struct xlsx_made {
    struct text name;
    struct sheet_range filter; /* heading row and what is below; row2 grows with the rows */
    uint32_t headings;         /* rows repeated on every page; 0: none */
    bool hidden;
};

/* A drop-down of the sheet in hand, written after its rows. */
struct xlsx_rule {
    uint32_t col;
    struct text formula; /* in the arena, escaped */
};

struct xlsx_writer {
    struct arena *arena;
    struct zip_writer *zip;
    char *block; /* XLSX_BLOCK bytes */
    size_t n;    /* of them in use */
    LIST(struct xlsx_made) sheets;
    LIST(struct xlsx_choices) choices;
    LIST(struct xlsx_rule) rules; /* of the sheet in hand */
    struct text merge;            /* the title's range, "A1:F1"; may be empty */
    uint32_t row;                 /* number of the row in hand + 1; 0 before the first */
    char row_digits[8];
    size_t row_digit_count;
    bool in_sheet, in_row;
    bool too_many_rows;
};

/* The index in cellXfs of a style, with its marks. */
static inline unsigned xlsx_style_index(unsigned style, bool quoted)
{
    return (style & (STYLE_BAD - 1)) * 4 + ((style & STYLE_BAD) != 0 ? 2 : 0) + quoted;
}

/* Raw XML into the sheet in hand. */
void xlsx_writer_xml(struct xlsx_writer *w, const char *z);
void xlsx_writer_xmlf(struct xlsx_writer *w, const char *format, ...) PRINTF(2, 3);

/* "A1:C9" and the like. */
struct text xlsx_range_name(struct arena *arena, struct sheet_range range);
/* The letters of a column; returns how many. */
size_t xlsx_column_name(uint32_t col, char out[3]);
/* Text made fit for an attribute or an element. */
struct text xlsx_escaped(struct arena *arena, struct text t);
/* The first n UTF-16 units of a text, as Excel counts; whole characters only. */
struct text xlsx_units(struct text t, size_t n);

/* ---- fixed parts (xlsx_write_parts.c) ---- */

/* The style sheet, _rels/.rels and so on: what is known before the first sheet. */
void xlsx_write_first_parts(struct zip_writer *zip);
/* The workbook, its relationships and the content types: what is known after the last. */
void xlsx_write_last_parts(struct xlsx_writer *w);
/* The sheet's XML before and after its rows. */
void xlsx_write_sheet_head(struct xlsx_writer *w, const struct xlsx_plan *plan);
void xlsx_write_sheet_tail(struct xlsx_writer *w, const struct xlsx_made *sheet);
/* The formula of a drop-down list; long ones are put on the sheet of lists. */
struct text xlsx_choices_formula(struct xlsx_writer *w, const struct text *choices, size_t n);
/* A name Excel takes for a sheet, unlike the ones before. */
struct text xlsx_sheet_name(struct xlsx_writer *w, struct text name);

/* The hidden sheet of drop-down lists. */
#define XLSX_LISTS_SHEET "_选项"

#endif
