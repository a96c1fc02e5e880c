/*
 * import_template: an empty workbook for a ledger, for those who have no sheet of their own: one
 * column a field (of a person or unit referred to, the columns by which it is found), required ones
 * marked *, text format for numbers that are no quantities, drop-downs of codes and villages, and a
 * sheet 填写说明. What the template calls a column the import understands.
 */
#ifndef LEDGER_IMPORT_TEMPLATE_H
#define LEDGER_IMPORT_TEMPLATE_H

#include "format/zip_write.h"
#include "ledger/import.h"

/* UNAVAILABLE when the output failed. */
MUST_CHECK enum status import_template_write(struct arena *arena, const struct import_terms *terms,
                                             struct zip_output output, struct error *error);

#endif
