/* The notice's predicates read against the product's own ledgers and definitions. */
#include "notice/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/definitions.h"
#include "grounds.h"

static struct arena arena;
static struct notice_ground ground;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    ground = grounds(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* A notice with `from` replaced by `to` in one file, and all that is said against it. */
static struct faults checked(const char *folder, const char *file, const char *from, const char *to)
{
    struct notice_files files;
    struct error error;
    assert_int_equal(notice_files_read(&arena, folder, &files, &error), OK);
    for (size_t i = 0; i < files.n; i++) {
        struct text bytes = files.at[i].bytes;
        if (file != NULL && text_is(files.at[i].name, file)) {
            size_t at = text_find(bytes, text_of(from));
            assert_true(at != TEXT_NONE);
            struct text rest = text_slice(bytes, at + strlen(from), bytes.n);
            files.at[i].bytes =
                arena_printf(&arena, "%.*s%s%.*s", (int)at, bytes.s, to, TEXT_ARG(rest));
        }
    }
    struct faults faults;
    faults_init(&faults, &arena);
    const struct notice *notice = notice_read(&arena, &files, &faults);
    assert_non_null(notice);
    notice_check(&arena, notice, &ground, &faults);
    return faults;
}

static const char *bundled(void)
{
    return arena_cstr(&arena, arena_printf(&arena, "%s/xinfeng-2022-02", getenv("NOTICES")));
}

static void print_faults(const struct faults *faults)
{
    for (size_t i = 0; i < faults->n; i++) {
        print_message("%s:%d %.*s | %.*s\n", faults->at[i].file, faults->at[i].line,
                      TEXT_ARG(faults->at[i].message), TEXT_ARG(faults->at[i].hint));
    }
}

static void finds_nothing_wrong_with_ours(void **state)
{
    (void)state;
    struct faults faults = checked(bundled(), NULL, NULL, NULL);
    print_faults(&faults);
    assert_int_equal(faults.n, 0);
    struct text second = arena_printf(&arena, "%s/qingshan-2024", getenv("TEST_NOTICES"));
    faults = checked(arena_cstr(&arena, second), NULL, NULL, NULL);
    for (size_t i = 0; i < faults.n; i++) {
        assert_int_equal(faults.at[i].level, FAULT_WARN);
    }
}

static void tells_of_a_column_no_check_looks_at(void **state)
{
    (void)state;
    struct text second = arena_printf(&arena, "%s/qingshan-2024", getenv("TEST_NOTICES"));
    struct faults faults =
        checked(arena_cstr(&arena, second), "spring.yaml", "formula: relief = computed(relief)",
                "formula: people = computed(people)");
    bool told = false;
    for (size_t i = 0; i < faults.n; i++) {
        told = told || (text_has(faults.at[i].message, TEXT("看到“relief”")) &&
                        faults.at[i].level == FAULT_WARN && faults.at[i].line > 1 &&
                        text_has(faults.at[i].hint, TEXT("computed(relief)")));
    }
    assert_true(told);
}

static const struct {
    const char *file, *from, *to, *message, *hint;
} mistakes[] = {
    {"table2.yaml", "form = 'onsite'", "form = 'onsit'", "onsit", "onsite"},
    {"table2.yaml", "where: helped_in_period", "where: helped_in_peroid", "helped_in_peroid",
     "helped_in_period"},
    {"table2.yaml", "published_on between", "publish_on between", "publish_on", "published_on"},
    {"table2.yaml", "subject: vacancy", "subject: vacancies", "没有名为“vacancies”的台账",
     "vacancy"},
    {"table2.yaml", "by: person.region", "by: person.birth", "地区", ""},
    {"table2.yaml", "day: date", "day: kind", "日期", ""},
    {"table2.yaml", "field: headcount", "field: title", "不能相加", "金额"},
    {"table2.yaml", "    decimals: 2\n", "", "两位小数", "decimals: 2"},
    {"table2.yaml", "where: recognised\n", "where: recognised and\n", "没有写完", ""},
    {"table2.yaml", "subject: fair\n    where: date between from and to\n    count: times",
     "subject: fair\n    where: date between from and to\n    count: people", "不能按人数",
     "times"},
    {"definitions.yaml", "months(unemployed_on, as_of)", "months(unemployed, as_of)", "unemployed",
     ""},
    {"categories.yaml", "kind = 'veteran'", "kinds = 'veteran'", "kinds", "kind"},
    {"codes.yaml", "table: category", "table: catgory", "没有代码表", "category"},
    {"units.yaml", "region: 360722101000", "region: 360722109900", "区划表里没有代码", "大塘埠镇"},
    {"units.yaml", "name: 古陂镇", "name: 古坡镇", "区划表里叫“古陂镇”", "改名"},
    {"inspection.yaml", "not told_or_guided", "not told_or_guidd", "told_or_guidd",
     "told_or_guided"},
    {"inspection.yaml", "subject: finding", "subject: findings", "findings", "finding"},
    {"inspection.yaml", "by: region", "by: birth", "地区", ""},
    {"tasks.yaml", "done: status_clear", "done: status_cleer", "status_cleer", "status_clear"},
    {"tasks.yaml", "due: assisted and able_to_work\n", "due: asisted and able_to_work\n", "asisted",
     "assisted"},
    {"tasks.yaml", "subject: employment_spell", "subject: employment_spel",
     "没有名为“employment_spel”的台账", "employment_spell"},
    {"tasks.yaml", "by: region", "by: birth", "地区", ""},
    {"flags.yaml", "list: pension", "list: penson", "没有代码“penson”", "pension（养老待遇名单）"},
    {"flags.yaml", "kind: flag_working", "kind: flag_workin", "没有代码“flag_workin”",
     "flag_working"},
    {"definitions.yaml", "subject: person", "subject: persn", "没有名为“persn”的台账", "person"},
    {"letters.yaml", "by: organization_id", "by: region", "不是部门或帮扶车间", "organization_id"},
    {"flags.yaml", "where: holds_post", "where: hold_post", "hold_post", "holds_post"},
};

static void tells_every_mistake_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct faults faults =
            checked(bundled(), mistakes[i].file, mistakes[i].from, mistakes[i].to);
        bool told = false;
        for (size_t j = 0; j < faults.n; j++) {
            const struct fault *fault = &faults.at[j];
            told = told || (strcmp(fault->file, mistakes[i].file) == 0 && fault->line > 1 &&
                            text_has(fault->message, text_of(mistakes[i].message)) &&
                            text_has(fault->hint, text_of(mistakes[i].hint)));
        }
        if (!told) {
            print_faults(&faults);
            fail_msg("mistake %zu: %s", i, mistakes[i].to);
        }
    }
}

static void lets_a_column_wait_for_its_ledger(void **state)
{
    (void)state;
    struct notice_files files;
    struct error error;
    struct faults faults;
    faults_init(&faults, &arena);
    assert_int_equal(notice_files_read(&arena, bundled(), &files, &error), OK);
    const struct notice *notice = notice_read(&arena, &files, &faults);
    const struct rule_language *language;
    assert_int_equal(notice_language(&arena, notice, &ground, &language, &faults), OK);
    const struct report_form *form = notice_report(notice, TEXT("table2"));
    struct column_rules rules;
    struct report_column later = form->columns.at[report_column(form, TEXT("placed"))];
    later.subject = later.needs = TEXT("payroll");
    assert_int_equal(notice_column_rules(&arena, &later, &ground, language, &rules, &faults), OK);
    assert_true(rules.blank.n > 0);
    assert_null(rules.where);
    int visits = report_column(form, TEXT("c11"));
    assert_int_equal(
        notice_column_rules(&arena, &form->columns.at[visits], &ground, language, &rules, &faults),
        OK);
    assert_true(rules.blank.n == 0);
    assert_non_null(rules.person);
    assert_non_null(rules.day);
    assert_null(rules.value);
}

/* The n-th fenced example of docs/notice.md. */
static struct text example(size_t n)
{
    FILE *file = fopen(getenv("NOTICE_GUIDE"), "rb");
    assert_non_null(file);
    static char bytes[64 << 10];
    struct text rest = {bytes, fread(bytes, 1, sizeof(bytes), file)};
    fclose(file);
    for (;; n--) {
        size_t at = text_find(rest, TEXT("```yaml\n"));
        assert_true(at != TEXT_NONE);
        rest = text_slice(rest, at + 8, rest.n);
        size_t end = text_find(rest, TEXT("```"));
        if (n == 0) {
            return arena_text(&arena, text_slice(rest, 0, end));
        }
        rest = text_slice(rest, end + 3, rest.n);
    }
}

static void the_guides_examples_work(void **state)
{
    (void)state;
    const char *column =
        arena_cstr(&arena, arena_printf(&arena, "columns:\n%.*s", TEXT_ARG(example(0))));
    struct faults faults = checked(bundled(), "table2.yaml", "columns:\n", column);
    assert_int_equal(faults.n, 0);
    const char *both = arena_cstr(&arena, arena_printf(&arena, "%.*s\nchecks:\n%.*s",
                                                       TEXT_ARG(example(0)), TEXT_ARG(example(1))));
    faults = checked(bundled(), "table2.yaml", "checks:\n", both);
    print_faults(&faults);
    assert_int_equal(faults.n, 0);
}

static void gives_the_parameters_their_values(void **state)
{
    (void)state;
    struct notice_files files;
    struct error error;
    struct faults faults;
    faults_init(&faults, &arena);
    assert_int_equal(notice_files_read(&arena, bundled(), &files, &error), OK);
    const struct notice *notice = notice_read(&arena, &files, &faults);
    const struct rule_language *language;
    assert_int_equal(notice_language(&arena, notice, &ground, &language, &faults), OK);
    const int64_t *params = notice_params(&arena, notice, &ground);
    assert_int_equal(rule_language_params(language),
                     PARAM_NOTICE + notice->settings.parameters.n + domain_param_count);
    assert_string_equal(rule_language_param(language, PARAM_PREVIOUS)->name, "previous");
    for (size_t i = PARAM_NOTICE; i < rule_language_params(language); i++) {
        const char *name = rule_language_param(language, i)->name;
        if (strcmp(name, "long_unemployed_months") == 0) {
            assert_int_equal(params[i], 12);
        } else if (strcmp(name, "relief_low") == 0) {
            assert_true(params[i] == INT64_MIN);
            assert_int_equal(rule_language_param(language, i)->type, RULE_MONEY);
        } else if (strcmp(name, "status_days") == 0) {
            assert_int_equal(params[i], 31);
        }
    }
}

int main(void)
{
#define TEST_OF(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST_OF(tells_of_a_column_no_check_looks_at),
        TEST_OF(finds_nothing_wrong_with_ours),
        TEST_OF(tells_every_mistake_with_its_line),
        TEST_OF(lets_a_column_wait_for_its_ledger),
        TEST_OF(the_guides_examples_work),
        TEST_OF(gives_the_parameters_their_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
