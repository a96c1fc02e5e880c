#include "domain/lists/list_answers.h"

#include "base/id.h"
#include "domain/lists/list_match.h"
#include "ledger/change.h"
#include "ledger/rows.h"

enum { SIBLINGS_MOST = 64 };

static const struct query read_answers = {
    .sql = "SELECT id, reviewer, cause, reviewer_name, decision, at, reason FROM list_decision"
           " WHERE county = $1 AND match_id = $2 AND withdrawn_at = 0 ORDER BY id LIMIT 16",
};
static const struct query insert_answer = {
    .sql = "INSERT INTO list_decision (county, id, match_id, reviewer, reviewer_name, cause,"
           " decision, reason, at, withdrawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
};
static const struct query withdraw_answer = {
    .sql = "UPDATE list_decision SET withdrawn_at = $3 WHERE county = $1 AND id = $2",
};
static const struct query other_suspects = {
    .sql = "SELECT id FROM list_match WHERE county = $1 AND list_id = $2 AND place = $3"
           " AND id <> $4 AND removed_at = 0 AND state IN ('open', 'second', 'third') LIMIT 64",
};
static const struct query caused_by = {
    .sql = "SELECT id, match_id FROM list_decision WHERE county = $1 AND cause = $2"
           " AND withdrawn_at = 0 LIMIT 64",
};

enum status list_answers_read(struct work *work, int64_t match, struct list_answers *out,
                              struct error *error)
{
    struct statement *s;
    out->n = 0;
    enum status status = db_prepare(work->db, &read_answers, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, match);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && out->n < LIST_ANSWERS_MOST) {
        out->at[out->n++] =
            (struct list_said){.id = column_int(s, 0),
                               .reviewer = column_int(s, 1),
                               .cause = column_int(s, 2),
                               .name = arena_text(work->arena, column_text(s, 3)),
                               .decision = arena_text(work->arena, column_text(s, 4)),
                               .at = column_int(s, 5),
                               .reason = arena_text(work->arena, column_text(s, 6))};
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status insert(struct work *work, int64_t match, const struct list_said *said,
                          struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &insert_answer, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, said->id);
    bind_int(s, 3, match);
    bind_int(s, 4, said->reviewer);
    bind_text(s, 5, said->name);
    bind_int(s, 6, said->cause);
    bind_text(s, 7, said->decision);
    bind_text(s, 8, said->reason);
    bind_int(s, 9, said->at);
    return statement_run(s, NULL, work->arena, error);
}

enum status list_answers_add(struct work *work, int64_t match, int64_t cause, struct text decision,
                             struct text reason, int64_t *id, struct error *error)
{
    *id = id_next(work->clock);
    struct list_said said = {.id = *id,
                             .reviewer = work->actor->user,
                             .cause = cause,
                             .name = work->actor->name,
                             .decision = decision,
                             .reason = reason,
                             .at = clock_now(work->clock)};
    return insert(work, match, &said, error);
}

enum status list_answers_copy(struct work *work, int64_t from, int64_t to, struct error *error)
{
    struct list_answers answers;
    enum status status = list_answers_read(work, from, &answers, error);
    for (size_t i = 0; status == OK && i < answers.n; i++) {
        answers.at[i].id = id_next(work->clock);
        status = insert(work, to, &answers.at[i], error);
    }
    return status;
}

enum status list_answers_withdraw(struct work *work, int64_t id, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &withdraw_answer, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, id);
    bind_int(s, 3, clock_now(work->clock));
    return statement_run(s, NULL, work->arena, error);
}

enum status list_answers_clear(struct work *work, int64_t match, struct error *error)
{
    struct list_answers answers;
    enum status status = list_answers_read(work, match, &answers, error);
    for (size_t i = 0; status == OK && i < answers.n; i++) {
        status = list_answers_withdraw(work, answers.at[i].id, error);
        if (status == OK) {
            status = list_answers_reopen(work, answers.at[i].id, error);
        }
    }
    return status;
}

/*
 * Where a match stands after these answers: what follows from another pair or from a third person
 * is final; two alike decide a hard one, two unlike call for the third.
 */
static const char *state_after(bool hard, const struct list_answers *answers, struct text *decision)
{
    *decision = TEXT_EMPTY;
    size_t n = answers->n;
    if (n == 0) {
        return "open";
    }
    const struct list_said *last = &answers->at[n - 1];
    bool final = !hard || last->cause != 0 || n >= 3 ||
                 (n == 2 && text_equal(answers->at[0].decision, last->decision));
    if (final) {
        *decision = last->decision;
        return "decided";
    }
    return n == 1 ? "second" : "third";
}

enum status list_answers_settle(struct work *work, int64_t id, struct error *error)
{
    struct row *match;
    struct list_answers answers;
    struct errors errors = {0};
    struct text decision;
    enum status status = rows_get(work, &list_match_ledger, id, ROWS_PLAIN, &match, error);
    if (status == OK) {
        status = list_answers_read(work, id, &answers, error);
    }
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, match);
    change.part = true;
    change_set(&change, LIST_MATCH_STATE,
               value_text(text_of(
                   state_after(match->value[LIST_MATCH_HARD].number != 0, &answers, &decision))));
    bool decided = decision.n > 0;
    struct date today = {clock_today(work->clock), DATE_DAY};
    change_set(&change, LIST_MATCH_DECISION, decided ? value_text(decision) : VALUE_NULL);
    change_set(&change, LIST_MATCH_DECIDED_ON, decided ? value_date(today) : VALUE_NULL);
    return change_save(&change, &errors, error);
}

/* ---- what follows for the others of a row ---- */

/* Ids of one column of a query whose parameters are bound. */
static enum status gather_ids(struct work *work, struct statement *s, int column, int64_t *out,
                              size_t *n, struct error *error)
{
    enum db_step step;
    *n = 0;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && *n < SIBLINGS_MOST) {
        out[(*n)++] = column_int(s, column);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status list_answers_follow(struct work *work, const struct row *match, int64_t cause,
                                struct error *error)
{
    struct statement *s;
    int64_t others[SIBLINGS_MOST], id;
    size_t n = 0;
    enum status status = db_prepare(work->db, &other_suspects, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, match->value[LIST_MATCH_LIST].number);
    bind_int(s, 3, match->value[LIST_MATCH_PLACE].number);
    bind_int(s, 4, match->id);
    status = gather_ids(work, s, 0, others, &n, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = list_answers_add(work, others[i], cause, TEXT("different"),
                                  TEXT("这一行已认定为另一人"), &id, error);
        if (status == OK) {
            status = list_answers_settle(work, others[i], error);
        }
    }
    return status;
}

enum status list_answers_reopen(struct work *work, int64_t cause, struct error *error)
{
    struct statement *s;
    int64_t answers[SIBLINGS_MOST], matches[SIBLINGS_MOST];
    size_t n = 0;
    enum status status = db_prepare(work->db, &caused_by, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, cause);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && n < SIBLINGS_MOST) {
        answers[n] = column_int(s, 0);
        matches[n++] = column_int(s, 1);
    }
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = list_answers_withdraw(work, answers[i], error);
        if (status == OK) {
            status = list_answers_settle(work, matches[i], error);
        }
    }
    return status;
}
