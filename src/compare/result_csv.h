/*
 * result_csv: a result as the file of DESIGN §6: left_row,right_row,outcome,score,reason. The file
 * is written beside its place and moved there when it is whole: a run that is stopped leaves
 * nothing.
 */
#ifndef COMPARE_RESULT_CSV_H
#define COMPARE_RESULT_CSV_H

#include "compare/compare.h"

/* Writes all links; score is the chance, 0 to 1, with four decimals. UNAVAILABLE when it cannot.
 */
MUST_CHECK enum status result_csv_write(struct arena *arena, const struct compare_result *result,
                                        const char *path, struct crew *crew, struct error *error);

#endif
