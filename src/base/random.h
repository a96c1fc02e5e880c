/*
 * random: unpredictable bytes from the system for keys and tokens, and a seeded generator for
 * synthetic data and tests, which gives the same numbers on every machine.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/text.h"

/* n bytes from the system's generator; stops the program if it has none to give. */
void random_bytes(void *out, size_t n);

struct dice {
    uint64_t state[2];
};

struct dice dice_seeded(uint64_t seed);
uint64_t dice_next(struct dice *dice);
/* A number from 0 to below - 1; below > 0. */
uint32_t dice_below(struct dice *dice, uint32_t below);
/* True `percent` times in a hundred. */
bool dice_percent(struct dice *dice, uint32_t percent);

#endif
