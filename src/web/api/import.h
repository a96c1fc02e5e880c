/* import: spreadsheets in: hand in, correct the reading, confirm, undo, give back. */
#ifndef WEB_API_IMPORT_H
#define WEB_API_IMPORT_H

#include "web/request.h"

extern const struct route import_routes[]; /* ended by one without a path */

#endif
