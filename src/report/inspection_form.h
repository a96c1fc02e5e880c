/*
 * inspection_form: the notice's table of the inspection (附表1) as a document: its heads as rows,
 * and beside each what was found, whether it is put right and how far. One form a unit, and one of
 * the county together.
 */
#ifndef REPORT_INSPECTION_FORM_H
#define REPORT_INSPECTION_FORM_H

#include "base/buf.h"
#include "notice/notice.h"
#include "report/sheet.h"

enum { FORM_PROBLEM, FORM_RECTIFIED, FORM_PROGRESS, FORM_FILLED };
/* Findings under a head, and whether the unit has said anything of it (1) or not (0). */
enum { FORM_TOTAL, FORM_PUT_RIGHT, FORM_CLOSED, FORM_OVERDUE, FORM_SAID, FORM_COUNTED };

/* Borrowed during the call. */
struct inspection_page {
    const struct notice *notice; /* with an inspection */
    int32_t as_of;
    struct sheet sheet; /* a line a head, FORM_FILLED cells, FORM_COUNTED counts */
};

/* xlsx: the whole's form, then a sheet a unit; pdf: the whole's form alone; csv: a row a unit, the
 * whole last, three columns a head. */
MUST_CHECK enum status inspection_xlsx(struct arena *arena, const struct inspection_page *page,
                                       struct buf *out, struct error *error);
MUST_CHECK enum status inspection_pdf(struct arena *arena, const struct inspection_page *page,
                                      struct buf *out, struct error *error);
MUST_CHECK enum status inspection_csv(struct arena *arena, const struct inspection_page *page,
                                      struct buf *out, struct error *error);

#endif
