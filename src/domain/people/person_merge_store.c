#include "domain/people/person_merge_store.h"

#include "domain/people/person.h"
#include "ledger/seal.h"
#include "store/secret.h"

enum { CHAIN_MOST = 32 };

static const struct query insert_merge = {
    .sql = "INSERT INTO person_merge (county, " PERSON_MERGE_COLUMNS ")"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
};

static const struct query update_merge = {
    .sql = "UPDATE person_merge SET state = $3, number_key = $4, kept_version = $5,"
           " decided_by = $6, decided_at = $7, remark = $8 WHERE county = $1 AND id = $2",
};

static const struct query read_merge = {
    .sql = "SELECT " PERSON_MERGE_COLUMNS " FROM person_merge WHERE county = $1 AND id = $2",
};

static const struct query find_pair = {
    .sql = "SELECT id FROM person_merge WHERE county = $1 AND state = $4"
           " AND (kept = $2 AND gone = $3 OR kept = $3 AND gone = $2) LIMIT 1",
};

static const struct query find_survivor = {
    .sql = "SELECT kept FROM person_merge WHERE county = $1 AND gone = $2 AND state = 'merged'"
           " ORDER BY id DESC LIMIT 1",
};

static const struct query find_any = {
    .sql = "SELECT id FROM person_merge WHERE county = $1 AND id > $2 AND state = 'merged' LIMIT 1"
           " /* scan: a few */",
};

static const struct query find_concerned = {
    .sql = "SELECT id FROM person_merge WHERE county = $1 AND (kept = $2 OR gone = $2) LIMIT 1",
};

static const struct query find_absorbed = {
    .sql = "SELECT gone FROM person_merge WHERE county = $1 AND kept = $2 AND state = 'merged'"
           " ORDER BY id",
};

static const struct query find_by_number = {
    .sql = "SELECT kept FROM person_merge WHERE county = $1 AND number_key = $2"
           " AND state = 'merged' ORDER BY id DESC LIMIT 1",
};

/* Typed values may be a number or a phone: kept sealed. */
static struct secret_place typed_place(int64_t id)
{
    return (struct secret_place){TEXT("person_merge"), TEXT("typed"), id};
}

enum status person_merge_insert(struct work *work, const struct person_merge *m,
                                struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &insert_merge, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, m->id);
    bind_int(s, 3, m->kept);
    bind_int(s, 4, m->gone);
    bind_text(s, 5, m->state);
    bind_text(s, 6, m->fields);
    bind_blob(s, 7,
              m->typed.n > 0 ? secret_seal(work->secret, work->arena, typed_place(m->id), m->typed)
                             : TEXT_EMPTY);
    bind_text(s, 8, m->reason);
    bind_int(s, 9, m->number_key);
    bind_int(s, 10, m->kept_version);
    bind_int(s, 11, m->asked_by);
    bind_int(s, 12, m->asked_at);
    bind_int(s, 13, m->decided_by);
    bind_int(s, 14, m->decided_at);
    bind_text(s, 15, m->remark);
    return statement_run(s, NULL, work->arena, error);
}

enum status person_merge_update(struct work *work, const struct person_merge *m,
                                struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &update_merge, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, m->id);
    bind_text(s, 3, m->state);
    bind_int(s, 4, m->number_key);
    bind_int(s, 5, m->kept_version);
    bind_int(s, 6, m->decided_by);
    bind_int(s, 7, m->decided_at);
    bind_text(s, 8, m->remark);
    return statement_run(s, NULL, work->arena, error);
}

enum status person_merge_take(struct work *work, struct statement *s, struct person_merge *out,
                              struct error *error)
{
    struct text sealed = column_text(s, 5);
    *out = (struct person_merge){
        .id = column_int(s, 0),
        .kept = column_int(s, 1),
        .gone = column_int(s, 2),
        .state = arena_text(work->arena, column_text(s, 3)),
        .fields = arena_text(work->arena, column_text(s, 4)),
        .reason = arena_text(work->arena, column_text(s, 6)),
        .number_key = column_int(s, 7),
        .kept_version = column_int(s, 8),
        .asked_by = column_int(s, 9),
        .asked_at = column_int(s, 10),
        .decided_by = column_int(s, 11),
        .decided_at = column_int(s, 12),
        .remark = arena_text(work->arena, column_text(s, 13)),
    };
    return sealed.n == 0 ? OK
                         : secret_open(work->secret, work->arena, typed_place(out->id), sealed,
                                       &out->typed, error);
}

enum status person_merge_both(struct work *work, int64_t kept, int64_t gone, unsigned flags,
                              struct row **kept_row, struct row **gone_row, struct error *error)
{
    enum status status = rows_get(work, &person_ledger, kept, flags, kept_row, error);
    return status == OK ? rows_get(work, &person_ledger, gone, flags, gone_row, error) : status;
}

enum status person_merge_read(struct work *work, int64_t id, struct person_merge *out,
                              struct error *error)
{
    struct statement *s;
    struct row *kept, *gone;
    *out = (struct person_merge){0};
    enum status status = db_prepare(work->db, &read_merge, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, id);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        status = person_merge_take(work, s, out, error);
    }
    statement_reset(s);
    if (step == DB_FAILED || status != OK) {
        return error->status;
    }
    if (step == DB_DONE ||
        person_merge_both(work, out->kept, out->gone, ROWS_REMOVED, &kept, &gone, error)) {
        return error_set(error, work->arena, NOT_FOUND, "没有这次合并");
    }
    return OK;
}

/* One number from a query of county and two more; 0 when it finds nothing. */
static enum status find_one(struct work *work, const struct query *query, int64_t key, int64_t *out,
                            struct error *error)
{
    struct statement *s;
    *out = 0;
    enum status status = db_prepare(work->db, query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, key);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *out = column_int(s, 0);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status person_merge_pair(struct work *work, int64_t one, int64_t other, struct text state,
                              int64_t *out, struct error *error)
{
    struct statement *s;
    *out = 0;
    enum status status = db_prepare(work->db, &find_pair, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, one);
    bind_int(s, 3, other);
    bind_text(s, 4, state);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *out = column_int(s, 0);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status person_merge_survivor(struct work *work, int64_t person, int64_t *out,
                                  struct error *error)
{
    *out = person;
    for (int i = 0; i < CHAIN_MOST; i++) {
        int64_t next;
        enum status status = find_one(work, &find_survivor, *out, &next, error);
        if (status != OK || next == 0) {
            return status;
        }
        *out = next;
    }
    return OK;
}

enum status person_merge_by_number(struct work *work, struct text number, int64_t *out,
                                   struct error *error)
{
    int64_t key = seal_key(work, &person_ledger.fields[PERSON_ID_NO], number);
    enum status status = find_one(work, &find_by_number, key, out, error);
    return status == OK && *out != 0 ? person_merge_survivor(work, *out, out, error) : status;
}

enum status person_merge_any(struct work *work, bool *out, struct error *error)
{
    int64_t found;
    enum status status = find_one(work, &find_any, 0, &found, error);
    *out = found != 0;
    return status;
}

enum status person_merge_concerns(struct work *work, int64_t person, bool *out, struct error *error)
{
    int64_t found;
    enum status status = find_one(work, &find_concerned, person, &found, error);
    *out = found != 0;
    return status;
}

enum status person_merge_absorbed(struct work *work, int64_t person, struct row_list *out,
                                  struct error *error)
{
    int64_t ids[CHAIN_MOST];
    size_t n = 0;
    struct statement *s;
    enum status status = db_prepare(work->db, &find_absorbed, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, person);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && n < CHAIN_MOST) {
        ids[n++] = column_int(s, 0);
    }
    statement_reset(s);
    *out = (struct row_list){arena_array(work->arena, struct row *, CHAIN_MOST), 0};
    for (size_t i = 0; step != DB_FAILED && i < n; i++) {
        struct error unseen;
        out->n +=
            rows_get(work, &person_ledger, ids[i], ROWS_REMOVED, &out->at[out->n], &unseen) == OK;
    }
    return step == DB_FAILED ? error->status : OK;
}
