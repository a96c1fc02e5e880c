/*
 * search: the list's search box, over a whole table in memory. What somebody typed is looked for in
 * every text field that is searched (FIELD_SEARCH), anywhere inside it; in names also as pinyin or
 * initials from the beginning; and secrets are found whole or by their last four through the keyed
 * hashes that the caller makes. One hit in any of them is enough.
 */
#ifndef FACTS_SEARCH_H
#define FACTS_SEARCH_H

#include "facts/board.h"

/* A secret looked for: an ID number or phone (`column` is the field's name) or the last four of one
 * (<name>_tail). */
struct search_secret {
    const char *column;
    int64_t hash;
};

/*
 * The live rows that match, as a set the caller releases. `typed` may be empty: then only secrets
 * are looked for, and with none of them either every live row matches. The board is held for
 * reading.
 */
void table_search(const struct table *table, struct text typed, const struct search_secret *secrets,
                  size_t n, struct set *out);

/*
 * Adds the live rows whose text in this column is one of those with answers[number] = 1, by number
 * in the column's dictionary (room for one more). The board is held for reading.
 */
void table_search_among(const struct table *table, const struct column *column,
                        const uint8_t *answers, struct set *out);

#endif
