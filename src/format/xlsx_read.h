/*
 * xlsx_read: an .xlsx package (ECMA-376, transitional or strict) as a stream of rows. A scanner of
 * our own reads the XML that spreadsheet programs write; whatever else is well-formed goes to expat
 * and gives the same rows. No DTD and no external entity is ever read. Call it through
 * format/sheet.h, which decides by content what a file is.
 */
#ifndef FORMAT_XLSX_READ_H
#define FORMAT_XLSX_READ_H

#include "format/sheet.h"

struct xlsx; /* an opened workbook; lives in the arena given to xlsx_open */

/*
 * Opens a package held in `bytes`, which must outlive it: reads the zip directory, the list of
 * sheets and the styles, no rows yet. INVALID with a Chinese message when it is no workbook
 * (.docx, .ods, .xlsb), is damaged or encrypted; TOO_LARGE past the ceilings.
 */
MUST_CHECK enum status xlsx_open(struct arena *arena, struct text bytes, struct xlsx **out,
                                 struct error *error);

/* Work sheets in the order of their tabs; chart sheets are left out. */
size_t xlsx_sheet_count(const struct xlsx *book);
struct sheet_info xlsx_sheet(const struct xlsx *book, size_t index);

/*
 * Streams one sheet's rows into the sink, rows and columns rising; rows without a value are left
 * out. The first call reads the shared strings too. A number keeps the characters of the file; a
 * cell of type "d" is a text like 2022-09-08. Rich text is joined, phonetic readings are dropped,
 * _xHHHH_ escapes decoded; a formula gives its cached value. The summary's ranges live in the
 * book's arena. INVALID names the row; what was streamed before stays so. One call at a time on
 * one book.
 */
MUST_CHECK enum status xlsx_read(struct xlsx *book, size_t index, struct sheet_sink sink,
                                 struct sheet_summary *summary, struct error *error);

#endif
