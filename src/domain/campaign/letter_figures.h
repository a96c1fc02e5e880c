/* letter_figures: what a letter's formula sees of each unit: the figures of a sealed report, or of
 * the board of tasks. Part of letter_case. */
#ifndef DOMAIN_CAMPAIGN_LETTER_FIGURES_H
#define DOMAIN_CAMPAIGN_LETTER_FIGURES_H

#include "domain/campaign/letter_case.h"

/* Fills grounds, seal and none of *cases, and of every case its figures, due, blank and why. */
MUST_CHECK enum status letter_of_report(struct app *app, struct work *work,
                                        const struct app_books *books, struct letter_cases *cases,
                                        struct error *error);
MUST_CHECK enum status letter_of_tasks(struct app *app, struct work *work,
                                       const struct app_books *books, struct letter_cases *cases,
                                       struct error *error);

/* A number of the notice's settings, in hundredths; false: it is not filled in. */
bool letter_parameter_value(const struct app_books *books, struct text key, int64_t *out);

#endif
