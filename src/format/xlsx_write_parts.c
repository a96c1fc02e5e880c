#include <stdio.h>
#include <string.h>

#include "base/ceilings.h"
#include "format/xlsx_writer.h"

#define XML      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN     "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define DOCUMENT "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE  "http://schemas.openxmlformats.org/package/2006/"
#define TYPE     "application/vnd.openxmlformats-officedocument.spreadsheetml."

enum {
    LIST_MOST = 255,      /* characters of a drop-down list inside its rule */
    SHEET_NAME_MOST = 31, /* characters, as Excel */
    WIDEST_HEADING = 40,  /* columns are not made wider for a long heading; it wraps */
    NARROWEST = 9,
};

/* ---- styles ---- */

/* How each style differs; the numbers are indexes into the fonts, fills and borders below. */
static const struct {
    unsigned format, font, fill, border;
    const char *alignment;
} looks[] = {
    [STYLE_PLAIN] = {0, 0, 0, 0, NULL},
    [STYLE_TEXT] = {49, 0, 0, 0, NULL},
    [STYLE_WHOLE] = {1, 0, 0, 0, NULL},
    [STYLE_DECIMAL] = {2, 0, 0, 0, NULL},
    [STYLE_MONEY] = {4, 0, 0, 0, NULL},
    [STYLE_PERCENT] = {164, 0, 0, 0, NULL},
    [STYLE_DATE] = {165, 0, 0, 0, NULL},
    [STYLE_DATE_TIME] = {166, 0, 0, 0, NULL},
    [STYLE_WRAP] = {0, 0, 0, 0, "vertical=\"top\" wrapText=\"1\""},
    [STYLE_HEADING] = {0, 1, 2, 1, "horizontal=\"center\" vertical=\"center\" wrapText=\"1\""},
    [STYLE_TITLE] = {0, 2, 0, 0, "horizontal=\"center\" vertical=\"center\""},
};
_Static_assert(COUNT(looks) == STYLE__COUNT, "every style is described");

static void add_look(struct buf *b, unsigned style, bool bad, bool quoted)
{
    buf_addf(b, "<xf numFmtId=\"%u\" fontId=\"%u\" fillId=\"%u\" borderId=\"%u\" xfId=\"0\"%s%s",
             looks[style].format, looks[style].font, bad ? 3 : looks[style].fill,
             looks[style].border, looks[style].format != 0 ? " applyNumberFormat=\"1\"" : "",
             quoted ? " quotePrefix=\"1\"" : "");
    if (looks[style].alignment != NULL) {
        buf_addf(b, " applyAlignment=\"1\"><alignment %s/></xf>", looks[style].alignment);
    } else {
        buf_adds(b, "/>");
    }
}

static void write_styles(struct zip_writer *zip)
{
    struct buf b;
    buf_init(&b, MIB);
    buf_adds(&b, XML "<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"3\">"
                     "<numFmt numFmtId=\"164\" formatCode=\"0.0%\"/>"
                     "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\"/>"
                     "<numFmt numFmtId=\"166\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>"
                     "<fonts count=\"3\"><font><sz val=\"11\"/><name val=\"宋体\"/>"
                     "<charset val=\"134\"/></font><font><b/><sz val=\"11\"/><name val=\"宋体\"/>"
                     "<charset val=\"134\"/></font><font><b/><sz val=\"16\"/><name val=\"宋体\"/>"
                     "<charset val=\"134\"/></font></fonts><fills count=\"4\"><fill><patternFill "
                     "patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/>"
                     "</fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFDDE6F0\"/>"
                     "</patternFill></fill><fill><patternFill patternType=\"solid\"><fgColor "
                     "rgb=\"FFFFC7CE\"/></patternFill></fill></fills><borders count=\"2\"><border>"
                     "<left/><right/><top/><bottom/><diagonal/></border><border><left "
                     "style=\"thin\"/><right style=\"thin\"/><top style=\"thin\"/><bottom "
                     "style=\"thin\"/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf "
                     "numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>");
    buf_addf(&b, "<cellXfs count=\"%d\">", STYLE__COUNT * 4);
    for (unsigned style = 0; style < STYLE__COUNT; style++) {
        for (unsigned marks = 0; marks < 4; marks++) { /* as xlsx_style_index counts */
            add_look(&b, style, marks >= 2, marks % 2 == 1);
        }
    }
    buf_adds(&b, "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
                 "builtinId=\"0\"/></cellStyles></styleSheet>");
    zip_writer_put(zip, "xl/styles.xml", buf_text(&b));
    buf_release(&b);
}

void xlsx_write_first_parts(struct zip_writer *zip)
{
    zip_writer_put(zip, "_rels/.rels",
                   TEXT(XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship "
                            "Id=\"rId1\" Type=\"" DOCUMENT "/officeDocument\" "
                            "Target=\"xl/workbook.xml\"/></Relationships>"));
    write_styles(zip);
}

/* ---- the workbook ---- */

/* Heading rows on every printed page, and the filter's range, which Excel wants named too. */
static void add_names(struct buf *b, struct xlsx_writer *w)
{
    size_t named = 0;
    for (size_t i = 0; i < w->sheets.n; i++) {
        const struct xlsx_made *s = &w->sheets.at[i];
        if (s->headings == 0) {
            continue;
        }
        char last[3];
        size_t n = xlsx_column_name(s->filter.col2, last);
        struct text name = xlsx_escaped(w->arena, s->name);
        buf_adds(b, named++ == 0 ? "<definedNames>" : "");
        buf_addf(b,
                 "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"%zu\" "
                 "hidden=\"1\">'%.*s'!$A$%u:$%.*s$%u</definedName>",
                 i, TEXT_ARG(name), s->filter.row1 + 1, (int)n, last, s->filter.row2 + 1);
        buf_addf(b,
                 "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"%zu\">'%.*s'!$1:$%u"
                 "</definedName>",
                 i, TEXT_ARG(name), s->headings);
    }
    buf_adds(b, named > 0 ? "</definedNames>" : "");
}

static void write_workbook(struct xlsx_writer *w)
{
    struct buf b;
    buf_init(&b, MIB);
    buf_adds(&b, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCUMENT "\"><bookViews>"
                     "<workbookView/></bookViews><sheets>");
    for (size_t i = 0; i < w->sheets.n; i++) {
        struct text name = xlsx_escaped(w->arena, w->sheets.at[i].name);
        buf_addf(&b, "<sheet name=\"%.*s\" sheetId=\"%zu\"%s r:id=\"rId%zu\"/>", TEXT_ARG(name),
                 i + 1, w->sheets.at[i].hidden ? " state=\"hidden\"" : "", i + 1);
    }
    buf_adds(&b, "</sheets>");
    add_names(&b, w);
    buf_adds(&b, "</workbook>");
    zip_writer_put(w->zip, "xl/workbook.xml", buf_text(&b));

    buf_clear(&b);
    buf_adds(&b, XML "<Relationships xmlns=\"" PACKAGE "relationships\">");
    for (size_t i = 1; i <= w->sheets.n; i++) {
        buf_addf(&b,
                 "<Relationship Id=\"rId%zu\" Type=\"" DOCUMENT
                 "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>",
                 i, i);
    }
    buf_addf(&b,
             "<Relationship Id=\"rId%zu\" Type=\"" DOCUMENT
             "/styles\" Target=\"styles.xml\"/></Relationships>",
             w->sheets.n + 1);
    zip_writer_put(w->zip, "xl/_rels/workbook.xml.rels", buf_text(&b));
    buf_release(&b);
}

void xlsx_write_last_parts(struct xlsx_writer *w)
{
    write_workbook(w);
    struct buf b;
    buf_init(&b, MIB);
    buf_adds(&b, XML "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" "
                     "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                     "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
                     "PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
                     "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>");
    for (size_t i = 1; i <= w->sheets.n; i++) {
        buf_addf(&b,
                 "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"" TYPE
                 "worksheet+xml\"/>",
                 i);
    }
    buf_adds(&b, "</Types>");
    zip_writer_put(w->zip, "[Content_Types].xml", buf_text(&b));
    buf_release(&b);
}

/* ---- a sheet ---- */

/* Han characters take two columns of the width that Latin letters count in. */
static double width_of(const struct xlsx_column *c)
{
    if (c->width > 0) {
        return c->width;
    }
    double width = 4; /* the filter arrow, and room */
    struct text rest = c->heading;
    for (uint32_t cp; utf8_next(&rest, &cp);) {
        width += cp < 0x80 ? 1 : 2;
    }
    return width < NARROWEST ? NARROWEST : width > WIDEST_HEADING ? WIDEST_HEADING : width;
}

void xlsx_write_sheet_head(struct xlsx_writer *w, const struct xlsx_plan *plan)
{
    const struct xlsx_made *sheet = &w->sheets.at[w->sheets.n - 1];
    xlsx_writer_xml(w, XML "<worksheet xmlns=\"" MAIN "\"><sheetPr><pageSetUpPr fitToPage=\"1\"/>"
                           "</sheetPr><sheetViews><sheetView workbookViewId=\"0\"");
    if (sheet->headings > 0) {
        xlsx_writer_xmlf(w,
                         "><pane ySplit=\"%u\" topLeftCell=\"A%u\" activePane=\"bottomLeft\" "
                         "state=\"frozen\"/></sheetView>",
                         sheet->headings, sheet->headings + 1);
    } else {
        xlsx_writer_xml(w, "/>");
    }
    xlsx_writer_xml(w, "</sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>");
    for (size_t i = 0; i < plan->n; i++) {
        const struct xlsx_column *c = &plan->columns[i];
        xlsx_writer_xmlf(w,
                         "%s<col min=\"%zu\" max=\"%zu\" width=\"%.1f\" style=\"%u\"%s "
                         "customWidth=\"1\"/>",
                         i == 0 ? "<cols>" : "", i + 1, i + 1, width_of(c),
                         xlsx_style_index(c->style, false), c->hidden ? " hidden=\"1\"" : "");
    }
    xlsx_writer_xml(w, plan->n > 0 ? "</cols><sheetData>" : "<sheetData>");
}

static void write_rules(struct xlsx_writer *w, const struct xlsx_made *sheet)
{
    for (size_t i = 0; i < w->rules.n; i++) {
        char letters[3];
        int n = (int)xlsx_column_name(w->rules.at[i].col, letters);
        if (i == 0) {
            xlsx_writer_xmlf(w, "<dataValidations count=\"%zu\">", w->rules.n);
        }
        xlsx_writer_xmlf(w,
                         "<dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"1\" "
                         "errorTitle=\"请从下拉列表中选择\" error=\"所填内容不在可选范围内\" "
                         "sqref=\"%.*s%u:%.*s%d\"><formula1>",
                         n, letters, sheet->headings + 1, n, letters, CEILING_SHEET_ROWS);
        xlsx_writer_xml(w, w->rules.at[i].formula.s);
        xlsx_writer_xml(w, "</formula1></dataValidation>");
    }
    if (w->rules.n > 0) {
        xlsx_writer_xml(w, "</dataValidations>");
    }
}

void xlsx_write_sheet_tail(struct xlsx_writer *w, const struct xlsx_made *sheet)
{
    xlsx_writer_xml(w, "</sheetData>");
    if (sheet->headings > 0) {
        struct text range = xlsx_range_name(w->arena, sheet->filter);
        xlsx_writer_xmlf(w, "<autoFilter ref=\"%.*s\"/>", TEXT_ARG(range));
    }
    if (w->merge.n > 0) {
        xlsx_writer_xmlf(w, "<mergeCells count=\"1\"><mergeCell ref=\"%.*s\"/></mergeCells>",
                         TEXT_ARG(w->merge));
    }
    write_rules(w, sheet);
    xlsx_writer_xml(w, "<printOptions horizontalCentered=\"1\" gridLines=\"1\"/><pageMargins "
                       "left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" "
                       "footer=\"0.3\"/><pageSetup paperSize=\"9\" fitToHeight=\"0\" "
                       "orientation=\"landscape\"/><headerFooter><oddFooter>&amp;C第 &amp;P 页，共 "
                       "&amp;N 页</oddFooter></headerFooter></worksheet>");
}

struct text xlsx_range_name(struct arena *arena, struct sheet_range range)
{
    char first[3], last[3];
    int n = (int)xlsx_column_name(range.col1, first), m = (int)xlsx_column_name(range.col2, last);
    return arena_printf(arena, "%.*s%u:%.*s%u", n, first, range.row1 + 1, m, last, range.row2 + 1);
}

/* ---- names and lists ---- */

static bool is_taken(const struct xlsx_writer *w, struct text name)
{
    for (size_t i = 0; i < w->sheets.n; i++) {
        if (text_equal_nocase(w->sheets.at[i].name, name)) {
            return true;
        }
    }
    return false;
}

struct text xlsx_sheet_name(struct xlsx_writer *w, struct text name)
{
    name = xlsx_units(name.n == 0 ? TEXT("Sheet") : name, SHEET_NAME_MOST);
    char *clean = arena_cstr(w->arena, name);
    for (size_t i = 0; i < name.n; i++) {
        if (strchr("[]:*?/\\'", clean[i]) != NULL || (unsigned char)clean[i] < ' ') {
            clean[i] = '_';
        }
    }
    struct text made = {clean, name.n};
    for (int i = 2; is_taken(w, made); i++) {
        struct text stem = xlsx_units((struct text){clean, name.n}, SHEET_NAME_MOST - 6);
        made = arena_printf(w->arena, "%.*s(%d)", TEXT_ARG(stem), i);
    }
    return made;
}

/* A list may stand in its rule when it is short and no choice holds what separates or quotes. */
static bool fits_rule(const struct text *choices, size_t n)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        total += utf8_length(choices[i]) + 1;
        bool plain = text_find_char(choices[i], ',') == TEXT_NONE &&
                     text_find_char(choices[i], '"') == TEXT_NONE;
        if (!plain || total > LIST_MOST || xlsx_is_formula_like(choices[i])) {
            return false;
        }
    }
    return true;
}

static bool same_choices(const struct xlsx_choices *a, const struct text *choices, size_t n)
{
    bool same = a->n == n;
    for (size_t i = 0; same && i < n; i++) {
        same = text_equal(a->at[i], choices[i]);
    }
    return same;
}

static size_t list_number(struct xlsx_writer *w, const struct text *choices, size_t n)
{
    for (size_t i = 0; i < w->choices.n; i++) {
        if (same_choices(&w->choices.at[i], choices, n)) {
            return i;
        }
    }
    struct text *copy = arena_array(w->arena, struct text, n);
    for (size_t i = 0; i < n; i++) {
        copy[i] = arena_text(w->arena, choices[i]);
    }
    list_add(&w->choices, (struct xlsx_choices){copy, n});
    return w->choices.n - 1;
}

struct text xlsx_choices_formula(struct xlsx_writer *w, const struct text *choices, size_t n)
{
    if (!fits_rule(choices, n)) {
        char letters[3];
        int m = (int)xlsx_column_name((uint32_t)list_number(w, choices, n), letters);
        return arena_printf(w->arena, "'" XLSX_LISTS_SHEET "'!$%.*s$1:$%.*s$%zu", m, letters, m,
                            letters, n);
    }
    struct buf b;
    buf_init(&b, MIB);
    buf_addc(&b, '"');
    for (size_t i = 0; i < n; i++) {
        buf_adds(&b, i == 0 ? "" : ",");
        buf_addt(&b, xlsx_escaped(w->arena, choices[i]));
    }
    buf_addc(&b, '"');
    struct text formula = {arena_cstr(w->arena, buf_text(&b)), b.n};
    buf_release(&b);
    return formula;
}
