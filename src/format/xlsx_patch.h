/*
 * xlsx_patch: the returned workbook. The sender's own file comes back as it was, with its layout,
 * widths, formulas and other sheets; only the cells to be put right are red, and a column 退回原因
 * at the right says why, row by row. On request only the rows to be put right are left under the
 * headings: then formulas become their values, and merged cells, drop-downs and filters move along
 * with their rows (comments and pictures stay where they were).
 *
 * A .csv or .xls that came in goes back as a plain workbook: xlsx_rebuild.
 */
#ifndef FORMAT_XLSX_PATCH_H
#define FORMAT_XLSX_PATCH_H

#include "format/sheet.h"
#include "format/zip_write.h"

#define XLSX_REASON "退回原因"

enum { XLSX_WHOLE_ROW = UINT32_MAX }; /* a mark's column when no single cell is to blame */

/* What is wrong with one cell, or with a row. */
struct xlsx_mark {
    uint32_t row, col;   /* from 0, as struct sheet_row and sheet_cell count */
    struct text message; /* 身份证号码第18位校验不符 */
};

struct xlsx_patch {
    size_t sheet;                  /* as xlsx_sheet counts */
    const struct xlsx_mark *marks; /* by rising row, in a row by rising column */
    size_t n;
    uint32_t first_row;  /* first row of data; what stands above always stays */
    uint32_t head_row;   /* the row that gets the heading 退回原因 */
    uint32_t reason_col; /* sheet_summary.cols, or where an earlier return has its reasons */
    bool only_marked;    /* leave the other rows of data out */
};

/*
 * Writes the package `bytes`, patched, into `output`; at most one patch a sheet. INVALID when the
 * package cannot be read, UNAVAILABLE when the output failed; what was written is then to be thrown
 * away.
 */
MUST_CHECK enum status xlsx_patch(struct arena *arena, struct text bytes,
                                  const struct xlsx_patch *patches, size_t n,
                                  struct zip_output output, struct error *error);

/* Where rows come from for xlsx_rebuild, which reads them twice (widths first): calls the sink with
 * each, as book_read does. */
struct xlsx_rows_source {
    enum status (*read)(void *context, struct sheet_sink sink, struct error *error);
    void *context;
};

/* The same returned workbook for rows of any origin: cells as text, number or date, marked and
 * reasoned; patch->sheet does not matter. */
MUST_CHECK enum status xlsx_rebuild(struct arena *arena, struct sheet_info info,
                                    struct xlsx_rows_source source, const struct xlsx_patch *patch,
                                    struct zip_output output, struct error *error);

#endif
