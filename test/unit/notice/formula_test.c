#include "notice/formula.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { BLANK = -999 };

/* Columns c0 … c9; a figure is 100 × the number in the row. */
static int column(const void *context, struct text key)
{
    (void)context;
    return key.n == 2 && key.s[0] == 'c' ? key.s[1] - '0' : -1;
}

static bool parameter(const void *context, struct text key)
{
    (void)context;
    return text_is(key, "high") || text_is(key, "empty");
}

static const struct formula_names names = {NULL, column, parameter};

struct row {
    int now[10], before[10];
};

static bool figure(void *context, enum figure_of of, size_t index, int64_t *out)
{
    const struct row *row = context;
    int value = of == FIGURE_PREVIOUS ? row->before[index] : row->now[index];
    *out = (int64_t)value * 100;
    return value != BLANK;
}

static bool parameter_value(void *context, struct text key, int64_t *out)
{
    (void)context;
    *out = 2000 * 100;
    return text_is(key, "high");
}

/* The verdict on the first condition that does not hold, or that all hold. */
static enum formula_verdict ask(const char *source, struct row row)
{
    struct arena arena;
    arena_init(&arena);
    const struct formula *formula;
    struct error error;
    assert_int_equal(formula_parse(&arena, text_of(source), &names, &formula, &error), OK);
    const struct formula_figures figures = {&row, figure, parameter_value};
    enum formula_verdict verdict = FORMULA_HOLDS;
    for (size_t i = 0; i < formula_count(formula) && verdict == FORMULA_HOLDS; i++) {
        verdict = formula_ask(formula, i, &figures).verdict;
    }
    arena_release(&arena);
    return verdict;
}

static void compares_sums(void **state)
{
    (void)state;
    struct row row = {.now = {10, 4, 3, 2, 1, 0, 9}};
    assert_int_equal(ask("c0 = c1 + c2 + c3 + c4", row), FORMULA_HOLDS);
    assert_int_equal(ask("c0 == c1 + c2 + c3", row), FORMULA_FAILS);
    assert_int_equal(ask("c0 - c6 = 1", row), FORMULA_HOLDS);
    assert_int_equal(ask("-c0 < 0", row), FORMULA_HOLDS);
    assert_int_equal(ask("c1 != c2", row), FORMULA_HOLDS);
    assert_int_equal(ask("sum(c1..c4) >= c0", row), FORMULA_HOLDS);
    assert_int_equal(ask("sum(c1..c3) >= c0", row), FORMULA_FAILS);
    assert_int_equal(ask("2 * c1 > c2 * 3", row), FORMULA_FAILS);
}

static void repeats_over_ranges(void **state)
{
    (void)state;
    struct row row = {.now = {5, 1, 2, 5, 3, 1, 2, 6}};
    assert_int_equal(ask("c1..c4 <= c0", row), FORMULA_HOLDS);
    assert_int_equal(ask("c1..c7 <= c0", row), FORMULA_FAILS);
    assert_int_equal(ask("c5..c6 <= c1..c2", row), FORMULA_HOLDS);
    assert_int_equal(ask("c6..c7 <= c1..c2", row), FORMULA_FAILS);
    assert_int_equal(ask("c1..c3 >= previous(c1..c3)", row), FORMULA_HOLDS);
}

static void joins_conditions(void **state)
{
    (void)state;
    assert_int_equal(ask("c0 > 0 => c1 > 0", (struct row){.now = {0, 0}}), FORMULA_HOLDS);
    assert_int_equal(ask("c0 > 0 => c1 > 0", (struct row){.now = {1, 0}}), FORMULA_FAILS);
    assert_int_equal(ask("c0 = 0 <=> c1 = 0", (struct row){.now = {0, 0}}), FORMULA_HOLDS);
    assert_int_equal(ask("c0 = 0 <=> c1 = 0", (struct row){.now = {2, 7}}), FORMULA_HOLDS);
    assert_int_equal(ask("c0 = 0 <=> c1 = 0", (struct row){.now = {2, 0}}), FORMULA_FAILS);
    assert_int_equal(ask("c0 = 0 <=> c1 = 0", (struct row){.now = {0, 7}}), FORMULA_FAILS);
}

static void asks_nothing_of_blanks(void **state)
{
    (void)state;
    struct row row = {.now = {BLANK, 1, 3000, 5000}};
    assert_int_equal(ask("c0 <= c1", row), FORMULA_NOT_ASKED);
    assert_int_equal(ask("sum(c0..c1) = 1", row), FORMULA_NOT_ASKED);
    assert_int_equal(ask("c1 > 0 => c0 > 0", row), FORMULA_NOT_ASKED);
    assert_int_equal(ask("c2 <= c1 * parameter.empty", row), FORMULA_NOT_ASKED);
    assert_int_equal(ask("c2 <= 2 * parameter.high", row), FORMULA_HOLDS);
    assert_int_equal(ask("c3 <= c1 * parameter.high", row), FORMULA_FAILS);
}

static void tells_what_it_looks_at(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct formula *formula;
    struct error error;
    size_t columns[10];
    assert_int_equal(
        formula_parse(&arena, TEXT("c1..c3 <= previous(c0) + c0"), &names, &formula, &error), OK);
    assert_int_equal(formula_count(formula), 3);
    assert_int_equal(formula_columns(formula, 2, columns, COUNT(columns)), 2);
    assert_int_equal(columns[0], 3);
    assert_int_equal(columns[1], 0);
    assert_true(formula_needs(formula, FIGURE_PREVIOUS));
    assert_false(formula_needs(formula, FIGURE_ROWS));
    assert_int_equal(
        formula_parse(&arena, TEXT("sum(c2..c5) > 0 => c1 > 0"), &names, &formula, &error), OK);
    assert_int_equal(formula_columns(formula, 0, columns, 3), 3);
    assert_int_equal(formula_columns(formula, 0, columns, COUNT(columns)), 5);
    arena_release(&arena);
}

static void refuses_nonsense(void **state)
{
    (void)state;
    static const struct {
        const char *source, *message;
    } cases[] = {
        {"", "看不懂的数或符号"},
        {"c1", "缺少比较符号"},
        {"c1 <= ", "看不懂的数或符号"},
        {"c1 <= x2", "表中没有这一列"},
        {"c1 <= c2 c3", "多出了看不懂的内容"},
        {"c5..c2 <= c0", "范围写反了"},
        {"c1..c3 <= c4..c5", "列数不同"},
        {"total(c1..c3) = c0", "没有这个函数"},
        {"sum(c1..c3 = c0", "括号没有写完"},
        {"c1 <= parameter.low", "没有这个参数"},
        {"c1 => c2", "缺少比较符号"},
        {"c1 > 0 => c2", "缺少比较符号"},
        {"c1 <= 99999999999999", "看不懂的数或符号"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena;
        arena_init(&arena);
        const struct formula *formula;
        struct error error = {0};
        assert_int_equal(formula_parse(&arena, text_of(cases[i].source), &names, &formula, &error),
                         INVALID);
        if (!text_has(error.message, text_of(cases[i].message))) {
            fail_msg("%s: %.*s", cases[i].source, TEXT_ARG(error.message));
        }
        assert_true(error.hint.n > 0);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_sums),          cmocka_unit_test(repeats_over_ranges),
        cmocka_unit_test(joins_conditions),       cmocka_unit_test(asks_nothing_of_blanks),
        cmocka_unit_test(tells_what_it_looks_at), cmocka_unit_test(refuses_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
