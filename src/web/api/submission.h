/* submission: handing reports in and looking at who did (报表报送). */
#ifndef WEB_API_SUBMISSION_H
#define WEB_API_SUBMISSION_H

#include "web/route.h"

extern const struct route submission_routes[]; /* ended by one without a path */

#endif
