/*
 * pdf_table: one table as a printable PDF on A4: a title, a line under it, heading cells that may
 * span rows and columns (repeated on every page), body rows that are never cut in two, notes after
 * the last row, and 第 x 页 共 y 页 at the foot. Statement forms, public notice lists and, as a
 * table without headings, certificates are printed with it.
 *
 * Fonts are the system's Noto Serif CJK. A character that no installed font has is never printed as
 * a box: the table is refused and the character named, since it is likely somebody's name.
 */
#ifndef FORMAT_PDF_TABLE_H
#define FORMAT_PDF_TABLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum pdf_align { PDF_CENTER, PDF_LEFT, PDF_RIGHT };

struct pdf_column {
    double width; /* share of the page's width, any unit; > 0 */
    enum pdf_align align;
};

/* One heading cell and the rows and columns it covers, from 0, both ends included. */
struct pdf_heading {
    uint32_t row1, col1, row2, col2;
    struct text text;
};

/* Everything is borrowed during the call. Empty texts take no space. */
struct pdf_table {
    struct text above; /* a line over the title: 附件3 */
    struct text title;
    struct text left, right; /* the line under the title: 填报单位：…   单位：人 */
    struct text notes;       /* after the table; may have several lines */
    bool landscape;
    bool total;       /* the last row is a total: bold */
    bool one_page;    /* set in smaller type, to 3/4, where that spares a second page */
    double font_size; /* points of body and headings; 0: 9 */
    double row_room;  /* points over and under the text of a body row; 0: 2.5 */
    int32_t day;      /* the document's date, as the file's own data tell it */
    const struct pdf_column *columns;
    size_t column_count;
    const struct pdf_heading *headings; /* together they cover heading_rows x column_count */
    size_t heading_count, heading_rows;
    const struct text *cells; /* row by row, row_count x column_count */
    /* As the cells: over how many rows each reaches downward, 0 where one from above reaches. Rows
     * that one cell spans are kept on one page. NULL: one row each. */
    const size_t *spans;
    size_t row_count;
};

/*
 * Appends the PDF to `out`. INVALID names a character that cannot be drawn, or a row that does not
 * fit on a page; TOO_LARGE when `out` is full. After a failure `out` holds nothing of use.
 */
MUST_CHECK enum status pdf_table_write(struct arena *arena, const struct pdf_table *table,
                                       struct buf *out, struct error *error);

#endif
