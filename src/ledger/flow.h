/*
 * flow: the states a record of a ledger goes through and the actions that move it, declared once.
 * Nothing but an action changes the state field, whatever the way in (page, API, import, command
 * line), so an illegal step is impossible.
 *
 *     applied --review--> public --decide--> valid --exit--> exiting --confirm--> exited
 *        \--return--> returned --apply again--> applied          (recognition, for example)
 */
#ifndef LEDGER_FLOW_H
#define LEDGER_FLOW_H

#include "ledger/ledger.h"

struct change;

enum flow_flags {
    ACTION_REASON = 1 << 0,  /* a reason must be given */
    ACTION_SECOND = 1 << 1,  /* by another person than who did the step before */
    ACTION_BATCH = 1 << 2,   /* may be done for many rows at once */
    ACTION_ADVERSE = 1 << 3, /* against the person's interest: shown in red, asked twice */
};

struct flow_state {
    const char *code, *label;
    const char *tone; /* info ok warn bad mute: the colour beside the word */
};

enum { FLOW_FROM_MAX = 4 };

struct flow_action {
    const char *name;                /* API word */
    const char *label;               /* on the button: 乡镇初审通过 */
    const char *from[FLOW_FROM_MAX]; /* states it starts from; the rest NULL */
    const char *to;                  /* NULL: the state stays */
    unsigned flags;
    unsigned roles;            /* bits 1 << enum role: who may */
    const char *const *fields; /* fields asked for with the action; NULL-ended, may be NULL */
    /* What the step itself sets or forbids: dates, numbers, waiting days. May be NULL. */
    void (*apply)(struct change *change, struct errors *errors);
};

struct flow {
    int state; /* index of the state field: KIND_CODE, read-only */
    const struct flow_state *states;
    size_t state_count;
    const struct flow_action *actions;
    size_t action_count;
    /* States in which what belongs to the row (attachments) stays as it is; NULL-ended, may be
     * NULL. */
    const char *const *settled;
};

/* By code or name; NULL when there is none. */
const struct flow_state *flow_state(const struct flow *flow, struct text code);
const struct flow_action *flow_action(const struct flow *flow, struct text name);
/* Whether a row in this state is settled. */
bool flow_settled(const struct flow *flow, struct text state);
/* Whether the action starts from this state. */
bool flow_allows(const struct flow_action *action, struct text state);

#endif
