/*
 * claim: which of several processes does which task of one piece of work, settled in a database all
 * of them reach. A claim is a lease: it is renewed while the process lives and runs out some
 * seconds after it died, then another may have the task. So a task may be done twice; who shares
 * work this way must not mind. Claims are no part of any county's data: their table is made where
 * it is needed and is empty when nobody works.
 */
#ifndef STORE_CLAIM_H
#define STORE_CLAIM_H

#include "store/db.h"

struct claims; /* of one process on one piece of work */

/* Opens the database (db.h) and begins to renew, each third of the lease, in a thread of its own.
 * `work` names the piece of work. */
MUST_CHECK enum status claims_open(const char *where, int64_t work, int64_t lease_ms,
                                   struct claims **out, struct arena *arena, struct error *error);
/* Ends the claims of this process; `done` those of all on this work. */
void claims_close(struct claims *claims, bool done);

/* Whether the task is this process's from now on; again and again where it was already. From any
 * thread. */
bool claim_take(struct claims *claims, int64_t task);
/* Whether the database could not be reached: then no task will ever be had. */
bool claims_failed(const struct claims *claims);

#endif
