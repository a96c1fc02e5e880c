#include "format/xlsx_write.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
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

static const struct text kinds[] = {{"脱贫户", 9}, {"低保,特困", 13}, {"<残疾人>", 11}};
static const struct text answers[] = {{"是", 3}, {"否", 3}};

static void write_people(struct xlsx_writer *w)
{
    const struct xlsx_column columns[] = {
        {.heading = TEXT("姓名")},
        {.heading = TEXT("身份证号码"), .style = STYLE_TEXT, .width = 20},
        {.heading = TEXT("类别"), .choices = kinds, .choice_count = COUNT(kinds)},
        {.heading = TEXT("已就业"), .choices = answers, .choice_count = COUNT(answers)},
        {.heading = TEXT("金额"), .style = STYLE_MONEY},
        {.heading = TEXT("日期"), .style = STYLE_DATE},
        {.heading = TEXT("键"), .hidden = true, .choices = kinds, .choice_count = COUNT(kinds)},
    };
    struct xlsx_plan plan = {.name = TEXT("对象[台账]"),
                             .title = TEXT("信丰县"),
                             .columns = columns,
                             .n = COUNT(columns)};
    xlsx_writer_sheet(w, &plan);
    assert_int_equal(xlsx_writer_row(w), 2);
    xlsx_writer_text(w, 0, TEXT("=HYPERLINK(\"x\")"), STYLE_PLAIN);
    xlsx_writer_text(w, 1, TEXT("36072219900101123X"), STYLE_TEXT | STYLE_BAD);
    xlsx_writer_text(w, 2, TEXT(""), STYLE_PLAIN);
    xlsx_writer_text(w, 3, TEXT(""), STYLE_PLAIN | STYLE_BAD);
    xlsx_writer_money(w, 4, -123405, STYLE_MONEY);
    xlsx_writer_date(w, 5, date_from_civil((struct civil){2022, 9, 8}), STYLE_DATE);
    xlsx_writer_whole(w, 6, INT64_MIN, STYLE_WHOLE);
    assert_int_equal(xlsx_writer_row(w), 3);
    xlsx_writer_text(w, 0, TEXT(" 张\t三_x0041_\x01\r\n<&>\"李\xFF四 "), STYLE_WRAP);
    xlsx_writer_number(w, 1, 0.1, STYLE_DECIMAL);
    xlsx_writer_number(w, 2, 1.0 / 3, STYLE_PLAIN);
    xlsx_writer_number(w, 3, HUGE_VAL, STYLE_PLAIN);
    xlsx_writer_money(w, 4, 500, STYLE_MONEY);
    xlsx_writer_date(w, 5, date_from_civil((struct civil){1899, 1, 1}), STYLE_DATE);
}

static void reads_back_what_it_writes(void **state)
{
    struct arena *arena = *state;
    struct buf package, out;
    struct error error;
    struct xlsx *book;
    buf_init(&package, 64 * MIB);
    struct xlsx_writer *w = xlsx_writer_open(arena, (struct zip_output){zip_to_buf, &package});
    write_people(w);
    struct text lines[] = {TEXT("来源：对象台账"), TEXT("筛选：性别 = 女")};
    xlsx_writer_note(w, TEXT("对象[台账]"), lines, COUNT(lines));
    assert_false(xlsx_writer_failed(w));
    assert_int_equal(xlsx_writer_close(w, &error), OK);

    assert_int_equal(xlsx_open(arena, buf_text(&package), &book, &error), OK);
    assert_int_equal(xlsx_sheet_count(book), 3);
    assert_true(text_is(xlsx_sheet(book, 0).name, "对象_台账_"));
    assert_true(text_is(xlsx_sheet(book, 1).name, "对象_台账_(2)"));
    assert_true(xlsx_sheet(book, 2).hidden);
    buf_init(&out, MIB);
    assert_int_equal(dump_sheet(book, 0, &out, &error), OK);
    assert_string_equal(
        out.s, "1|0T:信丰县\n"
               "2|0T:姓名|1T:身份证号码|2T:类别|3T:已就业|4T:金额|5T:日期|6T:键\n"
               "3|0T:=HYPERLINK(\"x\")|1T:36072219900101123X|4N:-1234.05=-1234.05"
               "|5Nd:44812=44812|6N:-9223372036854775808=-9.2233720368547758e+18\n"
               "4|0T: 张\t三_x0041_\x01\r\n<&>\"李\xEF\xBF\xBD四 |1N:0.1=0.10000000000000001"
               "|2N:0.33333333333333331=0.33333333333333331|3T:#NUM!|4N:5=5|5T:1899-01-01\n"
               "4 x 7, 0 hidden 0,0-0,6");
    buf_clear(&out);
    assert_int_equal(dump_sheet(book, 2, &out, &error), OK);
    assert_string_equal(out.s, "1|0T:脱贫户\n2|0T:低保,特困\n3|0T:<残疾人>\n3 x 1, 0 hidden");
    buf_release(&out);
    buf_release(&package);
}

static void carries_lists_styles_and_print_setup(void **state)
{
    struct arena *arena = *state;
    struct buf package;
    struct error error;
    buf_init(&package, 64 * MIB);
    struct xlsx_writer *w = xlsx_writer_open(arena, (struct zip_output){zip_to_buf, &package});
    write_people(w);
    assert_int_equal(xlsx_writer_close(w, &error), OK);
    struct text sheet = part(arena, &package, "xl/worksheets/sheet1.xml");
    struct text workbook = part(arena, &package, "xl/workbook.xml");
    static const char *const wanted[] = {
        "<pane ySplit=\"2\" topLeftCell=\"A3\" activePane=\"bottomLeft\" state=\"frozen\"/>",
        "<col min=\"2\" max=\"2\" width=\"20.0\" style=\"4\" customWidth=\"1\"/>",
        "<col min=\"7\" max=\"7\" width=\"9.0\" style=\"0\" hidden=\"1\" customWidth=\"1\"/>",
        "<autoFilter ref=\"A2:G4\"/><mergeCells count=\"1\"><mergeCell ref=\"A1:G1\"/>",
        "sqref=\"C3:C1048576\"><formula1>'_选项'!$A$1:$A$3</formula1>",
        "sqref=\"G3:G1048576\"><formula1>'_选项'!$A$1:$A$3</formula1>", /* the same list */
        "sqref=\"D3:D1048576\"><formula1>\"是,否\"</formula1>",
        "orientation=\"landscape\"",
        "<c r=\"B3\" s=\"6\" t=\"inlineStr\">", /* text, bad */
        "<c r=\"A3\" s=\"1\" t=\"inlineStr\">", /* plain, quoted */
        "<c r=\"D3\" s=\"2\"/>",                /* empty and bad */
    };
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_true(text_has(sheet, text_of(wanted[i])));
    }
    assert_true(text_has(workbook, TEXT("'对象_台账_'!$A$2:$G$4")));
    assert_true(text_has(workbook, TEXT("'对象_台账_'!$1:$2")));
    assert_true(text_has(part(arena, &package, "xl/styles.xml"), TEXT("quotePrefix=\"1\"")));
    assert_true(
        text_has(part(arena, &package, "[Content_Types].xml"), TEXT("worksheets/sheet2.xml")));
    buf_release(&package);
}

static void cuts_what_excel_cannot_hold(void **state)
{
    struct arena *arena = *state;
    struct buf package, out, text;
    struct error error;
    struct xlsx *book;
    buf_init(&package, 64 * MIB);
    buf_init(&text, 64 * MIB);
    for (int i = 0; i < 40000; i++) {
        buf_adds(&text, i % 3 == 0 ? "\xF0\xA0\x80\x80" : "汉");
    }
    struct xlsx_writer *w = xlsx_writer_open(arena, (struct zip_output){zip_to_buf, &package});
    xlsx_writer_note(w, TEXT_EMPTY, &(struct text){text.s, text.n}, 1);
    assert_int_equal(xlsx_writer_close(w, &error), OK);
    assert_int_equal(xlsx_open(arena, buf_text(&package), &book, &error), OK);
    buf_init(&out, MIB);
    assert_int_equal(dump_sheet(book, 0, &out, &error), OK);
    struct text cell = text_slice(buf_text(&out), 5, text_find_char(buf_text(&out), '\n'));
    assert_true(text_ends(cell, TEXT("…")));
    struct text kept = text_slice(cell, 0, cell.n - 3);
    assert_true(text_starts(buf_text(&text), kept));
    /* Every third character counts twice: 32766 units are 24575 characters or one fewer. */
    assert_in_range(utf8_length(kept), 24573, 24575);
    buf_release(&out);
    buf_release(&text);
    buf_release(&package);
}

static void tells_of_too_many_rows_and_full_disks(void **state)
{
    struct arena *arena = *state;
    struct buf package;
    struct error error;
    buf_init(&package, 64 * MIB);
    struct xlsx_writer *w = xlsx_writer_open(arena, (struct zip_output){zip_to_buf, &package});
    struct xlsx_plan plan = {.name = TEXT("多"), .headless = true};
    xlsx_writer_sheet(w, &plan);
    for (int i = 0; i <= CEILING_SHEET_ROWS; i++) {
        xlsx_writer_row(w);
    }
    assert_int_equal(xlsx_writer_close(w, &error), TOO_LARGE);
    assert_true(error.hint.n > 0);
    buf_release(&package);

    struct buf tiny;
    buf_init(&tiny, 5000);
    w = xlsx_writer_open(arena, (struct zip_output){zip_to_buf, &tiny});
    xlsx_writer_sheet(w, &plan);
    for (int i = 0; i < 100000; i++) {
        xlsx_writer_row(w);
        xlsx_writer_whole(w, 0, i * 7919 % 1000, STYLE_PLAIN);
    }
    assert_true(xlsx_writer_failed(w));
    assert_int_equal(xlsx_writer_close(w, &error), UNAVAILABLE);
    buf_release(&tiny);
}

/* Every double comes back as itself, however it was written. */
static void keeps_numbers(void **state)
{
    static const double values[] = {
        0,       -0.5,   0.0001,     0.00005, 1234.5678, 99999999999.1234,
        1e15,    1e300,  -1.0 / 3,   2.5e-9,  0.1 + 0.2, 123456789012345678.0,
        7999.99, -12.34, 100000.005, 1e11,    99.9999};
    struct arena *arena = *state;
    struct buf package, out;
    struct error error;
    buf_init(&package, MIB);
    struct xlsx_writer *w = xlsx_writer_open(arena, (struct zip_output){zip_to_buf, &package});
    struct xlsx_plan plan = {.headless = true};
    xlsx_writer_sheet(w, &plan);
    for (size_t i = 0; i < COUNT(values); i++) {
        xlsx_writer_row(w);
        xlsx_writer_number(w, 0, values[i], STYLE_PLAIN);
    }
    assert_int_equal(xlsx_writer_close(w, &error), OK);
    assert_int_equal(dump_package(arena, buf_text(&package), UNPACK_CHUNK, false, &out, &error),
                     OK);
    struct text rest = buf_text(&out), line;
    for (size_t i = 0; i < COUNT(values); i++) {
        assert_true(text_split(&rest, '\n', &line));
        struct text ending = arena_printf(arena, "=%.17g", values[i]);
        assert_true(text_ends(line, ending));
        assert_true(line.n < 30 + ending.n);
    }
    assert_true(text_has(buf_text(&out), TEXT("5|0N:1234.5678=")));
    assert_true(text_has(buf_text(&out), TEXT("2|0N:-0.5=")));
    buf_release(&out);
    buf_release(&package);
}

static void names_columns(void **state)
{
    static const struct {
        uint32_t col;
        const char *name;
    } cases[] = {{0, "A"},    {25, "Z"},    {26, "AA"},    {51, "AZ"},    {52, "BA"},
                 {701, "ZZ"}, {702, "AAA"}, {1377, "AZZ"}, {16383, "XFD"}};
    struct arena *arena = *state;
    struct buf package;
    struct error error;
    buf_init(&package, MIB);
    struct xlsx_writer *w = xlsx_writer_open(arena, (struct zip_output){zip_to_buf, &package});
    struct xlsx_plan plan = {.headless = true};
    xlsx_writer_sheet(w, &plan);
    xlsx_writer_row(w);
    for (size_t i = 0; i < COUNT(cases); i++) {
        xlsx_writer_whole(w, cases[i].col, 1, STYLE_PLAIN);
    }
    assert_int_equal(xlsx_writer_close(w, &error), OK);
    struct text sheet = part(arena, &package, "xl/worksheets/sheet1.xml");
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(text_has(sheet, arena_printf(arena, "<c r=\"%s1\"", cases[i].name)));
    }
    buf_release(&package);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_back_what_it_writes, setup, teardown),
        cmocka_unit_test_setup_teardown(carries_lists_styles_and_print_setup, setup, teardown),
        cmocka_unit_test_setup_teardown(cuts_what_excel_cannot_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_of_too_many_rows_and_full_disks, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(names_columns, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
