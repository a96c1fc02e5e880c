#include "rule/one.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"

/* ---- ways ---- */

uint32_t one_led(const struct one *one, const struct rule_node *node, uint32_t row)
{
    const struct column *column = context_column(&one->context, node);
    if (!column_known(column, row)) {
        return ROW_NONE;
    }
    uint32_t to = (uint32_t)column_number(column, row);
    return bit_get(column->to->live, to) ? to : ROW_NONE;
}

struct one one_inside(const struct one *one, const struct rule_node *node)
{
    return (struct one){one->context, context_inside(&one->context, node, &one->frame), one->left};
}

static int by_row(const void *a, const void *b)
{
    const struct referring *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

size_t one_referring(const struct one *one, const struct rule_node *node, uint32_t row, bool all,
                     struct referring **out)
{
    const struct table *table = context_table(&one->context, node->over);
    const struct links *links = column_links(table, &table->columns[node->field]);
    LIST(struct referring) found = {0};
    for (uint32_t at = links_first(links, row); at != ROW_NONE && !one_tired(one);
         at = links_next(links, at)) {
        if (bit_get(table->live, at)) {
            enum answer answer = one_truth(one, node->child[0], at);
            if (all || answer != ANSWER_NO) {
                list_add(&found, (struct referring){at, answer});
            }
        }
    }
    *out = arena_array(one->context.arena, struct referring, found.n);
    if (found.n > 0) {
        qsort(found.at, found.n, sizeof(*found.at), by_row);
        memcpy(*out, found.at, found.n * sizeof(**out));
    }
    size_t n = found.n;
    list_release(&found);
    return n;
}

/* ---- numbers over referring rows ---- */

static struct interval summed(const struct one *one, const struct rule_node *node,
                              const struct referring *rows, size_t n)
{
    struct interval sum = interval_point(0);
    for (size_t i = 0; i < n; i++) {
        struct interval value = node->op == RULE_COUNT
                                    ? interval_point(1)
                                    : one_number(one, node->child[1], rows[i].row);
        if (interval_is_none(value)) {
            continue;
        }
        if (rows[i].answer == ANSWER_UNKNOWN) {
            value.lo = value.lo < 0 ? value.lo : 0;
            value.hi = value.hi > 0 ? value.hi : 0;
        }
        sum = interval_add(sum, value);
    }
    return sum;
}

static int64_t better(int64_t a, int64_t b, bool greatest)
{
    return (a > b) == greatest ? a : b;
}

/* The certain rows fix both ends; the uncertain ones can only push the outer end further. */
static struct interval extreme(const struct one *one, const struct rule_node *node,
                               const struct referring *rows, size_t n)
{
    bool greatest = node->op == RULE_MAX, certain = false, uncertain = false;
    struct interval best = INTERVAL_NONE, outer = INTERVAL_NONE;
    for (size_t i = 0; i < n; i++) {
        struct interval value = one_number(one, node->child[1], rows[i].row);
        if (interval_is_none(value)) {
            continue;
        }
        bool sure = rows[i].answer == ANSWER_YES;
        struct interval *into = sure ? &best : &outer;
        bool first = sure ? !certain : !uncertain;
        into->lo = first ? value.lo : better(into->lo, value.lo, greatest);
        into->hi = first ? value.hi : better(into->hi, value.hi, greatest);
        certain = certain || sure;
        uncertain = uncertain || !sure;
    }
    if (!certain || !uncertain) {
        return certain ? best : uncertain ? INTERVAL_UNKNOWN : INTERVAL_NONE;
    }
    if (greatest) {
        best.hi = better(best.hi, outer.hi, true);
    } else {
        best.lo = better(best.lo, outer.lo, false);
    }
    return best;
}

static struct interval rank_of(const struct one *one, const struct rule_node *node, uint32_t row)
{
    struct interval by = one_number(one, node->child[2], row);
    if (interval_is_none(by)) {
        return INTERVAL_UNKNOWN;
    }
    return node->op == RULE_LAST ? by : interval_sub(interval_point(0), by);
}

static struct interval best_value(const struct one *one, const struct rule_node *node,
                                  const struct referring *rows, size_t n)
{
    struct interval *ranks = arena_array(one->context.arena, struct interval, n);
    size_t best = n;
    for (size_t i = 0; i < n; i++) {
        size_t at = node->op == RULE_LAST ? i : n - 1 - i; /* a tie goes to whoever comes last */
        ranks[at] = rank_of(one, node, rows[at].row);
        if (rows[at].answer == ANSWER_YES && (best == n || ranks[at].lo >= ranks[best].lo)) {
            best = at;
        }
    }
    if (best == n) {
        return n == 0 ? INTERVAL_NONE : INTERVAL_UNKNOWN;
    }
    for (size_t i = 0; i < n; i++) {
        bool tie = ranks[i].lo == ranks[i].hi && ranks[best].lo == ranks[best].hi &&
                   ranks[i].lo == ranks[best].lo;
        bool after = (i > best) == (node->op == RULE_LAST);
        bool rivals = tie ? rows[i].answer != ANSWER_YES && after : ranks[i].hi >= ranks[best].lo;
        if (i != best && rivals) {
            return INTERVAL_UNKNOWN;
        }
    }
    return one_number(one, node->child[1], rows[best].row);
}

/* Whether an earlier row has the same value; certain: and counts for certain. */
static bool seen(const struct interval *values, const struct referring *rows, size_t i,
                 bool certain)
{
    for (size_t j = 0; j < i; j++) {
        if (values[j].lo == values[i].lo && values[j].hi == values[i].lo &&
            (!certain || rows[j].answer == ANSWER_YES)) {
            return true;
        }
    }
    return false;
}

static struct interval distinct(const struct one *one, const struct rule_node *node,
                                const struct referring *rows, size_t n)
{
    struct interval *values = arena_array(one->context.arena, struct interval, n);
    struct interval count = {0, 0};
    bool certain = false;
    for (size_t i = 0; i < n; i++) {
        values[i] = one_number(one, node->child[1], rows[i].row);
        if (interval_is_none(values[i])) {
            continue;
        }
        bool sure = rows[i].answer == ANSWER_YES, point = values[i].lo == values[i].hi;
        certain = certain || sure;
        count.lo += sure && point && !seen(values, rows, i, true);
        count.hi += !point || !seen(values, rows, i, false);
    }
    count.lo = count.lo == 0 && certain ? 1 : count.lo;
    return count;
}

static struct interval over_number(const struct one *one, const struct rule_node *node,
                                   uint32_t row)
{
    struct referring *rows;
    size_t n = one_referring(one, node, row, false, &rows);
    switch (node->op) {
    case RULE_COUNT:
    case RULE_SUM:
        return summed(one, node, rows, n);
    case RULE_MIN:
    case RULE_MAX:
        return extreme(one, node, rows, n);
    case RULE_DISTINCT:
        return distinct(one, node, rows, n);
    default:
        return best_value(one, node, rows, n);
    }
}

/* ---- numbers ---- */

static struct interval field_number(const struct column *column, uint32_t row)
{
    if (!column_known(column, row)) {
        return INTERVAL_UNKNOWN;
    }
    return column->type == COLUMN_DATE ? interval_date(column_date(column, row))
                                       : interval_point(column_number(column, row));
}

/* Takes one question of those left. */
static bool may_ask(const struct one *one)
{
    *one->left -= *one->left > 0;
    return *one->left > 0;
}

struct interval one_number(const struct one *one, const struct rule_node *node, uint32_t row)
{
    if (!may_ask(one)) {
        return INTERVAL_UNKNOWN;
    }
    if (node->constant && node->op != RULE_WORD) {
        return context_constant(&one->context, node, &one->frame);
    }
    struct one inside;
    uint32_t to;
    switch (node->op) {
    case RULE_FIELD:
        return field_number(context_column(&one->context, node), row);
    case RULE_VIA:
        to = one_led(one, node, row);
        return to == ROW_NONE ? INTERVAL_UNKNOWN : one_number(one, node->child[0], to);
    case RULE_NAMED:
        inside = one_inside(one, node);
        return one_number(&inside, node->child[0], row);
    case RULE_ADD:
        return interval_add(one_number(one, node->child[0], row),
                            one_number(one, node->child[1], row));
    case RULE_SUB:
        return interval_sub(one_number(one, node->child[0], row),
                            one_number(one, node->child[1], row));
    case RULE_SHIFT:
        return interval_shift(one_number(one, node->child[0], row),
                              one_number(one, node->child[1], row), node->number);
    case RULE_AGE:
        return interval_age(one_number(one, node->child[0], row),
                            one_number(one, node->child[1], row));
    case RULE_MONTHS:
        return interval_months(one_number(one, node->child[0], row),
                               one_number(one, node->child[1], row));
    default:
        return over_number(one, node, row);
    }
}

/* ---- truth ---- */

static enum answer compared(const struct one *one, enum rule_op op, const struct rule_node *a,
                            const struct rule_node *b, uint32_t row)
{
    struct interval bound;
    if (a->op == RULE_WORD && b->op == RULE_WORD) {
        return text_equal(a->text, b->text) ? ANSWER_YES : ANSWER_NO;
    }
    struct interval value = one_number(one, a, row);
    if (a->constant || !b->constant) {
        return interval_compare(op, value, one_number(one, b, row));
    }
    if (!context_beside(&one->context, b, a, &one->frame, &bound)) {
        /* No row has this code: a known one is another, and of an unknown one nobody can tell. */
        return !interval_is_none(value) && !interval_known(value) ? ANSWER_UNKNOWN : ANSWER_NO;
    }
    return interval_compare(op, value, bound);
}

static enum answer one_of(const struct one *one, const struct rule_node *node, uint32_t row)
{
    enum answer answer = ANSWER_NO;
    for (size_t i = 1; i < node->n; i++) {
        answer = answer_or(answer, compared(one, RULE_EQ, node->child[0], node->child[i], row));
    }
    return answer;
}

static bool known(const struct one *one, const struct rule_node *node, uint32_t row)
{
    struct one inside;
    uint32_t to;
    switch (node->op) {
    case RULE_FIELD:
        return column_known(context_column(&one->context, node), row);
    case RULE_VIA:
        to = one_led(one, node, row);
        return to != ROW_NONE && known(one, node->child[0], to);
    case RULE_NAMED:
        inside = one_inside(one, node);
        return known(&inside, node->child[0], row);
    case RULE_WORD:
        return true;
    default:
        return node->type == RULE_BOOL ? one_truth(one, node, row) != ANSWER_UNKNOWN
                                       : interval_known(one_number(one, node, row));
    }
}

static enum answer matched(const struct one *one, const struct rule_node *node, uint32_t row)
{
    const struct column *column = context_column(&one->context, node->child[0]);
    struct text word;
    if (!context_word(&one->context, node, &one->frame, &word) || !column_known(column, row)) {
        return ANSWER_UNKNOWN;
    }
    return context_matches(node->op, column_text_at(column, row), word) ? ANSWER_YES : ANSWER_NO;
}

static enum answer combined(const struct one *one, const struct rule_node *node, uint32_t row)
{
    enum answer decides = node->op == RULE_AND ? ANSWER_NO : ANSWER_YES;
    enum answer answer = answer_not(decides);
    for (size_t i = 0; i < node->n && answer != decides; i++) {
        enum answer part = one_truth(one, node->child[i], row);
        answer = node->op == RULE_AND ? answer_and(answer, part) : answer_or(answer, part);
    }
    return answer;
}

static enum answer exists(const struct one *one, const struct rule_node *node, uint32_t row)
{
    struct referring *rows;
    size_t n = one_referring(one, node, row, false, &rows);
    enum answer answer = ANSWER_NO;
    for (size_t i = 0; i < n; i++) {
        answer = answer_or(answer, rows[i].answer);
    }
    return answer;
}

static enum answer field_truth(const struct column *column, uint32_t row)
{
    if (!column_known(column, row)) {
        return ANSWER_UNKNOWN;
    }
    return column_number(column, row) == 1 ? ANSWER_YES : ANSWER_NO;
}

enum answer one_truth(const struct one *one, const struct rule_node *node, uint32_t row)
{
    if (!may_ask(one)) {
        return ANSWER_UNKNOWN;
    }
    struct one inside;
    uint32_t to;
    switch (node->op) {
    case RULE_NUMBER:
        return node->number != 0 ? ANSWER_YES : ANSWER_NO;
    case RULE_FIELD:
        return field_truth(context_column(&one->context, node), row);
    case RULE_VIA:
        to = one_led(one, node, row);
        return to == ROW_NONE ? ANSWER_UNKNOWN : one_truth(one, node->child[0], to);
    case RULE_NAMED:
        inside = one_inside(one, node);
        return one_truth(&inside, node->child[0], row);
    case RULE_AND:
    case RULE_OR:
        return combined(one, node, row);
    case RULE_NOT:
        return answer_not(one_truth(one, node->child[0], row));
    case RULE_NE:
        return answer_not(compared(one, RULE_EQ, node->child[0], node->child[1], row));
    case RULE_BETWEEN:
        return answer_and(compared(one, RULE_GE, node->child[0], node->child[1], row),
                          compared(one, RULE_LE, node->child[0], node->child[2], row));
    case RULE_IN:
        return one_of(one, node, row);
    case RULE_KNOWN:
        return known(one, node->child[0], row) ? ANSWER_YES : ANSWER_NO;
    case RULE_HAS:
    case RULE_CONTAINS:
    case RULE_STARTS:
    case RULE_WITHIN:
        return matched(one, node, row);
    case RULE_EXISTS:
        return exists(one, node, row);
    default:
        return compared(one, node->op, node->child[0], node->child[1], row);
    }
}
