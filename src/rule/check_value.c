/* Literals and what they become, sums and spans, and values over the rows of another ledger. */
#include <string.h>

#include "rule/parser.h"
#include "rule/suggest.h"

enum { LONGEST_NUMBER = 18 }; /* digits; ids of rows have 18 */

/* ---- literals ---- */

const struct rule_node *node_number(struct parser *parser, struct text digits)
{
    struct rule_node *node = node_new(parser, RULE_NUMBER, RULE_INT, digits);
    node->constant = true;
    struct text rest = digits, whole, fraction = TEXT_EMPTY;
    text_split(&rest, '.', &whole);
    if (text_split(&rest, '.', &fraction)) {
        node->type = RULE_MONEY;
    }
    int64_t yuan = 0, fen = 0;
    if (whole.n > (size_t)(fraction.n > 0 ? LONGEST_NUMBER - 2 : LONGEST_NUMBER) ||
        !text_to_int(whole, &yuan)) {
        parser_fault(parser, digits, TEXT_EMPTY, "数太大");
        return node_wrong(parser, digits);
    }
    if (fraction.n > 2 || (fraction.n > 0 && !text_to_int(fraction, &fen))) {
        parser_fault(parser, digits, TEXT("请最多写两位小数"), "金额只到分");
        return node_wrong(parser, digits);
    }
    node->plain = node->type == RULE_INT;
    node->number = node->plain ? yuan : yuan * 100 + (fraction.n == 1 ? fen * 10 : fen);
    return node;
}

const struct rule_node *node_date(struct parser *parser, struct text source)
{
    struct date date;
    if (!date_parse(source, &date)) {
        parser_fault(parser, source, TEXT_EMPTY, "没有 %.*s 这一天", TEXT_ARG(source));
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, RULE_NUMBER, RULE_DATE, source);
    node->constant = true;
    node->number = date.day;
    return node;
}

static struct rule_node *literal(struct parser *parser, const struct rule_node *from,
                                 enum rule_op op, enum rule_type type)
{
    struct rule_node *node = node_new(parser, op, type, from->source);
    node->constant = true;
    return node;
}

static const struct rule_node *as_date(struct parser *parser, const struct rule_node *from)
{
    struct date date;
    if (from->op != RULE_WORD || !date_parse(from->text, &date) || date.precision != DATE_DAY) {
        parser_fault(parser, from->source, TEXT("日期写成 2022-09-01 这样"), "%.*s不是日期",
                     TEXT_ARG(from->source));
        return NULL;
    }
    struct rule_node *node = literal(parser, from, RULE_NUMBER, RULE_DATE);
    node->number = date.day;
    return node;
}

static const struct rule_node *as_code(struct parser *parser, const struct rule_node *from,
                                       const char *table)
{
    const struct rule_words *words = &parser->language->words;
    struct text word = from->op == RULE_WORD ? from->text : from->source, code = word;
    if (table != NULL && words->code != NULL && !words->code(words->context, table, word, &code)) {
        parser_fault(parser, from->source, suggest_code(parser, table, word), "代码表里没有“%.*s”",
                     TEXT_ARG(word));
        return NULL;
    }
    struct rule_node *node = literal(parser, from, RULE_WORD, RULE_CODE);
    node->text = arena_text(parser->arena, code);
    node->codes = table;
    return node;
}

static const struct rule_node *as_region(struct parser *parser, const struct rule_node *from)
{
    const struct rule_words *words = &parser->language->words;
    struct text word = from->op == RULE_WORD ? from->text : from->source;
    int64_t region;
    if (text_to_int(word, &region) && word.n >= 2 && word.n <= 12 && region > 0) {
        for (size_t n = word.n; n < 12; n++) {
            region *= 10;
        }
    } else if (from->op != RULE_WORD || words->region == NULL ||
               !words->region(words->context, word, &region)) {
        parser_fault(parser, from->source,
                     TEXT("请写区划代码（乡镇 9 位、村 12 位），或完整的地名"),
                     "没有名为“%.*s”的地区", TEXT_ARG(word));
        return NULL;
    }
    struct rule_node *node = literal(parser, from, RULE_NUMBER, RULE_REGION);
    node->number = region;
    return node;
}

static const struct rule_node *as_number(struct parser *parser, const struct rule_node *from,
                                         enum rule_type type)
{
    if (from->op == RULE_WORD) {
        parser_fault(parser, from->source, TEXT("请去掉引号"), "这里应当是%s，不是文字",
                     rule_type_label(type));
        return NULL;
    }
    struct rule_node *node = literal(parser, from, RULE_NUMBER, type);
    node->number = from->number;
    if (type == RULE_MONEY && __builtin_mul_overflow(from->number, 100, &node->number)) {
        parser_fault(parser, from->source, TEXT_EMPTY, "数太大");
        return NULL;
    }
    return node;
}

/* A literal as a value of the type of `model`; NULL after a fault. */
static const struct rule_node *unified(struct parser *parser, const struct rule_node *from,
                                       const struct rule_node *model)
{
    switch (model->type) {
    case RULE_DATE:
        return as_date(parser, from);
    case RULE_CODE:
    case RULE_CODES:
        return as_code(parser, from, model->codes);
    case RULE_REGION:
        return as_region(parser, from);
    case RULE_INT:
    case RULE_MONEY:
    case RULE_REF:
        return as_number(parser, from, model->type);
    case RULE_TEXT:
        if (from->op == RULE_WORD) {
            return from;
        }
        parser_fault(parser, from->source, TEXT("请加上引号"), "文字要写在引号里");
        return NULL;
    case RULE_BOOL:
    case RULE_HIDDEN:
    case RULE_ANY:
        break;
    }
    return from;
}

static bool is_literal(const struct rule_node *node)
{
    return (node->op == RULE_WORD && node->type == RULE_TEXT) || node->plain;
}

bool nodes_unified(struct parser *parser, const struct rule_node **operands, size_t n)
{
    const struct rule_node *model = NULL;
    for (size_t i = 0; i < n && model == NULL; i++) {
        model = is_literal(operands[i]) ? NULL : operands[i];
    }
    for (size_t i = 0; i < n && model != NULL; i++) {
        if (is_literal(operands[i])) {
            const struct rule_node *node = unified(parser, operands[i], model);
            if (node == NULL) {
                return false;
            }
            operands[i] = node;
        }
    }
    return true;
}

/* ---- sums and spans ---- */

static const struct rule_node *sum_wrong(struct parser *parser, const struct rule_node *left,
                                         const struct rule_node *right, struct text source)
{
    parser_fault(parser, source, TEXT("日期加减天数写成 as_of - 30 days，加减月数写成 + 6 months"),
                 "%s与%s不能相加减", rule_type_label(left->type), rule_type_label(right->type));
    return node_wrong(parser, source);
}

/* date ± whole constant months */
static const struct rule_node *shifted(struct parser *parser, enum rule_op op,
                                       const struct rule_node *left, const struct rule_node *right,
                                       enum word unit, struct text source)
{
    if (left->type != RULE_DATE || right->type != RULE_INT || !right->constant) {
        parser_fault(parser, source, TEXT("例如 as_of - 6 months"),
                     "月数和年数只能是固定的整数，加在日期后面");
        return node_wrong(parser, source);
    }
    struct rule_node *node = node_new(parser, RULE_SHIFT, RULE_DATE, source);
    node_children(parser, node, (const struct rule_node *const[]){left, right}, 2);
    int64_t months = unit == WORD_YEARS ? 12 : 1;
    node->number = op == RULE_SUB ? -months : months;
    return node_hoisted(parser, node);
}

const struct rule_node *node_sum(struct parser *parser, enum rule_op op,
                                 const struct rule_node *left, const struct rule_node *right,
                                 enum word unit, struct text source)
{
    if (node_is_wrong(left) || node_is_wrong(right)) {
        return node_wrong(parser, source);
    }
    if (unit == WORD_MONTHS || unit == WORD_YEARS) {
        return shifted(parser, op, left, right, unit, source);
    }
    const struct rule_node *operands[] = {left, right};
    enum rule_type type;
    if (left->type == RULE_DATE && right->type == RULE_INT) {
        type = RULE_DATE;
    } else if (left->type == RULE_DATE && right->type == RULE_DATE && op == RULE_SUB) {
        type = RULE_INT;
    } else if (unit == WORD_NONE && (left->type == RULE_INT || left->type == RULE_MONEY)) {
        if (!nodes_unified(parser, operands, 2)) {
            return node_wrong(parser, source);
        }
        if (operands[0]->type != operands[1]->type) {
            return sum_wrong(parser, left, right, source);
        }
        type = operands[0]->type;
    } else {
        return sum_wrong(parser, left, right, source);
    }
    struct rule_node *node = node_new(parser, op, type, source);
    node_children(parser, node, operands, 2);
    return node_hoisted(parser, node);
}

const struct rule_node *node_span(struct parser *parser, enum word unit,
                                  const struct rule_node *from, const struct rule_node *to,
                                  struct text source)
{
    if (to == NULL) {
        struct rule_node *today = node_new(parser, RULE_PARAM, RULE_DATE, source);
        today->constant = true;
        today->number = PARAM_AS_OF;
        to = today;
    }
    const struct rule_node *operands[] = {from, to};
    if (node_is_wrong(from) || node_is_wrong(to)) {
        return node_wrong(parser, source);
    }
    for (size_t i = 0; i < 2; i++) {
        if (is_literal(operands[i]) && (operands[i] = as_date(parser, operands[i])) == NULL) {
            return node_wrong(parser, source);
        }
        if (operands[i]->type != RULE_DATE) {
            parser_fault(parser, operands[i]->source, TEXT_EMPTY, "这里要一个日期，“%.*s”是%s",
                         TEXT_ARG(operands[i]->source), rule_type_label(operands[i]->type));
            return node_wrong(parser, source);
        }
    }
    struct rule_node *node;
    if (unit == WORD_DAYS) {
        node = node_new(parser, RULE_SUB, RULE_INT, source);
        node_children(parser, node, (const struct rule_node *const[]){operands[1], operands[0]}, 2);
    } else {
        node = node_new(parser, unit == WORD_AGE ? RULE_AGE : RULE_MONTHS, RULE_INT, source);
        node_children(parser, node, operands, 2);
    }
    return node_hoisted(parser, node);
}

/* ---- over the rows of another ledger ---- */

int reference_between(struct parser *parser, const struct ledger *over, const struct ledger *ledger,
                      struct text via, struct text at)
{
    int found = -1, several = 0;
    for (size_t i = 0; i < over->count; i++) {
        const struct field *field = &over->fields[i];
        if (field->kind == KIND_REF && text_is(text_of(field->ref), ledger->name)) {
            found = found < 0 || (int)i == over->person ? (int)i : found;
            several++;
        }
    }
    if (via.n > 0) {
        int named = reference_named(over, via);
        if (named >= 0 && text_is(text_of(over->fields[named].ref), ledger->name)) {
            return named;
        }
        parser_fault(parser, via, TEXT_EMPTY, "%s台账的“%.*s”不指向%s", over->label, TEXT_ARG(via),
                     ledger->label);
        return -1;
    }
    bool settled = several == 1 || (found >= 0 && found == over->person);
    if (!settled) {
        parser_fault(parser, at,
                     several == 0 ? TEXT_EMPTY : TEXT("请在台账名后写 via 字段名，说明经哪个字段"),
                     several == 0 ? "%s台账里没有指向%s的字段，不能从%s数过去"
                                  : "%s台账有几个字段指向%s（从%s数过去要选一个）",
                     over->label, ledger->label, ledger->label);
        return -1;
    }
    return found;
}

static enum rule_op op_over(enum word word)
{
    switch (word) {
    case WORD_COUNT:
        return RULE_COUNT;
    case WORD_DISTINCT:
        return RULE_DISTINCT;
    case WORD_SUM:
        return RULE_SUM;
    case WORD_MIN:
        return RULE_MIN;
    case WORD_MAX:
        return RULE_MAX;
    case WORD_FIRST:
        return RULE_FIRST;
    case WORD_LAST:
        return RULE_LAST;
    default:
        return RULE_EXISTS;
    }
}

static bool is_number(enum rule_type type)
{
    return type == RULE_INT || type == RULE_MONEY;
}

/* What the clauses of a call must be; NULL when they are right, else what is wrong. */
static const char *clauses_wrong(enum rule_op op, const struct rule_node *value,
                                 const struct rule_node *by)
{
    bool wants_value = op != RULE_EXISTS && op != RULE_COUNT;
    bool wants_by = op == RULE_FIRST || op == RULE_LAST;
    if (wants_value != (value != NULL)) {
        return wants_value ? "还要写出取哪个字段，例如 sum(relief.amount)" : "这里不取字段";
    }
    if (wants_by != (by != NULL)) {
        return wants_by ? "还要写出按哪个日期，例如 last(service by date : kind)"
                        : "by 只用于 first 和 last";
    }
    if (by != NULL && by->type != RULE_DATE && !is_number(by->type)) {
        return "by 后面要一个日期或数";
    }
    if (op == RULE_SUM && !is_number(value->type)) {
        return "sum 只能加数和金额";
    }
    if ((op == RULE_MIN || op == RULE_MAX) && value->type != RULE_DATE && !is_number(value->type)) {
        return "min 和 max 只用于数、金额和日期";
    }
    if (value != NULL &&
        (value->type == RULE_HIDDEN || value->type == RULE_BOOL || value->type == RULE_CODES)) {
        return "这个字段不能这样取";
    }
    return NULL;
}

const struct rule_node *node_over(struct parser *parser, enum word word, const struct ledger *over,
                                  int field, const struct rule_node *where,
                                  const struct rule_node *value, const struct rule_node *by,
                                  struct text source)
{
    static const struct text any = {"any", 3};
    enum rule_op op = op_over(word);
    bool wrong = field < 0 || (where != NULL && node_is_wrong(where)) ||
                 (value != NULL && node_is_wrong(value)) || (by != NULL && node_is_wrong(by));
    const char *fault = wrong ? NULL : clauses_wrong(op, value, by);
    if (fault != NULL) {
        parser_fault(parser, source, TEXT_EMPTY, "%s", fault);
    }
    if (wrong || fault != NULL) {
        return node_wrong(parser, source);
    }
    if (where == NULL) {
        struct rule_node *all = node_new(parser, RULE_NUMBER, RULE_BOOL, any);
        all->constant = true;
        all->number = 1;
        all->ledger = over;
        where = all;
    }
    enum rule_type type = op == RULE_EXISTS ? RULE_BOOL : value == NULL ? RULE_INT : value->type;
    struct rule_node *node = node_new(parser, op, op == RULE_DISTINCT ? RULE_INT : type, source);
    const struct rule_node *children[] = {where, value, by};
    node_children(parser, node, children, value == NULL ? 1 : by == NULL ? 2 : 3);
    node->constant = false;
    node->over = over;
    node->field = field;
    if (value != NULL && op != RULE_DISTINCT) {
        node->codes = value->codes;
        node->refers = value->refers;
    }
    return node;
}
