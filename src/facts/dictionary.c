#include "facts/dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/list.h"

void dictionary_init(struct dictionary *dictionary)
{
    *dictionary = (struct dictionary){0};
}

void dictionary_release(struct dictionary *dictionary)
{
    free(dictionary->bytes);
    free(dictionary->starts);
    free(dictionary->slots);
    free(dictionary->sounds);
    free(dictionary->ranks);
    *dictionary = (struct dictionary){0};
}

struct text dictionary_text(const struct dictionary *dictionary, uint32_t number)
{
    uint32_t from = dictionary->starts[number];
    return (struct text){dictionary->bytes + from, dictionary->starts[number + 1] - from};
}

/* The slot that holds the text, or the free one where it would go. */
static size_t slot_of(const struct dictionary *dictionary, struct text text, uint64_t hash)
{
    size_t mask = dictionary->slots_size - 1;
    size_t at = hash & mask;
    for (;;) {
        uint64_t slot = dictionary->slots[at];
        if (slot == 0) {
            return at;
        }
        if (slot >> 32 == hash >> 32 &&
            text_equal(dictionary_text(dictionary, (uint32_t)slot - 1), text)) {
            return at;
        }
        at = (at + 1) & mask;
    }
}

/* Twice the slots. The upper half of the hash is kept in the slot, the lower half is asked anew. */
static void grow(struct dictionary *dictionary)
{
    free(dictionary->slots);
    dictionary->slots_size = dictionary->slots_size == 0 ? 16 : dictionary->slots_size * 2;
    dictionary->slots = memory_get_zeroed(dictionary->slots_size * sizeof(uint64_t));
    size_t mask = dictionary->slots_size - 1;
    for (uint32_t i = 0; i < dictionary->n; i++) {
        uint64_t hash = text_hash(dictionary_text(dictionary, i));
        size_t at = hash & mask;
        while (dictionary->slots[at] != 0) {
            at = (at + 1) & mask;
        }
        dictionary->slots[at] = (hash >> 32 << 32) | (i + 1);
    }
}

uint32_t dictionary_find(const struct dictionary *dictionary, struct text text)
{
    if (dictionary->slots_size == 0) {
        return DICTIONARY_NONE;
    }
    uint64_t slot = dictionary->slots[slot_of(dictionary, text, text_hash(text))];
    return slot == 0 ? DICTIONARY_NONE : (uint32_t)slot - 1;
}

/* Syllables from the top, so that the numbers sort as the texts sound. */
static void keep_sound(struct dictionary *dictionary, struct text text)
{
    uint16_t syllables[SOUND_SYLLABLES];
    size_t n = pinyin_numbers(text, dictionary->pinyin, syllables, SOUND_SYLLABLES);
    uint64_t sound = 0;
    for (size_t i = 0; i < SOUND_SYLLABLES; i++) {
        uint16_t syllable = i < n ? syllables[i] : 0;
        if (syllable >> SOUND_BITS != 0) {
            bug("syllable %u needs more than %d bits", syllable, (int)SOUND_BITS);
        }
        sound = sound << SOUND_BITS | syllable;
    }
    dictionary->sounds = list_grown(dictionary->sounds, &dictionary->sounds_size, dictionary->n + 1,
                                    sizeof(uint64_t));
    dictionary->sounds[dictionary->n] = sound;
}

size_t dictionary_sound(const struct dictionary *dictionary, uint32_t number,
                        uint16_t syllables[SOUND_SYLLABLES])
{
    uint64_t sound = dictionary->sounds[number];
    size_t n = 0;
    for (int i = SOUND_SYLLABLES - 1; i >= 0; i--) {
        uint16_t syllable = (uint16_t)(sound >> (i * SOUND_BITS) & ((1 << SOUND_BITS) - 1));
        if (syllable != 0) {
            syllables[n++] = syllable;
        }
    }
    return n;
}

static uint32_t add(struct dictionary *dictionary, struct text text)
{
    if (dictionary->n * 4 >= dictionary->slots_size * 3) {
        grow(dictionary);
    }
    uint64_t hash = text_hash(text);
    size_t at = slot_of(dictionary, text, hash);
    if (dictionary->slots[at] != 0) {
        return (uint32_t)dictionary->slots[at] - 1;
    }
    size_t end = dictionary->n == 0 ? 0 : dictionary->starts[dictionary->n];
    if (end + text.n > UINT32_MAX || dictionary->n + 1 >= DICTIONARY_NONE) {
        bug("a dictionary of %zu texts and %zu bytes is full", dictionary->n, end);
    }
    dictionary->bytes = list_grown(dictionary->bytes, &dictionary->bytes_size, end + text.n + 1, 1);
    dictionary->starts = list_grown(dictionary->starts, &dictionary->starts_size, dictionary->n + 2,
                                    sizeof(uint32_t));
    if (text.n > 0) {
        memcpy(dictionary->bytes + end, text.s, text.n);
    }
    dictionary->starts[dictionary->n] = (uint32_t)end;
    dictionary->starts[dictionary->n + 1] = (uint32_t)(end + text.n);
    dictionary->slots[at] = (hash >> 32 << 32) | (dictionary->n + 1);
    free(dictionary->ranks);
    dictionary->ranks = NULL;
    if (dictionary->sounding) {
        keep_sound(dictionary, text);
    }
    return (uint32_t)dictionary->n++;
}

static struct recent *recent_of(struct dictionary *dictionary, uint64_t bytes)
{
    return &dictionary->recent[bytes * 0x9e3779b97f4a7c15u >> 32 & (RECENT - 1)];
}

uint32_t dictionary_add_digits(struct dictionary *dictionary, int64_t number)
{
    struct recent *recent = recent_of(dictionary, (uint64_t)number);
    if (recent->n != DIGITS || recent->bytes != (uint64_t)number) {
        char digits[DIGITS];
        int64_t rest = number;
        for (size_t i = sizeof(digits); i-- > 0; rest /= 10) {
            digits[i] = (char)('0' + rest % 10);
        }
        uint32_t found = add(dictionary, (struct text){digits, sizeof(digits)});
        *recent = (struct recent){(uint64_t)number, DIGITS, found};
    }
    return recent->number;
}

uint32_t dictionary_add(struct dictionary *dictionary, struct text text)
{
    if (text.n == 0 || text.n > sizeof(uint64_t)) {
        return add(dictionary, text);
    }
    uint64_t bytes = 0;
    memcpy(&bytes, text.s, text.n);
    struct recent *recent = recent_of(dictionary, bytes);
    if (recent->n != text.n || recent->bytes != bytes) {
        *recent = (struct recent){bytes, (uint32_t)text.n, add(dictionary, text)};
    }
    return recent->number;
}

void dictionary_search(const struct dictionary *dictionary, struct text needle, uint32_t from,
                       uint32_t to, uint8_t *answers)
{
    const char *at = dictionary->bytes + dictionary->starts[from];
    const char *end = dictionary->bytes + dictionary->starts[to];
    uint32_t text = from;
    while ((at = memmem(at, (size_t)(end - at), needle.s, needle.n)) != NULL) {
        uint32_t place = (uint32_t)(at - dictionary->bytes);
        uint32_t low = text, high = to; /* the last text that starts at or before `place` */
        while (high - low > 1) {
            uint32_t middle = low + (high - low) / 2;
            if (dictionary->starts[middle] <= place) {
                low = middle;
            } else {
                high = middle;
            }
        }
        text = low;
        if (place + needle.n <= dictionary->starts[text + 1]) {
            answers[text] = 1;
            at = dictionary->bytes + dictionary->starts[text + 1];
        } else {
            at++; /* found across the border of two texts */
        }
    }
}

size_t dictionary_memory(const struct dictionary *dictionary)
{
    return dictionary->bytes_size + dictionary->starts_size * sizeof(uint32_t) +
           (dictionary->slots_size + dictionary->sounds_size) * sizeof(uint64_t) +
           (dictionary->ranks != NULL ? dictionary->n * sizeof(uint32_t) : 0);
}
