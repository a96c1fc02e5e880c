/* ledger: lists, rows and steps of every ledger alike. */
#ifndef WEB_API_LEDGER_H
#define WEB_API_LEDGER_H

#include "web/request.h"

extern const struct route ledger_routes[]; /* ended by one without a path */

/* Writes `rows` of a query's page with its total, as docs/api.md says; rows that went away since
 * are left out. */
MUST_CHECK enum status ledger_write_rows(struct request *request, const struct ledger *ledger,
                                         const int64_t *ids, size_t n, struct error *error);

#endif
