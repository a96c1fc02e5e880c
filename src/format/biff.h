/*
 * biff: what libfreexl does not tell of a .xls ([MS-XLS], BIFF5 and BIFF8): which sheets and rows
 * are hidden and which cells are merged. Runs beside it in the confined child; damaged records end
 * the walk, they are no error: the cells were read already. Pure.
 */
#ifndef FORMAT_BIFF_H
#define FORMAT_BIFF_H

#include "base/arena.h"
#include "base/list.h"
#include "format/sheet.h"

enum { BIFF_ROWS = 65536 };

struct biff_sheet {
    bool hidden;
    bool *hidden_rows; /* BIFF_ROWS of them; NULL when none is hidden */
    LIST(struct sheet_range) merged;
};

struct biff {
    LIST(struct biff_sheet) sheets; /* in the order of their tabs, chart sheets among them */
};

/* Walks the whole workbook; never fails, an unreadable one has no sheets. Released by the caller.
 */
void biff_survey(struct arena *arena, struct text file, struct biff *out);
void biff_release(struct biff *biff);

#endif
