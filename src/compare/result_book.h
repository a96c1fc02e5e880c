/*
 * result_book: a result as a workbook for a clerk's desk: the sheets 一致 疑似 冲突 with both lists
 * side by side as they were written, what differs marked, a sentence and the chance; 仅左 仅右 with
 * what only one list has; 质量 with what each list is like. Numbers and phones are texts. Prints on
 * A4 landscape, headings on every page. The file is written beside its place and moved there when
 * it is whole.
 */
#ifndef COMPARE_RESULT_BOOK_H
#define COMPARE_RESULT_BOOK_H

#include "compare/source.h"

/*
 * Writes the workbook; reads both lists' texts again (list_texts.h). TOO_LARGE when a sheet would
 * hold more rows than Excel does: then the .csv is the form for it. UNAVAILABLE when the file
 * cannot be written.
 */
MUST_CHECK enum status result_book_write(struct arena *arena, const struct compare_result *result,
                                         const struct source sources[2], const char *path,
                                         struct error *error);

#endif
