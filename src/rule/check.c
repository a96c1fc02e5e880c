/* Names, and what may be asked of what: every node is made here, and is right once it is made. */
#include <stdarg.h>
#include <string.h>

#include "rule/parser.h"
#include "rule/suggest.h"

const char *rule_type_label(enum rule_type type)
{
    static const char *const labels[] = {
        [RULE_BOOL] = "是否",           [RULE_INT] = "整数",    [RULE_MONEY] = "金额",
        [RULE_DATE] = "日期",           [RULE_CODE] = "代码",   [RULE_CODES] = "多选代码",
        [RULE_TEXT] = "文字",           [RULE_REGION] = "地区", [RULE_REF] = "引用",
        [RULE_HIDDEN] = "保密或长文字", [RULE_ANY] = "任意",
    };
    return labels[type];
}

/* ---- faults ---- */

void parser_fault(struct parser *parser, struct text at, struct text hint, const char *format, ...)
{
    if (parser->faults++ >= RULE_ERRORS) {
        return;
    }
    struct text before = {parser->text.s, (size_t)(at.s - parser->text.s)};
    size_t line = 1, start = 0;
    for (size_t i = 0; i < before.n; i++) {
        if (before.s[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    va_list args;
    va_start(args, format);
    struct text what = arena_vprintf(parser->arena, format, args);
    va_end(args);
    size_t column = utf8_length(text_slice(before, start, before.n)) + 1;
    struct text message =
        arena_printf(parser->arena, "第 %zu 行第 %zu 字：%.*s", line, column, TEXT_ARG(what));
    errors_add(parser->errors, parser->arena, parser->field, message, hint);
}

/* ---- nodes ---- */

struct rule_node *node_new(struct parser *parser, enum rule_op op, enum rule_type type,
                           struct text source)
{
    if (++parser->nodes > RULE_NODES && !parser->stopped) {
        parser_fault(parser, source, TEXT("请拆成几条，或者给其中的部分起名字再引用"),
                     "条件太长（最多 %d 项）", RULE_NODES);
        parser->stopped = true;
    }
    struct rule_node *node = arena_new(parser->arena, struct rule_node);
    node->op = op;
    node->type = type;
    node->source = source;
    node->ledger = parser->ledger;
    node->field = -1;
    return node;
}

const struct rule_node *node_wrong(struct parser *parser, struct text at)
{
    return node_new(parser, RULE_OP__COUNT, RULE_ANY, at);
}

bool node_is_wrong(const struct rule_node *node)
{
    return node->op == RULE_OP__COUNT;
}

void node_children(struct parser *parser, struct rule_node *node,
                   const struct rule_node *const *children, size_t n)
{
    const struct rule_node **copy = arena_array(parser->arena, const struct rule_node *, n);
    memcpy(copy, children, n * sizeof(*copy));
    node->child = copy;
    node->n = n;
    node->constant = true;
    for (size_t i = 0; i < n; i++) {
        node->constant = node->constant && children[i]->constant;
    }
}

static bool any_wrong(const struct rule_node *const *nodes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (node_is_wrong(nodes[i])) {
            return true;
        }
    }
    return false;
}

const struct rule_node *node_via(struct parser *parser, const struct rule_node *reference,
                                 const struct rule_node *inner, struct text source)
{
    if (node_is_wrong(reference) || node_is_wrong(inner)) {
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, RULE_VIA, inner->type, source);
    node_children(parser, node, &inner, 1);
    node->ledger = reference->ledger;
    node->field = reference->field;
    node->refers = inner->refers;
    node->codes = inner->codes;
    node->constant = false;
    return node;
}

/*
 * What is asked only of the row referred to is asked there: person.sex = '1' becomes
 * person.(sex = '1'), so that it is answered once per person and then handed to his rows.
 */
const struct rule_node *node_hoisted(struct parser *parser, struct rule_node *node)
{
    const struct rule_node *first = NULL;
    for (size_t i = 0; i < node->n; i++) {
        const struct rule_node *child = node->child[i];
        if (child->constant) {
            continue;
        }
        if (child->op != RULE_VIA || (first != NULL && child->field != first->field)) {
            return node;
        }
        first = first == NULL ? child : first;
    }
    if (first == NULL) {
        return node;
    }
    struct rule_node *inner = node_new(parser, node->op, node->type, node->source);
    *inner = *node;
    const struct rule_node **children =
        arena_array(parser->arena, const struct rule_node *, node->n);
    for (size_t i = 0; i < node->n; i++) {
        children[i] = node->child[i]->constant ? node->child[i] : node->child[i]->child[0];
    }
    inner->child = children;
    inner->ledger = first->child[0]->ledger;
    return node_via(parser, first, node_hoisted(parser, inner), node->source);
}

/* ---- names ---- */

const struct ledger *language_ledger(const struct rule_language *language, struct text name)
{
    for (size_t i = 0; language->ledgers[i] != NULL; i++) {
        const struct ledger *ledger = language->ledgers[i];
        if (text_is(name, ledger->name) || text_is(name, ledger->label)) {
            return ledger;
        }
    }
    return NULL;
}

static bool names_reference(struct text name, const struct field *field)
{
    size_t n = strlen(field->name);
    return field->kind == KIND_REF &&
           (text_is(name, field->name) || text_is(name, field->label) ||
            (n > 3 && name.n == n - 3 && memcmp(field->name + n - 3, "_id", 3) == 0 &&
             memcmp(field->name, name.s, name.n) == 0));
}

int reference_named(const struct ledger *ledger, struct text name)
{
    for (size_t i = 0; i < ledger->count; i++) {
        if (names_reference(name, &ledger->fields[i])) {
            return (int)i;
        }
    }
    return -1;
}

/* A field by name, label, or a heading it is also known by. */
static int field_named(const struct ledger *ledger, struct text name)
{
    int index = ledger_field(ledger, name);
    if (index >= 0) {
        return index;
    }
    for (size_t i = 0; i < ledger->count; i++) {
        if (text_is(name, ledger->fields[i].label)) {
            return (int)i;
        }
    }
    for (size_t i = 0; i < ledger->count; i++) {
        const char *const *alias = ledger->fields[i].aliases;
        for (; alias != NULL && *alias != NULL; alias++) {
            if (text_is(name, *alias)) {
                return (int)i;
            }
        }
    }
    return reference_named(ledger, name);
}

static enum rule_type type_of(const struct rule_language *language, const struct field *field)
{
    static const enum rule_type types[] = {
        [KIND_TEXT] = RULE_TEXT,       [KIND_NOTE] = RULE_HIDDEN,      [KIND_INT] = RULE_INT,
        [KIND_MONEY] = RULE_MONEY,     [KIND_BOOL] = RULE_BOOL,        [KIND_DATE] = RULE_DATE,
        [KIND_TIME] = RULE_DATE,       [KIND_CODE] = RULE_CODE,        [KIND_CODES] = RULE_CODES,
        [KIND_CITIZEN_ID] = RULE_TEXT, [KIND_CREDIT_CODE] = RULE_TEXT, [KIND_PHONE] = RULE_TEXT,
        [KIND_CARD] = RULE_TEXT,       [KIND_REGION] = RULE_REGION,    [KIND_REF] = RULE_REF,
    };
    if ((field->flags & FIELD_SECRET) != 0 && types[field->kind] == RULE_TEXT) {
        return RULE_HIDDEN;
    }
    if (field->kind == KIND_REF && language_ledger(language, text_of(field->ref)) == NULL) {
        return RULE_HIDDEN;
    }
    return types[field->kind];
}

static const struct rule_node *node_field(struct parser *parser, int index, struct text source)
{
    const struct field *field = &parser->ledger->fields[index];
    struct rule_node *node = node_new(parser, RULE_FIELD, type_of(parser->language, field), source);
    node->field = index;
    node->codes = field->codes;
    if (node->type == RULE_REF) {
        node->refers = language_ledger(parser->language, text_of(field->ref));
    }
    return node;
}

static const struct rule_node *node_named(struct parser *parser, struct named *named,
                                          struct text source)
{
    const struct rule *rule = named_rule(parser, named);
    if (rule == NULL) {
        if (named->state == NAMED_READING) {
            parser_fault(parser, source, TEXT_EMPTY, "“%s”的定义用到了它自己",
                         named->definition->label);
        } else {
            parser->faults++; /* told at the definition itself */
        }
        return node_wrong(parser, source);
    }
    int depth = parser->depth + named->depth;
    if (depth > parser->deepest) {
        parser->deepest = depth;
    }
    struct rule_node *node = node_new(parser, RULE_NAMED, rule->node->type, source);
    node_children(parser, node, &rule->node, 1);
    node->codes = rule->node->codes;
    node->refers = rule->node->refers;
    node->text = text_of(named->definition->label);
    return node;
}

static const struct rule_node *node_param(struct parser *parser, struct text name,
                                          struct text source)
{
    static const char *const periods[] = {[PARAM_FROM] = "period_from", [PARAM_TO] = "period_to"};
    for (size_t i = 0; i < parser->language->param_count; i++) {
        const struct rule_param *param = &parser->language->params[i];
        bool period = (i == PARAM_FROM || i == PARAM_TO) && text_is(name, periods[i]);
        if (period || text_is(name, param->name) || text_is(name, param->label)) {
            struct rule_node *node = node_new(parser, RULE_PARAM, param->type, source);
            node->constant = true;
            node->number = (int64_t)i;
            return node;
        }
    }
    return NULL;
}

const struct rule_node *node_name(struct parser *parser, struct text name, struct text source,
                                  bool first, struct named **named)
{
    int index = field_named(parser->ledger, name);
    if (index >= 0) {
        return node_field(parser, index, source);
    }
    for (size_t i = 0; i < parser->language->named_count; i++) {
        struct named *one = &parser->language->named[i];
        if (one->ledger == parser->ledger &&
            (text_is(name, one->definition->name) || text_is(name, one->definition->label))) {
            *named = one;
            return node_named(parser, one, source);
        }
    }
    const struct rule_node *param = first ? node_param(parser, name, source) : NULL;
    if (param != NULL) {
        return param;
    }
    parser_fault(parser, source, suggest_name(parser, name), "%s台账没有名为“%.*s”的字段",
                 parser->ledger->label, TEXT_ARG(name));
    return node_wrong(parser, source);
}

const struct rule_node *node_dated(struct parser *parser, const struct rule_node *named,
                                   const struct rule_node *from, const struct rule_node *to,
                                   struct text source)
{
    const struct rule_node *dates[2] = {from == NULL ? to : from, to};
    size_t n = from == NULL ? 1 : 2;
    if (node_is_wrong(named) || any_wrong(dates, n)) {
        return node_wrong(parser, source);
    }
    for (size_t i = 0; i < n; i++) {
        if (dates[i]->type != RULE_DATE || !dates[i]->constant) {
            parser_fault(parser, dates[i]->source,
                         TEXT("例如 at 2022-10-23，或 at as_of - 1 months"),
                         "这里只能用一个固定的日期或参数，不能随人而变");
            return node_wrong(parser, source);
        }
    }
    struct rule_node *node = node_new(parser, RULE_NAMED, named->type, source);
    const struct rule_node *children[] = {named->child[0], dates[0], dates[1]};
    node_children(parser, node, children, n + 1);
    node->codes = named->codes;
    node->refers = named->refers;
    node->text = named->text;
    node->constant = named->constant;
    return node;
}

/* ---- logic ---- */

const struct rule_node *node_truth(struct parser *parser, const struct rule_node *node)
{
    if (node_is_wrong(node) || node->type == RULE_BOOL) {
        return node;
    }
    parser_fault(parser, node->source, TEXT("请写成比较，例如 “= 某值”、“>= 某数” 或 “is known”"),
                 "这里要能回答“是或否”，“%.*s”却是%s", TEXT_ARG(node->source),
                 rule_type_label(node->type));
    return node_wrong(parser, node->source);
}

const struct rule_node *node_logic(struct parser *parser, enum rule_op op,
                                   const struct rule_node *const *parts, size_t n,
                                   struct text source)
{
    bool wrong = false;
    for (size_t i = 0; i < n; i++) {
        wrong = node_is_wrong(node_truth(parser, parts[i])) || wrong;
    }
    if (wrong) {
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, op, RULE_BOOL, source);
    node_children(parser, node, parts, n);
    return node;
}

const struct rule_node *node_not(struct parser *parser, const struct rule_node *inner,
                                 struct text source)
{
    if (node_is_wrong(node_truth(parser, inner))) {
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, RULE_NOT, RULE_BOOL, source);
    node_children(parser, node, &inner, 1);
    return node;
}

/* ---- relations ---- */

/* Whether values of the type have an order that people mean. */
static bool ordered(enum rule_type type)
{
    return type == RULE_INT || type == RULE_MONEY || type == RULE_DATE;
}

/* Whether one value can be asked to equal another. */
static bool comparable(struct parser *parser, const struct rule_node *node)
{
    if (node->type == RULE_HIDDEN) {
        parser_fault(parser, node->source, TEXT("只能写 is known（已填）或 is unknown（未填）"),
                     "“%.*s”是保密内容或长文字，不能比较", TEXT_ARG(node->source));
        return false;
    }
    if (node->type == RULE_CODES) {
        parser_fault(parser, node->source, TEXT("请写成 has '代码'"),
                     "“%.*s”可以有几个代码，不能用等号", TEXT_ARG(node->source));
        return false;
    }
    return true;
}

static bool same_kind(struct parser *parser, const struct rule_node *left,
                      const struct rule_node *right)
{
    bool same = left->type == right->type;
    if (same && left->type == RULE_CODE && !left->constant && !right->constant) {
        same = text_equal(text_of(left->codes), text_of(right->codes));
    }
    if (same && left->type == RULE_REF && right->refers != NULL && left->refers != NULL) {
        same = left->refers == right->refers;
    }
    if (same && left->type == RULE_TEXT && !right->constant) {
        parser_fault(parser, right->source, TEXT("请与固定的文字比较，例如 = '文字'"),
                     "两个文字字段不能互相比较");
        return false;
    }
    if (!same) {
        parser_fault(parser, right->source, TEXT_EMPTY, "“%.*s”是%s，“%.*s”是%s，不能比较",
                     TEXT_ARG(left->source), rule_type_label(left->type), TEXT_ARG(right->source),
                     rule_type_label(right->type));
    }
    return same;
}

/* helped = true is helped; helped = false is not helped. */
static const struct rule_node *compare_truth(struct parser *parser, enum rule_op op,
                                             const struct rule_node *left,
                                             const struct rule_node *right, struct text source)
{
    bool literal = right->op == RULE_NUMBER && right->type == RULE_BOOL;
    if (!literal || (op != RULE_EQ && op != RULE_NE)) {
        parser_fault(parser, source, TEXT("请写成 = 是、= 否，或直接写字段名"),
                     "“%.*s”是是否项，不能这样比较", TEXT_ARG(left->source));
        return node_wrong(parser, source);
    }
    bool wanted = (right->number != 0) == (op == RULE_EQ);
    return wanted ? left : node_not(parser, left, source);
}

const struct rule_node *node_compare(struct parser *parser, enum rule_op op,
                                     const struct rule_node *left, const struct rule_node *right,
                                     struct text source)
{
    static const enum rule_op mirrored[] = {
        [RULE_EQ] = RULE_EQ, [RULE_NE] = RULE_NE, [RULE_LT] = RULE_GT,
        [RULE_LE] = RULE_GE, [RULE_GT] = RULE_LT, [RULE_GE] = RULE_LE,
    };
    if (node_is_wrong(left) || node_is_wrong(right)) {
        return node_wrong(parser, source);
    }
    if (left->constant && !right->constant) {
        const struct rule_node *swapped = left;
        left = right;
        right = swapped;
        op = mirrored[op];
    }
    if (left->type == RULE_BOOL) {
        return compare_truth(parser, op, left, right, source);
    }
    const struct rule_node *operands[] = {left, right};
    if (!comparable(parser, left) || !comparable(parser, right) ||
        !nodes_unified(parser, operands, 2)) {
        return node_wrong(parser, source);
    }
    left = operands[0];
    right = operands[1];
    if (!same_kind(parser, left, right)) {
        return node_wrong(parser, source);
    }
    if (op != RULE_EQ && op != RULE_NE && !ordered(left->type)) {
        parser_fault(parser, source, TEXT("请用 =、!= 或 in ('…', '…')"), "%s没有大小先后",
                     rule_type_label(left->type));
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, op, RULE_BOOL, source);
    node_children(parser, node, operands, 2);
    return node_hoisted(parser, node);
}

const struct rule_node *node_between(struct parser *parser, const struct rule_node *value,
                                     const struct rule_node *low, const struct rule_node *high,
                                     struct text source)
{
    const struct rule_node *operands[] = {value, low, high};
    if (any_wrong(operands, 3) || !comparable(parser, value) ||
        !nodes_unified(parser, operands, 3) || !same_kind(parser, operands[0], operands[1]) ||
        !same_kind(parser, operands[0], operands[2])) {
        return node_wrong(parser, source);
    }
    if (!ordered(operands[0]->type)) {
        parser_fault(parser, source, TEXT("请用 in ('…', '…')"), "%s没有大小先后",
                     rule_type_label(operands[0]->type));
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, RULE_BETWEEN, RULE_BOOL, source);
    node_children(parser, node, operands, 3);
    return node_hoisted(parser, node);
}

const struct rule_node *node_in(struct parser *parser, const struct rule_node *value,
                                const struct rule_node *const *items, size_t n, struct text source)
{
    if (node_is_wrong(value) || any_wrong(items, n) || !comparable(parser, value)) {
        return node_wrong(parser, source);
    }
    const struct rule_node **operands = arena_array(parser->arena, const struct rule_node *, n + 1);
    operands[0] = value;
    bool wrong = value->type == RULE_BOOL;
    if (wrong) {
        parser_fault(parser, source, TEXT("请直接写字段名，或 = 是、= 否"), "是否项不用 in");
    }
    for (size_t i = 0; i < n && !wrong; i++) {
        const struct rule_node *pair[] = {value, items[i]};
        if (!items[i]->constant) {
            parser_fault(parser, items[i]->source, TEXT("要与另一字段比较，请用 = 和 or"),
                         "in 后面的括号里只能是固定的值");
            wrong = true;
        } else if (!nodes_unified(parser, pair, 2) || !same_kind(parser, pair[0], pair[1])) {
            wrong = true;
        }
        operands[i + 1] = pair[1];
    }
    if (wrong) {
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, RULE_IN, RULE_BOOL, source);
    node_children(parser, node, operands, n + 1);
    return node_hoisted(parser, node);
}

const struct rule_node *node_known(struct parser *parser, const struct rule_node *value,
                                   struct text source)
{
    if (node_is_wrong(value)) {
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, RULE_KNOWN, RULE_BOOL, source);
    node_children(parser, node, &value, 1);
    return node;
}

const struct rule_node *node_match(struct parser *parser, enum rule_op op,
                                   const struct rule_node *value, const struct rule_node *word,
                                   struct text source)
{
    static const struct {
        enum rule_type type;
        const char *called;
    } wants[RULE_OP__COUNT] = {
        [RULE_HAS] = {RULE_CODES, "has（含有）用于多选代码"},
        [RULE_CONTAINS] = {RULE_TEXT, "contains（包含）用于文字"},
        [RULE_STARTS] = {RULE_TEXT, "starts（开头是）用于文字"},
        [RULE_WITHIN] = {RULE_REGION, "within（位于）用于地区"},
    };
    if (node_is_wrong(value) || node_is_wrong(word)) {
        return node_wrong(parser, source);
    }
    const struct rule_node *field = value;
    while (field->op == RULE_VIA) {
        field = field->child[0];
    }
    if (value->type != wants[op].type || field->op != RULE_FIELD) {
        parser_fault(parser, value->source, TEXT_EMPTY, "%s字段，“%.*s”是%s", wants[op].called,
                     TEXT_ARG(value->source), rule_type_label(value->type));
        return node_wrong(parser, source);
    }
    const struct rule_node *operands[] = {value, word};
    if (!nodes_unified(parser, operands, 2)) {
        return node_wrong(parser, source);
    }
    if (!operands[1]->constant) {
        parser_fault(parser, word->source, TEXT_EMPTY, "这里只能是固定的值");
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, op, RULE_BOOL, source);
    node_children(parser, node, operands, 2);
    return node_hoisted(parser, node);
}
