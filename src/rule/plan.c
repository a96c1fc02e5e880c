#include "rule/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* ---- making steps and numbers once ---- */

static unsigned latest(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static bool is_whole(const struct step *step)
{
    return step->op == STEP_EXISTS;
}

/* The first stage in which a step of the same rows may read this one. */
static unsigned step_ready(const struct step *step)
{
    return is_whole(step) ? step->stage + 1 : step->stage;
}

static void read_at(struct step *step, unsigned stage)
{
    step->last = latest(step->last, stage);
}

static void number_read_at(struct number *number, unsigned stage)
{
    if (number == NULL) {
        return;
    }
    number->last = latest(number->last, stage);
    if (number->op != NUMBER_OVER) {
        number_read_at(number->a, stage);
        number_read_at(number->b, stage);
    }
}

static unsigned step_stage(const struct step *step)
{
    unsigned stage = 0;
    for (size_t i = 0; i < step->n; i++) {
        bool across = step->op == STEP_GATHER;
        stage = latest(stage, across ? step->in[i]->stage + 1 : step_ready(step->in[i]));
    }
    stage = step->a == NULL ? stage : latest(stage, step->a->ready);
    return step->b == NULL ? stage : latest(stage, step->b->ready);
}

static void add_ranges(struct buf *key, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_addf(key, ",%lld:%lld", (long long)ranges[i].lo, (long long)ranges[i].hi);
    }
}

/* Finds what was made under the key, or keeps `fresh` under it. */
static void *once(struct rule_run *run, struct buf *key, void *fresh)
{
    int64_t known;
    struct text text = buf_text(key);
    if (map_get(&run->known, text, &known)) {
        buf_release(key);
        return (void *)(intptr_t)known; /* NOLINT(performance-no-int-to-ptr) */
    }
    if (fresh != NULL) {
        map_put(&run->known, arena_text(&run->arena, text), (int64_t)(intptr_t)fresh);
    }
    buf_release(key);
    return fresh;
}

enum { KEY_CEILING = 1 << 22 };

struct step *plan_made(struct rule_run *run, struct step model, struct text detail)
{
    struct buf key;
    buf_init(&key, KEY_CEILING);
    buf_addf(&key, "s%d.%d.%d.%d|%p|%p|%p|%p|%.*s", (int)model.op, (int)model.answer,
             (int)model.compare, (int)model.points, (void *)model.table, (void *)model.column,
             (void *)model.a, (void *)model.b, TEXT_ARG(detail));
    add_ranges(&key, model.ranges, model.range_count);
    buf_addc(&key, '|');
    add_ranges(&key, model.picks, model.pick_count);
    for (size_t i = 0; i < model.n; i++) {
        buf_addf(&key, "|%p", (void *)model.in[i]);
    }
    struct step *step = arena_new(&run->arena, struct step);
    struct step *made = once(run, &key, step);
    if (made != step) {
        return made;
    }
    *step = model;
    step->in = arena_array(&run->arena, struct step *, model.n);
    if (model.n > 0) {
        memcpy(step->in, model.in, model.n * sizeof(struct step *));
    }
    step->stage = step_stage(step);
    step->last = step->stage;
    for (size_t i = 0; i < step->n; i++) {
        read_at(step->in[i], step->stage);
    }
    number_read_at(step->a, step->stage);
    number_read_at(step->b, step->stage);
    run->stages = latest(run->stages, step->stage + 1);
    list_add(&run->steps, step);
    return step;
}

static struct number *number_made(struct rule_run *run, struct number model)
{
    struct buf key;
    buf_init(&key, KEY_CEILING);
    buf_addf(&key, "n%d.%d|%p|%p|%p|%p|%p|%lld:%lld|%lld", (int)model.op, (int)model.over,
             (void *)model.table, (void *)model.column, (void *)model.a, (void *)model.b,
             (void *)model.where, (long long)model.constant.lo, (long long)model.constant.hi,
             (long long)model.factor);
    struct number *number = arena_new(&run->arena, struct number);
    struct number *made = once(run, &key, number);
    if (made != number) {
        return made;
    }
    *number = model;
    number->ready =
        latest(model.a == NULL ? 0 : model.a->ready, model.b == NULL ? 0 : model.b->ready);
    if (number->op == NUMBER_OVER) {
        number->stage = latest(number->ready, step_ready(number->where));
        number->ready = number->stage + 1;
        read_at(number->where, number->stage);
        number_read_at(number->a, number->stage);
        number_read_at(number->b, number->stage);
        number->last = number->stage;
        run->stages = latest(run->stages, number->stage + 1);
        list_add(&run->overs, number);
    }
    return number;
}

/* ---- numbers ---- */

static struct number *constant_number(struct rule_run *run, struct interval constant)
{
    return number_made(run, (struct number){.op = NUMBER_CONSTANT, .constant = constant});
}

static struct number *over_number(struct rule_run *run, const struct rule_node *node,
                                  const struct frame *frame)
{
    struct number model = {.op = NUMBER_OVER, .over = node->op};
    model.table = context_table(&run->context, node->ledger);
    model.column = &context_table(&run->context, node->over)->columns[node->field];
    model.where = plan_step(run, node->child[0], frame);
    model.a = node->n > 1 ? plan_number(run, node->child[1], frame) : NULL;
    model.b = node->n > 2 ? plan_number(run, node->child[2], frame) : NULL;
    return number_made(run, model);
}

static struct number *named_number(struct rule_run *run, const struct rule_node *node,
                                   const struct frame *frame)
{
    struct frame inside = context_inside(&run->context, node, frame);
    struct buf key;
    buf_init(&key, KEY_CEILING);
    buf_addf(&key, "d%p.%.*s", (const void *)node->child[0], TEXT_ARG(inside.key));
    struct number *number = once(run, &key, NULL);
    if (number == NULL) {
        number = plan_number(run, node->child[0], &inside);
        buf_init(&key, KEY_CEILING);
        buf_addf(&key, "d%p.%.*s", (const void *)node->child[0], TEXT_ARG(inside.key));
        once(run, &key, number);
    }
    return number;
}

struct number *plan_number(struct rule_run *run, const struct rule_node *node,
                           const struct frame *frame)
{
    static const enum number_op ops[RULE_OP__COUNT] = {
        [RULE_ADD] = NUMBER_ADD, [RULE_SUB] = NUMBER_SUB,       [RULE_SHIFT] = NUMBER_SHIFT,
        [RULE_AGE] = NUMBER_AGE, [RULE_MONTHS] = NUMBER_MONTHS,
    };
    if (node->constant && node->op != RULE_WORD) {
        return constant_number(run, context_constant(&run->context, node, frame));
    }
    struct number model = {0};
    switch (node->op) {
    case RULE_FIELD:
        model.op = NUMBER_COLUMN;
        model.table = context_table(&run->context, node->ledger);
        model.column = context_column(&run->context, node);
        return number_made(run, model);
    case RULE_VIA:
        model.op = NUMBER_VIA;
        model.table = context_table(&run->context, node->ledger);
        model.column = context_column(&run->context, node);
        model.a = plan_number(run, node->child[0], frame);
        return number_made(run, model);
    case RULE_NAMED:
        return named_number(run, node, frame);
    case RULE_ADD:
    case RULE_SUB:
    case RULE_SHIFT:
    case RULE_AGE:
    case RULE_MONTHS:
        model.op = ops[node->op];
        model.table = context_table(&run->context, node->ledger);
        model.a = plan_number(run, node->child[0], frame);
        model.b = plan_number(run, node->child[1], frame);
        model.factor = node->number;
        return number_made(run, model);
    case RULE_COUNT:
    case RULE_DISTINCT:
    case RULE_SUM:
    case RULE_MIN:
    case RULE_MAX:
    case RULE_FIRST:
    case RULE_LAST:
        return over_number(run, node, frame);
    default:
        bug("node %d has no number", (int)node->op);
    }
}

/* ---- logic ---- */

static struct step *constant_step(struct rule_run *run, struct table *table, enum answer answer)
{
    return plan_made(run, (struct step){.op = STEP_CONSTANT, .answer = answer, .table = table},
                     TEXT_EMPTY);
}

static struct step *not_step(struct rule_run *run, struct step *in)
{
    if (in->op == STEP_CONSTANT) {
        return constant_step(run, in->table, answer_not(in->answer));
    }
    if (in->op == STEP_NOT) {
        return in->in[0];
    }
    return plan_made(run, (struct step){.op = STEP_NOT, .table = in->table, .in = &in, .n = 1},
                     TEXT_EMPTY);
}

static int by_address(const void *a, const void *b)
{
    const struct step *const *x = a, *const *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* And, or: parts that are the same for all rows are dropped, or decide. Equal parts count once. */
static struct step *logic_step(struct rule_run *run, enum step_op op, struct table *table,
                               struct step **parts, size_t n)
{
    enum answer decides = op == STEP_AND ? ANSWER_NO : ANSWER_YES;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (parts[i]->op == STEP_CONSTANT && parts[i]->answer == decides) {
            return parts[i];
        }
        if (parts[i]->op != STEP_CONSTANT || parts[i]->answer == ANSWER_UNKNOWN) {
            parts[kept++] = parts[i];
        }
    }
    if (kept == 0) {
        return constant_step(run, table, answer_not(decides));
    }
    qsort(parts, kept, sizeof(*parts), by_address);
    size_t unique = 1;
    for (size_t i = 1; i < kept; i++) {
        if (parts[i] != parts[unique - 1]) {
            parts[unique++] = parts[i];
        }
    }
    if (unique == 1) {
        return parts[0];
    }
    return plan_made(run, (struct step){.op = op, .table = table, .in = parts, .n = unique},
                     TEXT_EMPTY);
}

static struct step *pair_step(struct rule_run *run, enum step_op op, struct step *a, struct step *b)
{
    return logic_step(run, op, a->table, (struct step *[]){a, b}, 2);
}

static struct step *gather_step(struct rule_run *run, const struct rule_node *reference,
                                struct step *in)
{
    return plan_made(run,
                     (struct step){.op = STEP_GATHER,
                                   .table = context_table(&run->context, reference->ledger),
                                   .column = context_column(&run->context, reference),
                                   .in = &in,
                                   .n = 1},
                     TEXT_EMPTY);
}

/* ---- comparing ---- */

/* Two constants compared: the same for all rows. Words are compared as words. */
static struct step *constant_relation(struct rule_run *run, const struct rule_node *node,
                                      enum rule_op op, const struct rule_node *a,
                                      const struct rule_node *b, const struct frame *frame)
{
    enum answer answer;
    if (a->op == RULE_WORD || b->op == RULE_WORD) {
        answer = text_equal(a->text, b->text) ? ANSWER_YES : ANSWER_NO;
    } else {
        answer = interval_compare(op, context_constant(&run->context, a, frame),
                                  context_constant(&run->context, b, frame));
    }
    return constant_step(run, context_table(&run->context, node->ledger), answer);
}

static struct range range_of(enum rule_op op, int64_t n)
{
    switch (op) {
    case RULE_LT:
        return (struct range){INT64_MIN, n - 1};
    case RULE_LE:
        return (struct range){INT64_MIN, n};
    case RULE_GT:
        return (struct range){n + 1, INT64_MAX};
    case RULE_GE:
        return (struct range){n, INT64_MAX};
    default:
        return (struct range){n, n};
    }
}

/* a op b, for every comparison but RULE_NE. */
static struct step *relation(struct rule_run *run, const struct rule_node *node, enum rule_op op,
                             const struct rule_node *a, const struct rule_node *b,
                             const struct frame *frame)
{
    if (a->constant && b->constant) {
        return constant_relation(run, node, op, a, b, frame);
    }
    struct number *left = plan_number(run, a, frame);
    if (!b->constant) {
        return plan_made(run,
                         (struct step){.op = STEP_COMPARE,
                                       .compare = op,
                                       .table = context_table(&run->context, node->ledger),
                                       .a = left,
                                       .b = plan_number(run, b, frame)},
                         TEXT_EMPTY);
    }
    struct interval bound;
    struct range *range = arena_new(&run->arena, struct range);
    bool possible = context_beside(&run->context, b, a, frame, &bound);
    if (possible && !interval_known(bound)) {
        return plan_made(run,
                         (struct step){.op = STEP_COMPARE,
                                       .compare = op,
                                       .table = context_table(&run->context, node->ledger),
                                       .a = left,
                                       .b = constant_number(run, bound)},
                         TEXT_EMPTY);
    }
    *range = range_of(op, bound.lo);
    return plan_pick(run, left, range, possible ? 1 : 0, op == RULE_EQ);
}

static struct step *between_step(struct rule_run *run, const struct rule_node *node,
                                 const struct frame *frame)
{
    const struct rule_node *value = node->child[0], *low = node->child[1], *high = node->child[2];
    if (!value->constant && low->constant && high->constant) {
        struct interval lo = context_constant(&run->context, low, frame),
                        hi = context_constant(&run->context, high, frame);
        if (interval_known(lo) && interval_known(hi) && lo.lo <= hi.lo) {
            struct range *range = arena_new(&run->arena, struct range);
            *range = (struct range){lo.lo, hi.lo};
            return plan_pick(run, plan_number(run, value, frame), range, 1, false);
        }
    }
    return pair_step(run, STEP_AND, relation(run, node, RULE_GE, value, low, frame),
                     relation(run, node, RULE_LE, value, high, frame));
}

static struct step *in_step(struct rule_run *run, const struct rule_node *node,
                            const struct frame *frame)
{
    const struct rule_node *value = node->child[0];
    struct range *ranges = arena_array(&run->arena, struct range, node->n - 1);
    size_t n = 0;
    bool points = !value->constant;
    for (size_t i = 1; i < node->n && points; i++) {
        struct interval item;
        if (context_beside(&run->context, node->child[i], value, frame, &item)) {
            points = interval_known(item);
            ranges[n++] = (struct range){item.lo, item.lo};
        }
    }
    if (points) {
        return plan_pick(run, plan_number(run, value, frame), ranges, n, true);
    }
    struct step **parts = arena_array(&run->arena, struct step *, node->n - 1);
    for (size_t i = 1; i < node->n; i++) {
        parts[i - 1] = relation(run, node, RULE_EQ, value, node->child[i], frame);
    }
    return logic_step(run, STEP_OR, context_table(&run->context, node->ledger), parts, node->n - 1);
}

static struct step *match_step(struct rule_run *run, const struct rule_node *node,
                               const struct frame *frame)
{
    struct column *column = context_column(&run->context, node->child[0]);
    struct text word;
    if (!context_word(&run->context, node, frame, &word)) {
        return constant_step(run, context_table(&run->context, node->ledger), ANSWER_UNKNOWN);
    }
    const struct dictionary *dictionary = column->dictionary;
    size_t n = dictionary == NULL ? 0 : dictionary->n;
    uint8_t *answers = arena_alloc(&run->arena, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        answers[i] = context_matches(node->op, dictionary_text(dictionary, i), word);
    }
    struct text detail = arena_printf(&run->arena, "%d.%.*s", (int)node->op, TEXT_ARG(word));
    return plan_made(run,
                     (struct step){.op = STEP_LOOKUP,
                                   .table = context_table(&run->context, node->ledger),
                                   .column = column,
                                   .answers = answers},
                     detail);
}

/* ---- known ---- */

static struct step *known_step(struct rule_run *run, const struct rule_node *node,
                               const struct frame *frame)
{
    struct table *table = context_table(&run->context, node->ledger);
    if (node->op == RULE_FIELD) {
        return plan_made(run,
                         (struct step){.op = STEP_KNOWN,
                                       .table = table,
                                       .column = context_column(&run->context, node)},
                         TEXT_EMPTY);
    }
    if (node->op == RULE_VIA) {
        /* Not known where the reference itself is missing, or leads to a removed row. */
        struct step *in = gather_step(run, node, known_step(run, node->child[0], frame));
        struct step *decided = plan_made(
            run, (struct step){.op = STEP_DECIDED, .table = table, .in = &in, .n = 1}, TEXT_EMPTY);
        return pair_step(run, STEP_AND, decided, in);
    }
    if (node->type == RULE_BOOL) {
        struct step *in = plan_step(run, node, frame);
        return plan_made(run, (struct step){.op = STEP_DECIDED, .table = table, .in = &in, .n = 1},
                         TEXT_EMPTY);
    }
    if (node->op == RULE_NAMED) {
        struct frame inside = context_inside(&run->context, node, frame);
        return known_step(run, node->child[0], &inside);
    }
    if (node->op == RULE_WORD) {
        return constant_step(run, table, ANSWER_YES);
    }
    return plan_made(
        run, (struct step){.op = STEP_TELLS, .table = table, .a = plan_number(run, node, frame)},
        TEXT_EMPTY);
}

/* ---- any node ---- */

static struct step *named_step(struct rule_run *run, const struct rule_node *node,
                               const struct frame *frame)
{
    struct frame inside = context_inside(&run->context, node, frame);
    struct buf key;
    buf_init(&key, KEY_CEILING);
    buf_addf(&key, "d%p.%.*s", (const void *)node->child[0], TEXT_ARG(inside.key));
    struct step *step = once(run, &key, NULL);
    if (step == NULL) {
        step = plan_step(run, node->child[0], &inside);
        buf_init(&key, KEY_CEILING);
        buf_addf(&key, "d%p.%.*s", (const void *)node->child[0], TEXT_ARG(inside.key));
        once(run, &key, step);
    }
    return step;
}

static struct step *parts_step(struct rule_run *run, const struct rule_node *node,
                               const struct frame *frame)
{
    struct step **parts = arena_array(&run->arena, struct step *, node->n);
    for (size_t i = 0; i < node->n; i++) {
        parts[i] = plan_step(run, node->child[i], frame);
    }
    return logic_step(run, node->op == RULE_AND ? STEP_AND : STEP_OR,
                      context_table(&run->context, node->ledger), parts, node->n);
}

static struct step *exists_step(struct rule_run *run, const struct rule_node *node,
                                const struct frame *frame)
{
    struct step *in = plan_step(run, node->child[0], frame);
    return plan_made(
        run,
        (struct step){.op = STEP_EXISTS,
                      .table = context_table(&run->context, node->ledger),
                      .column = &context_table(&run->context, node->over)->columns[node->field],
                      .in = &in,
                      .n = 1},
        TEXT_EMPTY);
}

static struct step *truth_step(struct rule_run *run, const struct rule_node *node)
{
    struct range *yes = arena_new(&run->arena, struct range);
    *yes = (struct range){1, 1};
    return plan_made(run,
                     (struct step){.op = STEP_RANGES,
                                   .table = context_table(&run->context, node->ledger),
                                   .column = context_column(&run->context, node),
                                   .ranges = yes,
                                   .range_count = 1},
                     TEXT_EMPTY);
}

struct step *plan_step(struct rule_run *run, const struct rule_node *node,
                       const struct frame *frame)
{
    switch (node->op) {
    case RULE_NUMBER:
        return constant_step(run, context_table(&run->context, node->ledger),
                             node->number != 0 ? ANSWER_YES : ANSWER_NO);
    case RULE_FIELD:
        return truth_step(run, node);
    case RULE_VIA:
        return gather_step(run, node, plan_step(run, node->child[0], frame));
    case RULE_NAMED:
        return named_step(run, node, frame);
    case RULE_AND:
    case RULE_OR:
        return parts_step(run, node, frame);
    case RULE_NOT:
        return not_step(run, plan_step(run, node->child[0], frame));
    case RULE_NE:
        return not_step(run, relation(run, node, RULE_EQ, node->child[0], node->child[1], frame));
    case RULE_EQ:
    case RULE_LT:
    case RULE_LE:
    case RULE_GT:
    case RULE_GE:
        return relation(run, node, node->op, node->child[0], node->child[1], frame);
    case RULE_BETWEEN:
        return between_step(run, node, frame);
    case RULE_IN:
        return in_step(run, node, frame);
    case RULE_KNOWN:
        return known_step(run, node->child[0], frame);
    case RULE_HAS:
    case RULE_CONTAINS:
    case RULE_STARTS:
    case RULE_WITHIN:
        return match_step(run, node, frame);
    case RULE_EXISTS:
        return exists_step(run, node, frame);
    default:
        bug("node %d is no predicate", (int)node->op);
    }
}
