#include "format/xlsx_scan.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MAIN_NAMESPACE " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

#ifdef __SSE2__

const char *scan_open(const char *p, const char *end, unsigned *seen)
{
    const __m128i open = _mm_set1_epi8('<'), amp = _mm_set1_epi8('&'), low = _mm_set1_epi8(0x1F);
    for (; p < end; p += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
        unsigned at = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, open));
        __m128i odd = _mm_or_si128(_mm_cmpeq_epi8(x, amp), _mm_cmpeq_epi8(_mm_min_epu8(x, low), x));
        unsigned odds = (unsigned)_mm_movemask_epi8(odd);
        unsigned highs = (unsigned)_mm_movemask_epi8(x);
        unsigned before = at == 0 ? UINT32_MAX : (at & (0 - at)) - 1;
        *seen |= ((highs & before) != 0 ? SEEN_HIGH : 0) | ((odds & before) != 0 ? SEEN_ODD : 0);
        if (at != 0) {
            return p + __builtin_ctz(at);
        }
    }
    return NULL;
}

#else

const char *scan_open(const char *p, const char *end, unsigned *seen)
{
    for (; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '<') {
            return p;
        }
        *seen |= (c >= 0x80 ? SEEN_HIGH : 0) | (c == '&' || c < 0x20 ? SEEN_ODD : 0);
    }
    return NULL;
}

#endif

size_t scan_character(const char *s, size_t n)
{
    const unsigned char *b = (const unsigned char *)s;
    /* Nearly every Han character: three bytes whose lead allows any two that continue. */
    if (n >= 3 && b[0] >= 0xE1 && b[0] <= 0xEC && (b[1] & 0xC0) == 0x80 && (b[2] & 0xC0) == 0x80) {
        return 3;
    }
    uint32_t cp = 0;
    size_t used = utf8_decode(s, n, &cp);
    return cp == 0xFFFE || cp == 0xFFFF ? 0 : used;
}

bool scan_utf8(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        if ((unsigned char)s[i] < 0x80) {
            i++;
            continue;
        }
        size_t used = scan_character(s + i, n - i);
        if (used == 0) {
            return false;
        }
        i += used;
    }
    return true;
}

static bool allowed_reference(uint32_t cp)
{
    return cp >= 0x20
               ? cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF) && cp != 0xFFFE && cp != 0xFFFF
               : cp == '\t' || cp == '\n' || cp == '\r';
}

/* A character reference between "&#" and ';'. */
static bool reference(struct text t, uint32_t *cp)
{
    bool hex = t.n > 0 && t.s[0] == 'x';
    if (t.n <= hex || t.n > 9) {
        return false;
    }
    uint64_t value = 0;
    for (size_t i = hex; i < t.n; i++) {
        char c = t.s[i];
        unsigned digit = c >= '0' && c <= '9'          ? (unsigned)(c - '0')
                         : hex && c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                         : hex && c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                                       : 99;
        if (digit == 99) {
            return false;
        }
        value = value * (hex ? 16 : 10) + digit;
    }
    *cp = (uint32_t)value;
    return value <= UINT32_MAX && allowed_reference(*cp);
}

/* The entity at s ("&…;"): its character, and its length or 0. */
static size_t entity(const char *s, size_t n, uint32_t *cp)
{
    static const struct {
        const char *name;
        uint32_t cp;
    } named[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    const char *semicolon = memchr(s, ';', n < 12 ? n : 12);
    if (semicolon == NULL) {
        return 0;
    }
    struct text body = {s + 1, (size_t)(semicolon - s) - 1};
    if (body.n > 0 && body.s[0] == '#') {
        return reference(text_slice(body, 1, body.n), cp) ? body.n + 2 : 0;
    }
    for (size_t i = 0; i < COUNT(named); i++) {
        if (text_is(body, named[i].name)) {
            *cp = named[i].cp;
            return body.n + 2;
        }
    }
    return 0;
}

bool scan_decode(const char *s, size_t n, char *out, size_t *length)
{
    size_t made = 0;
    for (size_t i = 0; i < n;) {
        unsigned char c = (unsigned char)s[i];
        size_t used = 1;
        if (c == '&') {
            uint32_t cp = 0;
            used = entity(s + i, n - i, &cp);
            made += used == 0 ? 0 : utf8_encode(cp, out + made);
        } else if (c == '\r') { /* XML 1.0, 2.11: a line end is one \n */
            out[made++] = '\n';
            used = i + 1 < n && s[i + 1] == '\n' ? 2 : 1;
        } else if (c >= 0x80) {
            used = scan_character(s + i, n - i);
            memcpy(out + made, s + i, used);
            made += used;
        } else if (c >= 0x20 || c == '\t' || c == '\n') {
            out[made++] = (char)c;
        } else {
            return false;
        }
        if (used == 0) {
            return false;
        }
        i += used;
    }
    *length = made;
    return true;
}

enum scan_end scan_tag(const char **p, const char *end, bool *closed)
{
    for (const char *q = *p; q < end; q++) {
        if (*q == '>') {
            *closed = q[-1] == '/';
            *p = q + 1;
            return SCAN_OK;
        }
        if (*q == '"' || *q == '\'') {
            q = memchr(q + 1, *q, (size_t)(end - q) - 1);
            if (q == NULL) {
                return SCAN_MORE;
            }
        }
        if (*q == '<') {
            return SCAN_ODD;
        }
    }
    return SCAN_MORE;
}

enum scan_end scan_attribute(const char **p, const char *end, struct text *name, struct text *value)
{
    const char *q = *p;
    while (scan_blank(*q)) {
        q++;
    }
    *name = TEXT_EMPTY;
    if (*q == '>' || *q == '/') {
        *p = q;
        return SCAN_OK;
    }
    if (q == *p) {
        return scan_unknown(q, end);
    }
    const char *start = q;
    while ((unsigned char)*q > ' ' && *q != '=' && *q != '>' && *q != '<') {
        q++;
    }
    *name = (struct text){start, (size_t)(q - start)};
    if (q[0] != '=' || q[1] != '"' || text_starts(*name, TEXT("xmlns"))) {
        return scan_unknown(q, end);
    }
    q += 2;
    start = q;
    while (*q != '"') {
        if (q >= end) {
            return SCAN_MORE;
        }
        if (*q == '&' || *q == '<') {
            return SCAN_ODD;
        }
        q++;
    }
    *value = (struct text){start, (size_t)(q - start)};
    *p = q + 1;
    return SCAN_OK;
}

/* The text of a <t>, *p behind "<t": moves it behind "</t>". */
static enum scan_end scan_run(const char **p, const char *end, struct text *raw, unsigned *seen)
{
    bool closed;
    enum scan_end at = scan_tag(p, end, &closed);
    *raw = TEXT_EMPTY;
    if (at != SCAN_OK || closed) {
        return at;
    }
    const char *close = scan_open(*p, end, seen);
    if (close == NULL) {
        return SCAN_MORE;
    }
    if (memcmp(close, "</t>", 4) != 0) {
        return scan_unknown(close, end);
    }
    *raw = (struct text){*p, (size_t)(close - *p)};
    *p = close + 4;
    return SCAN_OK;
}

/* Adds a run's decoded text to the joined ones. */
static enum scan_end join(struct buf *joined, struct text raw)
{
    char *room = buf_room(joined, raw.n);
    size_t n;
    if (room == NULL || !scan_decode(raw.s, raw.n, room, &n)) {
        return SCAN_ODD;
    }
    buf_took(joined, n);
    return SCAN_OK;
}

/* Moves *p behind the tag `closing`. */
static enum scan_end skip_to(const char **p, const char *end, const char *closing)
{
    struct text rest = {*p, (size_t)(end - *p)}, tag = text_of(closing);
    size_t at = text_find(rest, tag);
    if (at == TEXT_NONE) {
        return SCAN_MORE;
    }
    struct text between = text_slice(rest, 0, at);
    *p += at + tag.n;
    return text_has(between, TEXT("<!")) ? SCAN_ODD : SCAN_OK;
}

enum scan_end scan_rich(const char **p, const char *end, const char *closing, struct buf *joined,
                        struct text *out)
{
    const char *q = *p;
    size_t runs = 0;
    *out = TEXT_EMPTY;
    for (;;) {
        while (scan_blank(*q)) {
            q++;
        }
        enum scan_end at = SCAN_OK;
        bool closed;
        if (memcmp(q, "<t>", 3) == 0 || memcmp(q, "<t ", 3) == 0 || memcmp(q, "<t/", 3) == 0) {
            struct text raw;
            unsigned seen = 0;
            q += 2;
            at = scan_run(&q, end, &raw, &seen);
            bool plain =
                at == SCAN_OK && (seen & SEEN_ODD) == 0 && runs == 0 && memcmp(q, closing, 5) == 0;
            if (plain) {
                *out = raw;
                *p = q + 5;
                return (seen & SEEN_HIGH) == 0 || scan_utf8(raw.s, raw.n) ? SCAN_OK : SCAN_ODD;
            }
            if (runs++ == 0) {
                buf_clear(joined);
            }
            at = at == SCAN_OK ? join(joined, raw) : at;
        } else if (memcmp(q, closing, 5) == 0) {
            *out = runs == 0 ? TEXT_EMPTY : buf_text(joined);
            *p = q + 5;
            return SCAN_OK;
        } else if (memcmp(q, "<rPh ", 5) == 0 || memcmp(q, "<rPh>", 5) == 0) {
            at = skip_to(&q, end, "</rPh>");
        } else if (memcmp(q, "<rPr>", 5) == 0) {
            at = skip_to(&q, end, "</rPr>");
        } else if (memcmp(q, "<r>", 3) == 0 || memcmp(q, "</r>", 4) == 0) {
            q += q[1] == '/' ? 4 : 3;
        } else if (memcmp(q, "<phoneticPr ", 12) == 0) {
            q++;
            at = scan_tag(&q, end, &closed);
            at = at == SCAN_OK && !closed ? SCAN_ODD : at;
        } else {
            at = scan_unknown(q, end);
        }
        if (at != SCAN_OK) {
            return at;
        }
    }
}

/* The declaration allows the scanner: UTF-8 said or implied. */
static bool declares_utf8(struct text declaration)
{
    size_t at = text_find(declaration, TEXT("encoding="));
    struct text value =
        text_slice(declaration, at == TEXT_NONE ? declaration.n : at + 10, SIZE_MAX);
    return at == TEXT_NONE || text_equal_nocase(text_slice(value, 0, 5), TEXT("utf-8"));
}

enum scan_end scan_prolog(struct unpack *u, struct scan_head *head)
{
    const char *p = u->p;
    if (!head->rooted && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
        p += 3;
    }
    while (scan_blank(*p)) {
        p++;
    }
    if (memcmp(p, "<?xml ", 6) == 0 && !head->rooted) {
        const char *start = p;
        enum scan_end at = skip_to(&p, u->end, "?>");
        if (at == SCAN_OK) {
            u->p = p;
        }
        bool fine = declares_utf8((struct text){start, (size_t)(p - start)});
        return at == SCAN_OK && !fine ? SCAN_ODD : at;
    }
    if (*p != '<' || p[1] == '!' || p[1] == '?') {
        return scan_unknown(p, u->end);
    }
    const char *start = p++;
    bool closed;
    enum scan_end at = scan_tag(&p, u->end, &closed);
    if (at == SCAN_OK && !head->rooted) {
        struct text tag = {start, (size_t)(p - start)};
        head->rooted =
            text_starts(tag, text_of(head->root)) && text_has(tag, TEXT(MAIN_NAMESPACE)) && !closed;
        at = head->rooted ? SCAN_OK : SCAN_ODD;
    }
    if (at == SCAN_OK) {
        u->p = p;
    }
    return at;
}
