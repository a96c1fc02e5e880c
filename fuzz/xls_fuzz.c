/* Any bytes as a .xls: whatever happens to the confined child, this process goes on. */
#include "format/xls.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool check_row(void *context, const struct sheet_row *row)
{
    int64_t *last = context;
    if (row->n == 0 || row->row <= *last) {
        bug("an empty row or one out of order");
    }
    *last = row->row;
    for (size_t i = 0; i < row->n; i++) {
        if (!utf8_valid(row->cells[i].text) ||
            (i > 0 && row->cells[i].col <= row->cells[i - 1].col)) {
            bug("a cell that is no UTF-8 or out of order");
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena;
    arena_init(&arena);
    struct error error = {0};
    struct xls *xls;
    struct sheet_summary summary;
    if (xls_open(&arena, (struct text){(const char *)bytes, n}, &xls, &error) != OK) {
        if (error.message.n == 0) {
            bug("refused without a reason");
        }
    } else {
        for (size_t i = 0; i < xls_sheet_count(xls); i++) {
            int64_t last = -1;
            xls_read(xls, i, (struct sheet_sink){check_row, &last}, &summary);
        }
    }
    arena_release(&arena);
    return 0;
}
