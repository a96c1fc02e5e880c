#include "facts/kernel.h"

#include <stdbool.h>
#include <string.h>

#include "base/wide.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { ROWS = 64 }; /* rows of one word */

/* 64 bytes, each 0 or 1, as 64 bits. */
static inline __attribute__((always_inline)) uint64_t packed(const uint8_t truth[ROWS])
{
    uint64_t word = 0;
#if defined(__SSE2__)
    for (size_t i = 0; i < 4; i++) {
        __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)(truth + i * 16));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_slli_epi16(sixteen, 7));
        word |= (uint64_t)mask << (i * 16);
    }
#else
    for (size_t i = 0; i < 8; i++) {
        uint64_t eight;
        memcpy(&eight, truth + i * 8, 8);
        word |= (eight * 0x0102040810204080u >> 56) << (i * 8);
    }
#endif
    return word;
}

/*
 * One range, which is most of what is asked, then the others added to it. `T` is the column's
 * type; the ranges are already cut to it.
 */
#define RANGES(NAME, T)                                                                            \
    WIDE static void NAME(const T *values, size_t from, size_t to, const struct range *ranges,     \
                          size_t n, uint64_t *out)                                                 \
    {                                                                                              \
        for (size_t k = 0; k < n; k++) {                                                           \
            const T lo = (T)ranges[k].lo, hi = (T)ranges[k].hi;                                    \
            for (size_t w = from; w < to; w++) {                                                   \
                const T *rows = values + w * ROWS;                                                 \
                uint8_t truth[ROWS];                                                               \
                for (int i = 0; i < ROWS; i++) {                                                   \
                    truth[i] = (uint8_t)((rows[i] >= lo) & (rows[i] <= hi));                       \
                }                                                                                  \
                out[w] = (k == 0 ? 0 : out[w]) | packed(truth);                                    \
            }                                                                                      \
        }                                                                                          \
    }

RANGES(ranges_8, int8_t)
RANGES(ranges_16, int16_t)
RANGES(ranges_32, int32_t)
RANGES(ranges_64, int64_t)

/* The ranges cut to what fits the width; returns how many are left. */
static size_t cut(const struct range *ranges, size_t n, uint8_t width, struct range *out)
{
    int64_t most = width == 8 ? INT64_MAX : ((int64_t)1 << (width * 8 - 1)) - 1;
    int64_t least = -most - 1;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct range range = ranges[i];
        range.lo = range.lo < least ? least : range.lo;
        range.hi = range.hi > most ? most : range.hi;
        if (range.lo <= range.hi) {
            out[kept++] = range;
        }
    }
    return kept;
}

enum { AT_ONCE = 64 }; /* ranges cut at a time */

void kernel_ranges(const void *values, uint8_t width, size_t from, size_t to,
                   const struct range *ranges, size_t n, uint64_t *out)
{
    struct range few[AT_ONCE];
    memset(out + from, 0, (to - from) * sizeof(*out));
    if (width == 0) {
        return;
    }
    for (size_t done = 0; done < n; done += AT_ONCE) {
        uint64_t part[AT_ONCE];
        size_t kept = cut(ranges + done, n - done < AT_ONCE ? n - done : AT_ONCE, width, few);
        if (kept == 0) {
            continue;
        }
        for (size_t w = from; w < to; w += AT_ONCE) {
            size_t words = to - w < AT_ONCE ? to - w : AT_ONCE;
            const char *at = (const char *)values + w * ROWS * width;
            switch (width) {
            case 1:
                ranges_8((const int8_t *)at, 0, words, few, kept, part);
                break;
            case 2:
                ranges_16((const int16_t *)(const void *)at, 0, words, few, kept, part);
                break;
            case 4:
                ranges_32((const int32_t *)(const void *)at, 0, words, few, kept, part);
                break;
            default:
                ranges_64((const int64_t *)(const void *)at, 0, words, few, kept, part);
            }
            for (size_t i = 0; i < words; i++) {
                out[w + i] |= part[i];
            }
        }
    }
}

#define LOOKUP(NAME, T)                                                                            \
    static void NAME(const T *values, size_t from, size_t to, const uint8_t *answers,              \
                     uint64_t *out)                                                                \
    {                                                                                              \
        for (size_t w = from; w < to; w++) {                                                       \
            const T *rows = values + w * ROWS;                                                     \
            uint8_t truth[ROWS];                                                                   \
            for (int i = 0; i < ROWS; i++) {                                                       \
                truth[i] = answers[rows[i]];                                                       \
            }                                                                                      \
            out[w] = packed(truth);                                                                \
        }                                                                                          \
    }

LOOKUP(lookup_8, int8_t)
LOOKUP(lookup_16, int16_t)
LOOKUP(lookup_32, int32_t)

void kernel_lookup(const void *values, uint8_t width, size_t from, size_t to,
                   const uint8_t *answers, uint64_t *out)
{
    switch (width) {
    case 1:
        lookup_8(values, from, to, answers, out);
        break;
    case 2:
        lookup_16(values, from, to, answers, out);
        break;
    case 4:
        lookup_32(values, from, to, answers, out);
        break;
    default:
        memset(out + from, 0, (to - from) * sizeof(*out));
    }
}

#define GATHER(NAME, T)                                                                            \
    static void NAME(const T *values, size_t from, size_t to, const uint64_t *bits, uint64_t *out) \
    {                                                                                              \
        for (size_t w = from; w < to; w++) {                                                       \
            const T *rows = values + w * ROWS;                                                     \
            uint64_t word = 0;                                                                     \
            for (unsigned i = 0; i < ROWS; i++) {                                                  \
                size_t row = (size_t)rows[i];                                                      \
                word |= (bits[row / 64] >> (row % 64) & 1) << i;                                   \
            }                                                                                      \
            out[w] = word;                                                                         \
        }                                                                                          \
    }

GATHER(gather_8, int8_t)
GATHER(gather_16, int16_t)
GATHER(gather_32, int32_t)

void kernel_gather(const void *values, uint8_t width, size_t from, size_t to, const uint64_t *bits,
                   uint64_t *out)
{
    switch (width) {
    case 1:
        gather_8(values, from, to, bits, out);
        break;
    case 2:
        gather_16(values, from, to, bits, out);
        break;
    case 4:
        gather_32(values, from, to, bits, out);
        break;
    default:
        memset(out + from, 0, (to - from) * sizeof(*out));
    }
}

WIDE size_t kernel_count(const uint64_t *a, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += (size_t)__builtin_popcountll(a[i]);
    }
    return count;
}

WIDE size_t kernel_count_both(const uint64_t *a, const uint64_t *b, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += (size_t)__builtin_popcountll(a[i] & b[i]);
    }
    return count;
}
