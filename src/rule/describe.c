#include "rule/describe.h"

#include <stdio.h>

/* ---- names ---- */

static struct text field_name(const struct rule_node *node)
{
    return text_of(node->ledger->fields[node->field].label);
}

static bool is_today(const struct rule_node *node)
{
    return node->op == RULE_PARAM && node->number == PARAM_AS_OF;
}

static struct text span_name(const struct one *one, const struct rule_node *node)
{
    struct arena *arena = one->context.arena;
    struct text from = describe_name(one, node->child[0]);
    struct text to = describe_name(one, node->child[1]);
    if (node->op == RULE_MONTHS) {
        return arena_printf(arena, "从%.*s到%.*s的月数", TEXT_ARG(from), TEXT_ARG(to));
    }
    if (!is_today(node->child[1])) {
        return arena_printf(arena, "%.*s时的年龄（按%.*s）", TEXT_ARG(to), TEXT_ARG(from));
    }
    return arena_printf(arena, "年龄（按%.*s）", TEXT_ARG(from));
}

static struct text over_name(const struct one *one, const struct rule_node *node)
{
    static const char *const forms[RULE_OP__COUNT] = {
        [RULE_DISTINCT] = "%s中不同的%.*s的个数",
        [RULE_SUM] = "%s的%.*s合计",
        [RULE_MIN] = "%s中最小的%.*s",
        [RULE_MAX] = "%s中最大的%.*s",
        [RULE_FIRST] = "最早一条%s的%.*s",
        [RULE_LAST] = "最近一条%s的%.*s",
    };
    struct arena *arena = one->context.arena;
    const char *label = node->over->label;
    if (node->op == RULE_COUNT) {
        return arena_printf(arena, "符合条件的%s条数", label);
    }
    struct text value = describe_name(one, node->child[1]);
    char out[512];
    /* The forms are the literals above. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(out, sizeof(out), forms[node->op], label, TEXT_ARG(value));
#pragma GCC diagnostic pop
    return arena_text(arena, text_of(out));
}

struct text describe_name(const struct one *one, const struct rule_node *node)
{
    struct arena *arena = one->context.arena;
    switch (node->op) {
    case RULE_FIELD:
        return field_name(node);
    case RULE_VIA:
        return arena_printf(arena, "%.*s的%.*s", TEXT_ARG(field_name(node)),
                            TEXT_ARG(describe_name(one, node->child[0])));
    case RULE_NAMED:
        return node->text;
    case RULE_PARAM:
        return text_of(rule_language_param(one->context.language, (size_t)node->number)->label);
    case RULE_AGE:
    case RULE_MONTHS:
        return span_name(one, node);
    case RULE_ADD:
    case RULE_SUB:
        return arena_printf(arena, "%.*s %s %.*s", TEXT_ARG(describe_name(one, node->child[0])),
                            node->op == RULE_ADD ? "+" : "-",
                            TEXT_ARG(describe_name(one, node->child[1])));
    case RULE_SHIFT:
        return arena_printf(
            arena, "%.*s %s %.*s 个月", TEXT_ARG(describe_name(one, node->child[0])),
            node->number < 0 ? "-" : "+", TEXT_ARG(describe_name(one, node->child[1])));
    case RULE_COUNT:
    case RULE_DISTINCT:
    case RULE_SUM:
    case RULE_MIN:
    case RULE_MAX:
    case RULE_FIRST:
    case RULE_LAST:
        return over_name(one, node);
    case RULE_NUMBER:
    case RULE_WORD:
        return describe_constant(one, node);
    default:
        return node->source;
    }
}

/* ---- values ---- */

static struct text code_text(const struct one *one, const char *table, struct text code)
{
    const struct rule_words *words = rule_language_words(one->context.language);
    struct text each, name;
    for (size_t i = 0; table != NULL && words->code_at != NULL &&
                       words->code_at(words->context, table, i, &each, &name);
         i++) {
        if (text_equal(each, code)) {
            return name;
        }
    }
    return code;
}

static struct text region_text(const struct one *one, int64_t region)
{
    const struct rule_words *words = rule_language_words(one->context.language);
    struct text name =
        words->region_name == NULL ? TEXT_EMPTY : words->region_name(words->context, region);
    return name.n > 0 ? name : arena_printf(one->context.arena, "%012lld", (long long)region);
}

static struct text number_text(const struct one *one, enum rule_type type, int64_t n)
{
    struct arena *arena = one->context.arena;
    if (type == RULE_DATE) {
        if (n < DAY_FIRST || n > DAY_LAST) {
            return TEXT("没有界限");
        }
        return date_iso(arena, (int32_t)n);
    }
    if (type != RULE_MONEY) {
        return arena_printf(arena, "%lld", (long long)n);
    }
    return n % 100 == 0 ? arena_printf(arena, "%lld 元", (long long)(n / 100))
                        : arena_printf(arena, "%.2f 元", (double)n / 100);
}

static struct text between_text(const struct one *one, enum rule_type type, struct interval i)
{
    struct arena *arena = one->context.arena;
    if (i.lo == INT64_MIN) {
        return arena_printf(arena, "至多 %.*s", TEXT_ARG(number_text(one, type, i.hi)));
    }
    if (i.hi == INT64_MAX) {
        return arena_printf(arena, "至少 %.*s", TEXT_ARG(number_text(one, type, i.lo)));
    }
    return arena_printf(arena, "%.*s 至 %.*s 之间", TEXT_ARG(number_text(one, type, i.lo)),
                        TEXT_ARG(number_text(one, type, i.hi)));
}

/* The text behind a number of the node's dictionary. */
static struct text entry_text(const struct one *one, const struct rule_node *node, int64_t n)
{
    const struct dictionary *dictionary = context_dictionary(&one->context, node);
    struct text entry = dictionary_text(dictionary, (uint32_t)n);
    int64_t region;
    if (node->type == RULE_REGION && text_to_int(entry, &region)) {
        return region_text(one, region);
    }
    return node->type == RULE_CODE ? code_text(one, node->codes, entry) : entry;
}

static struct text ref_text(const struct one *one, const struct rule_node *node, int64_t row)
{
    const struct table *table = context_table(&one->context, node->refers);
    return arena_printf(one->context.arena, "%lld", (long long)table->ids[row]);
}

struct text describe_value(const struct one *one, const struct rule_node *node, uint32_t row)
{
    if (node->type == RULE_CODES || node->type == RULE_TEXT || node->type == RULE_HIDDEN ||
        node->type == RULE_BOOL) {
        return TEXT_EMPTY;
    }
    struct interval value = one_number(one, node, row);
    if (interval_is_none(value)) {
        return TEXT("没有");
    }
    if (value.lo == INT64_MIN && value.hi == INT64_MAX) {
        return TEXT("未填");
    }
    if (value.lo != value.hi) {
        return between_text(one, node->type, value);
    }
    if (node->type == RULE_REF) {
        return ref_text(one, node, value.lo);
    }
    return node->type == RULE_CODE || node->type == RULE_REGION
               ? entry_text(one, node, value.lo)
               : number_text(one, node->type, value.lo);
}

struct text describe_constant(const struct one *one, const struct rule_node *node)
{
    if (node->op == RULE_WORD) {
        return node->type == RULE_CODE || node->type == RULE_CODES
                   ? code_text(one, node->codes, node->text)
                   : arena_printf(one->context.arena, "“%.*s”", TEXT_ARG(node->text));
    }
    struct interval value = context_constant(&one->context, node, &one->frame);
    if (!interval_known(value)) {
        return TEXT("未给定");
    }
    if (node->type == RULE_REGION) {
        return region_text(one, value.lo);
    }
    return number_text(one, node->type, value.lo);
}

/* ---- sentences ---- */

/* "年龄 47", "性别 男性", or only the name where the value does not show. */
static struct text met(const struct one *one, const struct rule_node *node, uint32_t row)
{
    if (node->constant) {
        struct text constant = describe_constant(one, node);
        return node->op == RULE_PARAM
                   ? arena_printf(one->context.arena, "%.*s（%.*s）",
                                  TEXT_ARG(describe_name(one, node)), TEXT_ARG(constant))
                   : constant;
    }
    struct text name = describe_name(one, node), value = describe_value(one, node, row);
    return arena_printf(one->context.arena, "%.*s%s%.*s", TEXT_ARG(name), value.n > 0 ? " " : "",
                        TEXT_ARG(value));
}

static struct text list_text(const struct one *one, const struct rule_node *node)
{
    struct text list = TEXT_EMPTY;
    for (size_t i = 1; i < node->n; i++) {
        list = arena_printf(one->context.arena, "%.*s%s%.*s", TEXT_ARG(list), i > 1 ? "、" : "",
                            TEXT_ARG(describe_constant(one, node->child[i])));
    }
    return list;
}

struct text describe_leaf(const struct one *one, const struct rule_node *node, uint32_t row)
{
    static const char *const signs[RULE_OP__COUNT] = {
        [RULE_EQ] = "=",          [RULE_NE] = "≠",        [RULE_LT] = "<",
        [RULE_LE] = "≤",          [RULE_GT] = ">",        [RULE_GE] = "≥",
        [RULE_HAS] = "含有",      [RULE_IN] = "属于",     [RULE_STARTS] = "开头是",
        [RULE_CONTAINS] = "包含", [RULE_WITHIN] = "位于",
    };
    struct arena *arena = one->context.arena;
    switch (node->op) {
    case RULE_FIELD:
        return field_name(node);
    case RULE_NUMBER:
        return node->number != 0 ? TEXT("恒成立") : TEXT("恒不成立");
    case RULE_KNOWN:
        return arena_printf(arena, "%.*s已填", TEXT_ARG(describe_name(one, node->child[0])));
    case RULE_IN:
        return arena_printf(arena, "%.*s 属于 %.*s", TEXT_ARG(met(one, node->child[0], row)),
                            TEXT_ARG(list_text(one, node)));
    case RULE_BETWEEN:
        return arena_printf(
            arena, "%.*s 在 %.*s 与 %.*s 之间", TEXT_ARG(met(one, node->child[0], row)),
            TEXT_ARG(met(one, node->child[1], row)), TEXT_ARG(met(one, node->child[2], row)));
    default:
        return arena_printf(arena, "%.*s %s %.*s", TEXT_ARG(met(one, node->child[0], row)),
                            signs[node->op], TEXT_ARG(met(one, node->child[1], row)));
    }
}
