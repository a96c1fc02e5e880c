/*
 * form_source: a form's figures out of the facts. The rules of its columns are read once; then they
 * are asked of the board as often as a report is wanted, all columns in one run (rule/tally.h).
 */
#ifndef REPORT_FORM_SOURCE_H
#define REPORT_FORM_SOURCE_H

#include "facts/board.h"
#include "notice/ground.h"
#include "report/figures.h"

struct form_source;

/*
 * Reads the rules of a form in a language made by notice_language. Lives in the arena; form, ground
 * and language outlive it. INVALID: the mistakes are in faults.
 */
MUST_CHECK enum status form_source_new(struct arena *arena, const struct report_form *form,
                                       const struct notice_ground *ground,
                                       const struct rule_language *language,
                                       struct form_source **out, struct faults *faults);

/* A board to ask, and the values of the language's parameters (notice_params); the days are set
 * from the report's span. */
struct form_board {
    const struct form_source *source;
    struct board *board;
    const int64_t *params;
};

/* The figures of a board, which is held for reading during each call. */
struct figures form_figures(struct form_board *board);

#endif
