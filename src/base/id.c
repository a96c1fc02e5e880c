#include "base/id.h"

#include <stdatomic.h>
#include <unistd.h>

enum { PROCESS_BITS = 6, COUNTER_BITS = 16 };

static const int64_t epoch_ms = 1577836800000; /* 2020-01-01 UTC */

int64_t id_next(struct clock clock)
{
    static _Atomic int64_t last; /* (ms << COUNTER_BITS) | counter */
    int64_t now = clock_now(clock) - epoch_ms;
    int64_t floor = (now > 0 ? now : 0) << COUNTER_BITS;
    int64_t seen = atomic_load(&last);
    int64_t next;
    do {
        next = seen + 1 > floor ? seen + 1 : floor;
    } while (!atomic_compare_exchange_weak(&last, &seen, next));
    int64_t process = getpid() & ((1 << PROCESS_BITS) - 1);
    return (next >> COUNTER_BITS) << (COUNTER_BITS + PROCESS_BITS) | process << COUNTER_BITS |
           (next & ((1 << COUNTER_BITS) - 1));
}
