/* The plain interpreter: one rule, one row, by the words of docs/rules.md. */
#include <stdio.h>
#include <string.h>

#include "small.h"

/* What is known of a number: nothing there, or between two ends, each of which may be open. */
struct known {
    bool none, low, high; /* low, high: that end is known */
    __int128 lo, hi;
};

struct asker {
    const struct small *small;
    int64_t params[PARAM__COUNT + 1];
};

static const struct known everything = {0};
static const struct known nothing = {.none = true};

static enum plain truth(const struct asker *asker, const struct rule_node *node,
                        const struct small_row *row);
static struct known number(const struct asker *asker, const struct rule_node *node,
                           const struct small_row *row);
static bool word(const struct asker *asker, const struct rule_node *node,
                 const struct small_row *row, struct text *out);

static struct known exactly(__int128 n)
{
    return (struct known){.low = true, .high = true, .lo = n, .hi = n};
}

static const struct small_rows *rows_of(const struct asker *asker, const struct ledger *ledger)
{
    for (int t = 0; t < SMALL__COUNT; t++) {
        if (small_ledgers[t] == ledger) {
            return &asker->small->tables[t];
        }
    }
    return NULL;
}

static enum plain both(enum plain a, enum plain b)
{
    return a == PLAIN_NO || b == PLAIN_NO             ? PLAIN_NO
           : a == PLAIN_UNKNOWN || b == PLAIN_UNKNOWN ? PLAIN_UNKNOWN
                                                      : PLAIN_YES;
}

static enum plain opposite(enum plain a)
{
    return a == PLAIN_UNKNOWN ? a : a == PLAIN_NO ? PLAIN_YES : PLAIN_NO;
}

/* The row a reference leads to, or NULL: missing, absent or removed. */
static const struct small_row *led(const struct asker *asker, const struct rule_node *node,
                                   const struct small_row *row)
{
    const struct field *field = &node->ledger->fields[node->field];
    const struct value *value = &row->values[node->field];
    if (!value_is_set(value)) {
        return NULL;
    }
    for (int t = 0; t < SMALL__COUNT; t++) {
        if (!text_is(text_of(field->ref), small_ledgers[t]->name)) {
            continue;
        }
        for (size_t i = 0; i < asker->small->tables[t].n; i++) {
            const struct small_row *to = &asker->small->tables[t].at[i];
            if (to->id == value->number) {
                return to->removed ? NULL : to;
            }
        }
    }
    return NULL;
}

static struct asker inside(const struct asker *asker, const struct rule_node *node)
{
    struct asker in = *asker;
    for (size_t i = 1; i < node->n; i++) {
        struct known date = number(asker, node->child[i], NULL);
        int64_t at = date.low && date.high ? (int64_t)date.lo : INT64_MIN;
        if (node->n == 3) {
            in.params[i == 1 ? PARAM_FROM : PARAM_TO] = at;
        }
        in.params[PARAM_AS_OF] = at;
    }
    return in;
}

/* ---- numbers ---- */

static struct known field_number(const struct asker *asker, const struct rule_node *node,
                                 const struct small_row *row)
{
    const struct value *value = &row->values[node->field];
    if (!value_is_set(value)) {
        return everything;
    }
    if (node->type == RULE_REF) {
        /* A reference to a row that never was is as good as none; to a removed row it stays. */
        for (int t = 0; t < SMALL__COUNT; t++) {
            const struct small_rows *rows = &asker->small->tables[t];
            for (size_t i = 0; small_ledgers[t] == node->refers && i < rows->n; i++) {
                if (rows->at[i].id == value->number) {
                    return exactly(value->number);
                }
            }
        }
        return everything;
    }
    if (node->type != RULE_DATE || value->precision == DATE_DAY) {
        return exactly(value->number);
    }
    struct known date = exactly(value->number);
    struct civil c = date_to_civil((int32_t)value->number);
    c.month = value->precision == DATE_YEAR ? 12 : c.month;
    c.day = date_days_in_month(c.year, c.month);
    date.hi = date_from_civil(c);
    return date;
}

static struct known plus(struct known a, struct known b, int sign)
{
    if (a.none || b.none) {
        return nothing;
    }
    if (sign < 0) {
        b = (struct known){.low = b.high, .high = b.low, .lo = -b.hi, .hi = -b.lo};
    }
    return (struct known){
        .low = a.low && b.low, .high = a.high && b.high, .lo = a.lo + b.lo, .hi = a.hi + b.hi};
}

static struct known spanned(enum rule_op op, struct known from, struct known to)
{
    int (*count)(int32_t, int32_t) = op == RULE_AGE ? date_age : date_months_between;
    if (from.none || to.none) {
        return nothing;
    }
    struct known span = {.low = from.high && to.low, .high = from.low && to.high};
    if (span.low) {
        span.lo = count((int32_t)from.hi, (int32_t)to.lo);
    }
    if (span.high) {
        span.hi = count((int32_t)from.lo, (int32_t)to.hi);
    }
    return span;
}

static struct known shifted(const struct rule_node *node, struct known date, struct known months)
{
    if (date.none || months.none || !months.low) {
        return date.none || months.none ? nothing : everything;
    }
    int by = (int)(months.lo * node->number);
    if (date.low) {
        date.lo = date_add_months((int32_t)date.lo, by);
    }
    if (date.high) {
        date.hi = date_add_months((int32_t)date.hi, by);
    }
    return date;
}

/* ---- over other rows ---- */

/* The next row after *at that refers to `row` and for which the rule is not "no". */
static const struct small_row *referring(const struct asker *asker, const struct rule_node *node,
                                         const struct small_row *row, size_t *at, enum plain *holds)
{
    const struct small_rows *rows = rows_of(asker, node->over);
    while (*at < rows->n) {
        const struct small_row *one = &rows->at[(*at)++];
        const struct value *reference = &one->values[node->field];
        if (one->removed || !value_is_set(reference) || reference->number != row->id) {
            continue;
        }
        *holds = truth(asker, node->child[0], one);
        if (*holds != PLAIN_NO) {
            return one;
        }
    }
    return NULL;
}

static struct known summed(const struct asker *asker, const struct rule_node *node,
                           const struct small_row *row)
{
    struct known sum = exactly(0);
    size_t at = 0;
    enum plain holds;
    const struct small_row *one;
    while ((one = referring(asker, node, row, &at, &holds)) != NULL) {
        struct known value =
            node->op == RULE_COUNT ? exactly(1) : number(asker, node->child[1], one);
        if (value.none) {
            continue;
        }
        if (holds == PLAIN_UNKNOWN && value.low && value.lo > 0) {
            value.lo = 0;
        }
        if (holds == PLAIN_UNKNOWN && value.high && value.hi < 0) {
            value.hi = 0;
        }
        sum = plus(sum, value, 1);
    }
    return sum;
}

static struct known extreme(const struct asker *asker, const struct rule_node *node,
                            const struct small_row *row)
{
    struct known best = nothing;
    bool sure = false, unsure = false;
    for (int round = 0; round < 2; round++) {
        size_t at = 0;
        enum plain holds;
        const struct small_row *one;
        while ((one = referring(asker, node, row, &at, &holds)) != NULL) {
            struct known value = number(asker, node->child[1], one);
            if (value.none || (holds == PLAIN_YES) != (round == 0)) {
                continue;
            }
            sure = sure || round == 0;
            unsure = unsure || round == 1;
            bool max = node->op == RULE_MAX;
            if (best.none) {
                best = value;
                continue;
            }
            /* The lower end only certain rows can push up, the upper end any row. */
            if (max ? round == 0 : true) {
                if (!best.low || !value.low) {
                    bool open = max ? !best.low && !value.low : true;
                    best.lo = best.low ? best.lo : value.lo;
                    best.low = !open;
                } else if (max ? value.lo > best.lo : value.lo < best.lo) {
                    best.lo = value.lo;
                }
            }
            if (max || round == 0) {
                if (!best.high || !value.high) {
                    bool open = max ? true : !best.high && !value.high;
                    best.hi = best.high ? best.hi : value.hi;
                    best.high = !open;
                } else if (max ? value.hi > best.hi : value.hi < best.hi) {
                    best.hi = value.hi;
                }
            }
        }
    }
    return !sure && unsure ? everything : best;
}

/* A value as a text that is equal exactly when the values are; empty when it is not one value. */
static struct text name_of(const struct asker *asker, struct arena *arena,
                           const struct rule_node *node, const struct small_row *row, bool *none)
{
    struct text t;
    *none = false;
    if (node->type == RULE_CODE || node->type == RULE_TEXT) {
        return word(asker, node, row, &t) ? t : TEXT_EMPTY;
    }
    struct known value = number(asker, node, row);
    *none = value.none;
    bool point = !value.none && value.low && value.high && value.lo == value.hi;
    return point ? arena_printf(arena, "%lld", (long long)value.lo) : TEXT_EMPTY;
}

static struct known distinct(const struct asker *asker, const struct rule_node *node,
                             const struct small_row *row)
{
    struct arena arena;
    arena_init(&arena);
    struct text seen[2000]; /* values so far, the certain ones first */
    size_t n = 0, certain = 0, unnamed = 0;
    bool sure = false, none;
    for (int round = 0; round < 2; round++) {
        size_t at = 0;
        enum plain holds;
        const struct small_row *one;
        while ((one = referring(asker, node, row, &at, &holds)) != NULL) {
            if ((holds == PLAIN_YES) != (round == 0)) {
                continue;
            }
            struct text name = name_of(asker, &arena, node->child[1], one, &none);
            if (none) {
                continue;
            }
            sure = sure || round == 0;
            unnamed += name.n == 0;
            bool again = name.n == 0;
            for (size_t i = 0; i < n && !again; i++) {
                again = text_equal(seen[i], name);
            }
            if (!again) {
                seen[n++] = name;
            }
        }
        certain = round == 0 ? n : certain;
    }
    arena_release(&arena);
    struct known count = exactly((__int128)certain);
    count.lo = certain == 0 && sure ? 1 : count.lo;
    count.hi = (__int128)(n + unnamed);
    return count;
}

/* Whether row b may come after row a (in the order that is wanted). */
static bool may_follow(const struct rule_node *node, struct known a, struct known b, bool b_later)
{
    if (node->op == RULE_FIRST) {
        a = plus(exactly(0), a, -1);
        b = plus(exactly(0), b, -1);
    }
    bool points = a.low && a.high && b.low && b.high && a.lo == a.hi && b.lo == b.hi;
    if (points && a.lo == b.lo) {
        return b_later == (node->op == RULE_LAST);
    }
    return !a.low || !b.high || b.hi >= a.lo;
}

/* The row that is surely the best, or NULL; *unsure: some row, but no one knows which. */
static const struct small_row *best(const struct asker *asker, const struct rule_node *node,
                                    const struct small_row *row, bool *unsure)
{
    *unsure = false;
    size_t at = 0;
    enum plain holds;
    const struct small_row *one;
    while ((one = referring(asker, node, row, &at, &holds)) != NULL) {
        *unsure = true;
        if (holds != PLAIN_YES) {
            continue;
        }
        struct known by = number(asker, node->child[2], one);
        by = by.none ? everything : by;
        bool beaten = false;
        size_t other_at = 0;
        const struct small_row *other;
        enum plain other_holds;
        while ((other = referring(asker, node, row, &other_at, &other_holds)) != NULL) {
            struct known other_by = number(asker, node->child[2], other);
            other_by = other_by.none ? everything : other_by;
            beaten = beaten || (other != one && may_follow(node, by, other_by, other > one));
        }
        if (!beaten) {
            *unsure = false;
            return one;
        }
    }
    return NULL;
}

static struct known best_number(const struct asker *asker, const struct rule_node *node,
                                const struct small_row *row)
{
    bool unsure;
    const struct small_row *found = best(asker, node, row, &unsure);
    return found != NULL ? number(asker, node->child[1], found) : unsure ? everything : nothing;
}

static struct known number(const struct asker *asker, const struct rule_node *node,
                           const struct small_row *row)
{
    const struct small_row *to;
    struct asker in;
    switch (node->op) {
    case RULE_NUMBER:
        return exactly(node->number);
    case RULE_PARAM:
        return asker->params[node->number] == INT64_MIN ? everything
                                                        : exactly(asker->params[node->number]);
    case RULE_FIELD:
        return field_number(asker, node, row);
    case RULE_VIA:
        to = led(asker, node, row);
        return to == NULL ? everything : number(asker, node->child[0], to);
    case RULE_NAMED:
        in = inside(asker, node);
        return number(&in, node->child[0], row);
    case RULE_ADD:
    case RULE_SUB:
        return plus(number(asker, node->child[0], row), number(asker, node->child[1], row),
                    node->op == RULE_ADD ? 1 : -1);
    case RULE_SHIFT:
        return shifted(node, number(asker, node->child[0], row),
                       number(asker, node->child[1], row));
    case RULE_AGE:
    case RULE_MONTHS:
        return spanned(node->op, number(asker, node->child[0], row),
                       number(asker, node->child[1], row));
    case RULE_COUNT:
    case RULE_SUM:
        return summed(asker, node, row);
    case RULE_MIN:
    case RULE_MAX:
        return extreme(asker, node, row);
    case RULE_DISTINCT:
        return distinct(asker, node, row);
    case RULE_FIRST:
    case RULE_LAST:
        return best_number(asker, node, row);
    default:
        bug("no number: %d", (int)node->op);
    }
}

/* ---- words ---- */

/* A code or text; false: unknown. An s of NULL: nothing there. */
static bool word(const struct asker *asker, const struct rule_node *node,
                 const struct small_row *row, struct text *out)
{
    const struct small_row *to;
    struct asker in;
    bool unsure;
    switch (node->op) {
    case RULE_WORD:
        *out = node->text;
        return true;
    case RULE_FIELD:
        *out = row->values[node->field].text;
        return value_is_set(&row->values[node->field]);
    case RULE_VIA:
        to = led(asker, node, row);
        return to != NULL && word(asker, node->child[0], to, out);
    case RULE_NAMED:
        in = inside(asker, node);
        return word(&in, node->child[0], row, out);
    default:
        to = best(asker, node, row, &unsure);
        *out = (struct text){0};
        return to != NULL ? word(asker, node->child[1], to, out) : !unsure;
    }
}

/* ---- truth ---- */

static enum plain ordered(enum rule_op op, struct known a, struct known b)
{
    if (a.none || b.none) {
        return PLAIN_NO;
    }
    bool point = a.low && a.high && b.low && b.high && a.lo == a.hi && b.lo == b.hi;
    bool a_below = a.high && b.low && a.hi < b.lo, b_below = b.high && a.low && b.hi < a.lo;
    bool a_upto = a.high && b.low && a.hi <= b.lo, b_upto = b.high && a.low && b.hi <= a.lo;
    switch (op) {
    case RULE_EQ:
        return point && a.lo == b.lo ? PLAIN_YES : a_below || b_below ? PLAIN_NO : PLAIN_UNKNOWN;
    case RULE_LT:
        return a_below ? PLAIN_YES : b_upto ? PLAIN_NO : PLAIN_UNKNOWN;
    case RULE_LE:
        return a_upto ? PLAIN_YES : b_below ? PLAIN_NO : PLAIN_UNKNOWN;
    case RULE_GT:
        return b_below ? PLAIN_YES : a_upto ? PLAIN_NO : PLAIN_UNKNOWN;
    default:
        return b_upto ? PLAIN_YES : a_below ? PLAIN_NO : PLAIN_UNKNOWN;
    }
}

static enum plain compared(const struct asker *asker, enum rule_op op, const struct rule_node *a,
                           const struct rule_node *b, const struct small_row *row)
{
    if (a->type != RULE_CODE && a->type != RULE_TEXT) {
        return ordered(op, number(asker, a, row), number(asker, b, row));
    }
    struct text x = TEXT_EMPTY, y = TEXT_EMPTY;
    bool knows_a = word(asker, a, row, &x), knows_b = word(asker, b, row, &y);
    if ((knows_a && x.s == NULL) || (knows_b && y.s == NULL)) {
        return PLAIN_NO;
    }
    return !knows_a || !knows_b ? PLAIN_UNKNOWN : text_equal(x, y) ? PLAIN_YES : PLAIN_NO;
}

static bool is_known(const struct asker *asker, const struct rule_node *node,
                     const struct small_row *row)
{
    struct text t = TEXT_EMPTY;
    struct asker in;
    const struct small_row *to;
    switch (node->op) {
    case RULE_FIELD:
        return node->type == RULE_REF ? field_number(asker, node, row).low
                                      : value_is_set(&row->values[node->field]);
    case RULE_VIA:
        to = led(asker, node, row);
        return to != NULL && is_known(asker, node->child[0], to);
    case RULE_NAMED:
        in = inside(asker, node);
        return is_known(&in, node->child[0], row);
    default:
        break;
    }
    if (node->type == RULE_BOOL) {
        return truth(asker, node, row) != PLAIN_UNKNOWN;
    }
    if (node->type == RULE_CODE || node->type == RULE_TEXT) {
        return word(asker, node, row, &t) && t.s != NULL;
    }
    struct known value = number(asker, node, row);
    return !value.none && value.low && value.high;
}

static bool has(struct text list, struct text code)
{
    char padded_list[200], padded_code[100];
    snprintf(padded_list, sizeof(padded_list), ",%.*s,", TEXT_ARG(list));
    snprintf(padded_code, sizeof(padded_code), ",%.*s,", TEXT_ARG(code));
    return strstr(padded_list, padded_code) != NULL;
}

static bool within(int64_t region, int64_t area)
{
    int64_t size = 1;
    static const int64_t sizes[] = {1000, 1000000, 100000000, 10000000000};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        size = area % sizes[i] == 0 ? sizes[i] : size;
    }
    return region / size == area / size;
}

static enum plain matched(const struct asker *asker, const struct rule_node *node,
                          const struct small_row *row)
{
    const struct value *value = &row->values[node->child[0]->field];
    const struct rule_node *wanted = node->child[1];
    if (!value_is_set(value)) {
        return PLAIN_UNKNOWN;
    }
    bool yes;
    switch (node->op) {
    case RULE_HAS:
        yes = has(value->text, wanted->text);
        break;
    case RULE_CONTAINS:
        yes = text_has(value->text, wanted->text);
        break;
    case RULE_STARTS:
        yes = text_starts(value->text, wanted->text);
        break;
    default:
        yes = within(value->number, (int64_t)number(asker, wanted, row).lo);
    }
    return yes ? PLAIN_YES : PLAIN_NO;
}

static enum plain combined(const struct asker *asker, const struct rule_node *node,
                           const struct small_row *row)
{
    enum plain answer = PLAIN_YES;
    for (size_t i = 0; i < node->n; i++) {
        enum plain one = truth(asker, node->child[i], row);
        answer = both(answer, node->op == RULE_AND ? one : opposite(one));
    }
    return node->op == RULE_AND ? answer : opposite(answer);
}

static enum plain one_of(const struct asker *asker, const struct rule_node *node,
                         const struct small_row *row)
{
    enum plain none_of = PLAIN_YES;
    for (size_t i = 1; i < node->n; i++) {
        none_of =
            both(none_of, opposite(compared(asker, RULE_EQ, node->child[0], node->child[i], row)));
    }
    return opposite(none_of);
}

static enum plain exists(const struct asker *asker, const struct rule_node *node,
                         const struct small_row *row)
{
    enum plain answer = PLAIN_NO, holds;
    size_t at = 0;
    while (referring(asker, node, row, &at, &holds) != NULL) {
        answer = answer == PLAIN_YES || holds == PLAIN_YES ? PLAIN_YES : PLAIN_UNKNOWN;
    }
    return answer;
}

static enum plain truth(const struct asker *asker, const struct rule_node *node,
                        const struct small_row *row)
{
    const struct small_row *to;
    struct asker in;
    switch (node->op) {
    case RULE_NUMBER:
        return node->number ? PLAIN_YES : PLAIN_NO;
    case RULE_FIELD:
        return !value_is_set(&row->values[node->field]) ? PLAIN_UNKNOWN
               : row->values[node->field].number        ? PLAIN_YES
                                                        : PLAIN_NO;
    case RULE_VIA:
        to = led(asker, node, row);
        return to == NULL ? PLAIN_UNKNOWN : truth(asker, node->child[0], to);
    case RULE_NAMED:
        in = inside(asker, node);
        return truth(&in, node->child[0], row);
    case RULE_AND:
    case RULE_OR:
        return combined(asker, node, row);
    case RULE_NOT:
        return opposite(truth(asker, node->child[0], row));
    case RULE_NE:
        return opposite(compared(asker, RULE_EQ, node->child[0], node->child[1], row));
    case RULE_BETWEEN:
        return both(compared(asker, RULE_GE, node->child[0], node->child[1], row),
                    compared(asker, RULE_LE, node->child[0], node->child[2], row));
    case RULE_IN:
        return one_of(asker, node, row);
    case RULE_KNOWN:
        return is_known(asker, node->child[0], row) ? PLAIN_YES : PLAIN_NO;
    case RULE_HAS:
    case RULE_CONTAINS:
    case RULE_STARTS:
    case RULE_WITHIN:
        return matched(asker, node, row);
    case RULE_EXISTS:
        return exists(asker, node, row);
    default:
        return compared(asker, node->op, node->child[0], node->child[1], row);
    }
}

enum plain small_answer(const struct small *small, const struct rule *rule, size_t row)
{
    struct asker asker = {.small = small};
    memcpy(asker.params, small->params, sizeof(asker.params));
    const struct small_rows *rows = rows_of(&asker, rule->ledger);
    return truth(&asker, rule->node, &rows->at[row]);
}
