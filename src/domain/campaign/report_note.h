/*
 * report_note (报表批注): what people write about a submission: the prose that the report asks for,
 * the sentence that a warning needs, the county's remark to a cell when it returns a report, a
 * comment to a cell. Each names its target: a column, a check or a part of the prose.
 */
#ifndef DOMAIN_CAMPAIGN_REPORT_NOTE_H
#define DOMAIN_CAMPAIGN_REPORT_NOTE_H

#include "ledger/ledger.h"

enum {
    REPORT_NOTE_SUBMISSION,
    REPORT_NOTE_REGION,
    REPORT_NOTE_KIND,
    REPORT_NOTE_TARGET,
    REPORT_NOTE_LABEL,
    REPORT_NOTE_BODY,
    REPORT_NOTE_DAY,
    REPORT_NOTE__COUNT
};

/* report_note.kind */
#define NOTE_PROSE   "prose"   /* target: key of the form's prose */
#define NOTE_EXPLAIN "explain" /* target: key of the check */
#define NOTE_REMARK  "remark"  /* target: key of the column; empty: the whole */
#define NOTE_COMMENT "comment"

extern const struct ledger report_note_ledger;

#endif
