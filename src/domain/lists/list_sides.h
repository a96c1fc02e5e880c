/* list_sides: the people of a list and the registered people, as the engine takes them. */
#ifndef DOMAIN_LISTS_LIST_SIDES_H
#define DOMAIN_LISTS_LIST_SIDES_H

#include "domain/lists/list_engine.h"
#include "ledger/work.h"

enum list_side_rows {
    LIST_ROWS_ALL,
    LIST_ROWS_FRESH, /* entered or changed since the version before */
    LIST_ROWS_ALONE, /* found nobody so far */
};
struct list_places {
    const int64_t *at; /* rising */
    size_t n;
};
/* Those rows of a list, without those that repeat a row above them; `also` (may be NULL) are places
 * of further rows. key: the place. In work->arena. */
MUST_CHECK enum status list_side_rows(struct work *work, int64_t list, enum list_side_rows which,
                                      const struct list_places *also, struct list_side *out,
                                      struct error *error);

/* The rows at these places alone. */
MUST_CHECK enum status list_side_places(struct work *work, int64_t list,
                                        const struct list_places *places, struct list_side *out,
                                        struct error *error);

/* The registered people the actor reaches: all (ids NULL), or those of them that are there. key:
 * the id. In work->arena. */
MUST_CHECK enum status list_side_registry(struct work *work, const int64_t *ids, size_t n,
                                          struct list_side *out, struct error *error);

/* Leaves out of the registry's side whoever a row unchanged since the version before is already,
 * for certain. */
MUST_CHECK enum status list_side_free(struct work *work, int64_t list, struct list_side *people,
                                      struct error *error);

#endif
