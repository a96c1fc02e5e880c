#include "domain/lists/list_senders.h"

#include "domain/lists/list_again.h"
#include "domain/lists/list_batch.h"
#include "ledger/show.h"

static const struct query all_versions = {
    .sql = "SELECT b.sender_id, b.source, o.name, b.kind, b.id, b.period_on, b.state, b.rows,"
           " b.faulty, b.filled, b.entered, b.left_count, b.changed, b.same, b.likely, b.conflict,"
           " b.alone, (SELECT count(*) FROM list_match m WHERE m.county = b.county"
           " AND m.list_id = b.id AND m.removed_at = 0 AND m.decision = 'returned')"
           " FROM list_batch b JOIN organization o ON o.county = b.county AND o.id = b.sender_id"
           " WHERE b.county = $1 AND b.removed_at = 0 AND b.state IN ('review', 'applied')"
           " AND (CAST($2 AS BIGINT) = 0 OR b.sender_id = $2)"
           " ORDER BY o.name, b.sender_id, b.source, b.period_on, b.id LIMIT 5000",
};

static void put_version(struct statement *s, struct json_out *out)
{
    static const char *const counts[] = {"rows",       "faulty",  "filled",  "entered",
                                         "left_count", "changed", "same",    "likely",
                                         "conflict",   "alone",   "returned"};
    enum { ID = 4, PERIOD, STATE, FIRST };
    json_open(out, NULL);
    json_put_id(out, "id", column_int(s, ID));
    json_put_text(out, "period_on", column_text(s, PERIOD));
    json_put_text(out, "state", column_text(s, STATE));
    for (int i = 0; i < (int)COUNT(counts); i++) {
        json_put_int(out, counts[i], column_int(s, FIRST + i));
    }
    json_close(out);
}

static enum status put_lists(struct work *work, struct json_out *out, struct error *error)
{
    struct statement *s;
    struct text source = TEXT_EMPTY;
    int64_t sender = 0;
    enum status status = db_prepare(work->db, &all_versions, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, work->actor->role == ROLE_BUREAU ? work->actor->organization : 0);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        if (sender != column_int(s, 0) || !text_equal(source, column_text(s, 1))) {
            if (sender != 0) {
                json_close_list(out);
                json_close(out);
            }
            sender = column_int(s, 0);
            source = arena_text(work->arena, column_text(s, 1));
            json_open(out, NULL);
            json_put_text(out, "sender", column_text(s, 2));
            json_put_text(out, "source", source);
            json_put_text(out, "kind_label",
                          code_label(work, &list_batch_ledger.fields[LIST_BATCH_KIND],
                                     arena_text(work->arena, column_text(s, 3))));
            json_open_list(out, "versions");
        }
        put_version(s, out);
    }
    if (sender != 0) {
        json_close_list(out);
        json_close(out);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status list_senders_write(struct work *work, struct json_out *out, struct error *error)
{
    int64_t at, minutes;
    enum status status = list_again_last(work, &at, &minutes, error);
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_open(out, "standing");
    json_put_int(out, "minutes", minutes);
    at == 0 ? json_put_null(out, "at") : json_put_text(out, "at", clock_format(work->arena, at));
    json_close(out);
    json_open_list(out, "lists");
    status = put_lists(work, out, error);
    json_close_list(out);
    json_close(out);
    return status;
}
