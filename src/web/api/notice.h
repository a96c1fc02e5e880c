/* The versions of the notice: drafts, their checks, what they would change, switching. */
#ifndef WEB_API_NOTICE_H
#define WEB_API_NOTICE_H

#include "web/route.h"

extern const struct route notice_routes[];

#endif
