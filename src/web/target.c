#include "web/target.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

/* Whether decoding would change the text, so that the usual one is borrowed as it is. */
static bool is_plain(struct text raw)
{
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.s[i] == '%' || raw.s[i] == '+' || (unsigned char)raw.s[i] <= 0x20 ||
            (unsigned char)raw.s[i] >= 0x7f) {
            return false;
        }
    }
    return true;
}

/* One segment or parameter, decoded; '+' is a blank in a query only. */
static bool decode(struct arena *arena, struct text raw, char plus, struct text *out)
{
    if (is_plain(raw)) {
        *out = raw;
        return true;
    }
    char *at = arena_alloc(arena, raw.n);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.s[i];
        if (c == '%') {
            int high = i + 2 < raw.n ? hex(raw.s[i + 1]) : -1;
            int low = i + 2 < raw.n ? hex(raw.s[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+') {
            c = plus;
        }
        if ((unsigned char)c < 0x20 || c == 0x7f) {
            return false;
        }
        at[n++] = c;
    }
    *out = (struct text){at, n};
    return utf8_valid(*out);
}

static bool parse_path(struct arena *arena, struct text path, struct target *out)
{
    if (path.n == 0 || path.s[0] != '/') {
        return false;
    }
    struct text rest = text_slice(path, 1, path.n);
    struct text raw;
    while (text_split(&rest, '/', &raw)) {
        if (out->parts == TARGET_PARTS) {
            return false;
        }
        struct text *part = &out->part[out->parts];
        if (!decode(arena, raw, '+', part) || text_is(*part, ".") || text_is(*part, "..")) {
            return false;
        }
        out->parts++;
    }
    return true;
}

static bool parse_query(struct arena *arena, struct text query, struct target *out)
{
    struct text raw;
    while (text_split(&query, '&', &raw)) {
        if (raw.n == 0) {
            continue;
        }
        if (out->queries == TARGET_QUERY) {
            return false;
        }
        struct target_pair *pair = &out->query[out->queries];
        size_t equals = text_find_char(raw, '=');
        struct text name = equals == TEXT_NONE ? raw : text_slice(raw, 0, equals);
        struct text value = equals == TEXT_NONE ? TEXT_EMPTY : text_slice(raw, equals + 1, raw.n);
        if (!decode(arena, name, ' ', &pair->name) || !decode(arena, value, ' ', &pair->value)) {
            return false;
        }
        out->queries++;
    }
    return true;
}

bool target_parse(struct arena *arena, struct text raw, struct target *out)
{
    *out = (struct target){0};
    size_t mark = text_find_char(raw, '?');
    struct text path = mark == TEXT_NONE ? raw : text_slice(raw, 0, mark);
    struct text query = mark == TEXT_NONE ? TEXT_EMPTY : text_slice(raw, mark + 1, raw.n);
    return parse_path(arena, path, out) && parse_query(arena, query, out);
}

struct text target_query(const struct target *target, const char *name)
{
    for (size_t i = 0; i < target->queries; i++) {
        if (text_is(target->query[i].name, name)) {
            return target->query[i].value;
        }
    }
    return TEXT_EMPTY;
}

bool cookie_find(struct text header, struct text name, struct text *value)
{
    struct text pair;
    while (text_split(&header, ';', &pair)) {
        pair = text_trim(pair);
        size_t equals = text_find_char(pair, '=');
        if (equals != TEXT_NONE && text_equal(text_slice(pair, 0, equals), name)) {
            *value = text_slice(pair, equals + 1, pair.n);
            return true;
        }
    }
    return false;
}
