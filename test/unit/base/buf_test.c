#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void grows_and_formats(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 20);
    for (int i = 0; i < 1000; i++) {
        buf_add_int(&b, i);
        buf_addc(&b, ',');
    }
    buf_addf(&b, "%0700d", 5);
    assert_int_equal(b.n, 10 + 90 * 2 + 900 * 3 + 1000 + 700);
    assert_int_equal(b.s[b.n], 0);
    buf_clear(&b);
    buf_add_int(&b, INT64_MIN);
    assert_string_equal(b.s, "-9223372036854775808");
    buf_release(&b);
}

static void stops_at_its_ceiling(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 10);
    buf_adds(&b, "12345678");
    buf_adds(&b, "abc");
    assert_true(b.full);
    assert_string_equal(b.s, "12345678");
    buf_addc(&b, 'x');
    assert_int_equal(b.n, 8);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_formats),
        cmocka_unit_test(stops_at_its_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
