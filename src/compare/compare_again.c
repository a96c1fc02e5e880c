/*
 * Step 3 of a run: what one list says of itself. While the numbers were joined, every row left a
 * mark for its phone and for its name with birthday (compare_mark); here the rows whose marks have
 * company are gathered and held together.
 */
#include <math.h>
#include <string.h>

#include "compare/block.h"
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

/*
 * By what rows come together: name with birthday; phone; name with phone, asked for by rows that
 * have no whole birthday; the number without one piece (block.h), asked for by rows whose number is
 * not valid, in lists that repeat many people: then they repeat some with a number gone wrong. Rows
 * whose name and birthday have company in the other list face it.
 */
enum {
    BUCKETS = 16,
    MARK_NAME = 0,
    MARK_PHONE,
    MARK_CONTACT,
    MARK_PIECES,
    MARK_FACING = MARK_PIECES + BLOCK_NAME_NINE - BLOCK_NO_REGION,
    MARKS
};

/* One row in so many repeats another. */
enum { MANY_REPEATED = 100 };

static uint64_t phone_key(const struct person_row *row)
{
    return row->phone * 0x9E3779B97F4A7C15u;
}

static uint64_t contact_key(const struct person_row *row)
{
    uint64_t h = (row->name[0] ^ row->name[1] * 0xD6E8FEB86659FD93u) * 0x9E3779B97F4A7C15u;
    h = (h ^ h >> 31 ^ row->phone) * 0xD6E8FEB86659FD93u;
    return h ^ h >> 29;
}

/* 0: the row has none. */
static uint64_t key_of(size_t mark, const struct person_row *row)
{
    enum block_kind kind = (enum block_kind)(BLOCK_NO_REGION + mark - MARK_PIECES);
    switch (mark) {
    case MARK_NAME:
    case MARK_FACING:
        return name_key(row);
    case MARK_PHONE:
        return row->phone == 0 ? 0 : phone_key(row);
    case MARK_CONTACT:
        return row->phone == 0 || row->length == 0 ? 0 : contact_key(row);
    default:
        return block_number_key(row, kind);
    }
}

struct rows {
    LIST(struct person_row) list;
};

/* Keys that somebody asks for: bits by key. */
struct asked {
    uint64_t *bits; /* NULL: nobody asks */
    uint64_t mask;
};

struct again {
    struct compare *c;
    struct asked asked[2][MARKS];
    struct rows parts[2][PILE_PARTS][MARKS][BUCKETS]; /* whose mark has company */
    struct rows groups[2][MARKS][BUCKETS];            /* in fact: groups behind each other */
    LIST(struct compare_twin) twins;                  /* their rows live in the groups */
    struct faces {
        LIST(struct compare_face) list;
    } faces[2][BUCKETS]; /* by side of the row with company; likewise */
    LIST(struct compare_face) all_faces;
};

static bool asks(const struct person_row *row, size_t mark)
{
    if (mark == MARK_CONTACT) {
        return row->birth == DATE_NONE || row->precision != DATE_DAY;
    }
    return mark >= MARK_PIECES && mark < MARK_FACING && block_weak(row) && row->row != 0;
}

static bool repeats_many(const struct compare *c, int side)
{
    size_t repeated = 0;
    for (size_t part = 0; part < PILE_PARTS; part++) {
        for (size_t i = 0; i < c->exact[part].findings.n; i++) {
            const struct compare_finding *f = &c->exact[part].findings.at[i];
            repeated += f->side == side && f->quality == QUALITY_REPEATED;
        }
    }
    return repeated * MANY_REPEATED > c->pile.rows[side];
}

/* Rows that found nobody by number ask for company. */
static void ask_mark(void *context, size_t task)
{
    struct again *a = context;
    size_t side = task / MARKS, mark = task % MARKS;
    const struct rest *rest = &a->c->rest[side];
    struct asked *asked = &a->asked[side][mark];
    LIST(uint64_t) keys = {0};
    if (mark < MARK_CONTACT || mark == MARK_FACING ||
        (mark >= MARK_PIECES && !repeats_many(a->c, (int)side))) {
        return;
    }
    for (size_t i = 0; i < rest->n; i++) {
        uint64_t key = asks(&rest->at[i], mark) ? key_of(mark, &rest->at[i]) : 0;
        if (key != 0) {
            list_add(&keys, key);
        }
    }
    rest_forget(rest, 0, rest->n);
    size_t words = 64;
    while (words < keys.n / 4) {
        words *= 2;
    }
    if (keys.n > 0) {
        *asked = (struct asked){memory_get_zeroed(words * sizeof(uint64_t)), words - 1};
    }
    for (size_t i = 0; i < keys.n; i++) {
        asked->bits[keys.at[i] & asked->mask] |= 1ull << (keys.at[i] >> 58);
    }
    list_release(&keys);
}

static bool is_asked(const struct asked *asked, uint64_t key)
{
    return key != 0 && (asked->bits[key & asked->mask] >> (key >> 58) & 1) != 0;
}

static void put_row(struct rows out[BUCKETS], uint64_t key, const struct person_row *row)
{
    list_add(&out[key >> 32 & (BUCKETS - 1)].list, *row);
}

/* Whether the key was marked by two rows, but for a few that only look so. */
static bool has_company(const struct compare_marks *marks, uint64_t key)
{
    return key != 0 && (marks->twice[key & marks->mask] >> (key >> 58) & 1) != 0;
}

static void gather_part(void *context, size_t task)
{
    struct again *a = context;
    struct compare *c = a->c;
    int side = task >= PILE_PARTS;
    size_t part = task % PILE_PARTS, n;
    struct person_row *rows;
    struct rows(*out)[BUCKETS] = a->parts[side][part];
    const struct compare_marks *marks = &c->marks[side], *facing = &c->marks[!side];
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
            if (has_company(marks, key)) {
                put_row(out[MARK_NAME], key, row);
            }
            if (row->kind == NUMBER_VALID && has_company(facing, key)) {
                put_row(out[MARK_FACING], key, row);
            }
            if (row->phone != 0 && *marked.phones[i] >= PHONE_PEOPLE) {
                put_row(out[MARK_PHONE], phone_key(row), row);
            }
            for (size_t mark = MARK_CONTACT; mark < MARK_FACING; mark++) {
                const struct asked *asked = &a->asked[side][mark];
                key = asked->bits == NULL ? 0 : key_of(mark, row);
                if (key != 0 && is_asked(asked, key)) {
                    put_row(out[mark], key, row);
                }
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
    if (mark == MARK_FACING) { /* grouped with those whom they face */
        *out = all;
        return;
    }
    groups_init(&groups, all.list.n, 0);
    for (size_t i = 0; i < all.list.n; i++) {
        groups_add(&groups, 0, (uint32_t)i, key_of(mark, &all.list.at[i]));
    }
    for (size_t g = 0; g < groups.n; g++) {
        if (groups.at[g].count[0] < (mark == MARK_PHONE ? PHONE_PEOPLE : 2)) {
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
            uint64_t key = key_of(mark, &rows->list.at[from]);
            while (to < rows->list.n && key_of(mark, &rows->list.at[to]) == key) {
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

/* Whether so many people give it: who stands in the list several times is one. */
static bool many_people(const struct person_row *at, size_t n)
{
    size_t firsts[PHONE_PEOPLE], people = 0;
    for (size_t i = 0; i < n && people < PHONE_PEOPLE; i++) {
        bool known = false;
        for (size_t k = 0; k < people && !known; k++) {
            const struct person_row *first = &at[firsts[k]];
            known = at[i].name[0] == first->name[0] && at[i].name[1] == first->name[1] &&
                    (at[i].length > 0 || at[i].number == first->number);
        }
        if (!known) {
            firsts[people++] = i;
        }
    }
    return people >= PHONE_PEOPLE;
}

static void share_phone(struct again *a, int side, const struct person_row *at, size_t n)
{
    struct compare *c = a->c;
    if (!many_people(at, n)) {
        return;
    }
    if (c->phone_shared[side] == NULL) {
        c->phone_shared[side] = memory_get_zeroed((size_t)c->pile.last[side] + 1);
    }
    for (size_t i = 0; i < n; i++) {
        add_finding(a, side, &at[i], &at[i == 0 ? 1 : 0], QUALITY_PHONE_SHARED);
        c->phone_shared[side][at[i].row] = 1;
    }
}

/* ---- one person twice ---- */

static void look_at_twins(struct again *a, int side, const struct person_row *first,
                          const struct person_row *second)
{
    struct compare *c = a->c;
    if (first->number == second->number && number_usable(first) && number_usable(second)) {
        return; /* told with the numbers */
    }
    uint32_t pattern = score_pattern(&c->sounds, first, second);
    double least = log2((double)c->pile.rows[side] + 1) + sure;
    if ((double)model_weight(&c->model, pattern) < least) {
        return;
    }
    bool two = score_level(pattern, SCORE_NUMBER) == NUMBER_OTHER_VALID;
    add_finding(a, side, second, first, two ? QUALITY_TWO_NUMBERS : QUALITY_REPEATED);
    list_add(&a->twins, (struct compare_twin){second, first, side});
    list_add(&a->twins, (struct compare_twin){first, second, side});
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

/* ---- a second number of somebody in the other list ---- */

/* Those of one name and birthday: `row` with company in its list, `met` of the other list. */
static void look_at_face(struct again *a, size_t side, const struct person_row *row,
                         const struct person_row *met, struct faces *out)
{
    const struct compare *c = a->c;
    if (row->kind != NUMBER_VALID || row->number == met->number) {
        return;
    }
    uint32_t pattern =
        side == 0 ? score_pattern(&c->sounds, row, met) : score_pattern(&c->sounds, met, row);
    if ((double)model_weight(&c->model, pattern) >= log2((double)c->pile.rows[!side] + 1) + sure) {
        list_add(&out->list, (struct compare_face){row, met, pattern, (int)side});
    }
}

static void face_bucket(void *context, size_t task)
{
    struct again *a = context;
    size_t side = task / BUCKETS, bucket = task % BUCKETS;
    const struct rows *mine = &a->groups[side][MARK_NAME][bucket];
    const struct rows *others = &a->groups[!side][MARK_FACING][bucket];
    struct groups groups;
    if (mine->list.n == 0 || others->list.n == 0) {
        return;
    }
    groups_init(&groups, mine->list.n, others->list.n);
    for (size_t i = 0; i < mine->list.n; i++) {
        groups_add(&groups, 0, (uint32_t)i, name_key(&mine->list.at[i]));
    }
    for (size_t i = 0; i < others->list.n; i++) {
        groups_add(&groups, 1, (uint32_t)i, name_key(&others->list.at[i]));
    }
    for (size_t g = 0; g < groups.n; g++) {
        const struct group *group = &groups.at[g];
        if ((uint64_t)group->count[0] * group->count[1] > (uint64_t)TWINS_MOST * TWINS_MOST) {
            continue;
        }
        for (uint32_t i = group->head[0]; i != GROUP_END; i = groups.next[0][i]) {
            for (uint32_t k = group->head[1]; k != GROUP_END; k = groups.next[1][k]) {
                look_at_face(a, side, &mine->list.at[i], &others->list.at[k],
                             &a->faces[side][bucket]);
            }
        }
    }
    groups_release(&groups);
}

/* By side and row: the same in every run. */
static int by_face(const void *x, const void *y)
{
    const struct compare_face *a = x, *b = y;
    if (a->side != b->side || a->row->row != b->row->row) {
        return a->side != b->side ? a->side - b->side : a->row->row < b->row->row ? -1 : 1;
    }
    return a->met->row < b->met->row ? -1 : a->met->row > b->met->row;
}

static void gather_faces(struct again *a)
{
    crew_run(a->c->settings.crew, 2 * (size_t)BUCKETS, face_bucket, a);
    for (size_t i = 0; i < 2 * (size_t)BUCKETS; i++) {
        struct faces *faces = &a->faces[i / BUCKETS][i % BUCKETS];
        for (size_t k = 0; k < faces->list.n; k++) {
            list_add(&a->all_faces, faces->list.at[k]);
        }
        list_release(&faces->list);
    }
    if (a->all_faces.n > 0) {
        qsort(a->all_faces.at, a->all_faces.n, sizeof(*a->all_faces.at), by_face);
    }
}

static void release(struct again *a)
{
    for (size_t side = 0; side < 2; side++) {
        for (size_t mark = 0; mark < MARKS; mark++) {
            free(a->asked[side][mark].bits);
            for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
                list_release(&a->groups[side][mark][bucket].list);
            }
        }
    }
    list_release(&a->twins);
    list_release(&a->all_faces);
    free(a);
}

void compare_again(struct compare *c)
{
    struct again *a = memory_get_zeroed(sizeof(*a));
    a->c = c;
    crew_run(c->settings.crew, 2 * (size_t)MARKS, ask_mark, a);
    crew_run(c->settings.crew, 2 * (size_t)PILE_PARTS, gather_part, a);
    compare_marks_release(&c->marks[0]);
    compare_marks_release(&c->marks[1]);
    crew_run(c->settings.crew, 2 * (size_t)MARKS * BUCKETS, group_bucket, a);
    for (int side = 0; side < 2; side++) {
        for (size_t mark = 0; mark < MARKS; mark++) {
            if (mark != MARK_FACING) {
                each_group(a, side, mark, mark == MARK_PHONE ? share_phone : hold_together);
            }
        }
    }
    gather_faces(a);
    const struct compare_again_found found = {a->twins.at, a->all_faces.at, a->twins.n,
                                              a->all_faces.n};
    if (a->twins.n + a->all_faces.n > 0) {
        compare_follow(c, &found);
    }
    release(a);
}
