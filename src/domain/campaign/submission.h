/*
 * submission (报送): one report of one round from one unit, as it goes from the unit to the county
 * office and back. The county's own row (unit "county") is the whole table, frozen once the units
 * below have theirs accepted. What was handed in is kept as a file (report/frozen.h): its figures
 * and the people behind them cannot change any more. Rows are made and moved by submitting.h alone.
 *
 *     draft --submit--> submitted --accept--> accepted --freeze--> frozen      a unit's
 *                        ^    |                  |   ^                |
 *       (returned) ------+    +---return---------+   +----unfreeze----+
 *
 *     draft --seal--> frozen --reopen--> returned                              the county's table
 */
#ifndef DOMAIN_CAMPAIGN_SUBMISSION_H
#define DOMAIN_CAMPAIGN_SUBMISSION_H

#include "ledger/flow.h"
#include "ledger/ledger.h"

enum {
    SUBMISSION_TITLE,
    SUBMISSION_REPORT,
    SUBMISSION_ROUND,
    SUBMISSION_UNIT,
    SUBMISSION_REGION,
    SUBMISSION_ORGANIZATION,
    SUBMISSION_STATE,
    SUBMISSION_AS_OF,
    SUBMISSION_DUE,
    SUBMISSION_EXTENDED_TO,
    SUBMISSION_SUBMITTED_ON,
    SUBMISSION_FIRST_ON,
    SUBMISSION_LATE,
    SUBMISSION_TIMES,
    SUBMISSION_ACCEPTED_ON,
    SUBMISSION_FROZEN,
    SUBMISSION_STEPS,
    SUBMISSION__COUNT
};

extern const struct ledger submission_ledger;
extern const struct flow submission_flow;

/* Where a report stood at the end of a day. */
struct submission_stand {
    const char *state;         /* draft … frozen; NULL: nothing was written yet */
    int32_t first_on, last_on; /* handed in; DATE_NONE: not */
    int32_t extended_to;       /* the county's leave to hand in after the lock; DATE_NONE: none */
    int64_t times;             /* handed in */
    bool late; /* the first time was after the deadline: being let, accepted or sealed later does
                  not change that, nor does handing in again after a return */
};

/* By its steps; `row` may be NULL. */
struct submission_stand submission_stand_at(const struct row *row, int32_t day);

/* Lets the unit hand in until a day though the round is locked. */
void submission_let(struct change *change, int32_t until);

/* The unit key of the county's own row. */
#define SUBMISSION_COUNTY "county"

#endif
