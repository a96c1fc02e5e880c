/*
 * message (消息): something said to a unit: who urges whom about what. It stands in the outbox from
 * the day it is written; the unit finds it on its work page and says that it has read it. Sending
 * it by other ways (短信、微信) is for later and reads the same rows.
 */
#ifndef DOMAIN_OUTREACH_MESSAGE_H
#define DOMAIN_OUTREACH_MESSAGE_H

#include "ledger/ledger.h"

enum {
    MESSAGE_TITLE,
    MESSAGE_KIND,
    MESSAGE_REGION,
    MESSAGE_ORGANIZATION,
    MESSAGE_TASK_UNIT,
    MESSAGE_TEXT,
    MESSAGE_STATE,
    MESSAGE_SENT_ON,
    MESSAGE_READ_ON,
    MESSAGE__COUNT
};

extern const struct ledger message_ledger;

#endif
