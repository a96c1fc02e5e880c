/* file: what goes out: exports, templates to fill in, files made for somebody; and steps taken on
 * many rows at once. */
#ifndef WEB_API_FILE_H
#define WEB_API_FILE_H

#include "web/request.h"

extern const struct route file_routes[]; /* ended by one without a path */

#endif
