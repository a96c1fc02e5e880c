/* Finding the heading and what its columns are (dirty_data.csv X08, X09). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "import_fixture.h"

/* "heading>target" of every column, joined by blanks; "-" for no target. */
static const char *columns(struct fixture *f)
{
    buf_clear(&f->seen);
    for (size_t i = 0; i < f->layout.n; i++) {
        const struct import_column *column = &f->layout.columns[i];
        struct text name = import_target_name(&f->arena, &f->terms, column->target);
        buf_addf(&f->seen, "%s%.*s>%.*s", i == 0 ? "" : " ", TEXT_ARG(column->heading),
                 TEXT_ARG(name.n > 0 ? name : TEXT("-")));
    }
    return buf_text(&f->seen).s;
}

static void finds_headings_below_titles(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    assert_int_equal(fixture_survey(&f, TEXT("演示县花名册\n单位：人,,2022年9月\n"
                                             "序号,姓 名,\"身份证\n号码(18位)\",所在乡镇,"
                                             "行政村,备注说明\n1,演示甲,x\n")),
                     OK);
    assert_string_equal(columns(&f), "序号>- 姓 名>name 身份证\n号码(18位)>id_no "
                                     "所在乡镇>region:town 行政村>region:village 备注说明>-");
    assert_true(text_is(f.layout.title, "演示县花名册"));
    assert_int_equal(f.layout.heading_row, 2);
    assert_int_equal(f.layout.heading_rows, 1);
    assert_true(text_is(f.layout.columns[1].sample, "演示甲"));
    fixture_end(&f);
}

static void joins_layers(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    assert_int_equal(fixture_survey(&f, TEXT("姓名,残疾,,户主,,联系电话\n"
                                             ",证号,等级,姓名,身份证号,\n"
                                             "演示甲,,一级,演示乙,3607,138\n")),
                     OK);
    assert_int_equal(f.layout.heading_rows, 2);
    assert_string_equal(columns(&f), "姓名>name 残疾/证号>disability_no 残疾/等级>disability_level "
                                     "户主/姓名>- 户主/身份证号>- 联系电话>phone");
    fixture_end(&f);
}

static void settles_rivals_by_certainty(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    assert_int_equal(
        fixture_survey(&f, TEXT("人员姓名,姓名,证件号码,务工收入（万元）\n甲,乙,1,2\n")), OK);
    assert_string_equal(columns(&f), "人员姓名>- 姓名>name 证件号码>id_no 务工收入（万元）>income");
    assert_int_equal(f.layout.columns[0].origin, IMPORT_TWICE);
    assert_int_equal(f.layout.columns[1].origin, IMPORT_BY_LABEL);
    assert_int_equal(f.layout.columns[2].origin, IMPORT_BY_SYNONYM);
    assert_int_equal(f.layout.columns[3].unit, MONEY_WAN);
    fixture_end(&f);
}

static void knows_where_people_are_registered(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    assert_int_equal(fixture_survey(&f, TEXT("姓名,身份证号,所属乡镇,户籍所在村\n甲,1,2,3\n")), OK);
    assert_string_equal(columns(&f),
                        "姓名>name 身份证号>id_no 所属乡镇>region:town 户籍所在村>region:village");
    assert_int_equal(fixture_survey(&f, TEXT("姓名,身份证号,户籍地址\n甲,1,嘉定镇水东村3组\n")),
                     OK);
    assert_string_equal(columns(&f), "姓名>name 身份证号>id_no 户籍地址>region");
    assert_int_equal(
        fixture_survey(&f, TEXT("姓名,身份证号,所属村,户籍地址\n甲,1,水东村,嘉定镇水东村3组\n")),
        OK);
    assert_string_equal(columns(&f),
                        "姓名>name 身份证号>id_no 所属村>region:village 户籍地址>address");
    fixture_end(&f);
}

static void takes_the_heading_it_is_told(void **state)
{
    (void)state;
    struct fixture f;
    struct book *book;
    struct text bytes = TEXT("姓名,身份证号,电话\n某某花名册,,\n称呼,号码,手机号\n甲,1,2\n");
    fixture_begin(&f, &test_person);
    assert_int_equal(book_open(&f.arena, bytes, &book, &f.error), OK);
    assert_int_equal(
        import_survey_at(&f.arena, &f.terms, book, 0, 2, 1, NULL, 0, &f.layout, &f.error), OK);
    assert_string_equal(columns(&f), "称呼>- 号码>- 手机号>phone");
    assert_int_equal(
        import_survey_at(&f.arena, &f.terms, book, 0, 15, 1, NULL, 0, &f.layout, &f.error),
        INVALID);
    assert_int_equal(
        import_survey_at(&f.arena, &f.terms, book, 0, 2, 4, NULL, 0, &f.layout, &f.error), INVALID);
    fixture_end(&f);
}

static void remembers_the_source(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    struct book *book;
    static const struct import_pair pairs[] = {
        {TEXT("对象"), TEXT("name")}, {TEXT("号"), TEXT("id_no")}, {TEXT("姓名"), TEXT("")}};
    assert_int_equal(book_open(&f.arena, TEXT("对象,号,姓名,性别\n甲,1,2,男\n"), &book, &f.error),
                     OK);
    assert_int_equal(
        import_survey(&f.arena, &f.terms, book, 0, pairs, COUNT(pairs), &f.layout, &f.error), OK);
    assert_string_equal(columns(&f), "对象>name 号>id_no 姓名>- 性别>sex");
    assert_int_equal(f.layout.columns[0].origin, IMPORT_REMEMBERED);
    fixture_end(&f);
}

/* Where no heading names the citizen ID its cells do; never of somebody else, nor a card's number.
 */
static void knows_ids_by_their_cells(void **state)
{
    (void)state;
    static const struct {
        struct text list;
        const char *columns;
    } cases[] = {
        {TEXT("姓名,证号,性别,电话\n甲,362123198708231796,男,1\n乙,x,男,1\n"),
         "姓名>name 证号>- 性别>sex 电话>phone"},
        {TEXT("姓名,证号,性别,电话\n甲,362123198708231796,男,1\n"),
         "姓名>name 证号>id_no 性别>sex 电话>phone"},
        {TEXT("姓名,残疾人证号,性别,电话\n甲,36212319870823179642,男,1\n"),
         "姓名>name 残疾人证号>disability_no 性别>sex 电话>phone"},
        {TEXT("姓名,户主证号,性别,电话\n甲,362123198708231796,男,1\n"),
         "姓名>name 户主证号>- 性别>sex 电话>phone"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture f;
        fixture_begin(&f, &test_person);
        assert_int_equal(fixture_survey(&f, cases[i].list), OK);
        assert_string_equal(columns(&f), cases[i].columns);
        fixture_end(&f);
    }
}

static void follows_references(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_tag);
    assert_int_equal(fixture_survey(&f, TEXT("姓名,身份证号,人员类别,起始日期\n甲,1,低保,2022\n")),
                     OK);
    assert_string_equal(columns(&f), "姓名>person_id.name 身份证号>person_id.id_no "
                                     "人员类别>kind 起始日期>from_on");
    struct import_target target = import_target_of(&f.terms, TEXT("person_id.id_no"));
    assert_int_equal(target.ref_field, P_ID_NO);
    assert_true(text_is(import_target_label(&f.arena, &f.terms, target), "人员·身份证号"));
    assert_int_equal(import_target_of(&f.terms, TEXT("person_id.phone")).field, -1);
    assert_int_equal(import_target_of(&f.terms, TEXT("kind:town")).field, -1);
    assert_int_equal(import_target_of(&f.terms, TEXT("nothing")).field, -1);
    fixture_end(&f);
}

static void tells_what_is_missing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_tag);
    const struct field **missing;
    assert_int_equal(fixture_survey(&f, TEXT("姓名,身份证号,起始日期\n甲,1,2022\n")), OK);
    assert_int_equal(import_missing(&f.arena, &f.terms, &f.layout, &missing), 1);
    assert_string_equal(missing[0]->label, "类别");
    fixture_end(&f);
}

static void refuses_a_sheet_without_heading(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    assert_int_equal(fixture_survey(&f, TEXT("甲,1,2\n乙,3,4\n")), INVALID);
    assert_true(text_is(f.error.message, "前 15 行没有找到表头"));
    assert_int_equal(fixture_survey(&f, TEXT("\n\n")), INVALID);
    assert_true(text_is(f.error.message, "工作表是空的"));
    /* Two columns are enough when there are no others. */
    assert_int_equal(fixture_survey(&f, TEXT("姓名,身份证号\n甲,1\n")), OK);
    assert_int_equal(fixture_survey(&f, TEXT("姓名,身份证号,甲,乙\n")), INVALID);
    fixture_end(&f);
}

static void bears_any_width(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    struct buf wide;
    buf_init(&wide, MIB);
    for (int row = 0; row < 20; row++) {
        for (int col = 0; col < CEILING_SHEET_COLS - 1; col++) {
            buf_addc(&wide, ',');
        }
        buf_adds(&wide, "末\n");
    }
    assert_int_equal(fixture_survey(&f, buf_text(&wide)), INVALID);
    buf_release(&wide);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_headings_below_titles),
        cmocka_unit_test(joins_layers),
        cmocka_unit_test(settles_rivals_by_certainty),
        cmocka_unit_test(knows_where_people_are_registered),
        cmocka_unit_test(takes_the_heading_it_is_told),
        cmocka_unit_test(remembers_the_source),
        cmocka_unit_test(knows_ids_by_their_cells),
        cmocka_unit_test(follows_references),
        cmocka_unit_test(tells_what_is_missing),
        cmocka_unit_test(refuses_a_sheet_without_heading),
        cmocka_unit_test(bears_any_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
