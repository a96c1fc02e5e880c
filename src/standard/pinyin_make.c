/*
 * Makes the reading table at build time: asks ICU once for every Han character and writes two
 * files, the syllables (8 bytes each, sorted, the first one empty) and a 16-bit number for each
 * character in the order of pinyin_slot(). ICU takes 21 µs a name and 31 MB; the table 100 ns and
 * 200 KB.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "standard/pinyin_readings.h"
#include "standard/pinyin_table.h"

enum { MOST_SYLLABLES = 1000 };

static char syllables[MOST_SYLLABLES][PINYIN_SYLLABLE];
static size_t syllable_count = 1;
static char readings[PINYIN_SLOTS][PINYIN_SYLLABLE];
static uint16_t table[PINYIN_SLOTS];

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "pinyin_make: %s\n", what);
    exit(1);
}

/* ICU's reading of one character in plain letters (ü as v), or "" when it has none. */
static void ask(UTransliterator *han, uint32_t cp, char out[PINYIN_SYLLABLE])
{
    UErrorCode error = U_ZERO_ERROR;
    UChar text[32];
    int32_t length = 0;
    U16_APPEND_UNSAFE(text, length, cp);
    int32_t limit = length;
    size_t n = 0, vowels = 0;
    memset(out, 0, PINYIN_SYLLABLE);
    utrans_transUChars(han, text, &length, 32, 0, &limit, &error);
    if (U_FAILURE(error)) {
        fail(u_errorName(error));
    }
    for (int32_t i = 0; i < length; i++) {
        if (text[i] == 0x308 && n > 0) { /* the two dots of ü */
            out[n - 1] = 'v';
        } else if (text[i] >= 'a' && text[i] <= 'z' && n < PINYIN_SYLLABLE - 1) {
            out[n++] = (char)text[i];
            vowels += strchr("aeiou", out[n - 1]) != NULL;
        } else if (text[i] < 0x300 || text[i] > 0x36F) { /* other than a tone: no reading */
            vowels = 0;
            break;
        }
    }
    if (vowels == 0) {
        memset(out, 0, PINYIN_SYLLABLE);
    }
}

static int by_letters(const void *a, const void *b)
{
    return memcmp(a, b, PINYIN_SYLLABLE);
}

static size_t number_of(const char *syllable)
{
    for (size_t i = 0; i < syllable_count; i++) {
        if (strcmp(syllables[i], syllable) == 0) {
            return i;
        }
    }
    return MOST_SYLLABLES;
}

static void add_syllable(const char *syllable)
{
    if (syllable == NULL || number_of(syllable) < MOST_SYLLABLES) {
        return;
    }
    if (syllable_count == MOST_SYLLABLES) {
        fail("too many syllables");
    }
    memcpy(syllables[syllable_count++], syllable, strlen(syllable));
}

static size_t slot_of(const char *han)
{
    int32_t at = 0;
    UChar32 cp;
    U8_NEXT_UNSAFE(han, at, cp);
    return pinyin_slot((uint32_t)cp);
}

static void write_file(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, n, file) != n || fclose(file) != 0) {
        fail(path);
    }
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fail("usage: pinyin_make SYLLABLES TABLE");
    }
    UErrorCode error = U_ZERO_ERROR;
    UChar id[32];
    u_uastrcpy(id, "Han-Latin; NFD");
    UTransliterator *han = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    if (U_FAILURE(error)) {
        fail(u_errorName(error));
    }
    for (uint32_t cp = 0x3007; cp <= PINYIN_LAST; cp++) {
        size_t slot = pinyin_slot(cp);
        if (slot < PINYIN_SLOTS) {
            ask(han, cp, readings[slot]);
            add_syllable(readings[slot]);
        }
    }
    utrans_close(han);
    for (size_t i = 0; i < sizeof(pinyin_readings_of) / sizeof(pinyin_readings_of[0]); i++) {
        const struct pinyin_reading *r = &pinyin_readings_of[i];
        add_syllable(r->surname);
        add_syllable(r->given);
        add_syllable(r->also);
        if (r->given != NULL) {
            memset(readings[slot_of(r->han)], 0, PINYIN_SYLLABLE);
            memcpy(readings[slot_of(r->han)], r->given, strlen(r->given));
        }
    }
    for (size_t i = 0; i < sizeof(pinyin_compounds) / sizeof(pinyin_compounds[0]); i++) {
        add_syllable(pinyin_compounds[i].first);
        add_syllable(pinyin_compounds[i].second);
    }
    qsort(syllables, syllable_count, PINYIN_SYLLABLE, by_letters);
    for (size_t slot = 0; slot < PINYIN_SLOTS; slot++) {
        table[slot] = (uint16_t)number_of(readings[slot]);
    }
    for (size_t i = 0; i < sizeof(pinyin_readings_of) / sizeof(pinyin_readings_of[0]); i++) {
        table[slot_of(pinyin_readings_of[i].han)] |= PINYIN_SPECIAL;
    }
    write_file(arguments[1], syllables, syllable_count * PINYIN_SYLLABLE);
    write_file(arguments[2], table, sizeof(table));
    return 0;
}
