/*
 * Step 3 of a run: what one list says of itself. While the numbers were joined, every row left a
 * mark for its phone and for its name with birthday (compare_mark); here the rows whose marks have
 * company are gathered and held together.
 */
#include <math.h>
#include <string.h>

#include "compare/clean_part.h"
#include "compare/compare_part.h"
#include "compare/group.h"

enum {
    PHONE_PEOPLE = 5, /* P03: so many people with one phone are told */
    TWINS_MOST = 32,  /* rows of one name and birthday that are held together */
};

/* Bits beyond even odds from which two rows of one list are taken for one person. */
static const double sure = 6;

static uint64_t name_key(const struct person_row *row)
{
    bool whole = row->length > 0 && row->birth != DATE_NONE && row->precision == DATE_DAY;
    uint64_t h = (row->name[0] ^ row->name[1] * 0xD6E8FEB86659FD93u) * 0x9E3779B97F4A7C15u;
    h = (h ^ h >> 31 ^ (uint64_t)(uint32_t)row->birth) * 0xD6E8FEB86659FD93u;
    return whole ? h ^ h >> 29 : 0;
}

void compare_marks_init(struct compare_marks *marks, size_t rows)
{
    uint64_t words = 1 << 10;
    while (words < rows / 4 && words < 1 << 24) {
        words *= 2;
    }
    marks->once = memory_get_zeroed(words * 8);
    marks->twice = memory_get_zeroed(words * 8);
    marks->mask = words - 1;
    uint32_t counters = 1 << 21;
    while (counters < 2 * rows && counters < 1u << 31) { /* few phones share one by chance */
        counters *= 2;
    }
    marks->phones = memory_get_zeroed(counters);
    marks->phone_mask = counters - 1;
}

void compare_marks_release(struct compare_marks *marks)
{
    free(marks->once);
    free(marks->twice);
    free(marks->phones);
    *marks = (struct compare_marks){0};
}

static void mark_phone(uint8_t *count)
{
    if (__atomic_load_n(count, __ATOMIC_RELAXED) < UINT8_MAX / 2) {
        __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
    }
}

static void mark_name(struct compare_marks *marks, uint64_t key)
{
    uint64_t bit = 1ull << (key >> 58);
    uint64_t *once = &marks->once[key & marks->mask];
    if ((__atomic_fetch_or(once, bit, __ATOMIC_RELAXED) & bit) != 0) {
        __atomic_fetch_or(&marks->twice[key & marks->mask], bit, __ATOMIC_RELAXED);
    }
}

/* Some rows with the places of their marks, which are asked for before they are needed. */
enum { TOGETHER = 32 };
struct marked {
    uint64_t keys[TOGETHER]; /* by name; 0: none */
    uint8_t *phones[TOGETHER];
};

static inline void ask_marks(const struct compare_marks *marks, const uint64_t *names,
                             const struct person_row *rows, size_t n, struct marked *out)
{
    for (size_t i = 0; i < n; i++) {
        out->keys[i] = name_key(&rows[i]);
        out->phones[i] = &marks->phones[clean_phone_hash(rows[i].phone) & marks->phone_mask];
        __builtin_prefetch(&names[out->keys[i] & marks->mask], 1);
        __builtin_prefetch(out->phones[i], 1);
    }
}

void compare_mark(struct compare_marks *marks, const struct person_row *rows, size_t n)
{
    struct marked marked;
    for (size_t from = 0; from < n; from += TOGETHER) {
        size_t count = n - from < TOGETHER ? n - from : TOGETHER;
        ask_marks(marks, marks->once, rows + from, count, &marked);
        for (size_t i = 0; i < count; i++) {
            if (marked.keys[i] != 0) {
                mark_name(marks, marked.keys[i]);
            }
            if (rows[from + i].phone != 0) {
                mark_phone(marked.phones[i]);
            }
        }
    }
}

/* ---- gathering ---- */

enum { BUCKETS = 16, MARKS = 2 }; /* MARKS: by name with birthday, by phone */

static uint64_t phone_key(const struct person_row *row)
{
    return row->phone * 0x9E3779B97F4A7C15u;
}

static const struct {
    uint64_t (*key)(const struct person_row *row);
    size_t least; /* rows with one key that are worth a look */
} marks_of[MARKS] = {{name_key, 2}, {phone_key, PHONE_PEOPLE}};

struct rows {
    LIST(struct person_row) list;
};

/* Two rows of one list that are one person; they live in the groups. */
struct twin {
    const struct person_row *row, *twin;
    int side;
};

struct found_link {
    uint32_t row, partner;
    const struct link *link;
};

enum { SHARES = 16 };

struct again {
    struct compare *c;
    struct rows parts[2][PILE_PARTS][MARKS][BUCKETS]; /* whose mark has company */
    struct rows groups[2][MARKS][BUCKETS];            /* in fact: groups behind each other */
    LIST(struct twin) twins;
    uint64_t *asked[2]; /* bits by side and row: of a row's link, then of a row itself */
    LIST(struct link) links[PILE_PARTS + 1]; /* that were asked for, by partition */
    LIST(struct found_link) link_of[2];      /* by side, in order */
    LIST(struct person_row) met[2][SHARES]; /* rows asked for, of those that numbers did not join */
    LIST(struct person_row) row_of[2];      /* all of them, in order */
};

static void gather_part(void *context, size_t task)
{
    struct again *a = context;
    struct compare *c = a->c;
    int side = task >= PILE_PARTS;
    size_t part = task % PILE_PARTS, n;
    struct person_row *rows;
    struct rows(*out)[BUCKETS] = a->parts[side][part];
    const struct compare_marks *marks = &c->marks[side];
    if (!pile_load(&c->pile, side, part, &rows, &n)) {
        __atomic_store_n(&c->unreadable, true, __ATOMIC_RELAXED);
        return;
    }
    struct marked marked;
    for (size_t from = 0; from < n; from += TOGETHER) {
        size_t count = n - from < TOGETHER ? n - from : TOGETHER;
        ask_marks(marks, marks->twice, rows + from, count, &marked);
        for (size_t i = 0; i < count; i++) {
            const struct person_row *row = &rows[from + i];
            uint64_t key = marked.keys[i];
            if (key != 0 && (marks->twice[key & marks->mask] >> (key >> 58) & 1) != 0) {
                list_add(&out[0][key >> 32 & (BUCKETS - 1)].list, *row);
            }
            if (row->phone != 0 && *marked.phones[i] >= PHONE_PEOPLE) {
                list_add(&out[1][phone_key(row) >> 60].list, *row);
            }
        }
    }
    pile_unload(&c->pile, side, part, rows, !c->settings.keep_rows);
}

static int by_row(const void *x, const void *y)
{
    const struct person_row *a = x, *b = y;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* The rows of a bucket that have company in fact, group by group, each by row. */
static void group_bucket(void *context, size_t task)
{
    struct again *a = context;
    size_t side = task / (MARKS * BUCKETS), mark = task / BUCKETS % MARKS, bucket = task % BUCKETS;
    struct rows all = {{0}}, *out = &a->groups[side][mark][bucket];
    struct groups groups;
    for (size_t part = 0; part < PILE_PARTS; part++) {
        struct rows *from = &a->parts[side][part][mark][bucket];
        for (size_t i = 0; i < from->list.n; i++) {
            list_add(&all.list, from->list.at[i]);
        }
        list_release(&from->list);
    }
    groups_init(&groups, all.list.n, 0);
    for (size_t i = 0; i < all.list.n; i++) {
        groups_add(&groups, 0, (uint32_t)i, marks_of[mark].key(&all.list.at[i]));
    }
    for (size_t g = 0; g < groups.n; g++) {
        if (groups.at[g].count[0] < marks_of[mark].least) {
            continue;
        }
        size_t first = out->list.n;
        for (uint32_t i = groups.at[g].head[0]; i != GROUP_END; i = groups.next[0][i]) {
            list_add(&out->list, all.list.at[i]);
        }
        qsort(out->list.at + first, out->list.n - first, sizeof(struct person_row), by_row);
    }
    groups_release(&groups);
    list_release(&all.list);
}

/* Calls visit with each group of one side and mark. */
static void each_group(struct again *a, int side, size_t mark,
                       void (*visit)(struct again *a, int side, const struct person_row *at,
                                     size_t n))
{
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        const struct rows *rows = &a->groups[side][mark][bucket];
        for (size_t from = 0, to = 0; from < rows->list.n; from = to) {
            uint64_t key = marks_of[mark].key(&rows->list.at[from]);
            while (to < rows->list.n && marks_of[mark].key(&rows->list.at[to]) == key) {
                to++;
            }
            visit(a, side, rows->list.at + from, to - from);
        }
    }
}

static void add_finding(struct again *a, int side, const struct person_row *row,
                        const struct person_row *other, enum compare_quality quality)
{
    list_add(&a->c->findings, (struct compare_finding){.row = row->row,
                                                       .other = other->row,
                                                       .side = (uint8_t)side,
                                                       .quality = (uint8_t)quality});
}

/* ---- phones ---- */

static void share_phone(struct again *a, int side, const struct person_row *at, size_t n)
{
    struct compare *c = a->c;
    if (c->phone_shared[side] == NULL) {
        c->phone_shared[side] = memory_get_zeroed((size_t)c->pile.last[side] + 1);
    }
    for (size_t i = 0; i < n; i++) {
        add_finding(a, side, &at[i], &at[i == 0 ? 1 : 0], QUALITY_PHONE_SHARED);
        c->phone_shared[side][at[i].row] = 1;
    }
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

static void ask_anew(struct again *a)
{
    for (int side = 0; side < 2; side++) {
        free(a->asked[side]);
        a->asked[side] = memory_get_zeroed(((size_t)a->c->pile.last[side] / 64 + 1) * 8);
    }
}

/* Keeps those links of a part that were asked for. */
static void pick_links(struct again *a, size_t part, const struct link *links, size_t n)
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
    struct again *a = context;
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
static void find_links(struct again *a)
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
static const struct link *link_of(const struct again *a, int side, uint32_t row)
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
    struct again *a = context;
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
static void find_rows(struct again *a)
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
static const struct person_row *rest_row(const struct again *a, int side, uint32_t row)
{
    const struct person_row key = {.row = row};
    return a->row_of[side].n == 0
               ? NULL
               : bsearch(&key, a->row_of[side].at, a->row_of[side].n, sizeof(key), by_row);
}

/* ---- one person twice ---- */

/*
 * What a row shows beside the partner of its twin. `met` is the partner where it is at hand; one
 * that its number has joined is not: then only that counts in which the row is its twin's equal.
 */
static uint32_t followed_pattern(struct again *a, uint32_t found, const struct person_row *row,
                                 const struct person_row *twin, const struct person_row *met)
{
    const struct sounds *sounds = &a->c->sounds;
    if (met != NULL) {
        return score_pattern(sounds, row, met);
    }
    uint32_t equal = score_pattern(sounds, row, twin), pattern = 0;
    for (enum score_field f = 0; f < SCORE_FIELD__COUNT; f++) {
        int level = score_level(equal, f) == 1 ? score_level(found, f) : SCORE_UNKNOWN;
        pattern |= (uint32_t)level << (SCORE_BITS * (unsigned)f);
    }
    unsigned number = row->kind == NUMBER_NONE    ? SCORE_UNKNOWN
                      : row->kind == NUMBER_VALID ? NUMBER_OTHER_VALID
                                                  : NUMBER_OTHER;
    return (pattern & ~(SCORE_LEVELS - 1u)) | number;
}

/* A row that was found nowhere shares what its twin in the same list has found. */
static void follow_twin(struct again *a, int side, const struct person_row *row,
                        const struct person_row *twin)
{
    const struct link *found = link_of(a, side, twin->row);
    if (found == NULL || link_of(a, side, row->row) != NULL) {
        return;
    }
    const struct person_row *met = rest_row(a, !side, side == 0 ? found->right : found->left);
    struct link link = *found;
    link.pattern = followed_pattern(a, found->pattern, row, twin, met);
    /* With two valid numbers one name and birthday are not enough: they may be strangers. */
    bool two_numbers = row->kind == NUMBER_VALID && (met == NULL || met->kind == NUMBER_VALID);
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
}

static void look_at_twins(struct again *a, int side, const struct person_row *first,
                          const struct person_row *second)
{
    struct compare *c = a->c;
    bool valid = first->kind == NUMBER_VALID && second->kind == NUMBER_VALID;
    if (first->number == second->number && number_usable(first) && number_usable(second)) {
        return; /* told with the numbers */
    }
    uint32_t pattern = score_pattern(&c->sounds, first, second);
    double least = log2((double)c->pile.rows[side] + 1) + sure;
    if ((double)model_weight(&c->model, pattern) < least) {
        return;
    }
    add_finding(a, side, second, first, valid ? QUALITY_TWO_NUMBERS : QUALITY_REPEATED);
    list_add(&a->twins, (struct twin){second, first, side});
    list_add(&a->twins, (struct twin){first, second, side});
}

static void hold_together(struct again *a, int side, const struct person_row *at, size_t n)
{
    size_t most = n < TWINS_MOST ? n : TWINS_MOST;
    for (size_t second = 1; second < most; second++) {
        size_t found = a->c->findings.n;
        for (size_t first = 0; first < second && a->c->findings.n == found; first++) {
            look_at_twins(a, side, &at[first], &at[second]);
        }
    }
}

/* Those of them that were found nowhere share what the other has found. */
static void follow_twins(struct again *a)
{
    ask_anew(a);
    for (size_t i = 0; i < a->twins.n; i++) {
        set_bit(a->asked[a->twins.at[i].side], a->twins.at[i].row->row);
    }
    find_links(a);
    ask_anew(a);
    for (size_t i = 0; i < a->link_of[0].n; i++) {
        set_bit(a->asked[0], a->link_of[0].at[i].row);
        set_bit(a->asked[1], a->link_of[0].at[i].partner);
    }
    find_rows(a);
    for (size_t i = 0; i < a->twins.n; i++) {
        follow_twin(a, a->twins.at[i].side, a->twins.at[i].row, a->twins.at[i].twin);
    }
}

static void release(struct again *a)
{
    for (size_t part = 0; part <= PILE_PARTS; part++) {
        list_release(&a->links[part]);
    }
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < (size_t)MARKS * BUCKETS; i++) {
            list_release(&a->groups[side][i / BUCKETS][i % BUCKETS].list);
        }
        for (size_t share = 0; share < SHARES; share++) {
            list_release(&a->met[side][share]);
        }
        list_release(&a->link_of[side]);
        list_release(&a->row_of[side]);
        free(a->asked[side]);
    }
    list_release(&a->twins);
    free(a);
}

void compare_again(struct compare *c)
{
    struct again *a = memory_get_zeroed(sizeof(*a));
    a->c = c;
    crew_run(c->settings.crew, 2 * (size_t)PILE_PARTS, gather_part, a);
    compare_marks_release(&c->marks[0]);
    compare_marks_release(&c->marks[1]);
    crew_run(c->settings.crew, 2 * (size_t)MARKS * BUCKETS, group_bucket, a);
    for (int side = 0; side < 2; side++) {
        each_group(a, side, 0, hold_together);
        each_group(a, side, 1, share_phone);
    }
    if (a->twins.n > 0) {
        follow_twins(a);
    }
    release(a);
}
