/* What happens to rows: passed over, merged, found, compared (dirty_data.csv X06–X14, I05, S01). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xlsxwriter.h>

#include "base/ceilings.h"
#include "import_fixture.h"

/* ---- workbooks as other programs write them ---- */

static lxw_worksheet *begin_book(char *path, lxw_workbook **book, const char *sheet)
{
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    *book = workbook_new(path);
    return workbook_add_worksheet(*book, sheet);
}

static struct text end_book(struct fixture *f, lxw_workbook *book, const char *path)
{
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    FILE *file = fopen(path, "rbe");
    assert_non_null(file);
    char *bytes = arena_alloc(&f->arena, 64 * KIB);
    size_t n = fread(bytes, 1, 64 * KIB, file);
    fclose(file);
    unlink(path);
    return (struct text){bytes, n};
}

static void put_row(lxw_worksheet *sheet, lxw_row_t row, const char *const *cells)
{
    for (lxw_col_t col = 0; cells[col] != NULL; col++) {
        worksheet_write_string(sheet, row, col, cells[col], NULL);
    }
}

#define CELLS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* ---- tests ---- */

static void passes_over_what_is_no_record(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    assert_int_equal(fixture_run(&f, TEXT("序号,姓名,身份证号,备注\n"
                                          "1,演示甲,362123196501150009,\n"
                                          "2,,,\n"
                                          "序号,姓名,身份证号,备注\n"
                                          "\n"
                                          "7,演示乙,360799197005109990,\n"
                                          ",本页小 计,,2人\n"
                                          "合计,,,2\n"
                                          "填表人：某某,,审核人：某某,\n"
                                          "注：以上为演示,,,\n")),
                     OK);
    assert_string_equal(f.seen.s, "2 new name=演示甲 id_no=362123196501150009\n"
                                  "6 new name=演示乙 id_no=360799197005109990\n");
    assert_int_equal(f.summary.rows, 2);
    assert_int_equal(f.summary.headings, 1);
    assert_int_equal(f.summary.totals, 2);
    assert_int_equal(f.summary.blank, 1);
    assert_int_equal(f.summary.passed_count, 2);
    assert_true(text_is(f.summary.passed[0].text, "填表人：某某 审核人：某某"));
    assert_int_equal(f.summary.passed[1].row, 9);
    fixture_end(&f);
}

static void merges_and_questions_twins(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    assert_int_equal(fixture_run(&f, TEXT("姓名,身份证号,文化程度\n"
                                          "演示甲,36079919850606000X,初中\n"
                                          "演示甲,３６０７９９１９８５０６０６０００x,初中\n"
                                          "演示甲,36079919850606000X,高中\n"
                                          "演示乙,36079919850606000X,初中\n")),
                     OK);
    assert_int_equal(f.summary.outcomes[IMPORT_NEW], 1);
    assert_int_equal(f.summary.outcomes[IMPORT_REPEATED], 1);
    assert_int_equal(f.summary.outcomes[IMPORT_QUESTION], 2);
    assert_non_null(strstr(f.seen.s, "ask - X14 与第 2 行是同一人，文化程度不同"));
    assert_non_null(strstr(f.seen.s, "ask - I05 与第 2 行号码相同，姓名不同"));
    fixture_end(&f);
}

static void compares_with_what_is_there(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    struct row *there = row_new(&f.arena, &test_person);
    there->id = 7;
    there->value[P_NAME] = value_text(TEXT("演示甲"));
    there->value[P_ID_NO] = value_text(TEXT("36079919850606000X"));
    there->value[P_PHONE] = value_text(TEXT("13800000000"));
    there->value[P_REMARK] = value_text(TEXT("旧备注"));
    f.rows = (const struct row *const[]){there};
    f.row_count = 1;
    there->value[P_BIRTH] =
        value_date((struct date){date_from_civil((struct civil){1985, 6, 6}), DATE_DAY});
    static const struct text heading = TEXT("姓名,身份证号,联系电话\n");
    static const struct text births = TEXT("姓名,身份证号,出生日期\n演示甲,36079919850606000X,");
    assert_int_equal(fixture_run(&f, arena_printf(&f.arena, "%.*s1985年6月\n", TEXT_ARG(births))),
                     OK);
    assert_int_equal(f.summary.outcomes[IMPORT_SAME], 1);
    assert_int_equal(fixture_run(&f, arena_printf(&f.arena, "%.*s1985年7月\n", TEXT_ARG(births))),
                     OK);
    assert_int_equal(f.summary.outcomes[IMPORT_CHANGED], 1);
    /* An empty cell changes nothing: neither does an absent column. */
    assert_int_equal(
        fixture_run(&f, arena_printf(&f.arena, "%.*s,36079919850606000X,\n", TEXT_ARG(heading))),
        OK);
    assert_int_equal(f.summary.outcomes[IMPORT_SAME], 1);
    assert_int_equal(fixture_run(&f, arena_printf(&f.arena,
                                                  "%.*s演示甲,36079919850606000X,"
                                                  "13900000000 儿子\n",
                                                  TEXT_ARG(heading))),
                     OK);
    assert_int_equal(f.summary.outcomes[IMPORT_CHANGED], 1);
    assert_non_null(strstr(f.seen.s, "phone=13900000000 remark=旧备注；儿子"));
    fixture_end(&f);
}

static void fills_household_cells_downward(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    char path[] = "/tmp/import_testXXXXXX";
    lxw_workbook *book;
    lxw_worksheet *sheet = begin_book(path, &book, "水东村");
    worksheet_merge_range(sheet, 0, 0, 0, 4, "演示花名册", NULL);
    put_row(sheet, 1, CELLS("户编号", "家庭住址", "姓名", "身份证号", "联系电话"));
    worksheet_merge_range(sheet, 2, 0, 4, 0, "H01", NULL);
    worksheet_merge_range(sheet, 2, 1, 3, 1, "一组1号", NULL);
    worksheet_merge_range(sheet, 2, 4, 4, 4, "13800000000", NULL);
    worksheet_write_string(sheet, 2, 2, "演示甲", NULL);
    worksheet_write_string(sheet, 2, 3, "362123196501150009", NULL);
    worksheet_write_string(sheet, 3, 2, "演示乙", NULL);
    worksheet_write_string(sheet, 3, 3, "360799197005109990", NULL);
    worksheet_write_string(sheet, 4, 2, "演示丙", NULL);
    worksheet_write_string(sheet, 4, 3, "36079919850606000X", NULL);
    lxw_row_col_options hidden = {.hidden = LXW_TRUE};
    worksheet_set_row_opt(sheet, 4, 15, NULL, &hidden);
    struct text bytes = end_book(&f, book, path);
    assert_int_equal(fixture_survey(&f, bytes), OK);
    assert_true(f.layout.village_from_sheet);
    assert_int_equal(fixture_run_layout(&f, bytes), OK);
    assert_string_equal(
        f.seen.s,
        "3 new name=演示甲 id_no=362123196501150009 region=360722100200 address=一组1号 "
        "household_no=H01 phone=13800000000\n"
        "4 new name=演示乙 id_no=360799197005109990 region=360722100200 address=一组1号 "
        "household_no=H01\n"
        "5 new name=演示丙 id_no=36079919850606000X region=360722100200 household_no=H01\n");
    assert_int_equal(f.summary.hidden, 1);
    fixture_end(&f);
}

static void never_trusts_a_number_as_id(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    char path[] = "/tmp/import_testXXXXXX";
    lxw_workbook *book;
    lxw_worksheet *sheet = begin_book(path, &book, "Sheet1");
    lxw_format *date = workbook_add_format(book);
    format_set_num_format(date, "yyyy/m/d");
    struct row *there = row_new(&f.arena, &test_person);
    there->value[P_NAME] = value_text(TEXT("演示甲"));
    there->value[P_BIRTH] =
        value_date((struct date){date_from_civil((struct civil){1990, 1, 1}), DATE_DAY});
    f.rows = (const struct row *const[]){there};
    f.row_count = 1;
    put_row(
        sheet, 0,
        CELLS("姓名", "身份证号", "联系电话", "户籍地", "一卡通账号", "残疾人证号", "出生日期"));
    worksheet_write_string(sheet, 1, 3, "水东村", NULL);
    static const double ids[] = {360722199001011000.0, 360722199001011264.0, 360722800229001.0};
    for (lxw_row_t i = 0; i < COUNT(ids); i++) {
        worksheet_write_string(sheet, i + 1, 0, "演示甲", NULL);
        worksheet_write_number(sheet, i + 1, 1, ids[i], NULL);
    }
    worksheet_write_string(sheet, 4, 0, "演示乙", NULL);
    worksheet_write_number(sheet, 4, 2, 13800000000, NULL);
    worksheet_write_number(sheet, 4, 6, 25569, date); /* 1970-01-01 */
    worksheet_write_number(sheet, 4, 4, 6222020000000000000.0, NULL);
    worksheet_write_number(sheet, 4, 5, 36079919850606004.0, NULL);
    assert_int_equal(fixture_run(&f, end_book(&f, book, path)), OK);
    assert_string_equal(
        f.seen.s,
        "2 error name=演示甲 birth=1990-01-01 region=360722100200 | reject id_no I01 "
        "身份证号成了科学计数，后几位已丢失，无法恢复; ask -  "
        "台账中有 1 个可能是同一人的记录\n"
        "3 error name=演示甲 birth=1990-01-01 | reject id_no I01 "
        "身份证号成了科学计数，后几位已丢失，无法恢复\n"
        "4 new name=演示甲 id_no=360722198002290019? | warn id_no I03 由15位推导，待核验\n"
        "5 error name=演示乙 birth=1970-01-01 phone=13800000000 | reject bank_card M02 "
        "单元格是数字格式，卡号后几位已丢失，无法恢复; reject disability_no M02 "
        "单元格是数字格式，15位以后的数字已丢失，无法恢复\n");
    fixture_end(&f);
}

static void finds_whom_a_row_means(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_tag);
    struct row *person = row_new(&f.arena, &test_person);
    person->id = 7;
    person->value[P_NAME] = value_text(TEXT("演示甲"));
    person->value[P_ID_NO] = value_text(TEXT("36079919850606000X"));
    f.rows = (const struct row *const[]){person};
    f.row_count = 1;
    assert_int_equal(
        fixture_run(&f, TEXT("姓名,身份证号,人员类别,申请类别,起始日期,终止日期,就业地,信用代码\n"
                             "演示甲,36079919850606000X,脱贫户、低保,,2022.9.8,至今,"
                             "广东深圳宝安某厂,\n"
                             "演示假,36079919850606000X,残疾,低保;脱贫户,,,火星,\n"
                             "演示乙,362123196501150009,残疾,,,,,\n"
                             "演示丙,,残疾,,,,,\n"
                             "演示丁,3.6E+17,残疾,,,,,91360722MA35XXXXXO\n"
                             ",,残疾,,2022-09,,,\n")),
        OK);
    assert_string_equal(
        f.seen.s,
        "2 new person_id=7 kind=lifted place=440306000000 from_on=2022-09-08 | fixed kind F02 "
        "一格填了 2 个选项，拆成 2 条; fixed from_on D01 “2022.9.8”整理为“2022-09-08”; fixed "
        "to_on D03 写的是至今或长期，结束日留空\n"
        "2 new person_id=7 kind=low place=440306000000 from_on=2022-09-08 | fixed kind F02 "
        "一格填了 2 个选项，拆成 2 条; fixed from_on D01 “2022.9.8”整理为“2022-09-08”; fixed "
        "to_on D03 写的是至今或长期，结束日留空\n"
        "3 new person_id=7 kind=disabled kinds=lifted,low | warn place A03 "
        "“火星”对不上区划，原文记入备注; warn person_id N04 "
        "号码相同，姓名不同：表中为“演示假”，台账为“演示甲”，姓名待核\n"
        "4 error kind=disabled | reject person_id  没有找到人员（姓名 演示乙，身份证号 "
        "362123196501150009）\n"
        "5 question kind=disabled | ask person_id  有 2 个人员符合（姓名 演示丙）\n"
        "6 error kind=disabled | reject person_id I01 "
        "身份证号成了科学计数，后几位已丢失，无法恢复; "
        "reject uscc  统一社会信用代码里有不该有的字符\n"
        "7 error kind=disabled | reject from_on D01 需要具体到日; reject person_id  "
        "人员不能为空\n");
    fixture_end(&f);
}

static void keeps_people_whose_household_is_not_there(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_tag);
    struct row *person = row_new(&f.arena, &test_person);
    person->id = 7;
    person->value[P_ID_NO] = value_text(TEXT("36079919850606000X"));
    f.rows = (const struct row *const[]){person};
    f.row_count = 1;
    assert_int_equal(
        fixture_run(&f, TEXT("户主,身份证号,人员类别\n演示户,36079919850606000X,低保\n")), OK);
    assert_string_equal(f.seen.s, "2 new person_id=7 kind=low | warn home_id  "
                                  "有 2 个户主符合（姓名 演示户）\n");
    fixture_end(&f);
}

static void tells_shared_phones_and_same_content(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    static const struct text file = TEXT("姓名,身份证号,联系电话\n"
                                         "演示甲,362123196501150009,13800000000\n"
                                         "演示乙,360799197005109990,13800000000\n"
                                         "演示丙,36079919850606000X,13800000000\n"
                                         "演示丁,360722800229001,13800000000\n"
                                         "演示戊,36072219840229000X,13800000000\n");
    assert_int_equal(fixture_run(&f, file), OK);
    assert_int_equal(f.summary.shared_phones, 1);
    assert_non_null(strstr(f.seen.s, "warn phone P03 表中已有 5 行填这个号码，可能由他人代填"));
    assert_int_equal(f.summary.fields[P_PHONE].filled, 5);
    assert_int_equal(f.summary.fields[P_PHONE].warned, 1);
    char first[sizeof(f.summary.hash)];
    memcpy(first, f.summary.hash, sizeof(first));
    assert_int_equal(fixture_run(&f, file), OK);
    assert_string_equal(f.summary.hash, first);
    assert_int_equal(fixture_run(&f, text_slice(file, 0, file.n - 2)), OK);
    assert_string_not_equal(f.summary.hash, first);
    fixture_end(&f);
}

static void stops_when_told(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    struct buf file;
    buf_init(&file, MIB);
    buf_adds(&file, "姓名,身份证号,性别\n");
    for (int i = 0; i < 2000; i++) {
        buf_adds(&file, "演示甲,,男\n");
    }
    assert_int_equal(fixture_run(&f, buf_text(&file)), OK);
    assert_int_equal(f.summary.rows, 2000);
    f.stop_after = 100;
    assert_int_equal(fixture_run(&f, buf_text(&file)), BUSY);
    assert_true(text_is(f.error.message, "已取消"));
    assert_true(f.summary.rows < 1000);
    buf_adds(&file, "\"");
    f.stop_after = 0;
    assert_int_equal(fixture_run_layout(&f, buf_text(&file)), INVALID);
    assert_true(text_is(f.error.message, "第 2002 行的引号没有闭合"));
    buf_release(&file);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_over_what_is_no_record),
        cmocka_unit_test(merges_and_questions_twins),
        cmocka_unit_test(compares_with_what_is_there),
        cmocka_unit_test(fills_household_cells_downward),
        cmocka_unit_test(never_trusts_a_number_as_id),
        cmocka_unit_test(finds_whom_a_row_means),
        cmocka_unit_test(keeps_people_whose_household_is_not_there),
        cmocka_unit_test(tells_shared_phones_and_same_content),
        cmocka_unit_test(stops_when_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
