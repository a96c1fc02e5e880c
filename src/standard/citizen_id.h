/*
 * citizen_id: the citizen identification number (公民身份号码, GB 11643-1999): 6 digits of region,
 * 8 of birth, 3 of sequence (odd: male), 1 check. Reads what people and spreadsheets write, says
 * what is wrong in Chinese, and never guesses: what would need a guess has its own verdict. The
 * region part is where the number was first issued and is never a reason to reject (domain.md A1):
 * only its province must exist. Pure and free of allocation.
 */
#ifndef STANDARD_CITIZEN_ID_H
#define STANDARD_CITIZEN_ID_H

#include "base/date.h"
#include "base/text.h"
#include "standard/fold.h"

enum sex { SEX_UNKNOWN = 0, SEX_MALE = 1, SEX_FEMALE = 2 }; /* codes of GB/T 2261.1 */

enum citizen_id_verdict {
    CITIZEN_ID_VALID,
    CITIZEN_ID_FROM_15,   /* usable: 15 digits brought to 18; the new card should be seen */
    CITIZEN_ID_FROM_CARD, /* usable: first 18 of a disability card's 20 or 22 (I07) */
    /* Not usable from here on. */
    CITIZEN_ID_EMPTY,
    CITIZEN_ID_SCIENTIFIC, /* 3.60722E+17: digits lost */
    CITIZEN_ID_TRUNCATED,  /* from a numeric cell, ends in 000: digits lost, whatever the check */
    CITIZEN_ID_FLOAT,      /* from a numeric cell with 16 digits or more: low digits changed */
    CITIZEN_ID_MASKED,     /* 360***********1234 */
    CITIZEN_ID_LENGTH,
    CITIZEN_ID_CHAR,
    CITIZEN_ID_MAYBE_X, /* ends in × or *: perhaps X, a person must say */
    CITIZEN_ID_PROVINCE,
    CITIZEN_ID_DATE,
    CITIZEN_ID_CHECK,
    CITIZEN_ID_FUTURE,   /* born after today */
    CITIZEN_ID_TOO_OLD,  /* older than 120 */
    CITIZEN_ID_CARD_END, /* a disability card whose kind, level or re-issue mark is impossible */
    CITIZEN_ID__COUNT
};

enum citizen_id_finding {
    CITIZEN_ID_CHANGED = 1 << 0,  /* written otherwise: full width, blanks, quote, small x … */
    CITIZEN_ID_ENDS_000 = 1 << 1, /* a text ending in 000: perhaps truncated earlier */
    CITIZEN_ID_PERMIT = 1 << 2,   /* residence permit of 香港, 澳门 or 台湾 (81, 82, 83) */
};

struct citizen_id {
    enum citizen_id_verdict verdict;
    unsigned findings; /* of enum citizen_id_finding */
    char number[19];   /* 18 characters and NUL; "" unless usable */
    int32_t birth;     /* day; DATE_NONE unless usable */
    enum sex sex;      /* SEX_UNKNOWN unless usable */
    int32_t region;    /* first six digits, for example 360722 or the old 362123; 0 unless usable */
    char disability_type;  /* FROM_CARD: '1'–'7', else 0 */
    char disability_level; /* FROM_CARD: '1'–'4', else 0 */
};

/*
 * Reads a cell. Folds full-width forms, drops blanks, zero-width marks and quotes, raises x. Checks
 * in this order: form, province, date, check digit, age 0–120 on `today`. A whole number written as
 * "360722800229001.0" counts as numeric.
 */
struct citizen_id citizen_id_read(struct text raw, enum written written, int32_t today);

/* Whether `number` may be stored and counted. */
bool citizen_id_usable(enum citizen_id_verdict verdict);
/* What is wrong, for the clerk; "" for CITIZEN_ID_VALID. */
const char *citizen_id_message(enum citizen_id_verdict verdict);
/* What to do about it; "" when there is nothing. */
const char *citizen_id_hint(enum citizen_id_verdict verdict);

/* The check character of the 17 digits at `digits`: '0'–'9' or 'X'. */
char citizen_id_check(const char *digits);

#endif
