/*
 * dictionary: the different texts of one column (or of all columns of one code table), numbered 0,
 * 1, 2 … in the order they were first seen. A column then holds small numbers, and a question about
 * a text is asked once per different text, not once per row. Entries are never taken out; texts
 * given out stay valid until the next dictionary_add.
 */
#ifndef FACTS_DICTIONARY_H
#define FACTS_DICTIONARY_H

#include "base/text.h"
#include "standard/pinyin.h"

#define DICTIONARY_NONE UINT32_MAX /* no such text */

enum { RECENT = 512, DIGITS = 12 }; /* short texts kept at hand */

/* A text of at most 8 bytes, or of twelve digits as a number: most codes and all regions are, and
 * the same few come again and again. */
struct recent {
    uint64_t bytes;
    uint32_t n; /* its length; 0: none here */
    uint32_t number;
};

struct dictionary {
    char *bytes;       /* all texts, one after the other */
    uint32_t *starts;  /* starts[i] … starts[i + 1] is text i; n + 1 of them */
    uint64_t *slots;   /* hash in the upper 32 bits, number + 1 in the lower; 0: free */
    size_t n;          /* texts */
    size_t slots_size; /* a power of two, or 0 */
    size_t bytes_size, starts_size;
    bool sounding;         /* keeps how the texts sound, for search and sorting by pinyin */
    enum pinyin_of pinyin; /* as which they are read */
    uint64_t *sounds;      /* by number: the first syllables, see dictionary_sound */
    size_t sounds_size;
    uint32_t *ranks; /* by number: its place in their order, see page.c; NULL: to be made anew */
    struct recent recent[RECENT];
};

enum {
    SOUND_SYLLABLES = 6, /* of a text that are kept */
    SOUND_BITS = 10,     /* of one syllable's number */
};

void dictionary_init(struct dictionary *dictionary);
void dictionary_release(struct dictionary *dictionary);

/* The number of a text, adding it when it is new. */
uint32_t dictionary_add(struct dictionary *dictionary, struct text text);
/* The same for the last twelve digits of a number that is not negative, as a text. */
uint32_t dictionary_add_digits(struct dictionary *dictionary, int64_t number);
/* The number of a text, or DICTIONARY_NONE. */
uint32_t dictionary_find(const struct dictionary *dictionary, struct text text);
/* The text of a number < n. */
struct text dictionary_text(const struct dictionary *dictionary, uint32_t number);
/* Takes the first syllables of text `number` out of what is kept; returns how many. */
size_t dictionary_sound(const struct dictionary *dictionary, uint32_t number,
                        uint16_t syllables[SOUND_SYLLABLES]);
/*
 * Sets answers[i] to 1 for each text i of from … to - 1 that contains the needle (not empty); the
 * others are left alone.
 */
void dictionary_search(const struct dictionary *dictionary, struct text needle, uint32_t from,
                       uint32_t to, uint8_t *answers);
/* Bytes of memory in use. */
size_t dictionary_memory(const struct dictionary *dictionary);

#endif
