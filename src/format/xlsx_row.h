/*
 * xlsx_row: what both readers of a sheet, the scanner and the one over expat, make of a cell and a
 * row. They differ in how they find the characters; what a value means is said here once, so that
 * they cannot differ in that.
 */
#ifndef FORMAT_XLSX_ROW_H
#define FORMAT_XLSX_ROW_H

#include "format/xlsx_book.h"

/* The t attribute of a cell (ECMA-376 18.18.11). */
enum xlsx_type {
    XLSX_NUMBER, /* n, or no attribute */
    XLSX_SHARED, /* s */
    XLSX_STRING, /* str */
    XLSX_INLINE, /* inlineStr */
    XLSX_BOOL,   /* b */
    XLSX_ERROR,  /* e */
    XLSX_DATE,   /* d */
};

/* A cell as its tag says, before its value is known. */
struct xlsx_cell {
    uint32_t col;
    uint32_t style;
    enum xlsx_type type;
    bool formula;
};

/* A sheet being read: the row in hand and what is known of the sheet so far. */
struct xlsx_rows {
    const struct xlsx *book;
    struct sheet_sink sink;
    LIST(struct sheet_cell) cells; /* of the row in hand */
    uint32_t row;                  /* its number, from 0 */
    uint32_t next_row;             /* number of a row that does not say its own */
    uint32_t next_col;             /* column of a cell that does not say its own */
    bool hidden;
    bool stopped;         /* the sink wants no more */
    uint64_t done;        /* row elements finished */
    uint64_t skip;        /* row elements that were streamed before: not given to the sink */
    struct arena scratch; /* decoded texts of the row in hand */
    struct sheet_summary at;
    LIST(struct sheet_range) merged;
};

void xlsx_rows_init(struct xlsx_rows *rows, const struct xlsx *book, struct sheet_sink sink);
void xlsx_rows_release(struct xlsx_rows *rows);

/* Begins a row; `number` is its r attribute (from 1), 0 when it has none. False when not rising or
 * past CEILING_SHEET_ROWS. */
bool xlsx_row_begin(struct xlsx_rows *rows, uint64_t number, bool hidden);

/*
 * Adds a cell with its value: what stands in <v>, or the joined <is>, entities decoded, _xHHHH_ not
 * yet. The value must live until xlsx_row_end. An empty one adds nothing. False when the column
 * does not rise or is past CEILING_SHEET_COLS, or a shared string does not exist.
 */
bool xlsx_row_add(struct xlsx_rows *rows, const struct xlsx_cell *cell, struct text value);

/* Hands the row to the sink. */
void xlsx_row_end(struct xlsx_rows *rows);

/* Adds a merged range like "A1:C2"; false when it is none, or one of more than a million. */
bool xlsx_rows_merge(struct xlsx_rows *rows, struct text ref);

/* The error for a row that broke a rule above. */
enum status xlsx_row_error(const struct xlsx_rows *rows, struct arena *arena, struct error *error);

/* ---- pieces that the scanner, the shared strings and the patch use too ---- */

/* The t attribute's meaning; false when unknown. */
bool xlsx_type_of(struct text t, enum xlsx_type *type);
/* "BC12" to column and row from 0; false when it is no cell reference. */
bool xlsx_ref(struct text ref, uint32_t *row, uint32_t *col);
/* "A1:C2" or "B3". */
bool xlsx_range(struct text ref, struct sheet_range *range);
/* Decodes the _xHHHH_ escapes (ECMA-376 22.4.2.4) of n bytes in place; the new length. */
size_t xlsx_unescape(char *s, size_t n);
/* A decimal number as XML schema writes one; false when it is none. */
bool xlsx_number(struct text t, double *out);

#endif
