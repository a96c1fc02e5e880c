#include <stdlib.h>
#include <string.h>

#include "facts/board_parts.h"

static uint32_t *links_grown(uint32_t *at, size_t *had, size_t rows)
{
    if (rows > *had) {
        at = memory_resize(at, rows * sizeof(*at));
        memset(at + *had, 0, (rows - *had) * sizeof(*at));
        *had = rows;
    }
    return at;
}

static void links_room(const struct table *table, struct column *column)
{
    struct links *links = column->links;
    links->first = links_grown(links->first, &links->firsts, column->to->room);
    links->next = links_grown(links->next, &links->nexts, table->room);
}

static void link_add(struct links *links, uint32_t to, uint32_t row)
{
    links->next[row] = links->first[to];
    links->first[to] = row + 1;
}

static void link_cut(struct links *links, uint32_t to, uint32_t row)
{
    uint32_t *at = &links->first[to];
    while (*at != row + 1) {
        at = &links->next[*at - 1];
    }
    *at = links->next[row];
    links->next[row] = 0;
}

const struct links *column_links(const struct table *table, struct column *column)
{
    struct links *links = __atomic_load_n(&column->links, __ATOMIC_ACQUIRE);
    if (links != NULL) {
        return links;
    }
    pthread_mutex_lock(&table->board->linking);
    links = column->links;
    if (links == NULL) {
        struct column making = *column;
        making.links = links = memory_get_zeroed(sizeof(*links));
        links_room(table, &making);
        for (uint32_t row = (uint32_t)table->rows; row-- > 0;) {
            if (column_known(column, row)) {
                link_add(links, (uint32_t)column_number(column, row), row);
            }
        }
        __atomic_store_n(&column->links, links, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&table->board->linking);
    return links;
}

/* ---- rows out of use ---- */

static struct column *person_column(const struct table *table)
{
    int person = table->ledger->person;
    return person < 0 || table->columns[person].to == NULL ? NULL : &table->columns[person];
}

static void past_put(struct table *table, const struct table *people, uint32_t person)
{
    if (person >= table->pasts) {
        table->past = memory_resize(table->past, people->room / 8);
        memset(table->past + table->pasts / 64, 0, (people->room - table->pasts) / 8);
        table->pasts = people->room;
    }
    bit_set(table->past, person);
}

void past_unknown(struct table *table, const struct table *people, uint32_t person)
{
    const struct column *column = person_column(table);
    if (column != NULL && column->to == people) {
        past_put(table, people, person);
    }
}

void table_add_past(struct table *table, int64_t person)
{
    const struct column *column = person_column(table);
    uint32_t row = column == NULL ? ROW_NONE : table_row(column->to, person);
    if (row != ROW_NONE) {
        past_put(table, column->to, row);
    }
}

/* ---- references ---- */

/* Points the row at another row, or at none. */
static void refer(struct table *table, struct column *column, uint32_t row, uint32_t to)
{
    bool had = column_known(column, row);
    uint32_t old = had ? (uint32_t)column_number(column, row) : ROW_NONE;
    if (old == to) {
        return;
    }
    if (column->links != NULL) {
        links_room(table, column);
        if (had) {
            link_cut(column->links, old, row);
        }
        if (to != ROW_NONE) {
            link_add(column->links, to, row);
        }
    }
    if (to == ROW_NONE) {
        column_put_none(column, row);
    } else {
        column_put_number(column, row, to);
    }
}

static uint32_t *pending_slot(const struct board *board, int64_t id)
{
    return &board->slots[((uint64_t)id * 0x9e3779b97f4a7c15u >> 32) & (board->slot_count - 1)];
}

static void pending_link(struct board *board, size_t index)
{
    struct pending *pending = &board->pending.at[index];
    uint32_t *slot = pending_slot(board, pending->id);
    pending->next = *slot;
    *slot = (uint32_t)index + 1;
}

static void pending_add(struct board *board, struct pending pending)
{
    list_add(&board->pending, pending);
    board->waiting++;
    if (board->pending.n <= board->slot_count / 2) {
        pending_link(board, board->pending.n - 1);
        return;
    }
    board->slot_count = board->slot_count == 0 ? 64 : board->slot_count * 2;
    free(board->slots);
    board->slots = memory_get_zeroed(board->slot_count * sizeof(*board->slots));
    for (size_t i = 0; i < board->pending.n; i++) {
        if (board->pending.at[i].table != NULL) {
            pending_link(board, i);
        }
    }
}

/* Takes the one that *at leads to out of its slot. */
static void pending_drop(struct board *board, uint32_t *at)
{
    struct pending *pending = &board->pending.at[*at - 1];
    *at = pending->next;
    pending->table = NULL;
    if (--board->waiting == 0) {
        board->pending.n = 0;
        memset(board->slots, 0, board->slot_count * sizeof(*board->slots));
    }
}

static void pending_forget(struct board *board, const struct column *column, uint32_t row)
{
    for (size_t i = 0; i < board->pending.n; i++) {
        const struct pending *pending = &board->pending.at[i];
        if (pending->table == NULL || pending->column != column || pending->row != row) {
            continue;
        }
        uint32_t *at = pending_slot(board, pending->id);
        while (*at != i + 1) {
            at = &board->pending.at[*at - 1].next;
        }
        pending_drop(board, at);
        return; /* a row waits with one column for one id */
    }
}

void reference_meet(struct table *to, int64_t id, uint32_t row)
{
    struct board *board = to->board;
    for (uint32_t *at = pending_slot(board, id); *at != 0;) {
        struct pending *pending = &board->pending.at[*at - 1];
        if (pending->column->to != to || pending->id != id) {
            at = &pending->next;
            continue;
        }
        refer(pending->table, pending->column, pending->row, row);
        pending->table->changes++;
        pending_drop(board, at);
    }
}

void reference_put(struct table *table, struct column *column, uint32_t row, bool fresh,
                   const struct value *value)
{
    struct board *board = table->board;
    if (!fresh && board->waiting > 0 && !column_known(column, row)) {
        pending_forget(board, column, row);
    }
    uint32_t to = ROW_NONE;
    if (value_is_set(value)) {
        to = table_row(column->to, value->number);
        if (to == ROW_NONE) {
            pending_add(board, (struct pending){table, column, row, .id = value->number});
        }
    }
    refer(table, column, row, to);
}
