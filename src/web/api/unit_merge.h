/* unit_merge: two places of the county made one. */
#ifndef WEB_API_UNIT_MERGE_H
#define WEB_API_UNIT_MERGE_H

#include "web/request.h"

extern const struct route unit_merge_routes[]; /* ended by one without a path */

#endif
