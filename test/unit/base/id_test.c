#include "base/id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void grows_even_when_the_clock_stands(void **state)
{
    (void)state;
    int64_t ms = clock_noon(date_from_civil((struct civil){2022, 9, 8}));
    struct clock clock = clock_at(&ms);
    int64_t last = 0;
    for (int i = 0; i < 200000; i++) {
        int64_t id = id_next(clock);
        assert_true(id > last);
        last = id;
    }
    ms -= 1000;
    assert_true(id_next(clock) > last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_even_when_the_clock_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
