/* lists: bureaus' lists handed in, read, compared with the registry and told. */
#ifndef WEB_API_LISTS_H
#define WEB_API_LISTS_H

#include "web/route.h"

extern const struct route list_routes[]; /* ended by one without a path */

#endif
