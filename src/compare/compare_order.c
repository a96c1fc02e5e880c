/* Step 4 of a run: the links of all steps, in order. */
#include <math.h>
#include <string.h>

#include "compare/compare_part.h"

/* That a number, if it stands there, is the person's own: 199 of 200. */
static const double number_is_his = 199;
/* … and where one sign of the name is another it may be one of his household's: 19 of 20. */
static const uint16_t not_housemate = 9500;

/* A row and another of its list. */
struct beside {
    uint32_t row, other;
};

struct besides {
    LIST(struct beside) list; /* by row, once it is in order */
};

/* In which links a row stands. */
enum seen { SEEN_NOWHERE, SEEN_BY_NUMBER, SEEN_OTHERWISE };

/* Who has links to be ordered: the partitions, shares of the two rests, and all the steps that gave
 * a list. */
enum { SHARES = 16, FROM_REST = PILE_PARTS, FROM_LISTS = FROM_REST + 2 * SHARES, SOURCES };

struct ordering {
    struct compare *c;
    float *table;              /* weight by pattern */
    uint8_t *seen[2];          /* by side and row: enum seen; atomic */
    bool lends;                /* numbers of a household's are usual in these lists */
    LIST(struct link) more;    /* of followers */
    struct besides sharers[2]; /* by side: another person there has the number too */
    struct besides repeats[2]; /* likewise: the same person stands above, without one number */
    struct link_spread own[SOURCES - FROM_REST];
    size_t start[2 * LINK_RANGES + 1]; /* where each range begins in the result */
};

/* The links of a source in a range. */
struct slice {
    struct link *at;
    size_t n;
};

static size_t slice_size(const struct ordering *o, size_t source, size_t range)
{
    return source >= FROM_REST   ? o->own[source - FROM_REST].at[range].n
           : o->c->shelf == NULL ? o->c->exact[source].links.at[range].n
                                 : compare_links_count(o->c, source, range);
}

/* To be freed. */
static struct slice slice_take(struct ordering *o, size_t source, size_t range)
{
    struct slice slice;
    if (source < FROM_REST && o->c->shelf != NULL) {
        if (!compare_links_of(o->c, source, range, &slice.at, &slice.n)) {
            __atomic_store_n(&o->c->unreadable, true, __ATOMIC_RELAXED);
            slice.n = 0;
        }
        return slice;
    }
    struct link_spread *spread =
        source < FROM_REST ? &o->c->exact[source].links : &o->own[source - FROM_REST];
    slice = (struct slice){spread->at[range].at, spread->at[range].n};
    spread->at[range].at = NULL;
    list_release(&spread->at[range]);
    return slice;
}

/*
 * Whether of the pairs with one number and one other sign in the name more than half are two of a
 * household. Where lists give one number to several of a household, most have no more than the
 * surname in common: those pairs are seen, and the model says how many have a sign more.
 */
static bool lends_numbers(const struct compare *c)
{
    const struct model *model = &c->model;
    double borrowed = 0, unsure = 0, of_kin[2];
    for (int i = 0; i < 2; i++) {
        int level = i == 0 ? NAME_NEAR : NAME_SURNAME;
        of_kin[i] = model->u[SCORE_NAME][level] * exp2((double)model->kin[SCORE_NAME][level]);
    }
    for (size_t part = 0; part < PILE_PARTS; part++) {
        borrowed += (double)c->exact[part].borrowed;
        unsure += (double)c->exact[part].unsure;
    }
    return borrowed * of_kin[0] / of_kin[1] * 2 > unsure;
}

/* Weight and chance of a link that came from a number. Who is only likely, as one sign of his name
 * is other, is another where that is usual, or where either of the two was found elsewhere. */
static void weigh(const struct ordering *o, struct link *link)
{
    const struct model *model = &o->c->model;
    bool elsewhere =
        o->seen[0][link->left] == SEEN_OTHERWISE || o->seen[1][link->right] == SEEN_OTHERWISE;
    if (link->outcome == OUTCOME_LIKELY && (o->lends || elsewhere)) {
        link->outcome = OUTCOME_CONFLICT;
        link->flags |= LINK_NAME_DIFFERS;
    }
    link->weight = o->table[link->pattern] + (float)log2(model->prior);
    link->chance = 10000;
    if (link->outcome == OUTCOME_CONFLICT) {
        float number = model->weight[SCORE_NUMBER][score_level(link->pattern, SCORE_NUMBER)];
        double odds = number_is_his * exp2((double)(o->table[link->pattern] - number));
        link->chance = (uint16_t)(10000 * odds / (1 + odds));
    } else if (link->outcome == OUTCOME_LIKELY) {
        link->chance = not_housemate;
    }
}

static void mark_seen(struct ordering *o, const struct link *link)
{
    __atomic_store_n(&o->seen[0][link->left], SEEN_OTHERWISE, __ATOMIC_RELAXED);
    __atomic_store_n(&o->seen[1][link->right], SEEN_OTHERWISE, __ATOMIC_RELAXED);
}

/* Of the rows that go on after their numbers were joined, those that stand in a conflict have a
 * link; only of such rows it is asked. */
static void mark_conflicts(void *context, size_t part)
{
    struct ordering *o = context;
    const struct exact_out *exact = &o->c->exact[part];
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < exact->in_conflict[side].n; i++) {
            __atomic_store_n(&o->seen[side][exact->in_conflict[side].at[i]], SEEN_BY_NUMBER,
                             __ATOMIC_RELAXED);
        }
    }
}

/* Links of steps that gave a list. */
static void spread_list(struct ordering *o, const struct link *links, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct link link = links[i];
        mark_seen(o, &link);
        link_spread_add(&o->own[FROM_LISTS - FROM_REST], &link);
    }
}

/* ---- one number, several people of one list ---- */

static int by_beside(const void *x, const void *y)
{
    const struct beside *a = x, *b = y;
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    return a->other < b->other ? -1 : a->other > b->other;
}

static void beside_sort(struct besides *besides)
{
    if (besides->list.n > 0) {
        qsort(besides->list.at, besides->list.n, sizeof(struct beside), by_beside);
    }
}

/* The row that stands beside; 0: none. */
static uint32_t beside_of(const struct besides *besides, uint32_t row)
{
    size_t from = 0, to = besides->list.n;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (besides->list.at[middle].row < row) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool found = from < besides->list.n && besides->list.at[from].row == row;
    return found ? besides->list.at[from].other : 0;
}

static void gather_besides(struct ordering *o)
{
    for (size_t part = 0; part < PILE_PARTS; part++) {
        for (size_t i = 0; i < o->c->exact[part].findings.n; i++) {
            const struct compare_finding *f = &o->c->exact[part].findings.at[i];
            if (f->quality == QUALITY_NUMBER_SHARED) {
                list_add(&o->sharers[f->side].list, (struct beside){f->row, f->other});
                list_add(&o->sharers[f->side].list, (struct beside){f->other, f->row});
            }
        }
    }
    for (size_t i = 0; i < o->c->findings.n; i++) {
        const struct compare_finding *f = &o->c->findings.at[i];
        if (f->quality == QUALITY_REPEATED) {
            list_add(&o->repeats[f->side].list, (struct beside){f->row, f->other});
        }
    }
    for (int side = 0; side < 2; side++) {
        beside_sort(&o->sharers[side]);
        beside_sort(&o->repeats[side]);
    }
}

/* What is told of a row that the other list does not have: a conflict when its number is another's
 * in its own list; then `other` bears it. Else `other` is the row above that it repeats. */
static void tell_only(const struct ordering *o, int side, uint32_t row, struct link *link)
{
    uint32_t sharer = beside_of(&o->sharers[side], row), above = beside_of(&o->repeats[side], row);
    *(side == 0 ? &link->left : &link->right) = row;
    link->outcome = (uint8_t)(sharer != 0 ? OUTCOME_CONFLICT
                              : side == 0 ? OUTCOME_LEFT_ONLY
                                          : OUTCOME_RIGHT_ONLY);
    if (sharer != 0) {
        link->flags |= LINK_SHARED_NUMBER;
        link->other = sharer;
    } else if (above != 0) {
        link->flags |= side == 0 ? LINK_LEFT_REPEATED : LINK_RIGHT_REPEATED;
        link->other = above;
    }
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
            } else if (o->seen[f.side][f.row] != SEEN_NOWHERE) {
                continue;
            } else {
                tell_only(o, f.side, f.leader, &link);
                link.other = f.leader;
            }
            *(f.side == 0 ? &link.left : &link.right) = f.row;
            link.flags |= f.side == 0 ? LINK_LEFT_REPEATED : LINK_RIGHT_REPEATED;
            if (link.right != 0 || c->settings.all_left) {
                list_add(&o->more, link);
            }
            o->seen[f.side][f.row] = SEEN_BY_NUMBER;
        }
    }
    free(of[0]);
    free(of[1]);
}

/* Rows of a share of the rest that stand in no link. */
static void add_only(void *context, size_t task)
{
    struct ordering *o = context;
    const struct compare *c = o->c;
    int side = task >= SHARES;
    size_t n = c->rest[side].n, share = task % SHARES;
    if (side == 0 && !c->settings.all_left) {
        return;
    }
    for (size_t i = n * share / SHARES; i < n * (share + 1) / SHARES; i++) {
        const struct person_row *row = &c->rest[side].at[i];
        if (row->row != 0 && o->seen[side][row->row] == SEEN_NOWHERE) {
            unsigned flags = exact_flags(side == 0 ? row : NULL, side == 0 ? NULL : row) |
                             (number_usable(row) ? 0 : LINK_NUMBER_POOR);
            struct link link = {.flags = (uint16_t)flags};
            tell_only(o, side, row->row, &link);
            link_spread_add(&o->own[task], &link);
        }
    }
    rest_forget(&c->rest[side], n * share / SHARES, n * (share + 1) / SHARES);
}

/* ---- the order ---- */

static int by_right(const void *x, const void *y)
{
    const struct link *a = x, *b = y;
    if (a->right != b->right) {
        return a->right < b->right ? -1 : 1;
    }
    return a->outcome - b->outcome;
}

/* The row by which a link stands within its range. */
static uint32_t row_of(const struct link *link)
{
    return link->left != 0 ? link->left : link->right;
}

static void tell_phone(const struct compare *c, struct link *link)
{
    bool left = c->phone_shared[0] != NULL && c->phone_shared[0][link->left] != 0;
    bool right = c->phone_shared[1] != NULL && c->phone_shared[1][link->right] != 0;
    link->flags |= left || right ? LINK_SHARED_PHONE : 0;
}

/* Puts the links of one range into their place of the result: counted by row, then put. */
static void sort_range(void *context, size_t range)
{
    struct ordering *o = context;
    int side = range >= LINK_RANGES;
    uint32_t shift = o->own[0].shift[side];
    uint32_t first = (uint32_t)(range % LINK_RANGES) << shift;
    uint32_t *next = memory_get_zeroed((((size_t)1 << shift) + 1) * sizeof(*next));
    struct link *out = o->c->links + o->start[range];
    struct slice slices[SOURCES];
    for (size_t s = 0; s < SOURCES; s++) {
        slices[s] = slice_take(o, s, range);
        for (size_t i = 0; i < slices[s].n; i++) {
            next[row_of(&slices[s].at[i]) - first + 1]++;
        }
    }
    for (size_t i = 0; i < (size_t)1 << shift; i++) {
        next[i + 1] += next[i];
    }
    for (size_t s = 0; s < SOURCES; s++) {
        for (size_t i = 0; i < slices[s].n; i++) {
            struct link *to = &out[next[row_of(&slices[s].at[i]) - first]++];
            *to = slices[s].at[i];
            if (s < FROM_REST) {
                weigh(o, to);
            }
            tell_phone(o->c, to);
        }
        free(slices[s].at);
    }
    for (size_t i = 0, from = 0; i < (size_t)1 << shift; from = next[i++]) {
        if (next[i] - from > 1) {
            qsort(out + from, next[i] - from, sizeof(*out), by_right);
        }
    }
    free(next);
    const struct compare_result done = {.at = o->c->links, .mapped = o->c->links_size > 0};
    compare_result_forget(&done, o->start[range], o->start[range + 1]);
}

static void sort_links(struct ordering *o)
{
    struct compare *c = o->c;
    for (size_t range = 0; range < 2 * LINK_RANGES; range++) {
        o->start[range + 1] = o->start[range];
        for (size_t s = 0; s < SOURCES; s++) {
            o->start[range + 1] += slice_size(o, s, range);
        }
    }
    c->link_count = o->start[2 * LINK_RANGES];
    size_t bytes = (c->link_count + 1) * sizeof(*c->links);
    c->links = c->shelf == NULL ? pile_memory(&c->pile, bytes) : compare_room(c, bytes);
    if (c->links == NULL) {
        c->unreadable = true;
        c->link_count = 0;
        return;
    }
    c->links_size = c->shelf == NULL ? 0 : bytes;
    crew_run(c->settings.crew, 2 * (size_t)LINK_RANGES, sort_range, o);
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
            for (size_t i = 0; i < p->n; i++) {
                c->by_row[side][p->at[i].row] = &p->at[i];
            }
        }
    }
}

void compare_order(struct compare *c)
{
    struct ordering *o = memory_get_zeroed(sizeof(*o));
    o->c = c;
    o->table = memory_get(SCORE_PATTERNS * sizeof(float));
    model_table(&c->model, o->table);
    o->lends = lends_numbers(c);
    for (int side = 0; side < 2; side++) {
        o->seen[side] = memory_get_zeroed((size_t)c->pile.last[side] + 1);
    }
    for (size_t i = 0; i < COUNT(o->own); i++) {
        link_spread_init(&o->own[i], c->pile.last);
    }
    crew_run(c->settings.crew, PILE_PARTS, mark_conflicts, o);
    spread_list(o, c->assigned.links.at, c->assigned.links.n);
    spread_list(o, c->late.at, c->late.n);
    gather_besides(o);
    copy_for_followers(o);
    spread_list(o, o->more.at, o->more.n);
    crew_run(c->settings.crew, 2 * (size_t)SHARES, add_only, o);
    sort_links(o);
    gather_findings(c);
    if (c->settings.keep_rows && c->shelf == NULL) {
        index_rows(c);
    }
    free(o->table);
    free(o->seen[0]);
    free(o->seen[1]);
    for (size_t i = 0; i < COUNT(o->own); i++) {
        link_spread_release(&o->own[i]);
    }
    list_release(&o->more);
    for (int side = 0; side < 2; side++) {
        list_release(&o->sharers[side].list);
        list_release(&o->repeats[side].list);
    }
    free(o);
}
