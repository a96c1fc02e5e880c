/*
 * source: lists of people in files, read into a comparison: .csv through several hands over the
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
    size_t sheets;          /* in the book; only the first with rows is read */
    uint32_t rows;          /* people read */
    uint32_t passed;        /* rows passed over: repeated headings, totals, remarks at the foot */
};

/*
 * Reads two files into the two sides of a comparison. They must not change meanwhile. NOT_FOUND
 * when one cannot be opened, INVALID when it is no sheet or has no heading (columns_find),
 * TOO_LARGE past the ceilings, BUSY when cancelled; messages name the file. Texts of *out live in
 * `arena`.
 */
MUST_CHECK enum status sources_read(struct arena *arena, const char *const paths[2],
                                    struct compare *compare, int32_t today, struct crew *crew,
                                    struct source out[2], struct error *error);

#endif
