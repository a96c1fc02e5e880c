/*
 * list_effects: what follows for a person from standing on a list, once it is settled that the row
 * is him; or from standing on it no longer. Every effect is a row of a ledger that names list, row
 * and decision, and is noted in list_effect, so that all of a list's effects can be told and taken
 * back together.
 *
 *   类别名单   a tag is opened; who qualifies and has not applied becomes a candidate (发现一人);
 *              who left the list since its last version has his tag closed; a household of which
 *              nobody works (零就业家庭)
 *   参保名单   found at work; come home (返乡); left the list: 就业转失业
 *   every list the notice's red flags for who should not be drawing something (list_flags.h)
 */
#ifndef DOMAIN_LISTS_LIST_EFFECTS_H
#define DOMAIN_LISTS_LIST_EFFECTS_H

#include "domain/lists/list_flags.h"
#include "domain/lists/list_store.h"

struct list_case {
    struct work *work; /* in a write transaction */
    const struct row *list;
    struct text title;     /* list_title */
    struct text sender;    /* name of the bureau */
    int64_t person, place; /* place -1: he is on the list no longer */
    int64_t match;         /* by which he was found; 0: none */
    int64_t job;           /* the batch of all changes */
    const struct list_flags *flags;
};

/* Brings about what follows from standing on the list. *made is increased by the effects. */
MUST_CHECK enum status list_effects_of_row(struct list_case *c, int64_t *made, struct error *error);
/* What follows from having stood on the version before and no longer. */
MUST_CHECK enum status list_effects_of_leaving(struct list_case *c, int64_t *made,
                                               struct error *error);

#endif
