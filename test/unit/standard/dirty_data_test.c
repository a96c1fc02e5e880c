/*
 * Every row of dirty_data.csv by its number: those about one value are checked here, of the others
 * it is told which test does. The test fails when the file gains a row that is not here, or when
 * the words that a test elsewhere is known by are gone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "standard/card.h"
#include "standard/citizen_id.h"
#include "standard/code.h"
#include "standard/date_text.h"
#include "standard/disability.h"
#include "standard/money_text.h"
#include "standard/name.h"
#include "standard/phone.h"
#include "standard/pinyin.h"
#include "standard/region.h"
#include "vectors.h"

enum { LONGEST_TEST = 1 << 18 /* bytes */ };

static const int32_t today = 19243; /* 2022-09-08 */
static const int64_t county = 360722000000;

struct world {
    struct arena arena;
    const struct region_tree *tree;
    struct code_book book;
};

static enum citizen_id_verdict id_of(const char *z, enum written written)
{
    return citizen_id_read(text_of(z), written, today).verdict;
}

static void i01(struct world *w)
{
    (void)w;
    assert_int_equal(id_of("3.60722E+17", WRITTEN_AS_TEXT), CITIZEN_ID_SCIENTIFIC);
    assert_int_equal(id_of("360722199001011000", WRITTEN_AS_NUMBER), CITIZEN_ID_TRUNCATED);
    struct citizen_id text = citizen_id_read(TEXT("360722199001011000"), WRITTEN_AS_TEXT, today);
    assert_true(text.findings & CITIZEN_ID_ENDS_000);
}

static void i02(struct world *w)
{
    (void)w;
    assert_int_equal(id_of("360722199001011264", WRITTEN_AS_NUMBER), CITIZEN_ID_FLOAT);
    assert_int_equal(id_of("36072219900101126", WRITTEN_AS_NUMBER), CITIZEN_ID_FLOAT);
}

static void i03(struct world *w)
{
    (void)w;
    assert_int_equal(id_of("360722800229001", WRITTEN_AS_TEXT), CITIZEN_ID_FROM_15);
    assert_int_equal(id_of("360722800229001", WRITTEN_AS_NUMBER), CITIZEN_ID_FROM_15);
}

static void i04(struct world *w)
{
    (void)w;
    assert_int_equal(id_of("’36079919850606000x\u200b ", WRITTEN_AS_TEXT), CITIZEN_ID_VALID);
    assert_int_equal(id_of("36079919850606000×", WRITTEN_AS_TEXT), CITIZEN_ID_MAYBE_X);
    assert_int_equal(id_of("36079919850606000*", WRITTEN_AS_TEXT), CITIZEN_ID_MAYBE_X);
}

static void i06(struct world *w)
{
    (void)w;
    assert_int_equal(id_of("360722198402290000", WRITTEN_AS_TEXT), CITIZEN_ID_CHECK);
    assert_false(citizen_id_usable(CITIZEN_ID_CHECK));
}

static void i07(struct world *w)
{
    (void)w;
    struct citizen_id id = citizen_id_read(TEXT("36072219840229000X42B1"), WRITTEN_AS_TEXT, today);
    assert_int_equal(id.verdict, CITIZEN_ID_FROM_CARD);
    assert_string_equal(id.number, "36072219840229000X");
    assert_string_equal(disability_type_name(id.disability_type), "肢体残疾");
    assert_string_equal(disability_level_name(id.disability_level), "二级(重度)");
}

static void i08(struct world *w)
{
    int32_t now;
    struct citizen_id id = citizen_id_read(TEXT("362123196501150009"), WRITTEN_AS_TEXT, today);
    assert_int_equal(id.verdict, CITIZEN_ID_VALID);
    assert_true(region_is_legacy(id.region, &now));
    assert_text(region_at(w->tree, now * 1000000ll)->name, "信丰县");
}

static void n01(struct world *w)
{
    assert_text(name_read(&w->arena, TEXT("张 三")).text, "张三");
    assert_text(name_read(&w->arena, TEXT("张　三")).text, "张三");
}

static void n02(struct world *w)
{
    const char *names[] = {"古丽·买", "古丽•买", "古丽‧买", "古丽．买", "古丽・买", "古丽.买"};
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_text(name_read(&w->arena, text_of(names[i])).text, "古丽·买");
        assert_true(name_equal(text_of(names[i]), TEXT("古丽买")));
    }
}

static void n03(struct world *w)
{
    assert_true(name_read(&w->arena, TEXT("刘(上龙下天)")).findings & NAME_SPLIT);
    assert_true(name_read(&w->arena, TEXT("刘YAN")).findings & NAME_LATIN);
    assert_text(name_read(&w->arena, TEXT("刘\uE863")).text, "刘䶮");
    assert_true(name_read(&w->arena, TEXT("刘□")).findings & NAME_UNREADABLE);
}

static void n04(struct world *w)
{
    (void)w;
    assert_false(name_equal(TEXT("罗杰"), TEXT("箩傑")));
    assert_true(pinyin_same(TEXT("罗杰"), TEXT("箩傑")));
}

static void n05(struct world *w)
{
    struct name head = name_read(&w->arena, TEXT("张三(户主)"));
    assert_text(head.text, "张三");
    assert_text(head.remark, "户主");
    assert_true(name_read(&w->arena, TEXT("李四之妻")).findings & NAME_RELATION);
    assert_true(name_read(&w->arena, TEXT("王五(已故)")).findings & NAME_DECEASED);
}

static void p01(struct world *w)
{
    struct phones phones = phone_read(&w->arena, TEXT("13812345678/0797-333xxxx 儿子"));
    assert_string_equal(phones.at[0].number, "13812345678");
    assert_true(text_has(phones.remark, TEXT("儿子")));
    assert_true(phones.findings & PHONE_SEVERAL && phones.findings & PHONE_WRONG);
}

static void p02(struct world *w)
{
    assert_int_equal(phone_read(&w->arena, TEXT("1.38E+10")).findings, PHONE_DIGITS_LOST);
    const char *same[] = {"13812345678.0", "+8613812345678", "138 1234 5678", "138-1234-5678"};
    for (size_t i = 0; i < COUNT(same); i++) {
        assert_string_equal(phone_read(&w->arena, text_of(same[i])).at[0].number, "13812345678");
    }
    assert_int_equal(phone_read(&w->arena, TEXT("1381234567")).n, 1); /* kept, with a warning */
}

static void d01(struct world *w)
{
    (void)w;
    const char *same[] = {"2022.9.8", "2022/9/8", "20220908", "2022年9月8日", "44812"};
    for (size_t i = 0; i < COUNT(same); i++) {
        struct date_text d =
            date_text_read(text_of(same[i]), WRITTEN_AS_TEXT, DATE_FROM_1900, today);
        assert_int_equal(d.verdict, DATE_TEXT_OK);
        assert_int_equal(d.date.day, today);
        assert_int_equal(d.date.precision, DATE_DAY);
    }
    struct date_text d = date_text_read(TEXT("2022-09"), WRITTEN_AS_TEXT, DATE_FROM_1900, today);
    assert_int_equal(d.date.precision, DATE_MONTH);
    d = date_text_read(TEXT("9月8日"), WRITTEN_AS_TEXT, DATE_FROM_1900, today);
    assert_int_equal(d.verdict, DATE_TEXT_NO_YEAR);
    d = date_text_read(TEXT("22.9.8"), WRITTEN_AS_TEXT, DATE_FROM_1900, today);
    assert_int_equal(d.verdict, DATE_TEXT_SHORT_YEAR);
}

static void d02(struct world *w)
{
    (void)w;
    assert_int_equal(
        date_text_read(TEXT("2022-02-30"), WRITTEN_AS_TEXT, DATE_FROM_1900, today).verdict,
        DATE_TEXT_IMPOSSIBLE);
}

static void d03(struct world *w)
{
    (void)w;
    static const struct {
        const char *written;
        enum date_text_verdict verdict;
    } cases[] = {
        {"至今", DATE_TEXT_OPEN}, {"长期", DATE_TEXT_OPEN}, {"2019年至今", DATE_TEXT_OPEN_FROM}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(
            date_text_read(text_of(cases[i].written), WRITTEN_AS_TEXT, DATE_FROM_1900, today)
                .verdict,
            cases[i].verdict);
    }
}

static void a01(struct world *w)
{
    const char *same[] = {"水东", "水东村委会", "水东村3组", "嘉定镇水东村"};
    for (size_t i = 0; i < COUNT(same); i++) {
        struct region_match m =
            region_find(w->tree, &w->arena, text_of(same[i]), county, REGION_VILLAGE, today);
        assert_int_equal(m.outcome, REGION_FOUND);
        assert_text(m.at[0]->name, "水东村");
    }
    assert_int_equal(
        region_find(w->tree, &w->arena, TEXT("水冬村"), county, REGION_VILLAGE, today).outcome,
        REGION_CLOSE);
}

static void a02(struct world *w)
{
    struct region_match m =
        region_find(w->tree, &w->arena, TEXT("大塘埠"), county, REGION_TOWNSHIP, today);
    assert_int_equal(m.outcome, REGION_FOUND);
    m = region_find(w->tree, &w->arena, TEXT("大塘"), county, REGION_TOWNSHIP, today);
    assert_int_equal(m.outcome, REGION_CLOSE);
    assert_text(m.at[0]->name, "大塘埠镇");
}

static void a03(struct world *w)
{
    struct region_match m =
        region_find(w->tree, &w->arena, TEXT("广东深圳宝安xx厂"), 0, REGION_COUNTY, today);
    assert_int_equal(m.outcome, REGION_FOUND);
    assert_int_equal(m.at[0]->code, 440306000000);
    assert_text(m.rest, "xx厂");
}

static void f01(struct world *w)
{
    (void)w;
    const char *yes[] = {"是", "有", "√", "1", "Y"}, *no[] = {"否", "无", "0"};
    for (size_t i = 0; i < COUNT(yes); i++) {
        assert_int_equal(answer_read(text_of(yes[i])), ANSWER_YES);
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        assert_int_equal(answer_read(text_of(no[i])), ANSWER_NO);
    }
    assert_int_equal(answer_read(TEXT("")), ANSWER_EMPTY);
}

static void f02(struct world *w)
{
    struct code_part parts[3];
    const struct code_table *intent = code_table_of(&w->book, TEXT("intent"));
    assert_int_equal(code_find_several(intent, TEXT("求职、创业，培训"), parts, 3), 3);
    assert_text(parts[2].code, "3");
}

static void f03(struct world *w)
{
    (void)w;
    const char *same[] = {"肢体二级", "肢二", "42"};
    struct disability d;
    for (size_t i = 0; i < COUNT(same); i++) {
        assert_true(disability_read(text_of(same[i]), &d) && d.type == '4' && d.level == '2');
    }
    assert_true(disability_read(TEXT("二级"), &d) && d.type == 0 && d.level == '2');
}

static void m01(struct world *w)
{
    (void)w;
    assert_int_equal(money_text_read(TEXT("1,500元"), WRITTEN_AS_TEXT, MONEY_YUAN).fen, 150000);
    assert_int_equal(money_text_read(TEXT("0.15"), WRITTEN_AS_NUMBER, MONEY_WAN).fen, 150000);
    assert_int_equal(money_text_read(TEXT("一千五"), WRITTEN_AS_TEXT, MONEY_YUAN).verdict,
                     MONEY_WORDS);
}

static void m02(struct world *w)
{
    (void)w;
    assert_int_equal(card_read(TEXT("6.2E+18"), WRITTEN_AS_TEXT).verdict, CARD_DIGITS_LOST);
    assert_int_equal(card_read(TEXT("6217000000000000000"), WRITTEN_AS_NUMBER).verdict,
                     CARD_DIGITS_LOST);
}

static const struct {
    const char *id;
    void (*check)(struct world *w); /* NULL: about several values or rows, not this layer's */
    const char *file, *words;       /* the test that does, under test/, and words of it */
} rows[] = {
    {"X01", NULL, "unit/format/book_test.c", "opens_by_content"},
    {"X02", NULL, "unit/format/book_test.c", "sample.xls"},
    {"X03", NULL, "unit/format/csv_test.c", "decodes_what_clerks_send"},
    {"X04", NULL, "unit/format/book_test.c", "文件已加密，无法读取"},
    {"X05", NULL, "unit/format/csv_test.c", "'=cmd|"},
    {"X06", NULL, "unit/ledger/import_test.c", "village_from_sheet"},
    {"X07", NULL, "unit/ledger/import_test.c", "f.summary.hidden, 1"},
    {"X08", NULL, "unit/ledger/import_survey_test.c", "joins_layers"},
    {"X09", NULL, "unit/ledger/import_survey_test.c", "remembers_the_source"},
    {"X10", NULL, "unit/ledger/import_test.c", "f.summary.totals, 2"},
    {"X11", NULL, "unit/ledger/import_test.c", "f.summary.passed_count, 2"},
    {"X12", NULL, "unit/ledger/import_test.c", "fills_household_cells_downward"},
    {"X13", NULL, "unit/ledger/import_test.c", "f.summary.blank, 1"},
    {"X14", NULL, "unit/ledger/import_test.c", "X14 与第 2 行是同一人"},
    {"I01", i01, NULL, NULL},
    {"I02", i02, NULL, NULL},
    {"I03", i03, NULL, NULL},
    {"I04", i04, NULL, NULL},
    {"I05", NULL, "unit/ledger/import_test.c", "I05 与第 2 行号码相同，姓名不同"},
    {"I06", i06, NULL, NULL},
    {"I07", i07, NULL, NULL},
    {"I08", i08, NULL, NULL},
    {"I09", NULL, "api/cases/30-ledger.case", "登记生日 1985-02-13"},
    {"N01", n01, NULL, NULL},
    {"N02", n02, NULL, NULL},
    {"N03", n03, NULL, NULL},
    {"N04", n04, NULL, NULL},
    {"N05", n05, NULL, NULL},
    {"P01", p01, NULL, NULL},
    {"P02", p02, NULL, NULL},
    {"P03", NULL, "unit/ledger/import_test.c", "tells_shared_phones_and_same_content"},
    {"D01", d01, NULL, NULL},
    {"D02", d02, NULL, NULL},
    {"D03", d03, NULL, NULL},
    {"A01", a01, NULL, NULL},
    {"A02", a02, NULL, NULL},
    {"A03", a03, NULL, NULL},
    {"F01", f01, NULL, NULL},
    {"F02", f02, NULL, NULL},
    {"F03", f03, NULL, NULL},
    {"F04", NULL, "unit/report/facts_test.c", "risk_removed_on"},
    {"F05", NULL, "unit/domain/file_test.c", "file_status(person, &none, today)"},
    {"M01", m01, NULL, NULL},
    {"M02", m02, NULL, NULL},
    {"S01", NULL, "unit/ledger/import_test.c", "tells_shared_phones_and_same_content"},
    {"S02", NULL, "api/cases/70-import.case", "/undo"},
    {"S03", NULL, "unit/report/report_test.c", "holds_every_check_of_the_form"},
};

static void check_elsewhere(struct world *w, const char *file, const char *words)
{
    struct text path = arena_printf(&w->arena, "%s/%s", getenv("TEST_FOLDER"), file);
    FILE *in = fopen(path.s, "rbe");
    assert_non_null(in);
    char *bytes = arena_alloc(&w->arena, LONGEST_TEST);
    size_t n = fread(bytes, 1, LONGEST_TEST, in);
    fclose(in);
    assert_true(n < LONGEST_TEST);
    if (!text_has((struct text){bytes, n}, text_of(words))) {
        fail_msg("%s says nothing of %s", file, words);
    }
}

static void handles_every_row(void **state)
{
    (void)state;
    struct world w;
    arena_init(&w.arena);
    struct region_rows lists[] = {region_rows_national(&w.arena), region_rows_county(&w.arena)};
    w.tree = region_tree_new(&w.arena, lists, COUNT(lists));
    w.book = code_book_new(&w.arena, code_rows_embedded(&w.arena), code_aliases_embedded(&w.arena));
    struct text rest = vectors_read(&w.arena, "dirty_data.csv"), cells[DATA_CELLS];
    size_t handled = 0;
    while (data_next_row(&rest, cells)) {
        size_t i = 0;
        while (i < COUNT(rows) && !text_is(cells[0], rows[i].id)) {
            i++;
        }
        assert_true(i < COUNT(rows));
        handled++;
        if (rows[i].check != NULL) {
            rows[i].check(&w);
        } else {
            check_elsewhere(&w, rows[i].file, rows[i].words);
        }
    }
    assert_int_equal(handled, COUNT(rows));
    arena_release(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(handles_every_row)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
