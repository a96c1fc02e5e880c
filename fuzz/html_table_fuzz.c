#include "format/html_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool check_row(void *context, const struct sheet_row *row)
{
    int64_t *last = context;
    if (row->n == 0 || row->row <= *last) {
        bug("an empty row or one out of order");
    }
    *last = row->row;
    for (size_t i = 0; i < row->n; i++) {
        if (row->cells[i].text.n == 0 || (i > 0 && row->cells[i].col <= row->cells[i - 1].col)) {
            bug("a cell that is empty or out of order");
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena;
    arena_init(&arena);
    struct error error = {0};
    struct sheet_summary summary;
    int64_t last = -1;
    if (html_table_read(&arena, (struct text){(const char *)bytes, n},
                        (struct sheet_sink){check_row, &last}, &summary, &error) != OK &&
        error.message.n == 0) {
        bug("refused without a reason");
    }
    arena_release(&arena);
    return 0;
}
