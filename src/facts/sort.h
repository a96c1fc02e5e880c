/* sort: many rows by a number each, in a time that grows only with their count. */
#ifndef FACTS_SORT_H
#define FACTS_SORT_H

#include <stddef.h>
#include <stdint.h>

struct keyed {
    uint64_t key;
    uint32_t row;
};

/* By rising key; equal keys stay in the order they came. */
void sort_keyed(struct keyed *at, size_t n);
/* Numbers alone. */
void sort_numbers(uint64_t *at, size_t n);

#endif
