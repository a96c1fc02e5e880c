/* campaign: the work page's board. */
#ifndef WEB_API_CAMPAIGN_H
#define WEB_API_CAMPAIGN_H

#include "web/route.h"

extern const struct route campaign_routes[]; /* ended by one without a path */

#endif
