/*
 * heading: where the heading of a sheet is (dirty_data.csv X08). The first rows are kept as texts;
 * whoever knows what headings mean says of each column whether it is something, and the rows that
 * make most columns known are the heading: one to three layers within the first 15 rows.
 */
#ifndef FORMAT_HEADING_H
#define FORMAT_HEADING_H

#include "base/list.h"
#include "format/sheet.h"

enum {
    HEADING_WITHIN = 15, /* it starts in one of the first rows */
    HEADING_LAYERS = 3,
    HEADING_ROWS = HEADING_WITHIN + HEADING_LAYERS + 12, /* kept, with some below for samples */
    HEADING_COLS = 1024,                                 /* kept */
};

struct heading_cell {
    uint32_t row, col;
    struct text text;
};

/* The first rows of a sheet, as texts. */
struct heading {
    struct arena *arena;
    struct arena scratch; /* while guessing */
    LIST(struct heading_cell) cells;
    uint32_t cols;                       /* largest column among them + 1 */
    struct text *grid;                   /* HEADING_ROWS x cols */
    const struct sheet_summary *summary; /* of the sheet: its merged ranges */
};

struct heading_place {
    uint32_t row, rows;
    size_t hits, filled; /* columns that are something; columns with any heading */
};

/* Reads a sheet whole and keeps its first rows. The ranges of *summary are copied to the arena;
 * *summary must outlive the heading. */
MUST_CHECK enum status heading_read(struct heading *heading, struct arena *arena, struct book *book,
                                    size_t sheet, struct sheet_summary *summary,
                                    struct error *error);
void heading_release(struct heading *heading);

/* The text of a kept cell; empty outside. */
struct text heading_at(const struct heading *heading, uint32_t row, uint32_t col);

/*
 * The heading of a column from the top layer down, equal neighbours once. A group's heading stands
 * in its first column: it reaches over the others by the merged range or, in a file that has none,
 * up to the next one.
 */
size_t heading_layers(const struct heading *heading, const struct heading_place *place,
                      uint32_t col, struct text out[HEADING_LAYERS]);

/*
 * Whether the cells below a heading are citizen IDs, whatever it says: of those kept, four of five
 * have 18 or 15 characters with a right province, date and check digit, and two do at least (one
 * where no more is written). Numbers of cards and certificates never do.
 */
bool heading_over_ids(const struct heading *heading, const struct heading_place *place,
                      uint32_t col);

/*
 * The best place: more known columns win, then fewer layers, then the upper row. `known` gives the
 * number of what a column's layers mean, below `kinds`, or a negative one; each counts once.
 */
struct heading_place heading_find(struct heading *heading, size_t kinds,
                                  int64_t (*known)(void *context, struct arena *scratch,
                                                   const struct text *layers, size_t n),
                                  void *context);

#endif
