/*
 * list_demo: bureaus' lists for a demo county, of people who are registered there, with the dirt
 * that such lists have: digits wrong and swapped, old and missing numbers, names of the same sound,
 * one number under two names, people nobody knows. Some come in several versions, from which people
 * leave, into which people enter, and whose senders put some of the dirt right. The same seed gives
 * the same lists.
 */
#ifndef DOMAIN_LISTS_LIST_DEMO_H
#define DOMAIN_LISTS_LIST_DEMO_H

#include "domain/app.h"

enum { LIST_DEMO_VERSIONS = 3 };

struct list_demo {
    uint64_t seed;
    int32_t day; /* the day the demo stands at */
};

/*
 * Hands in one version (from 1) of each list that has so many, and asks for their comparison; *sent
 * says how many. In the caller's write transaction, after people and units are there and the
 * versions before are compared.
 */
MUST_CHECK enum status list_demo_send(struct app *app, struct work *work,
                                      const struct list_demo *plan, int version, int *sent,
                                      struct error *error);

/*
 * The weeks of work with them, in transactions and jobs of its own: each version sent and compared,
 * a part of the suspects decided, by two people where it is hard, lists applied. Other jobs must
 * not run; app->jobs is started and stopped.
 */
MUST_CHECK enum status list_demo_run(struct app *app, const struct list_demo *plan,
                                     struct arena *arena, struct error *error);

#endif
