/*
 * layout: the printed face of a form, the same for every kind of file: which columns are printed,
 * the cells of its heading with the rows and columns they cover, and the lines above and below.
 */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include "report/report.h"

struct layout_cell {
    uint32_t row1, col1, row2, col2; /* from 0 at the heading's first row; both ends included */
    struct text text;
    bool label; /* a column's name: it may need several lines */
};

struct layout {
    const struct report *report;
    size_t *columns; /* printed ones: indices into the form's; printed in col + 1 */
    size_t column_count;
    struct layout_cell *heading; /* covers heading_rows x (column_count + 1) */
    size_t heading_count, heading_rows;
    struct text *above, *below; /* with {words} filled in; as many as the form has */
    double unit_width;          /* characters */
    double *widths;             /* of the printed columns */
};

void layout_make(struct arena *arena, const struct report *report, struct layout *out);

/* Name of the unit of a row, or of the total. */
struct text layout_row_name(const struct layout *layout, size_t row);

#endif
