/* routes: every table of routes of the product, in the order in which they are described. */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include "web/route.h"

extern const struct route_table all_routes[]; /* ended by one without routes */

#endif
