/*
 * fold: full-width letters, digits and signs brought to their half-width forms, character by
 * character, and the marks nobody sees dropped. Only U+FF01–FF5E, U+FFE5 and the blanks change:
 * NFKC (and even NFC) would replace the compatibility ideographs U+F900–FAFF, which stand in
 * people's names (domain.md A5).
 */
#ifndef STANDARD_FOLD_H
#define STANDARD_FOLD_H

#include "base/arena.h"
#include "base/text.h"

/* How a value stood in its cell. A number keeps 15 digits only (domain.md H3). */
enum written {
    WRITTEN_AS_TEXT,
    WRITTEN_AS_NUMBER,
    WRITTEN_AS_DATE, /* a number whose cell style is a date: a serial number for certain */
};

enum { FOLD_DROP = 0 }; /* fold_char's answer for a mark that has no width */

/*
 * The half-width form of one character: a blank of any kind (tab, line break, U+00A0, U+3000,
 * U+2000–200A …) becomes ' ', a zero-width or control character FOLD_DROP, U+FFE5 becomes U+00A5,
 * anything else itself.
 */
uint32_t fold_char(uint32_t cp);

/* Folds every character and trims both ends; invalid UTF-8 becomes U+FFFD. */
struct text fold_text(struct arena *arena, struct text t);

/*
 * As fold_text into out[size], for short values on hot paths: the length, or TEXT_NONE when it
 * does not fit. Adds no NUL. Never longer than the input, invalid bytes aside (3 for 1).
 */
size_t fold_into(struct text t, char *out, size_t size);

/* Whether the text is not empty and made of ASCII digits only. */
bool text_is_digits(struct text t);

#endif
