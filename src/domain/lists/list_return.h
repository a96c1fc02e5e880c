/*
 * list_return (退回表): what goes back to the unit that sent a list: its own workbook in its own
 * layout, with the rows to be put right marked and the reason beside each: what cannot be read,
 * who stands there twice, what a clerk sent back, and where a settled person's data differ.
 */
#ifndef DOMAIN_LISTS_LIST_RETURN_H
#define DOMAIN_LISTS_LIST_RETURN_H

#include "format/zip_write.h"
#include "ledger/work.h"

struct app;

/* Writes the workbook; *name is what to call it. INVALID when nothing is to be returned. */
MUST_CHECK enum status list_return_write(struct app *app, struct work *work, int64_t list,
                                         struct zip_output output, struct text *name,
                                         struct error *error);

#endif
