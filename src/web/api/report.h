/* report: the notice's statistics: the form, who stands behind a figure, typed figures, files. */
#ifndef WEB_API_REPORT_H
#define WEB_API_REPORT_H

#include "web/route.h"

extern const struct payload report_payload;         /* a filled form */
extern const struct payload report_members_payload; /* who stands behind a figure */
extern const struct route report_routes[];          /* ended by one without a path */

#endif
