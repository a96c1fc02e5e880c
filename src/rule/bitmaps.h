/*
 * bitmaps: the memory in which a run keeps its answers: pairs of bitmaps of a few lengths, taken
 * and given back many times. It comes from the system in large pieces, because a run that asks for
 * hundreds of small ones would spend more time on page faults than on rules. Inside src/rule only.
 */
#ifndef RULE_BITMAPS_H
#define RULE_BITMAPS_H

#include <stddef.h>
#include <stdint.h>

struct bitmaps {
    struct piece *pieces; /* all memory, newest first */
    size_t left;          /* bytes unused in the newest */
    struct spare *spares; /* given back */
};

/* Two bitmaps of so many words, one after the other, not cleared. */
uint64_t *bitmaps_take(struct bitmaps *bitmaps, size_t words);
void bitmaps_give(struct bitmaps *bitmaps, uint64_t *pair, size_t words);
void bitmaps_release(struct bitmaps *bitmaps);

#endif
