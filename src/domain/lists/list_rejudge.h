/*
 * list_rejudge: people changed; which pairs of a list must be judged anew, which rows may be held
 * against them, and what becomes of the pairs then:
 *
 *   undecided                 scored again; gone when nothing is alike any more. An answer that
 *                             one reviewer gave on another basis is taken back
 *   settled, the same basis   left alone
 *   settled, another basis    kept when what is found now says the same; else put up again with
 *                             the changed reason
 *   one row and one person    two records became one (person_merge): the pair that says most
 *   in two pairs              stays, the other goes
 */
#ifndef DOMAIN_LISTS_LIST_REJUDGE_H
#define DOMAIN_LISTS_LIST_REJUDGE_H

#include "domain/lists/list_pairs.h"
#include "domain/lists/list_sides.h"

struct list_stale {
    int64_t match, place, person;
    bool gone;  /* the person was taken out of use */
    bool twice; /* two records became one: another pair of this row is about the same person */
};

struct list_rejudge {
    int64_t list, job;
    struct list_stale *stale; /* by place */
    size_t n;
    struct list_places rows; /* besides those that found nobody */
    struct list_side people; /* whom nobody on the list is for certain, or no longer */
    int64_t put_up, dropped; /* of the pairs written so far */
};

/* What is to be done about one list. `changed` are the ids of those who changed, rising; `people`
 * those of them that are there, by id. All in work->arena. */
MUST_CHECK enum status list_rejudge_plan(struct work *work, int64_t list, const int64_t *changed,
                                         size_t changed_n, const struct list_side *people,
                                         struct list_rejudge *out, struct error *error);

/* Writes what becomes of stale[from..to); `left` and `found` are what the engine was given and
 * said. In a write transaction, closed with an audit entry. */
MUST_CHECK enum status list_rejudge_write(struct work *work, struct list_rejudge *r,
                                          const struct list_side *left,
                                          const struct list_found *found, size_t from, size_t to,
                                          struct error *error);

#endif
