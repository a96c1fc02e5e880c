#include "rule/interval.h"

#include "base/bug.h"

struct interval interval_date(struct date date)
{
    return (struct interval){date.day, date.precision == DATE_DAY ? date.day : date_last(date)};
}

/* Sum of two lower or two upper ends; an end without bound stays without. */
static int64_t added(int64_t a, int64_t b, int64_t unbounded)
{
    int64_t sum;
    if (a == unbounded || b == unbounded || __builtin_add_overflow(a, b, &sum)) {
        return unbounded;
    }
    return sum;
}

static struct interval negated(struct interval i)
{
    return (struct interval){i.hi == INT64_MAX ? INT64_MIN : -i.hi,
                             i.lo == INT64_MIN ? INT64_MAX : -i.lo};
}

struct interval interval_add(struct interval a, struct interval b)
{
    if (interval_is_none(a) || interval_is_none(b)) {
        return INTERVAL_NONE;
    }
    return (struct interval){added(a.lo, b.lo, INT64_MIN), added(a.hi, b.hi, INT64_MAX)};
}

struct interval interval_sub(struct interval a, struct interval b)
{
    if (interval_is_none(a) || interval_is_none(b)) {
        return INTERVAL_NONE;
    }
    return interval_add(a, negated(b));
}

/* A day inside the calendar. */
static int32_t day_of(int64_t n)
{
    return (int32_t)(n < DAY_FIRST ? DAY_FIRST : n > DAY_LAST ? DAY_LAST : n);
}

struct interval interval_shift(struct interval days, struct interval months, int64_t factor)
{
    if (interval_is_none(days) || interval_is_none(months)) {
        return INTERVAL_NONE;
    }
    if (!interval_known(months)) {
        return INTERVAL_UNKNOWN;
    }
    int64_t most = 12000; /* a thousand years either way */
    int64_t by = months.lo < -most ? -most : months.lo > most ? most : months.lo;
    by = (by * factor) < -most ? -most : (by * factor) > most ? most : by * factor;
    if (days.lo != INT64_MIN) {
        days.lo = day_of(date_add_months(day_of(days.lo), (int)by));
    }
    if (days.hi != INT64_MAX) {
        days.hi = day_of(date_add_months(day_of(days.hi), (int)by));
    }
    return days;
}

/* count(from, to) falls as `from` grows and grows with `to`. */
static struct interval spanned(struct interval from, struct interval to,
                               int (*count)(int32_t from, int32_t to))
{
    if (interval_is_none(from) || interval_is_none(to)) {
        return INTERVAL_NONE;
    }
    struct interval span = INTERVAL_UNKNOWN;
    if (from.hi != INT64_MAX && to.lo != INT64_MIN) {
        span.lo = count(day_of(from.hi), day_of(to.lo));
    }
    if (from.lo != INT64_MIN && to.hi != INT64_MAX) {
        span.hi = count(day_of(from.lo), day_of(to.hi));
    }
    return span;
}

struct interval interval_age(struct interval birth, struct interval on)
{
    return spanned(birth, on, date_age);
}

struct interval interval_months(struct interval from, struct interval to)
{
    return spanned(from, to, date_months_between);
}

enum answer interval_compare(enum rule_op op, struct interval a, struct interval b)
{
    if (interval_is_none(a) || interval_is_none(b)) {
        return ANSWER_NO;
    }
    bool yes, maybe;
    switch (op) {
    case RULE_EQ:
        yes = a.lo == a.hi && b.lo == b.hi && a.lo == b.lo;
        maybe = a.lo <= b.hi && b.lo <= a.hi;
        break;
    case RULE_LT:
        yes = a.hi < b.lo;
        maybe = a.lo < b.hi;
        break;
    case RULE_LE:
        yes = a.hi <= b.lo;
        maybe = a.lo <= b.hi;
        break;
    case RULE_GT:
        return interval_compare(RULE_LT, b, a);
    case RULE_GE:
        return interval_compare(RULE_LE, b, a);
    default:
        bug("%d is no comparison", (int)op);
    }
    return yes ? ANSWER_YES : maybe ? ANSWER_UNKNOWN : ANSWER_NO;
}
