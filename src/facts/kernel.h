/*
 * kernel: the inner loops. Each goes over whole words of a column (64 rows a word) and writes one
 * bit a row; what lies behind unknown rows is asked too and masked by the caller. The loops are
 * written so that the compiler makes vector code of them for each width.
 */
#ifndef FACTS_KERNEL_H
#define FACTS_KERNEL_H

#include <stddef.h>
#include <stdint.h>

struct range {
    int64_t lo, hi; /* both belong to it */
};

/* Bit: the row's number lies in one of the n ranges. Words from … to - 1 of out. */
void kernel_ranges(const void *values, uint8_t width, size_t from, size_t to,
                   const struct range *ranges, size_t n, uint64_t *out);

/* Bit: answers[number] is 1. Every number is an index of `answers`. */
void kernel_lookup(const void *values, uint8_t width, size_t from, size_t to,
                   const uint8_t *answers, uint64_t *out);

/* Bits of other rows: bit `number` of `bits`. Every number is a row of them. */
void kernel_gather(const void *values, uint8_t width, size_t from, size_t to, const uint64_t *bits,
                   uint64_t *out);

/* How many bits are set in n words of `a`, or in both of `a` and `b`. */
size_t kernel_count(const uint64_t *a, size_t n);
size_t kernel_count_both(const uint64_t *a, const uint64_t *b, size_t n);

#endif
