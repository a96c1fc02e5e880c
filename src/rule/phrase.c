#include "rule/phrase.h"

#include "rule/describe.h"

static struct text phrase(const struct one *one, const struct rule_node *node, bool inside);

/* A value: what it is called, or the constant itself. */
static struct text value_of(const struct one *one, const struct rule_node *node)
{
    return describe_name(one, node);
}

static struct text joined(const struct one *one, const struct rule_node *node, bool inside)
{
    struct arena *arena = one->context.arena;
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < node->n; i++) {
        struct text part = phrase(one, node->child[i], true);
        all = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(all),
                           i == 0                 ? ""
                           : node->op == RULE_AND ? "，且"
                                                  : "，或",
                           TEXT_ARG(part));
    }
    return inside && node->op == RULE_OR ? arena_printf(arena, "（%.*s）", TEXT_ARG(all)) : all;
}

static struct text listed(const struct one *one, const struct rule_node *node)
{
    struct arena *arena = one->context.arena;
    struct text all = TEXT_EMPTY;
    for (size_t i = 1; i < node->n; i++) {
        all = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(all), i > 1 ? "、" : "",
                           TEXT_ARG(value_of(one, node->child[i])));
    }
    return all;
}

static struct text compared(const struct one *one, const struct rule_node *node)
{
    static const char *const words[RULE_OP__COUNT] = {
        [RULE_EQ] = "为",       [RULE_NE] = "不为",       [RULE_LT] = "小于",
        [RULE_LE] = "不超过",   [RULE_GT] = "大于",       [RULE_GE] = "不少于",
        [RULE_HAS] = "包括",    [RULE_STARTS] = "开头是", [RULE_CONTAINS] = "含有",
        [RULE_WITHIN] = "位于",
    };
    static const char *const days[RULE_OP__COUNT] = {
        [RULE_EQ] = "在",     [RULE_NE] = "不在", [RULE_LT] = "早于",
        [RULE_LE] = "不晚于", [RULE_GT] = "晚于", [RULE_GE] = "不早于",
    };
    const char *word = node->child[0]->type == RULE_DATE && days[node->op] != NULL
                           ? days[node->op]
                           : words[node->op];
    return arena_printf(one->context.arena, "%.*s%s%.*s", TEXT_ARG(value_of(one, node->child[0])),
                        word == NULL ? "" : word, TEXT_ARG(value_of(one, node->child[1])));
}

static struct text found(const struct one *one, const struct rule_node *node)
{
    struct arena *arena = one->context.arena;
    if (node->n == 0 || (node->child[0]->op == RULE_NUMBER && node->child[0]->number != 0)) {
        return arena_printf(arena, "有%s", node->over->label);
    }
    return arena_printf(arena, "有%s（%.*s）", node->over->label,
                        TEXT_ARG(phrase(one, node->child[0], false)));
}

static struct text phrase(const struct one *one, const struct rule_node *node, bool inside)
{
    struct arena *arena = one->context.arena;
    switch (node->op) {
    case RULE_AND:
    case RULE_OR:
        return joined(one, node, inside);
    case RULE_NOT:
        return arena_printf(arena, "不是“%.*s”", TEXT_ARG(phrase(one, node->child[0], false)));
    case RULE_NAMED:
        return node->text;
    case RULE_EXISTS:
        return found(one, node);
    case RULE_KNOWN:
        return arena_printf(arena, "%.*s已填", TEXT_ARG(value_of(one, node->child[0])));
    case RULE_IN:
        return arena_printf(arena, "%.*s为%.*s之一", TEXT_ARG(value_of(one, node->child[0])),
                            TEXT_ARG(listed(one, node)));
    case RULE_BETWEEN:
        return arena_printf(arena, "%.*s在%.*s至%.*s", TEXT_ARG(value_of(one, node->child[0])),
                            TEXT_ARG(value_of(one, node->child[1])),
                            TEXT_ARG(value_of(one, node->child[2])));
    case RULE_VIA:
        return arena_printf(arena, "%s的%.*s", node->ledger->fields[node->field].label,
                            TEXT_ARG(phrase(one, node->child[0], true)));
    case RULE_NUMBER:
        return node->number != 0 ? TEXT("全部") : TEXT("没有");
    case RULE_FIELD:
        return value_of(one, node);
    default:
        return node->n == 2 ? compared(one, node) : node->source;
    }
}

struct text rule_phrase(struct arena *arena, const struct rule *rule)
{
    size_t left = ONE_QUESTIONS;
    struct one one = {.context = {.arena = arena, .language = rule->language}, .left = &left};
    return phrase(&one, rule->node, false);
}
