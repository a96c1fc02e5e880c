/*
 * figures: where a report's numbers come from, seen narrowly, so that the report can be built over
 * the facts, over a frozen submission or over a test's list. A column of a form is asked as a
 * whole: one figure for each unit's area, one for all of them together, and how many lie in none.
 */
#ifndef REPORT_FIGURES_H
#define REPORT_FIGURES_H

#include "notice/notice.h"

/* The days, and the part of the county, that a report speaks of. */
struct report_span {
    int32_t as_of;    /* stocks as they stood at the end of this day */
    int32_t from, to; /* flows: both days included */
    int32_t previous; /* day of the submission before; DATE_NONE: there is none */
    int64_t scope;    /* only rows placed in this region count; 0: all */
};

struct figure {
    int64_t value;   /* in units of 10^-decimals of its column */
    int64_t unknown; /* rows of which it cannot be told whether they count */
};

struct column_figures {
    struct text blank;    /* why the column cannot be computed; empty: it was */
    struct figure *units; /* one for each region asked for, in that order */
    struct figure county; /* of all those regions together; nobody counted twice */
    int64_t outside;      /* rows that count but lie in none of the regions */
};

/* The rows behind a figure. */
struct figure_members {
    const char *ledger; /* whose rows: "person" where people are counted */
    int64_t *ids;
    size_t n;
    int64_t *unknown_ids; /* rows of which it cannot be told */
    size_t unknown_n;
};

struct figures {
    void *context;
    /* Fills out, one for each column of the form; their `units` are allocated here. */
    enum status (*count)(void *context, struct arena *arena, const struct report_form *form,
                         const struct report_span *span, const int64_t *regions, size_t n,
                         struct column_figures *out, struct error *error);
    /* Who stands behind the figure of the n regions together. */
    enum status (*members)(void *context, struct arena *arena, const struct report_column *column,
                           const struct report_span *span, const int64_t *regions, size_t n,
                           struct figure_members *out, struct error *error);
    /* Who stands behind every figure of every unit, in one run: out[c * n + u], ids rising. Those
     * of a column that cannot be computed are empty, and unknown_ids are left out. */
    enum status (*everybody)(void *context, struct arena *arena, const struct report_form *form,
                             const struct report_span *span, const int64_t *regions, size_t n,
                             struct figure_members *out, struct error *error);
    /* Which rows a column counts, in a clerk's words; empty when nothing is known of it. May be
     * NULL. */
    struct text (*told)(void *context, struct arena *arena, size_t column);
};

#endif
