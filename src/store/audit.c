#include "store/audit.h"

#include <string.h>

#include "store/audit_chain.h"

enum { RUN_ROWS = 512 /* in a record: so many steps are walked for one row's history */ };

const char *const audit_ddl[DIALECT__COUNT] = {
    [DIALECT_SQLITE] =
        "CREATE TABLE audit_head (county INTEGER PRIMARY KEY, seq INTEGER NOT NULL, history_seq "
        "INTEGER NOT NULL, hash BLOB NOT NULL, seal BLOB NOT NULL) STRICT;"
        "CREATE TABLE audit (county INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, "
        "actor INTEGER NOT NULL, actor_name TEXT NOT NULL, address TEXT NOT NULL, action TEXT NOT "
        "NULL, ledger TEXT NOT NULL, row_id INTEGER NOT NULL, batch INTEGER NOT NULL, reason TEXT "
        "NOT NULL, summary TEXT NOT NULL, first_history INTEGER NOT NULL, row_count INTEGER NOT "
        "NULL, digest BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (county, seq)) STRICT, "
        "WITHOUT ROWID;"
        "CREATE TABLE history (county INTEGER NOT NULL, seq INTEGER NOT NULL, ledger TEXT NOT "
        "NULL, "
        "row_id INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, actor INTEGER NOT "
        "NULL, action TEXT NOT NULL, batch INTEGER NOT NULL, reason TEXT NOT NULL, changes TEXT "
        "NOT NULL, first_id INTEGER NOT NULL DEFAULT 0, ids BLOB, PRIMARY KEY (county, seq)) "
        "STRICT, WITHOUT ROWID;"
        /* an id names one row of the file, and this order is the one in which rows come */
        "CREATE INDEX history_row ON history (row_id);"
        "CREATE INDEX history_run ON history (row_id) WHERE first_id <> 0;"
        "CREATE INDEX audit_batch ON audit (county, batch, first_history) WHERE batch <> 0",
    [DIALECT_POSTGRES] =
        "CREATE TABLE audit_head (county BIGINT PRIMARY KEY, seq BIGINT NOT NULL, history_seq "
        "BIGINT NOT NULL, hash BYTEA NOT NULL, seal BYTEA NOT NULL);"
        "CREATE TABLE audit (county BIGINT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, "
        "actor BIGINT NOT NULL, actor_name TEXT NOT NULL, address TEXT NOT NULL, action TEXT NOT "
        "NULL, ledger TEXT NOT NULL, row_id BIGINT NOT NULL, batch BIGINT NOT NULL, reason TEXT "
        "NOT "
        "NULL, summary TEXT NOT NULL, first_history BIGINT NOT NULL, row_count BIGINT NOT NULL, "
        "digest BYTEA NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (county, seq));"
        "CREATE TABLE history (county BIGINT NOT NULL, seq BIGINT NOT NULL, ledger TEXT NOT NULL, "
        "row_id BIGINT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor BIGINT NOT "
        "NULL, action TEXT NOT NULL, batch BIGINT NOT NULL, reason TEXT NOT NULL, changes TEXT NOT "
        "NULL, first_id BIGINT NOT NULL DEFAULT 0, ids BYTEA, PRIMARY KEY (county, seq));"
        "CREATE INDEX history_row ON history (county, ledger, row_id, seq);"
        "CREATE INDEX history_run ON history (county, ledger, row_id) WHERE first_id <> 0;"
        "CREATE INDEX audit_batch ON audit (county, batch, first_history) WHERE batch <> 0",
};

static const struct query read_head = {
    "SELECT seq, history_seq, hash FROM audit_head WHERE county = $1", NULL};
static const struct query write_head = {
    "INSERT INTO audit_head (county, seq, history_seq, hash, seal) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (county) DO UPDATE SET seq = excluded.seq, history_seq = excluded.history_seq, "
    "hash = excluded.hash, seal = excluded.seal",
    NULL};
static const struct query insert_history = {
    "INSERT INTO history (county, seq, ledger, row_id, version, at, actor, action, batch, reason, "
    "changes, first_id, ids) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    NULL};
static const struct query insert_audit = {
    "INSERT INTO audit (county, seq, at, actor, actor_name, address, action, ledger, row_id, "
    "batch, reason, summary, first_history, row_count, digest, hash) VALUES ($1, $2, $3, $4, $5, "
    "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    NULL};

/* The end of a county's chain while a transaction writes to it. */
struct chain {
    int64_t county; /* 0: not read yet */
    int64_t seq, history_seq;
    int64_t pending; /* history rows without an entry */
    uint8_t hash[SECRET_DIGEST];
    struct secret_digest *rows;  /* over the pending rows */
    struct secret_digest *entry; /* for one entry or the head */
    struct buf bytes;            /* one row or entry as it is digested */
    struct record run;           /* not written yet; its ids are those of the buffer */
    size_t run_rows;             /* 0: none */
    struct buf run_ids;
};

static struct text digest_text(const uint8_t digest[SECRET_DIGEST])
{
    return (struct text){(const char *)digest, SECRET_DIGEST};
}

/* ---- writing ---- */

static enum status head_read(struct db *db, int64_t county, struct chain *chain,
                             struct arena *arena, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(db, &read_head, &statement, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, county);
    enum db_step step = statement_step(statement, arena, error);
    if (step == DB_ROW) {
        struct text hash = column_blob(statement, 2);
        chain->seq = column_int(statement, 0);
        chain->history_seq = column_int(statement, 1);
        memcpy(chain->hash, hash.s, hash.n < SECRET_DIGEST ? hash.n : SECRET_DIGEST);
    }
    statement_reset(statement);
    return step == DB_FAILED ? error->status : OK;
}

/* The chain's new head, as the last thing in the transaction. */
static enum status chain_write(struct db *db, void *data, struct arena *arena, struct error *error)
{
    struct chain *chain = data;
    if (chain->pending > 0) {
        bug("%lld history rows without an audit entry", (long long)chain->pending);
    }
    struct statement *statement;
    enum status status = db_prepare(db, &write_head, &statement, arena, error);
    if (status != OK) {
        return status;
    }
    uint8_t seal[SECRET_DIGEST];
    chain_digest(
        chain->entry,
        chain_head(&chain->bytes, chain->county, chain->seq, chain->history_seq, chain->hash),
        seal);
    bind_int(statement, 1, chain->county);
    bind_int(statement, 2, chain->seq);
    bind_int(statement, 3, chain->history_seq);
    bind_blob(statement, 4, digest_text(chain->hash));
    bind_blob(statement, 5, digest_text(seal));
    return statement_run(statement, NULL, arena, error);
}

static void chain_end(void *data)
{
    struct chain *chain = data;
    secret_digest_free(chain->rows);
    secret_digest_free(chain->entry);
    buf_release(&chain->bytes);
    buf_release(&chain->run_ids);
}

static enum status chain_of(struct db *db, struct secret *secret, int64_t county,
                            struct chain **out, struct arena *arena, struct error *error)
{
    struct chain *chain = db_transaction_data(db, sizeof(*chain), chain_write, chain_end);
    *out = chain;
    if (chain->county == county) {
        return OK;
    }
    if (chain->county != 0 || county == 0) {
        bug("a transaction writes for counties %lld and %lld", (long long)chain->county,
            (long long)county);
    }
    chain->county = county;
    chain->rows = secret_digest_new(secret);
    chain->entry = secret_digest_new(secret);
    buf_init(&chain->bytes, CHAIN_BYTES);
    buf_init(&chain->run_ids, CHAIN_BYTES);
    return head_read(db, county, chain, arena, error);
}

static enum status write_record(struct db *db, struct chain *chain, const struct record *record,
                                struct arena *arena, struct error *error)
{
    struct statement *s;
    const struct history *history = &record->history;
    enum status status = db_prepare(db, &insert_history, &s, arena, error);
    if (status != OK) {
        return status;
    }
    secret_digest_add(chain->rows, chain_history(&chain->bytes, chain->county, record));
    bind_int(s, 1, chain->county);
    bind_int(s, 2, history->seq);
    bind_text(s, 3, history->ledger);
    bind_int(s, 4, history->row_id);
    bind_int(s, 5, history->version);
    bind_int(s, 6, history->at);
    bind_int(s, 7, history->actor);
    bind_text(s, 8, history->action);
    bind_int(s, 9, history->batch);
    bind_text(s, 10, history->reason);
    bind_text(s, 11, history->changes);
    bind_int(s, 12, record->first_id);
    if (record->first_id != 0) {
        bind_blob(s, 13, record->ids);
    }
    return statement_run(s, NULL, arena, error);
}

/* Writes the run that waits, if there is one; of a single row as any other. */
static enum status flush_run(struct db *db, struct chain *chain, struct arena *arena,
                             struct error *error)
{
    if (chain->run_rows == 0) {
        return OK;
    }
    if (chain->run_rows == 1) {
        chain->run.first_id = 0;
    }
    chain->run.ids = buf_text(&chain->run_ids);
    chain->run_rows = 0;
    return write_record(db, chain, &chain->run, arena, error);
}

enum status audit_flush(struct db *db, struct arena *arena, struct error *error)
{
    struct chain *chain = db_transaction_kept(db);
    return chain == NULL ? OK : flush_run(db, chain, arena, error);
}

/* Whether the row is one more of the run. */
static bool joins(const struct chain *chain, const struct history *h)
{
    const struct history *run = &chain->run.history;
    return chain->run_rows > 0 && chain->run_rows < RUN_ROWS && h->run && h->row_id > run->row_id &&
           h->row_id - chain->run.first_id < RUN_SPAN && h->at == run->at &&
           h->version == run->version && h->actor == run->actor && h->batch == run->batch &&
           text_equal(h->ledger, run->ledger) && text_equal(h->action, run->action);
}

enum status audit_history(struct db *db, struct secret *secret, int64_t county,
                          struct history *history, struct arena *arena, struct error *error)
{
    struct chain *chain;
    enum status status = chain_of(db, secret, county, &chain, arena, error);
    if (status != OK) {
        return status;
    }
    history->seq = ++chain->history_seq;
    chain->pending++;
    if (joins(chain, history)) {
        run_add(&chain->run_ids, history->row_id - chain->run.history.row_id);
        chain->run.history.row_id = history->row_id;
        chain->run.history.seq = history->seq;
        chain->run_rows++;
        return OK;
    }
    status = flush_run(db, chain, arena, error);
    if (status != OK || !history->run) {
        return status != OK
                   ? status
                   : write_record(db, chain, &(struct record){.history = *history}, arena, error);
    }
    if (history->reason.n > 0 || history->changes.n > 0) {
        bug("a run's rows have neither reason nor changes");
    }
    chain->run = (struct record){.history = *history, .first_id = history->row_id};
    chain->run_rows = 1;
    buf_clear(&chain->run_ids);
    return OK;
}

enum status audit_entry(struct db *db, struct secret *secret, int64_t county, struct audit *entry,
                        struct arena *arena, struct error *error)
{
    struct chain *chain;
    struct statement *s;
    enum status status = chain_of(db, secret, county, &chain, arena, error);
    if (status == OK) {
        status = flush_run(db, chain, arena, error);
    }
    if (status == OK) {
        status = db_prepare(db, &insert_audit, &s, arena, error);
    }
    if (status != OK) {
        return status;
    }
    entry->seq = ++chain->seq;
    entry->rows = chain->pending;
    int64_t first = chain->history_seq - chain->pending + 1;
    uint8_t rows[SECRET_DIGEST];
    secret_digest_take(chain->rows, rows);
    chain_digest(chain->entry, chain_entry(&chain->bytes, county, entry, first, chain->hash, rows),
                 chain->hash);
    chain->pending = 0;
    bind_int(s, 1, county);
    bind_int(s, 2, entry->seq);
    bind_int(s, 3, entry->at);
    bind_int(s, 4, entry->actor);
    bind_text(s, 5, entry->actor_name);
    bind_text(s, 6, entry->address);
    bind_text(s, 7, entry->action);
    bind_text(s, 8, entry->ledger);
    bind_int(s, 9, entry->row_id);
    bind_int(s, 10, entry->batch);
    bind_text(s, 11, entry->reason);
    bind_text(s, 12, entry->summary);
    bind_int(s, 13, first);
    bind_int(s, 14, entry->rows);
    bind_blob(s, 15, digest_text(rows));
    bind_blob(s, 16, digest_text(chain->hash));
    return statement_run(s, NULL, arena, error);
}

/* ---- reading ---- */

static enum status prepare(struct db *db, const struct query *query, int64_t county,
                           struct statement **out, struct arena *arena, struct error *error)
{
    enum status status = db_prepare(db, query, out, arena, error);
    if (status == OK) {
        bind_int(*out, 1, county);
    }
    return status;
}

enum status audit_list(struct db *db, int64_t county, const struct audit_filter *filter,
                       size_t most, struct audit **out, size_t *count, struct arena *arena,
                       struct error *error)
{
    static const struct query query = {
        "SELECT " AUDIT_COLUMNS " FROM audit WHERE county = $1 AND seq < $2 "
        "AND (CAST($3 AS BIGINT) = 0 OR actor = $3) AND (CAST($4 AS TEXT) = '' OR action = $4) "
        "AND at >= $5 AND at < $6 ORDER BY seq DESC LIMIT $7",
        NULL};
    struct statement *s;
    enum status status = prepare(db, &query, county, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 2, filter->before == 0 ? INT64_MAX : filter->before);
    bind_int(s, 3, filter->actor);
    bind_text(s, 4, filter->action);
    bind_int(s, 5, filter->from);
    bind_int(s, 6, filter->to == 0 ? INT64_MAX : filter->to);
    bind_int(s, 7, (int64_t)most);
    *out = arena_array(arena, struct audit, most);
    enum db_step step;
    for (*count = 0; (step = statement_step(s, arena, error)) == DB_ROW; ++*count) {
        (*out)[*count] = audit_read(s, arena);
    }
    statement_reset(s);
    return step == DB_DONE ? OK : error->status;
}

enum status history_last(struct db *db, int64_t county, int64_t *last, struct arena *arena,
                         struct error *error)
{
    struct chain head = {0};
    enum status status = head_read(db, county, &head, arena, error);
    *last = head.history_seq;
    return status;
}
