#include "ledger/keys.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/list.h"
#include "ledger/rows.h"
#include "ledger/seal.h"
#include "store/audit.h"

enum { COLUMNS_CEILING = 4 << 10, FIRST_SLOTS = 1024 };

/* A row under a hash of its key; a slot's place comes from the same hash. */
struct slot {
    uint32_t hash;
    uint32_t row; /* its number + 1; 0: free */
};

struct key_table {
    struct slot *slots;
    size_t size; /* a power of two, or 0 */
    size_t n;
};

struct keys {
    const struct ledger *ledger;
    LIST(int64_t) ids;        /* of the rows, in the order of the scan */
    struct key_table *tables; /* one a key */
    int64_t seq;
};

static uint64_t mix(uint64_t hash, uint64_t part)
{
    hash = (hash ^ part) * 0xD6E8FEB86659FD93u;
    return hash ^ hash >> 32;
}

/* ---- reading ---- */

/* Hashes a field as it stands in the database; false when it is empty. */
static bool hash_column(const struct field *f, struct statement *s, int column, uint64_t *hash)
{
    if (column_null(s, column)) {
        return false;
    }
    bool number =
        (f->flags & FIELD_LOOKUP) != 0 || (kind_is_number(f->kind) && f->kind != KIND_DATE);
    *hash =
        mix(*hash, number ? (uint64_t)column_int(s, column) : text_hash(column_text(s, column)));
    return true;
}

/* The same of a value about to be stored. */
static uint64_t hash_value(struct work *work, const struct field *f, const struct value *v,
                           uint64_t hash)
{
    char day[11];
    if ((f->flags & FIELD_LOOKUP) != 0) {
        return mix(hash, (uint64_t)seal_key(work, f, v->text));
    }
    if (f->kind == KIND_DATE) {
        size_t n = date_format((struct date){(int32_t)v->number, v->precision}, day);
        return mix(hash, text_hash((struct text){day, n}));
    }
    return mix(hash, kind_is_number(f->kind) ? (uint64_t)v->number : text_hash(v->text));
}

static uint32_t folded(uint64_t hash)
{
    return (uint32_t)(hash ^ hash >> 32);
}

static void slot_put(struct key_table *table, struct slot slot)
{
    size_t at = slot.hash & (table->size - 1);
    while (table->slots[at].row != 0) {
        at = (at + 1) & (table->size - 1);
    }
    table->slots[at] = slot;
    table->n++;
}

static void grow(struct key_table *table)
{
    struct key_table old = *table;
    *table = (struct key_table){.size = old.size == 0 ? FIRST_SLOTS : old.size * 2};
    table->slots = memory_get_zeroed(table->size * sizeof(*table->slots));
    for (size_t i = 0; i < old.size; i++) {
        if (old.slots[i].row != 0) {
            slot_put(table, old.slots[i]);
        }
    }
    free(old.slots);
}

/* The columns of all keys, one after the other. */
static struct text key_columns(struct arena *arena, const struct ledger *ledger)
{
    struct buf sql;
    buf_init(&sql, COLUMNS_CEILING);
    for (size_t k = 0; k < ledger->key_count; k++) {
        for (size_t i = 0; i < ledger->keys[k].n; i++) {
            const struct field *f = &ledger->fields[ledger->keys[k].field[i]];
            buf_addf(&sql, ", t.\"%s%s\"", f->name, (f->flags & FIELD_LOOKUP) != 0 ? "_key" : "");
        }
    }
    struct text columns = arena_text(arena, buf_text(&sql));
    buf_release(&sql);
    return columns;
}

/* One row of the scan: its id, then the columns of key_columns. */
static void take_row(struct keys *keys, struct statement *s)
{
    int column = 1;
    list_add(&keys->ids, column_int(s, 0));
    for (size_t k = 0; k < keys->ledger->key_count; k++) {
        const struct ledger_key *key = &keys->ledger->keys[k];
        struct key_table *table = &keys->tables[k];
        uint64_t hash = k;
        bool whole = true;
        for (size_t i = 0; i < key->n; i++, column++) {
            whole = whole && hash_column(&keys->ledger->fields[key->field[i]], s, column, &hash);
        }
        if (!whole) {
            continue;
        }
        if (table->n * 2 >= table->size) {
            grow(table);
        }
        slot_put(table, (struct slot){folded(hash), (uint32_t)keys->ids.n});
    }
}

enum status keys_read(struct work *work, const struct ledger *ledger, struct keys **out,
                      struct error *error)
{
    struct statement *s;
    int64_t seq;
    enum status status = history_last(work->db, work->actor->county, &seq, work->arena, error);
    if (status == OK) {
        status = rows_scan(work, ledger, key_columns(work->arena, ledger), &s, error);
    }
    if (status != OK) {
        return status;
    }
    struct keys *keys = memory_get_zeroed(sizeof(*keys));
    keys->ledger = ledger;
    keys->seq = seq;
    keys->tables = memory_get_zeroed((ledger->key_count + 1) * sizeof(*keys->tables));
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        take_row(keys, s);
    }
    statement_reset(s);
    if (step == DB_FAILED) {
        keys_free(keys);
        return error->status;
    }
    *out = keys;
    return OK;
}

void keys_free(struct keys *keys)
{
    if (keys == NULL) {
        return;
    }
    for (size_t k = 0; k < keys->ledger->key_count; k++) {
        free(keys->tables[k].slots);
    }
    free(keys->tables);
    list_release(&keys->ids);
    free(keys);
}

/* ---- asking ---- */

int64_t keys_seq(const struct keys *keys)
{
    return keys->seq;
}

bool keys_cover_unique(const struct ledger *ledger, const struct value *values)
{
    for (size_t i = 0; i < ledger->count; i++) {
        if ((ledger->fields[i].flags & FIELD_UNIQUE) != 0 && value_is_set(&values[i]) &&
            (ledger->key_count == 0 || ledger->keys[0].weak || ledger->keys[0].n != 1 ||
             ledger->keys[0].field[0] != (int)i)) {
            return false;
        }
    }
    return true;
}

size_t keys_find(const struct keys *keys, struct work *work, size_t key, const struct value *values,
                 int64_t *ids, size_t most)
{
    const struct key_table *table = &keys->tables[key];
    const struct ledger_key *fields = &keys->ledger->keys[key];
    uint64_t wide = key;
    size_t n = 0;
    if (table->size == 0) {
        return 0;
    }
    for (size_t i = 0; i < fields->n; i++) {
        wide = hash_value(work, &keys->ledger->fields[fields->field[i]], &values[fields->field[i]],
                          wide);
    }
    uint32_t hash = folded(wide);
    for (size_t at = hash & (table->size - 1); n < most && table->slots[at].row != 0;
         at = (at + 1) & (table->size - 1)) {
        if (table->slots[at].hash == hash) {
            ids[n++] = keys->ids.at[table->slots[at].row - 1];
        }
    }
    return n;
}
