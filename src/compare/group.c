#include "compare/group.h"

#include <stdlib.h>

#include "base/bug.h"

void groups_init(struct groups *groups, size_t left, size_t right)
{
    size_t size = 16;
    while (size < (left + right) * 2) {
        size *= 2;
    }
    *groups = (struct groups){.mask = size - 1};
    groups->at = memory_get((left + right) * sizeof(struct group));
    groups->slots = memory_get_zeroed(size * sizeof(uint32_t));
    groups->next[0] = memory_get(left * sizeof(uint32_t));
    groups->next[1] = memory_get(right * sizeof(uint32_t));
}

void groups_release(struct groups *groups)
{
    free(groups->at);
    free(groups->slots);
    free(groups->next[0]);
    free(groups->next[1]);
}

void groups_add(struct groups *groups, int side, uint32_t entry, uint64_t key)
{
    size_t slot = (size_t)(key * 0xD6E8FEB86659FD93u >> 20) & groups->mask;
    while (groups->slots[slot] != 0 && groups->at[groups->slots[slot] - 1].key != key) {
        slot = (slot + 1) & groups->mask;
    }
    if (groups->slots[slot] == 0) {
        groups->at[groups->n++] = (struct group){.key = key, .head = {GROUP_END, GROUP_END}};
        groups->slots[slot] = (uint32_t)groups->n;
    }
    struct group *group = &groups->at[groups->slots[slot] - 1];
    groups->next[side][entry] = group->head[side];
    group->head[side] = entry;
    group->count[side]++;
}
