/*
 * audit_chain: how history rows, audit entries and the chain's head are turned into the bytes that
 * are digested: every field with its length, so that none can be shifted into another; and how a
 * record holds a run of created rows. Shared by the writer (audit.c), the readers
 * (audit_history.c) and the walker (audit_verify.c) and by nobody else.
 */
#ifndef STORE_AUDIT_CHAIN_H
#define STORE_AUDIT_CHAIN_H

#include "base/buf.h"
#include "base/ceilings.h"
#include "store/audit.h"

enum { CHAIN_BYTES = 64 * MIB }; /* of one row's texts */

#define HISTORY_COLUMNS                                                                            \
    "seq, ledger, row_id, version, at, actor, action, batch, reason, changes, first_id, ids"
#define AUDIT_COLUMNS                                                                              \
    "seq, at, actor, actor_name, address, action, ledger, row_id, batch, reason, summary, "        \
    "row_count"
enum { AUDIT_COLUMNS_COUNT = 12 };

/*
 * A record of the table. Of a run the history is that of its last row, in number and id alike:
 * the numbers of the others come before it without a gap, their ids rise from first_id, and `ids`
 * holds the steps from one to the next, seven bits a byte, the last byte of each below 128.
 */
struct record {
    struct history history;
    int64_t first_id; /* 0: no run */
    struct text ids;
};

/* The ids of a run lie within about a second of id_next, so that one is found by its id alone. */
#define RUN_SPAN (INT64_C(1) << 32)

/* Walks a run's rows in their order. */
struct run_walk {
    struct text rest;
    int64_t seq, id;
};
struct run_walk run_start(const struct record *record);
bool run_next(struct run_walk *walk);
size_t run_rows(const struct record *record); /* 1: no run */
/* Adds the step to the next id. */
void run_add(struct buf *ids, int64_t step);

/* A row of these columns, its texts copied into `arena`. */
struct record record_read(struct statement *s, struct arena *arena);
/* Writes the open transaction's run, if there is one, so that it can be read. */
MUST_CHECK enum status audit_flush(struct db *db, struct arena *arena, struct error *error);
/* The same of an entry. */
struct audit audit_read(struct statement *s, struct arena *arena);

/* The bytes to digest, in `out`, which is emptied first. */
struct text chain_history(struct buf *out, int64_t county, const struct record *record);
struct text chain_entry(struct buf *out, int64_t county, const struct audit *entry,
                        int64_t first_history, const uint8_t previous[SECRET_DIGEST],
                        const uint8_t rows[SECRET_DIGEST]);
struct text chain_head(struct buf *out, int64_t county, int64_t seq, int64_t history_seq,
                       const uint8_t hash[SECRET_DIGEST]);

void chain_digest(struct secret_digest *digest, struct text bytes, uint8_t out[SECRET_DIGEST]);

#endif
