#include "domain/handed_out.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/ceilings.h"

enum { BYTES_A_ROW = 20 };

static const struct query insert_handed = {
    .sql = "INSERT INTO handed_out (county, id, ledger, plain, actor, at, count, members)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
};

static const struct query read_handed = {
    .sql = "SELECT ledger, plain, actor, at, count, members FROM handed_out"
           " WHERE county = $1 AND id = $2",
};

static int rising(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* Each id as its distance to the one before: ids made together lie close. */
static struct text write_members(struct arena *arena, const struct handed_out *handed)
{
    struct buf members;
    buf_init(&members, (size_t)BYTES_A_ROW * CEILING_EXPORT_ROWS);
    int64_t before = 0;
    for (size_t i = 0; i < handed->n; i++) {
        buf_addf(&members, "%s%" PRId64, i > 0 ? "," : "", handed->ids[i] - before);
        before = handed->ids[i];
    }
    struct text text = arena_text(arena, buf_text(&members));
    buf_release(&members);
    return text;
}

enum status handed_out_keep(struct work *work, struct handed_out *handed, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &insert_handed, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    if (handed->n > 0) {
        qsort(handed->ids, handed->n, sizeof(*handed->ids), rising);
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, handed->id);
    bind_text(s, 3, text_of(handed->ledger->name));
    bind_int(s, 4, handed->plain);
    bind_int(s, 5, work->actor->user);
    bind_int(s, 6, clock_now(work->clock));
    bind_int(s, 7, (int64_t)handed->n);
    bind_text(s, 8, write_members(work->arena, handed));
    return statement_run(s, NULL, work->arena, error);
}

static void read_members(struct arena *arena, struct text members, struct handed_out *out)
{
    struct text part;
    size_t most = out->n;
    int64_t id = 0, distance;
    out->ids = arena_array(arena, int64_t, most);
    out->n = 0;
    while (out->n < most && text_split(&members, ',', &part) && text_to_int(part, &distance)) {
        id += distance;
        out->ids[out->n++] = id;
    }
}

enum status handed_out_read(struct work *work, int64_t id, struct handed_out *out,
                            struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &read_handed, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, id);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *out = (struct handed_out){
            .id = id,
            .ledger = ledger_find(work->ledgers, column_text(s, 0)),
            .plain = column_int(s, 1) != 0,
            .actor = column_int(s, 2),
            .at = column_int(s, 3),
            .n = (size_t)column_int(s, 4),
        };
        read_members(work->arena, column_text(s, 5), out);
    }
    statement_reset(s);
    if (step == DB_DONE) {
        return error_set(error, work->arena, NOT_FOUND, "没有这次导出的记录");
    }
    return step == DB_FAILED ? error->status : OK;
}
