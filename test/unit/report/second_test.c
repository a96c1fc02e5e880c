/* A second notice, of another county, year and form, runs with no change in C. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "filled.h"
#include "report/layout.h"
#include "report/render.h"

enum { FEBRUARY_10 = 19763, CEILING = 4 << 20 }; /* 2024-02-10 */

static struct arena arena;
static struct filled filled;

static int set_up(void **state)
{
    (void)state;
    static const int64_t row[] = {400, 30, 45, 120050};
    arena_init(&arena);
    struct text folder = arena_printf(&arena, "%s/qingshan-2024", getenv("TEST_NOTICES"));
    filled_open(&arena, arena_cstr(&arena, folder), row, COUNT(row), &filled);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct report february(void)
{
    return filled_report(&arena, &filled, &(struct report_request){.as_of = FEBRUARY_10});
}

static void counts_its_own_periods(void **state)
{
    (void)state;
    struct report report = february();
    assert_int_equal(report.rows, 3);
    assert_int_equal(report.span.from, FEBRUARY_10 - 9); /* 2024-02-01 */
    assert_int_equal(report.finding_count, 0);
    assert_int_equal(report.unasked_count, 0);
}

static void asks_its_own_checks(void **state)
{
    (void)state;
    filled_set(&filled, (struct filled_change){"xi", "visited", 401});
    filled_set(&filled, (struct filled_change){"nan", "visits", 601});
    filled_set(&filled, (struct filled_change){"dong", "visits", 0});
    struct report report = february();
    assert_int_equal(report.finding_count, 3);
    assert_int_equal(report.error_count, 1);
    assert_true(text_is(report.findings[0].sentence,
                        "西山镇：走访人数不得大于劳动力数（走访人数 401，常住劳动力 400）"));
}

static void heads_groups_over_their_columns(void **state)
{
    (void)state;
    struct report report = february();
    struct layout layout;
    layout_make(&arena, &report, &layout);
    static const struct layout_cell expected[] = {
        {0, 0, 1, 0, {"镇（街道、乡）", 21}, true}, {0, 2, 0, 3, {"服务", 6}, false},
        {0, 1, 1, 1, {"常住劳动力", 15}, true},     {1, 2, 1, 2, {"走访人数", 12}, true},
        {1, 3, 1, 3, {"走访次数", 12}, true},       {0, 4, 1, 4, {"救助金额（元）", 21}, true},
    };
    assert_int_equal(layout.heading_count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        const struct layout_cell *cell = &layout.heading[i];
        assert_true(text_equal(cell->text, expected[i].text));
        assert_int_equal(cell->row1, expected[i].row1);
        assert_int_equal(cell->col1, expected[i].col1);
        assert_int_equal(cell->row2, expected[i].row2);
        assert_int_equal(cell->col2, expected[i].col2);
    }
    assert_true(text_is(layout.above[0], "报送：县就业服务中心"));
    assert_true(text_is(layout.above[1], "截至2024年2月10日"));
}

static void prints_in_every_kind_of_file(void **state)
{
    (void)state;
    struct report report = february();
    struct error error;
    struct buf out;
    buf_init(&out, CEILING);
    assert_int_equal(report_csv(&arena, &report, &out, &error), OK);
    assert_true(text_is(buf_text(&out),
                        "\xef\xbb\xbf镇（街道、乡）,常住劳动力,走访人数,走访次数,救助金额（元）\r\n"
                        "东河街道,400,30,45,1200.50\r\n"
                        "西山镇,400,30,45,1200.50\r\n"
                        "南坪乡,400,30,45,1200.50\r\n"
                        "全县,1200,90,135,3601.50\r\n"));
    buf_clear(&out);
    assert_int_equal(report_xlsx(&arena, &report, &out, &error), OK);
    assert_true(text_starts(buf_text(&out), TEXT("PK")));
    buf_clear(&out);
    assert_int_equal(report_pdf(&arena, &report, &out, &error), OK);
    assert_true(text_starts(buf_text(&out), TEXT("%PDF-")));
    buf_release(&out);
}

int main(void)
{
#define TEST_OF(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST_OF(counts_its_own_periods),
        TEST_OF(asks_its_own_checks),
        TEST_OF(heads_groups_over_their_columns),
        TEST_OF(prints_in_every_kind_of_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
