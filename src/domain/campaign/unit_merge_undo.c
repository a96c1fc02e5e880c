/* Taking a merging of units back, and the list of them. */
#include "domain/campaign/unit_merge.h"

#include <stdio.h>

#include "base/list.h"
#include "domain/campaign/unit_merge_store.h"
#include "domain/people/region.h"
#include "domain/people/user.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "report/report.h"

enum { PAGE = 500, SETTING_KEY = 80 };

static const struct query written_rows = {
    .sql = "SELECT seq, ledger, row_id, version FROM history WHERE county = $1 AND batch = $2"
           " AND batch <> 0 ORDER BY seq DESC",
};

struct written {
    int64_t seq, row, version;
    const struct ledger *ledger;
};

struct undoing {
    struct work *work;
    const struct unit_merge_past *past;
    struct text reason;
    LIST(struct written) rows;
    struct unit_merge_undone *out;
    struct errors *errors;
    struct error *error;
};

static enum status read_written(struct undoing *u)
{
    struct statement *s;
    enum status status = db_ask(u->work->db, &written_rows, &s, u->work->arena, u->error,
                                BIND_INT(u->work->actor->county), BIND_INT(u->past->id));
    if (status != OK) {
        return status;
    }
    enum db_step step;
    while ((step = statement_step(s, u->work->arena, u->error)) == DB_ROW) {
        list_add(&u->rows, (struct written){column_int(s, 0), column_int(s, 2), column_int(s, 3),
                                            ledger_find(u->work->ledgers, column_text(s, 1))});
    }
    statement_reset(s);
    return step == DB_FAILED ? u->error->status : OK;
}

static struct change begin(struct undoing *u, const struct row *row)
{
    struct change change = change_edit(u->work, row);
    change.part = true;
    change.program = true;
    change.undo = true;
    change.reason = u->reason;
    return change;
}

static enum status refer(struct undoing *u, const struct row *row, int64_t region)
{
    struct change change = begin(u, row);
    u->out->back++;
    return change_refer(&change, row->ledger->region, region, u->error);
}

/* A row that was moved goes back unless it was moved on; one that was taken out is put back. */
static enum status give_back(struct undoing *u, const struct written *written)
{
    struct row *now, *before, *after;
    enum status status =
        rows_get(u->work, written->ledger, written->row, ROWS_PLAIN | ROWS_REMOVED, &now, u->error);
    if (status == OK) {
        status = history_row_at(u->work, now, written->version - 1, &before, u->error);
    }
    if (status == OK) {
        status = history_row_at(u->work, now, written->version, &after, u->error);
    }
    if (status != OK) {
        return status;
    }
    int field = written->ledger->region;
    if (now->version == written->version && now->removed_at != 0) {
        struct change change = begin(u, now);
        u->out->back++;
        return change_restore(&change, u->error);
    }
    if (!value_equal(&now->value[field], &after->value[field])) {
        u->out->stay++;
        return OK;
    }
    return refer(u, now, before->value[field].number);
}

static enum status give_rows_back(struct undoing *u)
{
    struct arena scratch;
    struct work *whole = u->work;
    struct work own = *whole;
    enum status status = OK;
    arena_init(&scratch);
    own.arena = &scratch;
    u->work = &own;
    for (size_t i = 0; status == OK && i < u->rows.n; i++) {
        if (u->rows.at[i].ledger != &region_ledger) {
            status = give_back(u, &u->rows.at[i]);
        }
        if (status == OK && i % PAGE == PAGE - 1) {
            arena_reset(&scratch);
        }
    }
    u->work = whole;
    if (status != OK) {
        error_keep(u->error, whole->arena);
    }
    arena_release(&scratch);
    return status;
}

/* What was entered since in a village of the old unit. */
static enum status sweep(struct undoing *u, const struct ledger *ledger,
                         const struct unit_merge_pair *place)
{
    struct actor own = *u->work->actor;
    struct work reading = *u->work;
    struct row_list rows = {0};
    enum status status;
    int64_t after = 0;
    actor_reach(place->into, &own.region_lo, &own.region_hi);
    own.region = place->into;
    reading.actor = &own;
    do {
        status = rows_after(&reading, ledger, after, PAGE, ROWS_PLAIN, &rows, u->error);
        for (size_t i = 0; status == OK && i < rows.n; i++) {
            after = rows.at[i]->id;
            status = refer(u, rows.at[i], place->from);
        }
    } while (status == OK && rows.n == PAGE);
    return status;
}

static enum status sweep_villages(struct undoing *u)
{
    enum status status = OK;
    for (size_t i = 0; i < u->past->places.n; i++) {
        const struct unit_merge_pair *place = &u->past->places.at[i];
        const struct ledger *const *all = u->work->ledgers;
        for (size_t k = 0; status == OK && place->into != u->past->into && all[k] != NULL; k++) {
            const struct ledger *ledger = all[k];
            status =
                ledger->region >= 0 && ledger->scope == SCOPE_REGION && ledger != &region_ledger
                    ? sweep(u, ledger, place)
                    : OK;
        }
    }
    return status;
}

static int64_t place_after(const struct unit_merge_past *past, int64_t place)
{
    for (size_t i = 0; i < past->places.n; i++) {
        if (past->places.at[i].from == place) {
            return past->places.at[i].into;
        }
    }
    return past->into;
}

static enum status give_accounts_back(struct undoing *u)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < u->past->accounts.n; i++) {
        const struct unit_merge_pair *account = &u->past->accounts.at[i];
        struct user user;
        status = user_read(u->work, account->from, &user, u->error);
        if (status == OK && user.region == place_after(u->past, account->into)) {
            status = user_move(u->work, &user, account->into, u->error);
            u->out->accounts++;
        } else if (status == OK) {
            u->out->stay++;
        }
    }
    return status;
}

/* The old codes are in use again, the new ones and the other name are gone. */
static enum status give_places_back(struct undoing *u)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < u->rows.n; i++) {
        const struct written *written = &u->rows.at[i];
        struct row *row;
        if (written->ledger != &region_ledger) {
            continue;
        }
        status = rows_get(u->work, written->ledger, written->row, ROWS_PLAIN | ROWS_REMOVED, &row,
                          u->error);
        if (status == OK && row->removed_at == 0) {
            status =
                history_undo_part(u->work, row, written->seq, 0, u->reason, u->errors, u->error);
        }
    }
    return status;
}

/* The unit is asked for its reports again; its setting is kept, and says nothing. */
static enum status ask_again(struct undoing *u)
{
    const struct notice *notice = u->work->notice;
    for (size_t i = 0; notice != NULL && i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP && unit->region == u->past->from) {
            char key[SETTING_KEY];
            snprintf(key, sizeof(key), MERGED_SETTING "%.*s", TEXT_ARG(unit->key));
            return app_put_setting(u->work, text_of(key), TEXT_EMPTY, u->error);
        }
    }
    return OK;
}

static enum status undo(struct undoing *u)
{
    enum status status = read_written(u);
    status = status == OK ? ask_again(u) : status;
    status = status == OK ? give_rows_back(u) : status;
    status = status == OK ? sweep_villages(u) : status;
    status = status == OK ? give_accounts_back(u) : status;
    status = status == OK ? give_places_back(u) : status;
    if (status != OK) {
        return status;
    }
    struct unit_merge_past past = *u->past;
    past.undone_at = clock_now(u->work->clock);
    past.undone_by = u->work->actor->user;
    past.undone_for = u->reason;
    status = unit_merge_mark(u->work, &past, u->error);
    return status == OK ? history_close(u->work, TEXT("unit_merge_undo"), &region_ledger, past.id,
                                        arena_printf(u->work->arena, "撤销%.*s：%.*s",
                                                     TEXT_ARG(past.names), TEXT_ARG(u->reason)),
                                        u->error)
                        : status;
}

/* The last one that is not undone is the one that can be. */
static enum status find(struct work *work, int64_t id, const struct unit_merge_pasts *all,
                        const struct unit_merge_past **out, struct error *error)
{
    *out = NULL;
    bool later = false;
    for (size_t i = 0; i < all->n && *out == NULL; i++) {
        *out = all->at[i].id == id ? &all->at[i] : NULL;
        later = later || (*out == NULL && all->at[i].undone_at == 0);
    }
    if (*out == NULL) {
        return error_set(error, work->arena, NOT_FOUND, "没有这次合并");
    }
    if ((*out)->undone_at != 0) {
        return error_set(error, work->arena, CONFLICT, "这次合并已经撤销");
    }
    if (later) {
        (void)error_set(error, work->arena, CONFLICT, "这以后又合并过单位");
        return error_hint(error, work->arena, "请先撤销后面的合并");
    }
    return OK;
}

enum status unit_merge_undo(struct work *work, int64_t id, struct text reason,
                            struct unit_merge_undone *out, struct errors *errors,
                            struct error *error)
{
    struct unit_merge_pasts all;
    const struct unit_merge_past *past = NULL;
    *out = (struct unit_merge_undone){0};
    if (!actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "只有县就创中心可以撤销合并");
    }
    if (text_trim(reason).n == 0) {
        errors_add(errors, work->arena, "reason", TEXT("请写明撤销的理由"), TEXT_EMPTY);
        return error_set(error, work->arena, INVALID, "输入有误");
    }
    enum status status = unit_merge_pasts(work, &all, error);
    status = status == OK ? find(work, id, &all, &past, error) : status;
    if (status != OK || past == NULL) {
        return status;
    }
    struct undoing u = {.work = work,
                        .past = past,
                        .reason = text_trim(reason),
                        .out = out,
                        .errors = errors,
                        .error = error};
    status = undo(&u);
    list_release(&u.rows);
    return status;
}

enum status unit_merge_list(struct work *work, struct json_out *out, struct error *error)
{
    struct unit_merge_pasts all;
    enum status status = unit_merge_pasts(work, &all, error);
    if (status != OK) {
        return status;
    }
    bool last = true;
    json_open(out, NULL);
    json_open_list(out, "merges");
    for (size_t i = 0; i < all.n; i++) {
        const struct unit_merge_past *past = &all.at[i];
        bool done = past->undone_at == 0;
        json_open(out, NULL);
        json_put_id(out, "id", past->id);
        json_put_text(out, "names", past->names);
        json_put_text(out, "reason", past->reason);
        json_put_text(out, "at", clock_format(work->arena, past->done_at));
        json_put_text(out, "actor", work->user_name(work, past->done_by));
        json_put_bool(out, "undone", !done);
        json_put_text(out, "undone_at",
                      done ? TEXT_EMPTY : clock_format(work->arena, past->undone_at));
        json_put_text(out, "undone_for", past->undone_for);
        json_put_bool(out, "can_undo",
                      done && last && actor_is(work->actor, ROLE_BIT(ROLE_COUNTY)));
        json_close(out);
        last = last && !done;
    }
    json_close_list(out);
    json_close(out);
    return OK;
}
