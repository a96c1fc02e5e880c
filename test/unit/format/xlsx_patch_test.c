#include "format/xlsx_patch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

/* The unpacked text of a part. */
static struct text part(struct arena *arena, const struct buf *package, const char *name)
{
    struct zip zip;
    struct error error;
    struct unpack u;
    assert_int_equal(zip_read(arena, buf_text(package), &zip, &error), OK);
    const struct zip_entry *entry = zip_find(&zip, text_of(name));
    assert_non_null(entry);
    unpack_open(&u, arena, entry, UNPACK_CHUNK);
    while (!u.last) {
        assert_int_equal(unpack_more(&u, arena, &error), OK);
    }
    return arena_text(arena, (struct text){u.p, (size_t)(u.end - u.p)});
}

#define STYLES                                                                                     \
    XML "<styleSheet " MAIN "><fonts count=\"1\"><font/></fonts><fills count=\"2\"><fill>"         \
        "<patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/>"   \
        "</fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/>"   \
        "</cellStyleXfs><cellXfs count=\"2\"><xf numFmtId=\"0\" fillId=\"0\"/><xf "                \
        "numFmtId=\"14\" fillId=\"1\" applyFill=\"0\"><alignment wrapText=\"1\"/></xf></cellXfs>"  \
        "</styleSheet>"

/* A title, a heading, four people, a formula, a merged household, a drop-down, a note below. */
static const struct parts people = {
    .styles = STYLES,
    .strings = XML "<sst " MAIN "><si><t>姓名</t></si><si><t>张三</t></si></sst>",
    .sheet = XML
    "<worksheet " MAIN "><dimension ref=\"A1:C9\"/><sheetViews><sheetView topLeftCell=\"A90\" "
    "workbookViewId=\"0\"><selection activeCell=\"B9\" sqref=\"B9\"/></sheetView></sheetViews>"
    "<cols><col min=\"1\" max=\"2\" width=\"9\"/></cols><sheetData><row r=\"1\" spans=\"1:3\"><c "
    "r=\"A1\" t=\"inlineStr\"><is><t>名单</t></is></c></row><row r=\"2\" ht=\"30\"><c r=\"A2\" "
    "t=\"s\"><v>0</v></c><c r=\"B2\" t=\"str\"><v>生日</v></c><c r=\"C2\" t=\"str\"><v>号</v></c>"
    "</row><row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\" s=\"1\"><v>40000</v></c></row>"
    "<row r=\"5\"><c r=\"A5\" t=\"s\"><v>1</v></c><c r=\"C5\"><f>1+1</f><v>2</v></c></row>"
    "<row r=\"6\"><c r=\"A6\" t=\"s\"><v>1</v></c><c r=\"B6\" s=\"1\"><v>40001</v></c></row>"
    "<row><c><v>7</v></c><c s=\"1\"><v>40002</v></c><c><v>8</v></c></row></sheetData><autoFilter "
    "ref=\"A2:C7\"/><mergeCells count=\"3\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A5:A7\"/>"
    "<mergeCell ref=\"A3:B3\"/></mergeCells><dataValidations count=\"2\"><dataValidation "
    "sqref=\"B3:B1048576 C3\"><formula1>1</formula1></dataValidation><dataValidation "
    "sqref=\"C3\"/></dataValidations><hyperlinks><hyperlink ref=\"A3\"/></hyperlinks>"
    "<pageMargins left=\"1\" right=\"1\" top=\"1\" bottom=\"1\" header=\"1\" footer=\"1\"/>"
    "</worksheet>",
};

static const struct xlsx_mark marks[] = {
    {4, 1, {"生日不能为空", 18}},
    {4, 2, {"号码<不对>", 14}},
    {6, 1, {"日期在将来", 15}},
    {6, XLSX_WHOLE_ROW, {"与第5行重复", 16}},
};

static struct xlsx_patch patch_people(bool only_marked)
{
    return (struct xlsx_patch){.marks = marks,
                               .n = COUNT(marks),
                               .first_row = 2,
                               .head_row = 1,
                               .reason_col = 3,
                               .only_marked = only_marked};
}

static void patch_package(struct arena *arena, const struct parts *parts,
                          const struct xlsx_patch *patch, struct buf *out)
{
    struct buf package;
    struct error error;
    make_package(arena, parts, &package);
    buf_init(out, 64 * MIB);
    assert_int_equal(xlsx_patch(arena, buf_text(&package), patch, 1,
                                (struct zip_output){zip_to_buf, out}, &error),
                     OK);
    buf_release(&package);
}

static void assert_reads(struct arena *arena, const struct buf *package, const char *wanted)
{
    struct buf out;
    struct error error;
    assert_int_equal(dump_package(arena, buf_text(package), UNPACK_CHUNK, false, &out, &error), OK);
    assert_string_equal(out.s, wanted);
    buf_release(&out);
}

static void marks_cells_and_gives_reasons(void **state)
{
    struct arena *arena = *state;
    struct buf out;
    struct xlsx_patch patch = patch_people(false);
    patch_package(arena, &people, &patch, &out);
    assert_reads(arena, &out,
                 "1|0T:名单\n2|0T:姓名|1T:生日|2T:号|3T:退回原因\n3|0T:张三|1Nd:40000=40000\n"
                 "5|0T:张三|2Nf:2=2|3T:生日不能为空；号码<不对>\n6|0T:张三|1Nd:40001=40001\n"
                 "7|0N:7=7|1Nd:40002=40002|2N:8=8|3T:日期在将来；与第5行重复\n"
                 "7 x 4, 0 hidden 0,0-0,2 4,0-6,0 2,0-2,1");
    struct text sheet = part(arena, &out, "xl/worksheets/sheet1.xml");
    static const char *const wanted[] = {
        "<col min=\"1\" max=\"2\" width=\"9\"/><col min=\"4\" max=\"4\" width=\"40\" "
        "customWidth=\"1\"/></cols>",
        "<row ht=\"30\" r=\"2\">",
        "<c r=\"B5\" s=\"3\"/><c r=\"C5\" s=\"3\"><f>1+1</f><v>2</v></c><c r=\"D5\" s=\"2\"",
        "<c r=\"B7\" s=\"4\"><v>40002</v></c><c><v>8</v></c><c r=\"D7\"",
        "<c r=\"B3\" s=\"1\"><v>40000</v></c></row>", /* untouched */
        "<selection activeCell=\"B9\" sqref=\"B9\"/>",
        "<dataValidation sqref=\"C3\"/></dataValidations><hyperlinks>",
    };
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_true(text_has(sheet, text_of(wanted[i])));
    }
    assert_false(text_has(sheet, TEXT("<dimension")));
    struct text styles = part(arena, &out, "xl/styles.xml");
    assert_true(text_has(styles, TEXT("<fgColor rgb=\"FFFFC7CE\"/></patternFill></fill></fills>")));
    assert_true(text_has(styles, TEXT("<xf numFmtId=\"0\" fillId=\"2\" applyFill=\"1\"></xf><xf "
                                      "numFmtId=\"14\" fillId=\"2\" applyFill=\"1\"><alignment "
                                      "wrapText=\"1\"/></xf></cellXfs>")));
    buf_release(&out);
}

static void leaves_only_the_rows_to_put_right(void **state)
{
    struct arena *arena = *state;
    struct buf out;
    struct xlsx_patch patch = patch_people(true);
    patch_package(arena, &people, &patch, &out);
    assert_reads(arena, &out,
                 "1|0T:名单\n2|0T:姓名|1T:生日|2T:号|3T:退回原因\n"
                 "3|0T:张三|2N:2=2|3T:生日不能为空；号码<不对>\n"
                 "4|0N:7=7|1Nd:40002=40002|2N:8=8|3T:日期在将来；与第5行重复\n"
                 "4 x 4, 0 hidden 0,0-0,2 2,0-3,0");
    struct text sheet = part(arena, &out, "xl/worksheets/sheet1.xml");
    static const char *const wanted[] = {
        "<sheetView workbookViewId=\"0\"></sheetView>",
        "<autoFilter ref=\"A2:C4\"></autoFilter><mergeCells><mergeCell ref=\"A1:C1\">",
        "<dataValidations><dataValidation sqref=\"B3:B1048576\"><formula1>1</formula1>"
        "</dataValidation></dataValidations><pageMargins",
    };
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_true(text_has(sheet, text_of(wanted[i])));
    }
    assert_false(text_has(sheet, TEXT("hyperlink")));
    assert_false(text_has(sheet, TEXT("<f>")));

    /* Put right and sent again: the reasons of the first return are replaced. */
    struct buf again;
    const struct xlsx_mark one = {3, 0, {"仍不对", 9}};
    struct xlsx_patch second = patch_people(false);
    second.marks = &one;
    second.n = 1;
    struct error error;
    buf_init(&again, 64 * MIB);
    assert_int_equal(xlsx_patch(arena, buf_text(&out), &second, 1,
                                (struct zip_output){zip_to_buf, &again}, &error),
                     OK);
    assert_reads(arena, &again,
                 "1|0T:名单\n2|0T:姓名|1T:生日|2T:号|3T:退回原因\n3|0T:张三|2N:2=2\n"
                 "4|0N:7=7|1Nd:40002=40002|2N:8=8|3T:仍不对\n"
                 "4 x 4, 0 hidden 0,0-0,2 2,0-3,0");
    buf_release(&again);
    buf_release(&out);
}

static void drops_the_chain_of_calculation(void **state)
{
    struct arena *arena = *state;
    struct buf package, with_chain, out;
    struct zip zip;
    struct error error;
    make_package(arena, &people, &package);
    assert_int_equal(zip_read(arena, buf_text(&package), &zip, &error), OK);
    buf_init(&with_chain, MIB);
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &with_chain});
    for (size_t i = 0; i < zip.n; i++) {
        if (!text_is(zip.entries[i].name, "xl/_rels/workbook.xml.rels")) {
            zip_writer_copy(w, &zip.entries[i]);
        }
    }
    struct text rels = part(arena, &package, "xl/_rels/workbook.xml.rels");
    size_t end = text_find(rels, TEXT("</Relationships>"));
    zip_writer_put(w, "xl/_rels/workbook.xml.rels",
                   arena_printf(arena,
                                "%.*s<Relationship Id=\"c\" Type=\"" RELS
                                "/calcChain\" Target=\"calcChain.xml\"/></Relationships>",
                                (int)end, rels.s));
    zip_writer_put(w, "xl/calcChain.xml", TEXT("<calcChain " MAIN "><c r=\"C5\"/></calcChain>"));
    zip_writer_put(w, "[Content_Types].xml",
                   TEXT("<Types><Override PartName=\"/xl/calcChain.xml\"/><Override "
                        "PartName=\"/xl/workbook.xml\"/></Types>"));
    assert_int_equal(zip_writer_close(w, &error), OK);
    for (int only = 0; only < 2; only++) {
        struct xlsx_patch patch = patch_people(only == 1);
        buf_init(&out, 64 * MIB);
        assert_int_equal(xlsx_patch(arena, buf_text(&with_chain), &patch, 1,
                                    (struct zip_output){zip_to_buf, &out}, &error),
                         OK);
        assert_int_equal(zip_read(arena, buf_text(&out), &zip, &error), OK);
        assert_true((zip_find(&zip, TEXT("xl/calcChain.xml")) == NULL) == (only == 1));
        struct text types = part(arena, &out, "[Content_Types].xml");
        assert_true(text_has(types, TEXT("calcChain")) == (only == 0));
        assert_true(text_has(types, TEXT("workbook.xml")));
        struct text relations = part(arena, &out, "xl/_rels/workbook.xml.rels");
        assert_true(text_has(relations, TEXT("calcChain")) == (only == 0));
        buf_release(&out);
    }
    buf_release(&with_chain);
    buf_release(&package);
}

static void copes_with_prefixes_and_no_styles(void **state)
{
    struct arena *arena = *state;
    struct parts odd = {
        .sheet = XML "<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/"
                     "main\"><x:sheetData><x:row/><x:row/><x:row><x:c><x:v>1</x:v></x:c></x:row>"
                     "</x:sheetData></x:worksheet>",
    };
    const struct xlsx_mark one = {2, 0, {"不对", 6}};
    struct xlsx_patch patch = {
        .marks = &one, .n = 1, .first_row = 1, .head_row = 0, .reason_col = 1};
    struct buf out;
    patch_package(arena, &odd, &patch, &out);
    assert_reads(arena, &out, "1|1T:退回原因\n3|0N:1=1|1T:不对\n3 x 2, 0 hidden");
    buf_release(&out);

    odd.styles = XML "<x:styleSheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/"
                     "main\"><x:cellXfs><x:xf/></x:cellXfs></x:styleSheet>";
    patch_package(arena, &odd, &patch, &out);
    assert_reads(arena, &out, "1|1T:退回原因\n3|0N:1=1|1T:不对\n3 x 2, 0 hidden");
    struct text styles = part(arena, &out, "xl/styles.xml");
    assert_true(text_has(styles, TEXT("</x:fill></x:fills><x:cellXfs>")));
    assert_true(text_has(styles, TEXT("<x:xf fillId=\"2\" applyFill=\"1\"></x:xf></x:cellXfs>")));
    buf_release(&out);
}

static void passes_large_sheets_through(void **state)
{
    struct arena *arena = *state;
    struct buf sheet, out, before;
    buf_init(&sheet, 16 * MIB);
    buf_init(&before, 16 * MIB);
    buf_adds(&sheet, XML "<worksheet " MAIN "><sheetData>");
    for (int r = 1; r <= 5000; r++) {
        buf_addf(&sheet, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c></row>", r, r, r);
        buf_addf(&before, r == 4000 ? "%d|0N:%d=%d|1T:不对\n" : "%d|0N:%d=%d\n", r, r, r);
    }
    buf_adds(&sheet, "</sheetData></worksheet>");
    buf_adds(&before, "5000 x 2, 0 hidden");
    struct parts parts = {.sheet = sheet.s};
    /* One mark on a row that does not exist passes by. */
    const struct xlsx_mark some[] = {{3999, 0, {"不对", 6}}, {7000, 0, {"没有", 6}}};
    struct xlsx_patch patch = {
        .marks = some, .n = 2, .first_row = 1, .head_row = XLSX_WHOLE_ROW, .reason_col = 1};
    patch_package(arena, &parts, &patch, &out);
    assert_reads(arena, &out, before.s);
    buf_release(&before);
    buf_release(&sheet);
    buf_release(&out);
}

static void refuses_what_cannot_be_read(void **state)
{
    struct arena *arena = *state;
    struct parts broken = {.sheet = XML "<worksheet " MAIN "><sheetData><row></sheetData>"};
    struct xlsx_patch patch = patch_people(false);
    struct buf package, out;
    struct error error;
    make_package(arena, &broken, &package);
    buf_init(&out, MIB);
    struct zip_output output = {zip_to_buf, &out};
    assert_int_equal(xlsx_patch(arena, buf_text(&package), &patch, 1, output, &error), INVALID);
    buf_release(&package);
    struct parts doctype = {.sheet =
                                XML "<!DOCTYPE a><worksheet " MAIN "><sheetData/></worksheet>"};
    make_package(arena, &doctype, &package);
    assert_int_equal(xlsx_patch(arena, buf_text(&package), &patch, 1, output, &error), INVALID);
    assert_int_equal(xlsx_patch(arena, TEXT("PK"), &patch, 1, output, &error), INVALID);
    buf_release(&out);
    buf_release(&package);

    make_package(arena, &people, &package);
    buf_init(&out, 600);
    assert_int_equal(xlsx_patch(arena, buf_text(&package), &patch, 1, output, &error), UNAVAILABLE);
    buf_release(&out);
    buf_release(&package);
}

static enum status read_first_sheet(void *context, struct sheet_sink sink, struct error *error)
{
    struct sheet_summary summary;
    return xlsx_read(context, 0, sink, &summary, error);
}

static void rebuilds_rows_of_any_origin(void **state)
{
    struct arena *arena = *state;
    struct buf package, out;
    struct error error;
    struct xlsx *book;
    make_package(arena, &people, &package);
    assert_int_equal(xlsx_open(arena, buf_text(&package), &book, &error), OK);
    for (int only = 0; only < 2; only++) {
        struct xlsx_patch patch = patch_people(only == 1);
        struct xlsx_rows_source source = {read_first_sheet, book};
        struct sheet_info info = {.name = TEXT("名单"), .date1904 = only == 1};
        buf_init(&out, MIB);
        assert_int_equal(xlsx_rebuild(arena, info, source, &patch,
                                      (struct zip_output){zip_to_buf, &out}, &error),
                         OK);
        assert_reads(
            arena, &out,
            only == 0
                ? "1|0T:名单\n2|0T:姓名|1T:生日|2T:号|3T:退回原因\n3|0T:张三|1Nd:40000=40000\n"
                  "5|0T:张三|2N:2=2|3T:生日不能为空；号码<不对>\n6|0T:张三|1Nd:40001=40001\n"
                  "7|0N:7=7|1Nd:40002=40002|2N:8=8|3T:日期在将来；与第5行重复\n7 x 4, 0 hidden"
                : "1|0T:名单\n2|0T:姓名|1T:生日|2T:号|3T:退回原因\n"
                  "3|0T:张三|2N:2=2|3T:生日不能为空；号码<不对>\n"
                  "4|0N:7=7|1Nd:41464=41464|2N:8=8|3T:日期在将来；与第5行重复\n4 x 4, 0 hidden");
        struct text sheet = part(arena, &out, "xl/worksheets/sheet1.xml");
        assert_true(text_has(sheet, TEXT("s=\"6\"/>"))); /* the empty cell, red */
        buf_release(&out);
    }
    buf_release(&package);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(marks_cells_and_gives_reasons, setup, teardown),
        cmocka_unit_test_setup_teardown(leaves_only_the_rows_to_put_right, setup, teardown),
        cmocka_unit_test_setup_teardown(drops_the_chain_of_calculation, setup, teardown),
        cmocka_unit_test_setup_teardown(copes_with_prefixes_and_no_styles, setup, teardown),
        cmocka_unit_test_setup_teardown(passes_large_sheets_through, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_cannot_be_read, setup, teardown),
        cmocka_unit_test_setup_teardown(rebuilds_rows_of_any_origin, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
