#include "domain/campaign/unit_merge_store.h"

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/list.h"
#include "store/db.h"

static const struct query insert_merge = {
    .sql = "INSERT INTO unit_merge (county, id, from_region, into_region, names, reason, places,"
           " accounts, done_at, done_by, undone_at, undone_by, undone_for)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '')",
};
static const struct query mark_merge = {
    .sql = "UPDATE unit_merge SET undone_at = $3, undone_by = $4, undone_for = $5"
           " WHERE county = $1 AND id = $2",
};
static const struct query select_merges = {
    .sql = "SELECT id, from_region, into_region, names, reason, places, accounts, done_at, done_by,"
           " undone_at, undone_by, undone_for FROM unit_merge WHERE county = $1 ORDER BY id DESC",
};

/* "360722105200 360722102205;…" */
static struct text write_pairs(struct arena *arena, const struct unit_merge_pairs *pairs)
{
    struct buf buf;
    buf_init(&buf, CEILING_UPLOAD);
    for (size_t i = 0; i < pairs->n; i++) {
        buf_addf(&buf, "%s%lld %lld", i == 0 ? "" : ";", (long long)pairs->at[i].from,
                 (long long)pairs->at[i].into);
    }
    struct text text = arena_text(arena, buf_text(&buf));
    buf_release(&buf);
    return text;
}

static struct unit_merge_pairs read_pairs(struct arena *arena, struct text text)
{
    struct unit_merge_pairs pairs = {arena_array(arena, struct unit_merge_pair, text.n / 4 + 1), 0};
    while (text.n > 0) {
        size_t end = text_find(text, TEXT(";"));
        struct text one = text_slice(text, 0, end == TEXT_NONE ? text.n : end);
        size_t gap = text_find(one, TEXT(" "));
        struct unit_merge_pair *pair = &pairs.at[pairs.n];
        pairs.n += gap != TEXT_NONE && text_to_int(text_slice(one, 0, gap), &pair->from) &&
                   text_to_int(text_slice(one, gap + 1, one.n), &pair->into);
        text = end == TEXT_NONE ? TEXT_EMPTY : text_slice(text, end + 1, text.n);
    }
    return pairs;
}

enum status unit_merge_keep(struct work *work, const struct unit_merge_past *past,
                            struct error *error)
{
    return db_run(work->db, &insert_merge, NULL, work->arena, error, BIND_INT(work->actor->county),
                  BIND_INT(past->id), BIND_INT(past->from), BIND_INT(past->into),
                  BIND_TEXT(past->names), BIND_TEXT(past->reason),
                  BIND_TEXT(write_pairs(work->arena, &past->places)),
                  BIND_TEXT(write_pairs(work->arena, &past->accounts)), BIND_INT(past->done_at),
                  BIND_INT(past->done_by));
}

enum status unit_merge_mark(struct work *work, const struct unit_merge_past *past,
                            struct error *error)
{
    return db_run(work->db, &mark_merge, NULL, work->arena, error, BIND_INT(work->actor->county),
                  BIND_INT(past->id), BIND_INT(past->undone_at), BIND_INT(past->undone_by),
                  BIND_TEXT(past->undone_for));
}

enum status unit_merge_pasts(struct work *work, struct unit_merge_pasts *out, struct error *error)
{
    struct statement *s;
    LIST(struct unit_merge_past) found = {0};
    enum status status =
        db_ask(work->db, &select_merges, &s, work->arena, error, BIND_INT(work->actor->county));
    if (status != OK) {
        return status;
    }
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        list_add(&found, (struct unit_merge_past){
                             .id = column_int(s, 0),
                             .from = column_int(s, 1),
                             .into = column_int(s, 2),
                             .names = arena_text(work->arena, column_text(s, 3)),
                             .reason = arena_text(work->arena, column_text(s, 4)),
                             .places = read_pairs(work->arena, column_text(s, 5)),
                             .accounts = read_pairs(work->arena, column_text(s, 6)),
                             .done_at = column_int(s, 7),
                             .done_by = column_int(s, 8),
                             .undone_at = column_int(s, 9),
                             .undone_by = column_int(s, 10),
                             .undone_for = arena_text(work->arena, column_text(s, 11))});
    }
    statement_reset(s);
    *out = (struct unit_merge_pasts){arena_array(work->arena, struct unit_merge_past, found.n),
                                     found.n};
    for (size_t i = 0; i < found.n; i++) {
        out->at[i] = found.at[i];
    }
    list_release(&found);
    return step == DB_FAILED ? error->status : OK;
}
