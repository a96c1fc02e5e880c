/*
 * worklist: a notice's list of tasks (附件3) as a document: the list as the notice prints it, and,
 * where the figures are handed in, how far every unit is, a row a unit and the county last.
 */
#ifndef REPORT_WORKLIST_H
#define REPORT_WORKLIST_H

#include "base/buf.h"
#include "notice/notice.h"
#include "report/sheet.h"

/* Borrowed during the call. */
struct worklist_page {
    const struct notice *notice; /* with a list of tasks */
    int32_t as_of;
    struct text unit_heading;  /* 单位 */
    struct sheet sheet;        /* a line a task, one cell: 完成, 412/530, 逾期3天 */
    const struct text *states; /* one a unit: 完成 9 逾期 1 … */
    bool
        filled; /* as it is handed in: who fills it in, and the last unit's cell beside each task */
};

/* xlsx: the list, and a second sheet with the units; pdf: the list as printed; csv: the units. */
MUST_CHECK enum status worklist_xlsx(struct arena *arena, const struct worklist_page *page,
                                     struct buf *out, struct error *error);
MUST_CHECK enum status worklist_pdf(struct arena *arena, const struct worklist_page *page,
                                    struct buf *out, struct error *error);
MUST_CHECK enum status worklist_csv(struct arena *arena, const struct worklist_page *page,
                                    struct buf *out, struct error *error);

#endif
