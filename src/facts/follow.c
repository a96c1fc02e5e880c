#include "facts/follow.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/list.h"
#include "facts/board_parts.h"
#include "facts/load.h"
#include "store/audit.h"

enum { SQL_CEILING = 64 << 10, ROUND = 4096 /* history rows looked at in one round */ };

/* One ledger: its table, and the SQL that reads what its columns hold, in their order. */
struct source {
    struct table *table;
    struct text all;      /* every row in use, by id */
    struct text one;      /* row $2, in use or not; removed_at comes last */
    struct text past;     /* a ledger about people: whom the rows out of use are about */
    struct db_value *row; /* the row being read: id and columns */
    struct value *values; /* the same for the table */
};

struct follow {
    struct arena arena;
    struct database *database;
    struct board *board;
    int64_t county;
    struct source *sources;
    size_t source_count;
    pthread_mutex_t lock;       /* around catching up */
    int64_t seq;                /* newest history row the board has seen */
    uint64_t version;           /* of the database when it was last caught up with; 0: not yet */
    atomic_uint_fast64_t shown; /* the version that the board is exactly; 0: not known */
};

static void source_init(struct source *source, struct arena *arena, struct table *table)
{
    struct buf sql;
    buf_init(&sql, SQL_CEILING);
    *source = (struct source){.table = table,
                              .row = arena_array(arena, struct db_value, table->count + 1),
                              .values = arena_array(arena, struct value, table->count)};
    load_columns(&sql, table->ledger);
    buf_addf(&sql, ", removed_at FROM \"%s\" WHERE county = $1 AND id = $2", table->ledger->name);
    source->one = arena_text(arena, buf_text(&sql));
    buf_clear(&sql);
    if (table->ledger->person >= 0) {
        buf_addf(&sql,
                 "SELECT \"%1$s\" FROM \"%2$s\" WHERE county = $1 AND removed_at <> 0"
                 " AND \"%1$s\" IS NOT NULL",
                 table->ledger->fields[table->ledger->person].name, table->ledger->name);
        source->past = arena_text(arena, buf_text(&sql));
    }
    buf_release(&sql);
}

/* ---- rows ---- */

/* `version` is that of the history row that led here: a row the board does not know although it has
 * an older version was out of use. */
static void put_row(const struct follow *follow, struct source *source, struct statement *statement,
                    int64_t version)
{
    struct table *table = source->table;
    statement_values(statement, source->row, (int)table->count + 1);
    for (size_t i = 0; i < table->count; i++) {
        source->values[i] = load_value(&source->row[i + 1], &table->columns[i]);
    }
    bool back = version > 1 && table_row(table, source->row[0].number) == ROW_NONE;
    uint32_t row = table_put(table, source->row[0].number, source->values);
    for (size_t i = 0; back && i < follow->source_count; i++) {
        /* Rows out of use may be about him that nobody could note while he was away. */
        past_unknown(follow->sources[i].table, table, row);
    }
}

/* Reads one row again: there, or gone. */
static enum status reload(struct follow *follow, struct source *source, int64_t id, int64_t version,
                          struct db *db, struct arena *arena, struct error *error)
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
        put_row(follow, source, statement, version);
    } else if (step != DB_FAILED) {
        if (step == DB_ROW && source->table->ledger->person >= 0) {
            table_add_past(source->table, column_int(statement, source->table->ledger->person + 1));
        }
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
        int64_t version;
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
            touched->rows.at[touched->rows.n].version = history->version;
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
        follow->shown = 0;
        for (size_t i = 0; status == OK && i < touched.rows.n; i++) {
            status = reload(follow, touched.rows.at[i].source, touched.rows.at[i].id,
                            touched.rows.at[i].version, db, arena, error);
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
        uint64_t after = 0;
        if (status == OK) {
            status = database_version(follow->database, &after, arena, error);
        }
        /* Else the board may be ahead of `version`. */
        follow->shown = status == OK && after == version ? version : 0;
    }
    pthread_mutex_unlock(&follow->lock);
    return status;
}

bool follow_shows(const struct follow *follow, const struct db *reader)
{
    uint64_t seen;
    return db_version_seen(reader, &seen) && seen != 0 && seen == follow->shown;
}

/* ---- the whole ---- */

/* Notes whom the rows out of use are about: the board itself does not have them. */
static enum status load_past(struct follow *follow, struct db *db, struct arena *arena,
                             struct error *error)
{
    enum db_step step = DB_DONE;
    for (size_t i = 0; i < follow->source_count && step == DB_DONE; i++) {
        struct source *source = &follow->sources[i];
        struct statement *s;
        if (source->past.n == 0) {
            continue;
        }
        enum status status = db_prepare_text(db, source->past, &s, arena, error);
        if (status != OK) {
            return status;
        }
        bind_int(s, 1, follow->county);
        while ((step = statement_step(s, arena, error)) == DB_ROW) {
            table_add_past(source->table, column_int(s, 0));
        }
        statement_reset(s);
    }
    return step == DB_FAILED ? error->status : OK;
}

static enum status load_all(struct follow *follow, struct arena *arena, struct error *error)
{
    struct db *db;
    enum status status = database_reader(follow->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    /* Taken first: what is committed while the rows are read is read again. */
    status = history_last(db, follow->county, &follow->seq, arena, error);
    board_write(follow->board);
    if (status == OK) {
        status = load_tables(follow->database, follow->county, follow->board, arena, error);
    }
    if (status == OK) {
        status = load_past(follow, db, arena, error);
    }
    board_done(follow->board);
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
