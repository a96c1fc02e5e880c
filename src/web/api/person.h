/* person: everything about one person on one page (一人一档). */
#ifndef WEB_API_PERSON_H
#define WEB_API_PERSON_H

#include "web/request.h"

extern const struct route person_routes[]; /* ended by one without a path */

#endif
