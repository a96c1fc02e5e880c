/*
 * formula: a condition between the figures of one row of a report, as a notice writes its checks:
 *
 *     c16 = c17 + c18 + c19 + c20            one condition
 *     c02..c10 <= c01                        one each, from c02 to c10
 *     c22..c30 <= c02..c10                   pairwise
 *     sum(c02..c10) >= c01
 *     c12 > 0 => c14 > 0                     only where the left side holds
 *     c31 = 0 <=> c32 = 0                    both or neither
 *     c11..c20 >= previous(c11..c20)         the submission before
 *     c01..c32 = computed(c01..c32)          what the ledgers say, when somebody typed another
 * figure c01..c32 = rows(c01..c32)              the sum of the units' rows, in the row of the
 * county c32 <= c31 * parameter.relief_high     a number of settings.yaml
 *
 * Figures are compared in hundredths, so that money and counts mix without fractions being lost.
 * A formula lives in the arena it was parsed into and borrows nothing.
 */
#ifndef NOTICE_FORMULA_H
#define NOTICE_FORMULA_H

#include "base/arena.h"
#include "base/error.h"

struct formula;

/* What a formula may name: the columns by index, the parameters by key. */
struct formula_names {
    const void *context;
    int (*column)(const void *context, struct text key);     /* -1: no such column */
    bool (*parameter)(const void *context, struct text key); /* whether there is such a one */
};

enum figure_of {
    FIGURE_VALUE,    /* the figure in the report: typed, else computed */
    FIGURE_COMPUTED, /* what the ledgers say */
    FIGURE_PREVIOUS, /* of the submission before */
    FIGURE_ROWS,     /* the sum over the units' rows */
    FIGURE__COUNT
};

/* Where a formula's figures come from while it is asked. */
struct formula_figures {
    void *context;
    /* In hundredths; false when blank or not known. */
    bool (*column)(void *context, enum figure_of of, size_t column, int64_t *out);
    bool (*parameter)(void *context, struct text key, int64_t *out);
};

enum formula_verdict {
    FORMULA_HOLDS,
    FORMULA_FAILS,
    FORMULA_NOT_ASKED, /* a figure it needs is blank or not known */
};

struct formula_result {
    enum formula_verdict verdict;
    int64_t left, right; /* hundredths; of the condition that failed */
};

/* INVALID with a Chinese message and hint when the text is no formula. */
MUST_CHECK enum status formula_parse(struct arena *arena, struct text source,
                                     const struct formula_names *names, const struct formula **out,
                                     struct error *error);

/* How many conditions it stands for: 9 for c02..c10 <= c01, else 1. */
size_t formula_count(const struct formula *formula);
/* Asks the index-th of them. */
struct formula_result formula_ask(const struct formula *formula, size_t index,
                                  const struct formula_figures *figures);
/* Whether any of it looks at figures of that guise. */
bool formula_needs(const struct formula *formula, enum figure_of of);
/*
 * The columns that the index-th condition looks at, left to right, each once, at most `most`;
 * returns how many.
 */
size_t formula_columns(const struct formula *formula, size_t index, size_t *columns, size_t most);

#endif
