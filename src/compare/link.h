/*
 * link: what was found out about a row: whom it is in the other list, or that it is nobody there.
 * Plain data, 32 bytes; a result is an array of them, by left row, then what only the right list
 * has by right row. Every row of both lists stands in at least one link.
 */
#ifndef COMPARE_LINK_H
#define COMPARE_LINK_H

#include "base/list.h"
#include "compare/score.h"

enum outcome {
    OUTCOME_SAME,       /* 一致: the number agrees and nothing speaks against it */
    OUTCOME_LIKELY,     /* 疑似: found otherwise; a person decides */
    OUTCOME_CONFLICT,   /* 冲突: one number, two people; or one person, two numbers; a side is
                           empty where both of the two people are of the other list */
    OUTCOME_LEFT_ONLY,  /* 仅左 */
    OUTCOME_RIGHT_ONLY, /* 仅右 */
    OUTCOME__COUNT
};

enum link_flag {
    LINK_LEFT_REPEATED = 1 << 0,  /* the left row repeats the left row `other` */
    LINK_RIGHT_REPEATED = 1 << 1, /* the right row repeats the right row `other` */
    LINK_TWO_NUMBERS = 1 << 2,    /* conflict: one person, two numbers */
    LINK_NAME_DIFFERS = 1 << 3,   /* conflict or same: names differ by more than sound */
    LINK_BIRTH_DIFFERS = 1 << 4,  /* conflict or same: the birth columns differ */
    LINK_SEX_DIFFERS = 1 << 5,    /* conflict or same: the sex columns differ */
    LINK_LEFT_DEAD = 1 << 6,      /* the left list says dead */
    LINK_RIGHT_DEAD = 1 << 7,
    LINK_LEFT_PENSION = 1 << 8, /* the left list says pension */
    LINK_RIGHT_PENSION = 1 << 9,
    LINK_FROM_15 = 1 << 10,       /* a number was brought from 15 to 18 digits */
    LINK_AMBIGUOUS = 1 << 11,     /* somebody else fits nearly as well */
    LINK_SHARED_NUMBER = 1 << 12, /* several people of one list give this row's number */
    LINK_NUMBER_POOR = 1 << 14,   /* *_only: the row has no usable number */
    LINK_SECOND_LEFT = 1 << 15,   /* AMBIGUOUS: `second` is a left row */
    LINK_SHARED_PHONE = 1 << 13,  /* five people or more of one list give the phone */
};

struct link {
    uint32_t left, right; /* data rows from 1; 0: that side has none */
    uint32_t other;       /* the row it repeats or shares its number with; 0: none */
    uint32_t second;      /* AMBIGUOUS: the row that fits nearly as well */
    uint32_t pattern;     /* score_pattern of the two rows */
    float weight;         /* log2 odds of being one person; 0 of *_only */
    uint16_t flags;       /* of enum link_flag */
    uint16_t chance;      /* that they are one person, in 1/10000; of *_only 0 */
    int16_t rarity;       /* part of the weight that the name's rarity adds, in 1/100 */
    uint8_t outcome;      /* enum outcome */
    uint8_t unused;
};

/*
 * Links on their way into order: spread over ranges of the rows by which they will stand, so that
 * each range is sorted by itself. First the ranges of left rows, then those of right rows for what
 * has no left row.
 */
enum { LINK_RANGES = 64 };

struct link_spread {
    LIST(struct link) at[2 * LINK_RANGES];
    uint32_t shift[2]; /* by side: a row >> shift is its range */
};

/* Ranges for lists with these last rows. */
void link_spread_init(struct link_spread *spread, const uint32_t last[2]);
void link_spread_release(struct link_spread *spread);
void link_spread_add(struct link_spread *spread, const struct link *link);

const char *outcome_code(enum outcome outcome);  /* same, likely … (DESIGN §6) */
const char *outcome_label(enum outcome outcome); /* 一致, 疑似 … */

#endif
