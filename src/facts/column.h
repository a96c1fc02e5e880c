/*
 * column: one field of a ledger for every row, as small numbers side by side. What stands there by
 * type of column:
 *
 *     number, money (fen), bool     the number itself
 *     date, time                    a day number (a moment becomes its day in China)
 *     code, codes, text, region     the number of the text in the column's dictionary; several
 *                                   codes are one text joined by ',', a region its 12 digits
 *     ref                           the row in the table it refers to
 *     key, tail                     a keyed hash of a secret, for finding it; never the secret
 *     presence                      nothing: only whether the field is filled
 *
 * The numbers are kept in the narrowest of 1, 2, 4 or 8 bytes that holds them all; a column widens
 * itself when a larger number comes, and a column in which nothing was ever filled takes no values
 * at all. Whether a row is filled stands in the bitmap `known`: empty is never 0 and never "no". A
 * date given as a month or a year stands there as its first day and is marked in `partial`.
 */
#ifndef FACTS_COLUMN_H
#define FACTS_COLUMN_H

#include "facts/dictionary.h"
#include "facts/set.h"
#include "ledger/field.h"

struct table; /* facts/board.h */

enum column_type {
    COLUMN_NUMBER,
    COLUMN_MONEY,
    COLUMN_BOOL,
    COLUMN_DATE,
    COLUMN_CODE,
    COLUMN_CODES,
    COLUMN_TEXT,
    COLUMN_REGION,
    COLUMN_REF,
    COLUMN_KEY,
    COLUMN_TAIL,
    COLUMN_PRESENCE,
};

/* Which rows of a table refer to a row: a chain for each referred row, in no promised order. */
struct links {
    uint32_t *first; /* by referred row: its first referring row + 1; 0: none */
    uint32_t *next;  /* by referring row: the next of the same chain + 1; 0: the last */
    size_t firsts;   /* entries of first */
    size_t nexts;    /* entries of next */
};

struct column {
    const char *name, *label;      /* the field's; a tail's name is <name>_tail */
    const struct field *field;     /* as the ledger declares it */
    enum column_type type;         /**/
    uint8_t width;                 /* bytes a row: 0, 1, 2, 4 or 8 */
    void *values;                  /* signed numbers of that width; NULL when width is 0 */
    uint64_t *known;               /* bit a row */
    uint64_t *partial;             /* date: given as a month or a year; NULL while none is */
    uint64_t *year;                /* of the partial ones: given as a year; NULL with partial */
    size_t room;                   /* rows there is room for */
    struct dictionary *dictionary; /* shared with the columns of the same code table */
    struct table *to;              /* COLUMN_REF: the table it refers to */
    struct links *links;           /* COLUMN_REF: who refers to whom; see column_links */
};

/* The type of a field's column. */
enum column_type column_type_of(const struct field *field);
/* Whether its numbers stand for texts of the dictionary. */
bool column_is_text(const struct column *column);

/* Room for at least `rows` rows, all unknown at first. */
void column_reserve(struct column *column, size_t rows);
void column_release(struct column *column); /* not the dictionary */

/* Writes a row < room; column_put_number takes what `values` holds (see above). */
void column_put_number(struct column *column, size_t row, int64_t number);
void column_put_date(struct column *column, size_t row, struct date date);
void column_put_text(struct column *column, size_t row, struct text text);
void column_put_none(struct column *column, size_t row);

static inline bool column_known(const struct column *column, size_t row)
{
    return bit_get(column->known, row);
}

/* The number of a known row. */
static inline int64_t column_number(const struct column *column, size_t row)
{
    if (column->values == NULL) {
        return 0;
    }
    switch (column->width) {
    case 1:
        return ((const int8_t *)column->values)[row];
    case 2:
        return ((const int16_t *)column->values)[row];
    case 4:
        return ((const int32_t *)column->values)[row];
    case 8:
        return ((const int64_t *)column->values)[row];
    default:
        return 0;
    }
}

/* A known row's date with its precision. */
struct date column_date(const struct column *column, size_t row);
/* A known row's text. */
struct text column_text_at(const struct column *column, size_t row);

/* Bytes in use, without the dictionary. */
size_t column_memory(const struct column *column);

#endif
