#include "base/id.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/random.h"

enum { PROCESS_BITS = 6, COUNTER_BITS = 16, START_BITS = COUNTER_BITS - 1 };

static const int64_t epoch_ms = 1577836800000; /* 2020-01-01 UTC */

/* What tells this program from the others of one database; never 0. Drawn, because the numbers of
 * processes repeat: across machines, containers, and a day. */
static uint64_t drawn_once(void)
{
    static _Atomic uint64_t drawn;
    uint64_t seen = atomic_load(&drawn);
    if (seen == 0) {
        uint64_t fresh;
        random_bytes(&fresh, sizeof(fresh));
        fresh |= 1ULL << 63;
        seen = atomic_compare_exchange_strong(&drawn, &seen, fresh) ? fresh : seen;
    }
    return seen;
}

int64_t id_next(struct clock clock)
{
    static _Atomic int64_t last; /* (ms << COUNTER_BITS) | counter */
    uint64_t drawn = drawn_once();
    int64_t start = (int64_t)(drawn & ((1 << START_BITS) - 1));
    int64_t now = clock_now(clock) - epoch_ms;
    int64_t floor = (now > 0 ? now : 0) << COUNTER_BITS | start;
    int64_t seen = atomic_load(&last);
    int64_t next;
    do {
        next = seen + 1 > floor ? seen + 1 : floor;
    } while (!atomic_compare_exchange_weak(&last, &seen, next));
    /* the process's own number too: a fork has its parent's draw */
    int64_t process = ((int64_t)(drawn >> START_BITS) ^ getpid()) & ((1 << PROCESS_BITS) - 1);
    return (next >> COUNTER_BITS) << (COUNTER_BITS + PROCESS_BITS) | process << COUNTER_BITS |
           (next & ((1 << COUNTER_BITS) - 1));
}
