/*
 * schema: what the pages are made from: every ledger the caller may read with its fields, states
 * and what he may do, the code tables, the regions. Walkers over the same tables as everything
 * else.
 */
#ifndef WEB_API_SCHEMA_H
#define WEB_API_SCHEMA_H

#include "web/request.h"

extern const struct route schema_routes[]; /* ended by one without a path */

#endif
