/*
 * people_lists: two lists of a county's people as two offices keep them, and the truth about them.
 * A habit says how an office writes: its columns and headings, the form of its dates, places and
 * phones, and how often each kind of mistake happens. Used by compare.sh and by the test of the
 * comparison's quality; the habits differ so that an engine fitted to one shows it on another.
 */
#ifndef BENCH_PEOPLE_LISTS_H
#define BENCH_PEOPLE_LISTS_H

#include "people.h"

enum column {
    COLUMN_SERIAL,
    COLUMN_NAME,
    COLUMN_NUMBER,
    COLUMN_SEX,
    COLUMN_BIRTH,
    COLUMN_PHONE,
    COLUMN_TOWN,
    COLUMN_VILLAGE,
    COLUMN_ADDRESS, /* town, village and group in one cell */
    COLUMN_HEAD,    /* the household's head: a name that is not the person's */
    COLUMN_FILLER,  /* something the comparison has no use for */
};

struct heading {
    enum column column;
    const char *heading;
};

enum dates {
    DATES_ISO,     /* 1987-08-03 */
    DATES_TEXT,    /* 1987.8.3 */
    DATES_MONTH,   /* 1987.08 */
    DATES_COMPACT, /* 19870803 */
    DATES_SLASH,   /* 1987/8/3 */
    DATES_CHINESE, /* 1987年8月3日 */
};

enum numbers {
    NUMBERS_WHOLE,
    NUMBERS_FIFTEEN, /* of all who were born before 2000 */
    NUMBERS_MASKED,  /* 360722********1234 */
    NUMBERS_CARD,    /* of a disability card: the number, kind and level behind it */
};

/* How one office writes its list. */
struct office {
    const char *title; /* a line above the headings; NULL: none */
    const struct heading *columns;
    size_t n;
    enum dates dates;
    enum numbers numbers;
    uint32_t untidy; /* of a thousand cells: blanks, full width, remarks, private-use characters */
    bool total;      /* ends with a 合计 line */
};

/* Mistakes of the right list, of a thousand persons who stand on both; at most one each. */
enum dirt {
    DIRT_NONE,
    DIRT_ONE_DIGIT,
    DIRT_SWAPPED,
    DIRT_FIFTEEN,
    DIRT_NO_NUMBER,
    DIRT_HOMOPHONE,
    DIRT_VARIANT,
    DIRT_BOTH, /* a wrong digit and a wrong name at once */
    DIRT_ACCENT,
    DIRT_LOOKS,
    DIRT_SCIENTIFIC, /* 3.60722E+17 */
    DIRT_ROUNDED,    /* …000 */
    DIRT_DAY_MONTH,  /* day and month of the number exchanged */
    DIRT_TWO_DIGITS,
    DIRT_LOST,    /* one digit left out */
    DIRT_DOUBLED, /* one written twice */
    DIRT_LETTER,  /* O for 0, l for 1 */
    DIRT__COUNT
};

struct habit {
    const char *name;
    struct population population; /* its people and villages are filled in by the run */
    struct office left, right;
    uint32_t dirt[DIRT__COUNT];
    uint32_t left_dirt; /* of a thousand rows of the left list: one wrong digit or no number */
    uint32_t moved, new_phone, phone_left_out; /* besides the dirt */
    uint32_t twice;                            /* stands on the right list twice */
    /* Conflicts: a number of the household's, the number of the row above, a second number, the
     * birth column another year, the number of the row above where the left list has neither. */
    uint32_t borrowed, above, second_number, other_year, in_list;
};

const struct habit *habit_find(struct text name);
/* The i-th habit, NULL past the last. */
const struct habit *habit_at(size_t i);

const char *dirt_name(enum dirt dirt);

#endif
