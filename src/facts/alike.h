/*
 * alike: rows that agree with others in what they say: people registered twice, one phone given by
 * many. Rows in which one of the columns is unknown (or a date given vaguely) are like nobody. Keep
 * the board read-locked meanwhile.
 */
#ifndef FACTS_ALIKE_H
#define FACTS_ALIKE_H

#include "facts/board.h"

enum { ALIKE_COLUMNS_MOST = 4 };

struct alike {
    uint32_t *rows; /* group after group */
    size_t *ends;   /* by group: one past its last row */
    size_t n;       /* groups */
};

/* The groups of at least `least` (2 or more) rows of `within` that agree in all these columns, in
 * the order of their first rows. */
void alike_find(const struct table *table, const int *columns, size_t n, const struct set *within,
                size_t least, struct alike *out);
void alike_release(struct alike *alike);

/* Leaves in `rows` only those that agree so with others of `within`. */
void alike_narrow(const struct table *table, const int *columns, size_t n, const struct set *within,
                  size_t least, struct set *rows);

#endif
