/*
 * kept: the judged rows of a batch beside it, as the page is told them, so that looking at a batch
 * reads a few packed blocks and never runs the engine again. Written once a run as one sealed file
 * (store/blob): blocks of rows packed one by one, a table that says of every row where it stands
 * and what became of it, and the batch's own description. A cache of one program version: a file
 * of another one does not open, and the rows are judged again.
 *
 *     block … block | table: struct kept_row … | blocks: struct kept_block … | head | struct
 * kept_tail
 */
#ifndef DOMAIN_IMPORT_KEPT_H
#define DOMAIN_IMPORT_KEPT_H

#include "ledger/import.h"
#include "store/blob.h"

struct kept_row {
    uint32_t row;    /* of the sheet, from 0 */
    uint32_t length; /* of its JSON */
    uint16_t sheet;
    uint8_t outcome; /* enum import_outcome */
    uint8_t unused;
};

/* ---- writing ---- */

struct kept_writer; /* lives in the arena */

MUST_CHECK enum status kept_begin(struct blobs *blobs, struct kept_writer **out,
                                  struct arena *arena, struct error *error);
MUST_CHECK enum status kept_add(struct kept_writer *writer, const struct import_row *row,
                                struct text json, struct error *error);
/* Completes the file; `head` is any text. The blob's writer is the caller's to keep or drop. */
MUST_CHECK enum status kept_end(struct kept_writer *writer, struct text head,
                                struct blob_writer **out, struct error *error);
/* Gives up: nothing stays. */
void kept_drop(struct kept_writer *writer);

/* ---- reading ---- */

struct kept_block;

struct kept {
    struct text bytes; /* mapped as long as the arena */
    const struct kept_row *rows;
    size_t n;
    struct text head;
    const struct kept_block *blocks;
    struct arena *arena;
    size_t block; /* the one unpacked last; SIZE_MAX: none */
    struct text plain;
};

/* NOT_FOUND when the file is not there or of another version. */
MUST_CHECK enum status kept_open(struct blobs *blobs, struct text name, struct kept *out,
                                 struct arena *arena, struct error *error);
/* The JSON of the row at that index of `rows`; cheap when rows are asked for in order. */
MUST_CHECK enum status kept_json(struct kept *kept, size_t index, struct text *out,
                                 struct error *error);

#endif
