/*
 * submission_board (报送情况): every round of every report of the notice with its units: who handed
 * in, late or not yet, what is due, who is on time how often. As of the end of any day: a past one
 * is told by the steps of each report, as what is kept of it says nothing about when.
 */
#ifndef DOMAIN_CAMPAIGN_SUBMISSION_BOARD_H
#define DOMAIN_CAMPAIGN_SUBMISSION_BOARD_H

#include "domain/app.h"
#include "domain/campaign/round.h"
#include "format/json.h"

/*
 * Writes {"rounds":[…],"ranking":[…],"today"} as docs/api.md says, as far as the actor reaches.
 * Lights: done (handed in), red (late and not handed in), yellow (to be reminded of, or returned,
 * or late with the county's leave), green (time left), none (no deadline chosen).
 *
 * Rates count a unit of a round from its deadline on, or from when it handed in before: complete is
 * who has handed in of these, on time who did so in time the first time. The rounds and the ranking
 * add up to the same.
 */
MUST_CHECK enum status submission_board_json(struct app *app, struct work *work, int32_t as_of,
                                             struct json_out *out, struct error *error);

/* What a unit owes. */
struct submission_due {
    int64_t asked;               /* rounds past their deadline, or handed in before it */
    int64_t late;                /* handed in after it */
    size_t missing;              /* past it and neither handed in nor given time */
    const struct round **rounds; /* the missing */
    const struct row **rows;     /* what was written of each; NULL: nothing */
};

/* As of the end of a day, for each unit of the books' notice in its order; of all of them, whatever
 * the actor reaches. Nothing need have been written: what is due is asked of the calendar. */
MUST_CHECK enum status submission_board_due(struct work *work, const struct app_books *books,
                                            int32_t as_of, struct submission_due **out,
                                            struct error *error);

#endif
