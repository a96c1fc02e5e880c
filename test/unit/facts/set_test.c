#include "facts/set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"

enum { ROWS = 200 };

static void random_set(struct dice *dice, struct set *set, bool truth[ROWS], size_t rows)
{
    set_init(set, rows);
    for (size_t i = 0; i < ROWS; i++) {
        truth[i] = i < rows && dice_percent(dice, 40);
        if (truth[i]) {
            set_add(set, i);
        }
    }
}

static void check(const struct set *set, const bool truth[ROWS])
{
    size_t count = 0, row, seen = 0;
    for (size_t i = 0; i < ROWS + 70; i++) {
        assert_int_equal(set_has(set, i), i < ROWS && truth[i]);
        count += i < ROWS && truth[i];
    }
    assert_int_equal(set_count(set), count);
    SET_EACH(set, row)
    {
        assert_true(truth[row]);
        seen++;
    }
    assert_int_equal(seen, count);
}

static void combines_as_sets_do(void **state)
{
    (void)state;
    struct dice dice = dice_seeded(5);
    for (int round = 0; round < 200; round++) {
        struct set a, b, c;
        bool in_a[ROWS], in_b[ROWS], wanted[ROWS];
        size_t rows_a = dice_below(&dice, ROWS), rows_b = dice_below(&dice, (uint32_t)rows_a + 1);
        random_set(&dice, &a, in_a, rows_a);
        random_set(&dice, &b, in_b, rows_b);
        set_copy(&c, &a);
        check(&c, in_a);
        set_and(&c, &b);
        for (size_t i = 0; i < ROWS; i++) {
            wanted[i] = in_a[i] && in_b[i];
        }
        check(&c, wanted);
        set_release(&c);
        set_copy(&c, &a);
        set_or(&c, &b);
        for (size_t i = 0; i < ROWS; i++) {
            wanted[i] = in_a[i] || in_b[i];
        }
        check(&c, wanted);
        assert_true(set_equal(&c, &c));
        set_minus(&c, &b);
        for (size_t i = 0; i < ROWS; i++) {
            wanted[i] = in_a[i] && !in_b[i];
        }
        check(&c, wanted);
        set_not(&c);
        for (size_t i = 0; i < ROWS; i++) {
            wanted[i] = i < rows_a && !wanted[i];
        }
        check(&c, wanted);
        set_release(&c);
        set_release(&a);
        set_release(&b);
    }
}

static void tells_equal_sets_of_different_lengths(void **state)
{
    (void)state;
    struct set a, b;
    set_init(&a, 10);
    set_init(&b, 300);
    set_add(&a, 3);
    set_add(&b, 3);
    assert_true(set_equal(&a, &b));
    assert_true(set_equal(&b, &a));
    set_add(&b, 299);
    assert_false(set_equal(&a, &b));
    set_fill(&a);
    assert_int_equal(set_count(&a), 10);
    set_release(&a);
    set_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(combines_as_sets_do),
        cmocka_unit_test(tells_equal_sets_of_different_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
