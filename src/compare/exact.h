/*
 * exact: one partition of the two lists, joined on the number. Inside a list rows of one number are
 * the same person repeated, or several people with one number; between the lists they are one
 * person, unless name, birth or sex say otherwise. One other sign in the name is only a suspicion
 * of one person, who looks on; where several bear a number it makes another of him. A partition
 * stands alone: it may be done by any thread or process that has its rows.
 */
#ifndef COMPARE_EXACT_H
#define COMPARE_EXACT_H

#include "base/list.h"
#include "compare/compare.h"

struct exact_rows {
    struct person_row *at; /* only CLEAN_NUMBER_SHARED is set */
    size_t n;
};

/* A row that stands for the same person as another of its list, and shares what that one finds. */
struct exact_follower {
    uint32_t row, leader;
    uint8_t side;
};

struct exact_out {
    struct link_spread links;              /* by number; no weights yet */
    LIST(struct compare_finding) findings; /* inside the lists */
    int64_t borrowed; /* pairs with one number that are two people by no more than the given name */
    int64_t unsure;   /* … of whom one sign is other: likely, and perhaps two of a household */
    LIST(struct exact_follower) followers; /* of rows in `rest` */
    LIST(uint32_t) rest[2];                /* rows (indices) still to find somebody, by side */
    LIST(uint32_t)
    in_conflict[2]; /* row numbers of those of them that stand in a
                       conflict already */
};

/* Joins a partition of rows with usable numbers. `out` is added to; its links are initialised. */
void exact_join(const struct sounds *sounds, struct exact_rows left, struct exact_rows right,
                struct exact_out *out);
void exact_release(struct exact_out *out);

/*
 * What speaks against two rows with one number being one person: LINK_NAME_DIFFERS,
 * BIRTH_DIFFERS and SEX_DIFFERS; 0: nothing.
 */
unsigned exact_conflict(uint32_t pattern, const struct person_row *left,
                        const struct person_row *right);

/* The flags that a link of these rows has whatever it is: dead, pension, brought from 15. */
unsigned exact_flags(const struct person_row *left, const struct person_row *right);

#endif
