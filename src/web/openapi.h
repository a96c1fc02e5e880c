/*
 * openapi: the interface described in OpenAPI 3.1, by walking the routes, the payloads they name
 * and the ledgers. Nothing is written by hand, so the description cannot differ from the server.
 */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "format/json.h"
#include "ledger/ledger.h"

/* Writes the whole document as one JSON value. `ledgers` is NULL-ended. */
void openapi_write(const struct ledger *const *ledgers, struct json_out *out);

#endif
