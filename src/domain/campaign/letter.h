/*
 * letter (函): what the campaign's office sends to a unit: 函, 督办函, 通报. It gets its number
 * when it is sent, running within its kind and year without a gap; it is answered with the answer
 * attached. The text is a .docx attached to it (domain/campaign/letters.h).
 *
 *     drafted --send--> sent --answer--> answered
 *        '--void--> voided
 */
#ifndef DOMAIN_CAMPAIGN_LETTER_H
#define DOMAIN_CAMPAIGN_LETTER_H

#include "ledger/flow.h"

enum {
    LETTER_TITLE,
    LETTER_KIND,
    LETTER_TEMPLATE,
    LETTER_REGION,
    LETTER_ORGANIZATION, /* the bureau or workshop that it goes to; unset: the place */
    LETTER_STATE,
    LETTER_NO,
    LETTER_YEAR,
    LETTER_SEQ,
    LETTER_ROWS,
    LETTER_WHY_TEXT,
    LETTER_GROUNDS_TEXT,
    LETTER_EVIDENCE,
    LETTER_DATED,
    LETTER_DUE,
    LETTER_ANSWER,
    LETTER_ANSWERED_ON,
    LETTER_REMARK,
    LETTER__COUNT
};

extern const struct ledger letter_ledger;

#endif
