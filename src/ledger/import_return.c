#include "ledger/import_return.h"

#include <string.h>

#include "base/list.h"

struct marks {
    LIST(struct xlsx_mark) list;
};

struct import_return {
    const struct import_terms *terms;
    const struct import_layout *layouts;
    size_t layout_count;
    struct arena *arena;
    struct marks *sheets; /* one for each layout */
    int64_t rows;
};

static void release(void *what)
{
    struct import_return *r = what;
    for (size_t i = 0; i < r->layout_count; i++) {
        list_release(&r->sheets[i].list);
    }
}

struct import_return *import_return_new(struct arena *arena, const struct import_terms *terms,
                                        const struct import_layout *layouts, size_t n)
{
    struct import_return *r = arena_new(arena, struct import_return);
    *r = (struct import_return){
        .terms = terms, .layouts = layouts, .layout_count = n, .arena = arena};
    r->sheets = arena_array(arena, struct marks, n);
    arena_defer(arena, release, r);
    return r;
}

/* 身份证号：校验不过，至少有一位填错。请按身份证逐位核对 */
static struct text message_of(struct import_return *r, const struct import_finding *finding)
{
    const char *label = finding->field < 0 ? "" : r->terms->ledger->fields[finding->field].label;
    return arena_printf(r->arena, "%s%s%.*s%s%.*s", label, finding->field < 0 ? "" : "：",
                        TEXT_ARG(finding->message), finding->hint.n > 0 ? "。" : "",
                        TEXT_ARG(finding->hint));
}

/* Keeps the marks of the row by rising column; the same words for the same cell once. */
static void add_mark(struct marks *marks, size_t from, struct xlsx_mark mark)
{
    size_t at = marks->list.n;
    for (size_t i = from; i < marks->list.n; i++) {
        if (marks->list.at[i].col == mark.col &&
            text_equal(marks->list.at[i].message, mark.message)) {
            return;
        }
        if (i < at && marks->list.at[i].col > mark.col) {
            at = i;
        }
    }
    list_add(&marks->list, mark);
    memmove(&marks->list.at[at + 1], &marks->list.at[at],
            (marks->list.n - 1 - at) * sizeof(*marks->list.at));
    marks->list.at[at] = mark;
}

static void add_row(struct import_return *r, struct marks *marks, const struct import_row *row)
{
    size_t from = marks->list.n;
    while (from > 0 && marks->list.at[from - 1].row == row->row) {
        from--; /* a row split in several (F02) */
    }
    r->rows += from == marks->list.n;
    for (size_t i = 0; i < row->finding_count; i++) {
        const struct import_finding *finding = &row->findings[i];
        if (finding->level >= IMPORT_ASK) {
            uint32_t col = finding->col < 0 ? XLSX_WHOLE_ROW : (uint32_t)finding->col;
            add_mark(marks, from, (struct xlsx_mark){row->row, col, message_of(r, finding)});
        }
    }
}

void import_return_add(struct import_return *r, const struct import_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].outcome != IMPORT_ERROR && rows[i].outcome != IMPORT_QUESTION) {
            continue;
        }
        for (size_t k = 0; k < r->layout_count; k++) {
            if (r->layouts[k].sheet == rows[i].sheet) {
                add_row(r, &r->sheets[k], &rows[i]);
            }
        }
    }
}

int64_t import_return_rows(const struct import_return *r)
{
    return r->rows;
}

static struct xlsx_patch patch_of(const struct import_return *r, size_t i, bool only_bad)
{
    const struct import_layout *layout = &r->layouts[i];
    struct xlsx_patch patch = {.sheet = layout->sheet,
                               .marks = r->sheets[i].list.at,
                               .n = r->sheets[i].list.n,
                               .first_row = layout->heading_row + layout->heading_rows,
                               .head_row = layout->heading_row + layout->heading_rows - 1,
                               .reason_col = layout->summary.cols,
                               .only_marked = only_bad};
    for (size_t c = 0; c < layout->n; c++) {
        if (text_is(layout->columns[c].heading, XLSX_REASON)) {
            patch.reason_col = layout->columns[c].col;
        }
    }
    return patch;
}

struct sheet_source {
    struct book *book;
    size_t sheet;
};

static enum status read_sheet(void *context, struct sheet_sink sink, struct error *error)
{
    const struct sheet_source *source = context;
    struct sheet_summary summary;
    return book_read(source->book, source->sheet, sink, &summary, error);
}

static enum status rebuild(struct import_return *r, struct book *book,
                           const struct xlsx_patch *patches, size_t n, struct zip_output output,
                           struct error *error)
{
    if (n > 1) {
        error_set(error, r->arena, INVALID, "有 %zu 个工作表的行要退回", n);
        return error_hint(error, r->arena, "请把 .xls 另存为 .xlsx 后导入，或逐个工作表导入");
    }
    struct sheet_source source = {book, patches[0].sheet};
    return xlsx_rebuild(r->arena, book_sheet(book, source.sheet),
                        (struct xlsx_rows_source){read_sheet, &source}, &patches[0], output, error);
}

enum status import_return_write(struct import_return *r, struct book *book, struct text bytes,
                                bool only_bad, struct zip_output output, struct error *error)
{
    struct xlsx_patch *patches = arena_array(r->arena, struct xlsx_patch, r->layout_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->layout_count; i++) {
        if (r->sheets[i].list.n > 0) {
            patches[n++] = patch_of(r, i, only_bad);
        }
    }
    if (n == 0) {
        return error_set(error, r->arena, INVALID, "没有要退回的行");
    }
    return book_kind(book) == BOOK_XLSX ? xlsx_patch(r->arena, bytes, patches, n, output, error)
                                        : rebuild(r, book, patches, n, output, error);
}
