/*
 * idempotency: a writing request that carries an Idempotency-Key is carried out once: its answer is
 * kept in the same transaction for a day, and the same key gives that answer again. The same key
 * with another request is refused.
 */
#ifndef WEB_IDEMPOTENCY_H
#define WEB_IDEMPOTENCY_H

#include "web/request.h"

/* Looks for an earlier answer; when there is one it becomes this request's and answered is set. */
MUST_CHECK enum status idempotency_find(struct request *request, struct error *error);
/* Keeps the answer just made, and forgets those of days before. Does nothing without a key. */
MUST_CHECK enum status idempotency_keep(struct request *request, struct error *error);

#endif
