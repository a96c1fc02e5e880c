#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void day_turns_at_midnight_in_china(void **state)
{
    (void)state;
    int32_t day = date_from_civil((struct civil){2022, 9, 8});
    int64_t ms = (int64_t)day * 86400000 - 8 * 3600000;
    assert_int_equal(clock_today(clock_at(&ms)), day);
    ms -= 1;
    assert_int_equal(clock_today(clock_at(&ms)), day - 1);
    assert_int_equal(clock_day_of(clock_noon(day)), day);
    assert_int_equal(clock_day_of(-8 * 3600000 - 1), -1);
}

static void formats_china_time(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    assert_true(text_is(clock_format(&a, 0), "1970-01-01 08:00:00"));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(day_turns_at_midnight_in_china),
        cmocka_unit_test(formats_china_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
