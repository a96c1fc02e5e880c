/*
 * matrix: every route of the table asked by every role, and by nobody. What comes back is compared
 * with test/api/matrix.txt, a line a route:
 *
 *     PATCH /api/v1/{ledger}/{id}   county=+++ township=++? village=+?? …
 *
 * + allowed (whatever else is wrong with the request), - 403, 0 401, ? the 404 of an absent row.
 * Where the path names a row there are three signs: a person of the village's own, of another
 * village of the same township, of another township. A route that is not in the file, or differs
 * from it, fails. NUANXIN_MATRIX=write writes the file anew, to be reviewed.
 */
#ifndef TEST_API_MATRIX_H
#define TEST_API_MATRIX_H

#include "cases.h"

void matrix_run(struct site *site, const char *file, struct case_counts *counts);

#endif
