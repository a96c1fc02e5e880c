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

/* ---- the rest ---- */

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

static void put_rest(struct compare *c, size_t part, int side, const struct person_row *rows,
                     const uint32_t *which, size_t n)
{
    struct rest *rest = &c->rest[side];
    size_t at = __atomic_fetch_add(&rest->n, n, __ATOMIC_RELAXED);
    size_t named = 0;
    uint64_t draw = c->pile.rows[side] / DRAWN + 1;
    uint32_t every = c->pile.rows[0] + c->pile.rows[1] > NAMES_ALL ? 4 : 1;
    for (size_t i = 0; i < n; i++) {
        struct person_row *row = &rest->at[at + i];
        *row = rows[which == NULL ? i : which[i]];
        sound_set(&c->sounds, row);
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

static void do_part(void *context, size_t part)
{
    struct compare *c = context;
    struct exact_rows rows[2];
    if (__atomic_load_n(&c->cancelled, __ATOMIC_RELAXED) ||
        __atomic_load_n(&c->unreadable, __ATOMIC_RELAXED)) {
        return;
    }
    for (int side = 0; side < 2; side++) {
        if (pile_load(&c->pile, side, part, &rows[side].at, &rows[side].n) != OK) {
            __atomic_store_n(&c->unreadable, true, __ATOMIC_RELAXED);
            return;
        }
        count_quality(rows[side].at, rows[side].n, c->quality[part][side]);
        compare_mark(&c->marks[side], rows[side].at, rows[side].n);
    }
    struct exact_out *out = &c->exact[part];
    if (part < PILE_NUMBERED) {
        link_spread_init(&out->links, c->pile.last);
        exact_join(&c->sounds, rows[0], rows[1], out);
    }
    for (int side = 0; side < 2; side++) {
        bool numbered = part < PILE_NUMBERED;
        put_rest(c, part, side, rows[side].at, numbered ? out->rest[side].at : NULL,
                 numbered ? out->rest[side].n : rows[side].n);
        list_release(&out->rest[side]);
        pile_unload(&c->pile, side, part, rows[side].at, false);
    }
    pthread_mutex_lock(&c->told);
    compare_tell(c, COMPARE_NUMBERS, (double)++c->parts_done / PILE_PARTS);
    pthread_mutex_unlock(&c->told);
}

void compare_numbers(struct compare *c)
{
    crew_run(c->settings.crew, PILE_PARTS, do_part, c);
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
    if (c->settings.model != NULL || c->rest[0].n == 0 || c->rest[1].n == 0) {
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
    const int64_t rows[2] = {(int64_t)c->rest[0].n, (int64_t)c->rest[1].n};
    model_estimate(&c->model, &counts, rows, c->settings.today);
    free(counts.candidates);
    free(counts.chance);
}
