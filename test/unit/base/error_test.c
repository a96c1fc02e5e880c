#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void fills_and_hints(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct error e = {0};
    assert_int_equal(error_set(&e, &a, NOT_FOUND, "没有第 %d 行", 3), NOT_FOUND);
    assert_int_equal(error_hint(&e, &a, "请刷新"), NOT_FOUND);
    assert_true(text_is(e.message, "没有第 3 行"));
    assert_true(text_is(e.hint, "请刷新"));
    struct errors list = {0};
    for (int i = 0; i < 40; i++) {
        errors_add(&list, &a, "name", arena_printf(&a, "%d", i), TEXT_EMPTY);
    }
    assert_int_equal(list.n, 40);
    assert_true(text_is(list.at[0].message, "0"));
    assert_true(text_is(list.at[39].message, "39"));
    arena_release(&a);
}

static void maps_every_status(void **state)
{
    (void)state;
    for (int s = OK; s < STATUS__COUNT; s++) {
        assert_true(status_http((enum status)s) >= 200);
        assert_non_null(status_name((enum status)s));
    }
    assert_int_equal(status_http(CONFLICT), 409);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_and_hints),
        cmocka_unit_test(maps_every_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
