/*
 * submission_board (报送情况): every round of every report of the notice with its units: who handed
 * in, late or not yet, what is due, who is on time how often. As of the work's today.
 */
#ifndef DOMAIN_CAMPAIGN_SUBMISSION_BOARD_H
#define DOMAIN_CAMPAIGN_SUBMISSION_BOARD_H

#include "domain/app.h"
#include "format/json.h"

/*
 * Writes {"rounds":[…],"ranking":[…],"today"} as docs/api.md says, as far as the actor reaches.
 * Lights: done (handed in), red (late and not handed in), yellow (to be reminded of, or returned),
 * green (time left), none (no deadline chosen).
 */
MUST_CHECK enum status submission_board_json(struct app *app, struct work *work,
                                             struct json_out *out, struct error *error);

#endif
