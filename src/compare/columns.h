/*
 * columns: which column of a sheet is what, for lists that no ledger stands behind. The heading is
 * looked for as in an import (format/heading.h, standard/heading_word.h): one to three layers
 * within the first 15 rows, the words of data/header_synonyms.csv and those a comparison needs
 * besides. A column of citizen IDs is known by its cells where no heading says which it is.
 */
#ifndef COMPARE_COLUMNS_H
#define COMPARE_COLUMNS_H

#include "compare/clean.h"
#include "format/sheet.h"

enum { COLUMN_ABSENT = -1 };

struct columns {
    int32_t at[CLEAN_FIELD__COUNT]; /* the sheet's column, from 0; COLUMN_ABSENT */
    uint32_t heading_row, heading_rows;
    struct text title[CLEAN_FIELD__COUNT]; /* the heading as written */
    size_t known, filled;                  /* columns that are something; all with a heading */
};

/*
 * Finds the columns of a sheet of an opened book. INVALID with the reason and what to do: empty;
 * no heading; none of its columns is known; neither a name nor a number (a comparison needs one).
 */
MUST_CHECK enum status columns_find(struct arena *arena, struct book *book, size_t sheet,
                                    struct columns *out, struct error *error);

/* What a field is called in messages: 姓名, 身份证号 … */
const char *clean_field_label(enum clean_field field);

#endif
