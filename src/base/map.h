/*
 * map: texts to numbers, in memory. Keys are borrowed: whoever adds one keeps its bytes alive as
 * long as the map. Not safe for two threads when one of them writes.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/text.h"

struct map_slot;

struct map {
    struct map_slot *slots;
    size_t n;    /* keys in use */
    size_t size; /* slots; a power of two, or 0 */
};

void map_init(struct map *map);
void map_release(struct map *map);

/* The number stored under the key; false when there is none. */
bool map_get(const struct map *map, struct text key, int64_t *value);
/* Stores or replaces. True when the key is new. */
bool map_put(struct map *map, struct text key, int64_t value);
/* Stores unless there is one, which then goes to *there. True when the key is new. */
bool map_claim(struct map *map, struct text key, int64_t value, int64_t *there);

#endif
