/*
 * import_read: the rows of one sheet, one after the other: which are records and which are repeated
 * headings, sums or signatures (X10, X11, X13); household cells filled downward (X12); every mapped
 * cell cleaned.
 */
#ifndef LEDGER_IMPORT_READ_H
#define LEDGER_IMPORT_READ_H

#include "ledger/import_clean.h"

struct import_spot; /* a mapped column with its merged ranges */

struct import_reader {
    const struct import_terms *terms;
    const struct import_layout *layout;
    struct import_cleaner *cleaner;
    struct import_summary *summary; /* counts what is passed over */
    struct arena *arena;            /* of the import: passed texts */
    struct import_spot *spots;      /* one for each column that has a target */
    size_t spot_count;
    int32_t *spot_of_col; /* sheet column to spot, or -1 */
    uint32_t cols;
    int id_spot; /* the spot with the ID number, or -1 */
    uint64_t hash[2];
};

/* `arena` outlives the reader; the cleaner and summary are shared by all sheets of the import. */
void import_reader_init(struct import_reader *r, struct arena *arena,
                        const struct import_terms *terms, const struct import_layout *layout,
                        struct import_cleaner *cleaner, struct import_summary *summary);

/* Further rows that a row makes: the same but for another code in one field (F02). */
struct import_more {
    int field;
    struct text *codes;
    size_t n; /* at most IMPORT_CODES_MOST - 1 */
};

/*
 * Reads one row into *out, whose parts live in the cleaner's arena; false when the row is no record
 * and was counted.
 */
bool import_reader_row(struct import_reader *r, const struct sheet_row *row, struct import_row *out,
                       struct import_more *more);

#endif
