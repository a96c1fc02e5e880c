#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

struct map_slot {
    struct text key; /* key.s == NULL: free */
    uint64_t hash;
    int64_t value;
};

void map_init(struct map *map)
{
    *map = (struct map){0};
}

void map_release(struct map *map)
{
    free(map->slots);
    *map = (struct map){0};
}

static struct map_slot *find(struct map_slot *slots, size_t size, struct text key, uint64_t hash)
{
    size_t at = hash & (size - 1);
    while (slots[at].key.s != NULL && (slots[at].hash != hash || !text_equal(slots[at].key, key))) {
        at = (at + 1) & (size - 1);
    }
    return &slots[at];
}

bool map_get(const struct map *map, struct text key, int64_t *value)
{
    if (map->size == 0) {
        return false;
    }
    const struct map_slot *slot = find(map->slots, map->size, key, text_hash(key));
    if (slot->key.s == NULL) {
        return false;
    }
    *value = slot->value;
    return true;
}

static void grow(struct map *map)
{
    size_t size = map->size == 0 ? 16 : map->size * 2;
    /* Written here: a page first read, then written, is handed out twice by the system. */
    struct map_slot *slots = memory_get(size * sizeof(*slots));
    memset(slots, 0, size * sizeof(*slots));
    for (size_t i = 0; i < map->size; i++) {
        if (map->slots[i].key.s != NULL) {
            *find(slots, size, map->slots[i].key, map->slots[i].hash) = map->slots[i];
        }
    }
    free(map->slots);
    map->slots = slots;
    map->size = size;
}

/* The key's slot, new or not. */
static struct map_slot *place(struct map *map, struct text key, int64_t value, bool *fresh)
{
    if (map->n * 4 >= map->size * 3) {
        grow(map);
    }
    uint64_t hash = text_hash(key);
    struct map_slot *slot = find(map->slots, map->size, key, hash);
    *fresh = slot->key.s == NULL;
    if (*fresh) {
        *slot = (struct map_slot){key.s == NULL ? TEXT_EMPTY : key, hash, value};
        map->n++;
    }
    return slot;
}

bool map_put(struct map *map, struct text key, int64_t value)
{
    bool fresh;
    place(map, key, value, &fresh)->value = value;
    return fresh;
}

bool map_claim(struct map *map, struct text key, int64_t value, int64_t *there)
{
    bool fresh;
    *there = place(map, key, value, &fresh)->value;
    return fresh;
}
