/*
 * report: one form of a notice filled in as of a day: a row for each of its units, a column for
 * each figure, and the county's row. Beside every figure stands what the ledgers say, the figure
 * that somebody typed over it with his reason, and how many rows could not be told. The county's
 * row is counted afresh over all units together, so that somebody registered in two townships
 * counts once; the sum of the rows stands beside it, because the difference must be decided by
 * people and never vanish (V16). The form's checks are asked at once. Everything lives in the arena
 * it was built in and borrows from the notice.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "ledger/settings.h"
#include "report/figures.h"

/* A figure typed over the computed one. Borrowed; kept by the caller. */
struct report_override {
    struct text unit, column; /* keys */
    int64_t value;            /* in units of 10^-decimals; SHAPE_BLANK: left blank */
    struct text reason;       /* never empty */
    struct text actor, at;    /* who and when, as people read it; may be empty */
};

/* A submission before this one, for checks that compare. */
struct report_previous {
    int32_t as_of;
    /* The figure of a column (its index in the form) in a row (units first, then the county). False
     * when it was blank. */
    bool (*value)(void *context, size_t row, size_t column, int64_t *out);
    void *context;
};

struct report_request {
    const struct notice *notice;
    const struct report_form *form;
    int32_t as_of;
    int32_t from;  /* first day of flows; 0: as report_span_of says */
    int64_t scope; /* the caller's region: units without a part in it get no row; 0: all */
    const struct settings *settings; /* what the county filled in over the notice's parameters */
    const struct report_override *overrides;
    size_t override_count;
    const struct report_previous *previous; /* NULL: none */
    bool as_was; /* the notice's units are the rows, those that have been merged since too */
};

/*
 * A unit that was made part of another has the setting merged_<key>: "2022-10-10 jiading
 * table2/first weekly/2022-10-07 ": the day, the successor, and the rounds that stay its own.
 */
#define MERGED_SETTING "merged_"
/* The setting's words; empty: the unit is as the notice has it. */
struct text unit_merged(const struct settings *settings, const struct notice_unit *unit);
/* Whether the unit is part of another on that day. */
bool unit_is_merged(const struct settings *settings, const struct notice_unit *unit, int32_t day);

struct report_cell {
    int64_t value;    /* what the report says; SHAPE_BLANK: blank */
    int64_t computed; /* what the ledgers say; SHAPE_BLANK: cannot be computed */
    int64_t unknown;  /* rows that could not be told */
    const struct report_override *override; /* NULL: as computed */
};

/* What the county's row says of a column beyond its cell. */
struct report_column_total {
    int64_t rows;      /* sum of the units' values */
    int64_t outside;   /* rows that count but lie in no unit's area */
    struct text blank; /* why the column is blank; empty: it is not */
};

/* A condition that does not hold. */
struct report_finding {
    const struct report_check *check;
    size_t row;      /* report->rows: the county's */
    size_t *columns; /* that it looks at */
    size_t column_count;
    struct text sentence; /* 安西镇：… （第 13 列 5，第 12 列 3） */
};

/* A check that was not asked, and why: 还没有上一次报表 … */
struct report_unasked {
    const struct report_check *check;
    struct text why;
};

struct report {
    const struct notice *notice;
    const struct report_form *form;
    const struct settings *settings;
    struct report_span span;
    const struct notice_unit **units; /* rows of them, in the notice's order */
    size_t rows;                      /* units; the county's row has this index */
    struct report_cell *cells;        /* (rows + 1) x form->columns.n */
    struct report_column_total *totals;
    struct report_finding *findings; /* by check, then row */
    size_t finding_count;
    size_t error_count; /* findings whose check is an error */
    struct report_unasked *unasked;
    size_t unasked_count;
    struct text *told; /* by column: which rows it counts, in words; NULL: nobody knows */
};

/* The setting by which a county decides how flows count (口径): 1 cumulative, 2 of the period; any
 * other value leaves it to the notice. */
#define REPORT_FLOW_SETTING "report_flow"

/* Whether a form's flows count from the campaign's first day: by its own word, the county's setting
 * or the notice's. Settings may be NULL. */
bool report_is_cumulative(const struct notice *notice, const struct report_form *form,
                          const struct settings *settings);
/* The days a form speaks of when asked as of a day: cumulative or of the period, as the notice's
 * setting says. A day in no period belongs to the one that ends next, or else to the last. */
struct report_span report_span_of(const struct notice *notice, const struct report_form *form,
                                  const struct settings *settings, int32_t as_of);

/*
 * Builds the report. INVALID, naming the cell, when an override has no reason, no such unit or
 * column, or a negative value; else what the figures answer.
 */
MUST_CHECK enum status report_build(struct arena *arena, const struct report_request *request,
                                    const struct figures *figures, struct report *out,
                                    struct error *error);

const struct report_cell *report_cell_at(const struct report *report, size_t row, size_t column);

/* Who stands behind a computed figure; row == report->rows: the county's. */
MUST_CHECK enum status report_members(struct arena *arena, const struct report *report, size_t row,
                                      size_t column, const struct figures *figures,
                                      struct figure_members *out, struct error *error);

/* A figure in hundredths, as formulas (notice/formula.h) reckon. */
int64_t report_hundredths(const struct report_column *column, int64_t value);
/* A figure as people read it: 12, 1250.50; the empty text when blank. */
struct text report_figure_text(struct arena *arena, const struct report_column *column,
                               int64_t value);

#endif
