/*
 * xls: workbooks of the old binary kind (BIFF in an OLE container: .xls, the older WPS .et). They
 * are parsed by libfreexl, which has had memory faults, and come from anybody: so the parsing runs
 * in a forked child that may do nothing but compute, read the one file and write to one pipe
 * (seccomp, rlimits on processor time and memory). What comes back over the pipe is checked as
 * foreign input. A child that crashes or runs too long is an ordinary error here.
 *
 * freexl tells cell values, dates as text (2022-09-08); what is hidden or merged comes from
 * format/biff.h.
 */
#ifndef FORMAT_XLS_H
#define FORMAT_XLS_H

#include "format/sheet.h"

struct xls; /* the cells of all sheets; lives in the arena given to xls_open */

/*
 * Parses the whole workbook. INVALID when it is damaged, protected by a password or stopped the
 * child; TOO_LARGE when its cells take more than CEILING_XLS_CELLS; UNAVAILABLE when no child could
 * be made.
 */
MUST_CHECK enum status xls_open(struct arena *arena, struct text bytes, struct xls **out,
                                struct error *error);
size_t xls_sheet_count(const struct xls *xls);
struct sheet_info xls_sheet(const struct xls *xls, size_t index);
/* Streams one sheet's rows; cannot fail any more. */
void xls_read(const struct xls *xls, size_t index, struct sheet_sink sink,
              struct sheet_summary *summary);

#endif
