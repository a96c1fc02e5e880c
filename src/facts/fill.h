/*
 * fill: many rows put on a table, by a second thread while the first reads on. For loading: nobody
 * else may touch the table or the board's other tables meanwhile (board_write). A few rows are put
 * without a thread.
 */
#ifndef FACTS_FILL_H
#define FACTS_FILL_H

#include "facts/board.h"

struct fill;

struct fill *fill_new(struct table *table);
/* Space for the values of one more row, table->count of them, to be filled before the next call. */
struct value *fill_row(struct fill *fill, int64_t id);
/* A copy of a text that lives until its row is put. */
struct text fill_text(struct fill *fill, struct text text);
/* Puts what is left, ends the thread and frees it. */
void fill_end(struct fill *fill);

#endif
