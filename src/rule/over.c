#include "rule/over.h"

#include <stdlib.h>
#include <string.h>

/*
 * A referring row counts when it is live, its reference is filled and `where` is true of it
 * (certain) or may be (uncertain). Most questions are answered by going once over the certain rows
 * and once over the uncertain ones, of which there are usually none.
 */

enum { AT_ONCE = 256 };

/* ---- any ---- */

static void scatter(const struct column *column, const uint64_t *bits, const uint64_t *live,
                    size_t words, uint64_t *out)
{
    for (size_t w = 0; w < words; w++) {
        for (uint64_t word = bits[w] & live[w] & column->known[w]; word != 0; word &= word - 1) {
            size_t row = w * 64 + (size_t)__builtin_ctzll(word);
            bit_set(out, (size_t)column_number(column, row));
        }
    }
}

void over_exists(struct step *step)
{
    const struct step *in = step->in[0];
    size_t words = set_words(in->table->rows);
    scatter(step->column, in->yes, in->table->live, words, step->yes);
    scatter(step->column, in->unknown, in->table->live, words, step->unknown);
    for (size_t w = 0; w < set_words(step->table->rows); w++) {
        step->unknown[w] &= ~step->yes[w];
    }
}

/* ---- going over the referring rows ---- */

struct over {
    struct number *number;
    size_t parents; /* rows of the referred table, to a whole word */
    bool certain;   /* which of the two rounds it is */
    /* first, last: */
    uint32_t *best; /* by parent: the best certain row + 1 */
    struct interval *best_by;
    uint64_t *open; /* by parent: another row may be better */
    /* distinct: */
    uint32_t *starts; /* by parent: where its entries end, later where they start */
    struct entry *entries;
};

typedef void visit(struct over *over, uint32_t parent, uint32_t child, struct interval value,
                   struct interval by);

static void visit_some(struct over *over, visit *take, const uint32_t *rows, size_t n)
{
    const struct number *number = over->number;
    struct interval values[AT_ONCE], bys[AT_ONCE];
    memset(values, 0, n * sizeof(*values));
    memset(bys, 0, n * sizeof(*bys));
    if (number->a != NULL) {
        number_read(number->a, rows, n, values);
    }
    if (number->b != NULL) {
        number_read(number->b, rows, n, bys);
    }
    for (size_t i = 0; i < n; i++) {
        take(over, (uint32_t)column_number(number->column, rows[i]), rows[i], values[i], bys[i]);
    }
}

/* One round over the certain or the uncertain rows, in their order. */
static void visit_all(struct over *over, bool certain, visit *take)
{
    const struct step *where = over->number->where;
    const uint64_t *bits = certain ? where->yes : where->unknown;
    const uint64_t *live = where->table->live, *known = over->number->column->known;
    uint32_t rows[AT_ONCE];
    size_t n = 0;
    over->certain = certain;
    for (size_t w = 0; w < set_words(where->table->rows); w++) {
        for (uint64_t word = bits[w] & live[w] & known[w]; word != 0; word &= word - 1) {
            rows[n++] = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(word));
            if (n == AT_ONCE) {
                visit_some(over, take, rows, n);
                n = 0;
            }
        }
    }
    visit_some(over, take, rows, n);
}

static bool any_uncertain(const struct over *over)
{
    const struct step *where = over->number->where;
    const uint64_t *live = where->table->live, *known = over->number->column->known;
    for (size_t w = 0; w < set_words(where->table->rows); w++) {
        if ((where->unknown[w] & live[w] & known[w]) != 0) {
            return true;
        }
    }
    return false;
}

static void fill(int64_t *at, size_t n, int64_t value)
{
    for (size_t i = 0; i < n; i++) {
        at[i] = value;
    }
}

static int64_t *numbers(size_t n)
{
    return memory_get(n * sizeof(int64_t));
}

static void result_make(struct over *over, struct interval start)
{
    over->number->lo = numbers(over->parents);
    over->number->hi = numbers(over->parents);
    fill(over->number->lo, over->parents, start.lo);
    fill(over->number->hi, over->parents, start.hi);
}

static struct interval result_at(const struct over *over, uint32_t parent)
{
    return (struct interval){over->number->lo[parent], over->number->hi[parent]};
}

static void result_put(struct over *over, uint32_t parent, struct interval i)
{
    over->number->lo[parent] = i.lo;
    over->number->hi[parent] = i.hi;
}

/* One array instead of two where every number is a point. */
static void result_join(struct over *over)
{
    struct number *number = over->number;
    if (memcmp(number->lo, number->hi, over->parents * sizeof(int64_t)) == 0) {
        free(number->hi);
        number->hi = number->lo;
    }
}

/* ---- count and sum ---- */

static void count_one(struct over *over, uint32_t parent, uint32_t child, struct interval value,
                      struct interval by)
{
    (void)child;
    (void)value;
    (void)by;
    over->number->hi[parent]++;
}

static void work_count(struct over *over)
{
    struct number *number = over->number;
    number->lo = number->hi = numbers(over->parents);
    fill(number->lo, over->parents, 0);
    visit_all(over, true, count_one);
    if (any_uncertain(over)) {
        number->hi = numbers(over->parents);
        memcpy(number->hi, number->lo, over->parents * sizeof(int64_t));
        visit_all(over, false, count_one);
    }
}

static void sum_one(struct over *over, uint32_t parent, uint32_t child, struct interval value,
                    struct interval by)
{
    (void)child;
    (void)by;
    if (interval_is_none(value)) {
        return;
    }
    if (!over->certain) {
        value.lo = value.lo < 0 ? value.lo : 0;
        value.hi = value.hi > 0 ? value.hi : 0;
    }
    result_put(over, parent, interval_add(result_at(over, parent), value));
}

static void work_sum(struct over *over)
{
    result_make(over, interval_point(0));
    visit_all(over, true, sum_one);
    visit_all(over, false, sum_one);
}

/* ---- least and greatest ---- */

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void extreme_one(struct over *over, uint32_t parent, uint32_t child, struct interval value,
                        struct interval by)
{
    (void)child;
    (void)by;
    struct interval best = result_at(over, parent);
    bool greatest = over->number->over == RULE_MAX;
    if (interval_is_none(value)) {
        return;
    }
    if (interval_is_none(best)) {
        best = over->certain ? value : INTERVAL_UNKNOWN;
    } else if (over->certain) {
        best.lo = greatest ? greater(best.lo, value.lo) : lesser(best.lo, value.lo);
        best.hi = greatest ? greater(best.hi, value.hi) : lesser(best.hi, value.hi);
    } else if (greatest) {
        best.hi = greater(best.hi, value.hi);
    } else {
        best.lo = lesser(best.lo, value.lo);
    }
    result_put(over, parent, best);
}

static void work_extreme(struct over *over)
{
    result_make(over, INTERVAL_NONE);
    visit_all(over, true, extreme_one);
    visit_all(over, false, extreme_one);
}

/* ---- first and last ---- */

/* For `first` the other way round, so that the greatest is wanted in both. */
static struct interval rank_of(const struct over *over, struct interval by)
{
    if (interval_is_none(by)) {
        return INTERVAL_UNKNOWN;
    }
    return over->number->over == RULE_LAST ? by : interval_sub(interval_point(0), by);
}

/* Of two rows with the same rank: the later entered for `last`, the earlier for `first`. */
static bool wins_tie(const struct over *over, uint32_t child, uint32_t other)
{
    return (child > other) == (over->number->over == RULE_LAST);
}

static void best_one(struct over *over, uint32_t parent, uint32_t child, struct interval value,
                     struct interval by)
{
    (void)value;
    struct interval rank = rank_of(over, by);
    uint32_t best = over->best[parent];
    int64_t lo = over->best_by[parent].lo;
    if (best == 0 || rank.lo > lo || (rank.lo == lo && wins_tie(over, child, best - 1))) {
        over->best[parent] = child + 1;
        over->best_by[parent] = rank;
    }
}

/* Whether this row, which is not the best, might be it after all. */
static void rival_one(struct over *over, uint32_t parent, uint32_t child, struct interval value,
                      struct interval by)
{
    (void)value;
    struct interval rank = rank_of(over, by), best = over->best_by[parent];
    if (over->best[parent] == child + 1) {
        return;
    }
    bool tie = rank.lo == rank.hi && best.lo == best.hi && rank.hi == best.lo;
    bool rivals =
        tie ? !over->certain && wins_tie(over, child, over->best[parent] - 1) : rank.hi >= best.lo;
    if (over->best[parent] == 0 || rivals) {
        bit_set(over->open, parent);
    }
}

static void best_values(struct over *over)
{
    const struct number *value = over->number->a;
    for (uint32_t parent = 0; parent < over->parents; parent++) {
        struct interval found = INTERVAL_NONE;
        if (bit_get(over->open, parent)) {
            found = INTERVAL_UNKNOWN;
        } else if (over->best[parent] > 0) {
            uint32_t row = over->best[parent] - 1;
            number_read(value, &row, 1, &found);
        }
        result_put(over, parent, found);
    }
}

static void work_best(struct over *over)
{
    over->best = memory_get_zeroed(over->parents * sizeof(*over->best));
    over->best_by = memory_get_zeroed(over->parents * sizeof(*over->best_by));
    over->open = memory_get_zeroed(set_words(over->parents) * sizeof(uint64_t));
    result_make(over, INTERVAL_NONE);
    visit_all(over, true, best_one);
    visit_all(over, true, rival_one);
    visit_all(over, false, rival_one);
    best_values(over);
    free(over->best);
    free(over->best_by);
    free(over->open);
}

/* ---- distinct ---- */

struct entry {
    int64_t value;
    bool known, certain;
};

static void entry_count(struct over *over, uint32_t parent, uint32_t child, struct interval value,
                        struct interval by)
{
    (void)child;
    (void)by;
    over->starts[parent] += !interval_is_none(value);
}

static void entry_place(struct over *over, uint32_t parent, uint32_t child, struct interval value,
                        struct interval by)
{
    (void)child;
    (void)by;
    if (!interval_is_none(value)) {
        over->entries[--over->starts[parent]] =
            (struct entry){value.lo, value.lo == value.hi, over->certain};
    }
}

static int by_value(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->value < y->value ? -1 : x->value > y->value;
}

/* At least the different certain values; at most all, with every unknown one different. */
static struct interval distinct_of(struct entry *entries, size_t n)
{
    struct interval count = {0, 0};
    bool certain = false; /* some row counts for certain */
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        certain = certain || entries[i].certain;
        if (entries[i].known) {
            entries[known++] = entries[i];
        } else {
            count.hi++;
        }
    }
    qsort(entries, known, sizeof(*entries), by_value);
    for (size_t i = 0, next; i < known; i = next) {
        bool sure = false;
        for (next = i; next < known && entries[next].value == entries[i].value; next++) {
            sure = sure || entries[next].certain;
        }
        count.lo += sure;
        count.hi++;
    }
    count.lo = count.lo == 0 && certain ? 1 : count.lo;
    return count;
}

static void work_distinct(struct over *over)
{
    over->starts = memory_get_zeroed((over->parents + 1) * sizeof(*over->starts));
    result_make(over, interval_point(0));
    visit_all(over, true, entry_count);
    visit_all(over, false, entry_count);
    for (size_t parent = 1; parent <= over->parents; parent++) {
        over->starts[parent] += over->starts[parent - 1];
    }
    over->entries = memory_get(over->starts[over->parents] * sizeof(*over->entries));
    visit_all(over, true, entry_place);
    visit_all(over, false, entry_place);
    for (uint32_t parent = 0; parent < over->parents; parent++) {
        size_t n = over->starts[parent + 1] - over->starts[parent];
        if (n > 0) {
            result_put(over, parent, distinct_of(over->entries + over->starts[parent], n));
        }
    }
    free(over->starts);
    free(over->entries);
}

void over_work(struct number *number)
{
    struct over over = {.number = number, .parents = set_words(number->table->rows) * 64};
    switch (number->over) {
    case RULE_COUNT:
        work_count(&over);
        return;
    case RULE_DISTINCT:
        work_distinct(&over);
        break;
    case RULE_SUM:
        work_sum(&over);
        break;
    case RULE_MIN:
    case RULE_MAX:
        work_extreme(&over);
        break;
    default:
        work_best(&over);
    }
    result_join(&over);
}
