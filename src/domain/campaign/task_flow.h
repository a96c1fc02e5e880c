/*
 * task_flow: the steps of a task at a unit, and the days by which they must be taken.
 *
 *     open --record--> doing --report--> reported --accept--> accepted
 *                        ^                   |                   |
 *                        +---(again)--- returned <---return------+ (reopen)
 *
 * Beside these, without changing the state: extend (延期), transfer (转办), delegate (委派: a row
 * for each village of a township), urge (催办: a message into the outbox). The unit itself, or who
 * stands above it, records and reports; who stands above it accepts, and never the same person.
 */
#ifndef DOMAIN_CAMPAIGN_TASK_FLOW_H
#define DOMAIN_CAMPAIGN_TASK_FLOW_H

#include "ledger/flow.h"
#include "notice/notice.h"
#include "standard/calendar.h"

extern const struct flow task_flow;

/* Fills level, unit and deadline of a new row, and keeps what only a step may change. */
void task_check(struct change *change, struct errors *errors);
/* Only who stands above the unit takes a task back, and not once it was reported: CONFLICT. */
MUST_CHECK enum status task_removable(struct work *work, const struct row *row,
                                      struct error *error);

/* The task's last day for a unit: the notice's, and for villages so many working days before. */
int32_t task_due(const struct notice *notice, const struct notice_task *task,
                 const struct calendar *calendar, bool village);
/* The day from which the unit is reminded. */
int32_t task_remind(const struct notice *notice, const struct notice_task *task,
                    const struct calendar *calendar, int32_t due);
/* Whether a day is past the deadline (“X日前” with or without that day, as settings.yaml says). */
bool task_is_late(const struct notice *notice, int32_t due, int32_t day);

enum task_state {
    TASK_OPEN,
    TASK_DOING,
    TASK_REPORTED,
    TASK_RETURNED,
    TASK_ACCEPTED,
    TASK_STATE__COUNT
};

struct task_stand {
    enum task_state state;
    int32_t since;    /* the day of the step that led there; DATE_NONE: open from the start */
    int32_t reported; /* the last time; DATE_NONE: never */
};

/* Where the steps of a row ("2022-09-20 上报；2022-09-21 退回") had led at the end of a day. */
struct task_stand task_stand_at(struct text steps, int32_t day);
/* The deadline as it was known at the end of a day: `due`, or what it was before an extension that
 * came later. */
int32_t task_due_at(struct text steps, int32_t due, int32_t day);
enum task_state task_state_of(struct text code);
const char *task_state_code(enum task_state state);

#endif
