/*
 * set: rows of one table as bits, row r in word r / 64. A predicate yields a set; a number is the
 * size of a set; a list is the set; a change is the difference of two sets. The words belong to the
 * set and go with set_release. Bits past `rows` are always 0, so two sets of different lengths
 * (the table grew in between) can be combined: the shorter has nothing in the rows it lacks.
 */
#ifndef FACTS_SET_H
#define FACTS_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SET_END SIZE_MAX /* set_next: no further row */

struct set {
    uint64_t *words; /* set_words(rows) of them; NULL when rows is 0 */
    size_t rows;     /* rows it can tell about */
};

static inline size_t set_words(size_t rows)
{
    return (rows + 63) / 64;
}

static inline bool bit_get(const uint64_t *words, size_t row)
{
    return (words[row / 64] >> (row % 64) & 1) != 0;
}

static inline void bit_set(uint64_t *words, size_t row)
{
    words[row / 64] |= (uint64_t)1 << (row % 64);
}

static inline void bit_clear(uint64_t *words, size_t row)
{
    words[row / 64] &= ~((uint64_t)1 << (row % 64));
}

/* An empty set over `rows` rows. */
void set_init(struct set *set, size_t rows);
void set_release(struct set *set);
void set_copy(struct set *to, const struct set *from); /* `to` is made */

/* A row past the end is in no set. */
bool set_has(const struct set *set, size_t row);
void set_add(struct set *set, size_t row); /* row < rows */
void set_fill(struct set *set);            /* every row */

size_t set_count(const struct set *set);
bool set_equal(const struct set *a, const struct set *b); /* the same rows, lengths aside */

/* Change `set` in place. set_or needs a set at least as long as the other's last row. */
void set_and(struct set *set, const struct set *other);
void set_or(struct set *set, const struct set *other);
void set_minus(struct set *set, const struct set *other);
/* Rows 0 … rows-1 that are not in it. */
void set_not(struct set *set);

/* The first row >= from that is in the set, or SET_END. */
size_t set_next(const struct set *set, size_t from);

/* Runs through the rows of a set in order; `row` is a size_t of the caller. */
#define SET_EACH(set, row)                                                                         \
    for ((row) = set_next((set), 0); (row) != SET_END; (row) = set_next((set), (row) + 1))

#endif
