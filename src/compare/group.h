/*
 * group: rows of two lists brought together by a key: an index over numbers, not over the rows
 * themselves. Groups stand in the order in which their keys first came.
 */
#ifndef COMPARE_GROUP_H
#define COMPARE_GROUP_H

#include <stddef.h>
#include <stdint.h>

enum { GROUP_END = UINT32_MAX };

struct group {
    uint64_t key;
    uint32_t head[2];  /* by side: index of the entry added last; GROUP_END: none */
    uint32_t count[2]; /* entries by side */
};

struct groups {
    struct group *at;
    size_t n;
    uint32_t *next[2]; /* by side and index of entry: the entry before it in its group */
    uint32_t *slots;   /* index in `at` + 1; 0: free */
    size_t mask;
};

/* Room for so many entries of each side; entries are numbered from 0. */
void groups_init(struct groups *groups, size_t left, size_t right);
void groups_release(struct groups *groups);
/* Puts an entry into its group. */
void groups_add(struct groups *groups, int side, uint32_t entry, uint64_t key);

#endif
