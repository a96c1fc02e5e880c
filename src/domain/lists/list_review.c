#include "domain/lists/list_review.h"

#include "base/id.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_match.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "ledger/show.h"

enum { ANSWERS_MOST = 16, SIBLINGS_MOST = 64 };

/* ---- answers ---- */

struct answer {
    int64_t id, reviewer, cause;
    struct text name, decision;
    int64_t at;
};

struct answers {
    struct answer at[ANSWERS_MOST];
    size_t n;
};

static const struct query read_answers = {
    .sql = "SELECT id, reviewer, cause, reviewer_name, decision, at FROM list_decision"
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

static enum status answers_read(struct work *work, int64_t match, struct answers *out,
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
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && out->n < ANSWERS_MOST) {
        out->at[out->n++] = (struct answer){.id = column_int(s, 0),
                                            .reviewer = column_int(s, 1),
                                            .cause = column_int(s, 2),
                                            .name = arena_text(work->arena, column_text(s, 3)),
                                            .decision = arena_text(work->arena, column_text(s, 4)),
                                            .at = column_int(s, 5)};
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status answer_add(struct work *work, int64_t match, int64_t cause, struct text decision,
                              struct text reason, int64_t *id, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &insert_answer, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    *id = id_next(work->clock);
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, *id);
    bind_int(s, 3, match);
    bind_int(s, 4, work->actor->user);
    bind_text(s, 5, work->actor->name);
    bind_int(s, 6, cause);
    bind_text(s, 7, decision);
    bind_text(s, 8, reason);
    bind_int(s, 9, clock_now(work->clock));
    return statement_run(s, NULL, work->arena, error);
}

static enum status answer_withdraw(struct work *work, int64_t id, struct error *error)
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

/*
 * Where a match stands after these answers: what follows from another pair or from a third person
 * is final; two alike decide a hard one, two unlike call for the third.
 */
static const char *state_after(bool hard, const struct answers *answers, struct text *decision)
{
    *decision = TEXT_EMPTY;
    size_t n = answers->n;
    if (n == 0) {
        return "open";
    }
    const struct answer *last = &answers->at[n - 1];
    bool final = !hard || last->cause != 0 || n >= 3 ||
                 (n == 2 && text_equal(answers->at[0].decision, last->decision));
    if (final) {
        *decision = last->decision;
        return "decided";
    }
    return n == 1 ? "second" : "third";
}

static bool is_hard(const struct row *match)
{
    return match->value[LIST_MATCH_HARD].number != 0;
}

/* Brings the match in line with its answers. */
static enum status settle(struct work *work, int64_t id, struct error *error)
{
    struct row *match;
    struct answers answers;
    struct errors errors = {0};
    struct text decision;
    enum status status = rows_get(work, &list_match_ledger, id, ROWS_PLAIN, &match, error);
    if (status == OK) {
        status = answers_read(work, id, &answers, error);
    }
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, match);
    change.part = true;
    change_set(&change, LIST_MATCH_STATE,
               value_text(text_of(state_after(is_hard(match), &answers, &decision))));
    bool decided = decision.n > 0;
    struct date today = {clock_today(work->clock), DATE_DAY};
    change_set(&change, LIST_MATCH_DECISION, decided ? value_text(decision) : VALUE_NULL);
    change_set(&change, LIST_MATCH_DECIDED_ON, decided ? value_date(today) : VALUE_NULL);
    return change_save(&change, &errors, error);
}

/* ---- deciding ---- */

static struct text decision_label(struct work *work, struct text decision)
{
    return code_label(work, &list_match_ledger.fields[LIST_MATCH_DECISION], decision);
}

/* Somebody was faster: who and what, unless his answer must stay unseen. */
static enum status too_late(struct work *work, const struct row *match,
                            const struct answers *answers, struct error *error)
{
    struct text state = match->value[LIST_MATCH_STATE].text;
    if (answers->n > 0 && text_is(state, "decided")) {
        const struct answer *last = &answers->at[answers->n - 1];
        struct text label = decision_label(work, match->value[LIST_MATCH_DECISION].text);
        error_set(error, work->arena, CONFLICT, "%.*s 已于 %.*s 决定为“%.*s”", TEXT_ARG(last->name),
                  TEXT_ARG(clock_format(work->arena, last->at)), TEXT_ARG(label));
        return error_hint(error, work->arena, "如有不同意见，请先请他撤回");
    }
    error_set(error, work->arena, CONFLICT, "这一对刚有别人办理过");
    return error_hint(error, work->arena, "请刷新后再看是否还要您审核");
}

static enum status check_answer(struct work *work, const struct row *match,
                                const struct answers *answers, const struct list_answer *answer,
                                struct errors *errors, struct error *error)
{
    struct text state = match->value[LIST_MATCH_STATE].text;
    if (match->version != answer->version ||
        !(text_is(state, "open") || text_is(state, "second") || text_is(state, "third"))) {
        return too_late(work, match, answers, error);
    }
    for (size_t i = 0; i < answers->n; i++) {
        if (answers->at[i].reviewer == work->actor->user) {
            error_set(error, work->arena, DENIED, "这一对您已审核过，须由另一人复核");
            return error_hint(error, work->arena, "请继续审核下一对");
        }
    }
    if (text_is(answer->decision, "returned") && text_trim(answer->reason).n == 0) {
        errors_add(errors, work->arena, "reason", TEXT("请写明退回的原因"),
                   TEXT("单位会在退回表里看到它"));
        return error_set(error, work->arena, INVALID, "没有写退回的原因");
    }
    return OK;
}

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

/* A row is one person: when it is this one, it is none of the others. */
static enum status settle_others(struct work *work, const struct row *match, int64_t cause,
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
        status = answer_add(work, others[i], cause, TEXT("different"), TEXT("这一行已认定为另一人"),
                            &id, error);
        if (status == OK) {
            status = settle(work, others[i], error);
        }
    }
    return status;
}

enum status list_answer_write(struct work *work, const struct list_answer *answer,
                              struct errors *errors, struct error *error)
{
    struct row *match, *after;
    struct answers answers;
    int64_t id;
    enum status status =
        rows_get(work, &list_match_ledger, answer->match, ROWS_PLAIN, &match, error);
    if (status == OK) {
        status = answers_read(work, match->id, &answers, error);
    }
    if (status == OK) {
        status = check_answer(work, match, &answers, answer, errors, error);
    }
    if (status == OK) {
        status =
            answer_add(work, match->id, 0, answer->decision, text_trim(answer->reason), &id, error);
    }
    if (status == OK) {
        status = settle(work, match->id, error);
    }
    if (status == OK) {
        status = rows_get(work, &list_match_ledger, match->id, ROWS_PLAIN, &after, error);
    }
    if (status == OK && text_is(after->value[LIST_MATCH_DECISION].text, "same")) {
        status = settle_others(work, match, id, error);
    }
    return status == OK
               ? history_close(work, TEXT("list_decide"), &list_match_ledger, 0, TEXT_EMPTY, error)
               : status;
}

static enum status reopen_others(struct work *work, int64_t cause, struct error *error)
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
        status = answer_withdraw(work, answers[i], error);
        if (status == OK) {
            status = settle(work, matches[i], error);
        }
    }
    return status;
}

enum status list_answer_undo(struct work *work, int64_t id, struct error *error)
{
    struct row *match;
    struct answers answers;
    enum status status = rows_get(work, &list_match_ledger, id, ROWS_PLAIN, &match, error);
    if (status == OK) {
        status = answers_read(work, id, &answers, error);
    }
    if (status != OK) {
        return status;
    }
    if (match->value[LIST_MATCH_APPLIED].number != 0) {
        return error_set(error, work->arena, CONFLICT, "这个决定已经应用，请先整批撤销应用");
    }
    if (answers.n == 0) {
        return error_set(error, work->arena, CONFLICT, "没有可以撤回的决定");
    }
    const struct answer *last = &answers.at[answers.n - 1];
    if (last->reviewer != work->actor->user && !actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "只能撤回本人的决定");
    }
    status = answer_withdraw(work, last->id, error);
    if (status == OK) {
        status = settle(work, id, error);
    }
    if (status == OK) {
        status = reopen_others(work, last->id, error);
    }
    return status == OK ? history_close(work, TEXT("list_undecide"), &list_match_ledger, 0,
                                        TEXT_EMPTY, error)
                        : status;
}

/* ---- the queue ---- */

static const struct query find_waiting = {
    .sql = "SELECT m.id FROM list_match m"
           " JOIN person p ON p.county = m.county AND p.id = m.person_id"
           " JOIN list_batch b ON b.county = m.county AND b.id = m.list_id"
           " WHERE m.county = $1 AND m.removed_at = 0 AND m.state IN ('open', 'second', 'third')"
           " AND b.state IN ('review', 'applied') AND p.region BETWEEN $2 AND $3"
           " AND ($4 = '' OR m.kind = $4) AND (CAST($5 AS BIGINT) = 0 OR m.list_id = $5)"
           " AND NOT EXISTS (SELECT 1 FROM list_decision d WHERE d.county = m.county"
           " AND d.match_id = m.id AND d.reviewer = $6 AND d.withdrawn_at = 0)"
           " AND m.id > $7 ORDER BY m.id LIMIT $8",
};
static const struct query count_waiting = {
    .sql = "SELECT count(*) FROM list_match m"
           " JOIN person p ON p.county = m.county AND p.id = m.person_id"
           " JOIN list_batch b ON b.county = m.county AND b.id = m.list_id"
           " WHERE m.county = $1 AND m.removed_at = 0 AND m.state IN ('open', 'second', 'third')"
           " AND b.state IN ('review', 'applied') AND p.region BETWEEN $2 AND $3"
           " AND ($4 = '' OR m.kind = $4) AND (CAST($5 AS BIGINT) = 0 OR m.list_id = $5)"
           " AND NOT EXISTS (SELECT 1 FROM list_decision d WHERE d.county = m.county"
           " AND d.match_id = m.id AND d.reviewer = $6 AND d.withdrawn_at = 0)",
};

/* The part of the unit asked for that the actor reaches; all he reaches when none is. */
static void reach_of(const struct work *work, int64_t region, int64_t *low, int64_t *high)
{
    *low = work->actor->region_lo;
    *high = work->actor->region_hi;
    if (region != 0) {
        int64_t from, to;
        actor_reach(region, &from, &to);
        *low = from > *low ? from : *low;
        *high = to < *high ? to : *high;
    }
}

static void bind_queue(struct work *work, struct statement *s, const struct list_queue *queue)
{
    int64_t low, high;
    reach_of(work, queue->region, &low, &high);
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, low);
    bind_int(s, 3, high);
    bind_text(s, 4, queue->kind);
    bind_int(s, 5, queue->list);
    bind_int(s, 6, work->actor->user);
}

enum status list_queue_write(struct work *work, const struct list_queue *queue,
                             struct json_out *out, struct error *error)
{
    struct statement *s;
    int64_t ids[SIBLINGS_MOST], total = 0;
    size_t n = 0;
    enum status status = db_prepare(work->db, &find_waiting, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_queue(work, s, queue);
    bind_int(s, 7, queue->after);
    bind_int(s, 8, queue->limit < 1 ? 1 : queue->limit > 20 ? 20 : queue->limit);
    status = gather_ids(work, s, 0, ids, &n, error);
    if (status == OK) {
        status = db_prepare(work->db, &count_waiting, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_queue(work, s, queue);
    enum db_step step = statement_step(s, work->arena, error);
    total = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    json_open(out, NULL);
    json_open_list(out, "items");
    for (size_t i = 0; status == OK && i < n; i++) {
        status = list_review_write(work, ids[i], out, error);
    }
    json_close_list(out);
    json_put_int(out, "total", total);
    json_close(out);
    return status;
}
