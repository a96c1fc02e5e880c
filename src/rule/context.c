#include "rule/context.h"

#include <string.h>

/* ---- names ---- */

struct table *context_table(const struct rule_context *context, const struct ledger *ledger)
{
    struct table *table = board_table(context->board, text_of(ledger->name));
    if (table == NULL) {
        bug("a rule asks of ledger %s, which is not on the board", ledger->name);
    }
    return table;
}

struct column *context_column(const struct rule_context *context, const struct rule_node *node)
{
    return &context_table(context, node->ledger)->columns[node->field];
}

const struct dictionary *context_dictionary(const struct rule_context *context,
                                            const struct rule_node *node)
{
    switch (node->op) {
    case RULE_FIELD:
        return context_column(context, node)->dictionary;
    case RULE_VIA:
    case RULE_NAMED:
        return context_dictionary(context, node->child[0]);
    case RULE_FIRST:
    case RULE_LAST:
        return context_dictionary(context, node->child[1]);
    default:
        return NULL;
    }
}

struct frame context_inside(const struct rule_context *context, const struct rule_node *node,
                            const struct frame *frame)
{
    if (node->n == 1) {
        return *frame;
    }
    size_t count = rule_language_params(context->language);
    int64_t *params = arena_array(context->arena, int64_t, count);
    memcpy(params, frame->params, count * sizeof(*params));
    for (size_t i = 1; i < node->n; i++) {
        struct interval date = context_constant(context, node->child[i], frame);
        int64_t day = interval_known(date) ? date.lo : INT64_MIN;
        if (node->n == 3) {
            params[i == 1 ? PARAM_FROM : PARAM_TO] = day;
        }
        params[PARAM_AS_OF] = day;
    }
    return (struct frame){
        params, arena_printf(context->arena, "%lld.%lld.%lld", (long long)params[PARAM_AS_OF],
                             (long long)params[PARAM_FROM], (long long)params[PARAM_TO])};
}

/* ---- constants ---- */

struct interval context_constant(const struct rule_context *context, const struct rule_node *node,
                                 const struct frame *frame)
{
    struct interval a, b;
    int64_t param;
    switch (node->op) {
    case RULE_NUMBER:
        return interval_point(node->number);
    case RULE_PARAM:
        param = frame->params[node->number];
        return param == INT64_MIN ? INTERVAL_UNKNOWN : interval_point(param);
    case RULE_NAMED: {
        struct frame inside = context_inside(context, node, frame);
        return context_constant(context, node->child[0], &inside);
    }
    case RULE_ADD:
    case RULE_SUB:
    case RULE_SHIFT:
    case RULE_AGE:
    case RULE_MONTHS:
        a = context_constant(context, node->child[0], frame);
        b = context_constant(context, node->child[1], frame);
        break;
    default:
        bug("node %d is not constant", (int)node->op);
    }
    switch (node->op) {
    case RULE_ADD:
        return interval_add(a, b);
    case RULE_SUB:
        return interval_sub(a, b);
    case RULE_SHIFT:
        return interval_shift(a, b, node->number);
    case RULE_AGE:
        return interval_age(a, b);
    default:
        return interval_months(a, b);
    }
}

bool context_beside(const struct rule_context *context, const struct rule_node *constant,
                    const struct rule_node *model, const struct frame *frame, struct interval *out)
{
    struct text word = constant->text;
    if (constant->op != RULE_WORD) {
        *out = context_constant(context, constant, frame);
        if (!interval_known(*out)) {
            return true;
        }
        if (constant->type == RULE_REF) {
            uint32_t row = table_row(context_table(context, model->refers), out->lo);
            *out = interval_point(row);
            return row != ROW_NONE;
        }
        if (constant->type != RULE_REGION) {
            return true;
        }
        word = arena_printf(context->arena, "%012lld", (long long)out->lo);
    }
    const struct dictionary *dictionary = context_dictionary(context, model);
    uint32_t number = dictionary == NULL ? DICTIONARY_NONE : dictionary_find(dictionary, word);
    *out = interval_point(number);
    return number != DICTIONARY_NONE;
}

/* ---- asking about texts ---- */

/* Whether the codes joined by ',' have one that equals `code`. */
static bool list_has(struct text list, struct text code)
{
    struct text item;
    while (text_split(&list, ',', &item)) {
        if (text_equal(item, code)) {
            return true;
        }
    }
    return false;
}

/* Digits of a region that decide what lies in it: 360722100000 is a township, 9 of them. */
static size_t region_digits(struct text region)
{
    static const size_t levels[] = {2, 4, 6, 9};
    for (size_t i = 0; i < COUNT(levels); i++) {
        bool zeros = true;
        for (size_t d = levels[i]; d < region.n; d++) {
            zeros = zeros && region.s[d] == '0';
        }
        if (zeros) {
            return levels[i];
        }
    }
    return region.n;
}

bool context_matches(enum rule_op op, struct text t, struct text word)
{
    switch (op) {
    case RULE_HAS:
        return list_has(t, word);
    case RULE_CONTAINS:
        return text_has(t, word);
    default:
        return text_starts(t, word);
    }
}

bool context_word(const struct rule_context *context, const struct rule_node *node,
                  const struct frame *frame, struct text *word)
{
    *word = node->child[1]->text;
    if (node->op != RULE_WITHIN) {
        return true;
    }
    struct interval region = context_constant(context, node->child[1], frame);
    if (!interval_known(region)) {
        return false;
    }
    struct text digits = arena_printf(context->arena, "%012lld", (long long)region.lo);
    *word = text_slice(digits, 0, region_digits(digits));
    return true;
}
