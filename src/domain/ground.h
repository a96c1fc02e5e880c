/* ground: what rules may name in this product: its ledgers, its definitions, what codes and regions
 * are called. */
#ifndef DOMAIN_GROUND_H
#define DOMAIN_GROUND_H

#include "domain/app.h"
#include "notice/ground.h"

/* The ground over these books' codes and regions; lives in the books' arena. */
const struct notice_ground *ground_make(struct app_books *books);

/*
 * Reads the notice in a folder and checks all that can be checked without a site: its files, and
 * every predicate against the ledgers. All mistakes are in faults; *out is NULL when it cannot be
 * used at all.
 */
MUST_CHECK enum status ground_check_notice(struct arena *arena, const char *folder,
                                           const struct notice **out, struct faults *faults,
                                           struct error *error);

#endif
