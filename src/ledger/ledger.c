#include "ledger/ledger.h"

#include <string.h>

#include "ledger/actor.h"

struct row *row_new(struct arena *arena, const struct ledger *ledger)
{
    struct row *row = arena_new(arena, struct row);
    row->ledger = ledger;
    row->value = arena_array(arena, struct value, ledger->count);
    return row;
}

struct row *row_copy(struct arena *arena, const struct row *row)
{
    struct row *copy = row_new(arena, row->ledger);
    struct value *value = copy->value;
    *copy = *row;
    copy->value = value;
    for (size_t i = 0; i < row->ledger->count; i++) {
        value[i] = row->value[i];
        value[i].text = arena_text(arena, row->value[i].text);
    }
    return copy;
}

int ledger_field(const struct ledger *ledger, struct text name)
{
    for (size_t i = 0; i < ledger->count; i++) {
        if (text_is(name, ledger->fields[i].name)) {
            return (int)i;
        }
    }
    return -1;
}

int ledger_own(const struct ledger *ledger, const struct actor *actor)
{
    const char *name = actor->role == ROLE_ENTERPRISE ? "organization_id"
                       : actor->role == ROLE_BUREAU   ? "sender_id"
                                                      : NULL;
    return name == NULL ? -1 : ledger_field(ledger, text_of(name));
}

const char *ledger_unseen(const struct ledger *ledger, const struct actor *actor)
{
    bool all = actor_is(actor, ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_AUDITOR));
    return all ? NULL : ledger->draft;
}

const struct ledger *ledger_find(const struct ledger *const *all, struct text name)
{
    for (; *all != NULL; all++) {
        if (text_is(name, (*all)->name)) {
            return *all;
        }
    }
    return NULL;
}
