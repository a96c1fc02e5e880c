#include "format/pdf_font.h"

#include "base/date.h"

#if defined(__SANITIZE_ADDRESS__)
/*
 * fontconfig keeps its tables until the process ends, and cairo 1.16 loses 768 bytes for each PDF
 * with text: the leak checker should not blame us.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libcairo\n";
}
#endif

PangoFontDescription *pdf_font(double size, PangoWeight weight)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, "Noto Serif CJK SC");
    pango_font_description_set_weight(font, weight);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    return font;
}

static bool is_private(uint32_t cp)
{
    return (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
}

bool pdf_lacks_glyph(PangoLayout *layout, struct text text)
{
    uint32_t cp;
    while (utf8_next(&text, &cp)) {
        if (is_private(cp)) {
            return true;
        }
    }
    return pango_layout_get_unknown_glyphs_count(layout) > 0;
}

enum status pdf_refuse_glyph(PangoLayout *layout, struct text text, struct arena *arena,
                             struct error *error)
{
    struct text rest = text, before = rest;
    uint32_t cp;
    while (utf8_next(&rest, &cp)) {
        struct text one = text_slice(before, 0, before.n - rest.n);
        pango_layout_set_text(layout, one.s, (int)one.n);
        if (pdf_lacks_glyph(layout, one)) {
            error_set(error, arena, INVALID, "本机字体中没有“%.*s”字（U+%04X），“%.*s”无法打印",
                      (int)one.n, one.s, cp, (int)text.n, text.s);
            return error_hint(error, arena, "%s",
                              is_private(cp) ? "这是旧系统自造的编码，请改成标准汉字后重试"
                                             : "请在服务器上安装含有该字的字体后重试");
        }
        before = rest;
    }
    return error_set(error, arena, INVALID, "“%.*s”无法打印", (int)text.n, text.s);
}

cairo_status_t pdf_keep_bytes(void *closure, const unsigned char *bytes, unsigned n)
{
    struct buf *out = closure;
    buf_add(out, bytes, n);
    return out->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

void pdf_tell_about(cairo_surface_t *surface, struct text title, int32_t day, struct arena *arena)
{
    char iso[11];
    date_format((struct date){.day = day, .precision = DATE_DAY}, iso);
    struct text moment = arena_printf(arena, "%sT00:00:00+08:00", iso);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, moment.s);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, arena_cstr(arena, title));
}
