/* How a region_tree lies in memory: shared by region.c, which builds it, and region_find.c. */
#ifndef STANDARD_REGION_TREE_H
#define STANDARD_REGION_TREE_H

#include "base/map.h"
#include "standard/region.h"

/* One name of one place. Places with the same name are chained. */
struct region_key {
    struct text text;
    uint32_t region; /* index into regions */
    uint32_t next;   /* index + 1 of the next place with this name; 0: none */
    bool whole;      /* a whole name, not one with its ending (村, 镇, 县 …) cut off */
};

struct region_tree {
    struct region *regions; /* by rising code */
    size_t n;
    struct region_key *keys; /* in the order of their places */
    size_t key_count;
    uint32_t *first_key; /* n + 1: where the keys of each place begin, and key_count */
    struct map names;    /* name -> index into keys */
    size_t longest_key;  /* bytes */
};

/*
 * The name without the ending that tells its kind (水东村委会 -> 水东, 大余县 -> 大余,
 * 石柱土家族自治县 -> 石柱); the whole name when fewer than two characters would be left.
 */
struct text region_stem(struct text name, enum region_level level);

/* Index of the first place whose code is not below `code`; n when there is none. */
size_t region_first_from(const struct region_tree *tree, int64_t code);

#endif
