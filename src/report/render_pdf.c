#include "format/pdf_table.h"
#include "report/layout.h"
#include "report/render.h"

/* The PDF's font has digits a tenth wider than 宋体, for which the form's size is set. */
static const double FONT_SCALE = 0.9;

/* Pieces of a line one after the other, with room to write between them. */
static struct text joined(struct arena *arena, const struct text *pieces, size_t n,
                          const char *between)
{
    struct text line = TEXT_EMPTY;
    for (size_t i = 0; i < n; i++) {
        line = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(line), i == 0 ? "" : between,
                            TEXT_ARG(pieces[i]));
    }
    return line;
}

static const struct pdf_column *columns_of(struct arena *arena, const struct layout *layout)
{
    struct pdf_column *columns = arena_array(arena, struct pdf_column, layout->column_count + 1);
    columns[0] = (struct pdf_column){layout->unit_width, PDF_CENTER};
    for (size_t i = 0; i < layout->column_count; i++) {
        columns[i + 1] = (struct pdf_column){layout->widths[i], PDF_CENTER};
    }
    return columns;
}

static const struct pdf_heading *headings_of(struct arena *arena, const struct layout *layout)
{
    struct pdf_heading *headings = arena_array(arena, struct pdf_heading, layout->heading_count);
    for (size_t i = 0; i < layout->heading_count; i++) {
        const struct layout_cell *cell = &layout->heading[i];
        headings[i] =
            (struct pdf_heading){cell->row1, cell->col1, cell->row2, cell->col2, cell->text};
    }
    return headings;
}

static const struct text *cells_of(struct arena *arena, const struct layout *layout)
{
    const struct report *report = layout->report;
    size_t width = layout->column_count + 1;
    struct text *cells = arena_array(arena, struct text, (report->rows + 1) * width);
    for (size_t row = 0; row <= report->rows; row++) {
        cells[row * width] = layout_row_name(layout, row);
        for (size_t i = 0; i < layout->column_count; i++) {
            size_t column = layout->columns[i];
            cells[row * width + i + 1] =
                report_figure_text(arena, &report->form->columns.at[column],
                                   report_cell_at(report, row, column)->value);
        }
    }
    return cells;
}

enum status report_pdf(struct arena *arena, const struct report *report, struct buf *out,
                       struct error *error)
{
    const struct report_form *form = report->form;
    struct layout layout;
    layout_make(arena, report, &layout);
    size_t above = form->above.n;
    const struct pdf_table table = {
        .title = form->title,
        .left = joined(arena, layout.above, above > 1 ? above - 1 : above, "　　　　"),
        .right = above > 1 ? layout.above[above - 1] : TEXT_EMPTY,
        .notes = joined(arena, layout.below, form->below.n, "　　　　　　　　　　　　"),
        .landscape = form->paper->landscape,
        .total = true,
        .font_size = (double)form->paper->body_points * FONT_SCALE,
        .day = report->span.as_of,
        .columns = columns_of(arena, &layout),
        .column_count = layout.column_count + 1,
        .headings = headings_of(arena, &layout),
        .heading_count = layout.heading_count,
        .heading_rows = layout.heading_rows,
        .cells = cells_of(arena, &layout),
        .row_count = report->rows + 1,
    };
    return pdf_table_write(arena, &table, out, error);
}
