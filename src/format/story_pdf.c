#include <string.h>

#include "format/pdf_font.h"
#include "format/story.h"

/* Millimetres and points, as GB/T 9704 gives them. */
static const double PAGE_W = 210, PAGE_H = 297, LEFT = 27, TOP = 37, BODY_W = 156, BODY_H = 225;
static const double POINTS = 72 / 25.4, LINE = 28, INDENT = 31.5, GAP = 3;

static const struct {
    double points;
    PangoWeight weight;
    PangoAlignment align;
    double after; /* mm */
    bool indented;
} faces[] = {
    [STORY_TITLE] = {22, PANGO_WEIGHT_BOLD, PANGO_ALIGN_CENTER, 5, false},
    [STORY_ABOUT] = {14, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_CENTER, 8, false},
    [STORY_HEADING] = {15.75, PANGO_WEIGHT_BOLD, PANGO_ALIGN_LEFT, 0, true},
    [STORY_BODY] = {15.75, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_LEFT, 0, true},
    [STORY_PICTURE] = {12, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_CENTER, 4, false},
};

struct telling {
    const struct story *story;
    struct arena *arena;
    struct error *error;
    enum status status;
    cairo_t *cairo;
    PangoLayout *layout;
    double y; /* mm from the top */
    int page;
};

/* The layout set to a text in a face; of what is centred the width is the page's. */
static void set_text(struct telling *t, enum story_kind kind, struct text text)
{
    PangoFontDescription *font = pdf_font(faces[kind].points, faces[kind].weight);
    pango_layout_set_font_description(t->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(t->layout, (int)(BODY_W * POINTS * PANGO_SCALE));
    pango_layout_set_alignment(t->layout, faces[kind].align);
    pango_layout_set_indent(t->layout, faces[kind].indented ? (int)(INDENT * PANGO_SCALE) : 0);
    pango_layout_set_text(t->layout, text.n == 0 ? "" : text.s, (int)text.n);
    if (t->status == OK && pdf_lacks_glyph(t->layout, text)) {
        t->status = pdf_refuse_glyph(t->layout, text, t->arena, t->error);
    }
}

static void end_page(struct telling *t)
{
    t->page++;
    set_text(t, STORY_PICTURE, arena_printf(t->arena, "— %d —", t->page));
    cairo_move_to(t->cairo, LEFT * POINTS, (TOP + BODY_H + 7) * POINTS);
    pango_cairo_show_layout(t->cairo, t->layout);
    cairo_show_page(t->cairo);
    t->y = TOP;
}

static void room_for(struct telling *t, double height)
{
    if (t->y > TOP && t->y + height > TOP + BODY_H) {
        end_page(t);
    }
}

static void put_text(struct telling *t, enum story_kind kind, struct text text)
{
    double line = LINE / POINTS * (faces[kind].points > LINE / 2 ? 1 : 0.8);
    line = kind == STORY_TITLE ? line * 1.2 : line;
    room_for(t, kind == STORY_HEADING ? line * 2 : line); /* no heading ends a page */
    set_text(t, kind, text);
    int lines = pango_layout_get_line_count(t->layout);
    for (int i = 0; i < lines && t->status == OK; i++) {
        PangoRectangle box;
        room_for(t, line);
        set_text(t, kind, text); /* the foot of a page had the layout */
        PangoLayoutIter *at = pango_layout_get_iter(t->layout);
        for (int k = 0; k < i; k++) {
            pango_layout_iter_next_line(at);
        }
        pango_layout_iter_get_line_extents(at, NULL, &box);
        double x = (double)box.x / PANGO_SCALE;
        cairo_move_to(t->cairo, LEFT * POINTS + x, t->y * POINTS + line * POINTS * 0.75);
        pango_cairo_show_layout_line(t->cairo, pango_layout_iter_get_line_readonly(at));
        pango_layout_iter_free(at);
        t->y += line;
    }
    t->y += faces[kind].after;
}

/* ---- pictures ---- */

struct reading {
    struct text rest;
};

static cairo_status_t give_bytes(void *closure, unsigned char *to, unsigned n)
{
    struct reading *reading = closure;
    if (n > reading->rest.n) {
        return CAIRO_STATUS_READ_ERROR;
    }
    memcpy(to, reading->rest.s, n);
    reading->rest = text_slice(reading->rest, n, reading->rest.n);
    return CAIRO_STATUS_SUCCESS;
}

/* A photo goes into the file as it is, so only its proportions matter here: its pixels are not. */
static cairo_surface_t *surface_of(const struct story_block *block, double *w, double *h)
{
    enum { PIXELS_MOST = 24000000, SMALL = 8 };
    cairo_surface_t *surface;
    if (block->look.png) {
        struct reading reading = {block->picture};
        bool large = (double)block->look.width * block->look.height > PIXELS_MOST;
        surface = large ? NULL : cairo_image_surface_create_from_png_stream(give_bytes, &reading);
    } else {
        surface =
            cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(block->look.width / SMALL) + 1,
                                       (int)(block->look.height / SMALL) + 1);
        cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG,
                                    (const unsigned char *)block->picture.s, block->picture.n, NULL,
                                    NULL);
    }
    if (surface != NULL && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(surface);
        surface = NULL;
    }
    *w = surface == NULL ? 0 : cairo_image_surface_get_width(surface);
    *h = surface == NULL ? 0 : cairo_image_surface_get_height(surface);
    return surface;
}

static void put_picture(struct telling *t, const struct story_block *block)
{
    double wide, high, w, h;
    story_picture_size(&block->look, &wide, &high);
    room_for(t, high + LINE / POINTS);
    cairo_surface_t *surface = surface_of(block, &w, &h);
    if (surface == NULL) {
        put_text(t, STORY_PICTURE, TEXT("（这张照片打不开）"));
        return;
    }
    bool lying = block->look.turn % 2 == 1;
    cairo_save(t->cairo);
    cairo_translate(t->cairo, PAGE_W / 2 * POINTS, (t->y + high / 2) * POINTS);
    cairo_rotate(t->cairo, block->look.turn * 3.14159265358979323846 / 2);
    cairo_scale(t->cairo, (lying ? high : wide) * POINTS / w, (lying ? wide : high) * POINTS / h);
    cairo_set_source_surface(t->cairo, surface, -w / 2, -h / 2);
    cairo_paint(t->cairo);
    cairo_restore(t->cairo);
    cairo_surface_destroy(surface);
    t->y += high + GAP;
    if (block->text.n > 0) {
        put_text(t, STORY_PICTURE, block->text);
    }
}

/* ---- the file ---- */

static void draw(struct telling *t)
{
    pango_layout_set_wrap(t->layout, PANGO_WRAP_WORD_CHAR);
    t->y = TOP;
    for (size_t i = 0; i < t->story->n && t->status == OK; i++) {
        const struct story_block *block = &t->story->blocks[i];
        if (block->kind == STORY_PICTURE) {
            put_picture(t, block);
        } else {
            put_text(t, block->kind, block->text);
        }
    }
    end_page(t);
}

enum status story_pdf(struct arena *arena, const struct story *story, struct buf *out,
                      struct error *error)
{
    struct telling t = {.story = story, .arena = arena, .error = error};
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(pdf_keep_bytes, out, PAGE_W * POINTS, PAGE_H * POINTS);
    pdf_tell_about(surface, story->title, story->day, arena);
    t.cairo = cairo_create(surface);
    t.layout = pango_cairo_create_layout(t.cairo);
    draw(&t);
    g_object_unref(t.layout);
    cairo_destroy(t.cairo);
    cairo_surface_finish(surface);
    cairo_status_t wrote = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (t.status != OK) {
        return t.status;
    }
    if (out->full) {
        return error_set(error, arena, TOO_LARGE, "文档太大，不能生成");
    }
    if (wrote != CAIRO_STATUS_SUCCESS) {
        bug("cairo: %s", cairo_status_to_string(wrote));
    }
    return OK;
}
