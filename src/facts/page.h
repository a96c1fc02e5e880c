/*
 * page: some rows of a set in an order, for a list. Numbers and dates go by size, names by their
 * pinyin, other texts and codes by their characters, regions by their code; a row whose field is
 * empty comes last whichever way the list is turned, and equal rows stay in the order of their ids.
 */
#ifndef FACTS_PAGE_H
#define FACTS_PAGE_H

#include "facts/board.h"

struct page {
    const struct column *by; /* of the table; NULL: by id */
    bool descending;
    size_t offset, limit;
};

/* Writes up to page->limit rows of the set to `out` and returns how many. The board is held for
 * reading. */
size_t table_page(const struct table *table, const struct set *rows, const struct page *page,
                  uint32_t *out);

#endif
