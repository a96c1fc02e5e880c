/* quality: how good the registry is, by unit. */
#ifndef WEB_API_QUALITY_H
#define WEB_API_QUALITY_H

#include "web/request.h"

extern const struct route quality_routes[]; /* ended by one without a path */

#endif
