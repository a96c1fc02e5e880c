#include "base/random.h"

#include <sys/random.h>

#include "base/bug.h"

void random_bytes(void *out, size_t n)
{
    char *at = out;
    while (n > 0) {
        ssize_t got = getrandom(at, n, 0);
        if (got <= 0) {
            bug("the system gives no random bytes");
        }
        at += got;
        n -= (size_t)got;
    }
}

static uint64_t scatter(uint64_t *x)
{
    uint64_t z = (*x += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

struct dice dice_seeded(uint64_t seed)
{
    struct dice d;
    d.state[0] = scatter(&seed);
    d.state[1] = scatter(&seed);
    return d;
}

uint64_t dice_next(struct dice *dice)
{
    uint64_t a = dice->state[0], b = dice->state[1];
    dice->state[0] = b;
    a ^= a << 23;
    dice->state[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
    return dice->state[1] + b;
}

uint32_t dice_below(struct dice *dice, uint32_t below)
{
    return (uint32_t)((dice_next(dice) >> 32) * below >> 32);
}

bool dice_percent(struct dice *dice, uint32_t percent)
{
    return dice_below(dice, 100) < percent;
}
