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

/* The unit key of the county's own row. */
#define SUBMISSION_COUNTY "county"

#endif
