/* checks: asks a form's checks of a report whose cells are filled. */
#ifndef REPORT_CHECKS_H
#define REPORT_CHECKS_H

#include "report/report.h"

/* Fills the report's findings and unasked; `previous` may be NULL. */
void report_check_all(struct arena *arena, struct report *report,
                      const struct report_previous *previous);

#endif
