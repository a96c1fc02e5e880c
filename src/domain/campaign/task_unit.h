/*
 * task_unit (任务办理): one task of the notice's list (附件3) at one unit that owes it: a township,
 * a village to which its township delegated it, a bureau, a workshop. Tasks themselves stand in the
 * notice; a row says how far the unit is, by when it must be done, and what it shows for it. Rows
 * are opened by task_open.h and moved by the flow of task_flow.h.
 *
 * What happened on which day stands in `steps`, so that the light of any past day can be told.
 */
#ifndef DOMAIN_CAMPAIGN_TASK_UNIT_H
#define DOMAIN_CAMPAIGN_TASK_UNIT_H

#include "ledger/ledger.h"

enum {
    TASK_UNIT_TASK,
    TASK_UNIT_UNIT,
    TASK_UNIT_LEVEL,
    TASK_UNIT_REGION,
    TASK_UNIT_ORGANIZATION,
    TASK_UNIT_STATE,
    TASK_UNIT_DUE,
    TASK_UNIT_HANDLER,
    TASK_UNIT_TOTAL,
    TASK_UNIT_DONE,
    TASK_UNIT_PROGRESS,
    TASK_UNIT_EVIDENCE,
    TASK_UNIT_REPORTED_ON,
    TASK_UNIT_OPINION,
    TASK_UNIT_ACCEPTED_ON,
    TASK_UNIT_URGES,
    TASK_UNIT_URGED_ON,
    TASK_UNIT_STEPS,
    TASK_UNIT__COUNT
};

extern const struct ledger task_unit_ledger;

#endif
