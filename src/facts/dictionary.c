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

uint32_t dictionary_add(struct dictionary *dictionary, struct text text)
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
    return (uint32_t)dictionary->n++;
}

size_t dictionary_memory(const struct dictionary *dictionary)
{
    return dictionary->bytes_size + dictionary->starts_size * sizeof(uint32_t) +
           dictionary->slots_size * sizeof(uint64_t);
}
