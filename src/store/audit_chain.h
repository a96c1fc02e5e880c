/*
 * audit_chain: how history rows, audit entries and the chain's head are turned into the bytes that
 * are digested: every field with its length, so that none can be shifted into another. Shared by
 * the writer (audit.c) and the walker (audit_verify.c) and by nobody else.
 */
#ifndef STORE_AUDIT_CHAIN_H
#define STORE_AUDIT_CHAIN_H

#include "base/buf.h"
#include "base/ceilings.h"
#include "store/audit.h"

enum { CHAIN_BYTES = 64 * MIB }; /* of one row's texts */

#define HISTORY_COLUMNS "seq, ledger, row_id, version, at, actor, action, batch, reason, changes"
#define AUDIT_COLUMNS                                                                              \
    "seq, at, actor, actor_name, address, action, ledger, row_id, batch, reason, summary, "        \
    "row_count"
enum { HISTORY_COLUMNS_COUNT = 10, AUDIT_COLUMNS_COUNT = 12 };

/* A row of these columns, its texts copied into `arena`. */
struct history history_read(struct statement *s, struct arena *arena);
struct audit audit_read(struct statement *s, struct arena *arena);

/* The bytes to digest, in `out`, which is emptied first. */
struct text chain_history(struct buf *out, int64_t county, const struct history *history);
struct text chain_entry(struct buf *out, int64_t county, const struct audit *entry,
                        int64_t first_history, const uint8_t previous[SECRET_DIGEST],
                        const uint8_t rows[SECRET_DIGEST]);
struct text chain_head(struct buf *out, int64_t county, int64_t seq, int64_t history_seq,
                       const uint8_t hash[SECRET_DIGEST]);

void chain_digest(struct secret_digest *digest, struct text bytes, uint8_t out[SECRET_DIGEST]);

#endif
