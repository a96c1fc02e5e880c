#include "format/xlsx_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xlsxwriter.h>

#include "base/random.h"
#include "format/unpack.h"
#include "xlsx_make.h"

static int setup(void **state)
{
    struct arena *arena = memory_get(sizeof(*arena));
    arena_init(arena);
    *state = arena;
    return 0;
}

static int teardown(void **state)
{
    arena_release(*state);
    free(*state);
    return 0;
}

/* How many parts of a package the scanner leaves to expat, read in pieces of that size. */
static size_t odd_parts(struct arena *arena, struct text bytes, size_t chunk)
{
    struct xlsx *book;
    struct buf out;
    struct error error;
    buf_init(&out, 64 * MIB);
    assert_int_equal(xlsx_open(arena, bytes, &book, &error), OK);
    book->chunk = chunk;
    assert_int_equal(dump_sheet(book, 0, &out, &error), OK);
    buf_release(&out);
    return book->odd;
}

/* Both ways, whole and cut into pieces of every awkward size, give the same dump or all fail. */
static void assert_same_everywhere(struct arena *arena, const struct parts *parts,
                                   const char *wanted)
{
    const size_t chunks[] = {UNPACK_CHUNK, 1, 2, 3, 5, 7, 16, 61, 64, 1000};
    struct buf package, out;
    make_package(arena, parts, &package);
    for (size_t i = 0; i < 2 * COUNT(chunks); i++) {
        struct error error;
        enum status status =
            dump_package(arena, buf_text(&package), chunks[i / 2], i % 2 == 1, &out, &error);
        if (wanted == NULL) {
            assert_int_equal(status, INVALID);
            assert_true(error.message.n > 0 && error.hint.n > 0);
        } else {
            assert_int_equal(status, OK);
            assert_string_equal(out.s, wanted);
        }
        buf_release(&out);
    }
    buf_release(&package);
}

#define SHEET(rows) XML "<worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"

static void reads_what_excel_writes(void **state)
{
    struct parts parts = {
        .strings = XML "<sst " MAIN " count=\"4\" uniqueCount=\"4\"><si><t>姓名</t></si><si>"
                       "<t xml:space=\"preserve\"> 张&amp;三 </t></si><si><r><t>红</t></r><r><rPr>"
                       "<sz val=\"11\"/><rFont val=\"宋体\"/></rPr><t xml:space=\"preserve\">字 "
                       "</t></r><rPh sb=\"0\" eb=\"1\"><t>hong</t></rPh><phoneticPr fontId=\"1\" "
                       "type=\"noConversion\"/></si><si><t>一_x000D_\n二_x005F_x000D_</t></si><si/>"
                       "</sst>",
        .styles = XML "<styleSheet " MAIN "><numFmts count=\"2\"><numFmt numFmtId=\"176\" "
                      "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/><numFmt numFmtId=\"177\" "
                      "formatCode=\"0.00&quot;days&quot;;[Red]\\d0\"/></numFmts><cellStyleXfs><xf "
                      "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf "
                      "numFmtId=\"14\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf "
                      "numFmtId=\"49\"/></cellXfs></styleSheet>",
        .sheet =
            XML "<worksheet " MAIN " xmlns:x14ac=\"urn:x\" mc:Ignorable=\"x14ac\" "
                "xmlns:mc=\"urn:mc\"><sheetPr/><dimension ref=\"A1:E5\"/><sheetViews><sheetView "
                "workbookViewId=\"0\"/></sheetViews><cols><col min=\"1\" max=\"1\"/></cols>"
                "<sheetData>\r\n"
                "<row r=\"1\" spans=\"1:5\" x14ac:dyDescent=\"0.2\"><c r=\"A1\" t=\"s\"><v>0</v>"
                "</c><c r=\"B1\" s=\"1\" t=\"s\"><v>1</v></c><c r=\"D1\" t=\"s\"><v>2</v></c>"
                "<c r=\"E1\" t=\"s\"><v>3</v></c><c r=\"F1\" t=\"s\"><v>4</v></c></row>\n"
                "<row r=\"3\" hidden=\"1\"><c r=\"A3\" s=\"1\"><v>44812</v></c><c r=\"B3\" "
                "s=\"2\"><v>44812.5</v></c><c r=\"C3\" s=\"3\"><v>-0.5</v></c><c r=\"D3\">"
                "<v>1.23E+17</v></c><c r=\"E3\" s=\"4\"/></row>"
                "<row r=\"4\"/><row r=\"5\"><c r=\"A5\" t=\"b\"><v>1</v></c><c r=\"B5\" t=\"e\">"
                "<v>#N/A</v></c><c r=\"C5\" t=\"str\"><f>A1&amp;\"&lt;\"</f><v>姓名&lt;</v></c>"
                "<c r=\"D5\"><f t=\"shared\" si=\"0\"/><v>3</v></c><c r=\"E5\" t=\"inlineStr\"><is>"
                "<t>内联</t></is></c><c r=\"F5\" t=\"d\"><v>2022-09-08T00:00:00</v></c><c "
                "r=\"AA5\" t=\"str\"><f>\"\"</f><v></v></c></row></sheetData>"
                "<mergeCells count=\"2\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A3:A5\"/>"
                "</mergeCells><headerFooter><oddFooter>&amp;P</oddFooter></headerFooter>"
                "</worksheet>",
    };
    assert_same_everywhere(*state, &parts,
                           "1|0T:姓名|1T: 张&三 |3T:红字 |4T:一\r\n二_x000D_\n"
                           "3h|0Nd:44812=44812|1Nd:44812.5=44812.5|2N:-0.5=-0.5|3N:1.23E+17="
                           "1.23e+17\n"
                           "5|0B:1=1|1E:#N/A|2Tf:姓名<|3Nf:3=3|4T:内联|5T:2022-09-08\n"
                           "5 x 6, 1 hidden 0,0-0,2 2,0-4,0");
    struct buf package;
    make_package(*state, &parts, &package);
    assert_int_equal(odd_parts(*state, buf_text(&package), UNPACK_CHUNK), 0);
    buf_release(&package);
}

static void reads_odd_dialects_alike(void **state)
{
    static const char *const wanted = "1|0T:甲|1N:2=2\n2|0T:乙&丙\n2 x 2, 0 hidden";
    static const char *const sheets[] = {
        /* no references at all */
        SHEET("<row><c t=\"inlineStr\"><is><t>甲</t></is></c><c><v>2</v></c></row><row><c "
              "t=\"str\"><v>乙&#38;丙</v></c></row>"),
        /* prefixes */
        XML "<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
            "<x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>甲</x:t></x:is>"
            "</x:c><x:c r=\"B1\"><x:v>2</x:v></x:c></x:row><x:row r=\"2\"><x:c r=\"A2\" "
            "t=\"str\"><x:v>乙&amp;丙</x:v></x:c></x:row></x:sheetData></x:worksheet>",
        /* strict namespace, single quotes, comment, CDATA */
        XML "<worksheet xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'><!-- c --><sheetData>"
            "<row r='1'><c r='A1' t='inlineStr'><is><t><![CDATA[甲]]></t></is></c><c r='B1'><v>2"
            "</v></c></row><row r='2'><c r='A2' t='str'><v>乙<![CDATA[&]]>丙</v></c></row>"
            "</sheetData></worksheet>",
        /* turns odd after the first row */
        SHEET("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>甲</t></is></c><c r=\"B1\"><v>2</v>"
              "</c></row><!-- here --><row r=\"2\"><c r=\"A2\" t=\"str\"><v>乙&#x26;丙</v></c>"
              "</row>"),
        /* odd only behind the rows */
        XML "<worksheet " MAIN "><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>甲</t>"
            "</is></c><c r=\"B1\" t=\"n\"><v>2</v></c></row><row r=\"2\"><c r=\"A2\" "
            "t=\"inlineStr\"><is><r><t>乙</t></r><r><rPr/><t>&amp;</t></r><r><t>丙</t></r></is>"
            "</c></row></sheetData><!-- end --></worksheet>",
        /* blanks and foreign attributes everywhere */
        "\xEF\xBB\xBF" XML "<worksheet " MAIN ">\n <sheetData>\n  <row r=\"1\" a=\"&gt;\" >\n   <c "
        "r=\"A1\" cm=\"1\" t=\"inlineStr\" >\n<is>\n<t >甲</t >\n</is>\n</c>\n<c "
        "r=\"B1\"  s=\"0\"><v> 2 </v><extLst/></c></row >\n<row r=\"2\"><c t=\"str\" r=\"A2\"><f "
        "a=\"&gt;>\"/><v>乙&amp;丙</v></c></row></sheetData></worksheet >",
    };
    for (size_t i = 0; i < COUNT(sheets); i++) {
        struct parts parts = {.sheet = sheets[i]};
        const char *expected = i == 5 ? "1|0T:甲|1N:2=2\n2|0Tf:乙&丙\n2 x 2, 0 hidden" : wanted;
        assert_same_everywhere(*state, &parts, expected);
    }
}

/* Allowed though rare, and still known to the scanner: blanks, empty values, odd escapes. */
static void scans_rare_spellings(void **state)
{
    struct parts parts = {
        .sheet = XML
        "<worksheet " MAIN ">\n<sheetData>\n <row r=\"1\">\n  <c r=\"A1\"><v>NaN</v></c>\n  <c "
        "r=\"B1\" t=\"d\"><v>2022-09-08T14:03:00</v></c><c r=\"C1\" t=\"str\">\n<v>a\r\nb\rc"
        "</v></c><c r=\"D1\" t=\"inlineStr\"><is><t>_xD840__xDC00_-_xD840_-_x0000_</t></is></c><c "
        "r=\"E1\"><v/></c><c r=\"F1\" t=\"d\"><v>2022-09</v></c><c r=\"G1\" t=\"s\"><v> 1 </v>"
        "</c><c r=\"H1\"><v>1e400</v></c><c r=\"I1\"><v>0x10</v></c><c r=\"J1\"><v>-.5</v></c>"
        "</row>\n</sheetData>\n</worksheet>\n\n\n",
        .strings = XML "<sst " MAIN ">\n<si><t>x</t></si>\n <si>\n<r><t>a</t></r> <r><t>&lt;</t>"
                       "</r></si></sst>\n",
    };
    assert_same_everywhere(*state, &parts,
                           "1|0T:NaN|1T:2022-09-08T14:03:00|2T:a\nb\nc|3T:\xF0\xA0\x80\x80-_xD840_"
                           "-_x0000_|5T:2022-09|6T:a<|7T:1e400|8T:0x10|9N:-.5=-0.5\n"
                           "1 x 10, 0 hidden");
    struct parts empty = {.sheet = XML "<worksheet " MAIN "><sheetData/></worksheet>"};
    assert_same_everywhere(*state, &empty, "0 x 0, 0 hidden");
    const struct parts *const both[] = {&parts, &empty};
    for (size_t i = 0; i < COUNT(both); i++) {
        struct buf package;
        make_package(*state, both[i], &package);
        assert_int_equal(odd_parts(*state, buf_text(&package), 3), 0);
        buf_release(&package);
    }
}

static void reads_utf16(void **state)
{
    struct arena *arena = *state;
    static const char ascii[] = "<worksheet " MAIN "><sheetData><row><c t=\"inlineStr\"><is><t>"
                                "A</t></is></c></row></sheetData></worksheet>";
    struct buf package, out;
    struct error error;
    struct zip_writer *w;
    struct parts parts = {.sheet = SHEET("")};
    make_package(arena, &parts, &package);
    /* The same package again with its sheet in UTF-16. */
    struct zip zip;
    assert_int_equal(zip_read(arena, buf_text(&package), &zip, &error), OK);
    struct buf other;
    buf_init(&other, MIB);
    w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &other});
    for (size_t i = 0; i < zip.n; i++) {
        if (!text_ends(zip.entries[i].name, TEXT("sheet1.xml"))) {
            zip_writer_copy(w, &zip.entries[i]);
        }
    }
    zip_writer_begin(w, "xl/worksheets/sheet1.xml");
    zip_writer_add(w, "\xFF\xFE", 2);
    for (const char *p = ascii; *p != '\0'; p++) {
        zip_writer_add(w, *p == 'A' ? "\x32\x75" : (char[]){*p, 0}, 2); /* 田 U+7532 */
    }
    zip_writer_end(w);
    assert_int_equal(zip_writer_close(w, &error), OK);
    assert_int_equal(dump_package(arena, buf_text(&other), 7, false, &out, &error), OK);
    assert_string_equal(out.s, "1|0T:甲\n1 x 1, 0 hidden");
    buf_release(&out);
    buf_release(&other);
    buf_release(&package);
}

static void refuses_broken_sheets(void **state)
{
    static const char *const rows[] = {
        "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"2\"/>", /* rows do not rise */
        "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>", /* nor cells */
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>",                 /* no such string */
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>x</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"zz\"><v>9</v></c></row>", /* no such type */
        "<row r=\"1\"><c r=\"A2\"><v>9</v></c></row>",          /* of another row */
        "<row r=\"1\"><c r=\"XFE1\"><v>9</v></c></row>",        /* past the last column */
        "<row r=\"1048577\"><c><v>9</v></c></row>",             /* past the last row */
        "<row r=\"0\"><c><v>9</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>9</c></row>", /* not well-formed */
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xE4\xB8</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xED\xA0\x80</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\x01</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&nbsp;</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&#0;</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&#xD800;</t></is></c></row>",
        "<row r=\"1\">",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text sheet = arena_printf(*state, SHEET("%s"), rows[i]);
        struct parts parts = {.sheet = sheet.s};
        assert_same_everywhere(*state, &parts, NULL);
    }
    struct parts doctype = {.sheet = XML "<!DOCTYPE worksheet [<!ENTITY a \"b\">]><worksheet " MAIN
                                         "><sheetData/></worksheet>"};
    assert_same_everywhere(*state, &doctype, NULL);
    struct parts cut = {.sheet = XML "<worksheet " MAIN "><sheetData>"};
    assert_same_everywhere(*state, &cut, NULL);
    struct parts strings = {.sheet = SHEET(""), .strings = XML "<sst " MAIN "><si><t>a</si></sst>"};
    assert_same_everywhere(*state, &strings, NULL);
    struct parts entity = {.sheet = SHEET(""),
                           .strings = XML "<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/passwd"
                                          "\">]><sst " MAIN "><si><t>&x;</t></si></sst>"};
    assert_same_everywhere(*state, &entity, NULL);
}

/* Han characters of two planes, entities and blanks, so that every chunk edge cuts one somewhere.
 */
static void keeps_chinese_whole_at_every_edge(void **state)
{
    struct arena *arena = *state;
    struct buf strings, sheet, wanted;
    buf_init(&strings, MIB);
    buf_init(&sheet, MIB);
    buf_init(&wanted, MIB);
    buf_adds(&strings, XML "<sst " MAIN ">");
    buf_adds(&sheet, XML "<worksheet " MAIN "><sheetData>");
    struct dice dice = dice_seeded(11);
    for (unsigned r = 0; r < 60; r++) {
        buf_addf(&sheet,
                 "<row r=\"%u\"><c r=\"A%u\" t=\"s\"><v>%u</v></c><c r=\"B%u\" "
                 "t=\"inlineStr\"><is><t>",
                 r + 1, r + 1, r, r + 1);
        buf_adds(&strings, "<si><t>");
        struct buf text;
        buf_init(&text, MIB);
        for (unsigned i = 0; i < 1 + r % 9; i++) {
            buf_add_utf8(&text, dice_percent(&dice, 20) ? 0x20000 + dice_below(&dice, 4000)
                                                        : 0x4E00 + dice_below(&dice, 20000));
        }
        for (int i = 0; i < 2; i++) {
            struct buf *to = i == 0 ? &strings : &sheet;
            buf_addt(to, buf_text(&text));
            buf_adds(to, r % 5 == 0 ? "&lt;&#x4E00;" : "");
        }
        buf_addf(&wanted, "%u", r + 1);
        for (int i = 0; i < 2; i++) {
            buf_addf(&wanted, "|%dT:%.*s%s", i, TEXT_ARG(buf_text(&text)), r % 5 ? "" : "<一");
        }
        buf_adds(&wanted, "\n");
        buf_adds(&strings, "</t></si>");
        buf_adds(&sheet, "</t></is></c></row>");
        buf_release(&text);
    }
    buf_adds(&strings, "</sst>");
    buf_adds(&sheet, "</sheetData></worksheet>");
    buf_adds(&wanted, "60 x 2, 0 hidden");
    struct parts parts = {.sheet = sheet.s, .strings = strings.s};
    assert_same_everywhere(arena, &parts, wanted.s);
    buf_release(&strings);
    buf_release(&sheet);
    buf_release(&wanted);
}

static void lists_sheets_and_refuses_other_documents(void **state)
{
    struct arena *arena = *state;
    struct parts parts = {
        .workbook = XML "<workbook " MAIN " xmlns:r=\"" RELS "\"><workbookPr date1904=\"1\"/>"
                        "<sheets><sheet name=\"嘉定镇\" sheetId=\"1\" state=\"hidden\" "
                        "r:id=\"rId1\"/><sheet name=\"图\" sheetId=\"2\" r:id=\"rId3\"/></sheets>"
                        "</workbook>",
        .sheet = SHEET(""),
    };
    struct buf package;
    struct xlsx *book;
    struct error error;
    make_package(arena, &parts, &package);
    assert_int_equal(xlsx_open(arena, buf_text(&package), &book, &error), OK);
    assert_int_equal(xlsx_sheet_count(book), 1);
    struct sheet_info info = xlsx_sheet(book, 0);
    assert_true(text_is(info.name, "嘉定镇"));
    assert_true(info.hidden && info.date1904);
    buf_release(&package);

    static const char *const names[] = {"word/document.xml", "xl/workbook.bin", "content.xml", "x"};
    static const char *const words[] = {"Word", "xlsb", "ods", "不是 Excel"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct buf other;
        buf_init(&other, MIB);
        struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &other});
        zip_writer_put(w, names[i], TEXT("<x/>"));
        assert_int_equal(zip_writer_close(w, &error), OK);
        assert_int_equal(xlsx_open(arena, buf_text(&other), &book, &error), INVALID);
        assert_true(text_has(error.message, text_of(words[i])));
        assert_true(error.hint.n > 0);
        buf_release(&other);
    }
}

/* One attribute, comment or row of more megabytes than anybody waits for. */
static void stops_at_endless_tokens(void **state)
{
    static const char *const openings[] = {
        XML "<worksheet " MAIN " a=\"", XML "<worksheet " MAIN "><!-- ",
        XML "<worksheet " MAIN "><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>"};
    struct arena *arena = *state;
    for (size_t i = 0; i < COUNT(openings); i++) {
        struct buf sheet, package, out;
        struct error error;
        buf_init(&sheet, 64 * MIB);
        buf_adds(&sheet, openings[i]);
        struct dice dice = dice_seeded(3);
        while (sheet.n < 24 * MIB) {
            buf_addf(&sheet, "%u ", dice_below(&dice, 100000000));
        }
        struct parts parts = {.sheet = sheet.s};
        make_package(arena, &parts, &package);
        for (int careful = 0; careful < 2; careful++) {
            enum status status =
                dump_package(arena, buf_text(&package), UNPACK_CHUNK, careful == 1, &out, &error);
            assert_true(status == TOO_LARGE || status == INVALID);
            assert_true(error.message.n > 0);
            buf_release(&out);
        }
        buf_release(&package);
        buf_release(&sheet);
    }
}

static void passes_a_million_blank_rows(void **state)
{
    struct arena *arena = *state;
    struct buf sheet, package, out;
    struct error error;
    buf_init(&sheet, 64 * MIB);
    buf_adds(&sheet, XML "<worksheet " MAIN "><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>"
                         "</row>");
    for (int i = 2; i <= CEILING_SHEET_ROWS; i++) {
        buf_addf(&sheet, "<row r=\"%d\"/>", i);
    }
    buf_adds(&sheet, "</sheetData></worksheet>");
    struct parts parts = {.sheet = sheet.s};
    make_package(arena, &parts, &package);
    assert_int_equal(dump_package(arena, buf_text(&package), UNPACK_CHUNK, false, &out, &error),
                     OK);
    assert_string_equal(out.s, "1|0N:1=1\n1 x 1, 0 hidden");
    buf_release(&out);
    buf_release(&package);
    buf_release(&sheet);
}

/* A file of libxlsxwriter: shared strings or inline ones. */
static struct text foreign_file(struct arena *arena, bool inline_strings)
{
    char folder[] = "/tmp/xlsx_read_test.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = arena_cstr(arena, arena_printf(arena, "%s/a.xlsx", folder));
    lxw_workbook_options options = {.constant_memory = inline_strings, .tmpdir = folder};
    lxw_workbook *wb = workbook_new_opt(path, &options);
    lxw_worksheet *ws = workbook_add_worksheet(wb, "数据");
    lxw_format *date = workbook_add_format(wb);
    format_set_num_format(date, "yyyy-mm-dd");
    for (lxw_row_t r = 0; r < 3000; r++) {
        struct text name = arena_printf(arena, " 第%u人 <&>\n_x_", r % 700);
        assert_int_equal(worksheet_write_string(ws, r, 0, name.s, NULL), LXW_NO_ERROR);
        assert_int_equal(worksheet_write_number(ws, r, 1, r * 0.1, NULL), LXW_NO_ERROR);
        assert_int_equal(worksheet_write_number(ws, r, 2, 40000 + r, date), LXW_NO_ERROR);
        assert_int_equal(worksheet_write_boolean(ws, r, 3, (int)r % 2, NULL), LXW_NO_ERROR);
        assert_int_equal(worksheet_write_formula_num(ws, r, 4, "=A1&\"x\"", NULL, r), LXW_NO_ERROR);
    }
    if (!inline_strings) {
        worksheet_merge_range(ws, 3000, 0, 3001, 3, "合并", NULL);
    }
    assert_int_equal(workbook_close(wb), LXW_NO_ERROR);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, 4 * MIB);
    struct text copy = {bytes, fread(bytes, 1, 4 * MIB, file)};
    assert_int_equal(fclose(file), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    return copy;
}

static void reads_a_foreign_writer(void **state)
{
    struct arena *arena = *state;
    for (int i = 0; i < 2; i++) {
        struct text bytes = foreign_file(arena, i == 1);
        struct buf fast, tiny, careful;
        struct error error;
        assert_int_equal(dump_package(arena, bytes, UNPACK_CHUNK, false, &fast, &error), OK);
        assert_int_equal(dump_package(arena, bytes, 97, false, &tiny, &error), OK);
        assert_int_equal(dump_package(arena, bytes, 4096, true, &careful, &error), OK);
        assert_true(text_starts(buf_text(&fast),
                                TEXT("1|0T: 第0人 <&>\n_x_|1N:0=0|2Nd:40000=40000|3B:0=0|4Nf:"
                                     "0=0\n2|0T: 第1人 <&>\n_x_|1N:0.1=0.10000000000000001|")));
        assert_true(text_equal(buf_text(&fast), buf_text(&tiny)));
        assert_true(text_equal(buf_text(&fast), buf_text(&careful)));
        assert_int_equal(odd_parts(arena, bytes, UNPACK_CHUNK), 0);
        assert_int_equal(odd_parts(arena, bytes, 5), 0);
        buf_release(&fast);
        buf_release(&tiny);
        buf_release(&careful);
    }
}

static bool stop_at_second(void *context, const struct sheet_row *row)
{
    int *seen = context;
    assert_int_equal(row->row, *seen);
    return ++*seen < 2;
}

static void stops_when_told(void **state)
{
    struct arena *arena = *state;
    struct text bytes = foreign_file(arena, false);
    struct error error;
    for (int careful = 0; careful < 2; careful++) {
        struct xlsx *book;
        struct sheet_summary summary;
        int seen = 0;
        assert_int_equal(xlsx_open(arena, bytes, &book, &error), OK);
        book->careful = careful == 1;
        struct sheet_sink sink = {stop_at_second, &seen};
        assert_int_equal(xlsx_read(book, 0, sink, &summary, &error), OK);
        assert_int_equal(seen, 2);
        assert_int_equal(summary.rows, 2);
    }
}

static void knows_date_formats(void **state)
{
    (void)state;
    static const char *const dates[] = {"yyyy-mm-dd", "m/d",           "[$-804]yyyy\"年\"m\"月\"",
                                        "[h]:mm",     "hh:mm AM/PM",   "[mm]",
                                        "@;yyyy",     "e\"年\"m\"月\""};
    static const char *const others[] = {"General",  "0.00",    "@",   "#,##0\"days\"",
                                         "[Red]0",   "0\\d",    "0_d", "[DBNum1][$-804]General",
                                         "0.00E+00", "\"日期\""};
    for (size_t i = 0; i < COUNT(dates); i++) {
        assert_true(xlsx_format_is_date(200, text_of(dates[i])));
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_false(xlsx_format_is_date(200, text_of(others[i])));
    }
    assert_true(xlsx_format_is_date(14, TEXT_EMPTY));
    assert_true(xlsx_format_is_date(31, TEXT_EMPTY));
    assert_false(xlsx_format_is_date(49, TEXT_EMPTY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_what_excel_writes, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_odd_dialects_alike, setup, teardown),
        cmocka_unit_test_setup_teardown(scans_rare_spellings, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_utf16, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_broken_sheets, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_chinese_whole_at_every_edge, setup, teardown),
        cmocka_unit_test_setup_teardown(lists_sheets_and_refuses_other_documents, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_at_endless_tokens, setup, teardown),
        cmocka_unit_test_setup_teardown(passes_a_million_blank_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_a_foreign_writer, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_when_told, setup, teardown),
        cmocka_unit_test(knows_date_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
