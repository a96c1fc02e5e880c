/*
 * row_key: how an exported workbook tells later where its rows come from. Each row carries a hidden
 * text that names the row, the version it was exported in and a hash of its cells; the sheet
 * carries one that names the ledger and the export. Both are signed with the site's keys: one that
 * somebody altered, or that another site or another ledger wrote, does not pass.
 *
 *     row    <id>.<version>.<hash of the cells, 16 hex>.<signature, 16 hex>
 *     sheet  nuanxin.<ledger>.<export id>.<signature, 16 hex>
 *
 * The texts hold nothing personal and survive any program that keeps cells.
 */
#ifndef LEDGER_ROW_KEY_H
#define LEDGER_ROW_KEY_H

#include "ledger/work.h"

struct row_key {
    int64_t id, version;
    uint64_t cells; /* row_key_hash of the cells as exported */
};

/* Starts a hash at 0 and adds one cell's trimmed text: fields in the order of the ledger. */
uint64_t row_key_hash(uint64_t hash, int field, struct text cell);

/* The key as a cell's text. In work->arena. */
struct text row_key_write(struct work *work, const struct ledger *ledger, struct row_key key);
/* Reads one; false when it is none, was altered, or belongs to another site or ledger. */
bool row_key_read(struct work *work, const struct ledger *ledger, struct text text,
                  struct row_key *out);

/* Whether a cell's text means to be a sheet's key, whoever wrote it. */
bool sheet_key_is(struct text text);
/* The ledger's name that a sheet's key gives, unproved. */
struct text sheet_key_ledger(struct text text);
struct text sheet_key_write(struct work *work, const struct ledger *ledger, int64_t made);
bool sheet_key_read(struct work *work, const struct ledger *ledger, struct text text,
                    int64_t *made);

#endif
