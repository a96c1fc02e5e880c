#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "rule/over.h"
#include "rule/plan.h"

enum {
    BLOCK_WORDS = 512, /* words of a block: its bitmaps and columns stay in the second cache */
    AT_ONCE = 256,     /* rows whose numbers are read together */
    FEW_ROWS = 20000,  /* not worth waking another thread for */
};

/* ---- making and ending ---- */

struct rule_run *rule_run_new(const struct board *board, const struct rule_language *language,
                              const int64_t *params)
{
    struct rule_run *run = memory_get_zeroed(sizeof(*run));
    arena_init(&run->arena);
    run->context = (struct rule_context){board, language, &run->arena};
    map_init(&run->known);
    size_t count = rule_language_params(language);
    run->params = arena_array(&run->arena, int64_t, count);
    memcpy(run->params, params, count * sizeof(*params));
    return run;
}

static void step_drop(struct rule_run *run, struct step *step)
{
    if (step->yes != NULL) {
        bitmaps_give(&run->bitmaps, step->yes, set_words(step->table->rows));
    }
    step->yes = step->unknown = NULL;
}

static void over_drop(struct number *number)
{
    if (number->hi != number->lo) {
        free(number->hi);
    }
    free(number->lo);
    number->lo = number->hi = NULL;
}

void rule_run_free(struct rule_run *run)
{
    if (run == NULL) {
        return;
    }
    for (size_t i = 0; i < run->overs.n; i++) {
        over_drop(run->overs.at[i]);
    }
    bitmaps_release(&run->bitmaps);
    list_release(&run->steps);
    list_release(&run->overs);
    list_release(&run->roots);
    map_release(&run->known);
    arena_release(&run->arena);
    free(run);
}

static void keep_overs(struct number *number)
{
    if (number != NULL) {
        number->kept = true;
        if (number->op != NUMBER_OVER) {
            keep_overs(number->a);
            keep_overs(number->b);
        }
    }
}

size_t rule_run_add(struct rule_run *run, const struct rule *rule)
{
    if (run->worked) {
        bug("a rule was added to a run that is done");
    }
    struct frame frame = {run->params, TEXT_EMPTY};
    struct root root = {.rule = rule};
    if (rule->node->type == RULE_BOOL) {
        root.step = plan_step(run, rule->node, &frame);
        root.step->kept = true;
    } else {
        root.number = plan_number(run, rule->node, &frame);
        root.dictionary = context_dictionary(&run->context, rule->node);
        keep_overs(root.number);
    }
    list_add(&run->roots, root);
    return run->roots.n - 1;
}

/* ---- numbers ---- */

static void column_read(const struct column *column, const uint32_t *rows, size_t n,
                        struct interval *out)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        if (!column_known(column, row)) {
            out[i] = INTERVAL_UNKNOWN;
        } else if (column->partial != NULL && bit_get(column->partial, row)) {
            out[i] = interval_date(column_date(column, row));
        } else {
            out[i] = interval_point(column_number(column, row));
        }
    }
}

/* The rows that a reference leads to are read together, then handed to where they belong. */
static void via_read(const struct number *number, const uint32_t *rows, size_t n,
                     struct interval *out)
{
    const struct table *to = number->column->to;
    uint32_t at[AT_ONCE] = {0};
    bool leads[AT_ONCE] = {0};
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        if (column_known(number->column, rows[i])) {
            at[found] = (uint32_t)column_number(number->column, rows[i]);
            leads[i] = bit_get(to->live, at[found]);
            found += leads[i];
        }
    }
    struct interval inner[AT_ONCE];
    number_read(number->a, at, found, inner);
    for (size_t i = 0, next = 0; i < n; i++) {
        out[i] = leads[i] ? inner[next++] : INTERVAL_UNKNOWN;
    }
}

struct interval number_combine(const struct number *number, struct interval a, struct interval b)
{
    switch (number->op) {
    case NUMBER_ADD:
        return interval_add(a, b);
    case NUMBER_SUB:
        return interval_sub(a, b);
    case NUMBER_SHIFT:
        return interval_shift(a, b, number->factor);
    case NUMBER_AGE:
        return interval_age(a, b);
    default:
        return interval_months(a, b);
    }
}

void number_read(const struct number *number, const uint32_t *rows, size_t n, struct interval *out)
{
    for (; n > AT_ONCE; n -= AT_ONCE, rows += AT_ONCE, out += AT_ONCE) {
        number_read(number, rows, AT_ONCE, out);
    }
    struct interval b[AT_ONCE];
    switch (number->op) {
    case NUMBER_CONSTANT:
        for (size_t i = 0; i < n; i++) {
            out[i] = number->constant;
        }
        return;
    case NUMBER_COLUMN:
        column_read(number->column, rows, n, out);
        return;
    case NUMBER_VIA:
        via_read(number, rows, n, out);
        return;
    case NUMBER_OVER:
        for (size_t i = 0; i < n; i++) {
            out[i] = (struct interval){number->lo[rows[i]], number->hi[rows[i]]};
        }
        return;
    default:
        number_read(number->a, rows, n, out);
        number_read(number->b, rows, n, b);
        for (size_t i = 0; i < n; i++) {
            out[i] = number_combine(number, out[i], b[i]);
        }
    }
}

static enum answer answer_pick(struct interval x, const struct range *ranges, size_t n, bool points)
{
    if (interval_is_none(x)) {
        return ANSWER_NO;
    }
    enum answer answer = ANSWER_NO;
    for (size_t i = 0; i < n; i++) {
        if (x.lo >= ranges[i].lo && x.hi <= ranges[i].hi && (!points || x.lo == x.hi)) {
            return ANSWER_YES;
        }
        if (x.lo <= ranges[i].hi && ranges[i].lo <= x.hi) {
            answer = ANSWER_UNKNOWN;
        }
    }
    return answer;
}

/* ---- steps, row by row: words from … to - 1 ---- */

static void put_answer(struct step *step, size_t row, enum answer answer)
{
    uint64_t bit = (uint64_t)1 << (row % 64);
    step->yes[row / 64] &= ~bit;
    step->unknown[row / 64] &= ~bit;
    if (answer == ANSWER_YES) {
        step->yes[row / 64] |= bit;
    } else if (answer == ANSWER_UNKNOWN) {
        step->unknown[row / 64] |= bit;
    }
}

/* The column's bits masked by what is known. */
static void mask_known(struct step *step, size_t from, size_t to)
{
    const uint64_t *known = step->column->known;
    for (size_t w = from; w < to; w++) {
        step->yes[w] &= known[w];
        step->unknown[w] = ~known[w];
    }
}

/* Partial dates, of which there are few, each by itself. */
static void partial_answers(struct step *step, size_t from, size_t to)
{
    const struct column *column = step->column;
    for (size_t w = from; w < to; w++) {
        for (uint64_t word = column->partial[w] & column->known[w]; word != 0; word &= word - 1) {
            uint32_t row = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(word));
            struct interval x = INTERVAL_UNKNOWN;
            number_read(step->a, &row, 1, &x);
            put_answer(step, row, answer_pick(x, step->picks, step->pick_count, step->points));
        }
    }
}

static void work_ranges(struct step *step, size_t from, size_t to)
{
    kernel_ranges(step->column->values, step->column->width, from, to, step->ranges,
                  step->range_count, step->yes);
    mask_known(step, from, to);
    if (step->column->partial != NULL && step->a != NULL) {
        partial_answers(step, from, to);
    }
}

static void work_lookup(struct step *step, size_t from, size_t to)
{
    kernel_lookup(step->column->values, step->column->width, from, to, step->answers, step->yes);
    mask_known(step, from, to);
}

static void work_constant(struct step *step, size_t from, size_t to)
{
    memset(step->yes + from, step->answer == ANSWER_YES ? 0xff : 0, (to - from) * 8);
    memset(step->unknown + from, step->answer == ANSWER_UNKNOWN ? 0xff : 0, (to - from) * 8);
}

static void work_known(struct step *step, size_t from, size_t to)
{
    memcpy(step->yes + from, step->column->known + from, (to - from) * 8);
    memset(step->unknown + from, 0, (to - from) * 8);
}

static void work_decided(struct step *step, size_t from, size_t to)
{
    for (size_t w = from; w < to; w++) {
        step->yes[w] = ~step->in[0]->unknown[w];
        step->unknown[w] = 0;
    }
}

static void work_not(struct step *step, size_t from, size_t to)
{
    const struct step *in = step->in[0];
    for (size_t w = from; w < to; w++) {
        step->yes[w] = ~(in->yes[w] | in->unknown[w]);
        step->unknown[w] = in->unknown[w];
    }
}

/* Kleene: `yes` needs all (one) of the yes, `maybe` all (one) of the maybe. */
static void work_logic(struct step *step, size_t from, size_t to)
{
    bool all = step->op == STEP_AND;
    memcpy(step->yes + from, step->in[0]->yes + from, (to - from) * 8);
    for (size_t w = from; w < to; w++) {
        step->unknown[w] = step->in[0]->yes[w] | step->in[0]->unknown[w];
    }
    for (size_t i = 1; i < step->n; i++) {
        const uint64_t *yes = step->in[i]->yes, *unknown = step->in[i]->unknown;
        for (size_t w = from; w < to && all; w++) {
            step->yes[w] &= yes[w];
            step->unknown[w] &= yes[w] | unknown[w];
        }
        for (size_t w = from; w < to && !all; w++) {
            step->yes[w] |= yes[w];
            step->unknown[w] |= yes[w] | unknown[w];
        }
    }
    for (size_t w = from; w < to; w++) {
        step->unknown[w] &= ~step->yes[w];
    }
}

static void work_gather(struct step *step, size_t from, size_t to)
{
    const struct table *referred = step->column->to;
    const struct step *in = step->in[0];
    const struct column *column = step->column;
    const uint64_t *known = column->known;
    kernel_gather(column->values, column->width, from, to, in->yes, step->yes);
    if (step->certain) {
        memset(step->unknown + from, 0, (to - from) * sizeof(uint64_t));
    } else {
        kernel_gather(column->values, column->width, from, to, in->unknown, step->unknown);
    }
    for (size_t w = from; w < to; w++) {
        step->yes[w] &= known[w];
        step->unknown[w] |= ~known[w];
    }
    if (referred->lives == referred->rows) {
        return;
    }
    for (size_t row = from * 64; row < to * 64; row++) {
        if (column_known(step->column, row) &&
            !bit_get(referred->live, (size_t)column_number(step->column, row))) {
            put_answer(step, row, ANSWER_UNKNOWN);
        }
    }
}

static enum answer number_answer(const struct step *step, struct interval a, struct interval b)
{
    if (step->op == STEP_COMPARE) {
        return interval_compare(step->compare, a, b);
    }
    if (step->op == STEP_TELLS) {
        return interval_known(a) ? ANSWER_YES : ANSWER_NO;
    }
    return answer_pick(a, step->picks, step->pick_count, step->points);
}

static void work_numbers(struct step *step, size_t from, size_t to)
{
    const struct number *a = step->a;
    if (step->op == STEP_PICK && a->op == NUMBER_OVER && a->lo == a->hi) {
        kernel_ranges(a->lo, 8, from, to, step->picks, step->pick_count, step->yes);
        memset(step->unknown + from, 0, (to - from) * 8);
        return;
    }
    uint32_t rows[AT_ONCE];
    struct interval x[AT_ONCE], y[AT_ONCE];
    memset(y, 0, sizeof(y));
    for (size_t row = from * 64; row < to * 64; row += AT_ONCE) {
        size_t n = to * 64 - row < AT_ONCE ? to * 64 - row : AT_ONCE;
        for (size_t i = 0; i < n; i++) {
            rows[i] = (uint32_t)(row + i);
        }
        number_read(a, rows, n, x);
        if (step->b != NULL) {
            number_read(step->b, rows, n, y);
        }
        for (size_t i = 0; i < n; i++) {
            put_answer(step, row + i, number_answer(step, x[i], y[i]));
        }
    }
}

static void work_step(struct step *step, size_t from, size_t to)
{
    static void (*const works[])(struct step *, size_t, size_t) = {
        [STEP_CONSTANT] = work_constant, [STEP_RANGES] = work_ranges,
        [STEP_LOOKUP] = work_lookup,     [STEP_KNOWN] = work_known,
        [STEP_AND] = work_logic,         [STEP_OR] = work_logic,
        [STEP_NOT] = work_not,           [STEP_DECIDED] = work_decided,
        [STEP_COMPARE] = work_numbers,   [STEP_PICK] = work_numbers,
        [STEP_TELLS] = work_numbers,     [STEP_GATHER] = work_gather,
    };
    works[step->op](step, from, to);
}

/* ---- stages ---- */

/* Words from … to - 1 of a table. */
struct block {
    const struct table *table;
    size_t from, to;
};

/* What is done in one stage: blocks of tables first, then whole steps. */
struct stage {
    struct rule_run *run;
    unsigned number;
    LIST(struct block) blocks;
    LIST(struct step *) rows; /* row by row */
    LIST(struct step *) exists;
    LIST(struct number *) overs;
};

static void work_block(void *context, size_t task)
{
    struct stage *stage = context;
    struct block block = stage->blocks.at[task];
    for (size_t i = 0; i < stage->rows.n; i++) {
        if (stage->rows.at[i]->table == block.table) {
            work_step(stage->rows.at[i], block.from, block.to);
        }
    }
}

static void work_whole(void *context, size_t task)
{
    struct stage *stage = context;
    if (task < stage->exists.n) {
        over_exists(stage->exists.at[task]);
    } else {
        over_work(stage->overs.at[task - stage->exists.n]);
    }
}

static void add_blocks(struct stage *stage, const struct table *table)
{
    for (size_t i = 0; i < stage->blocks.n; i++) {
        if (stage->blocks.at[i].table == table) {
            return;
        }
    }
    size_t words = set_words(table->rows);
    for (size_t from = 0; from < words; from += BLOCK_WORDS) {
        size_t to = from + BLOCK_WORDS < words ? from + BLOCK_WORDS : words;
        list_add(&stage->blocks, (struct block){table, from, to});
    }
}

static void stage_fill(struct stage *stage)
{
    struct rule_run *run = stage->run;
    for (size_t i = 0; i < run->steps.n; i++) {
        struct step *step = run->steps.at[i];
        if (step->stage != stage->number) {
            continue;
        }
        size_t words = set_words(step->table->rows);
        step->yes = bitmaps_take(&run->bitmaps, words);
        step->unknown = step->yes + words;
        if (step->op == STEP_EXISTS) {
            memset(step->yes, 0, 2 * words * sizeof(uint64_t));
            list_add(&stage->exists, step);
        } else {
            list_add(&stage->rows, step);
            add_blocks(stage, step->table);
            if (step->op == STEP_GATHER) {
                const struct step *in = step->in[0];
                step->certain = kernel_count_both(in->unknown, in->table->live,
                                                  set_words(in->table->rows)) == 0;
            }
        }
    }
    for (size_t i = 0; i < run->overs.n; i++) {
        if (run->overs.at[i]->stage == stage->number) {
            list_add(&stage->overs, run->overs.at[i]);
        }
    }
}

/* Gives back what nobody reads any more. */
static void stage_drop(struct stage *stage)
{
    struct rule_run *run = stage->run;
    for (size_t i = 0; i < run->steps.n; i++) {
        struct step *step = run->steps.at[i];
        if (step->last <= stage->number && step->stage <= stage->number && !step->kept) {
            step_drop(run, step);
        }
    }
    for (size_t i = 0; i < run->overs.n; i++) {
        struct number *over = run->overs.at[i];
        if (over->last <= stage->number && over->stage <= stage->number && !over->kept) {
            over_drop(over);
        }
    }
}

/* Alone on this thread when there is little to do. */
static void spread(struct stage *stage, size_t n, void (*work)(void *, size_t), bool large)
{
    if (large) {
        crew_run(board_crew(stage->run->context.board), n, work, stage);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        work(stage, i);
    }
}

static void stage_work(struct rule_run *run, unsigned number, bool large)
{
    struct stage stage = {.run = run, .number = number};
    stage_fill(&stage);
    spread(&stage, stage.blocks.n, work_block, large);
    spread(&stage, stage.exists.n + stage.overs.n, work_whole, large);
    stage_drop(&stage);
    list_release(&stage.blocks);
    list_release(&stage.rows);
    list_release(&stage.exists);
    list_release(&stage.overs);
}

/* A rule's answer as sets over its live rows. A step that is the answer of two rules is masked
 * twice, which changes nothing. */
static void root_finish(struct root *root)
{
    const struct table *table = root->step->table;
    for (size_t w = 0; w < set_words(table->rows); w++) {
        root->step->yes[w] &= table->live[w];
        root->step->unknown[w] &= table->live[w];
    }
    root->yes = (struct set){root->step->yes, table->rows};
    root->unknown = (struct set){root->step->unknown, table->rows};
}

void rule_run_work(struct rule_run *run)
{
    size_t rows = 0;
    for (size_t i = 0; i < run->steps.n; i++) {
        rows += run->steps.at[i]->table->rows;
    }
    for (unsigned stage = 0; stage < run->stages; stage++) {
        stage_work(run, stage, rows > FEW_ROWS);
    }
    for (size_t i = 0; i < run->roots.n; i++) {
        if (run->roots.at[i].step != NULL) {
            root_finish(&run->roots.at[i]);
        }
    }
    run->worked = true;
}

/* ---- answers ---- */

static const struct root *root_at(const struct rule_run *run, size_t rule, bool predicate)
{
    if (!run->worked || rule >= run->roots.n || (run->roots.at[rule].step != NULL) != predicate) {
        bug("rule %zu has no such answer", rule);
    }
    return &run->roots.at[rule];
}

const struct set *rule_run_yes(const struct rule_run *run, size_t rule)
{
    return &root_at(run, rule, true)->yes;
}

const struct set *rule_run_unknown(const struct rule_run *run, size_t rule)
{
    return &root_at(run, rule, true)->unknown;
}

void rule_run_values(const struct rule_run *run, size_t rule, const uint32_t *rows, size_t n,
                     struct interval *out)
{
    number_read(root_at(run, rule, false)->number, rows, n, out);
}

const struct dictionary *rule_run_dictionary(const struct rule_run *run, size_t rule)
{
    return root_at(run, rule, false)->dictionary;
}

size_t rule_run_steps(const struct rule_run *run)
{
    return run->steps.n + run->overs.n;
}

void rule_rows(const struct board *board, const struct rule *rule, const int64_t *params,
               struct set *yes, struct set *unknown)
{
    struct rule_run *run = rule_run_new(board, rule->language, params);
    rule_run_add(run, rule);
    rule_run_work(run);
    set_copy(yes, rule_run_yes(run, 0));
    if (unknown != NULL) {
        set_copy(unknown, rule_run_unknown(run, 0));
    }
    rule_run_free(run);
}
