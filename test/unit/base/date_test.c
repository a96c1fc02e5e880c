#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int32_t day(int y, int m, int d)
{
    return date_from_civil((struct civil){y, m, d});
}

static void turns_days_to_dates_and_back(void **state)
{
    (void)state;
    assert_int_equal(day(1970, 1, 1), 0);
    assert_int_equal(day(2000, 3, 1), 11017);
    for (int32_t n = -200000; n < 200000; n += 13) {
        assert_int_equal(date_from_civil(date_to_civil(n)), n);
    }
    assert_int_equal(date_weekday(day(2022, 9, 8)), 4);
    assert_int_equal(date_weekday(day(2022, 10, 23)), 7);
}

static void reads_iso_with_precision(void **state)
{
    (void)state;
    struct date d;
    char out[11];
    const char *good[] = {"2022-09-08", "2022-09", "2022", "1960-02-29"};
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(date_parse(text_of(good[i]), &d));
        date_format(d, out);
        assert_string_equal(out, good[i]);
    }
    const char *bad[] = {"2022-02-30", "2022-13", "2022/09/08", "22", "", "2022-9-8", "0999"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(date_parse(text_of(bad[i]), &d));
    }
    assert_true(date_parse(TEXT("2022-02"), &d));
    assert_int_equal(date_last(d), day(2022, 2, 28));
    d = date_month((struct date){day(2022, 2, 17), DATE_DAY});
    assert_true(d.day == day(2022, 2, 1) && d.precision == DATE_MONTH);
}

static void counts_ages_and_months(void **state)
{
    (void)state;
    assert_int_equal(date_age(day(1972, 9, 23), day(2022, 9, 22)), 49);
    assert_int_equal(date_age(day(1972, 9, 23), day(2022, 9, 23)), 50);
    assert_int_equal(date_age(day(2000, 2, 29), day(2001, 2, 28)), 0);
    assert_int_equal(date_age(day(2000, 2, 29), day(2001, 3, 1)), 1);
    assert_int_equal(date_months_between(day(2022, 1, 31), day(2022, 2, 28)), 1);
    assert_int_equal(date_months_between(day(2022, 1, 15), day(2022, 2, 14)), 0);
    assert_int_equal(date_months_between(day(2022, 3, 15), day(2022, 1, 15)), -2);
    assert_int_equal(date_add_months(day(2022, 1, 31), 1), day(2022, 2, 28));
    assert_int_equal(date_add_months(day(2022, 1, 31), -2), day(2021, 11, 30));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_days_to_dates_and_back),
        cmocka_unit_test(reads_iso_with_precision),
        cmocka_unit_test(counts_ages_and_months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
