#include "standard/fold.h"

#include <string.h>

static bool is_blank(uint32_t cp)
{
    return cp == ' ' || (cp >= 0x09 && cp <= 0x0D) || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F ||
           cp == 0x205F || cp == 0x3000;
}

static bool is_unseen(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || cp == 0xAD || cp == 0x180E ||
           (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
}

uint32_t fold_char(uint32_t cp)
{
    if (cp > 0x20 && cp < 0x7F) {
        return cp;
    }
    if (is_blank(cp)) {
        return ' ';
    }
    if (is_unseen(cp)) {
        return FOLD_DROP;
    }
    if (cp >= 0xFF01 && cp <= 0xFF5E) {
        return cp - 0xFEE0;
    }
    return cp == 0xFFE5 ? 0xA5 : cp;
}

size_t fold_into(struct text t, char *out, size_t size)
{
    size_t n = 0;
    uint32_t cp;
    t = text_trim(t);
    while (utf8_next(&t, &cp)) {
        cp = fold_char(cp);
        if (cp == FOLD_DROP || (cp == ' ' && n == 0)) {
            continue;
        }
        char bytes[4];
        size_t used = utf8_encode(cp, bytes);
        if (used > size - n) {
            return TEXT_NONE;
        }
        memcpy(out + n, bytes, used);
        n += used;
    }
    while (n > 0 && out[n - 1] == ' ') {
        n--;
    }
    return n;
}

struct text fold_text(struct arena *arena, struct text t)
{
    size_t size = 3 * t.n;
    char *out = arena_alloc(arena, size);
    return (struct text){out, fold_into(t, out, size)};
}

bool text_is_digits(struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        if (t.s[i] < '0' || t.s[i] > '9') {
            return false;
        }
    }
    return t.n > 0;
}
