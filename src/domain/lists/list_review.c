#include "domain/lists/list_review.h"

#include "domain/lists/list_answers.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_undo.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "ledger/show.h"

enum { QUEUE_MOST = 20 };

/* ---- deciding ---- */

static struct text decision_label(struct work *work, struct text decision)
{
    return code_label(work, &list_match_ledger.fields[LIST_MATCH_DECISION], decision);
}

/* Somebody was faster: who and what, unless his answer must stay unseen. */
static enum status too_late(struct work *work, const struct row *match,
                            const struct list_answers *answers, struct error *error)
{
    struct text state = match->value[LIST_MATCH_STATE].text;
    if (answers->n > 0 && text_is(state, "decided")) {
        const struct list_said *last = &answers->at[answers->n - 1];
        struct text label = decision_label(work, match->value[LIST_MATCH_DECISION].text);
        error_set(error, work->arena, CONFLICT, "%.*s 已于 %.*s 决定为“%.*s”", TEXT_ARG(last->name),
                  TEXT_ARG(clock_format(work->arena, last->at)), TEXT_ARG(label));
        return error_hint(error, work->arena, "如有不同意见，请先请他撤回");
    }
    error_set(error, work->arena, CONFLICT, "这一对刚有别人办理过");
    return error_hint(error, work->arena, "请刷新后再看是否还要您审核");
}

static enum status check_answer(struct work *work, const struct row *match,
                                const struct list_answers *answers,
                                const struct list_answer *answer, struct errors *errors,
                                struct error *error)
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

/* He was somebody else after all: what followed for him is taken back. */
static enum status take_back_effects(struct work *work, const struct row *match,
                                     struct error *error)
{
    enum { MOST = 1000 };
    struct errors errors = {0};
    struct list_undo undo = {.list = match->value[LIST_MATCH_LIST].number, .match = match->id};
    enum status status = list_undo_some(work, &undo, MOST, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, match);
    change.part = true;
    change_set(&change, LIST_MATCH_APPLIED, value_number(0));
    return change_save(&change, &errors, error);
}

/* What a decision brings for the row's other suspects, and for effects of an earlier one. */
static enum status follow(struct work *work, const struct row *match, int64_t answer,
                          struct error *error)
{
    const struct value *v = match->value;
    if (text_is(v[LIST_MATCH_DECISION].text, "same")) {
        return list_answers_follow(work, match, answer, error);
    }
    return value_is_set(&v[LIST_MATCH_DECISION]) && v[LIST_MATCH_APPLIED].number != 0
               ? take_back_effects(work, match, error)
               : OK;
}

enum status list_answer_write(struct work *work, const struct list_answer *answer,
                              struct errors *errors, struct error *error)
{
    struct row *match, *after;
    struct list_answers answers;
    int64_t id;
    enum status status =
        rows_get(work, &list_match_ledger, answer->match, ROWS_PLAIN, &match, error);
    if (status == OK) {
        status = list_answers_read(work, match->id, &answers, error);
    }
    if (status == OK) {
        status = check_answer(work, match, &answers, answer, errors, error);
    }
    if (status == OK) {
        status = list_answers_add(work, match->id, 0, answer->decision, text_trim(answer->reason),
                                  &id, error);
    }
    if (status == OK) {
        status = list_answers_settle(work, match->id, error);
    }
    if (status == OK) {
        status = rows_get(work, &list_match_ledger, match->id, ROWS_PLAIN, &after, error);
    }
    if (status == OK) {
        status = follow(work, after, id, error);
    }
    return status == OK
               ? history_close(work, TEXT("list_decide"), &list_match_ledger, 0, TEXT_EMPTY, error)
               : status;
}

enum status list_answer_undo(struct work *work, int64_t id, struct error *error)
{
    struct row *match;
    struct list_answers answers;
    enum status status = rows_get(work, &list_match_ledger, id, ROWS_PLAIN, &match, error);
    if (status == OK) {
        status = list_answers_read(work, id, &answers, error);
    }
    if (status != OK) {
        return status;
    }
    if (match->value[LIST_MATCH_APPLIED].number != 0 &&
        !value_is_set(&match->value[LIST_MATCH_AGAIN])) {
        return error_set(error, work->arena, CONFLICT, "这个决定已经应用，请先整批撤销应用");
    }
    if (answers.n == 0) {
        return error_set(error, work->arena, CONFLICT, "没有可以撤回的决定");
    }
    const struct list_said *last = &answers.at[answers.n - 1];
    if (last->reviewer != work->actor->user && !actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "只能撤回本人的决定");
    }
    status = list_answers_withdraw(work, last->id, error);
    if (status == OK) {
        status = list_answers_settle(work, id, error);
    }
    if (status == OK) {
        status = list_answers_reopen(work, last->id, error);
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
    int64_t ids[QUEUE_MOST], total = 0;
    size_t n = 0;
    enum status status = db_prepare(work->db, &find_waiting, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_queue(work, s, queue);
    bind_int(s, 7, queue->after);
    bind_int(s, 8, queue->limit < 1 ? 1 : queue->limit > QUEUE_MOST ? QUEUE_MOST : queue->limit);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && n < QUEUE_MOST) {
        ids[n++] = column_int(s, 0);
    }
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    if (status == OK) {
        status = db_prepare(work->db, &count_waiting, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_queue(work, s, queue);
    step = statement_step(s, work->arena, error);
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
