#include "store/audit_chain.h"

static enum status prepare(struct db *db, const struct query *query, int64_t county,
                           struct statement **out, struct arena *arena, struct error *error)
{
    enum status status = db_prepare(db, query, out, arena, error);
    if (status == OK) {
        bind_int(*out, 1, county);
    }
    return status;
}

/* The row that the walk stands at. */
static struct history history_at(const struct record *record, const struct run_walk *walk)
{
    struct history history = record->history;
    history.seq = walk->seq;
    history.row_id = walk->id;
    return history;
}

/* The records of the row's own, newest first. */
static enum status read_single(struct db *db, int64_t county, struct text ledger, int64_t row_id,
                               int64_t before, size_t most, struct history *out, size_t *count,
                               struct arena *arena, struct error *error)
{
    /* Else an engine may walk the county's whole history in the order asked for, instead of the
     * row's few entries. */
    static const struct query query = {
        "SELECT " HISTORY_COLUMNS " FROM history INDEXED BY history_row WHERE county = $1 "
        "AND ledger = $2 AND row_id = $3 AND seq < $4 AND first_id = 0 ORDER BY seq DESC LIMIT $5",
        "SELECT " HISTORY_COLUMNS " FROM history WHERE county = $1 AND ledger = $2 AND row_id = $3 "
        "AND seq < $4 AND first_id = 0 ORDER BY seq + 0 DESC LIMIT $5"};
    struct statement *s;
    enum status status = prepare(db, &query, county, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_text(s, 2, ledger);
    bind_int(s, 3, row_id);
    bind_int(s, 4, before);
    bind_int(s, 5, (int64_t)most);
    enum db_step step;
    for (*count = 0; (step = statement_step(s, arena, error)) == DB_ROW; ++*count) {
        out[*count] = record_read(s, arena).history;
    }
    statement_reset(s);
    return step == DB_DONE ? OK : error->status;
}

/* The row's creation when it stands in a run: *count 1. */
static enum status read_run(struct db *db, int64_t county, struct text ledger, int64_t row_id,
                            struct history *out, size_t *count, struct arena *arena,
                            struct error *error)
{
    static const struct query query = {
        "SELECT " HISTORY_COLUMNS " FROM history INDEXED BY history_run WHERE county = $1 "
        "AND ledger = $2 AND row_id >= $3 AND row_id < $4 AND first_id <= $3 AND first_id <> 0 "
        "ORDER BY row_id",
        "SELECT " HISTORY_COLUMNS " FROM history WHERE county = $1 AND ledger = $2 "
        "AND row_id >= $3 AND row_id < $4 AND first_id <= $3 AND first_id <> 0 ORDER BY row_id"};
    struct statement *s;
    enum status status = prepare(db, &query, county, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_text(s, 2, ledger);
    bind_int(s, 3, row_id);
    bind_int(s, 4, row_id + RUN_SPAN);
    enum db_step step = DB_DONE;
    *count = 0;
    while (*count == 0 && (step = statement_step(s, arena, error)) == DB_ROW) {
        struct record record = record_read(s, arena);
        struct run_walk walk = run_start(&record);
        while (walk.id < row_id && run_next(&walk)) {
        }
        if (walk.id == row_id) {
            *out = history_at(&record, &walk);
            *count = 1;
        }
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status history_of_row(struct db *db, int64_t county, struct text ledger, int64_t row_id,
                           int64_t before, size_t most, struct history **out, size_t *count,
                           struct arena *arena, struct error *error)
{
    before = before == 0 ? INT64_MAX : before;
    *out = arena_array(arena, struct history, most);
    enum status status = audit_flush(db, arena, error);
    if (status == OK) {
        status = read_single(db, county, ledger, row_id, before, most, *out, count, arena, error);
    }
    if (status != OK || *count == most || (*count > 0 && (*out)[*count - 1].version == 1)) {
        return status;
    }
    struct history created;
    size_t found;
    status = read_run(db, county, ledger, row_id, &created, &found, arena, error);
    if (status == OK && found == 1 && created.seq < before) {
        (*out)[(*count)++] = created;
    }
    return status;
}

enum status history_follow(struct db *db, int64_t county, int64_t after, size_t most,
                           void (*each)(void *context, const struct history *history),
                           void *context, int64_t *last, struct arena *arena, struct error *error)
{
    static const struct query query = {
        "SELECT seq, ledger, row_id, version, first_id, ids FROM history "
        "WHERE county = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        NULL};
    struct statement *s;
    *last = after;
    enum status status = prepare(db, &query, county, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 2, after);
    bind_int(s, 3, (int64_t)most);
    size_t told = 0;
    enum db_step step = DB_DONE;
    while (told < most && (step = statement_step(s, arena, error)) == DB_ROW) {
        struct record record = {
            .history = {.seq = column_int(s, 0),
                        .ledger = column_text(s, 1),
                        .row_id = column_int(s, 2),
                        .version = column_int(s, 3)},
            .first_id = column_int(s, 4),
            .ids = column_blob(s, 5),
        };
        struct run_walk walk = run_start(&record);
        do {
            if (walk.seq > after && told < most) {
                struct history history = history_at(&record, &walk);
                *last = history.seq;
                each(context, &history);
                told++;
            }
        } while (run_next(&walk));
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* Adds the rows of a record that lie before `before`, newest first, as far as there is room. */
static size_t add_newest(const struct record *record, int64_t before, size_t most,
                         struct history *out)
{
    struct run_walk walk = run_start(record);
    int64_t newest = record->history.seq < before ? record->history.seq : before - 1;
    size_t n = 0;
    do {
        int64_t place = newest - walk.seq; /* in `out` */
        if (place >= 0 && place < (int64_t)most) {
            out[place] = history_at(record, &walk);
            n++;
        }
    } while (run_next(&walk));
    return n;
}

enum status history_of_batch(struct db *db, int64_t county, int64_t batch, int64_t before,
                             size_t most, struct history **out, size_t *count, struct arena *arena,
                             struct error *error)
{
    static const struct query query = {
        "SELECT " HISTORY_COLUMNS " FROM history JOIN (SELECT first_history, row_count "
        "FROM audit WHERE county = $1 AND batch = $2 AND batch <> 0 AND first_history < $3 "
        "AND row_count > 0 ORDER BY first_history DESC LIMIT 1) a ON seq >= a.first_history "
        "AND seq < a.first_history + a.row_count WHERE county = $1 ORDER BY seq DESC",
        NULL};
    struct statement *s;
    enum status status = audit_flush(db, arena, error);
    if (status == OK) {
        status = prepare(db, &query, county, &s, arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 2, batch);
    bind_int(s, 3, before);
    *out = arena_array(arena, struct history, most);
    *count = 0;
    enum db_step step = DB_DONE;
    while (*count < most && (step = statement_step(s, arena, error)) == DB_ROW) {
        struct record record = record_read(s, arena);
        *count += add_newest(&record, before, most - *count, *out + *count);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}
