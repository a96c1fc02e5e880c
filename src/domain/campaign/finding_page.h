/*
 * finding_page: one finding with what stands around it: the people it is about and whether the
 * hint that found them still does, and the other findings of the same head in the same township,
 * whoever found them.
 */
#ifndef DOMAIN_CAMPAIGN_FINDING_PAGE_H
#define DOMAIN_CAMPAIGN_FINDING_PAGE_H

#include "domain/app.h"
#include "format/json.h"

/* Writes docs/api.md's page of a finding; NOT_FOUND when the caller has no such row. */
MUST_CHECK enum status finding_page_json(struct app *app, struct work *work, int64_t id,
                                         struct json_out *out, struct error *error);

#endif
