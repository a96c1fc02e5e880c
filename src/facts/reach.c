#include "facts/board.h"

#include "ledger/flow.h"

static bool region_reached(const struct table *table, int field, uint32_t row,
                           const struct actor *actor)
{
    const struct column *column = &table->columns[field];
    struct value region = table_value(table, column, row);
    return value_is_set(&region) && actor_reaches(actor, region.number);
}

static bool person_reached(const struct table *table, uint32_t row, const struct actor *actor)
{
    const struct column *person = &table->columns[table->ledger->person];
    if (person->to == NULL || !column_known(person, row)) {
        return false;
    }
    return region_reached(person->to, person->to->ledger->region,
                          (uint32_t)column_number(person, row), actor);
}

bool table_reached(const struct table *table, uint32_t row, const struct actor *actor)
{
    const struct ledger *ledger = table->ledger;
    if ((ledger->scope == SCOPE_REGION && !region_reached(table, ledger->region, row, actor)) ||
        (ledger->scope == SCOPE_PERSON && !person_reached(table, row, actor))) {
        return false;
    }
    const char *unseen = ledger_unseen(ledger, actor);
    if (unseen != NULL) {
        struct value state = table_value(table, &table->columns[ledger->flow->state], row);
        if (text_is(state.text, unseen)) {
            return false;
        }
    }
    int own = ledger_own(ledger, actor);
    if (own >= 0) {
        struct value organization = table_value(table, &table->columns[own], row);
        return value_is_set(&organization) && organization.number == actor->organization;
    }
    return actor->role != ROLE_ENTERPRISE || table->ids[row] == actor->organization;
}
