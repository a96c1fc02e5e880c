/*
 * score: two persons held beside each other, field by field. Each field comes to one of a few
 * levels, from agreement to disagreement; a model (model.h) gives every level a weight. The levels
 * of a pair are one number, the pattern, which is all that explaining and estimating need.
 */
#ifndef COMPARE_SCORE_H
#define COMPARE_SCORE_H

#include "compare/clean.h"
#include "compare/sound.h"

enum score_field {
    SCORE_NUMBER,
    SCORE_NAME,
    SCORE_BIRTH,
    SCORE_SEX,
    SCORE_PHONE,
    SCORE_PLACE,
    SCORE_FIELD__COUNT
};

enum {
    SCORE_LEVELS = 16,        /* room for those of a field; the most one has are ten */
    SCORE_PATTERNS = 1 << 16, /* patterns are below it */
};

/* Level 0 of every field: one side does not say. It weighs nothing. */
enum { SCORE_UNKNOWN = 0 };

enum number_level {
    NUMBER_SAME = 1,    /* both usable and equal */
    NUMBER_SAME_BROKEN, /* equal, and its check is wrong in both */
    NUMBER_ONE_DIGIT,   /* one digit is another */
    NUMBER_SWAPPED,     /* two neighbouring digits changed places */
    NUMBER_OF_15,       /* either of the two, but of 15 digits: no check digit tells a stranger */
    NUMBER_NEAR,        /* one digit lost or doubled, two are others, or equal as far as it goes */
    NUMBER_FITS,        /* one is masked, and what is seen of both is equal */
    NUMBER_OTHER,       /* another number, and at least one is not valid */
    NUMBER_OTHER_VALID, /* two valid numbers */
};

enum name_level {
    NAME_SAME = 1,
    NAME_SOUND, /* another character of the same sound: homophone, variant, traditional */
    NAME_LOOKS, /* one character is another that looks like it */
    NAME_NEAR,  /* one character other, lost or too many, or two changed places; the rest agrees */
    NAME_SURNAME, /* only the surname agrees */
    NAME_OTHER,
};

enum birth_level {
    BIRTH_SAME = 1,
    BIRTH_SWAPPED, /* day and month changed places */
    BIRTH_PARTLY,  /* a partial date that fits */
    BIRTH_NEAR,    /* one of year, month and day is other */
    BIRTH_OTHER,
};

enum sex_level { SEX_SAME = 1, SEX_OTHER };

enum phone_level {
    PHONE_SAME = 1,
    PHONE_NEAR, /* one digit other, or two neighbours changed places */
    PHONE_OTHER,
};

enum place_level {
    PLACE_VILLAGE = 1, /* the same village */
    PLACE_TOWN,        /* the same town; villages unknown or different */
    PLACE_OTHER,
};

/* The pattern of a pair: every field's level, in the bits that score_bits says. */
uint32_t score_pattern(const struct sounds *sounds, const struct person_row *left,
                       const struct person_row *right);

/* The part of a pattern that says a field's level. */
struct score_bits {
    uint8_t from, mask;
};

static inline struct score_bits score_bits(enum score_field field)
{
    static const struct score_bits bits[SCORE_FIELD__COUNT] = {
        [SCORE_NUMBER] = {0, 15}, [SCORE_NAME] = {4, 7},   [SCORE_BIRTH] = {7, 7},
        [SCORE_SEX] = {10, 3},    [SCORE_PHONE] = {12, 3}, [SCORE_PLACE] = {14, 3},
    };
    return bits[field];
}

static inline int score_level(uint32_t pattern, enum score_field field)
{
    struct score_bits bits = score_bits(field);
    return (int)(pattern >> bits.from) & bits.mask;
}

/* A pattern that says this level of this field and nothing else. */
static inline uint32_t score_part(enum score_field field, unsigned level)
{
    return (uint32_t)level << score_bits(field).from;
}

/* How many levels a field has, level 0 included. */
int score_levels(enum score_field field);
/* 身份证号, 姓名 … */
const char *score_field_label(enum score_field field);
/* 相同, 仅一位不同, 同音 …, of a level. */
const char *score_level_label(enum score_field field, int level);

#endif
