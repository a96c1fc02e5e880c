#include "store/audit_chain.h"

static void add_number(struct buf *out, int64_t number)
{
    char bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (char)((uint64_t)number >> 8 * i);
    }
    buf_add(out, bytes, sizeof(bytes));
}

static void add_text(struct buf *out, struct text text)
{
    add_number(out, (int64_t)text.n);
    buf_addt(out, text);
}

struct text chain_history(struct buf *out, int64_t county, const struct record *record)
{
    const struct history *h = &record->history;
    buf_clear(out);
    const int64_t numbers[] = {county, h->seq, h->row_id, h->version, h->at, h->actor, h->batch};
    for (size_t i = 0; i < COUNT(numbers); i++) {
        add_number(out, numbers[i]);
    }
    const struct text texts[] = {h->ledger, h->action, h->reason, h->changes};
    for (size_t i = 0; i < COUNT(texts); i++) {
        add_text(out, texts[i]);
    }
    if (record->first_id != 0) {
        add_number(out, record->first_id);
        add_text(out, record->ids);
    }
    if (out->full) {
        bug("history row too large");
    }
    return buf_text(out);
}

struct text chain_entry(struct buf *out, int64_t county, const struct audit *e,
                        int64_t first_history, const uint8_t previous[SECRET_DIGEST],
                        const uint8_t rows[SECRET_DIGEST])
{
    buf_clear(out);
    buf_add(out, previous, SECRET_DIGEST);
    buf_add(out, rows, SECRET_DIGEST);
    const int64_t numbers[] = {county,    e->seq,   e->at,         e->actor,
                               e->row_id, e->batch, first_history, e->rows};
    for (size_t i = 0; i < COUNT(numbers); i++) {
        add_number(out, numbers[i]);
    }
    const struct text texts[] = {e->actor_name, e->address, e->action,
                                 e->ledger,     e->reason,  e->summary};
    for (size_t i = 0; i < COUNT(texts); i++) {
        add_text(out, texts[i]);
    }
    if (out->full) {
        bug("audit entry too large");
    }
    return buf_text(out);
}

struct text chain_head(struct buf *out, int64_t county, int64_t seq, int64_t history_seq,
                       const uint8_t hash[SECRET_DIGEST])
{
    buf_clear(out);
    buf_adds(out, "head");
    add_number(out, county);
    add_number(out, seq);
    add_number(out, history_seq);
    buf_add(out, hash, SECRET_DIGEST);
    return buf_text(out);
}

void chain_digest(struct secret_digest *digest, struct text bytes, uint8_t out[SECRET_DIGEST])
{
    secret_digest_add(digest, bytes);
    secret_digest_take(digest, out);
}

struct record record_read(struct statement *s, struct arena *arena)
{
    return (struct record){
        .history =
            {
                .seq = column_int(s, 0),
                .ledger = arena_text(arena, column_text(s, 1)),
                .row_id = column_int(s, 2),
                .version = column_int(s, 3),
                .at = column_int(s, 4),
                .actor = column_int(s, 5),
                .action = arena_text(arena, column_text(s, 6)),
                .batch = column_int(s, 7),
                .reason = arena_text(arena, column_text(s, 8)),
                .changes = arena_text(arena, column_text(s, 9)),
            },
        .first_id = column_int(s, 10),
        .ids = arena_text(arena, column_blob(s, 11)),
    };
}

/* ---- runs ---- */

enum { STEP_BITS = 7, STEP_MORE = 1 << STEP_BITS, STEP_BYTES = 9 };

void run_add(struct buf *ids, int64_t step)
{
    for (; step >= STEP_MORE; step >>= STEP_BITS) {
        buf_addc(ids, (char)(step | STEP_MORE));
    }
    buf_addc(ids, (char)step);
}

size_t run_rows(const struct record *record)
{
    size_t n = 1;
    for (size_t i = 0; i < record->ids.n; i++) {
        n += (record->ids.s[i] & STEP_MORE) == 0;
    }
    return n;
}

struct run_walk run_start(const struct record *record)
{
    return (struct run_walk){.rest = record->ids,
                             .seq = record->history.seq - (int64_t)run_rows(record) + 1,
                             .id =
                                 record->first_id != 0 ? record->first_id : record->history.row_id};
}

bool run_next(struct run_walk *walk)
{
    int64_t step = 0;
    for (size_t i = 0; i < walk->rest.n && i < STEP_BYTES; i++) {
        step |= (int64_t)(walk->rest.s[i] & (STEP_MORE - 1)) << STEP_BITS * i;
        if ((walk->rest.s[i] & STEP_MORE) == 0) {
            walk->rest = text_slice(walk->rest, i + 1, walk->rest.n);
            walk->seq++;
            walk->id += step;
            return true;
        }
    }
    return false;
}

struct audit audit_read(struct statement *s, struct arena *arena)
{
    return (struct audit){
        .seq = column_int(s, 0),
        .at = column_int(s, 1),
        .actor = column_int(s, 2),
        .actor_name = arena_text(arena, column_text(s, 3)),
        .address = arena_text(arena, column_text(s, 4)),
        .action = arena_text(arena, column_text(s, 5)),
        .ledger = arena_text(arena, column_text(s, 6)),
        .row_id = column_int(s, 7),
        .batch = column_int(s, 8),
        .reason = arena_text(arena, column_text(s, 9)),
        .summary = arena_text(arena, column_text(s, 10)),
        .rows = column_int(s, 11),
    };
}
