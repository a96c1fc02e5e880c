#include "notice/formula.h"

#include <string.h>

#include "base/list.h"

enum {
    SCALE = 100, /* hundredths */
    DIGITS_MAX = 12,
};

enum factor_kind { FACTOR_NUMBER, FACTOR_PARAMETER, FACTOR_COLUMN };

struct factor {
    enum factor_kind kind;
    enum figure_of of;     /* FACTOR_COLUMN */
    bool sum;              /* FACTOR_COLUMN: first..last added up */
    size_t first, last;    /* FACTOR_COLUMN: the n-th of them in the n-th condition */
    int64_t number;        /* FACTOR_NUMBER, hundredths */
    struct text parameter; /* FACTOR_PARAMETER */
};

struct term {
    int sign; /* 1 or -1 */
    size_t n; /* 1 or 2 */
    struct factor factor[2];
};

struct side {
    struct term *terms;
    size_t n;
};

enum comparison { EQUAL, UNEQUAL, LESS, AT_MOST, MORE, AT_LEAST };

struct clause {
    struct side left, right;
    enum comparison comparison;
};

enum joint { JOINT_NONE, JOINT_IMPLIES, JOINT_BOTH };

struct formula {
    struct clause premise; /* unless JOINT_NONE */
    struct clause clause;
    enum joint joint;
    size_t count; /* conditions */
};

/* ---- parsing ---- */

struct parser {
    struct arena *arena;
    const struct formula_names *names;
    struct error *error;
    struct text rest;
    size_t count; /* conditions so far: the length of the ranges seen */
    bool failed;
};

static const struct {
    const char *word;
    enum figure_of of;
    bool sum;
} functions[] = {
    {"sum", FIGURE_VALUE, true},
    {"previous", FIGURE_PREVIOUS, false},
    {"computed", FIGURE_COMPUTED, false},
    {"rows", FIGURE_ROWS, false},
};

static const struct {
    const char *sign;
    enum comparison comparison;
} comparisons[] = {
    /* the longer sign before the shorter that begins it */
    {"==", EQUAL}, {"!=", UNEQUAL}, {"<=", AT_MOST}, {">=", AT_LEAST},
    {"=", EQUAL},  {"<", LESS},     {">", MORE},
};

static void fail(struct parser *p, const char *message, struct text what, const char *hint)
{
    if (!p->failed) {
        p->failed = true;
        (void)error_set(p->error, p->arena, INVALID, "%s“%.*s”", message, TEXT_ARG(what));
        (void)error_hint(p->error, p->arena, "%s", hint);
    }
}

static void skip_blanks(struct parser *p)
{
    while (p->rest.n > 0 && (p->rest.s[0] == ' ' || p->rest.s[0] == '\n')) {
        p->rest = text_slice(p->rest, 1, p->rest.n);
    }
}

static bool take(struct parser *p, const char *sign)
{
    skip_blanks(p);
    struct text wanted = text_of(sign);
    if (!text_starts(p->rest, wanted)) {
        return false;
    }
    p->rest = text_slice(p->rest, wanted.n, p->rest.n);
    return true;
}

static struct text take_word(struct parser *p)
{
    skip_blanks(p);
    size_t n = 0;
    while (n < p->rest.n) {
        char c = p->rest.s[n];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (n == 0 || c < '0' || c > '9')) {
            break;
        }
        n++;
    }
    struct text word = text_slice(p->rest, 0, n);
    p->rest = text_slice(p->rest, n, p->rest.n);
    return word;
}

static size_t parse_column(struct parser *p, struct text key)
{
    int column = p->names->column(p->names->context, key);
    if (column < 0) {
        fail(p, "表中没有这一列：", key, "请写本表各列的代号，如 c01");
        return 0;
    }
    return (size_t)column;
}

/* A column or a range of them, whose first key was read already. */
static void parse_columns(struct parser *p, struct text key, struct factor *factor)
{
    factor->kind = FACTOR_COLUMN;
    factor->first = factor->last = parse_column(p, key);
    if (take(p, "..")) {
        struct text last = take_word(p);
        factor->last = parse_column(p, last);
        if (!p->failed && factor->last < factor->first) {
            fail(p, "范围写反了：", last, "请从左边的列写到右边的列，如 c02..c10");
        }
    }
    if (p->failed || factor->sum || factor->first == factor->last) {
        return;
    }
    size_t count = factor->last - factor->first + 1;
    if (p->count != 1 && p->count != count) {
        fail(p, "两处范围的列数不同：", key, "两处要逐列对应，列数须相等");
    }
    p->count = count;
}

static void parse_number(struct parser *p, struct factor *factor)
{
    size_t n = 0;
    while (n < p->rest.n && p->rest.s[n] >= '0' && p->rest.s[n] <= '9') {
        n++;
    }
    int64_t number = 0;
    struct text digits = text_slice(p->rest, 0, n);
    if (n > DIGITS_MAX || !text_to_int(digits, &number)) {
        fail(p, "看不懂的数或符号：", text_slice(p->rest, 0, 12),
             "这里应是列的代号、数字、parameter.代号 或 sum(…)、previous(…)、computed(…)、rows(…)");
    }
    p->rest = text_slice(p->rest, n, p->rest.n);
    factor->kind = FACTOR_NUMBER;
    factor->number = number * SCALE;
}

static void parse_parameter(struct parser *p, struct factor *factor)
{
    struct text key = take_word(p);
    if (!p->names->parameter(p->names->context, key)) {
        fail(p, "没有这个参数：", key, "请在 settings.yaml 的 parameters 中先写明");
    }
    factor->kind = FACTOR_PARAMETER;
    factor->parameter = arena_text(p->arena, key);
}

static void parse_factor(struct parser *p, struct factor *factor)
{
    struct text word = take_word(p);
    if (word.n == 0) {
        parse_number(p, factor);
        return;
    }
    if (text_is(word, "parameter") && take(p, ".")) {
        parse_parameter(p, factor);
        return;
    }
    if (!take(p, "(")) {
        parse_columns(p, word, factor);
        return;
    }
    size_t i = 0;
    while (i < COUNT(functions) && !text_is(word, functions[i].word)) {
        i++;
    }
    if (i == COUNT(functions)) {
        fail(p, "没有这个函数：", word, "可以用 sum、previous、computed、rows");
        return;
    }
    factor->of = functions[i].of;
    factor->sum = functions[i].sum;
    parse_columns(p, take_word(p), factor);
    if (!take(p, ")")) {
        fail(p, "括号没有写完：", word, "请补上“)”");
    }
}

static void parse_side(struct parser *p, struct side *side)
{
    LIST(struct term) terms = {0};
    int sign = take(p, "-") ? -1 : 1;
    do {
        struct term term = {.sign = sign, .n = 1};
        parse_factor(p, &term.factor[0]);
        if (take(p, "*")) {
            term.n = 2;
            parse_factor(p, &term.factor[1]);
        }
        list_add(&terms, term);
        sign = take(p, "+") ? 1 : take(p, "-") ? -1 : 0;
    } while (sign != 0 && !p->failed);
    side->n = terms.n;
    side->terms = arena_array(p->arena, struct term, terms.n);
    memcpy(side->terms, terms.at, terms.n * sizeof(*terms.at));
    list_release(&terms);
}

static void parse_clause(struct parser *p, struct clause *clause)
{
    parse_side(p, &clause->left);
    for (size_t i = 0; i < COUNT(comparisons); i++) {
        struct text before = p->rest;
        /* "=>" joins two conditions; it is no comparison */
        if (take(p, comparisons[i].sign)) {
            if (comparisons[i].sign[1] == '\0' && p->rest.n > 0 && p->rest.s[0] == '>' &&
                comparisons[i].comparison == EQUAL) {
                p->rest = before;
                break;
            }
            clause->comparison = comparisons[i].comparison;
            parse_side(p, &clause->right);
            return;
        }
    }
    fail(p, "缺少比较符号，在：", text_slice(p->rest, 0, 12),
         "请用 =、!=、<、<=、> 或 >= 比较两边");
}

enum status formula_parse(struct arena *arena, struct text source,
                          const struct formula_names *names, const struct formula **out,
                          struct error *error)
{
    struct parser p = {.arena = arena, .names = names, .error = error, .rest = source, .count = 1};
    struct formula *formula = arena_new(arena, struct formula);
    parse_clause(&p, &formula->clause);
    if (!p.failed) {
        formula->joint = take(&p, "<=>") ? JOINT_BOTH : take(&p, "=>") ? JOINT_IMPLIES : JOINT_NONE;
        if (formula->joint != JOINT_NONE) {
            formula->premise = formula->clause;
            parse_clause(&p, &formula->clause);
        }
    }
    skip_blanks(&p);
    if (p.rest.n > 0) {
        fail(&p, "多出了看不懂的内容：", p.rest, "请检查公式是否写成“左边 比较符号 右边”");
    }
    formula->count = p.count;
    *out = formula;
    return p.failed ? INVALID : OK;
}

/* ---- asking ---- */

static bool factor_value(const struct factor *factor, size_t index,
                         const struct formula_figures *figures, int64_t *out)
{
    if (factor->kind == FACTOR_NUMBER) {
        *out = factor->number;
        return true;
    }
    if (factor->kind == FACTOR_PARAMETER) {
        return figures->parameter(figures->context, factor->parameter, out);
    }
    if (!factor->sum) {
        size_t column = factor->first == factor->last ? factor->first : factor->first + index;
        return figures->column(figures->context, factor->of, column, out);
    }
    int64_t sum = 0;
    for (size_t column = factor->first; column <= factor->last; column++) {
        int64_t part;
        if (!figures->column(figures->context, factor->of, column, &part) ||
            __builtin_add_overflow(sum, part, &sum)) {
            return false;
        }
    }
    *out = sum;
    return true;
}

static bool term_value(const struct term *term, size_t index, const struct formula_figures *figures,
                       int64_t *out)
{
    int64_t value;
    if (!factor_value(&term->factor[0], index, figures, &value)) {
        return false;
    }
    if (term->n == 2) {
        int64_t other;
        if (!factor_value(&term->factor[1], index, figures, &other) ||
            __builtin_mul_overflow(value, other, &value)) {
            return false;
        }
        value /= SCALE;
    }
    return !__builtin_mul_overflow(value, (int64_t)term->sign, out);
}

static bool side_value(const struct side *side, size_t index, const struct formula_figures *figures,
                       int64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < side->n; i++) {
        int64_t value;
        if (!term_value(&side->terms[i], index, figures, &value) ||
            __builtin_add_overflow(*out, value, out)) {
            return false;
        }
    }
    return true;
}

static struct formula_result clause_ask(const struct clause *clause, size_t index,
                                        const struct formula_figures *figures)
{
    struct formula_result result = {.verdict = FORMULA_NOT_ASKED};
    if (!side_value(&clause->left, index, figures, &result.left) ||
        !side_value(&clause->right, index, figures, &result.right)) {
        return result;
    }
    int64_t l = result.left, r = result.right;
    const bool holds[] = {
        [EQUAL] = l == r,
        [UNEQUAL] = l != r,
        [LESS] = l<r, [AT_MOST] = l <= r, [MORE] = l> r,
        [AT_LEAST] = l >= r,
    };
    result.verdict = holds[clause->comparison] ? FORMULA_HOLDS : FORMULA_FAILS;
    return result;
}

size_t formula_count(const struct formula *formula)
{
    return formula->count;
}

struct formula_result formula_ask(const struct formula *formula, size_t index,
                                  const struct formula_figures *figures)
{
    struct formula_result result = clause_ask(&formula->clause, index, figures);
    if (formula->joint == JOINT_NONE || result.verdict == FORMULA_NOT_ASKED) {
        return result;
    }
    struct formula_result premise = clause_ask(&formula->premise, index, figures);
    if (premise.verdict == FORMULA_NOT_ASKED) {
        return premise;
    }
    bool given = premise.verdict == FORMULA_HOLDS, met = result.verdict == FORMULA_HOLDS;
    bool holds = formula->joint == JOINT_BOTH ? given == met : !given || met;
    result.verdict = holds ? FORMULA_HOLDS : FORMULA_FAILS;
    return result;
}

/* ---- what it looks at ---- */

/* Calls visit with every factor, left to right, until it returns true; whether one did. */
static bool any_factor(const struct formula *formula,
                       bool (*visit)(void *context, const struct factor *factor), void *context)
{
    const struct side *sides[] = {&formula->premise.left, &formula->premise.right,
                                  &formula->clause.left, &formula->clause.right};
    for (size_t s = 0; s < COUNT(sides); s++) {
        for (size_t t = 0; t < sides[s]->n; t++) {
            for (size_t f = 0; f < sides[s]->terms[t].n; f++) {
                if (visit(context, &sides[s]->terms[t].factor[f])) {
                    return true;
                }
            }
        }
    }
    return false;
}

static bool is_of(void *context, const struct factor *factor)
{
    return factor->kind == FACTOR_COLUMN && factor->of == *(enum figure_of *)context;
}

bool formula_needs(const struct formula *formula, enum figure_of of)
{
    return any_factor(formula, is_of, &of);
}

struct gathering {
    size_t *columns;
    size_t n, most, index;
};

static bool gather(void *context, const struct factor *factor)
{
    struct gathering *g = context;
    if (factor->kind != FACTOR_COLUMN) {
        return false;
    }
    bool one = !factor->sum && factor->first != factor->last;
    size_t first = one ? factor->first + g->index : factor->first;
    size_t last = one ? first : factor->last;
    for (size_t column = first; column <= last; column++) {
        bool known = false;
        for (size_t i = 0; i < g->n; i++) {
            known = known || g->columns[i] == column;
        }
        if (!known && g->n < g->most) {
            g->columns[g->n++] = column;
        }
    }
    return false;
}

size_t formula_columns(const struct formula *formula, size_t index, size_t *columns, size_t most)
{
    struct gathering g = {.columns = columns, .most = most, .index = index};
    (void)any_factor(formula, gather, &g);
    return g.n;
}
