/* units: the places that figures are told by inside a place. */
#ifndef DOMAIN_CAMPAIGN_UNITS_H
#define DOMAIN_CAMPAIGN_UNITS_H

#include "domain/app.h"
#include "standard/region.h"

/*
 * The notice's townships inside `place`, or else what lies directly in it, or else itself; at most
 * `most`. Returns how many; those that the region tree does not know are left out.
 */
size_t units_below(const struct app_books *books, struct arena *arena, int64_t place,
                   const struct region **out, size_t most);

/*
 * Bureaus and townships are organizations too: lists come from them, letters go to them, tasks and
 * reports are theirs by name. Makes the rows that a notice's units have not got yet, in a write
 * transaction by whoever may make organizations; *made says how many. CONFLICT or INVALID as
 * change_save.
 */
MUST_CHECK enum status units_enter(struct work *work, const struct notice *notice, size_t *made,
                                   struct error *error);

#endif
