/*
 * board_parts: what the files that make up the board share: board.c (tables, rows, ids),
 * board_reference.c (who refers to whom) and board_identity.c (who is who). Inside src/facts only.
 */
#ifndef FACTS_BOARD_PARTS_H
#define FACTS_BOARD_PARTS_H

#include <pthread.h>

#include "base/list.h"
#include "base/map.h"
#include "facts/board.h"

/* A reference to a row that is not on the board yet. */
struct pending {
    struct table *table; /* NULL: met or forgotten */
    struct column *column;
    uint32_t row;
    uint32_t next; /* of those in its slot: index + 1 */
    int64_t id;    /* of the row referred to */
};

struct board {
    struct arena arena; /* tables, columns, names, dictionaries */
    pthread_rwlock_t lock;
    uint64_t generation;
    pthread_mutex_t linking; /* held while links are made for the first time */
    LIST(struct table *) tables;
    LIST(struct dictionary *) dictionaries;
    struct map codes; /* code table -> index of its dictionary */
    LIST(struct pending) pending;
    uint32_t *slots;   /* of pending, by the id waited for: index + 1 of the first; 0: none */
    size_t slot_count; /* a power of two, or 0 */
    size_t waiting;    /* of pending: neither met nor forgotten */
    struct crew *crew;
};

/* Points the row's reference at the row whose id the value gives, now or when it comes. fresh: the
 * row was not there before, so that it cannot be waiting. */
void reference_put(struct table *table, struct column *column, uint32_t row, bool fresh,
                   const struct value *value);
/* table_add_past for a table that is about people of that table: what there is cannot be known of a
 * person who was out of use himself. */
void past_unknown(struct table *table, const struct table *people, uint32_t person);
/* A row came: whoever waited for its id now refers to it. */
void reference_meet(struct table *to, int64_t id, uint32_t row);

/* Whether the row shares its identity with another one, as recorded. */
bool identity_shared(const struct table *table, uint32_t row);
/* All of them anew, from the column. */
void identity_rebuild(struct table *table);
/* After a row came, went or changed its key; was_twin: identity_shared from before. */
void identity_changed(struct table *table, uint32_t row, bool was_twin);

#endif
