/*
 * Step 3 of a run, its second half: rows that one list says twice. One of two that were found
 * nowhere shares what the other has found; and a row with a number of its own may be a second
 * number of somebody of the other list who was found by his first.
 */
#include <math.h>
#include <stdlib.h>

#include "compare/compare_part.h"

enum { SHARES = 16 };

struct found_link {
    uint32_t row, partner;
    const struct link *link;
};

struct following {
    struct compare *c;
    uint64_t *asked[2];    /* bits by side and row: of a row's link, then of a row itself */
    uint64_t *followed[2]; /* likewise: has got a link */
    LIST(struct link) links[PILE_PARTS + 1]; /* that were asked for, by partition */
    LIST(struct found_link) link_of[2];      /* by side, in order */
    LIST(struct person_row) met[2][SHARES]; /* rows asked for, of those that numbers did not join */
    LIST(struct person_row) row_of[2];      /* all of them, in order */
};

static int by_row(const void *x, const void *y)
{
    const struct person_row *a = x, *b = y;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* ---- whom the twins have found ---- */

static bool has_bit(const uint64_t *bits, uint32_t row)
{
    return (bits[row / 64] >> row % 64 & 1) != 0;
}

static void set_bit(uint64_t *bits, uint32_t row)
{
    bits[row / 64] |= 1ull << row % 64;
}

/* A bit for every row of a side. */
static uint64_t *bits_new(const struct following *a, int side)
{
    return memory_get_zeroed(((size_t)a->c->pile.last[side] / 64 + 1) * sizeof(uint64_t));
}

static void ask_anew(struct following *a)
{
    for (int side = 0; side < 2; side++) {
        free(a->asked[side]);
        a->asked[side] = bits_new(a, side);
    }
}

/* Keeps those links of a part that were asked for. */
static void pick_links(struct following *a, size_t part, const struct link *links, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (links[i].outcome <= OUTCOME_LIKELY &&
            (has_bit(a->asked[0], links[i].left) || has_bit(a->asked[1], links[i].right))) {
            list_add(&a->links[part], links[i]);
        }
    }
}

static void pick_part(void *context, size_t part)
{
    struct following *a = context;
    const struct compare *c = a->c;
    for (size_t range = 0; range < LINK_RANGES; range++) { /* those with a left row */
        if (c->shelf == NULL) {
            pick_links(a, part, c->exact[part].links.at[range].at,
                       c->exact[part].links.at[range].n);
            continue;
        }
        struct link *links;
        size_t n;
        if (compare_links_of(c, part, range, &links, &n)) {
            pick_links(a, part, links, n);
        } else {
            __atomic_store_n(&a->c->unreadable, true, __ATOMIC_RELAXED);
        }
        free(links);
    }
}

static int by_found(const void *x, const void *y)
{
    const struct found_link *a = x, *b = y;
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    return a->partner < b->partner ? -1 : a->partner > b->partner;
}

/* The links of the rows asked for, in order. */
static void find_links(struct following *a)
{
    struct compare *c = a->c;
    crew_run(c->settings.crew, PILE_PARTS, pick_part, a);
    pick_links(a, PILE_PARTS, c->assigned.links.at, c->assigned.links.n);
    for (size_t part = 0; part <= PILE_PARTS; part++) {
        for (size_t i = 0; i < a->links[part].n; i++) {
            const struct link *link = &a->links[part].at[i];
            list_add(&a->link_of[0], (struct found_link){link->left, link->right, link});
            list_add(&a->link_of[1], (struct found_link){link->right, link->left, link});
        }
    }
    for (int side = 0; side < 2 && a->link_of[0].n > 0; side++) {
        qsort(a->link_of[side].at, a->link_of[side].n, sizeof(*a->link_of[side].at), by_found);
    }
}

/* Of several the one with the first row there; NULL: none tells who the row is. */
static const struct link *link_of(const struct following *a, int side, uint32_t row)
{
    size_t from = 0, to = a->link_of[side].n;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (a->link_of[side].at[middle].row < row) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool found = from < a->link_of[side].n && a->link_of[side].at[from].row == row;
    return found ? a->link_of[side].at[from].link : NULL;
}

static void pick_rows(void *context, size_t task)
{
    struct following *a = context;
    size_t side = task / SHARES, share = task % SHARES;
    const struct rest *rest = &a->c->rest[side];
    size_t to = rest->n * (share + 1) / SHARES;
    for (size_t i = rest->n * share / SHARES; i < to; i++) {
        if (has_bit(a->asked[side], rest->at[i].row)) {
            list_add(&a->met[side][share], rest->at[i]);
        }
    }
    rest_forget(rest, rest->n * share / SHARES, to);
}

/* The rows of the rests that were asked for, in order. */
static void find_rows(struct following *a)
{
    crew_run(a->c->settings.crew, 2 * (size_t)SHARES, pick_rows, a);
    for (int side = 0; side < 2; side++) {
        for (size_t share = 0; share < SHARES; share++) {
            for (size_t i = 0; i < a->met[side][share].n; i++) {
                list_add(&a->row_of[side], a->met[side][share].at[i]);
            }
        }
        if (a->row_of[side].n > 0) {
            qsort(a->row_of[side].at, a->row_of[side].n, sizeof(struct person_row), by_row);
        }
    }
}

/* NULL: its number has joined it. */
static const struct person_row *rest_row(const struct following *a, int side, uint32_t row)
{
    const struct person_row key = {.row = row};
    return a->row_of[side].n == 0
               ? NULL
               : bsearch(&key, a->row_of[side].at, a->row_of[side].n, sizeof(key), by_row);
}

/*
 * What a row shows beside the partner of its twin. `met` is the partner where it is at hand; one
 * that its number has joined is not: then only that counts in which the row is its twin's equal.
 */
static uint32_t followed_pattern(struct following *a, uint32_t found, const struct person_row *row,
                                 const struct person_row *twin, const struct person_row *met)
{
    const struct sounds *sounds = &a->c->sounds;
    if (met != NULL) {
        return score_pattern(sounds, row, met);
    }
    uint32_t equal = score_pattern(sounds, row, twin), pattern = 0;
    for (enum score_field f = 0; f < SCORE_FIELD__COUNT; f++) {
        int level = score_level(equal, f) == 1 ? score_level(found, f) : SCORE_UNKNOWN;
        pattern |= score_part(f, (unsigned)level);
    }
    /* The twin's number is the partner's. */
    uint32_t said = score_part(SCORE_NUMBER, score_bits(SCORE_NUMBER).mask);
    return (pattern & ~said) | (equal & said);
}

/* A row that was found nowhere shares what its twin in the same list has found. */
static void follow_twin(struct following *a, int side, const struct person_row *row,
                        const struct person_row *twin)
{
    const struct link *found = link_of(a, side, twin->row);
    if (found == NULL || link_of(a, side, row->row) != NULL ||
        has_bit(a->followed[side], row->row)) {
        return;
    }
    const struct person_row *met = rest_row(a, !side, side == 0 ? found->right : found->left);
    struct link link = *found;
    link.pattern = followed_pattern(a, found->pattern, row, twin, met);
    /* With two usable numbers one name and birthday are not enough: they may be strangers. */
    bool two_numbers = score_level(link.pattern, SCORE_NUMBER) == NUMBER_OTHER_VALID;
    bool near = score_level(link.pattern, SCORE_PHONE) == PHONE_SAME ||
                score_level(link.pattern, SCORE_PLACE) == PLACE_VILLAGE;
    if (two_numbers && !near) {
        return;
    }
    *(side == 0 ? &link.left : &link.right) = row->row;
    link.other = twin->row;
    link.flags |= side == 0 ? LINK_LEFT_REPEATED : LINK_RIGHT_REPEATED;
    link.flags |= two_numbers ? LINK_TWO_NUMBERS : 0;
    link.outcome = two_numbers ? OUTCOME_CONFLICT : OUTCOME_LIKELY;
    /* Links by number get theirs later; a row that follows is never quite sure. */
    link.chance = link.chance > 0 && link.chance < 9999 ? link.chance : 9999;
    list_add(&a->c->late, link);
    set_bit(a->followed[side], row->row);
}

/* A row that was found nowhere shows a second number of somebody whose own number was found. */
static void follow_face(struct following *a, const struct compare_face *face)
{
    int side = face->side;
    const struct link *found = link_of(a, !side, face->met->row);
    if (found == NULL || link_of(a, side, face->row->row) != NULL ||
        has_bit(a->followed[side], face->row->row)) {
        return;
    }
    double people = (double)a->c->pile.rows[!side] + 1;
    double odds = exp2((double)model_weight(&a->c->model, face->pattern)) / people;
    struct link link = {
        .left = side == 0 ? face->row->row : face->met->row,
        .right = side == 0 ? face->met->row : face->row->row,
        .pattern = face->pattern,
        .other = side == 0 ? found->left : found->right,
        .weight = (float)log2(odds),
        .chance = (uint16_t)(9999 * odds / (1 + odds)),
        .flags =
            (uint16_t)(LINK_TWO_NUMBERS | (side == 0 ? LINK_LEFT_REPEATED : LINK_RIGHT_REPEATED)),
        .outcome = OUTCOME_CONFLICT,
    };
    link.flags |=
        (uint16_t)exact_flags(side == 0 ? face->row : face->met, side == 0 ? face->met : face->row);
    list_add(&a->c->late, link);
    set_bit(a->followed[side], face->row->row);
}

static void ask_links(struct following *a, const struct compare_again_found *found)
{
    ask_anew(a);
    for (size_t i = 0; i < found->twin_count; i++) {
        set_bit(a->asked[found->twins[i].side], found->twins[i].row->row);
    }
    for (size_t i = 0; i < found->face_count; i++) {
        set_bit(a->asked[found->faces[i].side], found->faces[i].row->row);
        set_bit(a->asked[!found->faces[i].side], found->faces[i].met->row);
    }
    find_links(a);
}

void compare_follow(struct compare *c, const struct compare_again_found *found)
{
    struct following *a = memory_get_zeroed(sizeof(*a));
    a->c = c;
    ask_links(a, found);
    ask_anew(a);
    for (size_t i = 0; i < a->link_of[0].n; i++) {
        set_bit(a->asked[0], a->link_of[0].at[i].row);
        set_bit(a->asked[1], a->link_of[0].at[i].partner);
    }
    find_rows(a);
    a->followed[0] = bits_new(a, 0);
    a->followed[1] = bits_new(a, 1);
    for (size_t i = 0; i < found->twin_count; i++) {
        follow_twin(a, found->twins[i].side, found->twins[i].row, found->twins[i].twin);
    }
    for (size_t i = 0; i < c->assigned.links.n; i++) { /* two numbers that are told already */
        const struct link *link = &c->assigned.links.at[i];
        if (link->outcome == OUTCOME_CONFLICT) {
            set_bit(a->followed[0], link->left);
            set_bit(a->followed[1], link->right);
        }
    }
    for (size_t i = 0; i < found->face_count; i++) {
        follow_face(a, &found->faces[i]);
    }
    for (size_t part = 0; part <= PILE_PARTS; part++) {
        list_release(&a->links[part]);
    }
    for (size_t side = 0; side < 2; side++) {
        for (size_t share = 0; share < SHARES; share++) {
            list_release(&a->met[side][share]);
        }
        list_release(&a->link_of[side]);
        list_release(&a->row_of[side]);
        free(a->asked[side]);
        free(a->followed[side]);
    }
    free(a);
}
