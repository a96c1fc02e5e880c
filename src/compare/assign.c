#include "compare/assign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/exact.h"

/* A pair that might be one person. */
struct edge {
    uint32_t left, right; /* indices in the rests */
    uint32_t pattern;
    float weight, rarity;
    float rival;        /* weight of the best pair that would take one of the two away */
    uint32_t rival_row; /* index; of the side not shared */
    bool rival_right;   /* the rival's other row is a right one */
    bool taken;
};

struct assigning {
    const struct assign_terms *terms;
    LIST(struct edge) edges;   /* with a number that is not valid */
    LIST(struct edge) numbers; /* with two valid ones; of these the weights lack the prior */
    uint32_t *by[2];           /* by side and index: edge it was taken by + 1 */
};

enum { FORGET_AFTER = 1 << 17 };

static const float least = -4;         /* weight below which nothing is worth keeping */
static const float close_by = 3;       /* a rival this near makes a pair ambiguous */
static const float second_number = 10; /* weight of a second row that is told besides a found one */
static const double even = .5, floor_chance = .45;
/*
 * Who has a second number: no estimate of weak numbers says anything of it, and lists may have no
 * weak ones at all. This many for each person at least, as the weights go (the level "both valid"
 * takes nine bits of it); up to so many times more where the lists show more than chance explains.
 */
static const double second_numbers = .1, second_most = 64;

static float prior_of(double prior)
{
    return (float)log2(prior / (1 - prior));
}

/*
 * What a rare name adds where relatives fit too: they share the surname, however rare, so it tells
 * the person from strangers only. `kin` is model_kin of the pair.
 */
static float beside_kin(float rarity, float kin)
{
    double relatives = exp2(-(double)kin) - 1;
    return (float)(rarity - log2(1 + relatives * exp2((double)rarity)) - (double)kin);
}

static double second_least(const struct model *model)
{
    return fmin(.5, fmax(model->prior, second_numbers / model->people));
}

/*
 * How likely a pair with two valid numbers is one person before anything is held together: as many
 * as the pairs themselves show, weighed again and again (EM). Lists where names and birthdays meet
 * by chance stay with the least. Adds it to the weights.
 */
static void weigh_numbers(struct assigning *a, const struct model *model)
{
    enum { TURNS = 12, FINE = 1 << 20 };
    double from = second_least(model), prior = from;
    double pairs = (double)a->terms->rest[0].people * (double)a->terms->rest[1].people;
    /* All second numbers show this level, of which the weights think as of a rare one. */
    double level = exp2(-(double)model->weight[SCORE_NUMBER][NUMBER_OTHER_VALID]);
    for (int turn = 0; turn < TURNS && pairs > 0; turn++) {
        int64_t found = 0; /* in FINE: the same sum in whatever order they come */
        for (size_t i = 0; i < a->numbers.n; i++) {
            double odds = prior * exp2((double)a->numbers.at[i].weight);
            found += (int64_t)(FINE * (odds / (1 + odds)));
        }
        prior = fmax(from, fmin(level * (double)found / FINE / pairs, from * second_most));
    }
    for (size_t i = 0; i < a->numbers.n; i++) {
        a->numbers.at[i].weight += prior_of(fmin(.5, prior));
    }
}

static void weigh(struct assigning *a, const struct candidates *candidates,
                  const struct model *model)
{
    const struct rest *rest = a->terms->rest;
    float *table = memory_get(SCORE_PATTERNS * sizeof(*table));
    model_table(model, table);
    float prior = prior_of(model->prior), two = prior_of(second_least(model));
    for (size_t i = 0; i < candidates->n; i++) {
        const struct candidate *c = &candidates->at[i];
        if (i % FORGET_AFTER == 0) { /* strewn over all rows */
            rest_forget(&rest[0], 0, rest[0].n);
            rest_forget(&rest[1], 0, rest[1].n);
        }
        float rarity = beside_kin(rarity_bits(a->terms->rarity, model, c->pattern,
                                              &rest[0].at[c->left], &rest[1].at[c->right]),
                                  model_kin(model, c->pattern));
        bool numbers = candidate_two_numbers(c, rest);
        struct edge edge = {.left = c->left,
                            .right = c->right,
                            .pattern = c->pattern,
                            .rarity = rarity,
                            .weight = table[c->pattern] + rarity + (numbers ? 0 : prior),
                            .rival = -INFINITY};
        /* Those with one number are told already: it is one person, or two with one number. */
        if (score_level(c->pattern, SCORE_NUMBER) == NUMBER_SAME) {
            continue;
        }
        if (numbers && edge.weight + two + (float)log2(second_most) > least) {
            list_add(&a->numbers, edge);
        } else if (!numbers && edge.weight >= least) {
            list_add(&a->edges, edge);
        }
    }
    free(table);
    weigh_numbers(a, model);
}

static int heavier(const void *x, const void *y, void *context)
{
    const struct edge *a = x, *b = y;
    const struct rest *rest = ((const struct assigning *)context)->terms->rest;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    uint32_t l = rest[0].at[a->left].row, m = rest[0].at[b->left].row;
    if (l != m) {
        return l < m ? -1 : 1;
    }
    uint32_t r = rest[1].at[a->right].row, s = rest[1].at[b->right].row;
    return r < s ? -1 : r > s;
}

static bool is_free(const struct assigning *a, const struct edge *e)
{
    bool left = a->by[0][e->left] == 0 || a->terms->repeats[1];
    bool right = a->by[1][e->right] == 0 || a->terms->repeats[0];
    return left && right;
}

/* Edges that stand alone first in the list, the others by weight behind them. */
static void order(struct assigning *a)
{
    size_t n = a->edges.n, alone = 0;
    struct edge *at = a->edges.at;
    uint8_t *degree[2];
    for (int side = 0; side < 2; side++) {
        degree[side] = memory_get_zeroed(a->terms->rest[side].n);
    }
    for (size_t i = 0; i < n; i++) {
        degree[0][at[i].left] |= degree[0][at[i].left] == 0 ? 1 : 2;
        degree[1][at[i].right] |= degree[1][at[i].right] == 0 ? 1 : 2;
    }
    for (size_t i = 0; i < n; i++) {
        if (degree[0][at[i].left] == 1 && degree[1][at[i].right] == 1) {
            struct edge swap = at[alone];
            at[alone++] = at[i];
            at[i] = swap;
        }
    }
    if (n > alone) {
        qsort_r(at + alone, n - alone, sizeof(*at), heavier, a);
    }
    free(degree[0]);
    free(degree[1]);
}

static void take_best(struct assigning *a)
{
    for (size_t i = 0; i < a->edges.n; i++) {
        struct edge *e = &a->edges.at[i];
        if (is_free(a, e)) {
            e->taken = true;
            a->by[0][e->left] = a->by[1][e->right] = (uint32_t)i + 1;
        }
    }
}

/* An edge not taken is a rival of those that took its rows, if its other row could have come. */
static void rival_of(struct assigning *a, const struct edge *e, int side)
{
    uint32_t mine = side == 0 ? e->left : e->right, other = side == 0 ? e->right : e->left;
    if (a->by[side][mine] == 0) {
        return;
    }
    struct edge *taken = &a->edges.at[a->by[side][mine] - 1];
    bool settled = a->by[!side][other] != 0 &&
                   a->edges.at[a->by[!side][other] - 1].weight > e->weight + close_by;
    if (!settled && e->weight > taken->rival) {
        taken->rival = e->weight;
        taken->rival_row = other;
        taken->rival_right = side == 0;
    }
}

static double chance_of(const struct edge *e)
{
    return 1 / (1 + exp2(-(double)e->weight) + exp2((double)(e->rival - e->weight)));
}

/*
 * The least chance that is accepted: from the surest down as long as the expected share of wrong
 * ones stays within the error (Fellegi and Sunter's decision rule, with both bounds in one).
 */
static double cut(const struct assigning *a)
{
    enum { BINS = 1000 };
    double wrong[BINS + 1] = {0}, count[BINS + 1] = {0};
    for (size_t i = 0; i < a->edges.n; i++) {
        if (a->edges.at[i].taken) {
            double chance = chance_of(&a->edges.at[i]);
            int bin = (int)(chance * BINS);
            wrong[bin] += 1 - chance;
            count[bin]++;
        }
    }
    double errors = 0, all = 0;
    int bin = BINS;
    for (; bin > (int)(floor_chance * BINS); bin--) {
        /* One pair may be doubtful however few there are. */
        if (errors + wrong[bin] > a->terms->error * (all + count[bin]) + even) {
            break;
        }
        errors += wrong[bin];
        all += count[bin];
    }
    return (double)(bin + 1) / BINS;
}

static struct link link_of(const struct assigning *a, const struct edge *e, enum outcome outcome)
{
    const struct person_row *left = &a->terms->rest[0].at[e->left];
    const struct person_row *right = &a->terms->rest[1].at[e->right];
    struct link link = {.left = left->row,
                        .right = right->row,
                        .pattern = e->pattern,
                        .weight = e->weight,
                        .rarity = (int16_t)(e->rarity * 100),
                        .chance = (uint16_t)(chance_of(e) * 10000),
                        .flags = (uint16_t)exact_flags(left, right),
                        .outcome = (uint8_t)outcome};
    if (e->rival > e->weight - close_by) {
        link.flags |= LINK_AMBIGUOUS;
        link.second = a->terms->rest[e->rival_right].at[e->rival_row].row;
        link.flags |= e->rival_right ? 0 : LINK_SECOND_LEFT;
    }
    return link;
}

static void put(struct assigning *a, const struct edge *e, enum outcome outcome, unsigned flags,
                uint32_t other, struct assigned *out)
{
    struct link link = link_of(a, e, outcome);
    link.flags |= (uint16_t)flags;
    link.other = other;
    list_add(&out->links, link);
    out->taken[0][e->left] = out->taken[1][e->right] = 1;
}

/* Whether two rows of one list are one person named twice. */
static bool repeats(const struct assigning *a, const struct model *model, int side, uint32_t x,
                    uint32_t y)
{
    const struct person_row *at = a->terms->rest[side].at;
    if (at[x].kind == NUMBER_VALID && at[y].kind == NUMBER_VALID) {
        return false;
    }
    uint32_t pattern = score_pattern(a->terms->sounds, &at[x], &at[y]);
    float prior = (float)log2(model->prior);
    return model_weight(model, pattern) + prior + close_by > 0;
}

/* Rows left over whose partner was taken by a row that repeats them, or that they repeat. */
static void put_repeated(struct assigning *a, const struct model *model, struct assigned *out)
{
    for (size_t i = 0; i < a->edges.n; i++) {
        struct edge *e = &a->edges.at[i];
        int side = a->by[0][e->left] == 0 ? 0 : 1;
        uint32_t mine = side == 0 ? e->left : e->right, other = side == 0 ? e->right : e->left;
        if (e->taken || a->by[side][mine] != 0 || a->by[!side][other] == 0 ||
            out->taken[side][mine] != 0 || out->taken[!side][other] == 0 || e->weight < close_by) {
            continue;
        }
        const struct edge *taken = &a->edges.at[a->by[!side][other] - 1];
        uint32_t twin = side == 0 ? taken->left : taken->right;
        if (repeats(a, model, side, mine, twin)) {
            put(a, e, OUTCOME_LIKELY, side == 0 ? LINK_LEFT_REPEATED : LINK_RIGHT_REPEATED,
                a->terms->rest[side].at[twin].row, out);
        }
    }
}

static void put_two_numbers(struct assigning *a, struct assigned *out)
{
    if (a->numbers.n > 0) {
        qsort_r(a->numbers.at, a->numbers.n, sizeof(struct edge), heavier, a);
    }
    for (size_t i = 0; i < a->numbers.n; i++) {
        struct edge *e = &a->numbers.at[i];
        int taken = out->taken[0][e->left] + out->taken[1][e->right];
        /* Who has found somebody already may still have a second row with a second number. */
        if (taken == 0 ? e->weight > 0 : taken == 1 && e->weight > second_number) {
            put(a, e, OUTCOME_CONFLICT, LINK_TWO_NUMBERS, 0, out);
        }
    }
}

void assign(const struct assign_terms *terms, const struct candidates *candidates,
            struct model *model, struct assigned *out)
{
    struct assigning a = {.terms = terms};
    *out = (struct assigned){.taken = {NULL, NULL}};
    for (int side = 0; side < 2; side++) {
        a.by[side] = memory_get_zeroed(terms->rest[side].n * sizeof(uint32_t));
        out->taken[side] = memory_get_zeroed(terms->rest[side].n);
    }
    weigh(&a, candidates, model);
    order(&a);
    take_best(&a);
    for (size_t i = 0; i < a.edges.n; i++) {
        if (!a.edges.at[i].taken) {
            rival_of(&a, &a.edges.at[i], 0);
            rival_of(&a, &a.edges.at[i], 1);
        }
    }
    double accepted = cut(&a);
    model->threshold = (float)log2(accepted / (1 - fmin(accepted, .9999)));
    for (size_t i = 0; i < a.edges.n; i++) {
        const struct edge *e = &a.edges.at[i];
        if (e->taken && chance_of(e) >= accepted) {
            put(&a, e, OUTCOME_LIKELY, 0, 0, out);
        }
    }
    put_repeated(&a, model, out);
    put_two_numbers(&a, out);
    for (int side = 0; side < 2; side++) {
        free(a.by[side]);
    }
    list_release(&a.edges);
    list_release(&a.numbers);
}

void assigned_release(struct assigned *assigned)
{
    list_release(&assigned->links);
    free(assigned->taken[0]);
    free(assigned->taken[1]);
}
