/*
 * clean_part: the parts of clean.c that stand in files of their own. Only compare/clean*.c,
 * score.c, exact.c and compare_again.c include this.
 */
#ifndef COMPARE_CLEAN_PART_H
#define COMPARE_CLEAN_PART_H

#include "compare/clean.h"

/* Fills number, kind, digits and flags. */
void clean_number(const struct clean_cell *cell, int32_t today, struct person_row *out);
/* Fills birth and precision; after clean_number. */
void clean_birth(struct cleaner *cleaner, const struct clean_cell *cell, struct person_row *out);
/* A town and a village as they were written, and what came of them. */
enum { CLEAN_PLACES = 512, PLACE_WRITTEN = 40 };
struct known_place {
    uint8_t town_n, village_n; /* bytes; both 0: none yet */
    char town[PLACE_WRITTEN], village[PLACE_WRITTEN];
    uint32_t town_hash, village_hash;
};

/* As clean_place, from memory where the same was read before: a list has few places. */
void clean_place_known(struct cleaner *cleaner, struct text town, struct text village,
                       struct text address, struct person_row *out);
/* Fills town and village. */
void clean_place(struct text town, struct text village, struct text address,
                 struct person_row *out);

/* What phone2 holds of a number; never 0 but for 0. */
uint32_t clean_phone_hash(uint64_t phone);

/* The i-th of the six characters; 0 past the end. */
uint32_t clean_name_character(const struct person_row *row, size_t i);

/* A number's characters as they stood, X included; NUL is not added; the length. */
size_t number_characters(const struct person_row *row, char out[CLEAN_NUMBER_SIZE]);

#endif
