#include "facts/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/*
 * One pass a byte from the lowest, each pass keeping the order of the one before; bytes that are
 * the same in all keys need none. `T` has its key as KEY(element).
 */
#define SORT(NAME, T, KEY)                                                                         \
    void NAME(T *at, size_t n)                                                                     \
    {                                                                                              \
        T *other = memory_get(n * sizeof(T)), *from = at, *to = other;                             \
        uint64_t differs = 0;                                                                      \
        for (size_t i = 0; i < n; i++) {                                                           \
            differs |= KEY(from[i]) ^ KEY(from[0]);                                                \
        }                                                                                          \
        for (unsigned shift = 0; shift < 64; shift += 8) {                                         \
            if ((differs >> shift & 0xff) == 0) {                                                  \
                continue;                                                                          \
            }                                                                                      \
            size_t starts[257] = {0};                                                              \
            for (size_t i = 0; i < n; i++) {                                                       \
                starts[(KEY(from[i]) >> shift & 0xff) + 1]++;                                      \
            }                                                                                      \
            for (size_t i = 1; i < 257; i++) {                                                     \
                starts[i] += starts[i - 1];                                                        \
            }                                                                                      \
            for (size_t i = 0; i < n; i++) {                                                       \
                to[starts[KEY(from[i]) >> shift & 0xff]++] = from[i];                              \
            }                                                                                      \
            T *swapped = from;                                                                     \
            from = to;                                                                             \
            to = swapped;                                                                          \
        }                                                                                          \
        if (from != at && n > 0) {                                                                 \
            memcpy(at, from, n * sizeof(T));                                                       \
        }                                                                                          \
        free(other);                                                                               \
    }

#define KEYED_KEY(k)  ((k).key)
#define NUMBER_KEY(k) (k)

SORT(sort_keyed, struct keyed, KEYED_KEY)
SORT(sort_numbers, uint64_t, NUMBER_KEY)
