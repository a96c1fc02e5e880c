#include "base/list.h"

void *list_grown(void *at, size_t *size, size_t count, size_t element)
{
    if (count <= *size) {
        return at;
    }
    size_t wanted = *size + *size / 2 + 8;
    if (wanted < count) {
        wanted = count;
    }
    size_t bytes;
    if (__builtin_mul_overflow(wanted, element, &bytes)) {
        bug("list of %zu x %zu bytes", wanted, element);
    }
    *size = wanted;
    return memory_resize(at, bytes);
}
