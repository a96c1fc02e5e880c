#include "facts/load.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/list.h"

enum {
    SQL_CEILING = 64 << 10,
    SLICE = 4096, /* rows read by one thread at a stretch */
    RING = 5,     /* slices on their way */
    HANDS = 2     /* reading threads */
};

/* The rows of one table between two ids. */
struct slice {
    size_t source;
    int64_t after, to; /* ids: after < id <= to */
    struct arena texts;
    LIST(int64_t) ids;
    LIST(size_t) ends; /* of each row's fields in `fields` */
    LIST(struct filled) fields;
    bool read;
};

/* One ledger and the SQL that reads it. */
struct source {
    struct table *table;
    struct query rows;  /* the rows in use with $2 < id <= $3, by id */
    struct query bound; /* the id that stands SLICE rows after id $2 */
};

struct load {
    struct database *database;
    int64_t county;
    struct arena arena;
    struct source *sources;
    size_t source_count;
    pthread_mutex_t claiming; /* around finding the next slice */
    size_t source;            /* the next slice is of this one, */
    int64_t after;            /* after this id */
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct slice ring[RING];
    size_t claimed, put;
    bool over; /* all are claimed */
    enum status status;
    struct error error;
};

/* ---- SQL ---- */

/* What the field's column holds: a secret only its key, a note only whether it is filled. */
static void put_field(struct buf *sql, const struct field *field)
{
    bool key = (field->flags & FIELD_LOOKUP) != 0;
    bool hidden = (field->flags & FIELD_SECRET) != 0 || field->kind == KIND_NOTE;
    if (key) {
        buf_addf(sql, ", \"%s_key\"", field->name);
    } else if (hidden) {
        buf_addf(sql, ", CASE WHEN \"%s\" IS NULL THEN NULL ELSE 1 END", field->name);
    } else {
        buf_addf(sql, ", \"%s\"", field->name);
    }
}

void load_columns(struct buf *sql, const struct ledger *ledger)
{
    buf_adds(sql, "SELECT id");
    for (size_t i = 0; i < ledger->count; i++) {
        put_field(sql, &ledger->fields[i]);
    }
    for (size_t i = 0; i < ledger->count; i++) {
        if ((ledger->fields[i].flags & FIELD_TAIL) != 0) {
            buf_addf(sql, ", \"%s_tail\"", ledger->fields[i].name);
        }
    }
}

static const char *taken(struct arena *arena, struct buf *sql)
{
    const char *z = arena_cstr(arena, buf_text(sql));
    buf_clear(sql);
    return z;
}

/* On SQLite the sign keeps from going by an index of another order, and then sorting. */
static const char *rows_sql(struct arena *arena, struct buf *sql, const struct ledger *ledger,
                            const char *sign)
{
    load_columns(sql, ledger);
    buf_addf(sql,
             " FROM \"%s\" WHERE %scounty = $1 AND removed_at = 0 AND id > $2 AND id <= $3"
             " ORDER BY id",
             ledger->name, sign);
    return taken(arena, sql);
}

static const char *bound_sql(struct arena *arena, struct buf *sql, const struct ledger *ledger,
                             const char *sign)
{
    buf_addf(sql,
             "SELECT id FROM \"%s\" WHERE %scounty = $1 AND id > $2 ORDER BY id LIMIT 1 OFFSET %d",
             ledger->name, sign, SLICE - 1);
    return taken(arena, sql);
}

static void source_init(struct source *source, struct arena *arena, struct table *table)
{
    struct buf sql;
    buf_init(&sql, SQL_CEILING);
    source->table = table;
    source->rows = (struct query){.sql = rows_sql(arena, &sql, table->ledger, "+"),
                                  .postgres = rows_sql(arena, &sql, table->ledger, "")};
    source->bound = (struct query){.sql = bound_sql(arena, &sql, table->ledger, "+"),
                                   .postgres = bound_sql(arena, &sql, table->ledger, "")};
    buf_release(&sql);
}

/* ---- reading ---- */

struct value load_value(const struct db_value *got, const struct column *column)
{
    struct value value = {.state = VALUE_SET};
    struct date day;
    if (got->type == DB_NULL) {
        return VALUE_NULL;
    }
    switch (column->type) {
    case COLUMN_DATE:
        if (column->field->kind == KIND_TIME) {
            value.number = got->number;
            return value;
        }
        return date_parse(got->text, &day) ? value_date(day) : VALUE_NULL;
    case COLUMN_CODE:
    case COLUMN_CODES:
    case COLUMN_TEXT:
        value.text = got->text;
        return value;
    case COLUMN_NUMBER:
    case COLUMN_MONEY:
    case COLUMN_BOOL:
    case COLUMN_REGION:
    case COLUMN_REF:
    case COLUMN_KEY:
    case COLUMN_TAIL:
    case COLUMN_PRESENCE:
        value.number = got->number;
        return value;
    }
    bug("column %s has no type", column->name);
}

/* Keeps the row the statement stands at; `row` has room for its columns. */
static void keep_row(struct slice *slice, const struct table *table, struct statement *statement,
                     struct db_value *row)
{
    statement_values(statement, row, (int)table->count + 1);
    list_add(&slice->ids, row[0].number);
    list_reserve(&slice->fields, slice->fields.n + table->count);
    for (uint32_t i = 0; i < table->count; i++) {
        if (row[i + 1].type == DB_NULL) {
            continue;
        }
        struct value value = load_value(&row[i + 1], &table->columns[i]);
        if (value_is_set(&value)) {
            if (value.text.n > 0) {
                value.text = arena_text(&slice->texts, value.text);
            }
            slice->fields.at[slice->fields.n++] = (struct filled){i, value};
        }
    }
    list_add(&slice->ends, slice->fields.n);
}

static enum status read_slice(struct load *load, struct slice *slice, struct db *db,
                              struct db_value *row, struct arena *arena, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(db, &load->sources[slice->source].rows, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, load->county);
    bind_int(s, 2, slice->after);
    bind_int(s, 3, slice->to);
    enum db_step step;
    while ((step = statement_step(s, arena, error)) == DB_ROW) {
        keep_row(slice, load->sources[slice->source].table, s, row);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* The id that ends the slice after `after`; the last one there is when there is no other. */
static enum status find_bound(struct load *load, struct db *db, int64_t *out, struct arena *arena,
                              struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(db, &load->sources[load->source].bound, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, load->county);
    bind_int(s, 2, load->after);
    enum db_step step = statement_step(s, arena, error);
    *out = step == DB_ROW ? column_int(s, 0) : INT64_MAX;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* A place in the ring for the next slice; NULL when the loading has failed. */
static struct slice *place(struct load *load)
{
    pthread_mutex_lock(&load->lock);
    while (load->status == OK && load->claimed == load->put + RING) {
        pthread_cond_wait(&load->moved, &load->lock);
    }
    struct slice *slice = load->status == OK ? &load->ring[load->claimed++ % RING] : NULL;
    pthread_mutex_unlock(&load->lock);
    return slice;
}

/* The next slice to read; NULL when there is none. */
static enum status claim(struct load *load, struct db *db, struct slice **out, struct arena *arena,
                         struct error *error)
{
    *out = NULL;
    if (load->source == load->source_count) {
        return OK;
    }
    int64_t to;
    enum status status = find_bound(load, db, &to, arena, error);
    struct slice *slice = status == OK ? place(load) : NULL;
    if (slice == NULL) {
        return status;
    }
    slice->source = load->source;
    slice->after = load->after;
    slice->to = to;
    load->after = to == INT64_MAX ? INT64_MIN : to;
    load->source += to == INT64_MAX;
    *out = slice;
    return OK;
}

static void tell(struct load *load, struct slice *read, enum status status,
                 const struct error *error)
{
    pthread_mutex_lock(&load->lock);
    if (read != NULL) {
        read->read = true;
    } else if (status == OK) {
        load->over = true;
    } else if (load->status == OK) {
        load->status = status;
        load->error = *error;
        error_keep(&load->error, &load->arena);
    }
    pthread_cond_broadcast(&load->moved);
    pthread_mutex_unlock(&load->lock);
}

static void read_slices(struct load *load, struct db *db, struct arena *arena)
{
    size_t widest = 0;
    for (size_t i = 0; i < load->source_count; i++) {
        widest = load->sources[i].table->count > widest ? load->sources[i].table->count : widest;
    }
    struct db_value *row = arena_array(arena, struct db_value, widest + 1);
    enum status status = OK;
    struct slice *slice;
    struct error error;
    do {
        pthread_mutex_lock(&load->claiming);
        status = claim(load, db, &slice, arena, &error);
        pthread_mutex_unlock(&load->claiming);
        if (status == OK && slice != NULL) {
            status = read_slice(load, slice, db, row, arena, &error);
        }
        tell(load, status == OK ? slice : NULL, status, &error);
    } while (status == OK && slice != NULL);
}

static void *read_thread(void *context)
{
    struct load *load = context;
    struct arena arena;
    struct error error;
    struct db *db;
    arena_init(&arena);
    enum status status = database_reader(load->database, &db, &arena, &error);
    if (status == OK) {
        read_slices(load, db, &arena);
        db_release(db);
    } else {
        tell(load, NULL, status, &error);
    }
    arena_release(&arena);
    return NULL;
}

/* ---- putting ---- */

static void put_slice(struct load *load, struct slice *slice)
{
    struct table *table = load->sources[slice->source].table;
    size_t from = 0;
    for (size_t i = 0; i < slice->ids.n; i++) {
        table_add(table, slice->ids.at[i], slice->fields.at + from, slice->ends.at[i] - from);
        from = slice->ends.at[i];
    }
    if (slice->to == INT64_MAX) {
        table_added(table);
    }
    slice->ids.n = slice->ends.n = slice->fields.n = 0;
    slice->read = false;
    arena_reset(&slice->texts);
}

static void put_slices(struct load *load)
{
    pthread_mutex_lock(&load->lock);
    for (;;) {
        struct slice *slice = &load->ring[load->put % RING];
        while (load->status == OK && !slice->read && !(load->over && load->put == load->claimed)) {
            pthread_cond_wait(&load->moved, &load->lock);
        }
        if (load->status != OK || !slice->read) {
            break;
        }
        pthread_mutex_unlock(&load->lock);
        put_slice(load, slice);
        pthread_mutex_lock(&load->lock);
        load->put++;
        pthread_cond_broadcast(&load->moved);
    }
    pthread_mutex_unlock(&load->lock);
}

/* ---- the whole ---- */

static void load_release(struct load *load)
{
    for (size_t i = 0; i < RING; i++) {
        arena_release(&load->ring[i].texts);
        list_release(&load->ring[i].ids);
        list_release(&load->ring[i].ends);
        list_release(&load->ring[i].fields);
    }
    pthread_mutex_destroy(&load->claiming);
    pthread_mutex_destroy(&load->lock);
    pthread_cond_destroy(&load->moved);
    arena_release(&load->arena);
}

enum status load_tables(struct database *database, int64_t county, struct board *board,
                        struct arena *arena, struct error *error)
{
    struct load load = {.database = database,
                        .county = county,
                        .source_count = board_tables(board),
                        .after = INT64_MIN,
                        .status = OK};
    pthread_t hands[HANDS];
    arena_init(&load.arena);
    pthread_mutex_init(&load.claiming, NULL);
    pthread_mutex_init(&load.lock, NULL);
    pthread_cond_init(&load.moved, NULL);
    load.sources = arena_array(&load.arena, struct source, load.source_count);
    for (size_t i = 0; i < load.source_count; i++) {
        source_init(&load.sources[i], &load.arena, board_table_at(board, i));
    }
    for (size_t i = 0; i < HANDS; i++) {
        if (pthread_create(&hands[i], NULL, read_thread, &load) != 0) {
            bug("no thread to be had");
        }
    }
    put_slices(&load);
    for (size_t i = 0; i < HANDS; i++) {
        pthread_join(hands[i], NULL);
    }
    if (load.status != OK) {
        *error = load.error;
        error_keep(error, arena);
    }
    load_release(&load);
    return load.status;
}
