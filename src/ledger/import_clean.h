/*
 * import_clean: one cell into a value of its field's kind, with what was found on the way. Each
 * case of dirty_data.csv that lies within a cell is settled here, as written there.
 */
#ifndef LEDGER_IMPORT_CLEAN_H
#define LEDGER_IMPORT_CLEAN_H

#include "base/list.h"
#include "base/map.h"
#include "ledger/import.h"
#include "standard/date_text.h"
#include "standard/region.h"

/* Words of one code table that were found as they stand, with their codes. */
struct import_known {
    const char *codes; /* the field's own, told by its address */
    const struct code_table *table;
    struct map words; /* to the index of the code's row in the table */
};

/* What the cells of one sheet are cleaned with. Codes and places are looked up once and remembered:
 * a column of a hundred thousand cells holds a handful of words. */
struct import_cleaner {
    const struct import_terms *terms;
    struct arena *arena; /* of the rows at hand */
    enum date_serial serial;
    struct arena kept; /* of what is remembered */
    LIST(struct import_known) known;
    struct map places; /* written place to its index in `matches` */
    LIST(struct region_match) matches;
};

void import_cleaner_init(struct import_cleaner *c, const struct import_terms *terms);
void import_cleaner_release(struct import_cleaner *c);

enum { IMPORT_CODES_MOST = 12 }; /* codes read from one cell */

/* A cell on its way. */
struct import_cell {
    struct import_row *row;        /* gets the findings, the extra words and side values */
    int field;                     /* of the row, for findings */
    const struct field *to;        /* its kind decides; of the row's ledger or of one referred to */
    const struct sheet_cell *cell; /* kind CELL_EMPTY when there is none */
    enum money_unit unit;
    bool home;           /* a place inside the county; else anywhere in the country */
    struct value *value; /* result: EMPTY or SET */
    /* A single code whose cell names several (F02): the codes after the first. */
    struct text *more;
    size_t more_count;
};

void import_clean(struct import_cleaner *c, struct import_cell *cell);

/* A place put together from its parts' texts (town and village columns, the sheet's name). */
void import_clean_place(struct import_cleaner *c, struct import_cell *cell, struct text written);
/* A code, or several, of the field's table. */
void import_clean_code(struct import_cleaner *c, struct import_cell *cell, struct text written);

/* Adds a finding about the cell. */
void import_cell_find(struct import_cleaner *c, const struct import_cell *cell,
                      enum import_level level, const char *rule, struct text message,
                      struct text hint);
/* The texts end to end, in the arena. */
struct text import_joined(struct arena *arena, const struct text *parts, size_t n);
/* Keeps words for the row's remark. */
void import_keep_words(struct arena *arena, struct import_row *row, struct text words);

#endif
