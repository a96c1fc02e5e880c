/* Step 1 of a run, partition by partition, and step 2. */
#include <string.h>

#include "compare/compare_part.h"

/* ---- quality ---- */

static void count_quality(const struct person_row *rows, size_t n, int64_t out[QUALITY__COUNT])
{
    static const enum compare_quality of_kind[NUMBER_KIND__COUNT] = {
        [NUMBER_NONE] = QUALITY_NO_NUMBER,       [NUMBER_FROM_15] = QUALITY_NUMBER_15,
        [NUMBER_BROKEN] = QUALITY_NUMBER_BROKEN, [NUMBER_ODD] = QUALITY_NUMBER_ODD,
        [NUMBER_CUT] = QUALITY_NUMBER_CUT,
    };
    static const struct {
        unsigned flag;
        enum compare_quality quality;
    } of_flag[] = {{CLEAN_NAME_LOST, QUALITY_NAME_LOST},
                   {CLEAN_BIRTH_DIFFERS, QUALITY_BIRTH_DIFFERS},
                   {CLEAN_SEX_DIFFERS, QUALITY_SEX_DIFFERS},
                   {CLEAN_PHONE_WRONG, QUALITY_PHONE_WRONG},
                   {CLEAN_IS_DEAD, QUALITY_DEAD},
                   {CLEAN_DRAWS_PENSION, QUALITY_PENSION}};
    out[QUALITY_ROWS] += (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        const struct person_row *row = &rows[i];
        out[QUALITY_NO_NAME] += row->length == 0;
        if ((row->flags & CLEAN_NUMBER_MASKED) != 0) {
            out[QUALITY_NUMBER_MASKED]++;
        } else if (row->kind != NUMBER_VALID) {
            out[of_kind[row->kind]]++;
        }
        for (size_t k = 0; row->flags != 0 && k < COUNT(of_flag); k++) {
            out[of_flag[k].quality] += (row->flags & of_flag[k].flag) != 0;
        }
    }
}

/* ---- rows that have found nobody ---- */

/* A number that looks like chance and is the same in every run. */
static uint64_t scattered(uint64_t i)
{
    uint64_t h = (i + 1) * 0x9E3779B97F4A7C15u;
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9u;
    return h ^ h >> 27;
}

enum { DRAWN = 8000 }; /* about so many rows of each list are drawn for chance pairs */

/* Of longer lists every fourth row tells how common names are. */
enum { NAMES_ALL = 400000 };

struct person_row *compare_rest_rows(const struct compare *c, size_t part, int side,
                                     const struct exact_rows *rows, struct person_row *to)
{
    bool numbered = part < PILE_NUMBERED;
    size_t n = numbered ? c->exact[part].rest[side].n : rows->n;
    for (size_t i = 0; i < n; i++) {
        to[i] = rows->at[numbered ? c->exact[part].rest[side].at[i] : i];
        sound_set(&c->sounds, &to[i]);
    }
    return to + n;
}

void compare_count_rest(struct compare *c, size_t part, int side, const struct person_row *at,
                        size_t n)
{
    size_t named = 0;
    uint64_t draw = c->pile.rows[side] / DRAWN + 1;
    uint32_t every = c->pile.rows[0] + c->pile.rows[1] > NAMES_ALL ? 4 : 1;
    for (size_t i = 0; i < n; i++) {
        const struct person_row *row = &at[i];
        if (scattered(row->row) % draw == 0) {
            list_add(&c->drawn[part][side], *row);
        }
        if (row->row % every == 0 && row->length > 0) {
            rarity_count(&c->rarity, row);
            named++;
        }
    }
    __atomic_fetch_add(&c->rarity.total, named, __ATOMIC_RELAXED);
}

void compare_join(struct compare *c, size_t part, const struct exact_rows rows[2])
{
    struct exact_out *out = &c->exact[part];
    count_quality(rows[0].at, rows[0].n, c->quality[part][0]);
    count_quality(rows[1].at, rows[1].n, c->quality[part][1]);
    link_spread_init(&out->links, c->pile.last);
    if (part < PILE_NUMBERED) {
        exact_join(&c->sounds, rows[0], rows[1], out);
    }
}

static void do_part(void *context, size_t part)
{
    struct compare *c = context;
    struct exact_rows rows[2];
    if (__atomic_load_n(&c->cancelled, __ATOMIC_RELAXED)) {
        return;
    }
    for (int side = 0; side < 2; side++) {
        if (!pile_load(&c->pile, side, part, &rows[side].at, &rows[side].n)) {
            return; /* never: they are in memory */
        }
        compare_mark(&c->marks[side], rows[side].at, rows[side].n);
    }
    compare_join(c, part, rows);
    for (int side = 0; side < 2; side++) {
        struct rest *rest = &c->rest[side];
        size_t n = part < PILE_NUMBERED ? c->exact[part].rest[side].n : rows[side].n;
        struct person_row *to = rest->at + __atomic_fetch_add(&rest->n, n, __ATOMIC_RELAXED);
        compare_rest_rows(c, part, side, &rows[side], to);
        compare_count_rest(c, part, side, to, n);
        list_release(&c->exact[part].rest[side]);
    }
    pthread_mutex_lock(&c->told);
    compare_tell(c, COMPARE_NUMBERS, (double)++c->parts_done / PILE_PARTS);
    pthread_mutex_unlock(&c->told);
}

void compare_numbers(struct compare *c)
{
    crew_run(c->settings.crew, PILE_PARTS, do_part, c);
    c->rest[0].people = c->rest[0].n;
    c->rest[1].people = c->rest[1].n;
}

/* ---- the model ---- */

enum { DRAWS = 40000, DRAW_TASKS = 8 };

struct drawing {
    struct compare *c;
    LIST(struct person_row) rows[2];
    uint32_t patterns[DRAWS];
};

static int by_row(const void *x, const void *y)
{
    const struct person_row *a = x, *b = y;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void draw_pairs(void *context, size_t task)
{
    struct drawing *d = context;
    for (size_t i = task; i < DRAWS; i += DRAW_TASKS) {
        d->patterns[i] =
            score_pattern(&d->c->sounds, &d->rows[0].at[scattered(2 * i) % d->rows[0].n],
                          &d->rows[1].at[scattered(2 * i + 1) % d->rows[1].n]);
    }
}

static void count_chance(struct compare *c, uint32_t *chance)
{
    struct drawing *d = memory_get_zeroed(sizeof(*d));
    d->c = c;
    for (int side = 0; side < 2; side++) {
        for (size_t part = 0; part < PILE_PARTS; part++) {
            for (size_t i = 0; i < c->drawn[part][side].n; i++) {
                list_add(&d->rows[side], c->drawn[part][side].at[i]);
            }
        }
        /* The same rows in the same order in every run, whichever hand came first. */
        if (d->rows[side].n > 0) {
            qsort(d->rows[side].at, d->rows[side].n, sizeof(struct person_row), by_row);
        }
    }
    if (d->rows[0].n > 0 && d->rows[1].n > 0) {
        crew_run(c->settings.crew, DRAW_TASKS, draw_pairs, d);
        for (size_t i = 0; i < DRAWS; i++) {
            chance[d->patterns[i]]++;
        }
    }
    list_release(&d->rows[0]);
    list_release(&d->rows[1]);
    free(d);
}

void compare_estimate(struct compare *c)
{
    if (c->settings.model != NULL || c->rest[0].people == 0 || c->rest[1].people == 0) {
        return;
    }
    struct model_counts counts = {memory_get_zeroed(SCORE_PATTERNS * sizeof(uint32_t)),
                                  memory_get_zeroed(SCORE_PATTERNS * sizeof(uint32_t))};
    for (size_t i = 0; i < c->candidates.n; i++) {
        if (!candidate_two_numbers(&c->candidates.at[i], c->rest)) {
            counts.candidates[c->candidates.at[i].pattern]++;
        }
    }
    count_chance(c, counts.chance);
    const int64_t rows[2] = {(int64_t)c->rest[0].people, (int64_t)c->rest[1].people};
    model_estimate(&c->model, &counts, rows, c->settings.today);
    free(counts.candidates);
    free(counts.chance);
}
