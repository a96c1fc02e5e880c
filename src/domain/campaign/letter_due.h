/*
 * letter_due: letters about reports that are due. Who owes one is asked of the notice's calendar
 * and not of the ledger of reports: a unit that never opened its form has no row there and owes it
 * all the same. Part of letter_case.
 */
#ifndef DOMAIN_CAMPAIGN_LETTER_DUE_H
#define DOMAIN_CAMPAIGN_LETTER_DUE_H

#include "domain/campaign/letter_case.h"

/* Fills grounds of *cases, and of every case due, why and, as its figures, the reports that are
 * past their deadline: 附表2第一次（9月23日）, 2022年9月23日前, and how far it is as its
 * note. */
MUST_CHECK enum status letter_of_due(struct work *work, const struct app_books *books,
                                     struct letter_cases *cases, struct error *error);

#endif
