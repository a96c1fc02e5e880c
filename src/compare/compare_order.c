/* Step 4 of a run: the links of all steps, in order. */
#include <math.h>
#include <string.h>

#include "compare/compare_part.h"

/* That a number, if it stands there, is the person's own: 199 of 200. */
static const double number_is_his = 199;

struct ordering {
    struct compare *c;
    float *table;           /* weight by pattern */
    uint8_t *seen[2];       /* by side and row: stands in some link */
    LIST(struct link) more; /* of followers, and of rows found nowhere */
    size_t *start;          /* by left row: where its links begin; one more at the end */
};

/* Calls visit with every run of links there is. */
static void each_run(struct ordering *o,
                     void (*visit)(struct ordering *o, struct link *at, size_t n))
{
    struct compare *c = o->c;
    for (size_t part = 0; part < PILE_PARTS; part++) {
        visit(o, c->exact[part].links.at, c->exact[part].links.n);
    }
    visit(o, c->assigned.links.at, c->assigned.links.n);
    visit(o, c->late.at, c->late.n);
    visit(o, o->more.at, o->more.n);
}

static void mark_seen(struct ordering *o, struct link *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        o->seen[0][at[i].left] = o->seen[1][at[i].right] = 1;
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

static void weigh_part(void *context, size_t part)
{
    weigh_numbers(context, part);
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

static void add_only(struct ordering *o)
{
    struct compare *c = o->c;
    for (int side = c->settings.all_left ? 0 : 1; side < 2; side++) {
        for (size_t i = 0; i < c->rest[side].n; i++) {
            const struct person_row *row = &c->rest[side].at[i];
            if (o->seen[side][row->row] != 0) {
                continue;
            }
            unsigned flags = exact_flags(side == 0 ? row : NULL, side == 0 ? NULL : row) |
                             (number_usable(row) ? 0 : LINK_NUMBER_POOR);
            list_add(&o->more, (struct link){.left = side == 0 ? row->row : 0,
                                             .right = side == 0 ? 0 : row->row,
                                             .flags = (uint16_t)flags,
                                             .outcome = (uint8_t)(side == 0 ? OUTCOME_LEFT_ONLY
                                                                            : OUTCOME_RIGHT_ONLY)});
        }
    }
}

/* ---- the order ---- */

/* Links of the left rows by row; those without one behind them. */
static size_t place_of(const struct ordering *o, const struct link *link)
{
    return link->left != 0 ? link->left : (size_t)o->c->pile.last[0] + 1;
}

static void count_links(struct ordering *o, struct link *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        o->start[place_of(o, &at[i]) + 1]++;
    }
}

static void put_links(struct ordering *o, struct link *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        o->c->links[o->start[place_of(o, &at[i])]++] = at[i];
    }
}

static int by_right(const void *x, const void *y)
{
    const struct link *a = x, *b = y;
    if (a->right != b->right) {
        return a->right < b->right ? -1 : 1;
    }
    return a->outcome - b->outcome;
}

/* Those that only the right list has: by row, through an index, as they are many. */
static void order_right(struct ordering *o, struct link *at, size_t n)
{
    uint32_t *index = memory_get_zeroed(((size_t)o->c->pile.last[1] + 1) * sizeof(*index));
    struct link *sorted = memory_get(n * sizeof(*sorted));
    size_t put = 0;
    for (size_t i = 0; i < n; i++) {
        index[at[i].right] = (uint32_t)i + 1;
    }
    for (size_t row = 0; row <= o->c->pile.last[1]; row++) {
        if (index[row] != 0) {
            sorted[put++] = at[index[row] - 1];
        }
    }
    memcpy(at, sorted, put * sizeof(*at));
    free(index);
    free(sorted);
}

static void sort_links(struct ordering *o)
{
    struct compare *c = o->c;
    size_t places = (size_t)c->pile.last[0] + 2;
    o->start = memory_get_zeroed((places + 1) * sizeof(*o->start));
    each_run(o, count_links);
    for (size_t i = 0; i < places; i++) {
        o->start[i + 1] += o->start[i];
    }
    c->link_count = o->start[places];
    c->links = memory_get(c->link_count * sizeof(*c->links));
    each_run(o, put_links); /* now start[i] is the end of place i */
    size_t from = 0;
    for (size_t place = 0; place < places; place++) {
        size_t n = o->start[place] - from;
        if (n > 1 && place + 1 < places) {
            qsort(c->links + from, n, sizeof(*c->links), by_right);
        } else if (n > 1) {
            order_right(o, c->links + from, n);
        }
        from = o->start[place];
    }
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
    crew_run(c->settings.crew, PILE_PARTS, weigh_part, &o);
    each_run(&o, mark_seen);
    copy_for_followers(&o);
    add_only(&o);
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
