#include "format/docx_write.h"

#include <string.h>

#include "base/ceilings.h"
#include "base/list.h"
#include "format/zip_write.h"

#define W_NS       "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define PICTURE_NS "http://schemas.openxmlformats.org/drawingml/2006/picture"
/* What a document with pictures names beside W_NS. */
#define PICTURES_NS                                                                                \
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""             \
    " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\""         \
    " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:pic=\"" PICTURE_NS   \
    "\""
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

struct media {
    struct text bytes;
    bool png;
};

struct docx_writer {
    struct arena *arena;
    struct buf body, notes, relations; /* relations: of the pictures */
    LIST(struct media) media;
    int note_count;
    bool open; /* a paragraph is being written */
};

static const char content_types[] =
    XML_HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
             "<Default Extension=\"rels\" "
             "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
             "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
             "<Default Extension=\"jpg\" ContentType=\"image/jpeg\"/>"
             "<Default Extension=\"png\" ContentType=\"image/png\"/>"
             "<Override PartName=\"/word/document.xml\" "
             "ContentType=\"application/"
             "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
             "<Override PartName=\"/word/styles.xml\" "
             "ContentType=\"application/"
             "vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
             "<Override PartName=\"/word/footnotes.xml\" "
             "ContentType=\"application/"
             "vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml\"/>"
             "</Types>";

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELS                                                                                       \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

static const char package_rels[] =
    XML_HEAD RELS "<Relationship Id=\"rId1\" Type=\"" RELATION
                  "officeDocument\" Target=\"word/document.xml\"/></Relationships>";

static const char document_rels[] = XML_HEAD RELS
    "<Relationship Id=\"rId1\" Type=\"" RELATION "styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" RELATION "footnotes\" Target=\"footnotes.xml\"/>";

#define FONT(name) "<w:rFonts w:ascii=\"" name "\" w:hAnsi=\"" name "\" w:eastAsia=\"" name "\"/>"

static const char styles[] =
    XML_HEAD "<w:styles " W_NS "><w:docDefaults><w:rPrDefault><w:rPr>" FONT(
        "仿宋") "<w:sz w:val=\"32\"/>"
                "<w:lang w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>"
                "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
                "w:val=\"Normal\"/>"
                "<w:pPr><w:spacing w:line=\"560\" w:lineRule=\"exact\"/><w:ind "
                "w:firstLineChars=\"200\" "
                "w:firstLine=\"640\"/><w:jc w:val=\"both\"/></w:pPr></w:style>"
                "<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/>"
                "<w:basedOn w:val=\"Normal\"/><w:pPr><w:spacing w:after=\"560\" w:line=\"700\" "
                "w:lineRule=\"exact\"/><w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>"
                "<w:jc w:val=\"center\"/></w:pPr><w:rPr>" FONT(
                    "方正小标宋简体") "<w:sz w:val=\"44\"/></w:rPr>"
                                      "</w:style><w:style w:type=\"paragraph\" "
                                      "w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/>"
                                      "<w:basedOn "
                                      "w:val=\"Normal\"/><w:pPr><w:keepNext/><w:outlineLvl "
                                      "w:val=\"0\"/></w:pPr><w:rPr>" FONT(
                                          "黑体") "</w:rPr></w:style>"
                                                  "<w:style w:type=\"paragraph\" "
                                                  "w:styleId=\"FootnoteText\"><w:name "
                                                  "w:val=\"footnote text\"/>"
                                                  "<w:pPr><w:spacing w:line=\"280\" "
                                                  "w:lineRule=\"exact\"/><w:jc "
                                                  "w:val=\"left\"/></w:pPr><w:rPr><w:sz "
                                                  "w:val=\"18\"/>"
                                                  "</w:rPr></w:style><w:style w:type=\"character\" "
                                                  "w:styleId=\"FootnoteReference\">"
                                                  "<w:name w:val=\"footnote "
                                                  "reference\"/><w:rPr><w:vertAlign "
                                                  "w:val=\"superscript\"/></w:rPr>"
                                                  "</w:style>"
                                                  "<w:style w:type=\"paragraph\" "
                                                  "w:styleId=\"About\"><w:name "
                                                  "w:val=\"About\"/><w:pPr>"
                                                  "<w:spacing w:after=\"280\" w:line=\"560\" "
                                                  "w:lineRule=\"exact\"/><w:jc "
                                                  "w:val=\"center\"/></w:pPr>"
                                                  "<w:rPr><w:sz w:val=\"28\"/></w:rPr></w:style>"
                                                  "<w:style w:type=\"paragraph\" "
                                                  "w:styleId=\"Caption\"><w:name "
                                                  "w:val=\"caption\"/><w:pPr>"
                                                  "<w:spacing w:after=\"200\" w:line=\"400\" "
                                                  "w:lineRule=\"exact\"/><w:jc "
                                                  "w:val=\"center\"/></w:pPr>"
                                                  "<w:rPr><w:sz "
                                                  "w:val=\"24\"/></w:rPr></w:style></w:styles>";

/* XML 1.0 has no other control characters than these three. */
static void add_escaped(struct buf *out, struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.s[i];
        if (c == '&') {
            buf_adds(out, "&amp;");
        } else if (c == '<') {
            buf_adds(out, "&lt;");
        } else if (c == '>') {
            buf_adds(out, "&gt;");
        } else if (c >= 0x20 || c == '\t') {
            buf_addc(out, (char)c);
        }
    }
}

struct docx_writer *docx_begin(struct arena *arena)
{
    struct docx_writer *w = arena_new(arena, struct docx_writer);
    w->arena = arena;
    buf_init(&w->body, CEILING_UPLOAD);
    buf_init(&w->notes, CEILING_UPLOAD);
    buf_init(&w->relations, CEILING_UPLOAD);
    return w;
}

static void close_paragraph(struct docx_writer *w)
{
    if (w->open) {
        buf_adds(&w->body, "</w:p>");
        w->open = false;
    }
}

void docx_paragraph(struct docx_writer *w, enum docx_style style)
{
    static const char *const names[] = {"Title", "Heading1", "Normal", "About", "Caption"};
    close_paragraph(w);
    buf_addf(&w->body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", names[style]);
    w->open = true;
}

void docx_text(struct docx_writer *w, struct text text)
{
    buf_adds(&w->body, "<w:r><w:t xml:space=\"preserve\">");
    add_escaped(&w->body, text);
    buf_adds(&w->body, "</w:t></w:r>");
}

void docx_footnote(struct docx_writer *w, struct text note)
{
    int id = ++w->note_count;
    buf_addf(&w->body,
             "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr>"
             "<w:footnoteReference w:id=\"%d\"/></w:r>",
             id);
    buf_addf(&w->notes,
             "<w:footnote w:id=\"%d\"><w:p><w:pPr><w:pStyle w:val=\"FootnoteText\"/></w:pPr><w:r>"
             "<w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r><w:r>"
             "<w:t xml:space=\"preserve\"> ",
             id);
    add_escaped(&w->notes, note);
    buf_adds(&w->notes, "</w:t></w:r></w:p></w:footnote>");
}

void docx_picture(struct docx_writer *w, struct text bytes, const struct picture_look *look,
                  double wide, double high)
{
    enum { EMU = 36000, QUARTER = 5400000 }; /* a millimetre; 90 degrees */
    bool lying = look->turn % 2 == 1;
    struct media media = {bytes, look->png};
    list_add(&w->media, media);
    int no = (int)w->media.n;
    long x = (long)((lying ? high : wide) * EMU), y = (long)((lying ? wide : high) * EMU);
    close_paragraph(w);
    buf_addf(&w->relations,
             "<Relationship Id=\"rIdP%d\" Type=\"" RELATION "image\" Target=\"media/%d.%s\"/>", no,
             no, look->png ? "png" : "jpg");
    buf_addf(&w->body,
             "<w:p><w:pPr><w:keepNext/><w:jc w:val=\"center\"/><w:spacing w:line=\"240\" "
             "w:lineRule=\"auto\"/><w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/></w:pPr><w:r>"
             "<w:drawing><wp:inline><wp:extent cx=\"%ld\" cy=\"%ld\"/><wp:docPr id=\"%d\" "
             "name=\"%d\"/><a:graphic><a:graphicData uri=\"" PICTURE_NS "\"><pic:pic>"
             "<pic:nvPicPr><pic:cNvPr id=\"%d\" name=\"%d\"/><pic:cNvPicPr/></pic:nvPicPr>"
             "<pic:blipFill><a:blip r:embed=\"rIdP%d\"/><a:stretch><a:fillRect/></a:stretch>"
             "</pic:blipFill><pic:spPr><a:xfrm rot=\"%d\"><a:off x=\"0\" y=\"0\"/>"
             "<a:ext cx=\"%ld\" cy=\"%ld\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>"
             "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
             "</w:drawing></w:r></w:p>",
             x, y, no, no, no, no, no, look->turn * QUARTER, x, y);
}

static void put_media(struct docx_writer *w, struct zip_writer *zip)
{
    for (size_t i = 0; i < w->media.n; i++) {
        const struct media *media = &w->media.at[i];
        struct text name =
            arena_printf(w->arena, "word/media/%zu.%s", i + 1, media->png ? "png" : "jpg");
        zip_writer_put(zip, arena_cstr(w->arena, name), media->bytes);
    }
}

static void put_part(struct zip_writer *zip, const char *name, const char *head,
                     const struct buf *middle, const char *tail)
{
    zip_writer_begin(zip, name);
    zip_writer_add(zip, head, strlen(head));
    zip_writer_add(zip, buf_text(middle).s, middle->n);
    zip_writer_add(zip, tail, strlen(tail));
    zip_writer_end(zip);
}

enum status docx_end(struct docx_writer *w, struct buf *out, struct error *error)
{
    close_paragraph(w);
    struct zip_writer *zip = zip_writer_open(w->arena, (struct zip_output){zip_to_buf, out});
    zip_writer_put(zip, "[Content_Types].xml", text_of(content_types));
    zip_writer_put(zip, "_rels/.rels", text_of(package_rels));
    put_part(zip, "word/_rels/document.xml.rels", document_rels, &w->relations, "</Relationships>");
    zip_writer_put(zip, "word/styles.xml", text_of(styles));
    put_part(zip, "word/document.xml", XML_HEAD "<w:document " W_NS PICTURES_NS "><w:body>",
             &w->body,
             "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" "
             "w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"851\" "
             "w:footer=\"992\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>");
    put_part(zip, "word/footnotes.xml",
             XML_HEAD "<w:footnotes " W_NS "><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p>"
                      "<w:r><w:separator/></w:r></w:p></w:footnote>"
                      "<w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r>"
                      "<w:continuationSeparator/></w:r></w:p></w:footnote>",
             &w->notes, "</w:footnotes>");
    put_media(w, zip);
    bool full = w->body.full || w->notes.full || w->relations.full;
    list_release(&w->media);
    buf_release(&w->relations);
    buf_release(&w->body);
    buf_release(&w->notes);
    enum status status = zip_writer_close(zip, error);
    return full || status != OK ? error_set(error, w->arena, TOO_LARGE, "文档太大，不能生成") : OK;
}
