/* Step 4 of a run: the links of all steps, in order. */
#include <math.h>
#include <string.h>

#include "compare/compare_part.h"

/* That a number, if it stands there, is the person's own: 199 of 200. */
static const double number_is_his = 199;

enum { ONLY_TASKS = 16 }; /* over the rest of one side */

struct ordering {
    struct compare *c;
    float *table;           /* weight by pattern */
    uint8_t *seen[2];       /* by side and row: stands in some link */
    LIST(struct link) more; /* of followers */
    /* By place (left row, and behind the left rows the right row of what only the right list has):
     * how many links before it; while they are put, the next free one. Atomic. */
    uint32_t *start;
    size_t places;
};

/* Runs of links: one a partition, then those found otherwise. */
enum { RUNS = PILE_PARTS + 3 };

struct run {
    struct link *at;
    size_t n;
};

static struct run run_at(const struct ordering *o, size_t run)
{
    struct compare *c = o->c;
    if (run < PILE_PARTS) {
        return (struct run){c->exact[run].links.at, c->exact[run].links.n};
    }
    return run == PILE_PARTS       ? (struct run){c->assigned.links.at, c->assigned.links.n}
           : run == PILE_PARTS + 1 ? (struct run){c->late.at, c->late.n}
                                   : (struct run){o->more.at, o->more.n};
}

static void mark_seen(struct ordering *o, struct run run)
{
    for (size_t i = 0; i < run.n; i++) {
        __atomic_store_n(&o->seen[0][run.at[i].left], 1, __ATOMIC_RELAXED);
        __atomic_store_n(&o->seen[1][run.at[i].right], 1, __ATOMIC_RELAXED);
    }
}

/* Weight and chance of the links that came from numbers. */
static void weigh_numbers(struct ordering *o, size_t part)
{
    struct exact_out *out = &o->c->exact[part];
    const struct model *model = &o->c->model;
    for (size_t i = 0; i < out->links.n; i++) {
        struct link *link = &out->links.at[i];
        float number = model->weight[SCORE_NUMBER][score_level(link->pattern, SCORE_NUMBER)];
        link->weight = o->table[link->pattern] + (float)log2(model->prior);
        link->chance = 10000;
        if (link->outcome == OUTCOME_CONFLICT) {
            double odds = number_is_his * exp2((double)(o->table[link->pattern] - number));
            link->chance = (uint16_t)(10000 * odds / (1 + odds));
        }
    }
}

static void weigh_run(void *context, size_t run)
{
    struct ordering *o = context;
    if (run < PILE_PARTS) {
        weigh_numbers(o, run);
    }
    mark_seen(o, run_at(o, run));
}

/* ---- rows that follow another ---- */

/* The links of leaders, copied for the rows that repeat them. */
static void copy_for_followers(struct ordering *o)
{
    struct compare *c = o->c;
    size_t followers = 0;
    for (size_t part = 0; part < PILE_PARTS; part++) {
        followers += c->exact[part].followers.n;
    }
    if (followers == 0) {
        return;
    }
    uint32_t *of[2]; /* by side and row: link among the assigned + 1 */
    for (int side = 0; side < 2; side++) {
        of[side] = memory_get_zeroed(((size_t)c->pile.last[side] + 1) * sizeof(uint32_t));
    }
    for (size_t i = 0; i < c->assigned.links.n; i++) {
        of[0][c->assigned.links.at[i].left] = (uint32_t)i + 1;
        of[1][c->assigned.links.at[i].right] = (uint32_t)i + 1;
    }
    for (size_t part = 0; part < PILE_PARTS; part++) {
        for (size_t i = 0; i < c->exact[part].followers.n; i++) {
            struct exact_follower f = c->exact[part].followers.at[i];
            struct link link = {.other = f.leader};
            if (of[f.side][f.leader] != 0) {
                link = c->assigned.links.at[of[f.side][f.leader] - 1];
                link.other = f.leader;
            } else if (o->seen[f.side][f.row] != 0) {
                continue;
            } else {
                link.outcome = f.side == 0 ? OUTCOME_LEFT_ONLY : OUTCOME_RIGHT_ONLY;
            }
            *(f.side == 0 ? &link.left : &link.right) = f.row;
            link.flags |= f.side == 0 ? LINK_LEFT_REPEATED : LINK_RIGHT_REPEATED;
            if (link.outcome != OUTCOME_LEFT_ONLY || c->settings.all_left) {
                list_add(&o->more, link);
            }
            o->seen[f.side][f.row] = 1;
        }
    }
    free(of[0]);
    free(of[1]);
}

/* Calls visit with a link for each row of a share of the rest that stands in none. */
static void each_only(struct ordering *o, size_t task,
                      void (*visit)(struct ordering *o, struct link link))
{
    struct compare *c = o->c;
    int side = task >= ONLY_TASKS;
    size_t n = c->rest[side].n, share = task % ONLY_TASKS;
    if (side == 0 && !c->settings.all_left) {
        return;
    }
    for (size_t i = n * share / ONLY_TASKS; i < n * (share + 1) / ONLY_TASKS; i++) {
        const struct person_row *row = &c->rest[side].at[i];
        if (o->seen[side][row->row] == 0) {
            unsigned flags = exact_flags(side == 0 ? row : NULL, side == 0 ? NULL : row) |
                             (number_usable(row) ? 0 : LINK_NUMBER_POOR);
            visit(o, (struct link){
                         .left = side == 0 ? row->row : 0,
                         .right = side == 0 ? 0 : row->row,
                         .flags = (uint16_t)flags,
                         .outcome = (uint8_t)(side == 0 ? OUTCOME_LEFT_ONLY : OUTCOME_RIGHT_ONLY)});
        }
    }
}

/* ---- the order ---- */

static size_t place_of(const struct ordering *o, const struct link *link)
{
    return link->left != 0 ? link->left : (size_t)o->c->pile.last[0] + 1 + link->right;
}

static void count_link(struct ordering *o, struct link link)
{
    __atomic_fetch_add(&o->start[place_of(o, &link)], 1, __ATOMIC_RELAXED);
}

static void put_link(struct ordering *o, struct link link)
{
    const struct compare *c = o->c;
    bool left = c->phone_shared[0] != NULL && c->phone_shared[0][link.left] != 0;
    bool right = c->phone_shared[1] != NULL && c->phone_shared[1][link.right] != 0;
    link.flags |= left || right ? LINK_SHARED_PHONE : 0;
    uint32_t at = __atomic_fetch_add(&o->start[place_of(o, &link)], 1, __ATOMIC_RELAXED);
    c->links[at] = link;
}

static void each_link(struct ordering *o, size_t task,
                      void (*visit)(struct ordering *o, struct link link))
{
    if (task >= RUNS) {
        each_only(o, task - RUNS, visit);
        return;
    }
    struct run run = run_at(o, task);
    for (size_t i = 0; i < run.n; i++) {
        visit(o, run.at[i]);
    }
}

static void count_links(void *context, size_t task)
{
    each_link(context, task, count_link);
}

static void put_links(void *context, size_t task)
{
    each_link(context, task, put_link);
}

static int by_right(const void *x, const void *y)
{
    const struct link *a = x, *b = y;
    if (a->right != b->right) {
        return a->right < b->right ? -1 : 1;
    }
    return a->outcome - b->outcome;
}

enum { SORT_TASKS = 32 };

/* After putting, start[i] is the end of place i. */
static void sort_places(void *context, size_t task)
{
    struct ordering *o = context;
    size_t to = o->places * (task + 1) / SORT_TASKS;
    for (size_t place = o->places * task / SORT_TASKS; place < to; place++) {
        uint32_t from = place == 0 ? 0 : o->start[place - 1];
        if (o->start[place] - from > 1) {
            qsort(o->c->links + from, o->start[place] - from, sizeof(struct link), by_right);
        }
    }
}

static void sort_links(struct ordering *o)
{
    struct compare *c = o->c;
    struct crew *crew = c->settings.crew;
    o->places = (size_t)c->pile.last[0] + c->pile.last[1] + 2;
    o->start = memory_get_zeroed(o->places * sizeof(*o->start));
    crew_run(crew, RUNS + 2 * (size_t)ONLY_TASKS, count_links, o);
    uint32_t before = 0;
    for (size_t i = 0; i < o->places; i++) {
        uint32_t count = o->start[i];
        o->start[i] = before;
        before += count;
    }
    c->link_count = before;
    c->links = memory_get(c->link_count * sizeof(*c->links));
    crew_run(crew, RUNS + 2 * (size_t)ONLY_TASKS, put_links, o);
    crew_run(crew, SORT_TASKS, sort_places, o);
    free(o->start);
}

/* ---- findings and rows ---- */

static int by_finding(const void *x, const void *y)
{
    const struct compare_finding *a = x, *b = y;
    if (a->side != b->side || a->quality != b->quality) {
        return a->side != b->side ? a->side - b->side : a->quality - b->quality;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

static void gather_findings(struct compare *c)
{
    for (size_t part = 0; part < PILE_PARTS; part++) {
        for (size_t i = 0; i < c->exact[part].findings.n; i++) {
            list_add(&c->findings, c->exact[part].findings.at[i]);
        }
    }
    for (size_t i = 0; i < c->assigned.links.n; i++) {
        const struct link *link = &c->assigned.links.at[i];
        if ((link->flags & (LINK_LEFT_REPEATED | LINK_RIGHT_REPEATED)) != 0) {
            bool left = (link->flags & LINK_LEFT_REPEATED) != 0;
            list_add(&c->findings, (struct compare_finding){
                                       left ? link->left : link->right, link->other,
                                       left ? COMPARE_LEFT : COMPARE_RIGHT, QUALITY_REPEATED});
        }
    }
    if (c->findings.n > 0) {
        qsort(c->findings.at, c->findings.n, sizeof(*c->findings.at), by_finding);
    }
    size_t kept = 0;
    for (size_t i = 0; i < c->findings.n; i++) { /* two ways may lead to one */
        if (kept == 0 || by_finding(&c->findings.at[kept - 1], &c->findings.at[i]) != 0) {
            c->findings.at[kept++] = c->findings.at[i];
        }
    }
    c->findings.n = kept;
}

static void index_rows(struct compare *c)
{
    for (int side = 0; side < 2; side++) {
        c->by_row[side] = memory_get_zeroed(((size_t)c->pile.last[side] + 1) * sizeof(void *));
        for (size_t part = 0; part < PILE_PARTS; part++) {
            const struct pile_part *p = &c->pile.parts[side][part];
            for (size_t i = 0; i < p->rows.n; i++) {
                c->by_row[side][p->rows.at[i].row] = &p->rows.at[i];
            }
        }
    }
}

void compare_order(struct compare *c)
{
    struct ordering o = {.c = c, .table = memory_get(SCORE_PATTERNS * sizeof(float))};
    model_table(&c->model, o.table);
    for (int side = 0; side < 2; side++) {
        o.seen[side] = memory_get_zeroed((size_t)c->pile.last[side] + 1);
    }
    crew_run(c->settings.crew, RUNS, weigh_run, &o);
    copy_for_followers(&o);
    sort_links(&o);
    gather_findings(c);
    if (c->settings.keep_rows && !pile_spilled(&c->pile)) {
        index_rows(c);
    }
    free(o.table);
    free(o.seen[0]);
    free(o.seen[1]);
    list_release(&o.more);
}
