#include "standard/retirement.h"

#include "base/date.h"

static const struct {
    int age, step, most; /* years; months of birth a month of delay; months */
} rules[] = {
    [RETIRE_MALE_60] = {60, 4, 36},
    [RETIRE_FEMALE_55] = {55, 4, 36},
    [RETIRE_FEMALE_50] = {50, 2, 60},
    [RETIRE_RESIDENT_60] = {60, 0, 0},
};

struct retirement retirement_of(enum retire_basis basis, int32_t birth, int32_t on)
{
    struct civil born = date_to_civil(birth);
    int32_t in_force = date_from_civil((struct civil){2025, 1, 1});
    int months_late = (born.year + rules[basis].age - 2025) * 12 + born.month - 1;
    int delay = 0;
    if (on >= in_force && months_late >= 0 && rules[basis].step > 0) {
        delay = months_late / rules[basis].step + 1;
        delay = delay < rules[basis].most ? delay : rules[basis].most;
    }
    int month = (born.year + rules[basis].age) * 12 + born.month - 1 + delay;
    return (struct retirement){
        .year = month / 12,
        .month = month % 12 + 1,
        .delay = delay,
        .day = date_add_months(birth, rules[basis].age * 12 + delay),
    };
}
