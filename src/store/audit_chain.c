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

struct text chain_history(struct buf *out, int64_t county, const struct history *h)
{
    buf_clear(out);
    const int64_t numbers[] = {county, h->seq, h->row_id, h->version, h->at, h->actor, h->batch};
    for (size_t i = 0; i < COUNT(numbers); i++) {
        add_number(out, numbers[i]);
    }
    const struct text texts[] = {h->ledger, h->action, h->reason, h->changes};
    for (size_t i = 0; i < COUNT(texts); i++) {
        add_text(out, texts[i]);
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

struct history history_read(struct statement *s, struct arena *arena)
{
    return (struct history){
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
    };
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
