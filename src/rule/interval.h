/*
 * interval: a number as far as it is known. A known number is one point; a date given as a month is
 * that month; a count in which some rows are uncertain lies between two numbers; a missing fact is
 * everything. Nothing there (the last service of somebody who had none) is an interval of its own:
 * every comparison with it is "no". So "unknown" is decided in one place, interval_in and
 * interval_compare, and never guessed.
 */
#ifndef RULE_INTERVAL_H
#define RULE_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "rule/rule.h"

struct interval {
    int64_t lo, hi; /* both belong to it; INT64_MIN, INT64_MAX: no bound */
};

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

#define INTERVAL_UNKNOWN ((struct interval){INT64_MIN, INT64_MAX})
#define INTERVAL_NONE    ((struct interval){INT64_MAX, INT64_MIN})

enum {
    DAY_FIRST = -354285, /* 1000-01-01; arithmetic on dates stays between these */
    DAY_LAST = 2932896,  /* 9999-12-31 */
};

static inline struct interval interval_point(int64_t n)
{
    return (struct interval){n, n};
}

static inline bool interval_is_none(struct interval i)
{
    return i.lo > i.hi;
}

/* Whether it tells anything at both ends: what `is known` asks. */
static inline bool interval_known(struct interval i)
{
    return !interval_is_none(i) && i.lo != INT64_MIN && i.hi != INT64_MAX;
}

struct interval interval_date(struct date date);
struct interval interval_add(struct interval a, struct interval b);
struct interval interval_sub(struct interval a, struct interval b);
/* Days moved by months, which must be a point or unknown. */
struct interval interval_shift(struct interval days, struct interval months, int64_t factor);
struct interval interval_age(struct interval birth, struct interval on);
struct interval interval_months(struct interval from, struct interval to);

/* op: RULE_EQ, RULE_LT, RULE_LE, RULE_GT or RULE_GE; RULE_NE is the opposite of RULE_EQ. */
enum answer interval_compare(enum rule_op op, struct interval a, struct interval b);

/* Kleene's logic. */
static inline enum answer answer_not(enum answer a)
{
    return a == ANSWER_UNKNOWN ? a : a == ANSWER_YES ? ANSWER_NO : ANSWER_YES;
}

static inline enum answer answer_and(enum answer a, enum answer b)
{
    if (a == ANSWER_NO || b == ANSWER_NO) {
        return ANSWER_NO;
    }
    return a == ANSWER_UNKNOWN || b == ANSWER_UNKNOWN ? ANSWER_UNKNOWN : ANSWER_YES;
}

static inline enum answer answer_or(enum answer a, enum answer b)
{
    return answer_not(answer_and(answer_not(a), answer_not(b)));
}

#endif
