#include "compare/exact.h"

#include "compare/clean_part.h"
#include "compare/group.h"

enum { LUNAR = 60 /* days that a lunar birthday stands before the solar one, at most */ };

/* One person of one list: the first row that names him, and the rows that repeat it. */
struct person {
    uint32_t at;   /* index of his first row */
    bool found;    /* the other list has him */
    bool repeated; /* more than one row names him */
};

struct exact {
    const struct sounds *sounds;
    struct exact_rows rows[2];
    struct groups groups;
    LIST(uint32_t) members[2];     /* rows of the group at hand */
    LIST(struct person) people[2]; /* in them */
    LIST(uint32_t) person_of[2];   /* by member: index in people */
    struct exact_out *out;
};

/*
 * Whether two days may be one, written down wrong: one digit other, two neighbours changed places.
 * Another year is never taken for a slip: it makes another age, and is told.
 */
static bool is_slip(int32_t a, int32_t b)
{
    struct civil x = date_to_civil(a), y = date_to_civil(b);
    if (x.year != y.year) {
        return false;
    }
    int left = (x.year * 100 + x.month) * 100 + x.day;
    int right = (y.year * 100 + y.month) * 100 + y.day;
    int differ = 0, first = 0, at = 0;
    int pair[2][2] = {{0}}; /* the first differing digit and the one before it, of either */
    for (; left > 0 || right > 0; left /= 10, right /= 10, at++) {
        if (left % 10 != right % 10 && differ++ == 0) {
            first = at;
            pair[0][0] = left % 10, pair[1][0] = right % 10;
        } else if (at == first + 1 && differ > 0) {
            pair[0][1] = left % 10, pair[1][1] = right % 10;
        }
    }
    bool swapped = differ == 2 && pair[0][0] == pair[1][1] && pair[0][1] == pair[1][0];
    return differ == 1 || swapped;
}

static bool has_signs(const struct person_row *row, const struct person_row *of)
{
    for (size_t i = 0; i < CLEAN_NAME_KEPT; i++) {
        bool has = false;
        for (size_t k = 0; k < CLEAN_NAME_KEPT; k++) {
            has |= clean_name_character(row, k) == clean_name_character(of, i);
        }
        if (!has) {
            return false;
        }
    }
    return true;
}

/*
 * Whether two rows with one number may be two of a household: lists give the head's number to all
 * members, and brothers and sisters share a sign of their names. A birthday that both lists say for
 * themselves speaks for one person, as do the same signs in another order, or a sign lost.
 */
static bool maybe_household(uint32_t pattern, const struct person_row *a,
                            const struct person_row *b)
{
    unsigned flags = a->flags | b->flags;
    if (score_level(pattern, SCORE_NAME) != NAME_NEAR || (flags & CLEAN_NAME_LOST) != 0 ||
        (has_signs(a, b) && has_signs(b, a))) {
        return false;
    }
    return score_level(pattern, SCORE_BIRTH) != BIRTH_SAME || (flags & CLEAN_BIRTH_DERIVED) != 0;
}

unsigned exact_conflict(uint32_t pattern, const struct person_row *left,
                        const struct person_row *right)
{
    int name = score_level(pattern, SCORE_NAME), birth = score_level(pattern, SCORE_BIRTH);
    bool sex = score_level(pattern, SCORE_SEX) == SEX_OTHER;
    bool elsewhere = score_level(pattern, SCORE_PHONE) == PHONE_OTHER &&
                     score_level(pattern, SCORE_PLACE) == PLACE_OTHER;
    bool born =
        birth == BIRTH_OTHER || (birth == BIRTH_NEAR && !is_slip(left->birth, right->birth));
    if (born && name >= NAME_SAME && name <= NAME_LOOKS) {
        int32_t days = left->birth - right->birth;
        born = days > LUNAR || days < -LUNAR;
    }
    bool named = name >= NAME_SURNAME || (name == NAME_NEAR && (born || sex || elsewhere));
    return (named ? LINK_NAME_DIFFERS : 0u) | (born ? LINK_BIRTH_DIFFERS : 0u) |
           (sex ? LINK_SEX_DIFFERS : 0u);
}

unsigned exact_flags(const struct person_row *left, const struct person_row *right)
{
    unsigned flags = 0;
    if (left != NULL) {
        flags |= (left->flags & CLEAN_IS_DEAD) != 0 ? LINK_LEFT_DEAD : 0u;
        flags |= (left->flags & CLEAN_DRAWS_PENSION) != 0 ? LINK_LEFT_PENSION : 0u;
        flags |= left->kind == NUMBER_FROM_15 ? LINK_FROM_15 : 0u;
        flags |= (left->flags & CLEAN_NUMBER_SHARED) != 0 ? LINK_SHARED_NUMBER : 0u;
    }
    if (right != NULL) {
        flags |= (right->flags & CLEAN_IS_DEAD) != 0 ? LINK_RIGHT_DEAD : 0u;
        flags |= (right->flags & CLEAN_DRAWS_PENSION) != 0 ? LINK_RIGHT_PENSION : 0u;
        flags |= right->kind == NUMBER_FROM_15 ? LINK_FROM_15 : 0u;
        flags |= (right->flags & CLEAN_NUMBER_SHARED) != 0 ? LINK_SHARED_NUMBER : 0u;
    }
    return flags;
}

static const struct person_row *row_at(const struct exact *e, int side, uint32_t index)
{
    return &e->rows[side].at[index];
}

static void put_link(struct exact *e, const struct person_row *left, const struct person_row *right,
                     uint32_t pattern, enum outcome outcome, unsigned flags, uint32_t other)
{
    const struct link link = {.left = left->row,
                              .right = right->row,
                              .other = other,
                              .pattern = pattern,
                              .flags = (uint16_t)(flags | exact_flags(left, right)),
                              .outcome = (uint8_t)outcome};
    link_spread_add(&e->out->links, &link);
    unsigned against = flags & (LINK_NAME_DIFFERS | LINK_BIRTH_DIFFERS | LINK_SEX_DIFFERS);
    e->out->borrowed +=
        against == LINK_NAME_DIFFERS && score_level(pattern, SCORE_NAME) == NAME_SURNAME;
    e->out->unsure += outcome == OUTCOME_LIKELY;
}

/* Two rows with one number, one of each list, as nearly all are. */
static void join_two(struct exact *e, uint32_t l, uint32_t r)
{
    const struct person_row *left = row_at(e, 0, l), *right = row_at(e, 1, r);
    uint32_t pattern = score_pattern(e->sounds, left, right);
    unsigned against = exact_conflict(pattern, left, right);
    enum outcome outcome = against != 0                            ? OUTCOME_CONFLICT
                           : maybe_household(pattern, left, right) ? OUTCOME_LIKELY
                                                                   : OUTCOME_SAME;
    put_link(e, left, right, pattern, outcome, against, 0);
    if (outcome != OUTCOME_SAME) {
        list_add(&e->out->rest[0], l);
        list_add(&e->out->rest[1], r);
        list_add(&e->out->in_conflict[0], left->row);
        list_add(&e->out->in_conflict[1], right->row);
    }
}

/* A number that so many people give is none; only the first of them are held against the rest. */
static size_t looked_at(size_t people)
{
    enum { MOST = 32 };
    return people < MOST ? people : MOST;
}

static int by_row(const void *a, const void *b, void *rows)
{
    const struct person_row *at = ((const struct exact_rows *)rows)->at;
    uint32_t x = at[*(const uint32_t *)a].row, y = at[*(const uint32_t *)b].row;
    return x < y ? -1 : x > y;
}

/* Whether two rows with one number are one person; `several` rows of one list bear it. */
static bool is_one(const struct exact *e, const struct person_row *a, const struct person_row *b,
                   bool several)
{
    uint32_t pattern = score_pattern(e->sounds, a, b);
    bool other = several && maybe_household(pattern, a, b);
    return !other && exact_conflict(pattern, a, b) == 0;
}

/* The members of a group in the order of their rows, and who of them is one person. */
static void gather(struct exact *e, const struct group *group, int side)
{
    e->members[side].n = e->people[side].n = e->person_of[side].n = 0;
    for (uint32_t i = group->head[side]; i != GROUP_END; i = e->groups.next[side][i]) {
        list_add(&e->members[side], i);
    }
    if (e->members[side].n > 1) {
        qsort_r(e->members[side].at, e->members[side].n, sizeof(uint32_t), by_row, &e->rows[side]);
    }
    for (size_t i = 0; i < e->members[side].n; i++) {
        uint32_t at = e->members[side].at[i];
        const struct person_row *row = row_at(e, side, at);
        size_t p = 0;
        size_t known = looked_at(e->people[side].n);
        for (; p < known; p++) {
            const struct person_row *first = row_at(e, side, e->people[side].at[p].at);
            if (is_one(e, first, row, true)) {
                break;
            }
        }
        bool repeated = p < known;
        p = repeated ? p : e->people[side].n;
        if (repeated) {
            e->people[side].at[p].repeated = true;
        } else {
            list_add(&e->people[side], (struct person){.at = at});
        }
        list_add(&e->person_of[side], (uint32_t)p);
        if (repeated || p > 0) {
            uint32_t other = row_at(e, side, e->people[side].at[repeated ? p : 0].at)->row;
            list_add(&e->out->findings,
                     (struct compare_finding){row->row, other, (uint8_t)side,
                                              repeated ? QUALITY_REPEATED : QUALITY_NUMBER_SHARED});
        }
    }
    for (size_t i = 0; e->people[side].n > 1 && i < e->members[side].n; i++) {
        e->rows[side].at[e->members[side].at[i]].flags |= CLEAN_NUMBER_SHARED;
    }
}

/* A link between two people of the group, told of every row that names either. */
static void join_people(struct exact *e, size_t l, size_t r, enum outcome outcome, unsigned against)
{
    const struct person_row *left = row_at(e, 0, e->people[0].at[l].at);
    const struct person_row *right = row_at(e, 1, e->people[1].at[r].at);
    unsigned shared =
        e->people[0].n > 1 || e->people[1].n > 1 ? against | LINK_SHARED_NUMBER : against;
    put_link(e, left, right, score_pattern(e->sounds, left, right), outcome, shared, 0);
    for (size_t i = 0; e->people[0].at[l].repeated && i < e->members[0].n; i++) {
        const struct person_row *row = row_at(e, 0, e->members[0].at[i]);
        if (e->person_of[0].at[i] == l && row != left) {
            put_link(e, row, right, score_pattern(e->sounds, row, right), outcome,
                     shared | LINK_LEFT_REPEATED, left->row);
        }
    }
    for (size_t i = 0; e->people[1].at[r].repeated && i < e->members[1].n; i++) {
        const struct person_row *row = row_at(e, 1, e->members[1].at[i]);
        if (e->person_of[1].at[i] == r && row != right) {
            put_link(e, left, row, score_pattern(e->sounds, left, row), outcome,
                     shared | LINK_RIGHT_REPEATED, right->row);
        }
    }
}

/* Who of the group is found; names that are the same or sound so first. */
static void find_people(struct exact *e, bool same_names)
{
    size_t most = looked_at(e->people[1].n);
    bool several = e->people[0].n > 1 || e->people[1].n > 1;
    for (size_t l = 0; l < e->people[0].n; l++) {
        for (size_t r = 0; r < most && !e->people[0].at[l].found; r++) {
            const struct person_row *left = row_at(e, 0, e->people[0].at[l].at);
            const struct person_row *right = row_at(e, 1, e->people[1].at[r].at);
            uint32_t pattern = score_pattern(e->sounds, left, right);
            bool same = score_level(pattern, SCORE_NAME) <= NAME_LOOKS;
            if (!e->people[1].at[r].found && (same || !same_names) &&
                is_one(e, left, right, several)) {
                bool sure = !maybe_household(pattern, left, right);
                e->people[0].at[l].found = e->people[1].at[r].found = true;
                join_people(e, l, r, sure ? OUTCOME_SAME : OUTCOME_LIKELY, 0);
            }
        }
    }
}

/* People that the other list has under this number are found; the others are in conflict with the
 * first one there. */
static void join_group(struct exact *e)
{
    find_people(e, true);
    find_people(e, false);
    for (int side = 0; side < 2; side++) {
        for (size_t p = 0; p < e->people[side].n && e->people[!side].n > 0; p++) {
            bool told = side == 1 && e->people[0].n > 0 && !e->people[0].at[0].found && p == 0;
            if (e->people[side].at[p].found || told) {
                continue;
            }
            size_t l = side == 0 ? p : 0, r = side == 0 ? 0 : p;
            const struct person_row *left = row_at(e, 0, e->people[0].at[l].at);
            const struct person_row *right = row_at(e, 1, e->people[1].at[r].at);
            unsigned against = exact_conflict(score_pattern(e->sounds, left, right), left, right);
            join_people(e, l, r, OUTCOME_CONFLICT, against);
        }
    }
}

/* Who is not found looks on; his other rows follow his first. */
static void leave_rest(struct exact *e, int side)
{
    bool conflict = e->people[!side].n > 0;
    for (size_t p = 0; p < e->people[side].n; p++) {
        if (!e->people[side].at[p].found) {
            list_add(&e->out->rest[side], e->people[side].at[p].at);
        }
    }
    for (size_t i = 0; i < e->members[side].n; i++) {
        const struct person *person = &e->people[side].at[e->person_of[side].at[i]];
        uint32_t row = row_at(e, side, e->members[side].at[i])->row;
        if (person->found) {
            continue;
        }
        if (conflict) {
            list_add(&e->out->in_conflict[side], row);
        }
        if (e->members[side].at[i] != person->at) {
            list_add(&e->out->followers,
                     (struct exact_follower){row, row_at(e, side, person->at)->row, (uint8_t)side});
        }
    }
}

void exact_join(const struct sounds *sounds, struct exact_rows left, struct exact_rows right,
                struct exact_out *out)
{
    struct exact e = {.sounds = sounds, .rows = {left, right}, .out = out};
    groups_init(&e.groups, left.n, right.n);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < e.rows[side].n; i++) {
            groups_add(&e.groups, side, (uint32_t)i, e.rows[side].at[i].number);
        }
    }
    for (size_t i = 0; i < e.groups.n; i++) {
        enum { AHEAD = 8 };
        const struct group *g = &e.groups.at[i], *next = g + AHEAD;
        if (i + AHEAD < e.groups.n && next->count[1] > 0) {
            __builtin_prefetch(&right.at[next->head[1]]);
        }
        if (g->count[0] == 1 && g->count[1] == 1) {
            join_two(&e, g->head[0], g->head[1]);
        } else if (g->count[0] + g->count[1] == 1) {
            int side = g->count[0] == 1 ? 0 : 1;
            list_add(&out->rest[side], g->head[side]);
        } else {
            gather(&e, g, 0);
            gather(&e, g, 1);
            join_group(&e);
            leave_rest(&e, 0);
            leave_rest(&e, 1);
        }
    }
    groups_release(&e.groups);
    for (int side = 0; side < 2; side++) {
        list_release(&e.members[side]);
        list_release(&e.people[side]);
        list_release(&e.person_of[side]);
    }
}

void exact_release(struct exact_out *out)
{
    link_spread_release(&out->links);
    list_release(&out->findings);
    list_release(&out->followers);
    for (int side = 0; side < 2; side++) {
        list_release(&out->rest[side]);
        list_release(&out->in_conflict[side]);
    }
}
