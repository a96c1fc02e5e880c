/* person_merge: two records of one person made one and taken apart, and where such records are. */
#ifndef WEB_API_PERSON_MERGE_H
#define WEB_API_PERSON_MERGE_H

#include "web/request.h"

extern const struct payload merge_payload;       /* one merging as answered */
extern const struct route person_merge_routes[]; /* ended by one without a path */

#endif
