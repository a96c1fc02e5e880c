#include "report/layout.h"

/* 信丰县, or 信丰县安西镇 when the report is one unit's. */
static struct text who_reports(struct arena *arena, const struct report *report)
{
    struct text county = report->notice->head.county_name;
    if (report->span.scope == 0 || report->rows != 1) {
        return county;
    }
    return arena_printf(arena, "%.*s%.*s", TEXT_ARG(county), TEXT_ARG(report->units[0]->name));
}

/* A line with its {words} replaced; an unknown word stays (the notice's check has told it). */
static struct text fill_line(struct arena *arena, const struct report *report, struct text line)
{
    const struct text values[] = {
        [FORM_UNIT] = who_reports(arena, report),
        [FORM_COUNTY] = report->notice->head.county_name,
        [FORM_OFFICE] = report->notice->head.office,
        [FORM_AS_OF] = date_paper(arena, report->span.as_of),
    };
    struct text out = line;
    for (size_t i = 0; i < FORM__COUNT; i++) {
        struct text word = arena_printf(arena, "{%s}", form_words[i]);
        size_t at = text_find(out, word);
        if (at != TEXT_NONE) {
            out = arena_printf(arena, "%.*s%.*s%.*s", (int)at, out.s, TEXT_ARG(values[i]),
                               TEXT_ARG(text_slice(out, at + word.n, out.n)));
        }
    }
    return out;
}

static struct text *fill_lines(struct arena *arena, const struct report *report,
                               const struct text *lines, size_t n)
{
    struct text *out = arena_array(arena, struct text, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = fill_line(arena, report, lines[i]);
    }
    return out;
}

static struct text heading_text(struct arena *arena, const struct report_column *column,
                                struct text row)
{
    if (text_is(row, "group")) {
        return column->group;
    }
    if (text_is(row, "label")) {
        return column->label;
    }
    return column->no == SHAPE_BLANK ? TEXT_EMPTY
                                     : arena_printf(arena, "%lld", (long long)column->no);
}

static const struct report_column *printed(const struct layout *layout, size_t index)
{
    return &layout->report->form->columns.at[layout->columns[index]];
}

static void add(struct layout *layout, size_t row1, size_t col1, size_t row2, size_t col2,
                struct text text, bool label)
{
    layout->heading[layout->heading_count++] = (struct layout_cell){
        (uint32_t)row1, (uint32_t)col1, (uint32_t)row2, (uint32_t)col2, text, label};
}

/* Neighbours of one group share its cell; a column without a group takes the row below as well. */
static void head_groups(struct layout *layout, size_t row)
{
    size_t rows = layout->heading_rows;
    for (size_t i = 0; i < layout->column_count;) {
        struct text group = printed(layout, i)->group;
        size_t end = i + 1;
        while (group.n > 0 && end < layout->column_count &&
               text_equal(printed(layout, end)->group, group)) {
            end++;
        }
        if (group.n > 0 || row + 1 == rows) {
            add(layout, row, i + 1, row, end, group, false);
        }
        i = end;
    }
}

static void head(struct arena *arena, struct layout *layout)
{
    const struct report_form *form = layout->report->form;
    size_t rows = form->heading.n;
    layout->heading_rows = rows;
    layout->heading = arena_array(arena, struct layout_cell, rows * (layout->column_count + 1) + 1);
    add(layout, 0, 0, rows - 1, 0, form->unit_heading, true);
    for (size_t row = 0; row < rows; row++) {
        struct text word = form->heading.at[row];
        if (text_is(word, "group")) {
            head_groups(layout, row);
            continue;
        }
        bool below_group = row > 0 && text_is(form->heading.at[row - 1], "group");
        for (size_t i = 0; i < layout->column_count; i++) {
            const struct report_column *column = printed(layout, i);
            size_t top = below_group && column->group.n == 0 ? row - 1 : row;
            add(layout, top, i + 1, row, i + 1, heading_text(arena, column, word),
                text_is(word, "label"));
        }
    }
}

void layout_make(struct arena *arena, const struct report *report, struct layout *out)
{
    const struct report_form *form = report->form;
    *out = (struct layout){.report = report, .unit_width = (double)form->paper->unit_width};
    out->columns = arena_array(arena, size_t, form->columns.n);
    out->widths = arena_array(arena, double, form->columns.n);
    for (size_t i = 0; i < form->columns.n; i++) {
        const struct report_column *column = &form->columns.at[i];
        if (column->printed) {
            int64_t width =
                column->width == SHAPE_BLANK ? form->paper->column_width : column->width;
            out->widths[out->column_count] = (double)width;
            out->columns[out->column_count++] = i;
        }
    }
    head(arena, out);
    out->above = fill_lines(arena, report, form->above.at, form->above.n);
    out->below = fill_lines(arena, report, form->below.at, form->below.n);
}

struct text layout_row_name(const struct layout *layout, size_t row)
{
    const struct report *report = layout->report;
    return row == report->rows ? report->form->total : report->units[row]->name;
}
