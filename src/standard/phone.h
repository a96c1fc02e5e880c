/*
 * phone: the telephone numbers in a cell. A clerk writes several, with remarks and every kind of
 * sign between (dirty_data.csv P01, P02); a wrong number of digits is a warning, never a rejection,
 * because a number somebody once gave is worth a try.
 */
#ifndef STANDARD_PHONE_H
#define STANDARD_PHONE_H

#include "base/arena.h"
#include "base/text.h"

enum phone_kind {
    PHONE_MOBILE,   /* 1[3-9] and nine digits */
    PHONE_LANDLINE, /* 0797-3331234, 3331234 or 4001234567 */
    PHONE_ODD,      /* digits that make no number */
};

enum phone_finding {
    PHONE_CHANGED = 1 << 0,     /* written otherwise */
    PHONE_SEVERAL = 1 << 1,     /* more than one number: the first mobile leads */
    PHONE_WRONG = 1 << 2,       /* a number of impossible length */
    PHONE_DIGITS_LOST = 1 << 3, /* 1.38E+10: nothing to be had */
    PHONE_NONE = 1 << 4,        /* something is written, but no number */
    PHONE_MORE = 1 << 5,        /* more numbers than PHONE_MOST: the rest are in the remark */
    PHONE_MASKED = 1 << 6,      /* 138****5678 */
    PHONE_FINDINGS = 7          /* how many there are */
};

enum { PHONE_MOST = 4, PHONE_LENGTH = 20 };

struct phone {
    enum phone_kind kind;
    char number[PHONE_LENGTH]; /* digits, a landline's area code cut off by '-'; NUL-terminated */
};

struct phones {
    struct phone at[PHONE_MOST]; /* the first mobile first, the others as written */
    size_t n;
    struct text remark; /* the words around them: 儿子; in the arena */
    unsigned findings;  /* of enum phone_finding */
};

/* Reads a cell; an empty one gives n 0 and no findings. Accepts +86, blanks, hyphens, ".0". */
struct phones phone_read(struct arena *arena, struct text raw);

/* What one finding means, for the clerk. */
const char *phone_message(enum phone_finding finding);

#endif
