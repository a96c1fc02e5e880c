/*
 * board: the work page: how far the campaign is (figures), what waits for somebody (todo), how it
 * went from week to week and how far each place is. Everything counted is a named predicate
 * (domain/definitions.h, or the notice's own of that name) over the facts, within the caller's
 * reach, and opens into the list that the same predicate gives.
 */
#ifndef DOMAIN_CAMPAIGN_BOARD_H
#define DOMAIN_CAMPAIGN_BOARD_H

#include "domain/app.h"
#include "format/json.h"

/*
 * Writes docs/api.md's answer of GET /board as of today, flows counted from the first day of the
 * notice in force. Weeks run from Monday, the first and the last cut at the campaign's days, none
 * of them later than today. Towns are the notice's townships for a county, the villages for a
 * township; a village stands alone. What the caller may not read is left out. INVALID when the
 * notice gives one of the names another meaning (another ledger's, or no predicate).
 */
MUST_CHECK enum status board_json(struct app *app, struct work *work, struct json_out *out,
                                  struct error *error);

#endif
