#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void keeps_what_it_is_given(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct map m;
    map_init(&m);
    int64_t value;
    assert_false(map_get(&m, TEXT("x"), &value));
    for (int i = 0; i < 5000; i++) {
        assert_true(map_put(&m, arena_printf(&a, "key%d", i), i));
    }
    assert_false(map_put(&m, TEXT("key77"), -1));
    assert_true(map_put(&m, TEXT_EMPTY, 9));
    assert_int_equal(m.n, 5001);
    for (int i = 0; i < 5000; i++) {
        assert_true(map_get(&m, arena_printf(&a, "key%d", i), &value));
        assert_int_equal(value, i == 77 ? -1 : i);
    }
    assert_true(map_get(&m, TEXT_EMPTY, &value));
    assert_false(map_get(&m, TEXT("key5000"), &value));
    assert_false(map_claim(&m, TEXT("key78"), 5, &value));
    assert_int_equal(value, 78);
    assert_true(map_claim(&m, TEXT("key5000"), 5, &value));
    assert_int_equal(value, 5);
    assert_true(map_get(&m, TEXT("key78"), &value));
    assert_int_equal(value, 78);
    assert_int_equal(m.n, 5002);
    map_release(&m);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_it_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
