#include "domain/lists/list_person.h"

#include "domain/lists/list_answers.h"
#include "domain/lists/list_apply.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_effects.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_pairs.h"
#include "domain/lists/list_shape.h"
#include "domain/lists/list_sides.h"
#include "domain/lists/list_store.h"
#include "domain/people/person.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"

/* ---- the person ---- */

static void fill(struct change *change, int field, struct text written)
{
    struct date day;
    int64_t number;
    const struct field *f = &person_ledger.fields[field];
    if (written.n == 0 || value_is_set(change_value(change, field))) {
        return;
    }
    if (f->kind == KIND_DATE) {
        if (date_parse(written, &day)) {
            change_set(change, field, value_date(day));
        }
    } else if (f->kind == KIND_REGION) {
        if (text_to_int(written, &number)) {
            change_set(change, field, value_number(number));
        }
    } else {
        change_set(change, field, value_text(written));
    }
}

static enum status enter(struct work *work, const struct list_person *plan,
                         const struct list_row *row, struct text why, int64_t *person,
                         struct errors *errors, struct error *error)
{
    static const struct {
        int list, person;
    } same[] = {
        {LIST_NAME, PERSON_NAME},       {LIST_ID_NO, PERSON_ID_NO}, {LIST_SEX, PERSON_SEX},
        {LIST_BIRTH, PERSON_BIRTH},     {LIST_PHONE, PERSON_PHONE}, {LIST_REGION, PERSON_REGION},
        {LIST_ADDRESS, PERSON_ADDRESS},
    };
    struct change change = change_create(work, &person_ledger);
    change.part = true;
    change.reason = why;
    if (plan->fields != NULL) {
        row_json_read(&change, plan->fields, NULL, errors);
    }
    for (size_t i = 0; i < COUNT(same); i++) {
        fill(&change, same[i].person, list_row_value(row, same[i].list));
    }
    *person = change.row->id;
    return change_save(&change, errors, error);
}

/* ---- the pair ---- */

static enum status write_pair(struct work *work, const struct row *list, int64_t place,
                              int64_t person, struct text why, int64_t *match, struct error *error)
{
    struct list_side left, right;
    struct list_places at = {&place, 1};
    struct errors errors = {0};
    int64_t answer;
    enum status status = list_side_places(work, list->id, &at, &left, error);
    if (status == OK) {
        status = list_side_registry(work, &person, 1, &right, error);
    }
    if (status != OK) {
        return status;
    }
    struct list_pair pair = {
        .outcome = LIST_SAME, .score = 1000, .reason = why, .weights = TEXT("[]")};
    struct change c = change_create(work, &list_match_ledger);
    c.part = true;
    change_set(&c, LIST_MATCH_LIST, value_number(list->id));
    change_set(&c, LIST_MATCH_PERSON, value_number(person));
    change_set(&c, LIST_MATCH_SENDER, list->value[LIST_BATCH_SENDER]);
    change_set(&c, LIST_MATCH_PLACE, value_number(place));
    change_set(&c, LIST_MATCH_LIST_ROW, value_number(list_row_shown(place)));
    change_set(&c, LIST_MATCH_KIND, list->value[LIST_BATCH_KIND]);
    change_set(&c, LIST_MATCH_APPLIED, value_number(0));
    change_set(&c, LIST_MATCH_STATE, value_text(TEXT("open")));
    list_pair_set(&c, &pair, list_basis(work, &left.at[0], &right.at[0]), 0);
    *match = c.row->id;
    status = change_save(&c, &errors, error);
    if (status == OK) {
        status = list_answers_add(work, *match, 0, TEXT("same"), why, &answer, error);
    }
    if (status == OK) {
        status = list_answers_settle(work, *match, error);
    }
    if (status == OK) {
        status = list_answers_follow(work, c.row, answer, error);
    }
    return status == OK ? list_pairs_outcome(work, list->id, place, error) : status;
}

static const struct query settled_match = {
    .sql = "SELECT count(*) FROM list_match WHERE county = $1 AND list_id = $2 AND place = $3"
           " AND removed_at = 0 AND decision IN ('same', 'returned')",
};

static enum status check_free(struct work *work, const struct list_person *plan,
                              struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &settled_match, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, plan->list);
    bind_int(s, 3, plan->place);
    enum db_step step = statement_step(s, work->arena, error);
    int64_t count = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    if (step == DB_FAILED) {
        return error->status;
    }
    if (count > 0) {
        error_set(error, work->arena, CONFLICT, "这一行已有结论，不能再建档");
        return error_hint(error, work->arena, "请刷新，看看是谁已经办理");
    }
    return OK;
}

/* ---- what follows ---- */

static enum status recount(struct work *work, int64_t id, struct error *error)
{
    struct row *list;
    struct errors errors = {0};
    enum status status = list_find(work, id, ROWS_PLAIN, &list, error);
    if (status != OK) {
        return status;
    }
    const struct value *before = &list->value[LIST_BATCH_PREVIOUS];
    struct change change = change_edit(work, list);
    change.part = true;
    status = list_pairs_recount(work, &change, value_is_set(before) ? before->number : 0, error);
    return status == OK ? change_save(&change, &errors, error) : status;
}

enum status list_person_enter(struct app *app, struct work *work, const struct list_person *plan,
                              int64_t *person, int64_t *made, struct errors *errors,
                              struct error *error)
{
    struct row *list;
    struct list_row row;
    int64_t match = 0;
    *made = 0;
    enum status status = list_find(work, plan->list, ROWS_PLAIN, &list, error);
    if (status == OK) {
        status = list_row_read(work, plan->list, plan->place, &row, error);
    }
    if (status == OK) {
        status = check_free(work, plan, error);
    }
    if (status != OK) {
        return status;
    }
    struct text why =
        arena_printf(work->arena, "由%.*s 第 %lld 行建档", TEXT_ARG(list_title(work, list)),
                     (long long)list_row_shown(plan->place));
    status = enter(work, plan, &row, why, person, errors, error);
    if (status == OK) {
        status = write_pair(work, list, plan->place, *person, why, &match, error);
    }
    if (status == OK) {
        status = recount(work, plan->list, error);
    }
    if (status == OK && plan->candidate) {
        status = list_apply_match(app, work, plan->list, match, made, error);
    }
    return status == OK ? history_close(work, TEXT("list_person"), &person_ledger, 0, why, error)
                        : status;
}

enum status list_person_of_match(struct work *work, int64_t id, struct list_person *plan,
                                 struct error *error)
{
    struct row *match;
    enum status status = rows_get(work, &list_match_ledger, id, 0, &match, error);
    if (status == OK) {
        plan->list = match->value[LIST_MATCH_LIST].number;
        plan->place = match->value[LIST_MATCH_PLACE].number;
    }
    return status;
}
