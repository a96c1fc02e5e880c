/*
 * keys: the keys of a whole ledger in memory, for a run over many rows that asks of each whether it
 * is there already. One scan reads the rows in use within the actor's reach; asking is then a look
 * into a hash table. It is a state of the moment it was read, and its answer a hint: the rows named
 * are to be read and compared, and a row that is not named was not there.
 */
#ifndef LEDGER_KEYS_H
#define LEDGER_KEYS_H

#include "ledger/ledger.h"
#include "ledger/work.h"

struct keys;

/* Some 25 bytes a row and key; the caller frees it. */
MUST_CHECK enum status keys_read(struct work *work, const struct ledger *ledger, struct keys **out,
                                 struct error *error);
void keys_free(struct keys *keys); /* NULL: nothing */

/* The county's newest history row when they were read: as long as it is the newest, or only the
 * caller wrote since, a row that is not named is not there. */
int64_t keys_seq(const struct keys *keys);
/* Whether the ledger's first key tells all about these values' unique fields. */
bool keys_cover_unique(const struct ledger *ledger, const struct value *values);

/*
 * The ids, at most `most`, of rows that may agree with these values (ledger->count of them) in all
 * fields of the ledger's key of that number, in no order. Every field of the key is set.
 */
size_t keys_find(const struct keys *keys, struct work *work, size_t key, const struct value *values,
                 int64_t *ids, size_t most);

#endif
