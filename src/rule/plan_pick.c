/* Comparing a number with constants: as ranges of a column wherever that can be done. */
#include <stdlib.h>

#include "rule/plan.h"

/*
 * A number that hangs on one column only, and rises or falls with it: then `age(birth) >= 40` is a
 * range of births, found by halving, and the column itself is compared.
 */
static struct number *only_column(struct number *number, bool *falls)
{
    struct number *a = number->a, *b = number->b;
    switch (number->op) {
    case NUMBER_COLUMN:
        return number;
    case NUMBER_SHIFT:
        return only_column(a, falls);
    case NUMBER_ADD:
    case NUMBER_SUB:
    case NUMBER_AGE:
    case NUMBER_MONTHS:
        if (b->op == NUMBER_CONSTANT && interval_known(b->constant)) {
            *falls ^= number->op == NUMBER_AGE || number->op == NUMBER_MONTHS;
            return only_column(a, falls);
        }
        if (a->op == NUMBER_CONSTANT && interval_known(a->constant)) {
            *falls ^= number->op == NUMBER_SUB;
            return only_column(b, falls);
        }
        return NULL;
    default:
        return NULL;
    }
}

/* The number when its column stands at x. */
static struct interval number_at(const struct number *number, int64_t x)
{
    if (number->op == NUMBER_COLUMN) {
        return interval_point(x);
    }
    if (number->op == NUMBER_CONSTANT) {
        return number->constant;
    }
    struct interval a = number_at(number->a, x), b = number_at(number->b, x);
    return number_combine(number, a, b);
}

/* The least x of first … last for which the number is at least (falls: at most) `bound`, or beyond
 * it when `past`; last + 1 when there is none. */
static int64_t least(const struct number *number, bool falls, bool past, int64_t bound,
                     int64_t first, int64_t last)
{
    int64_t low = first, high = last + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        int64_t n = number_at(number, middle).lo;
        bool reached = n == bound ? !past : (n > bound) != falls;
        if (reached) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* The ranges of the number as ranges of its column; NULL when that cannot be done. */
static struct range *of_column(struct rule_run *run, const struct number *number, bool falls,
                               const struct column *column, const struct range *ranges, size_t *n)
{
    bool date = column->type == COLUMN_DATE;
    int64_t first = date ? DAY_FIRST : -((int64_t)1 << 61);
    int64_t last = date ? DAY_LAST : (int64_t)1 << 61;
    if (!interval_known(number_at(number, first)) || !interval_known(number_at(number, last))) {
        return NULL;
    }
    struct range *out = arena_array(&run->arena, struct range, *n);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        struct range range = ranges[i];
        int64_t near = falls ? range.hi : range.lo, far = falls ? range.lo : range.hi;
        int64_t from = least(number, falls, false, near, first, last);
        int64_t until = least(number, falls, true, far, first, last) - 1;
        if (from <= until) {
            out[kept++] =
                (struct range){from == first ? INT64_MIN : from, until == last ? INT64_MAX : until};
        }
    }
    *n = kept;
    return out;
}

static int by_start(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return x->lo < y->lo ? -1 : x->lo > y->lo;
}

/* Ascending, with those that touch made one. */
static size_t merged(struct range *ranges, size_t n)
{
    if (n == 0) {
        return 0;
    }
    qsort(ranges, n, sizeof(*ranges), by_start);
    size_t last = 0;
    for (size_t i = 1; i < n; i++) {
        if (ranges[last].hi == INT64_MAX || ranges[i].lo <= ranges[last].hi + 1) {
            ranges[last].hi = ranges[i].hi > ranges[last].hi ? ranges[i].hi : ranges[last].hi;
        } else {
            ranges[++last] = ranges[i];
        }
    }
    return last + 1;
}

struct step *plan_pick(struct rule_run *run, struct number *number, struct range *ranges, size_t n,
                       bool points)
{
    struct step model = {.op = STEP_PICK, .table = number->table, .points = points};
    n = merged(ranges, n);
    bool falls = false;
    struct number *leaf = only_column(number, &falls);
    struct range *columns = NULL;
    size_t count = n;
    if (leaf != NULL) {
        columns =
            leaf == number ? ranges : of_column(run, number, falls, leaf->column, ranges, &count);
    }
    if (columns != NULL) {
        model.op = STEP_RANGES;
        model.column = leaf->column;
        model.ranges = columns;
        model.range_count = count;
    }
    bool partly = leaf != NULL && leaf->column->partial != NULL;
    if (columns == NULL || partly) {
        model.a = number;
        model.picks = ranges;
        model.pick_count = n;
    }
    return plan_made(run, model, TEXT_EMPTY);
}
