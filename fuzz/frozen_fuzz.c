#include "report/frozen.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* What is accepted can be asked: every cell opens into its people. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena;
    arena_init(&arena);
    struct error error;
    struct frozen frozen;
    if (frozen_read(&arena, (struct text){(const char *)bytes, n}, &frozen, &error) == OK) {
        for (size_t i = 0; i < (frozen.rows + 1) * frozen.width; i++) {
            struct figure_members people = frozen_members(&arena, &frozen, &frozen.cells[i]);
            for (size_t k = 1; k < people.n; k++) {
                if (people.ids[k] <= people.ids[k - 1]) {
                    bug("ids out of order");
                }
            }
        }
    } else if (error.message.n == 0) {
        bug("refused without a reason");
    }
    arena_release(&arena);
    return 0;
}
