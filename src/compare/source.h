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

/* Two files opened as the two sides of a comparison. */
struct sources;

/*
 * Opens both, finds the headings and plans the reading; the files must not change meanwhile.
 * NOT_FOUND when one cannot be opened, INVALID when it is no sheet or has no heading
 * (columns_find), TOO_LARGE past the ceilings; messages name the file. Texts of list[] and the
 * files live in `arena`.
 */
MUST_CHECK enum status sources_open(struct arena *arena, const char *const paths[2], int32_t today,
                                    struct crew *crew, struct source list[2], struct sources **out,
                                    struct error *error);
/* About how many rows both have; of other files than .csv 0, as they are never long. */
size_t sources_rows(const struct sources *sources);

/* Reads all rows into the comparison. INVALID and TOO_LARGE as above, BUSY when cancelled. */
MUST_CHECK enum status sources_read(struct sources *sources, struct compare *compare,
                                    struct error *error);

/*
 * Reads them onto a shelf instead, beside other processes: *pieces tasks of SHELF_ROWS. Besides,
 * UNAVAILABLE when the shelf cannot be written.
 */
MUST_CHECK enum status sources_shelve(struct sources *sources, const struct shelf *shelf,
                                      struct compare *compare, size_t *pieces, struct error *error);

#endif
