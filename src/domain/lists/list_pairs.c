#include "domain/lists/list_pairs.h"

#include "base/ceilings.h"
#include "domain/lists/list_answers.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_shape.h"
#include "domain/lists/list_store.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "ledger/show.h"

/* ---- one pair ---- */

static const struct query find_match = {
    .sql = "SELECT id FROM list_match WHERE county = $1 AND list_id = $2 AND place = $3"
           " AND person_id = $4 AND removed_at = 0",
};
/* The match of the same person in the version before: with the same row, or with one that has gone
 * since, whose place this one may have taken. */
static const struct query find_earlier = {
    .sql = "SELECT m.id FROM list_match m"
           " JOIN list_row o ON o.county = m.county AND o.list = m.list_id AND o.place = m.place"
           " JOIN list_row n ON n.county = m.county AND n.list = $3 AND n.place = $4"
           " WHERE m.county = $1 AND m.list_id = $2 AND m.person_id = $5 AND m.removed_at = 0"
           " AND (n.identity = o.identity OR NOT EXISTS (SELECT 1 FROM list_row x"
           " WHERE x.county = m.county AND x.list = $3 AND x.identity = o.identity))"
           " ORDER BY CASE WHEN n.identity = o.identity THEN 0 ELSE 1 END, m.id DESC LIMIT 1",
};

static enum status is_there(struct work *work, const struct list_pairs_plan *plan, int64_t place,
                            int64_t person, bool *out, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &find_match, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, plan->list->id);
    bind_int(s, 3, place);
    bind_int(s, 4, person);
    enum db_step step = statement_step(s, work->arena, error);
    *out = step == DB_ROW;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* NULL in *out when there is none. */
static enum status earlier_match(struct work *work, const struct list_pairs_plan *plan,
                                 int64_t place, int64_t person, struct row **out,
                                 struct error *error)
{
    struct statement *s;
    *out = NULL;
    if (plan->previous == 0) {
        return OK;
    }
    enum status status = db_prepare(work->db, &find_earlier, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, plan->previous);
    bind_int(s, 3, plan->list->id);
    bind_int(s, 4, place);
    bind_int(s, 5, person);
    enum db_step step = statement_step(s, work->arena, error);
    int64_t id = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    if (step == DB_FAILED) {
        return error->status;
    }
    return id == 0 ? OK : rows_get(work, &list_match_ledger, id, ROWS_PLAIN, out, error);
}

/* ---- what a decision stands on ---- */

struct text list_basis_half(struct work *work, const struct list_who *who)
{
    const struct text told[] = {who->name, who->id_no, who->sex, who->birth};
    struct buf all;
    buf_init(&all, 64 * KIB);
    for (size_t i = 0; i < COUNT(told); i++) {
        buf_addt(&all, told[i].s == NULL ? TEXT_EMPTY : told[i]);
        buf_addc(&all, '|');
    }
    int64_t key = secret_key64(work->secret, TEXT("list_basis"), buf_text(&all));
    buf_release(&all);
    return arena_printf(work->arena, "%016llx", (unsigned long long)key);
}

struct text list_basis(struct work *work, const struct list_who *row, const struct list_who *person)
{
    struct text left = list_basis_half(work, row), right = list_basis_half(work, person);
    return arena_printf(work->arena, "%.*s%.*s", TEXT_ARG(left), TEXT_ARG(right));
}

enum status list_pair_again(struct work *work, const struct row *match, struct text basis,
                            struct text *out, struct error *error)
{
    const struct value *v = match->value;
    struct text before = v[LIST_MATCH_BASIS].text;
    struct list_answers answers;
    bool row =
        !text_equal(text_slice(before, 0, LIST_BASIS_HALF), text_slice(basis, 0, LIST_BASIS_HALF));
    bool person = !text_equal(text_slice(before, LIST_BASIS_HALF, before.n),
                              text_slice(basis, LIST_BASIS_HALF, basis.n));
    const char *where = row && person ? "名单和台账里" : row ? "名单里" : "台账里";
    enum status status = list_answers_read(work, match->id, &answers, error);
    if (status != OK) {
        return status;
    }
    if (answers.n == 0) {
        *out = arena_printf(work->arena,
                            "原来证号、姓名一致；后来%s的姓名、证号、性别或出生日期变了", where);
        return OK;
    }
    const struct list_said *last = &answers.at[answers.n - 1];
    struct text label =
        code_label(work, &list_match_ledger.fields[LIST_MATCH_DECISION], last->decision);
    struct text day = text_slice(clock_format(work->arena, last->at), 0, 10);
    *out = arena_printf(work->arena,
                        "%.*s %.*s 定为“%.*s”；后来%s的姓名、证号、性别或出生日期变了，请重新审核",
                        TEXT_ARG(last->name), TEXT_ARG(day), TEXT_ARG(label), where);
    return OK;
}

/* ---- writing one ---- */

static void decide_by_itself(struct change *change, struct text decision, const char *state)
{
    struct date today = {clock_today(change->work->clock), DATE_DAY};
    change_set(change, LIST_MATCH_STATE, value_text(text_of(state)));
    change_set(change, LIST_MATCH_DECISION, value_text(decision));
    change_set(change, LIST_MATCH_DECIDED_ON, value_date(today));
}

void list_pair_set(struct change *match, const struct list_pair *pair, struct text basis,
                   int64_t model)
{
    change_set(match, LIST_MATCH_OUTCOME, value_text(list_outcome_name(pair->outcome)));
    change_set(match, LIST_MATCH_SCORE, value_number(pair->score));
    change_set(match, LIST_MATCH_HARD, value_number(pair->hard));
    change_set(match, LIST_MATCH_REASON, value_text(pair->reason));
    change_set(match, LIST_MATCH_WEIGHTS, value_text(pair->weights));
    change_set(match, LIST_MATCH_MODEL, value_number(model));
    change_set(match, LIST_MATCH_BASIS, value_text(basis));
    if (pair->sure) {
        decide_by_itself(match, TEXT("same"), "sure");
    }
}

/* What was said of the pair in the version before: it holds, or is the reason to ask again. */
static enum status take_over(struct work *work, struct change *match, const struct row *before,
                             struct text basis, bool *holds, struct error *error)
{
    const struct value *v = before->value;
    struct text again;
    *holds = text_equal(v[LIST_MATCH_BASIS].text, basis);
    if (*holds) {
        change_set(match, LIST_MATCH_STATE, v[LIST_MATCH_STATE]);
        change_set(match, LIST_MATCH_DECISION, v[LIST_MATCH_DECISION]);
        change_set(match, LIST_MATCH_DECIDED_ON, v[LIST_MATCH_DECIDED_ON]);
        return OK;
    }
    if (!value_is_set(&v[LIST_MATCH_DECISION])) {
        return OK;
    }
    enum status status = list_pair_again(work, before, basis, &again, error);
    if (status == OK) {
        change_set(match, LIST_MATCH_AGAIN, value_text(again));
    }
    return status;
}

static enum status save_match(struct change *change, struct error *error)
{
    struct errors errors = {0};
    enum status status = change_save(change, &errors, error);
    if (status == INVALID && errors.n > 0) {
        error->message = errors.at[0].message;
    }
    return status;
}

static enum status write_match(struct work *work, const struct list_pairs_plan *plan,
                               const struct list_pair *pair, struct error *error)
{
    struct row *before;
    bool holds = false;
    const struct list_who *row = &plan->left->at[pair->left],
                          *person = &plan->right->at[pair->right];
    enum status status = earlier_match(work, plan, row->key, person->key, &before, error);
    if (status != OK) {
        return status;
    }
    const struct value *list = plan->list->value;
    struct text basis = list_basis(work, row, person);
    struct change c = change_create(work, &list_match_ledger);
    c.part = true;
    c.batch = plan->job;
    change_set(&c, LIST_MATCH_LIST, value_number(plan->list->id));
    change_set(&c, LIST_MATCH_PERSON, value_number(person->key));
    change_set(&c, LIST_MATCH_SENDER, list[LIST_BATCH_SENDER]);
    change_set(&c, LIST_MATCH_PLACE, value_number(row->key));
    change_set(&c, LIST_MATCH_LIST_ROW, value_number(list_row_shown(row->key)));
    change_set(&c, LIST_MATCH_KIND, list[LIST_BATCH_KIND]);
    change_set(&c, LIST_MATCH_APPLIED, value_number(0));
    change_set(&c, LIST_MATCH_STATE, value_text(TEXT("open")));
    list_pair_set(&c, pair, basis, plan->found->version);
    if (!pair->sure && before != NULL) {
        status = take_over(work, &c, before, basis, &holds, error);
    }
    if (status == OK) {
        status = save_match(&c, error);
    }
    if (status == OK && holds) {
        status = list_answers_copy(work, before->id, c.row->id, error);
    }
    return status == OK && pair->sure && plan->again
               ? list_answers_follow(work, c.row, c.row->id, error)
               : status;
}

static const struct query best_match = {
    .sql = "SELECT outcome FROM list_match WHERE county = $1 AND list_id = $2 AND place = $3"
           " AND removed_at = 0 ORDER BY CASE WHEN state = 'sure' THEN 0 WHEN decision = 'same'"
           " THEN 1 ELSE 2 END, score DESC LIMIT 1",
};

enum status list_pairs_outcome(struct work *work, int64_t list, int64_t place, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &best_match, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    bind_int(s, 3, place);
    enum db_step step = statement_step(s, work->arena, error);
    struct text outcome =
        step == DB_ROW ? arena_text(work->arena, column_text(s, 0)) : TEXT("alone");
    statement_reset(s);
    return step == DB_FAILED ? error->status : list_row_outcome(work, list, place, outcome, error);
}

/* ---- a stretch of rows ---- */

static size_t first_of(const struct list_found *found, size_t left)
{
    size_t low = 0, high = found->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (found->at[middle].left < left) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static enum status write_row(struct work *work, const struct list_pairs_plan *plan, size_t left,
                             size_t *at, int64_t *written, struct error *error)
{
    const struct list_found *found = plan->found;
    int64_t place = plan->left->at[left].key, before = *written;
    enum list_outcome outcome = LIST_ALONE;
    enum status status = OK;
    for (; status == OK && *at < found->n && found->at[*at].left == left; ++*at) {
        const struct list_pair *pair = &found->at[*at];
        bool there;
        outcome = outcome == LIST_ALONE ? pair->outcome : outcome;
        status = is_there(work, plan, place, plan->right->at[pair->right].key, &there, error);
        if (status == OK && !there) {
            status = write_match(work, plan, pair, error);
            *written += status == OK;
        }
    }
    if (status != OK || (plan->again && *written == before)) {
        return status;
    }
    return plan->again
               ? list_pairs_outcome(work, plan->list->id, place, error)
               : list_row_outcome(work, plan->list->id, place, list_outcome_name(outcome), error);
}

enum status list_pairs_write(struct work *work, const struct list_pairs_plan *plan, size_t from,
                             size_t to, int64_t *written, struct error *error)
{
    size_t at = first_of(plan->found, from);
    int64_t before = *written;
    enum status status = OK;
    for (size_t left = from; status == OK && left < to; left++) {
        status = write_row(work, plan, left, &at, written, error);
    }
    return status == OK && *written > before
               ? history_close(work, TEXT("list_compare"), &list_match_ledger, plan->job,
                               TEXT_EMPTY, error)
               : status;
}

/* ---- the list ---- */

/* How full the rows are: filled cells among those that tell who somebody is, in thousandths. */
static enum status fullness(struct work *work, int64_t list, int64_t *out, struct error *error)
{
    static const int asked[] = {LIST_NAME, LIST_ID_NO, LIST_PHONE, LIST_REGION};
    struct list_row_filter filter = {.after = -1, .limit = 500};
    struct list_rows rows;
    struct arena page;
    int64_t filled = 0, cells = 0;
    arena_init(&page);
    struct work reading = *work;
    reading.arena = &page;
    enum status status;
    do {
        status = list_rows_read(&reading, list, 0, &filter, &rows, error);
        for (size_t i = 0; status == OK && i < rows.n; i++) {
            for (size_t k = 0; k < COUNT(asked); k++) {
                filled += list_row_value(&rows.at[i], asked[k]).n > 0;
                cells++;
            }
            filter.after = rows.at[i].place;
        }
        if (status != OK) {
            error->message = arena_text(work->arena, error->message);
        } else {
            arena_reset(&page);
        }
    } while (status == OK && rows.n == filter.limit);
    arena_release(&page);
    *out = cells == 0 ? 0 : filled * 1000 / cells;
    return status;
}

enum status list_pairs_recount(struct work *work, struct change *list, int64_t previous,
                               struct error *error)
{
    struct list_counts n;
    enum status status = list_count(work, list->row->id, previous, &n, error);
    if (status != OK) {
        return status;
    }
    const struct {
        int field;
        int64_t number;
    } counts[] = {
        {LIST_BATCH_ROWS, n.rows},       {LIST_BATCH_FAULTY, n.faulty},
        {LIST_BATCH_ENTERED, n.entered}, {LIST_BATCH_LEFT, n.left},
        {LIST_BATCH_CHANGED, n.changed}, {LIST_BATCH_SAME, n.same},
        {LIST_BATCH_LIKELY, n.likely},   {LIST_BATCH_CONFLICT, n.conflict},
        {LIST_BATCH_ALONE, n.alone},
    };
    for (size_t i = 0; i < COUNT(counts); i++) {
        change_set(list, counts[i].field, value_number(counts[i].number));
    }
    return OK;
}

enum status list_pairs_settle(struct work *work, struct change *list, int64_t previous,
                              int64_t version_no, struct error *error)
{
    struct text weights;
    int64_t filled = 0, model = 0;
    enum status status = list_pairs_recount(work, list, previous, error);
    if (status == OK) {
        status = fullness(work, list->row->id, &filled, error);
    }
    if (status == OK) {
        status = list_model_newest(work, &weights, &model, error);
    }
    if (status != OK) {
        return status;
    }
    change_set(list, LIST_BATCH_FILLED, value_number(filled));
    change_set(list, LIST_BATCH_VERSION_NO, value_number(version_no));
    if (previous != 0) {
        change_set(list, LIST_BATCH_PREVIOUS, value_number(previous));
    }
    change_set(list, LIST_BATCH_MODEL,
               value_text(arena_printf(work->arena, "第 %lld 版", (long long)model)));
    return OK;
}

/* ---- taking out ---- */

static const struct query some_matches = {
    .sql = "SELECT id FROM list_match WHERE county = $1 AND list_id = $2 AND removed_at = 0"
           " LIMIT $3",
};

enum status list_pairs_drop(struct work *work, int64_t list, struct text reason, size_t most,
                            size_t *dropped, struct error *error)
{
    struct statement *s;
    int64_t *ids = arena_array(work->arena, int64_t, most);
    size_t n = 0;
    *dropped = 0;
    enum status status = db_prepare(work->db, &some_matches, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    bind_int(s, 3, (int64_t)most);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && n < most) {
        ids[n++] = column_int(s, 0);
    }
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        struct row *match;
        status = rows_get(work, &list_match_ledger, ids[i], ROWS_PLAIN, &match, error);
        if (status == OK) {
            struct change change = change_edit(work, match);
            change.part = true;
            change.reason = reason;
            status = change_remove(&change, error);
        }
    }
    *dropped = n;
    return status;
}

/* ---- the model ---- */

static const struct query newest_model = {
    .sql =
        "SELECT version, weights FROM list_model WHERE county = $1 ORDER BY version DESC LIMIT 1",
};
static const struct query insert_model = {
    .sql = "INSERT INTO list_model (county, version, weights, list, at)"
           " VALUES ($1, $2, $3, $4, $5)",
};

enum status list_model_newest(struct work *work, struct text *weights, int64_t *version,
                              struct error *error)
{
    struct statement *s;
    *weights = TEXT_EMPTY;
    *version = 0;
    enum status status = db_prepare(work->db, &newest_model, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *version = column_int(s, 0);
        *weights = arena_text(work->arena, column_text(s, 1));
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status list_model_keep(struct work *work, int64_t list, struct text weights, int64_t *version,
                            struct error *error)
{
    struct statement *s;
    struct text before;
    enum status status = list_model_newest(work, &before, version, error);
    if (status != OK || text_equal(before, weights)) {
        return status;
    }
    status = db_prepare(work->db, &insert_model, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, ++*version);
    bind_text(s, 3, weights);
    bind_int(s, 4, list);
    bind_int(s, 5, clock_now(work->clock));
    return statement_run(s, NULL, work->arena, error);
}

static const struct query all_models = {
    .sql = "SELECT m.version, m.at, m.weights, COALESCE(b.source, '') FROM list_model m"
           " LEFT JOIN list_batch b ON b.county = m.county AND b.id = m.list"
           " WHERE m.county = $1 ORDER BY m.version DESC LIMIT 50",
};

enum status list_models_write(struct work *work, struct json_out *out, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &all_models, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    json_open(out, NULL);
    json_open_list(out, "models");
    enum db_step step = DB_DONE;
    while (status == OK && (step = statement_step(s, work->arena, error)) == DB_ROW) {
        json_open(out, NULL);
        json_put_int(out, "version", column_int(s, 0));
        json_put_text(out, "at", clock_format(work->arena, column_int(s, 1)));
        json_put_text(out, "list", column_text(s, 3));
        status = list_engine_weights(work->arena, column_text(s, 2), out, error);
        json_close(out);
    }
    statement_reset(s);
    json_close_list(out);
    json_close(out);
    return status == OK && step == DB_FAILED ? error->status : status;
}
