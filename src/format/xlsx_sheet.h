/*
 * xlsx_sheet: one sheet's XML into rows, by two ways. The scanner knows the XML that spreadsheet
 * programs write and stops at anything else; the careful way is expat and knows all of XML. Both
 * fill the same xlsx_rows; the second skips the rows that the first has streamed already.
 */
#ifndef FORMAT_XLSX_SHEET_H
#define FORMAT_XLSX_SHEET_H

#include "format/xlsx_row.h"

/* Scans until the sheet's end, the sink's stop, or something unknown: then *odd is set. */
MUST_CHECK enum status xlsx_sheet_scan(struct xlsx_rows *rows, const struct zip_entry *entry,
                                       bool *odd, struct error *error);

/* Reads the sheet through expat; the first rows->skip row elements are not given to the sink. */
MUST_CHECK enum status xlsx_sheet_parse(struct xlsx_rows *rows, const struct zip_entry *entry,
                                        struct error *error);

#endif
