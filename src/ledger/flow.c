#include "ledger/flow.h"

const struct flow_state *flow_state(const struct flow *flow, struct text code)
{
    for (size_t i = 0; i < flow->state_count; i++) {
        if (text_is(code, flow->states[i].code)) {
            return &flow->states[i];
        }
    }
    return NULL;
}

const struct flow_action *flow_action(const struct flow *flow, struct text name)
{
    for (size_t i = 0; i < flow->action_count; i++) {
        if (text_is(name, flow->actions[i].name)) {
            return &flow->actions[i];
        }
    }
    return NULL;
}

bool flow_allows(const struct flow_action *action, struct text state)
{
    for (size_t i = 0; i < FLOW_FROM_MAX && action->from[i] != NULL; i++) {
        if (text_is(state, action->from[i])) {
            return true;
        }
    }
    return false;
}

bool flow_settled(const struct flow *flow, struct text state)
{
    for (const char *const *s = flow->settled; s != NULL && *s != NULL; s++) {
        if (text_is(state, *s)) {
            return true;
        }
    }
    return false;
}
