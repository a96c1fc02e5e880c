/*
 * watch_item (关注事项): something about a person that somebody must look into, found by comparing
 * a bureau's list with the registry: work lost, come home, a family in which nobody works; or a red
 * flag: he draws something that the list says he should not. It names the list, the row and the
 * decision it rests on, and is closed by a clerk with what became of it.
 *
 *     open --settle--> done        open --dismiss--> dismissed
 */
#ifndef DOMAIN_CARE_WATCH_ITEM_H
#define DOMAIN_CARE_WATCH_ITEM_H

#include "ledger/flow.h"
#include "ledger/ledger.h"

enum {
    WATCH_ITEM_PERSON,
    WATCH_ITEM_KIND,
    WATCH_ITEM_STATE,
    WATCH_ITEM_FOUND_ON,
    WATCH_ITEM_DETAIL,
    WATCH_ITEM_EVIDENCE,
    WATCH_ITEM_HOUSEHOLD,
    WATCH_ITEM_RESULT,
    WATCH_ITEM_CLOSED_ON,
    WATCH_ITEM__COUNT
};

extern const struct ledger watch_item_ledger;

#endif
