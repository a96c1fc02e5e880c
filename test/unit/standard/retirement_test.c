#include "standard/retirement.h"

#include "base/date.h"
#include "vectors.h"

static const int32_t in_2026 = 20454;

static struct date month_of(struct text t)
{
    struct date date = {DATE_NONE, DATE_DAY};
    assert_true(date_parse(t, &date));
    return date;
}

static void meets_every_vector(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct text rest = vectors_read(&arena, "retirement_test_vectors.csv"), cells[DATA_CELLS];
    size_t met = 0;
    while (data_next_row(&rest, cells)) {
        enum retire_basis basis = text_is(cells[1], "60")   ? RETIRE_MALE_60
                                  : text_is(cells[1], "55") ? RETIRE_FEMALE_55
                                                            : RETIRE_FEMALE_50;
        int32_t birth = month_of(cells[2]).day;
        int64_t delay = -1, age = 0;
        assert_true(text_to_int(cells[4], &delay) && text_to_int(cells[1], &age));
        struct civil month = date_to_civil(month_of(cells[5]).day);
        struct retirement r = retirement_of(basis, birth, in_2026);
        assert_int_equal(r.delay, delay);
        assert_int_equal(r.year * 12 + r.month, month.year * 12 + month.month);
        assert_int_equal(r.day, month_of(cells[5]).day);
        int64_t months = age * 12 + r.delay;
        assert_text(cells[6], arena_cstr(&arena, arena_printf(&arena, "%d岁%d个月",
                                                              (int)months / 12, (int)months % 12)));
        met++;
    }
    assert_int_equal(met, 24);
    arena_release(&arena);
}

static void asks_the_law_of_the_day(void **state)
{
    (void)state;
    int32_t birth = date_from_civil((struct civil){1965, 5, 31});
    assert_int_equal(retirement_of(RETIRE_MALE_60, birth, in_2026).delay, 2);
    struct retirement before = retirement_of(RETIRE_MALE_60, birth, 19243); /* 2022-09-08 */
    assert_int_equal(before.delay, 0);
    assert_int_equal(before.day, date_from_civil((struct civil){2025, 5, 31}));
    assert_int_equal(retirement_of(RETIRE_RESIDENT_60, birth, in_2026).day, before.day);
    assert_int_equal(retirement_of(RETIRE_MALE_60, birth, in_2026).day,
                     date_from_civil((struct civil){2025, 7, 31}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meets_every_vector),
        cmocka_unit_test(asks_the_law_of_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
