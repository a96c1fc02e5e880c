#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool check_row(void *context, const struct sheet_row *row)
{
    const uint32_t *previous = context;
    if (row->n == 0 || row->row < *previous) {
        bug("an empty row or one out of order");
    }
    for (size_t i = 0; i < row->n; i++) {
        if (row->cells[i].text.n == 0 || !utf8_valid(row->cells[i].text)) {
            bug("a cell that is empty or no UTF-8");
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena;
    arena_init(&arena);
    struct error error = {0};
    struct text text;
    struct sheet_summary summary;
    uint32_t first = 0;
    if (csv_decode(&arena, (struct text){(const char *)bytes, n}, &text, &error) != OK ||
        csv_read(&arena, text, csv_separator(text), (struct sheet_sink){check_row, &first},
                 &summary, &error) != OK) {
        if (error.message.n == 0) {
            bug("refused without a reason");
        }
    }
    arena_release(&arena);
    return 0;
}
