/*
 * statistics (统计报表): the reports of the notice in force over the site's facts, with the figures
 * that units typed over the computed ones. A figure is typed for one report, day, unit and column;
 * it keeps who typed it, when and why, and can be taken back. Everybody sees the part of a report
 * that lies in his reach.
 */
#ifndef DOMAIN_CAMPAIGN_STATISTICS_H
#define DOMAIN_CAMPAIGN_STATISTICS_H

#include "domain/app.h"
#include "report/form_source.h"
#include "report/report.h"

struct statistics {
    const struct app_books *books; /* as they were when it was opened */
    const struct report_form *form;
    struct form_board board;
};

/* Makes a report of the notice ready to be asked; lives in the work's arena. NOT_FOUND when the
 * notice has none of that name, or one that is written and not counted (a case, a summary). The
 * facts must have been loaded. */
MUST_CHECK enum status statistics_open(struct app *app, struct work *work, struct text name,
                                       struct statistics *out, struct error *error);

/* The same over books that are not in force: a draft of a notice. */
MUST_CHECK enum status statistics_open_over(struct app *app, const struct app_books *books,
                                            struct work *work, struct text name,
                                            struct statistics *out, struct error *error);
/* What is asked of a report. */
struct statistics_ask {
    int32_t as_of;
    int32_t from;  /* first day of its flows; 0: by the round that the day lies in */
    int64_t scope; /* only units in this region; 0: all */
    const struct report_previous *previous; /* NULL: nothing to compare with */
};
MUST_CHECK enum status statistics_build(const struct statistics *statistics, struct work *work,
                                        const struct statistics_ask *ask, struct report *out,
                                        struct error *error);
/* Who stands behind every figure of every unit of a report built so: out[column * rows + row]. */
MUST_CHECK enum status statistics_everybody(const struct statistics *statistics, struct work *work,
                                            const struct report *report,
                                            struct figure_members **out, struct error *error);

/* The report as of a day, as far as the actor reaches. */
MUST_CHECK enum status statistics_report(const struct statistics *statistics, struct work *work,
                                         int32_t as_of, struct report *out, struct error *error);

/* Who stands behind a computed figure: the unit by its region (0: the county's row) and the column
 * by its key. NOT_FOUND when the report has no such cell. */
MUST_CHECK enum status statistics_members(const struct statistics *statistics, struct work *work,
                                          const struct report *report, int64_t unit,
                                          struct text column, struct figure_members *out,
                                          struct error *error);

struct statistics_figure {
    int32_t as_of;
    int64_t unit;       /* its region */
    struct text column; /* its key */
    int64_t value;      /* in units of 10^-decimals of the column */
    struct text reason;
};

/* Types a figure over the computed one, inside the writer's transaction, with its audit entry.
 * INVALID without a reason or below zero, NOT_FOUND outside the actor's reach. */
MUST_CHECK enum status statistics_type(const struct statistics *statistics, struct work *work,
                                       const struct statistics_figure *figure, struct error *error);
/* Takes a typed figure back (value and reason of *figure do not matter); NOT_FOUND when there is
 * none. */
MUST_CHECK enum status statistics_take_back(const struct statistics *statistics, struct work *work,
                                            const struct statistics_figure *figure,
                                            struct error *error);

#endif
