/* attachment: files that belong to a row of a ledger: handed in, listed, shown, taken away. */
#ifndef WEB_API_ATTACHMENT_H
#define WEB_API_ATTACHMENT_H

#include "web/request.h"

extern const struct route attachment_routes[]; /* ended by one without a path */

#endif
