/*
 * seal: a secret field's value as it is stored: encrypted, bound to its ledger, field and row so
 * that bytes moved elsewhere do not open, with keyed hashes to find it by. And how it looks when it
 * is not revealed.
 */
#ifndef LEDGER_SEAL_H
#define LEDGER_SEAL_H

#include "ledger/work.h"

/* The sealed bytes of a value of a row that has its id. In work->arena. */
struct text seal_value(struct work *work, const struct row *row, int field, struct text plain);
/* The value of sealed bytes, in clear or masked. INTERNAL when they were altered or the key is
 * another. */
MUST_CHECK enum status seal_open(struct work *work, const struct row *row, int field,
                                 struct text sealed, bool plain, struct text *out,
                                 struct error *error);

/* Keyed hash of the whole value; equal values of one kind of field give equal keys. */
int64_t seal_key(struct work *work, const struct field *field, struct text plain);
/* Keyed hash of the last four characters. */
int64_t seal_tail(struct work *work, const struct field *field, struct text plain);

/* The masked form by kind (masking_rules.csv): 360***********1234, 138****5678, ****1234. */
struct text seal_mask(struct arena *arena, const struct field *field, struct text plain);

#endif
