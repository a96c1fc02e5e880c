/* xlsx_patcher: the inside of a patch, shared by its sheets and its other parts. */
#ifndef FORMAT_XLSX_PATCHER_H
#define FORMAT_XLSX_PATCHER_H

#include "base/list.h"
#include "format/xlsx_book.h"
#include "format/xlsx_copy.h"
#include "format/xlsx_patch.h"

struct xlsx_patcher {
    struct arena *arena;
    struct xlsx *book;
    struct zip_writer *zip;
    LIST(uint32_t) styles; /* the file's styles that got a red twin, in the order of the twins */
    uint32_t *twins;       /* by style: its place in `styles` + 1, 0 for none */
    bool formulas_gone;    /* a sheet lost its formulas: the chain of calculation goes too */
};

/* Whether the file has styles to add to; without them reasons are given but nothing turns red. */
static inline bool xlsx_can_paint(const struct xlsx_patcher *p)
{
    return p->book->styles_entry != NULL && p->book->date_styles.n > 0;
}

/* The style of reasons; the twins follow it. */
static inline uint32_t xlsx_reason_style(const struct xlsx_patcher *p)
{
    return (uint32_t)p->book->date_styles.n;
}

/* The red twin of a style, added when it is new. */
uint32_t xlsx_red_twin(struct xlsx_patcher *p, uint32_t style);

/* Copies the sheet's XML with its patch. */
MUST_CHECK enum status xlsx_patch_sheet(struct xlsx_patcher *p, const struct xlsx_patch *patch,
                                        struct error *error);

/* The messages of marks[at…] that share its row, joined. */
struct text xlsx_reason(struct arena *arena, const struct xlsx_patch *patch, size_t at);

#endif
