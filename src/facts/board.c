#include "facts/board.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crew.h"
#include "facts/board_parts.h"

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
    free(table->past);
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
    board->generation++;
}

uint64_t board_generation(const struct board *board)
{
    return board->generation;
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

/* ---- putting ---- */

static void put_set(struct column *column, uint32_t row, const struct value *value)
{
    switch (column->type) {
    case COLUMN_CODE:
    case COLUMN_CODES:
    case COLUMN_TEXT:
        column_put_text(column, row, value->text);
        break;
    case COLUMN_REGION:
        /* Twelve digits; more than that is no region of this country. */
        column_put_number(
            column, row,
            dictionary_add_digits(column->dictionary, value->number < 0 ? 0 : value->number));
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
    bool was_twin = moves && !revived && identity_shared(table, row);
    for (size_t i = 0; i < table->count; i++) {
        struct column *column = &table->columns[i];
        if (values[i].state == VALUE_ABSENT) {
            continue;
        }
        if (column->type == COLUMN_REF) {
            reference_put(table, column, row, fresh, &values[i]);
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
        reference_meet(table, id, row);
    }
    return row;
}

uint32_t table_add(struct table *table, int64_t id, const struct filled *cells, size_t n)
{
    if (table->rows > 0 && id <= id_at(table, table->rows - 1) &&
        table_row(table, id) != ROW_NONE) {
        bug("%s: row %lld is there already", table->ledger->name, (long long)id);
    }
    uint32_t row = row_append(table, id);
    for (size_t i = 0; i < n; i++) {
        struct column *column = &table->columns[cells[i].column];
        if (column->type == COLUMN_REF) {
            reference_put(table, column, row, true, &cells[i].value);
        } else {
            put_set(column, row, &cells[i].value);
        }
    }
    bit_set(table->live, row);
    table->lives++;
    table->changes++;
    if (table->board->waiting > 0) {
        reference_meet(table, id, row);
    }
    return row;
}

void table_added(struct table *table)
{
    if (table->identity >= 0) {
        identity_rebuild(table);
    }
}

bool table_remove(struct table *table, int64_t id)
{
    uint32_t row = table_row(table, id);
    if (row == ROW_NONE || !bit_get(table->live, row)) {
        return false;
    }
    bool was_twin = table->identity >= 0 && identity_shared(table, row);
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
        bytes += table->pasts / 8;
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
