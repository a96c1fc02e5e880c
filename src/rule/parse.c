/*
 * The grammar, from the loosest binding to the tightest:
 *
 *     rule      either
 *     either    both { or both }
 *     both      negation { and negation }
 *     negation  [ not ] relation
 *     relation  sum [ sign sum | [not] in ( sum, … ) | [not] between sum and sum
 *                   | is [not] known | is [not] unknown | [not] has|contains|starts|within sum ]
 *     sum       term { +|- term [ days | months | years ] }
 *     term      number | date | 'word' | true | false | ( either ) | path [ at … | during … to … ]
 *             | age ( sum [, sum] ) | months ( sum, sum ) | days ( sum, sum )
 *             | any|count|count_distinct|sum|min|max|first|last ( over )
 *     path      name { . name }
 *     over      { reference . } ledger [ . path ] [ via name ] [ by sum ] [ where either ] [ : sum
 * ]
 */
#include "base/buf.h"
#include "base/ceilings.h"
#include "base/list.h"
#include "rule/parser.h"
#include "rule/suggest.h"

static const struct rule_node *either(struct parser *parser);
static const struct rule_node *sum(struct parser *parser);

/* ---- tokens ---- */

static void advance(struct parser *parser)
{
    size_t at = (size_t)(parser->token.source.s - parser->text.s) + parser->token.source.n;
    parser->token =
        parser->stopped ? token_at(parser->text, parser->text.n) : token_at(parser->text, at);
}

static bool at_word(const struct parser *parser, enum word word)
{
    return parser->token.kind == TOKEN_NAME && parser->token.word == word;
}

static bool at_sign(const struct parser *parser, enum sign sign)
{
    return parser->token.kind == TOKEN_SIGN && parser->token.sign == sign;
}

static bool take_word(struct parser *parser, enum word word)
{
    bool found = at_word(parser, word);
    if (found) {
        advance(parser);
    }
    return found;
}

static bool take_sign(struct parser *parser, enum sign sign)
{
    bool found = at_sign(parser, sign);
    if (found) {
        advance(parser);
    }
    return found;
}

/* A fault of grammar: told once, then everything reads as the end. */
static const struct rule_node *stop(struct parser *parser, const char *expected)
{
    struct text here = parser->token.source;
    if (!parser->stopped) {
        if (parser->token.kind == TOKEN_END) {
            parser_fault(parser, here, TEXT_EMPTY, "条件没有写完：这里应当有%s", expected);
        } else if (parser->token.kind == TOKEN_INVALID &&
                   (here.s[0] == '\'' || here.s[0] == '"' || here.s[0] == '`')) {
            parser_fault(parser, here, TEXT("请在文字末尾补上同样的引号"), "引号没有配对");
        } else {
            parser_fault(parser, here, TEXT_EMPTY, "这里应当有%s，却是“%.*s”", expected,
                         TEXT_ARG(here));
        }
    }
    parser->stopped = true;
    advance(parser);
    return node_wrong(parser, here);
}

/* One level deeper; false past RULE_DEPTH, which also bounds the recursion of every later walk. */
static bool enter(struct parser *parser)
{
    if (++parser->depth > parser->deepest) {
        parser->deepest = parser->depth;
    }
    if (parser->depth <= RULE_DEPTH) {
        return true;
    }
    if (!parser->stopped) {
        parser_fault(parser, parser->token.source, TEXT("请把里面的部分另起一个名字，再引用它"),
                     "条件套得太深（最多 %d 层）", RULE_DEPTH);
    }
    parser->stopped = true;
    advance(parser);
    return false;
}

static void expect_sign(struct parser *parser, enum sign sign, const char *called)
{
    if (!take_sign(parser, sign)) {
        stop(parser, called);
    }
}

/* The text from a token's start up to the token at hand. */
static struct text since(const struct parser *parser, struct text start)
{
    const char *end = parser->token.source.s;
    while (end > start.s && (end[-1] == ' ' || end[-1] == '\n' || end[-1] == '\t')) {
        end--;
    }
    return (struct text){start.s, (size_t)(end - start.s)};
}

/* ---- names ---- */

static bool at_name(const struct parser *parser)
{
    return parser->token.kind == TOKEN_NAME || parser->token.kind == TOKEN_LABEL;
}

static struct text name_of(const struct token *token)
{
    return token->kind == TOKEN_LABEL ? token->inside : token->source;
}

static bool take_dot(struct parser *parser)
{
    return take_sign(parser, SIGN_DOT) || take_word(parser, WORD_OF);
}

/* `recognised at DATE`, `recognised during DATE to DATE` */
static const struct rule_node *dated(struct parser *parser, const struct rule_node *node,
                                     struct text start)
{
    if (take_word(parser, WORD_AT)) {
        const struct rule_node *on = sum(parser);
        return node_dated(parser, node, NULL, on, since(parser, start));
    }
    if (take_word(parser, WORD_DURING)) {
        const struct rule_node *from = sum(parser);
        if (!take_word(parser, WORD_TO)) {
            return stop(parser, "“to 日期”");
        }
        const struct rule_node *to = sum(parser);
        return node_dated(parser, node, from, to, since(parser, start));
    }
    return node;
}

/* The rest of a path, of which `first` tells whether nothing was read before. */
static const struct rule_node *path(struct parser *parser, bool first)
{
    if (!at_name(parser)) {
        return stop(parser, "字段名");
    }
    struct text start = parser->token.source;
    struct named *named = NULL;
    const struct rule_node *node = node_name(parser, name_of(&parser->token), start, first, &named);
    advance(parser);
    if (named != NULL) {
        node = dated(parser, node, start);
    }
    if (!take_dot(parser)) {
        return node;
    }
    const struct ledger *ledger = parser->ledger;
    bool leads = node->type == RULE_REF && node->op == RULE_FIELD && node->refers != NULL;
    if (!leads && !node_is_wrong(node)) {
        parser_fault(parser, start, TEXT_EMPTY, "“%.*s”不指向别的台账，后面不能再跟字段",
                     TEXT_ARG(start));
    }
    if (!leads) {
        parser->stopped = true;
        advance(parser);
        return node_wrong(parser, start);
    }
    parser->ledger = node->refers;
    const struct rule_node *inner = enter(parser) ? path(parser, false) : node_wrong(parser, start);
    parser->depth--;
    parser->ledger = ledger;
    return node_via(parser, node, inner, since(parser, start));
}

/* ---- going over another ledger ---- */

/* by … where … : … in any order, in the ledger gone through */
static void clauses(struct parser *parser, const struct rule_node **where,
                    const struct rule_node **value, const struct rule_node **by)
{
    for (;;) {
        if (*where == NULL && take_word(parser, WORD_WHERE)) {
            *where = node_truth(parser, either(parser));
        } else if (*by == NULL && take_word(parser, WORD_BY)) {
            *by = sum(parser);
        } else if (*value == NULL && take_sign(parser, SIGN_COLON)) {
            *value = sum(parser);
        } else {
            return;
        }
    }
}

static const struct rule_node *over(struct parser *parser, enum word word, struct text start)
{
    if (!at_name(parser)) {
        return stop(parser, "台账名");
    }
    struct token target = parser->token;
    struct text name = name_of(&target);
    advance(parser);
    int up = at_sign(parser, SIGN_DOT) || at_word(parser, WORD_OF)
                 ? reference_named(parser->ledger, name)
                 : -1;
    const struct ledger *ledger = parser->ledger;
    if (up >= 0) {
        struct named *named = NULL;
        const struct rule_node *reference = node_name(parser, name, target.source, false, &named);
        take_dot(parser);
        if (reference->refers == NULL) {
            return stop(parser, "已登记的台账");
        }
        parser->ledger = reference->refers;
        const struct rule_node *inner =
            enter(parser) ? over(parser, word, start) : node_wrong(parser, start);
        parser->depth--;
        parser->ledger = ledger;
        return node_via(parser, reference, inner, inner->source);
    }
    const struct ledger *through = language_ledger(parser->language, name);
    if (through == NULL) {
        parser_fault(parser, target.source, suggest_ledger(parser, name), "没有名为“%.*s”的台账",
                     TEXT_ARG(name));
        parser->stopped = true;
        advance(parser);
        return node_wrong(parser, target.source);
    }
    const struct rule_node *where = NULL, *value = NULL, *by = NULL;
    parser->ledger = through;
    if (take_dot(parser)) {
        value = path(parser, false);
    }
    struct text via = TEXT_EMPTY;
    if (take_word(parser, WORD_VIA)) {
        via = name_of(&parser->token);
        advance(parser);
    }
    clauses(parser, &where, &value, &by);
    parser->ledger = ledger;
    int field = reference_between(parser, through, ledger, via, target.source);
    expect_sign(parser, SIGN_CLOSE, "“)”");
    return node_over(parser, word, through, field, where, value, by, since(parser, start));
}

/* ---- terms ---- */

static const struct rule_node *span(struct parser *parser, enum word word, struct text start)
{
    const struct rule_node *from = sum(parser), *to = NULL;
    if (take_sign(parser, SIGN_COMMA)) {
        to = sum(parser);
    } else if (word != WORD_AGE) {
        return stop(parser, "“,”和第二个日期");
    }
    expect_sign(parser, SIGN_CLOSE, "“)”");
    return node_span(parser, word, from, to, since(parser, start));
}

static const struct rule_node *word_term(struct parser *parser)
{
    struct token token = parser->token;
    advance(parser);
    struct buf unquoted;
    buf_init(&unquoted, CEILING_PREDICATE);
    char quote = token.source.s[0];
    for (size_t i = 0; i < token.inside.n; i++) {
        buf_addc(&unquoted, token.inside.s[i]);
        if (token.inside.s[i] == quote) {
            i++;
        }
    }
    struct rule_node *node = node_new(parser, RULE_WORD, RULE_TEXT, token.source);
    node->constant = true;
    node->text = arena_text(parser->arena, buf_text(&unquoted));
    buf_release(&unquoted);
    return node;
}

static const struct rule_node *truth(struct parser *parser, bool yes)
{
    struct rule_node *node = node_new(parser, RULE_NUMBER, RULE_BOOL, parser->token.source);
    node->constant = true;
    node->number = yes;
    advance(parser);
    return node;
}

/* A keyword that opens a call; only when ( follows, so that fields may be called the same. */
static const struct rule_node *call(struct parser *parser)
{
    struct token token = parser->token;
    advance(parser);
    advance(parser);
    if (token.word == WORD_AGE || token.word == WORD_MONTHS || token.word == WORD_DAYS) {
        return span(parser, token.word, token.source);
    }
    return over(parser, token.word, token.source);
}

static bool at_call(const struct parser *parser)
{
    if (parser->token.kind != TOKEN_NAME ||
        (parser->token.word < WORD_AGE && parser->token.word != WORD_DAYS &&
         parser->token.word != WORD_MONTHS)) {
        return false;
    }
    size_t after = (size_t)(parser->token.source.s - parser->text.s) + parser->token.source.n;
    struct token next = token_at(parser->text, after);
    return next.kind == TOKEN_SIGN && next.sign == SIGN_OPEN;
}

static const struct rule_node *term(struct parser *parser)
{
    struct text start = parser->token.source;
    switch (parser->token.kind) {
    case TOKEN_NUMBER:
        advance(parser);
        return node_number(parser, start);
    case TOKEN_DATE:
        advance(parser);
        return node_date(parser, start);
    case TOKEN_WORD:
        return word_term(parser);
    case TOKEN_NAME:
        if (at_call(parser)) {
            return call(parser);
        }
        if (at_word(parser, WORD_TRUE) || at_word(parser, WORD_FALSE)) {
            return truth(parser, at_word(parser, WORD_TRUE));
        }
        return path(parser, true);
    case TOKEN_LABEL:
        return path(parser, true);
    case TOKEN_SIGN:
        if (take_sign(parser, SIGN_OPEN)) {
            const struct rule_node *inner = either(parser);
            expect_sign(parser, SIGN_CLOSE, "“)”");
            return inner;
        }
        break;
    case TOKEN_END:
    case TOKEN_INVALID:
        break;
    }
    return stop(parser, "字段、数值、日期或“文字”");
}

static enum word unit_after(struct parser *parser)
{
    static const enum word units[] = {WORD_DAYS, WORD_MONTHS, WORD_YEARS};
    for (size_t i = 0; i < COUNT(units); i++) {
        if (take_word(parser, units[i])) {
            return units[i];
        }
    }
    return WORD_NONE;
}

static const struct rule_node *sum(struct parser *parser)
{
    struct text start = parser->token.source;
    int depth = parser->depth;
    const struct rule_node *left = enter(parser) ? term(parser) : node_wrong(parser, start);
    while ((at_sign(parser, SIGN_PLUS) || at_sign(parser, SIGN_MINUS)) && enter(parser)) {
        enum rule_op op = at_sign(parser, SIGN_PLUS) ? RULE_ADD : RULE_SUB;
        advance(parser);
        const struct rule_node *right = term(parser);
        enum word unit = unit_after(parser);
        left = node_sum(parser, op, left, right, unit, since(parser, start));
    }
    parser->depth = depth;
    return left;
}

/* ---- relations ---- */

static const struct rule_node *list(struct parser *parser, const struct rule_node *value,
                                    struct text start)
{
    LIST(const struct rule_node *) items = {0};
    expect_sign(parser, SIGN_OPEN, "“(”");
    do {
        list_add(&items, sum(parser));
    } while (!parser->stopped && take_sign(parser, SIGN_COMMA));
    expect_sign(parser, SIGN_CLOSE, "“)”");
    const struct rule_node *node = node_in(parser, value, items.at, items.n, since(parser, start));
    list_release(&items);
    return node;
}

static const struct rule_node *is(struct parser *parser, const struct rule_node *value,
                                  struct text start)
{
    bool negated = take_word(parser, WORD_NOT);
    bool unknown = at_word(parser, WORD_UNKNOWN);
    if (!take_word(parser, WORD_KNOWN) && !take_word(parser, WORD_UNKNOWN)) {
        return stop(parser, "known（已填）或 unknown（未填）");
    }
    const struct rule_node *node = node_known(parser, value, since(parser, start));
    return unknown != negated ? node_not(parser, node, since(parser, start)) : node;
}

static enum rule_op comparison(const struct parser *parser)
{
    static const enum rule_op ops[] = {
        [SIGN_EQ] = RULE_EQ, [SIGN_NE] = RULE_NE, [SIGN_LT] = RULE_LT,
        [SIGN_LE] = RULE_LE, [SIGN_GT] = RULE_GT, [SIGN_GE] = RULE_GE,
    };
    bool compares = parser->token.kind == TOKEN_SIGN && parser->token.sign >= SIGN_EQ &&
                    parser->token.sign <= SIGN_GE;
    return compares ? ops[parser->token.sign] : RULE_OP__COUNT;
}

static enum rule_op matching(const struct parser *parser)
{
    static const struct {
        enum word word;
        enum rule_op op;
    } ops[] = {
        {WORD_HAS, RULE_HAS},
        {WORD_CONTAINS, RULE_CONTAINS},
        {WORD_STARTS, RULE_STARTS},
        {WORD_WITHIN, RULE_WITHIN},
    };
    for (size_t i = 0; i < COUNT(ops); i++) {
        if (at_word(parser, ops[i].word)) {
            return ops[i].op;
        }
    }
    return RULE_OP__COUNT;
}

/* What may follow the value, after `not` or without it; NULL: nothing of this kind stands here. */
static const struct rule_node *tail(struct parser *parser, const struct rule_node *value,
                                    struct text start)
{
    enum rule_op op = matching(parser);
    if (op != RULE_OP__COUNT) {
        advance(parser);
        const struct rule_node *word = sum(parser);
        return node_match(parser, op, value, word, since(parser, start));
    }
    if (take_word(parser, WORD_IN)) {
        return list(parser, value, start);
    }
    if (take_word(parser, WORD_BETWEEN)) {
        const struct rule_node *low = sum(parser);
        if (!take_word(parser, WORD_AND) && !take_word(parser, WORD_TO)) {
            return stop(parser, "“and”和上限");
        }
        const struct rule_node *high = sum(parser);
        return node_between(parser, value, low, high, since(parser, start));
    }
    return NULL;
}

static const struct rule_node *relation(struct parser *parser)
{
    struct text start = parser->token.source;
    const struct rule_node *value = sum(parser);
    enum rule_op op = comparison(parser);
    if (op != RULE_OP__COUNT) {
        advance(parser);
        const struct rule_node *right = sum(parser);
        return node_compare(parser, op, value, right, since(parser, start));
    }
    if (take_word(parser, WORD_IS)) {
        return is(parser, value, start);
    }
    if (at_word(parser, WORD_KNOWN) || at_word(parser, WORD_UNKNOWN)) {
        return is(parser, value, start);
    }
    bool negated = take_word(parser, WORD_NOT);
    const struct rule_node *node = tail(parser, value, start);
    if (node == NULL) {
        return negated ? stop(parser, "in、between、has、contains、starts 或 within") : value;
    }
    return negated ? node_not(parser, node, since(parser, start)) : node;
}

static const struct rule_node *negation(struct parser *parser)
{
    struct text start = parser->token.source;
    const struct rule_node *node;
    if (!enter(parser)) {
        node = node_wrong(parser, start);
    } else if (take_word(parser, WORD_NOT)) {
        const struct rule_node *inner = negation(parser);
        node = node_not(parser, inner, since(parser, start));
    } else {
        node = relation(parser);
    }
    parser->depth--;
    return node;
}

/* part { word part }: one node over all parts, so that a long chain is no deep tree. */
static const struct rule_node *chain(struct parser *parser, enum word word, enum rule_op op,
                                     const struct rule_node *(*part)(struct parser *))
{
    struct text start = parser->token.source;
    LIST(const struct rule_node *) parts = {0};
    do {
        list_add(&parts, part(parser));
    } while (take_word(parser, word));
    const struct rule_node *node =
        parts.n == 1 ? parts.at[0]
                     : node_logic(parser, op, parts.at, parts.n, since(parser, start));
    list_release(&parts);
    return node;
}

static const struct rule_node *both(struct parser *parser)
{
    return chain(parser, WORD_AND, RULE_AND, negation);
}

static const struct rule_node *either(struct parser *parser)
{
    return chain(parser, WORD_OR, RULE_OR, both);
}

/* ---- the whole rule ---- */

const struct rule_node *parser_read(struct parser *parser)
{
    parser->token = token_at(parser->text, 0);
    const struct rule_node *node = either(parser);
    if (!parser->stopped && parser->token.kind != TOKEN_END) {
        stop(parser, "and（且）、or（或）或条件的结尾");
    }
    return node;
}
