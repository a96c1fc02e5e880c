/*
 * board: the facts in memory. One table a ledger, one column a field, rows numbered 0, 1, 2 … in
 * the order they came. It is a cache of the database and never the only copy: facts/follow fills it
 * and keeps it up to date, rule/ asks it.
 *
 * Ledgers are declared first (board_add each, then board_link once); then rows are put and removed
 * by id. A row keeps its number for ever: a removed row stays as a row that is not `live`, and
 * comes back under the same number if its id is put again.
 *
 * Many threads may read while nobody writes: board_read … board_done around every use of tables,
 * columns and texts, board_write … board_done around changes. A waiting writer goes before new
 * readers. Tables and columns belong to the board.
 */
#ifndef FACTS_BOARD_H
#define FACTS_BOARD_H

#include "facts/column.h"
#include "facts/set.h"
#include "ledger/actor.h"
#include "ledger/ledger.h"

#define ROW_NONE UINT32_MAX

struct board;
struct crew; /* base/crew.h */

/* Who has a given key in the identity column: row numbers by hash; see table_row_of_key. */
struct key_index {
    uint32_t *slots; /* row + 1; 0: free */
    size_t size;     /* a power of two, or 0 */
    size_t used;     /* slots ever filled; some may be stale */
};

struct table {
    struct board *board;
    const struct ledger *ledger;
    struct column *columns; /* the ledger's fields in its order, then the tails of secrets */
    size_t count;           /* columns */
    size_t rows;            /* rows ever put */
    size_t room;            /* rows there is room for; a multiple of 64 */
    int64_t *ids;           /* by row */
    uint32_t *order;        /* rows by ascending id; NULL: they came in that order */
    uint64_t *live;         /* bit a row: not removed */
    size_t lives;           /* live rows */
    uint64_t changes;       /* goes up with every row put or removed */
    int identity;           /* the column that tells who somebody is (the ID number), or -1 */
    struct key_index keys;  /* over the identity column */
    uint32_t *twins;        /* by row: the first row with the same identity; NULL: all differ */
    uint64_t *past;         /* of a ledger about people, by the person's row; see table_has_past */
    size_t pasts;           /* bits there is room for */
};

/* An empty board. board_free takes the whole of it. */
struct board *board_new(void);
void board_free(struct board *board);

/* Declares a ledger. Its table is at hand at once; its references only after board_link. */
struct table *board_add(struct board *board, const struct ledger *ledger);
/* Connects references to the tables they name. One to a ledger that was not declared becomes
 * COLUMN_PRESENCE: it can only be asked whether it is filled. */
void board_link(struct board *board);

/* NULL when no ledger of that name was declared. */
struct table *board_table(const struct board *board, struct text name);
size_t board_tables(const struct board *board);
struct table *board_table_at(const struct board *board, size_t index);

/* The threads that share the board's large work. */
struct crew *board_crew(const struct board *board);

void board_read(struct board *board);
void board_write(struct board *board);
void board_done(struct board *board);
/* Goes up with every board_write: what was found under the same number is still so. The board is
 * held. */
uint64_t board_generation(const struct board *board);

/*
 * Adds or changes the row of that id and returns its number. `values` stand in the order of
 * table->columns, table->count of them; an absent one leaves what is there, an empty one empties
 * it. A reference gives the id of the row referred to (it may be put later); a region its 12-digit
 * number; a moment its milliseconds; a key or tail its hash as a number, however the secret's kind
 * is called; of a note only the state matters.
 */
uint32_t table_put(struct table *table, int64_t id, const struct value *values);
/* One filled field of a row. */
struct filled {
    uint32_t column; /* its place in table->columns */
    struct value value;
};
/*
 * Adds a row that is not there yet, of which only the filled fields are given: for loading. Who has
 * which key is not kept up to date; table_added is called when all are there.
 */
uint32_t table_add(struct table *table, int64_t id, const struct filled *cells, size_t n);
void table_added(struct table *table);
/* False when there is no such live row. */
bool table_remove(struct table *table, int64_t id);
/* Room for so many rows at once, before many are put. */
void table_reserve(struct table *table, size_t rows);

/* The row of an id, live or not, or ROW_NONE. */
uint32_t table_row(const struct table *table, int64_t id);
/* A column by its field's name (or <name>_tail), or NULL. */
struct column *table_column(const struct table *table, struct text name);
/* The content of one field as table_put would take it; texts point into the board. */
struct value table_value(const struct table *table, const struct column *column, uint32_t row);

/* The first live row whose identity column has this key, or ROW_NONE. */
uint32_t table_row_of_key(const struct table *table, int64_t key);
/* Who a row is: itself, or the first row with the same identity. */
static inline uint32_t table_identity(const struct table *table, uint32_t row)
{
    return table->twins == NULL ? row : table->twins[row];
}

/*
 * Whether rows out of use of this table about people (ledger->person) may be about the person in
 * that row: the board does not have them. False is certain.
 */
static inline bool table_has_past(const struct table *table, uint32_t person)
{
    return person < table->pasts && bit_get(table->past, person);
}
/* Says that a row that is out of use is about the person of that id. */
void table_add_past(struct table *table, int64_t person);

/* Whether the actor reaches the live row: what ledger/rows.c says in SQL. */
bool table_reached(const struct table *table, uint32_t row, const struct actor *actor);

/* Live rows as a set the caller releases. */
void table_live(const struct table *table, struct set *out);

/*
 * Who refers to whom through a reference column: made on first use, then kept up to date. Call it
 * between board_read and board_done; start with links_first(row referred to), end at ROW_NONE.
 */
const struct links *column_links(const struct table *table, struct column *column);
static inline uint32_t links_first(const struct links *links, uint32_t row)
{
    return row < links->firsts ? links->first[row] - 1 : ROW_NONE;
}
static inline uint32_t links_next(const struct links *links, uint32_t row)
{
    return links->next[row] - 1;
}

/* Bytes of memory the board uses. */
size_t board_memory(const struct board *board);

#endif
