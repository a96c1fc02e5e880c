#include "compare/rarity.h"

#include <math.h>
#include <stdlib.h>

#include "compare/clean_part.h"

enum { SURNAMES = 4096 };

/* Rows that the general knowledge of names counts for, and how many given names there are. */
static const double held = 3000, given_names = 400, surname_floor = .0002;

static const float most_same = 6, least_same = -4, most_surname = 4, least_surname = -2;

void rarity_init(struct rarity *rarity, size_t rows)
{
    size_t size = 1 << 12;
    while (size < rows && size < 1 << 20) {
        size *= 2;
    }
    *rarity = (struct rarity){.mask = size - 1};
    rarity->names = memory_get_zeroed(size * sizeof(uint32_t));
    rarity->surnames = memory_get_zeroed(SURNAMES * sizeof(uint32_t));
}

void rarity_release(struct rarity *rarity)
{
    free(rarity->names);
    free(rarity->surnames);
}

static size_t name_slot(const struct rarity *rarity, const struct person_row *row)
{
    uint64_t h = (row->name[0] ^ row->name[1] * 0xD6E8FEB86659FD93u) * 0x9E3779B97F4A7C15u;
    return (size_t)((h ^ h >> 31) & rarity->mask);
}

static size_t surname_slot(const struct person_row *row)
{
    return clean_name_character(row, 0) * 0x9E3779B1u >> 20;
}

void rarity_count(struct rarity *rarity, const struct person_row *row)
{
    if (row->length > 0) {
        __atomic_fetch_add(&rarity->names[name_slot(rarity, row)], 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&rarity->surnames[surname_slot(row)], 1, __ATOMIC_RELAXED);
    }
}

static double surname_share(const struct rarity *rarity, const struct person_row *row)
{
    double total = (double)rarity->total + held;
    return (rarity->surnames[surname_slot(row)] + held * surname_floor * 5) / total;
}

static float between(double value, float least, float most)
{
    return fminf(most, fmaxf(least, (float)value));
}

float rarity_bits(const struct rarity *rarity, const struct model *model, uint32_t pattern,
                  const struct person_row *left, const struct person_row *right)
{
    int level = score_level(pattern, SCORE_NAME);
    if (level == NAME_SAME || level == NAME_SOUND || level == NAME_LOOKS) {
        /* The pair itself is two of the rows counted. */
        double seen = fmax(0, fmax(rarity->names[name_slot(rarity, left)],
                                   rarity->names[name_slot(rarity, right)]) -
                                  2);
        double usual = surname_share(rarity, left) / given_names;
        double share = (seen + held * usual) / ((double)rarity->total + held);
        return between(log2(model->u[SCORE_NAME][NAME_SAME] / share), least_same, most_same);
    }
    if (level == NAME_NEAR || level == NAME_SURNAME) {
        return between(log2(model->u[SCORE_NAME][NAME_SURNAME] / surname_share(rarity, left)),
                       least_surname, most_surname);
    }
    return 0;
}
