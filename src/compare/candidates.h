/*
 * candidates: the pairs of rows worth a look, of all that are left when the numbers have been
 * joined. Kind by kind (block.h) only those keys are kept that occur on both sides, told by two
 * bitmaps, so the great majority of rows that are in one list only cost a few bits.
 */
#ifndef COMPARE_CANDIDATES_H
#define COMPARE_CANDIDATES_H

#include "base/crew.h"
#include "compare/model.h"

/* The rows left, by side, with their sound. */
struct rest {
    struct person_row *at;
    size_t n;      /* places; of a large comparison some are empty (row 0) */
    size_t people; /* rows that are there */
    bool mapped;   /* files lie behind `at`: rest_forget */
};

/* Those from..to are not needed for now: of mapped ones the memory is given back. */
void rest_forget(const struct rest *rest, size_t from, size_t to);

struct candidate {
    uint32_t left, right; /* indices in the rests */
    uint32_t pattern;
};

struct candidates {
    struct candidate *at; /* each pair once; those that could not be one person left out */
    size_t n;
    int64_t looked_at; /* pairs scored */
};

/* Whether both rows have a usable number and these are not nearly one: one person with two numbers,
 * or nothing. */
static inline bool candidate_two_numbers(const struct candidate *c, const struct rest rest[2])
{
    return number_usable(&rest[0].at[c->left]) && number_usable(&rest[1].at[c->right]) &&
           score_level(c->pattern, SCORE_NUMBER) != NUMBER_OF_15;
}

/* Told after each kind, 0 to 1; false stops. */
struct candidates_told {
    bool (*progress)(void *context, double done);
    void *context;
};

/* Finds them with a model that is good enough to leave out the hopeless. False: stopped. */
bool candidates_find(const struct sounds *sounds, const struct rest rest[2],
                     const struct model *model, struct crew *crew, struct candidates_told told,
                     struct candidates *out);

/* The same in pieces, each for some kinds of keys, which know nothing of each other: a pair may be
 * found by several. */
enum { CANDIDATE_TASKS = 11 };
void candidates_some(const struct sounds *sounds, const struct rest rest[2],
                     const struct model *model, size_t task, struct candidates *out);
/* Puts the pieces together; takes their arrays. */
void candidates_join(struct candidates *some, size_t n, struct crew *crew, struct candidates *out);

void candidates_release(struct candidates *candidates);

#endif
