#include "format/pdf_letter.h"

#include "base/list.h"
#include "format/pdf_font.h"

/* Millimetres, as GB/T 9704 gives them. */
static const double PAGE_W = 210, PAGE_H = 297, LEFT = 27, TOP = 37, BODY_W = 156, BODY_H = 225,
                    MARK_TOP = 30, MARK_GAP = 4, RED_W = 170, RED_FOOT = 20, NUMBER_GAP = 4.94,
                    THICK = 1.1, THIN = 0.4, BETWEEN = 0.7, PADDING = 1;
/* Points: 3 号, 2 号, 小四, 4 号; the mark at most 一号半. */
static const double BODY_PT = 15.8, TITLE_PT = 22, TABLE_PT = 12, FOOT_PT = 14, MARK_PT = 36;
static const double POINTS = 72 / 25.4; /* a millimetre */

enum { COLUMNS = 28, LINES = 22, SIGN_ROOM = 2, INDENT = 2 };

/* What stands on a page: a line of characters on the grid, or a row of a table. */
struct item {
    struct text line;                     /* empty: a blank line */
    double at;                            /* its first cell, from the left */
    const struct pdf_letter_block *block; /* of a table's row; NULL: a line */
    double height;                        /* millimetres */
    bool kept;                            /* on one page with the item before */
};

struct letter {
    const struct pdf_letter *of;
    struct arena *arena;
    struct error *error;
    enum status status;
    cairo_t *cairo;
    PangoLayout *layout;
    PangoFontDescription *body, *title, *table, *foot, *mark;
    LIST(struct item) items;
    double y; /* millimetres from the top */
    int page;
};

static double cell_width(void)
{
    return BODY_W / COLUMNS;
}

static double line_height(void)
{
    return BODY_H / LINES;
}

/* ---- text ---- */

/* The layout set to a text; its size in millimetres. width: 0 for one line. */
static void set_text(struct letter *l, const PangoFontDescription *font, struct text text,
                     double width, double *w, double *h)
{
    int wide = 0, high = 0;
    pango_layout_set_font_description(l->layout, font);
    pango_layout_set_width(l->layout, width > 0 ? (int)(width * POINTS * PANGO_SCALE) : -1);
    pango_layout_set_text(l->layout, text.n == 0 ? "" : text.s, (int)text.n);
    if (l->status == OK && pdf_lacks_glyph(l->layout, text)) {
        l->status = pdf_refuse_glyph(l->layout, text, l->arena, l->error);
    }
    pango_layout_get_size(l->layout, &wide, &high);
    *w = (double)wide / PANGO_SCALE / POINTS;
    *h = (double)high / PANGO_SCALE / POINTS;
}

static void show(struct letter *l, double x, double y)
{
    cairo_move_to(l->cairo, x * POINTS, y * POINTS);
    pango_cairo_show_layout(l->cairo, l->layout);
}

/* ---- the grid ---- */

static bool is_narrow(uint32_t cp)
{
    return cp >= ' ' && cp <= '~';
}

/* Characters that begin no line (closing), or end none (opening). */
static bool is_closing(uint32_t cp)
{
    static const uint32_t closing[] = {0x3001, 0x3002, 0xFF0C, 0xFF1B, 0xFF1A, 0xFF1F, 0xFF01,
                                       0xFF09, 0x300B, 0x3015, 0x201D, 0x2019, 0x300D, 0x3011};
    for (size_t i = 0; i < COUNT(closing); i++) {
        if (cp == closing[i]) {
            return true;
        }
    }
    return false;
}

static bool is_opening(uint32_t cp)
{
    return cp == 0xFF08 || cp == 0x300A || cp == 0x3014 || cp == 0x201C || cp == 0x2018 ||
           cp == 0x300C || cp == 0x3010;
}

/* A character, or a run of digits and letters that stays together. */
struct unit {
    struct text text;
    double cells;
    uint32_t first;
};

static bool next_unit(struct text *rest, struct unit *unit)
{
    struct text before = *rest, look;
    uint32_t cp;
    if (!utf8_next(rest, &cp)) {
        return false;
    }
    size_t n = before.n - rest->n;
    unit->first = cp;
    unit->cells = is_narrow(cp) ? 0.5 : 1;
    look = *rest;
    while (is_narrow(unit->first) && unit->first != ' ' && unit->cells < COLUMNS - 1 &&
           utf8_next(&look, &cp) && is_narrow(cp) && cp != ' ') {
        unit->cells += 0.5;
        *rest = look;
        n = before.n - rest->n;
    }
    unit->text = text_slice(before, 0, n);
    return true;
}

static double cells_of(struct text text)
{
    struct unit unit;
    double cells = 0;
    while (next_unit(&text, &unit)) {
        cells += unit.cells;
    }
    return cells;
}

/* How many bytes of the text make one line of so many cells. */
static size_t break_line(struct text text, double room)
{
    struct text rest = text;
    struct unit unit;
    double used = 0;
    size_t end = 0, before_end = 0;
    while (next_unit(&rest, &unit)) {
        if (used + unit.cells > room + 0.01) {
            /* No closing mark begins the next line: it takes the character before it along. */
            return is_closing(unit.first) && before_end > 0 ? before_end : end;
        }
        before_end = end;
        used += unit.cells;
        size_t now = text.n - rest.n;
        if (!is_opening(unit.first)) {
            end = now;
        }
    }
    return text.n;
}

static void add_line(struct letter *l, struct text line, double at, bool kept)
{
    struct item item = {.line = line, .at = at, .height = line_height(), .kept = kept};
    list_add(&l->items, item);
}

static void add_paragraph(struct letter *l, struct text text, bool indented)
{
    struct text part;
    bool first = true;
    while (text_split(&text, '\n', &part)) {
        part = text_trim(part);
        double at = indented && first ? INDENT : 0;
        first = false;
        while (part.n > 0) {
            size_t n = break_line(part, COLUMNS - at);
            n = n == 0 ? part.n : n;
            add_line(l, text_slice(part, 0, n), at, false);
            part = text_trim(text_slice(part, n, part.n)); /* no space begins a line */
            at = 0;
        }
        if (text.n == 0) {
            break;
        }
    }
}

/* The layout's text in the middle of a room; letters and digits wider than theirs are squeezed. */
static void show_in(struct letter *l, double x, double y, double room, double w)
{
    if (w <= room) {
        show(l, x + (room - w) / 2, y);
        return;
    }
    cairo_save(l->cairo);
    cairo_translate(l->cairo, x * POINTS, y * POINTS);
    cairo_scale(l->cairo, room / w, 1);
    show(l, 0, 0);
    cairo_restore(l->cairo);
}

static void draw_line(struct letter *l, const struct item *item)
{
    struct text rest = item->line;
    struct unit unit;
    double cell = item->at, w, h;
    while (next_unit(&rest, &unit)) {
        set_text(l, l->body, unit.text, 0, &w, &h);
        double room = unit.cells * cell_width();
        show_in(l, LEFT + cell * cell_width(), l->y + (line_height() - h) / 2, room, w);
        cell += unit.cells;
    }
}

/* ---- tables ---- */

static double column_width(const struct pdf_letter_block *block, size_t column)
{
    double all = 0;
    for (size_t i = 0; i < block->cell_count; i++) {
        all += block->shares[i];
    }
    return BODY_W * block->shares[column] / all;
}

static void add_row(struct letter *l, const struct pdf_letter_block *block)
{
    struct item item = {.block = block};
    for (size_t i = 0; i < block->cell_count; i++) {
        double w, h;
        set_text(l, l->table, block->cells[i], column_width(block, i) - 2 * PADDING, &w, &h);
        item.height = h + 2 * PADDING > item.height ? h + 2 * PADDING : item.height;
    }
    if (item.height > BODY_H && l->status == OK) {
        l->status = error_set(l->error, l->arena, INVALID, "函中表格的一行文字太长，一页放不下");
        error_hint(l->error, l->arena, "请缩短该行文字，或改为附件");
    }
    list_add(&l->items, item);
}

static void draw_row(struct letter *l, const struct item *item)
{
    double x = LEFT;
    cairo_set_line_width(l->cairo, 0.6);
    for (size_t i = 0; i < item->block->cell_count; i++) {
        double width = column_width(item->block, i), w, h;
        cairo_rectangle(l->cairo, x * POINTS, l->y * POINTS, width * POINTS, item->height * POINTS);
        cairo_stroke(l->cairo);
        set_text(l, l->table, item->block->cells[i], width - 2 * PADDING, &w, &h);
        show(l, x + PADDING, l->y + (item->height - h) / 2);
        x += width;
    }
}

/* ---- the first page ---- */

static void fill_red(struct letter *l, double y, double height)
{
    cairo_rectangle(l->cairo, (PAGE_W - RED_W) / 2 * POINTS, y * POINTS, RED_W * POINTS,
                    height * POINTS);
    cairo_fill(l->cairo);
}

static void draw_red(struct letter *l)
{
    double w, h;
    cairo_set_source_rgb(l->cairo, 0.85, 0, 0);
    set_text(l, l->mark, l->of->mark, 0, &w, &h);
    PangoRectangle ink;
    pango_layout_get_extents(l->layout, &ink, NULL);
    double above = (double)ink.y / PANGO_SCALE / POINTS;
    double high = (double)ink.height / PANGO_SCALE / POINTS;
    show(l, (PAGE_W - w) / 2, MARK_TOP - above);
    double y = MARK_TOP + high + MARK_GAP;
    fill_red(l, y, THICK);
    fill_red(l, y + THICK + BETWEEN, THIN);
    double foot = PAGE_H - RED_FOOT;
    fill_red(l, foot - THICK - BETWEEN - THIN, THIN);
    fill_red(l, foot - THICK, THICK);
    cairo_set_source_rgb(l->cairo, 0, 0, 0);
    l->y = y + THICK + BETWEEN + THIN;
}

/* To the nearest line of the grid. */
static void snap(struct letter *l)
{
    int line = (int)((l->y - TOP) / line_height() + 0.5);
    l->y = TOP + line * line_height();
}

/* A title of several lines has them alike in length (排列对称): as narrow as that many lines allow.
 */
static double title_width(struct letter *l)
{
    double w, h, width = BODY_W;
    set_text(l, l->title, l->of->title, width, &w, &h);
    int lines = pango_layout_get_line_count(l->layout);
    for (double less = width - 1; lines > 1 && less > BODY_W / 2; less--) {
        set_text(l, l->title, l->of->title, less, &w, &h);
        if (pango_layout_get_line_count(l->layout) > lines) {
            break;
        }
        width = less;
    }
    return width;
}

static void draw_head(struct letter *l)
{
    double w, h;
    draw_red(l);
    set_text(l, l->body, l->of->number, 0, &w, &h);
    show(l, LEFT + BODY_W - w, l->y + NUMBER_GAP);
    l->y += NUMBER_GAP + h + 2 * line_height(); /* two lines between the number and the title */
    pango_layout_set_alignment(l->layout, PANGO_ALIGN_CENTER);
    double width = title_width(l);
    set_text(l, l->title, l->of->title, width, &w, &h);
    show(l, LEFT + (BODY_W - width) / 2, l->y);
    pango_layout_set_alignment(l->layout, PANGO_ALIGN_LEFT);
    l->y += h + line_height(); /* and one under it */
    snap(l);
}

/* ---- pages ---- */

static void add_sign(struct letter *l)
{
    double sign = cells_of(l->of->sign), date = cells_of(l->of->date);
    double at = COLUMNS - SIGN_ROOM - sign, day = at + SIGN_ROOM;
    if (day + date > COLUMNS - SIGN_ROOM) {
        day = COLUMNS - SIGN_ROOM - date;
        at = day - SIGN_ROOM;
    }
    if (l->of->sign.n > 0) {
        add_line(l, TEXT_EMPTY, 0, true);
        add_line(l, l->of->sign, at > 0 ? at : 0, true);
    }
    if (l->of->date.n > 0) {
        add_line(l, l->of->date, day > 0 ? day : 0, true);
    }
}

static void add_items(struct letter *l)
{
    add_paragraph(l, l->of->to, false);
    for (size_t i = 0; i < l->of->block_count && l->status == OK; i++) {
        const struct pdf_letter_block *block = &l->of->blocks[i];
        if (block->cells != NULL) {
            add_row(l, block);
        } else {
            add_paragraph(l, block->text, block->indented);
        }
    }
    add_sign(l);
}

/* The height of an item and of those kept with it. */
static double kept_height(const struct letter *l, size_t at)
{
    double height = l->items.at[at].height;
    for (size_t i = at + 1; i < l->items.n && l->items.at[i].kept; i++) {
        height += l->items.at[i].height;
    }
    return height;
}

static void next_page(struct letter *l)
{
    cairo_show_page(l->cairo);
    l->page++;
    double w, h;
    struct text number = arena_printf(l->arena, "— %d —", l->page);
    set_text(l, l->foot, number, 0, &w, &h);
    double inset = cell_width(); /* one character from the outer edge */
    show(l, l->page % 2 == 1 ? LEFT + BODY_W - w - inset : LEFT + inset, TOP + BODY_H + 7);
    l->y = TOP;
}

static void draw_items(struct letter *l)
{
    double bottom = TOP + BODY_H + 0.01;
    bool table = false;
    for (size_t i = 0; i < l->items.n && l->status == OK; i++) {
        const struct item *item = &l->items.at[i];
        if (table && item->block == NULL) {
            l->y += line_height() / 2; /* clear of the table's last line */
            snap(l);
        }
        table = item->block != NULL;
        if (!item->kept && l->y + kept_height(l, i) > bottom) {
            next_page(l);
        }
        if (item->block != NULL) {
            draw_row(l, item);
        } else {
            draw_line(l, item);
        }
        l->y += item->height;
    }
}

/* ---- the file ---- */

static void draw(struct letter *l)
{
    pango_layout_set_wrap(l->layout, PANGO_WRAP_WORD_CHAR);
    l->page = 1;
    add_items(l);
    if (l->status == OK) {
        draw_head(l);
        draw_items(l);
        cairo_show_page(l->cairo);
    }
    list_release(&l->items);
}

/* As large as fits: a mark is one line. */
static double mark_size(struct text mark)
{
    double cells = cells_of(mark);
    double fits = cells > 0 ? BODY_W * POINTS / cells : MARK_PT;
    return fits < MARK_PT ? fits : MARK_PT;
}

static enum status write_pdf(struct letter *l, struct buf *out)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(pdf_keep_bytes, out, PAGE_W * POINTS, PAGE_H * POINTS);
    pdf_tell_about(surface, l->of->title, l->of->day, l->arena);
    l->cairo = cairo_create(surface);
    l->layout = pango_cairo_create_layout(l->cairo);
    draw(l);
    g_object_unref(l->layout);
    cairo_destroy(l->cairo);
    cairo_surface_finish(surface);
    cairo_status_t wrote = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (l->status != OK) {
        return l->status;
    }
    if (out->full) {
        return error_set(l->error, l->arena, TOO_LARGE, "函太长，写不下");
    }
    if (wrote != CAIRO_STATUS_SUCCESS) {
        bug("cairo: %s", cairo_status_to_string(wrote));
    }
    return OK;
}

enum status pdf_letter_write(struct arena *arena, const struct pdf_letter *letter, struct buf *out,
                             struct error *error)
{
    struct letter l = {
        .of = letter,
        .arena = arena,
        .error = error,
        .body = pdf_font(BODY_PT, PANGO_WEIGHT_NORMAL),
        .title = pdf_font(TITLE_PT, PANGO_WEIGHT_BOLD),
        .table = pdf_font(TABLE_PT, PANGO_WEIGHT_NORMAL),
        .foot = pdf_font(FOOT_PT, PANGO_WEIGHT_NORMAL),
        .mark = pdf_font(mark_size(letter->mark), PANGO_WEIGHT_BOLD),
    };
    enum status status = write_pdf(&l, out);
    pango_font_description_free(l.body);
    pango_font_description_free(l.title);
    pango_font_description_free(l.table);
    pango_font_description_free(l.foot);
    pango_font_description_free(l.mark);
    return status;
}
