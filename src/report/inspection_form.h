/*
 * inspection_form: the notice's table of the inspection (附表1) as a document: its heads as rows,
 * and beside each what was found, whether it is put right and how far. One form a unit, and one of
 * the county together.
 */
#ifndef REPORT_INSPECTION_FORM_H
#define REPORT_INSPECTION_FORM_H

#include "base/buf.h"
#include "notice/notice.h"

enum { FORM_PROBLEM, FORM_RECTIFIED, FORM_PROGRESS, FORM_FILLED };

/* Borrowed during the call. */
struct inspection_page {
    const struct notice *notice; /* with an inspection */
    int32_t as_of;
    const struct text *units; /* `n` names; the last is the whole */
    const struct text *cells; /* n x heads x FORM_FILLED */
    size_t n;
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
