/*
 * rarity: how common names are in the lists at hand. Two people who share a rare name are one
 * person far sooner than two who share a common one, and likewise with surnames.
 */
#ifndef COMPARE_RARITY_H
#define COMPARE_RARITY_H

#include "compare/model.h"

struct rarity {
    uint32_t *names, *surnames; /* counts by hash; atomic while counting */
    uint64_t mask;              /* of `names` */
    uint64_t total;             /* names counted; atomic */
};

/* Room for about so many rows. */
void rarity_init(struct rarity *rarity, size_t rows);
void rarity_release(struct rarity *rarity);
/* Counts a row; from any thread. */
void rarity_count(struct rarity *rarity, const struct person_row *row);
/* What the rarity of the name adds to the weight of a pair with this pattern, in bits. */
float rarity_bits(const struct rarity *rarity, const struct model *model, uint32_t pattern,
                  const struct person_row *left, const struct person_row *right);

#endif
