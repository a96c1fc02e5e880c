/*
 * places: the regions that a notice brings: its regions.csv
 * (code,name,short_name,level,parent,sort,reporting), or without one the county and the townships
 * among its units.
 */
#ifndef DOMAIN_PLACES_H
#define DOMAIN_PLACES_H

#include "notice/notice.h"
#include "standard/region.h"

struct place {
    int64_t code, parent, sort;
    struct text name, short_name, level; /* level: a code of region_level */
    bool reporting;
    int line; /* of regions.csv; 0: from the units */
};

struct places {
    struct place *at; /* in the arena */
    size_t n;
};

/*
 * folder: the notice's. What is wrong in regions.csv is added to faults, at its line; *out is of
 * use when no error is among them.
 */
MUST_CHECK enum status places_read(struct arena *arena, const char *folder,
                                   const struct notice *notice, struct places *out,
                                   struct faults *faults, struct error *error);

/* Them and the country's counties, as values are checked against. Borrows their texts. */
const struct region_tree *places_tree(struct arena *arena, const struct places *places);

#endif
