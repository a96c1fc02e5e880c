/* report: the notice's statistics: the form, who stands behind a figure, typed figures, files. */
#ifndef WEB_API_REPORT_H
#define WEB_API_REPORT_H

#include "report/report.h"
#include "web/route.h"

extern const char *const report_formats[]; /* what a form's file may be asked as; NULL-ended */
/* A number of the column's unit (yuan, people) in its smallest parts; INVALID when it is none. */
MUST_CHECK enum status report_read_value(struct request *request,
                                         const struct report_column *column,
                                         const struct json *value, int64_t *out,
                                         struct error *error);
/* Sends a filled form in the format asked for (query member `format`), named stem.format. */
MUST_CHECK enum status report_send(struct request *request, const struct report *report,
                                   struct text stem, struct error *error);

extern const struct payload report_payload;         /* a filled form */
extern const struct payload report_members_payload; /* who stands behind a figure */
extern const struct route report_routes[];          /* ended by one without a path */

#endif
