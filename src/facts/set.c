#include "facts/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "facts/kernel.h"

void set_init(struct set *set, size_t rows)
{
    *set = (struct set){.rows = rows};
    if (rows > 0) {
        set->words = memory_get_zeroed(set_words(rows) * sizeof(uint64_t));
    }
}

void set_release(struct set *set)
{
    free(set->words);
    *set = (struct set){0};
}

void set_copy(struct set *to, const struct set *from)
{
    set_init(to, from->rows);
    if (from->rows > 0) {
        memcpy(to->words, from->words, set_words(from->rows) * sizeof(uint64_t));
    }
}

bool set_has(const struct set *set, size_t row)
{
    return row < set->rows && bit_get(set->words, row);
}

void set_add(struct set *set, size_t row)
{
    if (row >= set->rows) {
        bug("row %zu added to a set of %zu", row, set->rows);
    }
    bit_set(set->words, row);
}

/* Clears what lies past the last row. */
static void trim(struct set *set)
{
    if (set->rows % 64 != 0) {
        set->words[set->rows / 64] &= ((uint64_t)1 << (set->rows % 64)) - 1;
    }
}

void set_fill(struct set *set)
{
    if (set->rows > 0) {
        memset(set->words, 0xff, set_words(set->rows) * sizeof(uint64_t));
        trim(set);
    }
}

size_t set_count(const struct set *set)
{
    return kernel_count(set->words, set_words(set->rows));
}

static size_t common_words(const struct set *a, const struct set *b)
{
    return set_words(a->rows < b->rows ? a->rows : b->rows);
}

bool set_equal(const struct set *a, const struct set *b)
{
    const struct set *longer = a->rows < b->rows ? b : a;
    size_t common = common_words(a, b);
    for (size_t w = 0; w < common; w++) {
        if (a->words[w] != b->words[w]) {
            return false;
        }
    }
    for (size_t w = common; w < set_words(longer->rows); w++) {
        if (longer->words[w] != 0) {
            return false;
        }
    }
    return true;
}

void set_and(struct set *set, const struct set *other)
{
    size_t common = common_words(set, other);
    for (size_t w = 0; w < common; w++) {
        set->words[w] &= other->words[w];
    }
    for (size_t w = common; w < set_words(set->rows); w++) {
        set->words[w] = 0;
    }
}

void set_or(struct set *set, const struct set *other)
{
    size_t common = common_words(set, other);
    for (size_t w = 0; w < common; w++) {
        set->words[w] |= other->words[w];
    }
    if (set->rows > 0) {
        trim(set);
    }
    if (set_next(other, set->rows) != SET_END) {
        bug("a set of %zu rows cannot take row %zu", set->rows, set_next(other, set->rows));
    }
}

void set_minus(struct set *set, const struct set *other)
{
    size_t common = common_words(set, other);
    for (size_t w = 0; w < common; w++) {
        set->words[w] &= ~other->words[w];
    }
}

void set_not(struct set *set)
{
    for (size_t w = 0; w < set_words(set->rows); w++) {
        set->words[w] = ~set->words[w];
    }
    if (set->rows > 0) {
        trim(set);
    }
}

size_t set_next(const struct set *set, size_t from)
{
    if (from >= set->rows) {
        return SET_END;
    }
    size_t w = from / 64;
    uint64_t word = set->words[w] & (~(uint64_t)0 << (from % 64));
    while (word == 0) {
        if (++w >= set_words(set->rows)) {
            return SET_END;
        }
        word = set->words[w];
    }
    return w * 64 + (size_t)__builtin_ctzll(word);
}
