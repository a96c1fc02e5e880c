/* recognition: applying for many people at once, and the papers of a recognition. */
#ifndef WEB_API_RECOGNITION_H
#define WEB_API_RECOGNITION_H

#include "web/route.h"

extern const struct route recognition_routes[]; /* ended by one without a path */

#endif
