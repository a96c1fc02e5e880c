#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int closed;

static void note_close(void *what)
{
    closed = closed * 10 + *(int *)what;
}

static void gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    for (size_t n = 0; n < 3000; n += 7) {
        char *p = arena_alloc(&a, n);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(p[i], 0);
        }
        memset(p, 0xAA, n);
    }
    char *large = arena_alloc(&a, 5 << 20);
    assert_int_equal(large[(5 << 20) - 1], 0);
    arena_release(&a);
}

static void closes_newest_first(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    int one = 1, two = 2;
    closed = 0;
    arena_defer(&a, note_close, &one);
    arena_defer(&a, note_close, &two);
    arena_reset(&a);
    assert_int_equal(closed, 21);
    arena_release(&a);
    assert_int_equal(closed, 21);
}

static void prints_short_and_long(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    assert_true(text_is(arena_printf(&a, "%d-%s", 7, "x"), "7-x"));
    struct text t = arena_printf(&a, "%01000d", 1);
    assert_int_equal(t.n, 1000);
    assert_int_equal(t.s[999], '1');
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_memory),
        cmocka_unit_test(closes_newest_first),
        cmocka_unit_test(prints_short_and_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
