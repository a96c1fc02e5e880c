/*
 * pdf_font: what the PDF writers share: the system's Noto Serif CJK at a size, the refusal of a
 * character that no installed font has, and the bytes of a PDF into a buffer.
 */
#ifndef FORMAT_PDF_FONT_H
#define FORMAT_PDF_FONT_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* size: points of the page. The caller frees it. */
PangoFontDescription *pdf_font(double size, PangoWeight weight);

/*
 * Whether the text, which the layout holds, has a character that cannot be printed: one that no
 * font has, or one of the private use areas, of which every font has its own idea: an old system's
 * 㛃 must not come out as somebody's ornament.
 */
bool pdf_lacks_glyph(PangoLayout *layout, struct text text);

/* INVALID naming the first character of the text that the layout's fonts lack. Sets the layout's
 * text. */
enum status pdf_refuse_glyph(PangoLayout *layout, struct text text, struct arena *arena,
                             struct error *error);

/* cairo's sink: closure is a struct buf. */
cairo_status_t pdf_keep_bytes(void *closure, const unsigned char *bytes, unsigned n);

/* The document's title and date, as the file's own data tell them. */
void pdf_tell_about(cairo_surface_t *surface, struct text title, int32_t day, struct arena *arena);

#endif
