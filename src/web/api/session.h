/* session: set-up of a new site, signing in and out, the own password and second factor. */
#ifndef WEB_API_SESSION_H
#define WEB_API_SESSION_H

#include "web/request.h"

extern const struct route session_routes[]; /* ended by one without a path */

/* Writes the session as docs/api.md says. */
void session_write(struct request *request, struct json_out *out);

#endif
