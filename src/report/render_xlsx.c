#include "report/book_file.h"
#include "report/layout.h"
#include "report/render.h"

enum { TITLE_ROW, ABOVE_ROW, HEADING_ROW }; /* sheet rows; the heading may have several */

enum face { /* how a cell looks */
            FACE_TITLE,
            FACE_LEFT,
            FACE_CENTER,
            FACE_RIGHT,
            FACE_HEADING,
            FACE_NAME,
            FACE_WHOLE,
            FACE_PART, /* a figure with decimals */
            FACE_TOTAL_NAME,
            FACE_TOTAL_WHOLE,
            FACE_TOTAL_PART,
            FACE__COUNT
};

static const struct {
    const char *number; /* NULL: a text */
    enum lxw_format_alignments align;
    bool border, bold, wrap, title;
} faces[FACE__COUNT] = {
    [FACE_TITLE] = {NULL, LXW_ALIGN_CENTER, false, false, false, true},
    [FACE_LEFT] = {NULL, LXW_ALIGN_LEFT, false, false, false, false},
    [FACE_CENTER] = {NULL, LXW_ALIGN_CENTER, false, false, false, false},
    [FACE_RIGHT] = {NULL, LXW_ALIGN_RIGHT, false, false, false, false},
    [FACE_HEADING] = {NULL, LXW_ALIGN_CENTER, true, false, true, false},
    [FACE_NAME] = {NULL, LXW_ALIGN_CENTER, true, false, false, false},
    [FACE_WHOLE] = {"0", LXW_ALIGN_CENTER, true, false, false, false},
    [FACE_PART] = {"0.00", LXW_ALIGN_CENTER, true, false, false, false},
    [FACE_TOTAL_NAME] = {NULL, LXW_ALIGN_CENTER, true, true, false, false},
    [FACE_TOTAL_WHOLE] = {"0", LXW_ALIGN_CENTER, true, true, false, false},
    [FACE_TOTAL_PART] = {"0.00", LXW_ALIGN_CENTER, true, true, false, false},
};

struct drawing {
    struct arena *arena;
    const struct report *report;
    struct layout layout;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *formats[FACE__COUNT];
};

static void make_formats(struct drawing *d)
{
    const struct report_paper *paper = d->report->form->paper;
    for (size_t i = 0; i < FACE__COUNT; i++) {
        lxw_format *format = workbook_add_format(d->book);
        struct text font = faces[i].title ? paper->title_font : paper->body_font;
        format_set_font_name(format, arena_cstr(d->arena, font));
        format_set_font_size(format,
                             (double)(faces[i].title ? paper->title_points : paper->body_points));
        format_set_align(format, (uint8_t)faces[i].align);
        format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
        if (faces[i].border) {
            format_set_border(format, LXW_BORDER_THIN);
        }
        if (faces[i].bold) {
            format_set_bold(format);
        }
        if (faces[i].wrap) {
            format_set_text_wrap(format);
        }
        if (faces[i].number != NULL) {
            format_set_num_format(format, faces[i].number);
            format_set_shrink(format); /* a figure too wide must never print as #### */
        }
        d->formats[i] = format;
    }
}

/* A text over a block of cells; libxlsxwriter merges only two cells or more. */
static void put_block(struct drawing *d, uint32_t row1, uint32_t col1, uint32_t row2, uint32_t col2,
                      struct text text, enum face face)
{
    const char *z = arena_cstr(d->arena, text);
    if (row1 == row2 && col1 == col2) {
        worksheet_write_string(d->sheet, row1, (lxw_col_t)col1, z, d->formats[face]);
    } else {
        worksheet_merge_range(d->sheet, row1, (lxw_col_t)col1, row2, (lxw_col_t)col2, z,
                              d->formats[face]);
    }
}

/* A line of pieces shared out over the table's width: first to the left, last to the right. */
static void put_line(struct drawing *d, uint32_t row, const struct text *pieces, size_t n)
{
    uint32_t columns = (uint32_t)d->layout.column_count + 1;
    for (uint32_t i = 0; i < n && n <= columns; i++) {
        uint32_t from = columns * i / (uint32_t)n, to = columns * (i + 1) / (uint32_t)n - 1;
        enum face face = i == 0 ? FACE_LEFT : i + 1 == n ? FACE_RIGHT : FACE_CENTER;
        put_block(d, row, from, row, to, pieces[i], face);
    }
}

static void put_heading(struct drawing *d)
{
    const struct report_paper *paper = d->report->form->paper;
    for (size_t i = 0; i < d->layout.heading_count; i++) {
        const struct layout_cell *cell = &d->layout.heading[i];
        put_block(d, HEADING_ROW + cell->row1, cell->col1, HEADING_ROW + cell->row2, cell->col2,
                  cell->text, FACE_HEADING);
        if (cell->label && cell->row1 == cell->row2) {
            worksheet_set_row(d->sheet, HEADING_ROW + cell->row1, (double)paper->label_height,
                              NULL);
        }
    }
}

static void put_comment(struct drawing *d, uint32_t row, lxw_col_t col,
                        const struct report_column *column, const struct report_cell *cell)
{
    struct text computed = report_figure_text(d->arena, column, cell->computed);
    struct text comment = arena_printf(d->arena, "台账推算 %.*s；%.*s",
                                       TEXT_ARG(computed.n > 0 ? computed : TEXT("无")),
                                       TEXT_ARG(cell->override->reason));
    lxw_comment_options options = {.author = "暖心", .visible = LXW_COMMENT_DISPLAY_HIDDEN};
    worksheet_write_comment_opt(d->sheet, row, col, arena_cstr(d->arena, comment), &options);
}

static void put_figure(struct drawing *d, uint32_t sheet_row, size_t row, size_t index)
{
    size_t at = d->layout.columns[index];
    const struct report_column *column = &d->report->form->columns.at[at];
    const struct report_cell *cell = report_cell_at(d->report, row, at);
    lxw_col_t col = (lxw_col_t)(index + 1);
    double scale = column->decimals == 2 ? 100 : column->decimals == 1 ? 10 : 1;
    bool part = cell->value != SHAPE_BLANK && cell->value % (int64_t)scale != 0;
    bool total = row == d->report->rows;
    enum face face =
        total ? (part ? FACE_TOTAL_PART : FACE_TOTAL_WHOLE) : (part ? FACE_PART : FACE_WHOLE);
    if (cell->value == SHAPE_BLANK) {
        worksheet_write_blank(d->sheet, sheet_row, col, d->formats[face]);
    } else {
        worksheet_write_number(d->sheet, sheet_row, col, (double)cell->value / scale,
                               d->formats[face]);
    }
    if (cell->override != NULL) {
        put_comment(d, sheet_row, col, column, cell);
    }
}

static void put_rows(struct drawing *d)
{
    const struct report_paper *paper = d->report->form->paper;
    for (size_t row = 0; row <= d->report->rows; row++) {
        uint32_t sheet_row = (uint32_t)(HEADING_ROW + d->layout.heading_rows + row);
        enum face face = row == d->report->rows ? FACE_TOTAL_NAME : FACE_NAME;
        worksheet_set_row(d->sheet, sheet_row, (double)paper->row_height, NULL);
        put_block(d, sheet_row, 0, sheet_row, 0, layout_row_name(&d->layout, row), face);
        for (size_t i = 0; i < d->layout.column_count; i++) {
            put_figure(d, sheet_row, row, i);
        }
    }
}

static void set_page(struct drawing *d)
{
    const struct report_paper *paper = d->report->form->paper;
    enum { A4 = 9, A3 = 8 };
    worksheet_set_paper(d->sheet, paper->size == 0 ? A4 : A3);
    if (paper->landscape) {
        worksheet_set_landscape(d->sheet);
    }
    worksheet_set_margins(d->sheet, 0.4, 0.4, 0.6, 0.6);
    worksheet_center_horizontally(d->sheet);
    worksheet_fit_to_pages(d->sheet, 1, 0);
    worksheet_repeat_rows(d->sheet, TITLE_ROW,
                          (lxw_row_t)(HEADING_ROW + d->layout.heading_rows - 1));
    worksheet_set_footer(d->sheet, "&C第 &P 页 共 &N 页");
    worksheet_freeze_panes(d->sheet, (lxw_row_t)(HEADING_ROW + d->layout.heading_rows), 1);
    worksheet_set_column(d->sheet, 0, 0, d->layout.unit_width, NULL);
    for (size_t i = 0; i < d->layout.column_count; i++) {
        worksheet_set_column(d->sheet, (lxw_col_t)(i + 1), (lxw_col_t)(i + 1), d->layout.widths[i],
                             NULL);
    }
}

static void set_properties(struct drawing *d)
{
    const struct report *report = d->report;
    lxw_doc_properties properties = {
        .title = arena_cstr(d->arena, report->form->title),
        .author = arena_cstr(d->arena, report->notice->head.office),
        .comments = arena_cstr(d->arena, report->notice->head.number),
        .created = (time_t)report->span.as_of * 86400,
    };
    workbook_set_properties(d->book, &properties);
}

static void draw(struct drawing *d)
{
    const struct report_form *form = d->report->form;
    layout_make(d->arena, d->report, &d->layout);
    make_formats(d);
    set_properties(d);
    d->sheet = workbook_add_worksheet(d->book, arena_cstr(d->arena, form->name));
    uint32_t last = (uint32_t)d->layout.column_count;
    worksheet_set_row(d->sheet, TITLE_ROW, (double)form->paper->title_points * 1.8, NULL);
    put_block(d, TITLE_ROW, 0, TITLE_ROW, last, form->title, FACE_TITLE);
    put_line(d, ABOVE_ROW, d->layout.above, form->above.n);
    put_heading(d);
    put_rows(d);
    uint32_t below = (uint32_t)(HEADING_ROW + d->layout.heading_rows + d->report->rows + 1);
    worksheet_set_row(d->sheet, below, (double)form->paper->row_height, NULL);
    put_line(d, below, d->layout.below, form->below.n);
    set_page(d);
}

enum status report_xlsx(struct arena *arena, const struct report *report, struct buf *out,
                        struct error *error)
{
    struct book_file file;
    enum status status = book_file_open(&file, arena, error);
    if (status != OK) {
        return status;
    }
    struct drawing d = {.arena = arena, .report = report, .book = file.book};
    draw(&d);
    return book_file_close(&file, arena, out, error);
}
