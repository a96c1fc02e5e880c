#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena;
    arena_init(&arena);
    struct error error;
    struct json *root;
    if (json_parse(&arena, (struct text){(const char *)bytes, n}, &root, &error) != OK &&
        error.message.n == 0) {
        bug("refused without a reason");
    }
    arena_release(&arena);
    return 0;
}
