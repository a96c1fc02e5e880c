#include "base/text.h"

#include <string.h>

struct text text_of(const char *z)
{
    return z == NULL ? TEXT_EMPTY : (struct text){z, strlen(z)};
}

bool text_equal(struct text a, struct text b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool text_equal_nocase(struct text a, struct text b)
{
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.s[i]) != lower(b.s[i])) {
            return false;
        }
    }
    return true;
}

bool text_is(struct text a, const char *z)
{
    return text_equal(a, text_of(z));
}

int text_compare(struct text a, struct text b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n == 0 ? 0 : memcmp(a.s, b.s, n);
    if (order != 0) {
        return order;
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

bool text_starts(struct text t, struct text prefix)
{
    return t.n >= prefix.n && text_equal((struct text){t.s, prefix.n}, prefix);
}

bool text_ends(struct text t, struct text suffix)
{
    return t.n >= suffix.n && text_equal((struct text){t.s + t.n - suffix.n, suffix.n}, suffix);
}

size_t text_find(struct text t, struct text needle)
{
    if (needle.n == 0) {
        return 0;
    }
    if (t.n < needle.n) {
        return TEXT_NONE;
    }
    const char *at = memmem(t.s, t.n, needle.s, needle.n);
    return at == NULL ? TEXT_NONE : (size_t)(at - t.s);
}

size_t text_find_char(struct text t, char c)
{
    const char *at = t.n == 0 ? NULL : memchr(t.s, c, t.n);
    return at == NULL ? TEXT_NONE : (size_t)(at - t.s);
}

bool text_has(struct text t, struct text needle)
{
    return text_find(t, needle) != TEXT_NONE;
}

struct text text_slice(struct text t, size_t from, size_t to)
{
    if (to > t.n) {
        to = t.n;
    }
    if (from >= to) {
        return TEXT_EMPTY;
    }
    return (struct text){t.s + from, to - from};
}

/* What spreadsheets and WeChat leave around a cell's value (dirty_data.csv I04, N01). */
static bool is_blank(uint32_t cp)
{
    return cp <= 0x20 || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF || cp == 0x2060 ||
           (cp >= 0x2000 && cp <= 0x200F) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F;
}

/* Whether a character that begins with this byte is no blank for sure: ASCII, and U+4000 … U+9FFF.
 */
static bool is_solid(char first)
{
    unsigned char b = (unsigned char)first;
    return (b > ' ' && b < 0x7F) || (b >= 0xE4 && b <= 0xE9);
}

struct text text_trim(struct text t)
{
    uint32_t cp;
    while (t.n > 0 && !is_solid(t.s[0])) {
        size_t used = utf8_decode(t.s, t.n, &cp);
        if (used == 0 || !is_blank(cp)) {
            break;
        }
        t.s += used;
        t.n -= used;
    }
    while (t.n > 0) {
        size_t start = t.n - 1;
        while (start > 0 && ((unsigned char)t.s[start] & 0xC0) == 0x80 && t.n - start < 4) {
            start--;
        }
        if (is_solid(t.s[start])) {
            break;
        }
        size_t used = utf8_decode(t.s + start, t.n - start, &cp);
        if (used != t.n - start || !is_blank(cp)) {
            break;
        }
        t.n = start;
    }
    return t;
}

bool text_split(struct text *rest, char separator, struct text *part)
{
    if (rest->s == NULL) {
        return false;
    }
    size_t at = text_find_char(*rest, separator);
    if (at == TEXT_NONE) {
        *part = *rest;
        *rest = (struct text){NULL, 0};
    } else {
        *part = text_slice(*rest, 0, at);
        *rest = (struct text){rest->s + at + 1, rest->n - at - 1};
    }
    return true;
}

bool text_to_int(struct text t, int64_t *out)
{
    bool negative = t.n > 0 && t.s[0] == '-';
    size_t i = t.n > 0 && (t.s[0] == '-' || t.s[0] == '+') ? 1 : 0;
    if (i == t.n) {
        return false;
    }
    int64_t value = 0;
    for (; i < t.n; i++) {
        if (t.s[i] < '0' || t.s[i] > '9') {
            return false;
        }
        int digit = t.s[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) {
            return false;
        }
    }
    if (!negative && value == INT64_MIN) {
        return false;
    }
    *out = negative ? value : -value;
    return true;
}

uint64_t text_hash(struct text t)
{
    uint64_t h = 0x9E3779B97F4A7C15u ^ t.n;
    size_t i = 0;
    for (; i + 8 <= t.n; i += 8) {
        uint64_t word;
        memcpy(&word, t.s + i, 8);
        h = (h ^ word) * 0xD6E8FEB86659FD93u;
        h ^= h >> 32;
    }
    uint64_t tail = 0;
    if (i < t.n) {
        memcpy(&tail, t.s + i, t.n - i);
    }
    h = (h ^ tail) * 0xD6E8FEB86659FD93u;
    h ^= h >> 29;
    h *= 0xD6E8FEB86659FD93u;
    return h ^ (h >> 32);
}

size_t utf8_decode(const char *s, size_t n, uint32_t *cp)
{
    if (n == 0) {
        return 0;
    }
    const unsigned char *b = (const unsigned char *)s;
    if (b[0] < 0x80) {
        *cp = b[0];
        return 1;
    }
    size_t used = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
    if (b[0] < 0xC2 || b[0] > 0xF4 || n < used) {
        return 0;
    }
    uint32_t value = b[0] & (0xFFu >> (used + 1));
    for (size_t i = 1; i < used; i++) {
        if ((b[i] & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (b[i] & 0x3Fu);
    }
    bool overlong = (used == 3 && value < 0x800) || (used == 4 && value < 0x10000);
    if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return 0;
    }
    *cp = value;
    return used;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        cp = 0xFFFD;
    }
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

bool utf8_valid(struct text t)
{
    size_t i = 0;
    while (i < t.n) {
        uint64_t word;
        if (i + 8 <= t.n && (memcpy(&word, t.s + i, 8), (word & 0x8080808080808080u) == 0)) {
            i += 8;
            continue;
        }
        uint32_t cp;
        size_t used = utf8_decode(t.s + i, t.n - i, &cp);
        if (used == 0) {
            return false;
        }
        i += used;
    }
    return true;
}

size_t utf8_length(struct text t)
{
    size_t count = 0;
    for (size_t i = 0; i < t.n; i++) {
        count += ((unsigned char)t.s[i] & 0xC0) != 0x80;
    }
    return count;
}

bool utf8_next(struct text *t, uint32_t *cp)
{
    if (t->n == 0) {
        return false;
    }
    size_t used = utf8_decode(t->s, t->n, cp);
    if (used == 0) {
        *cp = 0xFFFD;
        used = 1;
    }
    t->s += used;
    t->n -= used;
    return true;
}

bool utf8_is_han(uint32_t cp)
{
    return cp == 0x3007 || (cp >= 0x3400 && cp <= 0x4DBF) || (cp >= 0x4E00 && cp <= 0x9FFF) ||
           (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFF);
}
