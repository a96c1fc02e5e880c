/*
 * load: the rows in use of every ledger read out of the database onto an empty board. Two threads
 * read and decode, each a slice of some thousand rows of its own, while the caller's puts the
 * slices on the tables in their order. The readers see the database at two moments: what is
 * committed meanwhile is read again by whoever follows from a history number taken before.
 */
#ifndef FACTS_LOAD_H
#define FACTS_LOAD_H

#include "base/buf.h"
#include "facts/board.h"
#include "store/db.h"

/* Nobody else uses the board meanwhile (board_write). */
MUST_CHECK enum status load_tables(struct database *database, int64_t county, struct board *board,
                                   struct arena *arena, struct error *error);

/* "SELECT id, …": what the columns of the ledger's table hold, in their order. */
void load_columns(struct buf *sql, const struct ledger *ledger);
/* What was read as the column takes it; empty for NULL. A text lives as long as what was read. */
struct value load_value(const struct db_value *got, const struct column *column);

#endif
