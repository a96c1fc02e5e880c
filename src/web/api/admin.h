/* admin: accounts, API tokens, settings, working days and the audit. */
#ifndef WEB_API_ADMIN_H
#define WEB_API_ADMIN_H

#include "web/request.h"

extern const struct route user_routes[];  /* ended by one without a path */
extern const struct route admin_routes[]; /* ended by one without a path */
extern const struct route audit_routes[]; /* ended by one without a path */

#endif
