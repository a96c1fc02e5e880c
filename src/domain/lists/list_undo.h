/*
 * list_undo: what a list brought about, taken back: each row of list_effect by the change that it
 * made, newest first. What somebody has worked on since stays, and is no effect of the list any
 * more. In a write transaction whose audit entry the caller writes.
 */
#ifndef DOMAIN_LISTS_LIST_UNDO_H
#define DOMAIN_LISTS_LIST_UNDO_H

#include "ledger/work.h"

struct list_undo {
    int64_t list;
    int64_t match;  /* only what followed from this pair; 0: all */
    int64_t before; /* effects older than this; 0: from the newest. Moves on */
    int64_t job;    /* the batch of the changes; 0: none */
    int64_t taken, kept;
    size_t handled; /* of the last call */
};

/* Takes back at most `most` of them. */
MUST_CHECK enum status list_undo_some(struct work *work, struct list_undo *undo, size_t most,
                                      struct error *error);

#endif
