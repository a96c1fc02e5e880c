#include "format/pdf_table.h"

#include "format/pdf_font.h"

static const double SMALLEST = 0.6; /* of the size: a figure is drawn so small rather than broken */

/* Points. A4 with margins that punched holes survive. */
static const double PAGE_SHORT = 595.28, PAGE_LONG = 841.89, MARGIN = 42.5, PADDING = 2.5,
                    LINE = 0.5, FOOT = 20, GAP = 6, TITLE_SIZE = 18, USUAL_SIZE = 9, FOOT_SIZE = 8;

struct painter {
    const struct pdf_table *table;
    struct arena *arena;
    struct error *error;
    cairo_t *cairo;
    PangoLayout *layout;
    PangoFontDescription *plain, *bold, *title, *foot;
    double width, height; /* of the page */
    double *edges;        /* left edge of every column and the right edge of the last */
    double *head;         /* height of every heading row */
    double *rows;         /* height of every body row */
    double y;             /* where the next thing goes */
    size_t page, pages;
    bool drawing; /* false: only find out where the pages end */
    enum status status;
};

/* ---- text ---- */

/* The longest run of digits and letters: what a reader takes for one figure or word. */
static struct text longest_run(struct text text)
{
    struct text longest = TEXT_EMPTY;
    for (size_t from = 0; from < text.n; from++) {
        size_t to = from;
        while (to < text.n && text.s[to] > ' ' && text.s[to] <= '~') {
            to++;
        }
        if (to - from > longest.n) {
            longest = text_slice(text, from, to);
        }
        from = to;
    }
    return longest;
}

/*
 * A figure broken over two lines reads as two figures: the text is drawn smaller instead, down to
 * SMALLEST of its size; what is longer still (an address of a page) may break.
 */
static void spare_figures(struct painter *p, const PangoFontDescription *font, struct text text,
                          double width)
{
    double size = (double)pango_font_description_get_size(font) / PANGO_SCALE;
    struct text run = longest_run(text);
    if ((double)run.n * size < width) {
        return; /* no digit or letter of the font is wider than high */
    }
    int natural = 0;
    pango_layout_set_width(p->layout, -1);
    pango_layout_set_text(p->layout, run.s, (int)run.n);
    pango_layout_get_size(p->layout, &natural, NULL);
    double scale = width * PANGO_SCALE / (natural > 0 ? natural : 1);
    if (scale < 1 && scale > SMALLEST) {
        PangoFontDescription *smaller = pango_font_description_copy(font);
        pango_font_description_set_absolute_size(smaller, size * scale * 0.98 * PANGO_SCALE);
        pango_layout_set_font_description(p->layout, smaller);
        pango_font_description_free(smaller);
    }
}

/* Sets the layout to the text in a box of that width; returns its height. */
static double set_text(struct painter *p, const PangoFontDescription *font, struct text text,
                       double width, PangoAlignment align)
{
    pango_layout_set_font_description(p->layout, font);
    spare_figures(p, font, text, width);
    pango_layout_set_width(p->layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(p->layout, align);
    pango_layout_set_text(p->layout, text.n == 0 ? "" : text.s, (int)text.n);
    if (p->status == OK && pdf_lacks_glyph(p->layout, text)) {
        p->status = pdf_refuse_glyph(p->layout, text, p->arena, p->error);
    }
    int height = 0;
    pango_layout_get_size(p->layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

static double measure(struct painter *p, const PangoFontDescription *font, struct text text,
                      double width)
{
    return text.n == 0 ? 0 : set_text(p, font, text, width, PANGO_ALIGN_LEFT);
}

/* A line or paragraph over the whole width at y; moves y below it. */
static void put_line(struct painter *p, const PangoFontDescription *font, struct text text,
                     PangoAlignment align, double gap)
{
    if (text.n == 0) {
        return;
    }
    double height = set_text(p, font, text, p->width - 2 * MARGIN, align);
    if (p->drawing) {
        cairo_move_to(p->cairo, MARGIN, p->y);
        pango_cairo_show_layout(p->cairo, p->layout);
    }
    p->y += height + gap;
}

/* A bordered cell with its text in the middle of its height. */
static void put_cell(struct painter *p, const PangoFontDescription *font, struct text text,
                     PangoAlignment align, double x1, double x2, double height)
{
    if (!p->drawing) {
        return;
    }
    cairo_rectangle(p->cairo, x1, p->y, x2 - x1, height);
    cairo_stroke(p->cairo);
    if (text.n == 0) {
        return;
    }
    double used = set_text(p, font, text, x2 - x1 - 2 * PADDING, align);
    cairo_move_to(p->cairo, x1 + PADDING, p->y + (height - used) / 2);
    pango_cairo_show_layout(p->cairo, p->layout);
}

/* ---- measures ---- */

static void measure_columns(struct painter *p)
{
    const struct pdf_table *t = p->table;
    double shares = 0, x = MARGIN;
    for (size_t i = 0; i < t->column_count; i++) {
        shares += t->columns[i].width;
    }
    p->edges = arena_array(p->arena, double, t->column_count + 1);
    for (size_t i = 0; i <= t->column_count; i++) {
        p->edges[i] = x;
        x += i < t->column_count ? (p->width - 2 * MARGIN) * t->columns[i].width / shares : 0;
    }
}

static double inner_width(const struct painter *p, size_t col1, size_t col2)
{
    return p->edges[col2 + 1] - p->edges[col1] - 2 * PADDING;
}

/* A heading that spans rows and needs more than they have makes its last row higher. */
static void measure_headings(struct painter *p)
{
    const struct pdf_table *t = p->table;
    p->head = arena_array(p->arena, double, t->heading_rows);
    for (size_t last = 0; last < t->heading_rows; last++) {
        for (size_t i = 0; i < t->heading_count; i++) {
            const struct pdf_heading *h = &t->headings[i];
            if (h->row2 != last) {
                continue;
            }
            double need =
                measure(p, p->bold, h->text, inner_width(p, h->col1, h->col2)) + 2 * PADDING;
            for (size_t row = h->row1; row < last; row++) {
                need -= p->head[row];
            }
            p->head[last] = need > p->head[last] ? need : p->head[last];
        }
    }
}

static const PangoFontDescription *font_of_row(const struct painter *p, size_t row)
{
    return p->table->total && row + 1 == p->table->row_count ? p->bold : p->plain;
}

static size_t span_at(const struct pdf_table *t, size_t row, size_t col)
{
    return t->spans == NULL ? 1 : t->spans[row * t->column_count + col];
}

static double rows_height(const struct painter *p, size_t row, size_t n)
{
    double height = 0;
    for (size_t i = row; i < row + n && i < p->table->row_count; i++) {
        height += p->rows[i];
    }
    return height;
}

/* The height of a row and of those that one of its cells reaches over. */
static double kept_height(const struct painter *p, size_t row)
{
    size_t most = 1;
    for (size_t col = 0; col < p->table->column_count; col++) {
        size_t span = span_at(p->table, row, col);
        most = span > most ? span : most;
    }
    return rows_height(p, row, most);
}

static void measure_rows(struct painter *p)
{
    const struct pdf_table *t = p->table;
    p->rows = arena_array(p->arena, double, t->row_count);
    double least = measure(p, p->plain, TEXT("国"), PAGE_LONG);
    for (size_t row = 0; row < t->row_count && p->status == OK; row++) {
        double most = least;
        for (size_t col = 0; col < t->column_count; col++) {
            if (span_at(t, row, col) != 1) {
                continue;
            }
            double need = measure(p, font_of_row(p, row), t->cells[row * t->column_count + col],
                                  inner_width(p, col, col));
            most = need > most ? need : most;
        }
        double room = p->table->row_room > 0 ? p->table->row_room : PADDING;
        p->rows[row] = most + 2 * room;
    }
}

/* ---- pages ---- */

static double heading_height(const struct painter *p)
{
    double height = 0;
    for (size_t row = 0; row < p->table->heading_rows; row++) {
        height += p->head[row];
    }
    return height;
}

static double page_end(const struct painter *p)
{
    return p->height - MARGIN - FOOT;
}

static PangoAlignment pango_align(enum pdf_align align)
{
    return align == PDF_LEFT    ? PANGO_ALIGN_LEFT
           : align == PDF_RIGHT ? PANGO_ALIGN_RIGHT
                                : PANGO_ALIGN_CENTER;
}

static void put_headings(struct painter *p)
{
    const struct pdf_table *t = p->table;
    double top = p->y;
    for (size_t i = 0; i < t->heading_count; i++) {
        const struct pdf_heading *h = &t->headings[i];
        double height = 0;
        p->y = top;
        for (size_t row = 0; row < h->row1; row++) {
            p->y += p->head[row];
        }
        for (size_t row = h->row1; row <= h->row2; row++) {
            height += p->head[row];
        }
        put_cell(p, p->bold, h->text, PANGO_ALIGN_CENTER, p->edges[h->col1], p->edges[h->col2 + 1],
                 height);
    }
    p->y = top + heading_height(p);
}

static void put_row(struct painter *p, size_t row)
{
    const struct pdf_table *t = p->table;
    for (size_t col = 0; col < t->column_count; col++) {
        size_t span = span_at(t, row, col);
        if (span > 0) {
            put_cell(p, font_of_row(p, row), t->cells[row * t->column_count + col],
                     pango_align(t->columns[col].align), p->edges[col], p->edges[col + 1],
                     rows_height(p, row, span));
        }
    }
    p->y += p->rows[row];
}

static void end_page(struct painter *p)
{
    struct text foot = arena_printf(p->arena, "第 %zu 页 共 %zu 页", p->page + 1, p->pages);
    p->y = p->height - MARGIN - FOOT / 2;
    put_line(p, p->foot, foot, PANGO_ALIGN_CENTER, 0);
    if (p->drawing) {
        cairo_show_page(p->cairo);
    }
    p->page++;
    p->y = MARGIN;
}

static void put_top(struct painter *p)
{
    const struct pdf_table *t = p->table;
    put_line(p, p->plain, t->above, PANGO_ALIGN_LEFT, GAP);
    put_line(p, p->title, t->title, PANGO_ALIGN_CENTER, GAP);
    double line = p->y, below = p->y;
    put_line(p, p->plain, t->left, PANGO_ALIGN_LEFT, GAP / 2);
    below = p->y > below ? p->y : below;
    p->y = line;
    put_line(p, p->plain, t->right, PANGO_ALIGN_RIGHT, GAP / 2);
    p->y = p->y > below ? p->y : below;
}

/* Walks all pages, drawing or not, and counts them. */
static void put_pages(struct painter *p)
{
    const struct pdf_table *t = p->table;
    p->page = 0;
    p->y = MARGIN;
    put_top(p);
    put_headings(p);
    for (size_t row = 0; row < t->row_count && p->status == OK; row++) {
        if (p->y + kept_height(p, row) > page_end(p)) {
            end_page(p);
            put_headings(p);
        }
        if (p->y + kept_height(p, row) > page_end(p)) {
            p->status = error_set(p->error, p->arena, INVALID, "表中第 %zu 行文字太长，一页放不下",
                                  row + 1);
            error_hint(p->error, p->arena, "请减少列数或缩短该行文字");
            return;
        }
        put_row(p, row);
    }
    p->y += GAP;
    double notes = measure(p, p->plain, t->notes, p->width - 2 * MARGIN);
    if (p->y + notes > page_end(p)) {
        end_page(p);
    }
    put_line(p, p->plain, t->notes, PANGO_ALIGN_LEFT, 0);
    end_page(p);
    p->pages = p->page;
}

/* ---- the file ---- */

static void set_size(struct painter *p, double size)
{
    pango_font_description_set_absolute_size(p->plain, size * PANGO_SCALE);
    pango_font_description_set_absolute_size(p->bold, size * PANGO_SCALE);
    measure_headings(p);
    measure_rows(p);
    if (p->status == OK) {
        put_pages(p);
    }
}

/* Finds out where the pages end, in the type that the table asks for or the largest that spares a
 * second page. */
static void find_pages(struct painter *p)
{
    double size = (double)pango_font_description_get_size(p->plain) / PANGO_SCALE;
    set_size(p, size);
    for (int part = 19; p->table->one_page && p->status == OK && p->pages > 1 && part >= 15;
         part--) {
        set_size(p, size * part / 20);
    }
    if (p->pages > 1 && p->status == OK) {
        set_size(p, size);
    }
}

static void draw(struct painter *p)
{
    pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
    cairo_set_line_width(p->cairo, LINE);
    measure_columns(p);
    find_pages(p);
    if (p->status == OK) {
        p->drawing = true;
        put_pages(p);
    }
}

static enum status write_pdf(struct painter *p, struct buf *out)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(pdf_keep_bytes, out, p->width, p->height);
    pdf_tell_about(surface, p->table->title, p->table->day, p->arena);
    p->cairo = cairo_create(surface);
    p->layout = pango_cairo_create_layout(p->cairo);
    draw(p);
    g_object_unref(p->layout);
    cairo_destroy(p->cairo);
    cairo_surface_finish(surface);
    cairo_status_t wrote = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (p->status != OK) {
        return p->status;
    }
    if (out->full) {
        return error_set(p->error, p->arena, TOO_LARGE, "打印文件过大，请缩小范围后分次打印");
    }
    if (wrote != CAIRO_STATUS_SUCCESS) {
        bug("cairo: %s", cairo_status_to_string(wrote));
    }
    return OK;
}

enum status pdf_table_write(struct arena *arena, const struct pdf_table *table, struct buf *out,
                            struct error *error)
{
    double size = table->font_size > 0 ? table->font_size : USUAL_SIZE;
    struct painter p = {
        .table = table,
        .arena = arena,
        .error = error,
        .width = table->landscape ? PAGE_LONG : PAGE_SHORT,
        .height = table->landscape ? PAGE_SHORT : PAGE_LONG,
        .plain = pdf_font(size, PANGO_WEIGHT_NORMAL),
        .bold = pdf_font(size, PANGO_WEIGHT_BOLD),
        .title = pdf_font(TITLE_SIZE, PANGO_WEIGHT_BOLD),
        .foot = pdf_font(FOOT_SIZE, PANGO_WEIGHT_NORMAL),
    };
    enum status status = write_pdf(&p, out);
    pango_font_description_free(p.plain);
    pango_font_description_free(p.bold);
    pango_font_description_free(p.title);
    pango_font_description_free(p.foot);
    return status;
}
