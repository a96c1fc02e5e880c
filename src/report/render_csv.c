#include "format/csv.h"
#include "report/layout.h"
#include "report/render.h"

enum status report_csv(struct arena *arena, const struct report *report, struct buf *out,
                       struct error *error)
{
    struct layout layout;
    layout_make(arena, report, &layout);
    const struct report_form *form = report->form;
    struct csv_out csv = csv_into(out);
    csv_put(&csv, form->unit_heading);
    for (size_t i = 0; i < layout.column_count; i++) {
        csv_put(&csv, report_column_name(&form->columns.at[layout.columns[i]]));
    }
    csv_end_row(&csv);
    for (size_t row = 0; row <= report->rows; row++) {
        csv_put(&csv, layout_row_name(&layout, row));
        for (size_t i = 0; i < layout.column_count; i++) {
            size_t column = layout.columns[i];
            int64_t value = report_cell_at(report, row, column)->value;
            csv_put(&csv, report_figure_text(arena, &form->columns.at[column], value));
        }
        csv_end_row(&csv);
    }
    return out->full ? error_set(error, arena, TOO_LARGE, "报表太大，写不下") : OK;
}
