/*
 * list_demo: two bureaus' lists for a demo county, of people who are registered there, with the
 * dirt that such lists have: digits wrong and swapped, old and missing numbers, names of the same
 * sound, one number under two names, people nobody knows. They are handed in and wait to be
 * compared as soon as the program runs. The same seed gives the same lists.
 */
#ifndef DOMAIN_LISTS_LIST_DEMO_H
#define DOMAIN_LISTS_LIST_DEMO_H

#include "domain/app.h"

struct list_demo {
    uint64_t seed;
    int32_t day; /* the day the demo stands at */
};

/* In the caller's write transaction, after people and units are there. */
MUST_CHECK enum status list_demo_fill(struct app *app, struct work *work,
                                      const struct list_demo *plan, struct error *error);

#endif
