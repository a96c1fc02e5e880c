/* list_sides: the people of a list and the registered people, as the engine takes them. */
#ifndef DOMAIN_LISTS_LIST_SIDES_H
#define DOMAIN_LISTS_LIST_SIDES_H

#include "domain/lists/list_engine.h"
#include "ledger/work.h"

/* The rows of a list with that outcome (empty: all), without those that repeat a row above them.
 * key: the place. In work->arena. */
MUST_CHECK enum status list_side_rows(struct work *work, int64_t list, struct text outcome,
                                      struct list_side *out, struct error *error);

/* The registered people the actor reaches: all (ids NULL), or those of them that are there. key:
 * the id. In work->arena. */
MUST_CHECK enum status list_side_registry(struct work *work, const int64_t *ids, size_t n,
                                          struct list_side *out, struct error *error);

#endif
