/*
 * render: a report as a file. All of them append to a buffer whose ceiling the caller set, and say
 * TOO_LARGE when it is full.
 */
#ifndef REPORT_RENDER_H
#define REPORT_RENDER_H

#include "base/buf.h"
#include "format/json.h"
#include "report/report.h"

/*
 * One heading row (each column by its full name), one row for each unit in the notice's order, the
 * county's row last; blank figures are empty cells. UTF-8 with a byte order mark.
 */
MUST_CHECK enum status report_csv(struct arena *arena, const struct report *report, struct buf *out,
                                  struct error *error);

/*
 * The form as the notice prints it: title, heading rows merged as the form has them, borders, its
 * fonts and paper, one page wide, heading repeated on every page. Figures are numbers. A typed
 * figure carries its reason and the computed one as the cell's comment. The same report gives the
 * same bytes.
 */
MUST_CHECK enum status report_xlsx(struct arena *arena, const struct report *report,
                                   struct buf *out, struct error *error);

/* The same face as PDF. INVALID when a character cannot be drawn; the message names it. */
MUST_CHECK enum status report_pdf(struct arena *arena, const struct report *report, struct buf *out,
                                  struct error *error);

/*
 * The report as docs/api.md describes it, as one JSON value: heading, columns, rows with computed
 * figures beside typed ones, checks that do not hold and those that could not be asked.
 */
void report_json(struct arena *arena, const struct report *report, struct json_out *json);

#endif
