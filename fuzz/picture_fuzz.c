#include "base/bug.h"
#include "base/ceilings.h"
#include "format/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* What was stripped once is whole, and stays as it is when it is stripped again. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena = {0};
    struct error error = {0};
    struct buf once, twice;
    buf_init(&once, MIB);
    buf_init(&twice, MIB);
    if (picture_strip((struct text){(const char *)bytes, n}, &once, &arena, &error) == OK) {
        if (picture_strip(buf_text(&once), &twice, &arena, &error) != OK ||
            !text_equal(buf_text(&once), buf_text(&twice))) {
            bug("a stripped picture is not whole, or changes again");
        }
    }
    buf_release(&once);
    buf_release(&twice);
    arena_release(&arena);
    return 0;
}
