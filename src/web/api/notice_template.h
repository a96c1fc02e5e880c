/* The templates of a notice's letters: docs/api.md. */
#ifndef WEB_API_NOTICE_TEMPLATE_H
#define WEB_API_NOTICE_TEMPLATE_H

#include "web/route.h"

extern const struct route notice_template_routes[]; /* ended by one without a path */

#endif
