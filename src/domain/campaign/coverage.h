/*
 * coverage (宣传覆盖): how far the policy was told, place by place inside a place: posters,
 * manuals, meetings, households told, out of the households that are registered. A household told
 * twice counts twice in what was told; a village therefore covers at most the households it has,
 * and a township, the county, covers what its villages do: one that was told thrice makes up for no
 * other.
 */
#ifndef DOMAIN_CAMPAIGN_COVERAGE_H
#define DOMAIN_CAMPAIGN_COVERAGE_H

#include "domain/app.h"
#include "format/json.h"

/* Writes it as docs/api.md says, from the campaign's first day until today; place 0: the actor's
 * own. NOT_FOUND outside his reach. */
MUST_CHECK enum status coverage_json(struct app *app, struct work *work, int64_t place,
                                     struct json_out *out, struct error *error);

#endif
