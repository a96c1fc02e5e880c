#include "report/inspection_form.h"

#include "format/csv.h"
#include "format/pdf_table.h"
#include "report/book_file.h"

enum { COLUMNS = INSPECTION_COLUMNS, FIRST_FILLED = 3 };
enum { NAME_ROW = 0, TITLE_ROW, UNIT_ROW, HEADING_ROW, FIRST_ROW };

/* Shares of the page, in characters, as the notice prints them. */
static const double widths[COLUMNS] = {5, 12, 34, 30, 14, 26};

static struct text cell_of(struct arena *arena, const struct inspection_page *page, size_t unit,
                           size_t head, size_t column)
{
    const struct notice_inspection *inspection = &page->notice->inspection;
    const struct inspection_head *of = &inspection->heads.at[head];
    switch (column) {
    case 0:
        return arena_printf(arena, "%lld", (long long)of->no);
    case 1:
        return of->item;
    case 2:
        return of->text;
    default:
        return sheet_cells(&page->sheet, unit, head)[column - FIRST_FILLED];
    }
}

static struct text unit_line(struct arena *arena, const struct inspection_page *page, size_t unit)
{
    return arena_printf(arena, "填报单位：%.*s", TEXT_ARG(page->sheet.names[unit]));
}

static struct text day_line(struct arena *arena, const struct inspection_page *page)
{
    return arena_printf(arena, "截至：%.*s", TEXT_ARG(date_paper(arena, page->as_of)));
}

static struct text below(struct arena *arena, const struct notice_inspection *inspection)
{
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < inspection->below.n; i++) {
        all = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(all), i == 0 ? "" : "\n　　　",
                           TEXT_ARG(inspection->below.at[i]));
    }
    return all;
}

/* ---- xlsx ---- */

struct drawing {
    struct arena *arena;
    const struct inspection_page *page;
    lxw_workbook *book;
    struct book_faces faces;
};

/* Lines that a text takes in a column; a Chinese character is two of the column's wide. */
static double lines_of(struct text text, double width)
{
    double lines = 0;
    struct text part;
    while (text.n > 0 && text_split(&text, '\n', &part)) {
        lines += (double)(size_t)((double)utf8_length(part) * 2 / (width - 1)) + 1;
    }
    return lines;
}

static double row_height(const struct drawing *d, size_t unit, size_t head)
{
    const struct report_paper *paper = d->page->notice->inspection.paper;
    enum { EXCEL_MOST = 409 };
    double most = 1;
    for (size_t col = 0; col < COLUMNS; col++) {
        double lines = lines_of(cell_of(d->arena, d->page, unit, head, col), widths[col]);
        most = lines > most ? lines : most;
    }
    double height = most * (double)paper->body_points * 1.45 + 6;
    height = height > (double)paper->row_height ? height : (double)paper->row_height;
    return height < EXCEL_MOST ? height : EXCEL_MOST;
}

static void put(struct drawing *d, lxw_worksheet *sheet, uint32_t row, size_t col, struct text text,
                lxw_format *format)
{
    worksheet_write_string(sheet, row, (lxw_col_t)col, arena_cstr(d->arena, text), format);
}

static void set_page(const struct drawing *d, lxw_worksheet *sheet)
{
    enum { A4 = 9, A3 = 8 };
    const struct report_paper *paper = d->page->notice->inspection.paper;
    worksheet_set_paper(sheet, paper->size == 0 ? A4 : A3);
    if (paper->landscape) {
        worksheet_set_landscape(sheet);
    }
    worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
    worksheet_center_horizontally(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, HEADING_ROW, HEADING_ROW);
    worksheet_set_footer(sheet, "&C第 &P 页 共 &N 页");
}

static void draw_unit(struct drawing *d, size_t unit)
{
    const struct notice_inspection *inspection = &d->page->notice->inspection;
    const struct report_paper *paper = inspection->paper;
    lxw_worksheet *sheet =
        workbook_add_worksheet(d->book, arena_cstr(d->arena, d->page->sheet.names[unit]));
    put(d, sheet, NAME_ROW, 0, inspection->name, d->faces.plain);
    worksheet_set_row(sheet, TITLE_ROW, (double)paper->title_points * 2, NULL);
    worksheet_merge_range(sheet, TITLE_ROW, 0, TITLE_ROW, COLUMNS - 1,
                          arena_cstr(d->arena, inspection->title), d->faces.title);
    put(d, sheet, UNIT_ROW, 0, unit_line(d->arena, d->page, unit), d->faces.plain);
    put(d, sheet, UNIT_ROW, COLUMNS - 1, day_line(d->arena, d->page), d->faces.right);
    worksheet_set_row(sheet, HEADING_ROW, (double)paper->label_height, NULL);
    for (size_t col = 0; col < COLUMNS; col++) {
        put(d, sheet, HEADING_ROW, col, inspection->heading.at[col], d->faces.heading);
        worksheet_set_column(sheet, (lxw_col_t)col, (lxw_col_t)col, widths[col], NULL);
    }
    uint32_t row = FIRST_ROW;
    for (size_t head = 0; head < inspection->heads.n; head++, row++) {
        worksheet_set_row(sheet, row, row_height(d, unit, head), NULL);
        for (size_t col = 0; col < COLUMNS; col++) {
            bool text = col == 2 || col == FIRST_FILLED || col == COLUMNS - 1;
            put(d, sheet, row, col, cell_of(d->arena, d->page, unit, head, col),
                text ? d->faces.left : d->faces.center);
        }
    }
    for (size_t i = 0; i < inspection->below.n; i++) {
        put(d, sheet, row++, 0,
            arena_printf(d->arena, "%s%.*s", i == 0 ? "" : "　　　",
                         TEXT_ARG(inspection->below.at[i])),
            d->faces.plain);
    }
    worksheet_freeze_panes(sheet, FIRST_ROW, 0);
    set_page(d, sheet);
}

enum status inspection_xlsx(struct arena *arena, const struct inspection_page *page,
                            struct buf *out, struct error *error)
{
    struct book_file file;
    enum status status = book_file_open(&file, arena, error);
    if (status != OK) {
        return status;
    }
    struct drawing d = {.arena = arena,
                        .page = page,
                        .book = file.book,
                        .faces = book_faces(file.book, arena, page->notice->inspection.paper)};
    lxw_doc_properties properties = {
        .title = arena_cstr(arena, page->notice->inspection.title),
        .author = arena_cstr(arena, page->notice->head.office),
        .comments = arena_cstr(arena, page->notice->head.number),
        .created = (time_t)page->as_of * 86400,
    };
    workbook_set_properties(d.book, &properties);
    size_t units = page->sheet.units;
    for (size_t i = 0; i < units; i++) {
        draw_unit(&d, (i + units - 1) % units); /* the whole first */
    }
    return book_file_close(&file, arena, out, error);
}

/* ---- pdf ---- */

enum status inspection_pdf(struct arena *arena, const struct inspection_page *page, struct buf *out,
                           struct error *error)
{
    const struct notice_inspection *inspection = &page->notice->inspection;
    size_t unit = page->sheet.units - 1;
    struct pdf_column columns[COLUMNS];
    struct pdf_heading headings[COLUMNS];
    struct text *cells = arena_array(arena, struct text, inspection->heads.n * COLUMNS);
    for (uint32_t col = 0; col < COLUMNS; col++) {
        bool text = col == 2 || col == FIRST_FILLED || col == COLUMNS - 1;
        columns[col] = (struct pdf_column){widths[col], text ? PDF_LEFT : PDF_CENTER};
        headings[col] = (struct pdf_heading){0, col, 0, col, inspection->heading.at[col]};
    }
    for (size_t head = 0; head < inspection->heads.n; head++) {
        for (size_t col = 0; col < COLUMNS; col++) {
            cells[head * COLUMNS + col] = cell_of(arena, page, unit, head, col);
        }
    }
    const struct pdf_table table = {
        .above = inspection->name,
        .title = inspection->title,
        .left = unit_line(arena, page, unit),
        .right = day_line(arena, page),
        .notes = below(arena, inspection),
        .landscape = inspection->paper->landscape,
        .font_size = (double)inspection->paper->body_points,
        .row_room = 4,
        .one_page = true,
        .day = page->as_of,
        .columns = columns,
        .column_count = COLUMNS,
        .headings = headings,
        .heading_count = COLUMNS,
        .heading_rows = 1,
        .cells = cells,
        .row_count = inspection->heads.n,
    };
    return pdf_table_write(arena, &table, out, error);
}

/* ---- csv ---- */

enum status inspection_csv(struct arena *arena, const struct inspection_page *page, struct buf *out,
                           struct error *error)
{
    const struct notice_inspection *inspection = &page->notice->inspection;
    struct csv_out csv = csv_into(out);
    csv_put(&csv, TEXT("单位"));
    for (size_t head = 0; head < inspection->heads.n; head++) {
        for (size_t col = FIRST_FILLED; col < COLUMNS; col++) {
            csv_put(&csv, arena_printf(arena, "%lld %.*s", (long long)inspection->heads.at[head].no,
                                       TEXT_ARG(inspection->heading.at[col])));
        }
    }
    csv_end_row(&csv);
    for (size_t i = 0; i < page->sheet.units; i++) {
        csv_put(&csv, page->sheet.names[i]);
        for (size_t c = 0; c < inspection->heads.n * FORM_FILLED; c++) {
            csv_put(&csv, sheet_cells(&page->sheet, i, 0)[c]);
        }
        csv_end_row(&csv);
    }
    return out->full ? error_set(error, arena, TOO_LARGE, "报表太大，写不下") : OK;
}
