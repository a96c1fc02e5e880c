/*
 * idempotency: a writing request that carries an Idempotency-Key is carried out once: its answer is
 * kept in the same transaction for a day, and the same key gives that answer again. The same key
 * with another request is refused. What a request asks is kept as a keyed digest: it may hold a
 * password.
 */
#ifndef WEB_IDEMPOTENCY_H
#define WEB_IDEMPOTENCY_H

#include "web/request.h"

/*
 * Looks for an earlier answer; when there is one `kept` and the status are this request's and
 * `answered` is set. INVALID when the key belongs to another request. A caller who is not signed in
 * (set-up) has the keys of nobody.
 */
MUST_CHECK enum status idempotency_find(struct request *request, struct error *error);
/* Keeps request->kept, or else the answer just made, and forgets those of days before. Does nothing
 * without a key. */
MUST_CHECK enum status idempotency_keep(struct request *request, struct error *error);

#endif
