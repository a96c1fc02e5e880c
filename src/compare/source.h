/*
 * source: a list of people in a file, read into a comparison: .csv through several hands over the
 * mapped file, every other kind of sheet as a stream of rows. Data rows count from 1 below the
 * heading, blank rows included, so that row + heading rows is the row of the sheet.
 */
#ifndef COMPARE_SOURCE_H
#define COMPARE_SOURCE_H

#include "compare/columns.h"
#include "compare/compare.h"

struct source {
    const char *path;
    struct columns columns; /* of the sheet read */
    struct text sheet;      /* its name; empty of a .csv */
    size_t sheets;          /* with any rows; more than one: only the first was read */
    uint32_t rows;          /* data rows, those passed over included */
    uint32_t passed;        /* blank rows, repeated headings, totals, remarks at the foot */
};

/*
 * Opens and reads a file into one side. The file must not change meanwhile. NOT_FOUND when it
 * cannot be opened, INVALID when it is no sheet or has no heading (columns_find), TOO_LARGE past
 * the ceilings; messages name the file. Texts of *out live in `arena`.
 */
MUST_CHECK enum status source_read(struct arena *arena, const char *path, struct compare *compare,
                                   enum compare_side side, int32_t today, struct crew *crew,
                                   struct source *out, struct error *error);

#endif
