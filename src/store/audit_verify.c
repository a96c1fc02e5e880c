#include <string.h>

#include "store/audit_chain.h"

enum {
    PAGE = 1000
}; /* rows read at a time: two long results do not run side by side on a server */

static const struct query entries_after = {
    "SELECT " AUDIT_COLUMNS ", first_history, digest, hash FROM audit WHERE county = $1 "
    "AND seq > $2 ORDER BY seq LIMIT $3",
    NULL};
static const struct query rows_after = {"SELECT " HISTORY_COLUMNS " FROM history WHERE county = $1 "
                                        "AND seq > $2 ORDER BY seq LIMIT $3",
                                        NULL};
static const struct query read_head = {
    "SELECT seq, history_seq, hash, seal FROM audit_head WHERE county = $1", NULL};

struct stored_entry {
    struct audit audit;
    int64_t first_history;
    uint8_t rows[SECRET_DIGEST], hash[SECRET_DIGEST];
};

struct head {
    int64_t seq, history_seq;
    uint8_t hash[SECRET_DIGEST], seal[SECRET_DIGEST];
    bool exists;
};

/* Where the walk is. Entries and history rows are read in pages, each into its arena. */
struct walk {
    struct db *db;
    int64_t county;
    struct audit_check *check;
    struct secret_digest *rows, *entry;
    struct buf bytes;
    struct arena *arena; /* for the errors and the findings */
    struct error *error;
    struct arena entries_arena, history_arena;
    struct stored_entry *entries;
    struct record *records;
    size_t entries_n, entries_at, history_n, history_at;
    int64_t last_entry, last_history; /* read so far */
    uint8_t hash[SECRET_DIGEST];      /* of the entry before */
};

static void digest_column(struct statement *s, int index, uint8_t out[SECRET_DIGEST])
{
    struct text bytes = column_blob(s, index);
    memset(out, 0, SECRET_DIGEST);
    memcpy(out, bytes.s, bytes.n < SECRET_DIGEST ? bytes.n : SECRET_DIGEST);
}

static enum status page_of(struct walk *walk, const struct query *query, int64_t after,
                           struct statement **out)
{
    enum status status = db_prepare(walk->db, query, out, walk->arena, walk->error);
    if (status == OK) {
        bind_int(*out, 1, walk->county);
        bind_int(*out, 2, after);
        bind_int(*out, 3, PAGE);
    }
    return status;
}

/* The next entry, or NULL at the end. */
static enum status next_entry(struct walk *walk, struct stored_entry **out)
{
    *out = NULL;
    if (walk->entries_at == walk->entries_n) {
        struct statement *s;
        enum status status = page_of(walk, &entries_after, walk->last_entry, &s);
        if (status != OK) {
            return status;
        }
        arena_reset(&walk->entries_arena);
        walk->entries = arena_array(&walk->entries_arena, struct stored_entry, PAGE);
        walk->entries_n = walk->entries_at = 0;
        enum db_step step;
        while ((step = statement_step(s, walk->arena, walk->error)) == DB_ROW) {
            struct stored_entry *entry = &walk->entries[walk->entries_n++];
            entry->audit = audit_read(s, &walk->entries_arena);
            entry->first_history = column_int(s, AUDIT_COLUMNS_COUNT);
            digest_column(s, AUDIT_COLUMNS_COUNT + 1, entry->rows);
            digest_column(s, AUDIT_COLUMNS_COUNT + 2, entry->hash);
        }
        statement_reset(s);
        if (step == DB_FAILED) {
            return walk->error->status;
        }
    }
    if (walk->entries_at < walk->entries_n) {
        *out = &walk->entries[walk->entries_at++];
        walk->last_entry = (*out)->audit.seq;
    }
    return OK;
}

static enum status next_record(struct walk *walk, struct record **out)
{
    *out = NULL;
    if (walk->history_at == walk->history_n) {
        struct statement *s;
        enum status status = page_of(walk, &rows_after, walk->last_history, &s);
        if (status != OK) {
            return status;
        }
        arena_reset(&walk->history_arena);
        walk->records = arena_array(&walk->history_arena, struct record, PAGE);
        walk->history_n = walk->history_at = 0;
        enum db_step step;
        while ((step = statement_step(s, walk->arena, walk->error)) == DB_ROW) {
            walk->records[walk->history_n++] = record_read(s, &walk->history_arena);
        }
        statement_reset(s);
        if (step == DB_FAILED) {
            return walk->error->status;
        }
    }
    if (walk->history_at < walk->history_n) {
        *out = &walk->records[walk->history_at++];
        walk->last_history = (*out)->history.seq;
    }
    return OK;
}

static void broken(struct walk *walk, int64_t entry, int64_t history, struct text reason)
{
    walk->check->broken = entry;
    walk->check->broken_history = history;
    walk->check->reason = reason;
}

/* Digests the entry's history rows; names the first that is missing or does not belong. */
static enum status check_rows(struct walk *walk, const struct stored_entry *entry,
                              uint8_t digest[SECRET_DIGEST])
{
    int64_t expected = walk->check->rows + 1, end = expected + entry->audit.rows;
    while (expected < end) {
        struct record *record;
        enum status status = next_record(walk, &record);
        if (status != OK) {
            return status;
        }
        if (record == NULL || run_start(record).seq != expected || record->history.seq >= end) {
            broken(walk, entry->audit.seq, expected,
                   arena_printf(walk->arena, "第 %lld 条历史记录缺失", (long long)expected));
            return OK;
        }
        secret_digest_add(walk->rows, chain_history(&walk->bytes, walk->county, record));
        expected = record->history.seq + 1;
    }
    secret_digest_take(walk->rows, digest);
    return OK;
}

static enum status check_entry(struct walk *walk, const struct stored_entry *entry)
{
    int64_t expected = walk->check->entries + 1;
    if (entry->audit.seq != expected) {
        broken(walk, expected, 0,
               arena_printf(walk->arena, "第 %lld 条审计记录缺失", (long long)expected));
        return OK;
    }
    uint8_t hash[SECRET_DIGEST], rows[SECRET_DIGEST];
    chain_digest(walk->entry,
                 chain_entry(&walk->bytes, walk->county, &entry->audit, entry->first_history,
                             walk->hash, entry->rows),
                 hash);
    if (memcmp(hash, entry->hash, SECRET_DIGEST) != 0 ||
        entry->first_history != walk->check->rows + 1) {
        broken(walk, expected, 0,
               arena_printf(walk->arena, "第 %lld 条审计记录被改动", (long long)expected));
        return OK;
    }
    enum status status = check_rows(walk, entry, rows);
    if (status != OK || walk->check->broken != 0) {
        return status;
    }
    if (memcmp(rows, entry->rows, SECRET_DIGEST) != 0) {
        int64_t first = entry->first_history;
        broken(walk, expected, entry->audit.rows == 1 ? first : 0,
               arena_printf(walk->arena,
                            "第 %lld 条审计记录所含的历史记录（第 %lld 至 %lld 条）被改动",
                            (long long)expected, (long long)first,
                            (long long)(first + entry->audit.rows - 1)));
        return OK;
    }
    memcpy(walk->hash, hash, SECRET_DIGEST);
    walk->check->entries++;
    walk->check->rows += entry->audit.rows;
    return OK;
}

static enum status head_of(struct walk *walk, struct head *head)
{
    struct statement *s;
    enum status status = db_prepare(walk->db, &read_head, &s, walk->arena, walk->error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, walk->county);
    enum db_step step = statement_step(s, walk->arena, walk->error);
    if (step == DB_ROW) {
        head->exists = true;
        head->seq = column_int(s, 0);
        head->history_seq = column_int(s, 1);
        digest_column(s, 2, head->hash);
        digest_column(s, 3, head->seal);
    }
    statement_reset(s);
    return step == DB_FAILED ? walk->error->status : OK;
}

/* After the last entry: no history may follow, and the head must say the same end. */
static enum status check_end(struct walk *walk, const struct head *head)
{
    struct record *record;
    enum status status = next_record(walk, &record);
    if (status != OK) {
        return status;
    }
    struct audit_check *check = walk->check;
    if (record != NULL) {
        int64_t first = run_start(record).seq;
        broken(walk, check->entries + 1, first,
               arena_printf(walk->arena, "第 %lld 条历史记录不在审计之内", (long long)first));
        return OK;
    }
    uint8_t seal[SECRET_DIGEST];
    chain_digest(walk->entry,
                 chain_head(&walk->bytes, walk->county, check->entries, check->rows, walk->hash),
                 seal);
    bool empty = check->entries == 0 && check->rows == 0;
    if (head->exists ? memcmp(seal, head->seal, SECRET_DIGEST) != 0 || head->seq != check->entries
                     : !empty) {
        broken(walk, check->entries + 1, 0, TEXT("审计记录的末尾被截去或改动"));
    }
    return OK;
}

static struct text head_text(struct walk *walk)
{
    buf_clear(&walk->bytes);
    buf_addf(&walk->bytes, "%lld:", (long long)walk->check->entries);
    for (size_t i = 0; i < SECRET_DIGEST; i++) {
        buf_addf(&walk->bytes, "%02x", walk->hash[i]);
    }
    return arena_text(walk->arena, buf_text(&walk->bytes));
}

static enum status walk_all(struct walk *walk, bool (*progress)(void *, int64_t, int64_t),
                            void *context)
{
    struct head head = {0};
    struct stored_entry *entry;
    enum status status = head_of(walk, &head);
    while (status == OK && walk->check->broken == 0) {
        if (progress != NULL && walk->check->entries % PAGE == 0 &&
            !progress(context, walk->check->entries, head.seq)) {
            return error_set(walk->error, walk->arena, BUSY, "核对被中止");
        }
        status = next_entry(walk, &entry);
        if (status != OK || entry == NULL) {
            break;
        }
        status = check_entry(walk, entry);
    }
    if (status == OK && walk->check->broken == 0) {
        status = check_end(walk, &head);
    }
    return status;
}

enum status audit_verify(struct db *db, struct secret *secret, int64_t county,
                         struct audit_check *check,
                         bool (*progress)(void *context, int64_t done, int64_t total),
                         void *context, struct arena *arena, struct error *error)
{
    *check = (struct audit_check){.reason = TEXT_EMPTY};
    struct walk walk = {
        .db = db,
        .county = county,
        .check = check,
        .rows = secret_digest_new(secret),
        .entry = secret_digest_new(secret),
        .arena = arena,
        .error = error,
    };
    buf_init(&walk.bytes, CHAIN_BYTES);
    arena_init(&walk.entries_arena);
    arena_init(&walk.history_arena);
    enum status status = db_begin(db, arena, error); /* writers go on meanwhile */
    if (status == OK) {
        status = walk_all(&walk, progress, context);
        db_rollback(db);
    }
    if (status == OK) {
        check->head = head_text(&walk);
    }
    secret_digest_free(walk.rows);
    secret_digest_free(walk.entry);
    buf_release(&walk.bytes);
    arena_release(&walk.entries_arena);
    arena_release(&walk.history_arena);
    return status;
}
