#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "filled.h"

enum { AS_OF = 19258 }; /* 2022-09-23 */

/* A township's row that every check accepts: c01 … c32, joined, gone. */
static const int64_t good[] = {10, 4, 4, 1, 1, 1, 1, 1, 1, 1, 5, 2, 1, 30,    10, 6, 3, 1,
                               1,  1, 5, 2, 2, 1, 0, 0, 0, 0, 0, 0, 1, 50000, 10, 0, 1};

static struct arena arena;
static struct filled filled;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    struct text folder = arena_printf(&arena, "%s/xinfeng-2022-02", getenv("NOTICES"));
    filled_open(&arena, arena_cstr(&arena, folder), good, COUNT(good), &filled);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const struct report_cell *at(const struct report *report, size_t row, const char *column)
{
    int index = report_column(report->form, text_of(column));
    assert_true(index >= 0);
    return report_cell_at(report, row, (size_t)index);
}

static void has_a_row_for_each_township(void **state)
{
    (void)state;
    struct report report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    assert_int_equal(report.rows, 16);
    assert_true(text_is(report.units[0]->name, "嘉定镇"));
    assert_true(text_is(report.units[15]->name, "万隆乡"));
    assert_int_equal(at(&report, 3, "c16")->value, 6);
    assert_int_equal(at(&report, report.rows, "c16")->value, 96);
    assert_int_equal(report.totals[15].rows, 96);
    assert_int_equal(report.finding_count, 0);
    assert_int_equal(report.error_count, 0);
}

static void counts_from_the_first_day_or_of_the_period(void **state)
{
    (void)state;
    struct report_span span = report_span_of(filled.notice, filled.form, NULL, AS_OF);
    assert_int_equal(span.from, 19236); /* 2022-09-01 */
    assert_int_equal(span.to, AS_OF);
    assert_int_equal(span.previous, DATE_NONE);
    struct notice notice = *filled.notice;
    notice.settings.flow = FLOW_PERIOD;
    assert_int_equal(report_span_of(&notice, filled.form, NULL, AS_OF).from, 19236);
    assert_int_equal(report_span_of(&notice, filled.form, NULL, AS_OF + 1).from, 19259);
    assert_int_equal(report_span_of(&notice, filled.form, NULL, AS_OF + 60).from, 19259);
}

static void counts_somebody_registered_twice_once_in_the_county(void **state)
{
    (void)state;
    filled.twice = 3;
    filled.outside = 2;
    struct report report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    assert_int_equal(at(&report, report.rows, "c01")->value, 157);
    assert_int_equal(report.totals[0].rows, 160);
    assert_int_equal(report.totals[0].outside, 2);
}

static void keeps_the_computed_figure_beside_the_typed_one(void **state)
{
    (void)state;
    const struct report_override overrides[] = {
        {TEXT("anxi"), TEXT("c12"), 4, .reason = TEXT("县残联联合举办两场，尚未录入")},
    };
    struct report report = filled_report(
        &arena, &filled,
        &(struct report_request){.as_of = AS_OF, .overrides = overrides, .override_count = 1});
    assert_int_equal(at(&report, 5, "c12")->value, 4);
    assert_int_equal(at(&report, 5, "c12")->computed, 2);
    assert_ptr_equal(at(&report, 5, "c12")->override, &overrides[0]);
    assert_int_equal(at(&report, report.rows, "c12")->value, 34);
    assert_int_equal(at(&report, report.rows, "c12")->computed, 32);
    assert_int_equal(report.finding_count, 1); /* V17, a warning */
    assert_int_equal(report.error_count, 0);
}

static void refuses_an_override_that_explains_nothing(void **state)
{
    (void)state;
    static const struct {
        struct report_override override;
        const char *message;
    } cases[] = {
        {{TEXT("anxi"), TEXT("c12"), 4, .reason = TEXT("  ")}, "没有写改数的原因"},
        {{TEXT("anxi"), TEXT("c99"), 4, .reason = TEXT("x")}, "没有“anxi”这一行或“c99”这一列"},
        {{TEXT("center"), TEXT("c12"), 4, .reason = TEXT("x")}, "没有“center”这一行"},
        {{TEXT("anxi"), TEXT("c12"), -4, .reason = TEXT("x")}, "不能是负数"},
    };
    struct figures figures = filled_figures(&filled);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct report_request request = {.notice = filled.notice,
                                         .form = filled.form,
                                         .as_of = AS_OF,
                                         .overrides = &cases[i].override,
                                         .override_count = 1};
        struct report report;
        struct error error;
        assert_int_equal(report_build(&arena, &request, &figures, &report, &error), INVALID);
        assert_true(text_has(error.message, text_of(cases[i].message)));
        assert_true(error.hint.n > 0);
    }
}

static void leaves_the_total_blank_when_a_unit_is(void **state)
{
    (void)state;
    const struct report_override blank = {TEXT("anxi"), TEXT("c11"), SHAPE_BLANK,
                                          .reason = TEXT("未统计")};
    struct report report = filled_report(
        &arena, &filled,
        &(struct report_request){.as_of = AS_OF, .overrides = &blank, .override_count = 1});
    assert_true(at(&report, 5, "c11")->value == SHAPE_BLANK);
    assert_true(at(&report, report.rows, "c11")->value == SHAPE_BLANK);
    assert_int_equal(report.error_count, 2); /* V01 in both rows */
}

static void leaves_a_column_blank_that_cannot_be_computed(void **state)
{
    (void)state;
    filled.blank = "c12";
    struct report report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    for (size_t row = 0; row <= report.rows; row++) {
        assert_true(at(&report, row, "c12")->value == SHAPE_BLANK);
        assert_true(at(&report, row, "c12")->computed == SHAPE_BLANK);
    }
    assert_int_equal(report.error_count, 17); /* V01: blank is not 0 */
    for (size_t i = 0; i < report.unasked_count; i++) {
        if (text_is(report.unasked[i].check->key, "V03")) {
            assert_true(text_is(report.unasked[i].why, "台账还没有启用"));
            return;
        }
    }
    fail_msg("V03 was asked of a blank column");
}

static void hands_on_who_stands_behind_a_figure(void **state)
{
    (void)state;
    struct report report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    struct figures figures = filled_figures(&filled);
    struct figure_members members;
    struct error error;
    assert_int_equal(report_members(&arena, &report, 1, 10, &figures, &members, &error), OK);
    assert_string_equal(members.ledger, "service");
    assert_int_equal(members.n, 1);
    assert_int_equal(members.ids[0], 360722101000);
    assert_int_equal(report_members(&arena, &report, 16, 0, &figures, &members, &error), OK);
    assert_int_equal(members.n, 16);
    assert_int_equal(report_members(&arena, &report, 17, 0, &figures, &members, &error), NOT_FOUND);
}

static void writes_figures_as_people_do(void **state)
{
    (void)state;
    const struct report_column count = {.decimals = 0}, money = {.decimals = 2};
    assert_true(text_is(report_figure_text(&arena, &count, 12), "12"));
    assert_true(text_is(report_figure_text(&arena, &count, SHAPE_BLANK), ""));
    assert_true(text_is(report_figure_text(&arena, &money, 120000), "1200"));
    assert_true(text_is(report_figure_text(&arena, &money, 120050), "1200.50"));
    assert_true(text_is(report_figure_text(&arena, &money, 5), "0.05"));
    assert_true(text_is(report_figure_text(&arena, &money, -5), "-0.05"));
}

/* ---- the nineteen checks ---- */

static struct report with(const struct filled_change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        filled_set(&filled, changes[i]);
    }
    return filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
}

/* The checks of the form: how grave each is, and what the clerk is told. */
static const struct {
    const char *check;
    enum check_level level;
    const char *message;
} promised[] = {
    {"V01", CHECK_ERROR, "各列应填非负的数，没有的填 0，不能空白"},
    {"V02", CHECK_ERROR, "帮助援助对象实现就业人数应等于四个渠道之和"},
    {"V03", CHECK_ERROR, "现场招聘会次数不得大于专场招聘场次"},
    {"V04", CHECK_ERROR, "规模以上企业提供岗位数不得大于提供就业岗位数"},
    {"V05", CHECK_ERROR, "任一分类的认定人数不得大于认定的援助对象人数"},
    {"V06", CHECK_ERROR, "认定的援助对象中实现就业人数不得大于认定的援助对象人数"},
    {"V07", CHECK_ERROR, "任一分类的就业人数不得大于认定的援助对象中实现就业人数"},
    {"V08", CHECK_ERROR, "分类的就业人数不得大于该类认定人数"},
    {"V09", CHECK_WARN, "各分类之和小于认定总数，说明有人不属于表中任何一类"},
    {"V10", CHECK_WARN, "各分类就业人数之和小于认定对象就业总数，说明有人不属于表中任何一类"},
    {"V11", CHECK_WARN, "认定对象中实现就业人数大于帮助实现就业人数，请注明自行就业的人数"},
    {"V12", CHECK_WARN, "有救助人次必有金额，有金额必有人次"},
    {"V13", CHECK_WARN, "办了招聘活动却没有岗位"},
    {"V14", CHECK_WARN, "累计数比上一次报表少，请写更正说明"},
    {"V15", CHECK_WARN, "认定人数的变化应等于新增减退出，请与台账对平"},
    {"V16", CHECK_ERROR, "合计行与各乡镇之和不同，有人在几个乡镇重复登记，请先裁定归属"},
    {"V17", CHECK_WARN, "填报数与台账推算数不同，请写原因"},
    {"V18", CHECK_WARN, "公益性岗位安置人数应与公益性岗位台账期内新上岗人数一致"},
    {"V19", CHECK_WARN, "每人次救助金额超出县里定的上下限"},
};

/* How often a check failed; each time with its own level and words. */
static size_t findings_of(const struct report *report, const char *check)
{
    size_t n = 0;
    size_t at = 0;
    while (strcmp(promised[at].check, check) != 0) {
        at++;
        assert_true(at < COUNT(promised));
    }
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct report_finding *finding = &report->findings[i];
        if (text_is(finding->check->key, check)) {
            assert_int_equal(finding->check->level, promised[at].level);
            assert_true(text_has(finding->sentence, text_of(promised[at].message)));
            n++;
        }
    }
    return n;
}

static void holds_every_check_of_the_form(void **state)
{
    (void)state;
    assert_int_equal(filled.form->checks.n, COUNT(promised));
    for (size_t i = 0; i < COUNT(promised); i++) {
        const struct report_check *check = &filled.form->checks.at[i];
        assert_true(text_is(check->key, promised[i].check));
        assert_int_equal(check->level, promised[i].level);
        assert_true(text_is(check->message, promised[i].message));
    }
}

/* What is wrong in one township, and which check tells it: in that row and nowhere else. */
static const struct {
    const char *check;
    struct filled_change changes[2];
} wrong[] = {
    {"V01", {{"anxi", "c11", -1}}}, {"V02", {{"anxi", "c16", 7}}},
    {"V03", {{"anxi", "c13", 3}}},  {"V04", {{"anxi", "c15", 31}}},
    {"V05", {{"anxi", "c10", 11}}}, {"V06", {{"anxi", "c21", 11}, {"anxi", "c16", 11}}},
    {"V07", {{"anxi", "c23", 6}}},  {"V08", {{"anxi", "c24", 2}}},
    {"V09", {{"anxi", "c01", 20}}}, {"V10", {{"anxi", "c22", 1}, {"anxi", "c23", 1}}},
    {"V11", {{"anxi", "c21", 7}}},  {"V12", {{"anxi", "c31", 0}}},
    {"V13", {{"anxi", "c14", 0}}},
};

static void tells_a_township_its_mistake(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        arena_release(&arena);
        set_up(NULL);
        size_t n = wrong[i].changes[1].column == NULL ? 1 : 2;
        struct report report = with(wrong[i].changes, n);
        assert_true(findings_of(&report, wrong[i].check) > 0);
        bool told = false;
        for (size_t f = 0; f < report.finding_count; f++) {
            const struct report_finding *finding = &report.findings[f];
            if (text_is(finding->check->key, wrong[i].check)) {
                assert_true(finding->column_count > 0);
                told = told || finding->row == 5;
                assert_true(finding->row == 5 || finding->row == report.rows);
                bool named = text_starts(finding->sentence,
                                         finding->row == 5 ? TEXT("安西镇：") : TEXT("合计："));
                assert_true(named);
            }
        }
        if (!told) {
            fail_msg("%s was not told", wrong[i].check);
        }
    }
}

static void says_which_figures_disagree(void **state)
{
    (void)state;
    struct report report = with(&(struct filled_change){"anxi", "c13", 3}, 1);
    assert_int_equal(report.finding_count, 1);
    assert_true(text_is(report.findings[0].sentence,
                        "安西镇：现场招聘会次数不得大于专场招聘场次（第 13 列 3，第 12 列 2）"));
}

static bool previous_value(void *context, size_t row, size_t column, int64_t *out)
{
    const int64_t *before = context;
    *out = before[column] * (row == 16 ? 16 : 1);
    return column < COUNT(good);
}

/* The submission before: `before` in every township, and 16 times that in the county. */
static struct report after(const int64_t *before)
{
    int64_t copy[COUNT(good)];
    for (size_t i = 0; i < COUNT(good); i++) {
        copy[i] = before[i];
    }
    const struct report_previous previous = {AS_OF - 30, previous_value, copy};
    return filled_report(&arena, &filled,
                         &(struct report_request){.as_of = AS_OF, .previous = &previous});
}

static void compares_with_the_submission_before(void **state)
{
    (void)state;
    int64_t before[COUNT(good)] = {0};
    struct report report = after(before);
    assert_int_equal(findings_of(&report, "V14"), 0);
    assert_int_equal(findings_of(&report, "V15"), 0); /* 10 - 0 = joined 10 - gone 0 */
    assert_int_equal(report.span.previous, AS_OF - 30);
    before[10] = 6; /* c11: a cumulative figure went down from 6 to 5 */
    before[0] = 1;  /* c01 rose by 9, the register says by 10 */
    report = after(before);
    assert_int_equal(findings_of(&report, "V14"), 17);
    assert_int_equal(findings_of(&report, "V15"), 17);
}

static bool unasked(const struct report *report, const char *check, const char *why)
{
    for (size_t i = 0; i < report->unasked_count; i++) {
        if (text_is(report->unasked[i].check->key, check)) {
            return text_has(report->unasked[i].why, text_of(why));
        }
    }
    return false;
}

static void says_what_it_could_not_ask(void **state)
{
    (void)state;
    struct report report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    assert_int_equal(report.unasked_count, 3);
    assert_true(unasked(&report, "V14", "还没有上一次报表"));
    assert_true(unasked(&report, "V15", "还没有上一次报表"));
    assert_true(unasked(&report, "V19", "每人次临时救助金额下限"));
}

static void tells_of_people_counted_twice(void **state)
{
    (void)state;
    filled.twice = 1;
    struct report report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    assert_true(findings_of(&report, "V16") > 0);
    for (size_t i = 0; i < report.finding_count; i++) {
        if (text_is(report.findings[i].check->key, "V16")) {
            assert_int_equal(report.findings[i].row, report.rows);
        }
    }
    filled.twice = 0;
    report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    assert_int_equal(findings_of(&report, "V16"), 0);
}

static void tells_of_a_figure_that_differs_from_the_ledgers(void **state)
{
    (void)state;
    const struct report_override typed = {TEXT("anxi"), TEXT("c31"), 2,
                                          .reason = TEXT("民政另有一人次")};
    struct report report = filled_report(
        &arena, &filled,
        &(struct report_request){.as_of = AS_OF, .overrides = &typed, .override_count = 1});
    assert_int_equal(findings_of(&report, "V17"), 1);
    const struct report_override same = {TEXT("anxi"), TEXT("c31"), 1, .reason = TEXT("已核对")};
    report = filled_report(
        &arena, &filled,
        &(struct report_request){.as_of = AS_OF, .overrides = &same, .override_count = 1});
    assert_int_equal(findings_of(&report, "V17"), 0);
}

/* The bundled notice with a setting filled in, as the county would. */
static void refill(const char *from, const char *to, const char *file)
{
    struct notice_files files;
    struct error error;
    struct text folder = arena_printf(&arena, "%s/xinfeng-2022-02", getenv("NOTICES"));
    assert_int_equal(notice_files_read(&arena, arena_cstr(&arena, folder), &files, &error), OK);
    for (size_t i = 0; i < files.n; i++) {
        struct text bytes = files.at[i].bytes;
        size_t where = text_find(bytes, text_of(from));
        if (text_is(files.at[i].name, file)) {
            assert_true(where != TEXT_NONE);
            struct text rest = text_slice(bytes, where + text_of(from).n, bytes.n);
            files.at[i].bytes =
                arena_printf(&arena, "%.*s%s%.*s", (int)where, bytes.s, to, TEXT_ARG(rest));
        }
    }
    struct faults faults;
    faults_init(&faults, &arena);
    filled.notice = notice_read(&arena, &files, &faults);
    assert_non_null(filled.notice);
    filled.form = notice_report(filled.notice, TEXT("table2"));
}

static void checks_relief_once_the_county_set_a_bound(void **state)
{
    (void)state;
    refill("下限\n    value:", "下限\n    value: 300", "settings.yaml");
    assert_int_equal(notice_parameter(filled.notice, TEXT("relief_low")), 300);
    struct report report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    assert_true(unasked(&report, "V19", "每人次临时救助金额上限"));
    assert_int_equal(findings_of(&report, "V19"), 0); /* 500 yuan a time */
    report = with(&(struct filled_change){"anxi", "c32", 29999}, 1);
    assert_int_equal(findings_of(&report, "V19"), 1); /* 299.99 */
}

static void checks_posts_against_their_ledger(void **state)
{
    (void)state;
    struct report report = filled_report(&arena, &filled, &(struct report_request){.as_of = AS_OF});
    assert_int_equal(findings_of(&report, "V18"), 0);
    report = with(&(struct filled_change){"anxi", "placed", 2}, 1);
    assert_int_equal(findings_of(&report, "V18"), 2); /* the township and the county */
}

static void does_not_compare_what_is_not_cumulative(void **state)
{
    (void)state;
    refill("flow: cumulative", "flow: period", "settings.yaml");
    int64_t before[COUNT(good)] = {[10] = 6};
    struct report report = after(before);
    assert_int_equal(findings_of(&report, "V14"), 0);
    assert_true(unasked(&report, "V14", "口径为本期"));
}

int main(void)
{
#define TEST_OF(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST_OF(holds_every_check_of_the_form),
        TEST_OF(has_a_row_for_each_township),
        TEST_OF(counts_from_the_first_day_or_of_the_period),
        TEST_OF(counts_somebody_registered_twice_once_in_the_county),
        TEST_OF(keeps_the_computed_figure_beside_the_typed_one),
        TEST_OF(refuses_an_override_that_explains_nothing),
        TEST_OF(leaves_the_total_blank_when_a_unit_is),
        TEST_OF(leaves_a_column_blank_that_cannot_be_computed),
        TEST_OF(hands_on_who_stands_behind_a_figure),
        TEST_OF(writes_figures_as_people_do),
        TEST_OF(tells_a_township_its_mistake),
        TEST_OF(says_which_figures_disagree),
        TEST_OF(compares_with_the_submission_before),
        TEST_OF(says_what_it_could_not_ask),
        TEST_OF(tells_of_people_counted_twice),
        TEST_OF(tells_of_a_figure_that_differs_from_the_ledgers),
        TEST_OF(checks_relief_once_the_county_set_a_bound),
        TEST_OF(checks_posts_against_their_ledger),
        TEST_OF(does_not_compare_what_is_not_cumulative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
