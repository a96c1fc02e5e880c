/*
 * html_table: the tables of a web page as the rows of one sheet. Many systems hand out such a page
 * under the name .xls (dirty_data.csv X01), and Excel opens it. Only tables count: scripts, styles
 * and what stands outside of cells are passed over; colspan and rowspan become merged ranges; every
 * cell is CELL_TEXT. Nothing is ever loaded or run.
 */
#ifndef FORMAT_HTML_TABLE_H
#define FORMAT_HTML_TABLE_H

#include "format/sheet.h"

/* Whether a UTF-8 text begins as a web page or a piece of one. */
bool html_table_is(struct text text);

/*
 * Streams the rows of a UTF-8 text; rows without a filled cell are counted, not handed on. The
 * summary's ranges live in `arena`. TOO_LARGE past the ceilings; unclosed tags are no error, as in
 * a browser.
 */
MUST_CHECK enum status html_table_read(struct arena *arena, struct text text,
                                       struct sheet_sink sink, struct sheet_summary *summary,
                                       struct error *error);

#endif
