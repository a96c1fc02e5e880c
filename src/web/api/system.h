/* system: health, figures about the program, the description of the interface. */
#ifndef WEB_API_SYSTEM_H
#define WEB_API_SYSTEM_H

#include "web/request.h"

extern const struct route system_routes[]; /* ended by one without a path */

#endif
