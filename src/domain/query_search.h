/*
 * The list's search box over the facts: a name, its pinyin or initials, an ID number whole or its
 * last four, a phone, an address, a village; or several of these with blanks between them, all of
 * which must fit. Inside src/domain only.
 */
#ifndef DOMAIN_QUERY_SEARCH_H
#define DOMAIN_QUERY_SEARCH_H

#include "domain/query.h"
#include "facts/board.h"
#include "ledger/work.h"

/*
 * Takes the rows that the text does not fit out of `rows`. A ledger about people is searched by
 * their person too. The caller holds the board.
 */
void query_search(struct work *work, const struct table *table, struct text text, struct set *rows);
/* The same for one filter on a secret or a note; notes are read from the database. */
MUST_CHECK enum status query_find(struct work *work, const struct table *table,
                                  const struct query_find *find, struct set *rows,
                                  struct error *error);

#endif
