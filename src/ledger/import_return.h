/*
 * import_return: what goes back to the sender: his own workbook, the cells to be put right marked,
 * the reason at the end of each row, ready to correct and send again. Rows that were rejected and
 * rows that ask something go back; what was put right by itself does not.
 */
#ifndef LEDGER_IMPORT_RETURN_H
#define LEDGER_IMPORT_RETURN_H

#include "format/xlsx_patch.h"
#include "ledger/import.h"

struct import_return; /* lives in the arena given to import_return_new */

/* `layouts` are those of the sheets imported; terms and layouts are borrowed. */
struct import_return *import_return_new(struct arena *arena, const struct import_terms *terms,
                                        const struct import_layout *layouts, size_t n);

/* Notes the bad ones among finished rows; called from the `take` hook, chunk by chunk. */
void import_return_add(struct import_return *r, const struct import_row *rows, size_t n);
/* How many rows go back. */
int64_t import_return_rows(const struct import_return *r);

/*
 * Writes the returned workbook. An .xlsx comes back with its own layout; a .csv or .xls as a plain
 * workbook of the one sheet that has bad rows (INVALID when several sheets of an .xls have).
 * `only_bad` leaves the other rows out. Statuses as xlsx_patch.
 */
MUST_CHECK enum status import_return_write(struct import_return *r, struct book *book,
                                           struct text bytes, bool only_bad,
                                           struct zip_output output, struct error *error);

#endif
