#include "facts/follow.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/list.h"
#include "facts/fill.h"
#include "store/audit.h"

enum { SQL_CEILING = 64 << 10, ROUND = 4096 /* history rows looked at in one round */ };

/* One ledger: its table, and the SQL that reads what its columns hold, in their order. */
struct source {
    struct table *table;
    struct text all; /* every row in use, by id */
    struct text one; /* row $2, in use or not; removed_at comes last */
    struct value *values;
};

struct follow {
    struct arena arena;
    struct database *database;
    struct board *board;
    int64_t county;
    struct source *sources;
    size_t source_count;
    pthread_mutex_t lock; /* around catching up */
    int64_t seq;          /* newest history row the board has seen */
    uint64_t version;     /* of the database when it was last caught up with; 0: not yet */
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

static void put_columns(struct buf *sql, const struct ledger *ledger)
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

static void source_init(struct source *source, struct arena *arena, struct table *table)
{
    const char *name = table->ledger->name;
    struct buf sql;
    buf_init(&sql, SQL_CEILING);
    *source =
        (struct source){.table = table, .values = arena_array(arena, struct value, table->count)};
    put_columns(&sql, table->ledger);
    buf_addf(&sql,
             /* The sign keeps SQLite from going by an index of another order, and then sorting. */
             " FROM \"%s\" WHERE +county = $1 AND removed_at = 0 ORDER BY id /* scan: loading */",
             name);
    source->all = arena_text(arena, buf_text(&sql));
    buf_clear(&sql);
    put_columns(&sql, table->ledger);
    buf_addf(&sql, ", removed_at FROM \"%s\" WHERE county = $1 AND id = $2", name);
    source->one = arena_text(arena, buf_text(&sql));
    buf_release(&sql);
}

/* ---- rows ---- */

static struct value read_value(struct statement *statement, int index, const struct column *column)
{
    struct value value = {.state = VALUE_SET};
    struct date day;
    if (column_null(statement, index)) {
        return VALUE_NULL;
    }
    switch (column->type) {
    case COLUMN_DATE:
        if (column->field->kind == KIND_TIME) {
            value.number = column_int(statement, index);
            return value;
        }
        return date_parse(column_text(statement, index), &day) ? value_date(day) : VALUE_NULL;
    case COLUMN_CODE:
    case COLUMN_CODES:
    case COLUMN_TEXT:
        value.text = column_text(statement, index);
        return value;
    case COLUMN_NUMBER:
    case COLUMN_MONEY:
    case COLUMN_BOOL:
    case COLUMN_REGION:
    case COLUMN_REF:
    case COLUMN_KEY:
    case COLUMN_TAIL:
    case COLUMN_PRESENCE:
        value.number = column_int(statement, index);
        return value;
    }
    bug("column %s has no type", column->name);
}

static void put_row(struct source *source, struct statement *statement)
{
    struct table *table = source->table;
    for (size_t i = 0; i < table->count; i++) {
        source->values[i] = read_value(statement, (int)i + 1, &table->columns[i]);
    }
    table_put(table, column_int(statement, 0), source->values);
}

static enum status load(struct follow *follow, struct source *source, struct db *db,
                        struct arena *arena, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare_text(db, source->all, &statement, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, follow->county);
    enum db_step step;
    struct fill *fill = fill_new(source->table);
    while ((step = statement_step(statement, arena, error)) == DB_ROW) {
        struct value *values = fill_row(fill, column_int(statement, 0));
        for (size_t i = 0; i < source->table->count; i++) {
            values[i] = read_value(statement, (int)i + 1, &source->table->columns[i]);
            if (values[i].text.n > 0) {
                values[i].text = fill_text(fill, values[i].text);
            }
        }
    }
    fill_end(fill);
    statement_reset(statement);
    return step == DB_FAILED ? error->status : OK;
}

/* Reads one row again: there, or gone. */
static enum status reload(struct follow *follow, struct source *source, int64_t id, struct db *db,
                          struct arena *arena, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare_text(db, source->one, &statement, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, follow->county);
    bind_int(statement, 2, id);
    enum db_step step = statement_step(statement, arena, error);
    if (step == DB_ROW && column_int(statement, (int)source->table->count + 1) == 0) {
        put_row(source, statement);
    } else if (step != DB_FAILED) {
        table_remove(source->table, id);
    }
    statement_reset(statement);
    return step == DB_FAILED ? error->status : OK;
}

/* ---- catching up ---- */

struct touched {
    const struct follow *follow;
    LIST(struct {
        struct source *source;
        int64_t id;
    })
    rows;
};

static void note(void *context, const struct history *history)
{
    struct touched *touched = context;
    for (size_t i = 0; i < touched->follow->source_count; i++) {
        struct source *source = &touched->follow->sources[i];
        if (text_is(history->ledger, source->table->ledger->name)) {
            list_reserve(&touched->rows, touched->rows.n + 1);
            touched->rows.at[touched->rows.n].source = source;
            touched->rows.at[touched->rows.n++].id = history->row_id;
            return;
        }
    }
}

/* One round: the rows that up to ROUND history rows name. *more: there may be further ones. */
static enum status catch_round(struct follow *follow, struct db *db, bool *more,
                               struct arena *arena, struct error *error)
{
    struct touched touched = {.follow = follow};
    int64_t last = follow->seq;
    enum status status =
        history_follow(db, follow->county, follow->seq, ROUND, note, &touched, &last, arena, error);
    if (status == OK && touched.rows.n > 0) {
        board_write(follow->board);
        for (size_t i = 0; status == OK && i < touched.rows.n; i++) {
            status =
                reload(follow, touched.rows.at[i].source, touched.rows.at[i].id, db, arena, error);
        }
        board_done(follow->board);
    }
    list_release(&touched.rows);
    if (status == OK) {
        *more = last > follow->seq;
        follow->seq = last;
    }
    return status;
}

static enum status catch_up(struct follow *follow, struct arena *arena, struct error *error)
{
    struct db *db;
    enum status status = database_reader(follow->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    bool more = true;
    while (status == OK && more) {
        status = catch_round(follow, db, &more, arena, error);
    }
    db_release(db);
    return status;
}

enum status follow_catch_up(struct follow *follow, struct arena *arena, struct error *error)
{
    uint64_t version; /* read first: what is committed meanwhile is at worst looked for twice */
    pthread_mutex_lock(&follow->lock);
    enum status status = database_version(follow->database, &version, arena, error);
    if (status == OK && version != follow->version) {
        status = catch_up(follow, arena, error);
        follow->version = status == OK ? version : 0;
    }
    pthread_mutex_unlock(&follow->lock);
    return status;
}

/* ---- the whole ---- */

static enum status load_all(struct follow *follow, struct arena *arena, struct error *error)
{
    struct db *db;
    enum status status = database_reader(follow->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    /* One unchanging state: the history number and the rows belong together. */
    status = db_begin(db, arena, error);
    if (status == OK) {
        status = history_last(db, follow->county, &follow->seq, arena, error);
        board_write(follow->board);
        for (size_t i = 0; status == OK && i < follow->source_count; i++) {
            status = load(follow, &follow->sources[i], db, arena, error);
        }
        board_done(follow->board);
        db_rollback(db);
    }
    db_release(db);
    return status;
}

enum status follow_open(struct database *database, int64_t county,
                        const struct ledger *const *ledgers, struct follow **out,
                        struct arena *arena, struct error *error)
{
    struct follow *follow = memory_get_zeroed(sizeof(*follow));
    arena_init(&follow->arena);
    pthread_mutex_init(&follow->lock, NULL);
    follow->database = database;
    follow->county = county;
    follow->board = board_new();
    while (ledgers[follow->source_count] != NULL) {
        board_add(follow->board, ledgers[follow->source_count++]);
    }
    board_link(follow->board);
    follow->sources = arena_array(&follow->arena, struct source, follow->source_count);
    for (size_t i = 0; i < follow->source_count; i++) {
        source_init(&follow->sources[i], &follow->arena, board_table_at(follow->board, i));
    }
    enum status status = load_all(follow, arena, error);
    if (status != OK) {
        follow_close(follow);
        return status;
    }
    *out = follow;
    return OK;
}

void follow_close(struct follow *follow)
{
    if (follow == NULL) {
        return;
    }
    board_free(follow->board);
    pthread_mutex_destroy(&follow->lock);
    arena_release(&follow->arena);
    free(follow);
}

struct board *follow_board(struct follow *follow)
{
    return follow->board;
}
