#include "domain/lists/list_undo.h"

#include "ledger/history.h"
#include "ledger/rows.h"

static const struct query newest_effects = {
    .sql = "SELECT id, ledger, row_id, job FROM list_effect WHERE county = $1 AND list = $2"
           " AND undone_at = 0 AND (CAST($3 AS BIGINT) = 0 OR match_id = $3)"
           " AND (CAST($4 AS BIGINT) = 0 OR id < $4) ORDER BY id DESC LIMIT $5",
};
static const struct query mark_undone = {
    .sql = "UPDATE list_effect SET undone_at = $3 WHERE county = $1 AND id = $2",
};
static const struct query change_of_job = {
    .sql = "SELECT seq FROM history WHERE county = $1 AND ledger = $2 AND row_id = $3"
           " AND batch = $4 ORDER BY seq DESC LIMIT 1",
};

struct effect {
    int64_t id, row, job;
    const struct ledger *ledger;
};

static enum status find_change(struct work *work, const struct effect *e, int64_t *seq,
                               struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &change_of_job, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, text_of(e->ledger->name));
    bind_int(s, 3, e->row);
    bind_int(s, 4, e->job);
    enum db_step step = statement_step(s, work->arena, error);
    *seq = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status set_undone(struct work *work, int64_t id, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &mark_undone, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, id);
    bind_int(s, 3, clock_now(work->clock));
    return statement_run(s, NULL, work->arena, error);
}

static enum status undo_one(struct list_undo *undo, struct work *work, const struct effect *e,
                            struct error *error)
{
    struct row *row;
    struct errors errors = {0};
    struct error fault = {0};
    int64_t seq = 0;
    enum status status = find_change(work, e, &seq, error);
    if (status != OK) {
        return status;
    }
    status = rows_get(work, e->ledger, e->row, ROWS_PLAIN, &row, &fault);
    bool created = status == OK && row->version == 1;
    bool edited = status == OK && e->ledger == ledger_find(work->ledgers, TEXT("category_tag"));
    if (status == OK && seq > 0 && (created || edited)) {
        status =
            history_undo_part(work, row, seq, undo->job, TEXT("撤销名单应用"), &errors, &fault);
        undo->taken += status == OK;
    } else if (status == OK) {
        status = CONFLICT;
    }
    if (status == CONFLICT || status == INVALID || status == NOT_FOUND) {
        undo->kept++;
        status = OK;
    }
    if (status != OK) {
        *error = fault;
        return status;
    }
    return set_undone(work, e->id, error);
}

enum status list_undo_some(struct work *work, struct list_undo *undo, size_t most,
                           struct error *error)
{
    struct statement *s;
    struct effect *found = arena_array(work->arena, struct effect, most);
    size_t n = 0;
    enum status status = db_prepare(work->db, &newest_effects, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, undo->list);
    bind_int(s, 3, undo->match);
    bind_int(s, 4, undo->before);
    bind_int(s, 5, (int64_t)most);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && n < most) {
        found[n++] = (struct effect){.id = column_int(s, 0),
                                     .ledger = ledger_find(work->ledgers, column_text(s, 1)),
                                     .row = column_int(s, 2),
                                     .job = column_int(s, 3)};
    }
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = undo_one(undo, work, &found[i], error);
        undo->before = found[i].id;
    }
    undo->handled = n;
    return status;
}
