#include "standard/masking.h"

static bool is_ascii(struct text t)
{
    unsigned char all = 0;
    for (size_t i = 0; i < t.n; i++) {
        all |= (unsigned char)t.s[i];
    }
    return all < 0x80;
}

/* keep_ends of ASCII, as every number is. */
static struct text keep_bytes(struct arena *arena, struct text value, size_t head, size_t tail)
{
    char *out = arena_alloc(arena, value.n);
    for (size_t i = 0; i < value.n; i++) {
        out[i] = i < head || i + tail >= value.n ? value.s[i] : '*';
    }
    return (struct text){out, value.n};
}

/* Characters as utf8_next counts them, invalid bytes one by one. */
static size_t length_of(struct text t)
{
    size_t n = 0;
    if (is_ascii(t)) {
        return t.n;
    }
    uint32_t cp;
    while (utf8_next(&t, &cp)) {
        n++;
    }
    return n;
}

/* The first `head` and last `tail` characters, stars for every one between. */
static struct text keep_ends(struct arena *arena, struct text value, size_t head, size_t tail)
{
    size_t length = length_of(value), n = 0;
    if (is_ascii(value)) {
        return keep_bytes(arena, value, head, tail);
    }
    char *out = arena_alloc(arena, 3 * value.n + 1); /* an invalid byte becomes U+FFFD */
    uint32_t cp;
    for (size_t i = 0; utf8_next(&value, &cp); i++) {
        if (i < head || i + tail >= length) {
            n += utf8_encode(cp, out + n);
        } else {
            out[n++] = '*';
        }
    }
    return (struct text){out, n};
}

/* As keep_ends, but nothing is kept of a value with fewer than `whole` characters. */
static struct text keep_ends_of(struct arena *arena, struct text value, size_t whole, size_t head,
                                size_t tail)
{
    bool enough = length_of(value) >= whole;
    return keep_ends(arena, value, enough ? head : 0, enough ? tail : 0);
}

static struct text on_screen(struct arena *arena, enum masking_kind kind, struct text value)
{
    switch (kind) {
    case MASKING_CITIZEN_ID:
        return keep_ends_of(arena, value, 15, 3, 4);
    case MASKING_PHONE:
        return keep_ends_of(arena, value, 11, 3, 4);
    case MASKING_CARD:
        if (value.n < 12) {
            return keep_ends(arena, value, 0, 0);
        }
        return arena_printf(arena, "****%.*s", TEXT_ARG(text_slice(value, value.n - 4, value.n)));
    case MASKING_NAME:
    case MASKING_BIRTH:
    case MASKING_ADDRESS:
    case MASKING_CONDITION:
        break;
    }
    return value;
}

struct text masking_mask(struct arena *arena, enum masking_kind kind, enum masking_scene scene,
                         struct text value)
{
    if (scene == MASKING_SCREEN) {
        return on_screen(arena, kind, value);
    }
    if (kind == MASKING_NAME) {
        return keep_ends(arena, value, 1, length_of(value) > 2 ? 1 : 0);
    }
    return kind == MASKING_CITIZEN_ID ? keep_ends_of(arena, value, 15, 6, 4) : TEXT_EMPTY;
}
