/* reviews: the queue of people who may be one, and what clerks decide about them. */
#ifndef WEB_API_REVIEWS_H
#define WEB_API_REVIEWS_H

#include "web/route.h"

extern const struct route review_routes[]; /* ended by one without a path */

#endif
