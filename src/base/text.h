/*
 * text: a piece of UTF-8 with its length. Nothing inside the program is NUL-terminated; a text
 * borrows bytes that somebody else owns (an arena, a literal, a file), and is passed by value.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *s; /* may be NULL when n is 0 */
    size_t n;      /* bytes */
};

#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})
#define TEXT_EMPTY    ((struct text){"", 0})
#define TEXT_ARG(t)   (int)(t).n, (t).s /* for "%.*s" */
#define TEXT_NONE     SIZE_MAX          /* text_find found nothing */

#define COUNT(array)                                                                               \
    (sizeof(array) / sizeof((array)[0]) +                                                          \
     0 * sizeof(struct {                                                                           \
         int rejects_pointers : 1 -                                                                \
             2 * !!__builtin_types_compatible_p(__typeof__(array), __typeof__(&(array)[0]));       \
     }))

/* A text over a NUL-terminated string; NULL gives the empty text. */
struct text text_of(const char *z);

bool text_equal(struct text a, struct text b);
bool text_equal_nocase(struct text a, struct text b); /* ASCII letters only */
bool text_is(struct text a, const char *z);
/* Byte order, as memcmp; the shorter of two equal beginnings comes first. */
int text_compare(struct text a, struct text b);
bool text_starts(struct text t, struct text prefix);
bool text_ends(struct text t, struct text suffix);

/* Where `needle` first stands in `t`, or TEXT_NONE. An empty needle stands at 0. */
size_t text_find(struct text t, struct text needle);
size_t text_find_char(struct text t, char c);
bool text_has(struct text t, struct text needle);

/* Bytes from..to of t; both are cut to the length, so any numbers are safe. */
struct text text_slice(struct text t, size_t from, size_t to);

/* Without white space at both ends: ASCII blanks, U+00A0, U+3000, U+FEFF and zero-width characters.
 */
struct text text_trim(struct text t);

/* Cuts the part before the first `separator` off *rest; false when *rest was already used up. */
bool text_split(struct text *rest, char separator, struct text *part);

/* A whole decimal number with optional sign, nothing else around it; false if not one or too large.
 */
bool text_to_int(struct text t, int64_t *out);

/* 64-bit hash for tables in memory; not for secrets, not stable between releases. */
uint64_t text_hash(struct text t);

/* ---- UTF-8 ---- */

/* Bytes used by the character at s (1-4), its code point in *cp; 0 when it is not valid UTF-8. */
size_t utf8_decode(const char *s, size_t n, uint32_t *cp);
/* Writes cp as 1-4 bytes; returns how many. An impossible code point becomes U+FFFD. */
size_t utf8_encode(uint32_t cp, char out[4]);
bool utf8_valid(struct text t);
/* Number of code points of a valid text. */
size_t utf8_length(struct text t);
/* Reads the next code point of *t and moves past it; invalid bytes give U+FFFD one at a time. */
bool utf8_next(struct text *t, uint32_t *cp);
/* Whether cp is a Han character (all planes, with U+3007 〇). */
bool utf8_is_han(uint32_t cp);

#endif
