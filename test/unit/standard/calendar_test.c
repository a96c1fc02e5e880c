#include "standard/calendar.h"

#include "vectors.h"

static int32_t day(int year, int month, int d)
{
    return date_from_civil((struct civil){year, month, d});
}

static struct calendar embedded(struct arena *arena)
{
    size_t n;
    struct calendar_row *rows = calendar_rows(arena, &n);
    assert_int_equal(n, 180);
    return calendar_new(arena, rows, n);
}

static void knows_the_campaign(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct calendar c = embedded(&arena);
    assert_true(calendar_works(&c, day(2022, 9, 9)));
    assert_false(calendar_works(&c, day(2022, 9, 10))); /* 中秋 */
    assert_false(calendar_works(&c, day(2022, 9, 12)));
    assert_false(calendar_works(&c, day(2022, 10, 7)));
    assert_true(calendar_works(&c, day(2022, 10, 8)) && calendar_works(&c, day(2022, 10, 9)));
    assert_text(calendar_row_of(&c, day(2022, 10, 1))->name, "国庆节");
    assert_null(calendar_row_of(&c, day(2022, 9, 8)));
    assert_true(calendar_works(&c, day(2023, 1, 3))); /* data/README.md of the sources */
    assert_true(calendar_knows(&c, 2022) && calendar_knows(&c, 2026));
    assert_false(calendar_knows(&c, 2021) || calendar_knows(&c, 2027));
    arena_release(&arena);
}

static void counts_working_days(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct calendar c = embedded(&arena);
    assert_int_equal(calendar_next(&c, day(2022, 10, 1)), day(2022, 10, 8));
    assert_int_equal(calendar_last(&c, day(2022, 10, 7)), day(2022, 9, 30));
    assert_int_equal(calendar_add(&c, day(2022, 9, 8), 5), day(2022, 9, 16));
    assert_int_equal(calendar_add(&c, day(2022, 9, 30), 1), day(2022, 10, 8));
    assert_int_equal(calendar_add(&c, day(2022, 10, 8), -1), day(2022, 9, 30));
    assert_int_equal(calendar_add(&c, day(2022, 10, 1), 0), day(2022, 10, 1));
    assert_int_equal(calendar_count(&c, day(2022, 9, 8), day(2022, 9, 16)), 5);
    assert_int_equal(calendar_count(&c, day(2022, 9, 16), day(2022, 9, 8)), -5);
    assert_int_equal(calendar_count(&c, day(2022, 10, 1), day(2022, 10, 7)), 0);
    assert_int_equal(calendar_remind(&c, day(2022, 10, 23), 0), day(2022, 10, 21));
    assert_int_equal(calendar_remind(&c, day(2022, 9, 23), 1), day(2022, 9, 22));
    for (int32_t d = day(2022, 1, 1); d < day(2022, 12, 31); d++) {
        int32_t later = calendar_add(&c, d, 7);
        assert_int_equal(calendar_count(&c, d, later), 7);
        assert_true(calendar_works(&c, later));
    }
    arena_release(&arena);
}

static void lets_the_county_add_rows(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct calendar_row rows[] = {
        {day(2027, 10, 1), false, TEXT("国庆节")},
        {day(2027, 9, 6), false, TEXT("错")},
        {day(2027, 9, 6), true, TEXT("改")},
    };
    struct calendar c = calendar_new(&arena, rows, COUNT(rows));
    assert_int_equal(c.n, 2);
    assert_true(calendar_knows(&c, 2027) && calendar_works(&c, day(2027, 9, 6)));
    struct calendar none = calendar_new(&arena, NULL, 0);
    assert_int_equal(calendar_next(&none, day(2022, 9, 10)), day(2022, 9, 12));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_campaign),
        cmocka_unit_test(counts_working_days),
        cmocka_unit_test(lets_the_county_add_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
