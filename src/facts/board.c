#include "facts/board.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/map.h"
#include "facts/crew.h"

/* A reference to a row that is not on the board yet. */
struct pending {
    struct table *table; /* NULL: met or forgotten */
    struct column *column;
    uint32_t row;
    uint32_t next; /* of those in its slot: index + 1 */
    int64_t id;    /* of the row referred to */
};

struct board {
    struct arena arena; /* tables, columns, names, dictionaries */
    pthread_rwlock_t lock;
    pthread_mutex_t linking; /* held while links are made for the first time */
    LIST(struct table *) tables;
    LIST(struct dictionary *) dictionaries;
    struct map codes; /* code table -> index of its dictionary */
    LIST(struct pending) pending;
    uint32_t *slots;   /* of pending, by the id waited for: index + 1 of the first; 0: none */
    size_t slot_count; /* a power of two, or 0 */
    size_t waiting;    /* of pending: neither met nor forgotten */
    struct crew *crew;
};

/* ---- declaring ---- */

struct board *board_new(void)
{
    struct board *board = memory_get_zeroed(sizeof(*board));
    arena_init(&board->arena);
    pthread_rwlockattr_t writers_first;
    pthread_rwlockattr_init(&writers_first);
    pthread_rwlockattr_setkind_np(&writers_first, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&board->lock, &writers_first);
    pthread_rwlockattr_destroy(&writers_first);
    pthread_mutex_init(&board->linking, NULL);
    map_init(&board->codes);
    board->crew = crew_new(0);
    return board;
}

static void table_release(struct table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        column_release(&table->columns[i]);
    }
    free(table->ids);
    free(table->order);
    free(table->live);
    free(table->keys.slots);
    free(table->twins);
}

void board_free(struct board *board)
{
    if (board == NULL) {
        return;
    }
    crew_free(board->crew);
    for (size_t i = 0; i < board->tables.n; i++) {
        table_release(board->tables.at[i]);
    }
    for (size_t i = 0; i < board->dictionaries.n; i++) {
        dictionary_release(board->dictionaries.at[i]);
    }
    list_release(&board->tables);
    list_release(&board->dictionaries);
    list_release(&board->pending);
    free(board->slots);
    map_release(&board->codes);
    pthread_rwlock_destroy(&board->lock);
    pthread_mutex_destroy(&board->linking);
    arena_release(&board->arena);
    free(board);
}

static struct dictionary *dictionary_new(struct board *board)
{
    struct dictionary *dictionary = arena_new(&board->arena, struct dictionary);
    dictionary_init(dictionary);
    list_add(&board->dictionaries, dictionary);
    return dictionary;
}

/* The dictionary of a column: one for each code table and one for all regions, so that two columns
 * can be compared by number; else the column's own. */
static struct dictionary *dictionary_for(struct board *board, const struct column *column)
{
    struct text shared = TEXT_EMPTY;
    if (column->type == COLUMN_REGION) {
        shared = TEXT("*region");
    } else if (column->type == COLUMN_CODE && column->field->codes != NULL) {
        shared = text_of(column->field->codes);
    }
    if (shared.n == 0) {
        return dictionary_new(board);
    }
    int64_t index;
    if (!map_get(&board->codes, shared, &index)) {
        index = (int64_t)board->dictionaries.n;
        map_put(&board->codes, shared, index);
        return dictionary_new(board);
    }
    return board->dictionaries.at[index];
}

static bool has_tail(const struct field *field)
{
    return (field->flags & (FIELD_SECRET | FIELD_TAIL)) == (FIELD_SECRET | FIELD_TAIL);
}

/* person: the ledger is one of people, whose names begin with a surname. */
static struct column column_of(struct board *board, const struct field *field, bool person)
{
    struct column column = {
        .name = field->name, .label = field->label, .field = field, .type = column_type_of(field)};
    if (column_is_text(&column)) {
        column.dictionary = dictionary_for(board, &column);
        if ((field->flags & FIELD_PINYIN) != 0) {
            column.dictionary->sounding = true;
            column.dictionary->pinyin = person ? PINYIN_OF_NAME : PINYIN_OF_WORDS;
        }
    }
    return column;
}

struct table *board_add(struct board *board, const struct ledger *ledger)
{
    struct table *table = arena_new(&board->arena, struct table);
    table->board = board;
    table->ledger = ledger;
    table->identity = -1;
    table->columns = arena_array(&board->arena, struct column, ledger->count * 2);
    for (size_t i = 0; i < ledger->count; i++) {
        const struct field *field = &ledger->fields[i];
        if (field->kind == KIND_CITIZEN_ID && table->identity < 0 &&
            column_type_of(field) == COLUMN_KEY) {
            table->identity = (int)i;
        }
    }
    for (size_t i = 0; i < ledger->count; i++) {
        table->columns[i] = column_of(board, &ledger->fields[i], table->identity >= 0);
    }
    table->count = ledger->count;
    for (size_t i = 0; i < ledger->count; i++) {
        if (has_tail(&ledger->fields[i])) {
            struct text name = arena_printf(&board->arena, "%s_tail", ledger->fields[i].name);
            table->columns[table->count++] =
                (struct column){.name = arena_cstr(&board->arena, name),
                                .label = ledger->fields[i].label,
                                .field = &ledger->fields[i],
                                .type = COLUMN_TAIL};
        }
    }
    list_add(&board->tables, table);
    return table;
}

void board_link(struct board *board)
{
    for (size_t t = 0; t < board->tables.n; t++) {
        struct table *table = board->tables.at[t];
        for (size_t i = 0; i < table->count; i++) {
            struct column *column = &table->columns[i];
            if (column->type == COLUMN_REF) {
                column->to = board_table(board, text_of(column->field->ref));
                column->type = column->to == NULL ? COLUMN_PRESENCE : COLUMN_REF;
            }
        }
    }
}

struct table *board_table(const struct board *board, struct text name)
{
    for (size_t i = 0; i < board->tables.n; i++) {
        if (text_is(name, board->tables.at[i]->ledger->name)) {
            return board->tables.at[i];
        }
    }
    return NULL;
}

size_t board_tables(const struct board *board)
{
    return board->tables.n;
}

struct table *board_table_at(const struct board *board, size_t index)
{
    return board->tables.at[index];
}

struct crew *board_crew(const struct board *board)
{
    return board->crew;
}

void board_read(struct board *board)
{
    pthread_rwlock_rdlock(&board->lock);
}

void board_write(struct board *board)
{
    pthread_rwlock_wrlock(&board->lock);
}

void board_done(struct board *board)
{
    pthread_rwlock_unlock(&board->lock);
}

/* ---- rows and ids ---- */

void table_reserve(struct table *table, size_t rows)
{
    if (rows <= table->room) {
        return;
    }
    if (rows >= ROW_NONE) {
        bug("%s: a table of %zu rows is too large", table->ledger->name, rows);
    }
    size_t room = set_words(rows) * 64;
    table->ids = memory_resize(table->ids, room * sizeof(*table->ids));
    table->live = memory_resize(table->live, room / 8);
    memset(table->live + table->room / 64, 0, (room - table->room) / 8);
    if (table->order != NULL) {
        table->order = memory_resize(table->order, room * sizeof(*table->order));
    }
    if (table->twins != NULL) {
        table->twins = memory_resize(table->twins, room * sizeof(*table->twins));
    }
    for (size_t i = 0; i < table->count; i++) {
        column_reserve(&table->columns[i], room);
    }
    table->room = room;
}

static int64_t id_at(const struct table *table, size_t place)
{
    return table->ids[table->order == NULL ? place : table->order[place]];
}

/* Where an id between the ids at low and high - 1 should stand if ids grew evenly. */
static size_t guess(const struct table *table, int64_t id, size_t low, size_t high)
{
    double first = (double)id_at(table, low), last = (double)id_at(table, high - 1);
    double part = last > first ? ((double)id - first) / (last - first) : 0;
    double place = (double)low + part * (double)(high - 1 - low);
    return place <= (double)low ? low : place >= (double)(high - 1) ? high - 1 : (size_t)place;
}

/* Where the id stands, or would stand, among the ascending ids. Ids grow with time, so a few
 * guesses come near it; then by halves. */
static size_t place_of(const struct table *table, int64_t id)
{
    size_t low = 0, high = table->rows;
    if (high > 0 && id > id_at(table, high - 1)) {
        return high; /* a new row */
    }
    for (int guesses = 0; low < high; guesses++) {
        size_t middle = guesses < 6 ? guess(table, id, low, high) : low + (high - low) / 2;
        if (id_at(table, middle) < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
        if (low < high && id_at(table, low) == id) {
            return low;
        }
    }
    return low;
}

uint32_t table_row(const struct table *table, int64_t id)
{
    size_t place = place_of(table, id);
    if (place == table->rows) {
        return ROW_NONE;
    }
    uint32_t row = table->order == NULL ? (uint32_t)place : table->order[place];
    return table->ids[row] == id ? row : ROW_NONE;
}

static uint32_t row_append(struct table *table, int64_t id)
{
    if (table->rows == table->room) {
        table_reserve(table, table->rows + table->rows / 4 + 64);
    }
    size_t place = place_of(table, id);
    uint32_t row = (uint32_t)table->rows;
    if (place < table->rows && table->order == NULL) {
        table->order = memory_get(table->room * sizeof(*table->order));
        for (uint32_t i = 0; i < row; i++) {
            table->order[i] = i;
        }
    }
    if (table->order != NULL) {
        memmove(table->order + place + 1, table->order + place,
                (table->rows - place) * sizeof(*table->order));
        table->order[place] = row;
    }
    table->ids[row] = id;
    if (table->twins != NULL) {
        table->twins[row] = row;
    }
    table->rows++;
    return row;
}

/* ---- references ---- */

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

/* A row came: whoever waited for its id now refers to it. */
static void pending_meet(struct table *to, int64_t id, uint32_t row)
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

/* fresh: the row was not there before, so that it cannot be waiting. */
static void put_reference(struct table *table, struct column *column, uint32_t row, bool fresh,
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

/* ---- identity ---- */

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

/* Whether the row shares its identity with another one, as recorded. */
static bool is_twin(const struct table *table, uint32_t row)
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

/* After a row came, went or changed its key; `was_twin` from before. */
static void identity_changed(struct table *table, uint32_t row, bool was_twin)
{
    struct column *column = &table->columns[table->identity];
    bool counts = bit_get(table->live, row) && column_known(column, row);
    if (was_twin || (table->keys.used + 1) * 3 > table->keys.size * 2) {
        size_t size = 64;
        while (size < table->rows * 2) {
            size *= 2;
        }
        keys_rebuild(table, size);
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

/* ---- putting ---- */

/* Twelve digits; more than that is no region of this country. */
static void put_region(struct column *column, size_t row, int64_t region)
{
    char digits[12];
    for (size_t i = sizeof(digits); i-- > 0; region /= 10) {
        digits[i] = (char)('0' + region % 10);
    }
    column_put_text(column, row, (struct text){digits, sizeof(digits)});
}

static void put_set(struct column *column, uint32_t row, const struct value *value)
{
    switch (column->type) {
    case COLUMN_CODE:
    case COLUMN_CODES:
    case COLUMN_TEXT:
        column_put_text(column, row, value->text);
        break;
    case COLUMN_REGION:
        put_region(column, row, value->number < 0 ? 0 : value->number);
        break;
    case COLUMN_DATE:
        column_put_date(column, row,
                        column->field->kind == KIND_TIME
                            ? (struct date){clock_day_of(value->number), DATE_DAY}
                            : (struct date){(int32_t)value->number, value->precision});
        break;
    case COLUMN_PRESENCE:
        bit_set(column->known, row);
        break;
    default:
        column_put_number(column, row, value->number);
    }
}

uint32_t table_put(struct table *table, int64_t id, const struct value *values)
{
    uint32_t row = table_row(table, id);
    bool fresh = row == ROW_NONE;
    if (fresh) {
        row = row_append(table, id);
    }
    bool revived = !bit_get(table->live, row);
    bool moves = table->identity >= 0 && (revived || values[table->identity].state != VALUE_ABSENT);
    bool was_twin = moves && !revived && is_twin(table, row);
    for (size_t i = 0; i < table->count; i++) {
        struct column *column = &table->columns[i];
        if (values[i].state == VALUE_ABSENT) {
            continue;
        }
        if (column->type == COLUMN_REF) {
            put_reference(table, column, row, fresh, &values[i]);
        } else if (value_is_set(&values[i])) {
            put_set(column, row, &values[i]);
        } else {
            column_put_none(column, row);
        }
    }
    if (revived) {
        bit_set(table->live, row);
        table->lives++;
    }
    if (moves) {
        identity_changed(table, row, was_twin);
    }
    table->changes++;
    if (fresh && table->board->waiting > 0) {
        pending_meet(table, id, row);
    }
    return row;
}

bool table_remove(struct table *table, int64_t id)
{
    uint32_t row = table_row(table, id);
    if (row == ROW_NONE || !bit_get(table->live, row)) {
        return false;
    }
    bool was_twin = table->identity >= 0 && is_twin(table, row);
    bit_clear(table->live, row);
    table->lives--;
    table->changes++;
    if (was_twin) {
        identity_changed(table, row, true);
    }
    return true;
}

/* ---- asking ---- */

struct column *table_column(const struct table *table, struct text name)
{
    for (size_t i = 0; i < table->count; i++) {
        if (text_is(name, table->columns[i].name)) {
            return &table->columns[i];
        }
    }
    return NULL;
}

struct value table_value(const struct table *table, const struct column *column, uint32_t row)
{
    (void)table;
    if (!column_known(column, row)) {
        return VALUE_NULL;
    }
    int64_t number;
    switch (column->type) {
    case COLUMN_CODE:
    case COLUMN_CODES:
    case COLUMN_TEXT:
        return value_text(column_text_at(column, row));
    case COLUMN_REGION:
        return text_to_int(column_text_at(column, row), &number) ? value_number(number)
                                                                 : VALUE_NULL;
    case COLUMN_DATE:
        return column->field->kind == KIND_TIME
                   ? value_number(clock_noon((int32_t)column_number(column, row)))
                   : value_date(column_date(column, row));
    case COLUMN_REF:
        return value_number(column->to->ids[column_number(column, row)]);
    case COLUMN_PRESENCE:
        return (struct value){.state = VALUE_SET};
    default:
        return value_number(column_number(column, row));
    }
}

void table_live(const struct table *table, struct set *out)
{
    set_init(out, table->rows);
    if (table->rows > 0) {
        memcpy(out->words, table->live, set_words(table->rows) * sizeof(uint64_t));
    }
}

size_t board_memory(const struct board *board)
{
    size_t bytes = board->arena.used;
    for (size_t t = 0; t < board->tables.n; t++) {
        const struct table *table = board->tables.at[t];
        bytes += table->room * (sizeof(int64_t) + (table->order != NULL ? 4 : 0) +
                                (table->twins != NULL ? 4 : 0)) +
                 table->room / 8 + table->keys.size * sizeof(uint32_t);
        for (size_t i = 0; i < table->count; i++) {
            bytes += column_memory(&table->columns[i]);
        }
    }
    for (size_t i = 0; i < board->dictionaries.n; i++) {
        bytes += dictionary_memory(board->dictionaries.at[i]);
    }
    return bytes;
}
