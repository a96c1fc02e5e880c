/*
 * block: the keys by which two rows come to be held together at all. Each kind of key survives
 * other damage; rows that share a key are candidates. Keys are hashes, of different kinds never
 * equal but by chance.
 */
#ifndef COMPARE_BLOCK_H
#define COMPARE_BLOCK_H

#include "compare/sound.h"

enum block_kind {
    /* For all rows: two people with valid numbers may be one person with two. */
    BLOCK_NAME_BIRTH, /* sound and birthday, day and month in either order */
    BLOCK_NAME_PHONE, /* sound and phone */
    BLOCK_WEAK,       /* kinds from here on: only where a number of the pair is not valid */
    /* The number without one piece: a wrong digit in it, or two changed places. */
    BLOCK_NO_REGION = BLOCK_WEAK,
    BLOCK_NO_YEAR,
    BLOCK_NO_MONTH,
    BLOCK_NO_DAY,
    BLOCK_NO_SEQUENCE,
    BLOCK_NO_END,
    BLOCK_NAME_NINE, /* sound and the number modulo 9, which two changed digits leave as it is */
    BLOCK_NAME_SEQUENCE, /* sound and the last three of the 17 digits: a digit lost or doubled
                            before them, or a mask, leaves them as they are */
    /* Without a number. */
    BLOCK_NAME_VILLAGE,
    BLOCK_PHONE,
    BLOCK_BIRTH_VILLAGE,
    BLOCK_SURNAME_BIRTH,
    BLOCK_GIVEN_BIRTH,
    BLOCK_NAME_YEAR,
    BLOCK_NAME_DAY,
    BLOCK_NAME_TOWN, /* looked for by rows that have neither number nor birthday */
    BLOCK__COUNT
};

enum { BLOCK_KEYS = BLOCK__COUNT + 2 }; /* most keys of a row */

/* Which kinds: from..to, the end not included. */
struct block_kinds {
    enum block_kind from, to;
};

/* The row's keys of those kinds: how many. A kind whose parts the row lacks gives none. Needs
 * row->sound. */
size_t block_keys(const struct sounds *sounds, const struct person_row *row,
                  struct block_kinds kinds, uint64_t out[BLOCK_KEYS]);

/* The key of one kind from NO_REGION to NO_END; 0: the row has no number to take it from. */
uint64_t block_number_key(const struct person_row *row, enum block_kind kind);

/* Whether the row looks for company by all kinds: its number cannot be relied on. */
static inline bool block_weak(const struct person_row *row)
{
    return row->kind != NUMBER_VALID;
}

/* Whether the row looks for company by name and town alone: it has nothing better. */
static inline bool block_bare(const struct person_row *row)
{
    return row->kind == NUMBER_NONE && row->birth == DATE_NONE;
}

#endif
