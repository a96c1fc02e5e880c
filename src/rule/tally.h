/*
 * tally: a table of figures. A cell is a predicate and a way to count; a unit is a region; a figure
 * is the count of the rows of a cell that lie in a unit. All cells are answered in one run, so what
 * they have in common is asked once. The rows behind every figure can be had as a set, and are
 * exactly those that were counted.
 *
 * Each cell has two columns after the units': `elsewhere` (rows whose place is missing or in none
 * of the units) and `total`. Where people are counted, somebody registered twice counts once in
 * each unit and once in the total, so the total may be less than the sum of the units: that is the
 * county row "after resolving persons registered twice".
 *
 * The caller holds the board (board_read) from tally_new to tally_free.
 */
#ifndef RULE_TALLY_H
#define RULE_TALLY_H

#include "facts/board.h"
#include "rule/rule.h"

enum tally_how {
    TALLY_ROWS,        /* 条、场、次 */
    TALLY_PEOPLE,      /* 人: different people */
    TALLY_PERSON_DAYS, /* 人次: the same person on the same day once; `value` gives the day */
    TALLY_SUM,         /* of `value`, a number or money (fen) */
};

struct tally_cell {
    const struct rule *where; /* a predicate over any ledger */
    enum tally_how how;
    const struct rule *value; /* over the same ledger; see `how` */
    /* A region of the row: a field, or a path to one. NULL: where the ledger says its rows live
     * (its region, or its person's). */
    const struct rule *place;
};

struct tally_plan {
    const struct tally_cell *cells;
    size_t cell_count;
    const int64_t *units;  /* regions, 12 digits; a row belongs to the smallest that holds it */
    size_t unit_count;     /* fewer than 60,000 */
    int64_t scope;         /* only rows placed in this region are counted; 0: all */
    const int64_t *params; /* as in rule_run_new */
};

struct tally;

struct tally *tally_new(const struct board *board, const struct rule_language *language,
                        const struct tally_plan *plan);
void tally_free(struct tally *tally);

/* unit: 0 … unit_count - 1, then elsewhere, then total. */
static inline size_t tally_elsewhere(const struct tally_plan *plan)
{
    return plan->unit_count;
}
static inline size_t tally_total(const struct tally_plan *plan)
{
    return plan->unit_count + 1;
}

/* A figure; a sum of money in fen. */
int64_t tally_figure(const struct tally *tally, size_t cell, size_t unit);
/* Rows that may or may not belong to it: some fact that decides is missing (待核实). With
 * TALLY_SUM also rows that belong but have no value, else rows that belong but have no person. */
int64_t tally_unsure(const struct tally *tally, size_t cell, size_t unit);
/* The rows counted, or those unsure; the caller releases the set. */
void tally_members(const struct tally *tally, size_t cell, size_t unit, struct set *out);
void tally_unsure_members(const struct tally *tally, size_t cell, size_t unit, struct set *out);
/* Every row counted in a cell with its unit (elsewhere included), by rising row: what tally_members
 * says of all units, in one pass. */
void tally_each(const struct tally *tally, size_t cell,
                void (*each)(void *context, uint32_t row, size_t unit), void *context);

#endif
