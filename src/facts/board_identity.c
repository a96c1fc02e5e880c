#include <stdlib.h>

#include "facts/board_parts.h"

static size_t key_place(int64_t key, size_t size)
{
    return ((uint64_t)key * 0x9e3779b97f4a7c15u >> 32) & (size - 1);
}

uint32_t table_row_of_key(const struct table *table, int64_t key)
{
    if (table->keys.size == 0) {
        return ROW_NONE;
    }
    const struct column *column = &table->columns[table->identity];
    size_t at = key_place(key, table->keys.size);
    uint32_t found = ROW_NONE; /* the lowest, as stale slots may stand before it */
    while (table->keys.slots[at] != 0) {
        uint32_t row = table->keys.slots[at] - 1;
        if (row < found && bit_get(table->live, row) && column_known(column, row) &&
            column_number(column, row) == key) {
            found = row;
        }
        at = (at + 1) & (table->keys.size - 1);
    }
    return found;
}

static void twin_with(struct table *table, uint32_t row, uint32_t first)
{
    if (table->twins == NULL) {
        table->twins = memory_get(table->room * sizeof(*table->twins));
        for (uint32_t i = 0; i < table->rows; i++) {
            table->twins[i] = i;
        }
    }
    table->twins[row] = first;
}

static void key_enter(struct table *table, int64_t key, uint32_t row)
{
    size_t at = key_place(key, table->keys.size);
    while (table->keys.slots[at] != 0) {
        if (table->keys.slots[at] == row + 1) {
            return;
        }
        at = (at + 1) & (table->keys.size - 1);
    }
    table->keys.slots[at] = row + 1;
    table->keys.used++;
}

/* The index and the twins again from the column. */
static void keys_rebuild(struct table *table, size_t size)
{
    struct column *column = &table->columns[table->identity];
    free(table->keys.slots);
    free(table->twins);
    table->twins = NULL;
    table->keys = (struct key_index){memory_get_zeroed(size * sizeof(uint32_t)), size, 0};
    for (uint32_t row = 0; row < table->rows; row++) {
        if (!bit_get(table->live, row) || !column_known(column, row)) {
            continue;
        }
        int64_t key = column_number(column, row);
        uint32_t first = table_row_of_key(table, key);
        if (first != ROW_NONE) {
            twin_with(table, row, first);
        }
        key_enter(table, key, row);
    }
}

void identity_rebuild(struct table *table)
{
    size_t size = 64;
    while (size < table->rows * 2) {
        size *= 2;
    }
    keys_rebuild(table, size);
}

bool identity_shared(const struct table *table, uint32_t row)
{
    if (table->twins == NULL) {
        return false;
    }
    if (table->twins[row] != row) {
        return true;
    }
    for (uint32_t other = row + 1; other < table->rows; other++) {
        if (table->twins[other] == row) {
            return true;
        }
    }
    return false;
}

void identity_changed(struct table *table, uint32_t row, bool was_twin)
{
    struct column *column = &table->columns[table->identity];
    bool counts = bit_get(table->live, row) && column_known(column, row);
    if (was_twin || (table->keys.used + 1) * 3 > table->keys.size * 2) {
        identity_rebuild(table);
        return;
    }
    if (!counts) {
        return;
    }
    int64_t key = column_number(column, row);
    uint32_t first = table_row_of_key(table, key);
    key_enter(table, key, row);
    if (first > row) {
        /* Either nobody has the key, or the row before the first twin got it now. */
        if (first != ROW_NONE) {
            keys_rebuild(table, table->keys.size);
        }
    } else if (first < row) {
        twin_with(table, row, first);
    }
}
