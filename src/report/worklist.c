#include "report/worklist.h"

#include <math.h>

#include "format/csv.h"
#include "format/pdf_table.h"
#include "report/book_file.h"

enum { COLUMNS = 6, NAME_ROW = 0, TITLE_ROW, HEADING_ROW, FIRST_ROW };
enum { COLUMN_NO, COLUMN_ITEM, COLUMN_TEXT, COLUMN_WHO, COLUMN_DUE, COLUMN_DONE };

/* The PDF's font has digits a tenth wider than 仿宋, for which the list's size is set. */
static const double FONT_SCALE = 0.9;

/* Shares of the page, in characters, as the notice prints them. */
static const double widths[COLUMNS] = {5, 15, 46, 14, 12, 16};

static size_t columns_of(const struct worklist_page *page)
{
    return page->filled ? COLUMNS : COLUMN_DONE;
}

static struct text heading_of(const struct worklist_page *page, size_t column)
{
    return column == COLUMN_DONE ? TEXT("完成情况") : page->notice->worklist.heading.at[column];
}

/* 附件3, and who fills it in. */
static struct text name_of(struct arena *arena, const struct worklist_page *page)
{
    struct text name = page->notice->worklist.name;
    if (!page->filled) {
        return name;
    }
    return arena_printf(arena, "%.*s　　填报单位：%.*s　　截至：%.*s", TEXT_ARG(name),
                        TEXT_ARG(page->sheet.names[page->sheet.units - 1]),
                        TEXT_ARG(date_paper(arena, page->as_of)));
}

/* How many tasks from this one on share its item; 0: it belongs to the one above. */
static size_t span_of(const struct notice_worklist *list, size_t at)
{
    const struct text item = list->tasks.at[at].item;
    if (at > 0 && text_equal(list->tasks.at[at - 1].item, item)) {
        return 0;
    }
    size_t n = 1;
    while (at + n < list->tasks.n && text_equal(list->tasks.at[at + n].item, item)) {
        n++;
    }
    return n;
}

static struct text cell_of(struct arena *arena, const struct worklist_page *page, size_t at,
                           size_t column)
{
    const struct notice_task *task = &page->notice->worklist.tasks.at[at];
    switch (column) {
    case COLUMN_DONE:
        return sheet_cells(&page->sheet, page->sheet.units - 1, at)[0];
    case COLUMN_NO:
        return arena_printf(arena, "%lld", (long long)task->no);
    case COLUMN_ITEM:
        return task->item;
    case COLUMN_TEXT:
        return task->text;
    case COLUMN_WHO:
        return task->who_text;
    default:
        return task->due_text;
    }
}

/* ---- xlsx ---- */

struct drawing {
    struct arena *arena;
    const struct worklist_page *page;
    lxw_workbook *book;
    struct book_faces faces;
};

static void put(struct drawing *d, lxw_worksheet *sheet, uint32_t row, size_t col, struct text text,
                lxw_format *format)
{
    worksheet_write_string(sheet, row, (lxw_col_t)col, arena_cstr(d->arena, text), format);
}

/* Tall enough for the longest text at the width of its column; Excel does not grow merged rows. */
static double row_height(const struct drawing *d, const struct notice_task *task)
{
    const struct report_paper *paper = d->page->notice->worklist.paper;
    double line = (double)paper->body_points * 1.45;
    /* Three bytes a Chinese character, each two of the column's characters wide. */
    double lines = (double)task->text.n * 2 / 3 / widths[COLUMN_TEXT] + 1;
    double most = (double)task->who_text.n * 2 / 3 / widths[COLUMN_WHO] + 1;
    lines = floor(lines > most ? lines : most);
    double height = line * lines + 6;
    return height > (double)paper->row_height ? height : (double)paper->row_height;
}

static void put_task(struct drawing *d, lxw_worksheet *sheet, size_t at)
{
    const struct notice_worklist *list = &d->page->notice->worklist;
    const struct notice_task *task = &list->tasks.at[at];
    uint32_t row = FIRST_ROW + (uint32_t)at;
    size_t span = span_of(list, at);
    worksheet_set_row(sheet, row, row_height(d, task), NULL);
    for (size_t col = 0; col < columns_of(d->page); col++) {
        lxw_format *format = col == COLUMN_TEXT ? d->faces.left : d->faces.center;
        struct text text = cell_of(d->arena, d->page, at, col);
        if (col != COLUMN_ITEM || span == 1) {
            put(d, sheet, row, col, text, format);
        } else if (span > 1) {
            worksheet_merge_range(sheet, row, COLUMN_ITEM, row + (uint32_t)span - 1, COLUMN_ITEM,
                                  arena_cstr(d->arena, text), format);
        }
    }
}

static void set_page(const struct drawing *d, lxw_worksheet *sheet, bool landscape)
{
    enum { A4 = 9, A3 = 8 };
    const struct report_paper *paper = d->page->notice->worklist.paper;
    worksheet_set_paper(sheet, paper->size == 0 ? A4 : A3);
    if (landscape) {
        worksheet_set_landscape(sheet);
    }
    worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
    worksheet_center_horizontally(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, HEADING_ROW, HEADING_ROW);
    worksheet_set_footer(sheet, "&C第 &P 页 共 &N 页");
}

static void draw_list(struct drawing *d)
{
    const struct notice_worklist *list = &d->page->notice->worklist;
    lxw_worksheet *sheet = workbook_add_worksheet(d->book, arena_cstr(d->arena, list->name));
    put(d, sheet, NAME_ROW, 0, name_of(d->arena, d->page), d->faces.plain);
    worksheet_set_row(sheet, TITLE_ROW, (double)list->paper->title_points * 2, NULL);
    size_t columns = columns_of(d->page);
    worksheet_merge_range(sheet, TITLE_ROW, 0, TITLE_ROW, (lxw_col_t)(columns - 1),
                          arena_cstr(d->arena, list->title), d->faces.title);
    worksheet_set_row(sheet, HEADING_ROW, (double)list->paper->label_height, NULL);
    for (size_t col = 0; col < columns; col++) {
        put(d, sheet, HEADING_ROW, col, heading_of(d->page, col), d->faces.heading);
        worksheet_set_column(sheet, (lxw_col_t)col, (lxw_col_t)col, widths[col], NULL);
    }
    for (size_t i = 0; i < list->tasks.n; i++) {
        put_task(d, sheet, i);
    }
    worksheet_freeze_panes(sheet, FIRST_ROW, 0);
    set_page(d, sheet, list->paper->landscape);
}

static void draw_units(struct drawing *d)
{
    const struct worklist_page *page = d->page;
    const struct notice_worklist *list = &page->notice->worklist;
    size_t tasks = list->tasks.n;
    lxw_worksheet *sheet = workbook_add_worksheet(d->book, "各单位进展");
    put(d, sheet, NAME_ROW, 0,
        arena_printf(d->arena, "截至 %.*s", TEXT_ARG(date_iso(d->arena, page->as_of))),
        d->faces.plain);
    worksheet_set_row(sheet, TITLE_ROW, (double)list->paper->title_points * 2, NULL);
    worksheet_merge_range(
        sheet, TITLE_ROW, 0, TITLE_ROW, (lxw_col_t)(tasks + 1),
        arena_cstr(d->arena, arena_printf(d->arena, "%.*s进展", TEXT_ARG(list->title))),
        d->faces.title);
    put(d, sheet, HEADING_ROW, 0, page->unit_heading, d->faces.heading);
    for (size_t t = 0; t < tasks; t++) {
        put(d, sheet, HEADING_ROW, t + 1, task_title(d->arena, &list->tasks.at[t]),
            d->faces.heading);
    }
    put(d, sheet, HEADING_ROW, tasks + 1, TEXT("完成情况"), d->faces.heading);
    worksheet_set_row(sheet, HEADING_ROW, (double)list->paper->label_height * 2, NULL);
    for (size_t i = 0; i < page->sheet.units; i++) {
        uint32_t row = FIRST_ROW + (uint32_t)i;
        lxw_format *face = i + 1 == page->sheet.units ? d->faces.heading : d->faces.center;
        put(d, sheet, row, 0, page->sheet.names[i], face);
        for (size_t t = 0; t < tasks; t++) {
            put(d, sheet, row, t + 1, sheet_cells(&page->sheet, i, t)[0], face);
        }
        put(d, sheet, row, tasks + 1, page->states[i], face);
    }
    worksheet_set_column(sheet, 0, 0, 18, NULL);
    worksheet_set_column(sheet, 1, (lxw_col_t)tasks, 10, NULL);
    worksheet_set_column(sheet, (lxw_col_t)(tasks + 1), (lxw_col_t)(tasks + 1), 22, NULL);
    worksheet_freeze_panes(sheet, FIRST_ROW, 1);
    set_page(d, sheet, true);
}

enum status worklist_xlsx(struct arena *arena, const struct worklist_page *page, struct buf *out,
                          struct error *error)
{
    struct book_file file;
    enum status status = book_file_open(&file, arena, error);
    if (status != OK) {
        return status;
    }
    struct drawing d = {.arena = arena,
                        .page = page,
                        .book = file.book,
                        .faces = book_faces(file.book, arena, page->notice->worklist.paper)};
    const struct notice_head *head = &page->notice->head;
    lxw_doc_properties properties = {
        .title = arena_cstr(arena, page->notice->worklist.title),
        .author = arena_cstr(arena, head->office),
        .comments = arena_cstr(arena, head->number),
        .created = (time_t)page->as_of * 86400,
    };
    workbook_set_properties(d.book, &properties);
    draw_list(&d);
    if (page->sheet.units > 1) {
        draw_units(&d);
    }
    return book_file_close(&file, arena, out, error);
}

/* ---- pdf ---- */

enum status worklist_pdf(struct arena *arena, const struct worklist_page *page, struct buf *out,
                         struct error *error)
{
    const struct notice_worklist *list = &page->notice->worklist;
    uint32_t width = (uint32_t)columns_of(page);
    struct pdf_column columns[COLUMNS];
    struct pdf_heading headings[COLUMNS];
    struct text *cells = arena_array(arena, struct text, list->tasks.n * width);
    size_t *spans = arena_array(arena, size_t, list->tasks.n * width);
    for (uint32_t col = 0; col < width; col++) {
        columns[col] = (struct pdf_column){widths[col], col == COLUMN_TEXT ? PDF_LEFT : PDF_CENTER};
        headings[col] = (struct pdf_heading){0, col, 0, col, heading_of(page, col)};
    }
    for (size_t i = 0; i < list->tasks.n; i++) {
        for (size_t col = 0; col < width; col++) {
            cells[i * width + col] = cell_of(arena, page, i, col);
            spans[i * width + col] = col == COLUMN_ITEM ? span_of(list, i) : 1;
        }
    }
    const struct pdf_table table = {
        .above = name_of(arena, page),
        .title = list->title,
        .landscape = list->paper->landscape,
        .font_size = (double)list->paper->body_points * FONT_SCALE,
        .row_room = 4,
        .one_page = true,
        .day = page->as_of,
        .columns = columns,
        .column_count = width,
        .headings = headings,
        .heading_count = width,
        .heading_rows = 1,
        .cells = cells,
        .spans = spans,
        .row_count = list->tasks.n,
    };
    return pdf_table_write(arena, &table, out, error);
}

/* ---- csv ---- */

enum status worklist_csv(struct arena *arena, const struct worklist_page *page, struct buf *out,
                         struct error *error)
{
    const struct notice_worklist *list = &page->notice->worklist;
    struct csv_out csv = csv_into(out);
    csv_put(&csv, page->unit_heading);
    for (size_t t = 0; t < list->tasks.n; t++) {
        csv_put(&csv, task_title(arena, &list->tasks.at[t]));
    }
    csv_end_row(&csv);
    for (size_t i = 0; i < page->sheet.units; i++) {
        csv_put(&csv, page->sheet.names[i]);
        for (size_t t = 0; t < list->tasks.n; t++) {
            csv_put(&csv, sheet_cells(&page->sheet, i, t)[0]);
        }
        csv_end_row(&csv);
    }
    return out->full ? error_set(error, arena, TOO_LARGE, "报表太大，写不下") : OK;
}
