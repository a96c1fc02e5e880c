/* Public-service posts: who holds them, their months and wages, and what the notice finds wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "county.h"
#include "domain/campaign/inspection.h"
#include "domain/campaign/task_board.h"
#include "domain/people/employment_spell.h"
#include "domain/people/person.h"
#include "domain/posts/attendance.h"
#include "domain/posts/placement.h"
#include "domain/posts/post.h"
#include "domain/posts/wage.h"
#include "ledger/change.h"
#include "ledger/rows.h"

static const int64_t village = 360722100001;
static int64_t first_post, second_post;

static struct value day(const char *iso)
{
    struct date date;
    assert_true(date_parse(text_of(iso), &date));
    return value_date(date);
}

static struct value word(const char *text)
{
    return value_text(text_of(text));
}

/* Saves in a transaction of its own; 0 when it was refused for its content. */
static int64_t put(struct county *county, struct change *change)
{
    county->errors = (struct errors){0};
    enum status status = change_save(change, &county->errors, &county->error);
    county_end(county);
    if (status != INVALID) {
        county_ok(county, status);
    }
    return status == OK ? change->row->id : 0;
}

static struct change new_row(struct county *county, const struct ledger *ledger)
{
    return change_create(county_write(county, ROLE_TOWNSHIP, county_town), ledger);
}

static bool refused_at(const struct county *county, const char *field, const char *words)
{
    return county->errors.n > 0 && text_is(text_of(county->errors.at[0].field), field) &&
           text_has(county->errors.at[0].message, text_of(words));
}

static int64_t new_person(struct county *county, const char *name)
{
    struct change c = new_row(county, &person_ledger);
    change_set(&c, PERSON_NAME, word(name));
    change_set(&c, PERSON_SEX, word("2"));
    change_set(&c, PERSON_BIRTH, day("1985-06-06"));
    change_set(&c, PERSON_REGION, value_number(village));
    change_set(&c, PERSON_LABOUR, word("1"));
    return put(county, &c);
}

static int64_t new_post(struct county *county, const char *name)
{
    struct change c = new_row(county, &post_ledger);
    change_set(&c, POST_NAME, word(name));
    change_set(&c, POST_KIND, word("epidemic"));
    change_set(&c, POST_REGION, value_number(village));
    change_set(&c, POST_QUOTA, value_number(2));
    return put(county, &c);
}

static int64_t place(struct county *county, int64_t person, int64_t post, const char *start)
{
    struct change c = new_row(county, &placement_ledger);
    change_set(&c, PLACEMENT_PERSON, value_number(person));
    change_set(&c, PLACEMENT_POST, value_number(post));
    change_set(&c, PLACEMENT_START, day(start));
    change_set(&c, PLACEMENT_CONTRACT_NO, word("协议1"));
    change_set(&c, PLACEMENT_CONTRACT_TO, day("2023-01-31"));
    return put(county, &c);
}

static int64_t attend(struct county *county, int64_t person, int64_t placement, const char *month,
                      const char *result)
{
    struct change c = new_row(county, &attendance_ledger);
    change_set(&c, ATTENDANCE_PERSON, value_number(person));
    if (placement != 0) {
        change_set(&c, ATTENDANCE_PLACEMENT, value_number(placement));
    }
    change_set(&c, ATTENDANCE_MONTH, day(month));
    change_set(&c, ATTENDANCE_DAYS, value_number(20));
    change_set(&c, ATTENDANCE_RESULT, word(result));
    return put(county, &c);
}

static int64_t pay(struct county *county, int64_t person, const char *month, const char *paid_on)
{
    struct change c = new_row(county, &wage_ledger);
    change_set(&c, WAGE_PERSON, value_number(person));
    change_set(&c, WAGE_MONTH, day(month));
    change_set(&c, WAGE_DUE, value_number(100000));
    if (paid_on != NULL) {
        change_set(&c, WAGE_PAID, value_number(100000));
        change_set(&c, WAGE_PAID_ON, day(paid_on));
    }
    return put(county, &c);
}

static struct row *row_of(struct county *county, const struct ledger *ledger, int64_t id)
{
    struct row *row;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_get(&county->work, ledger, id, 0, &row, &county->error));
    county_end(county);
    return row;
}

/* Takes a step of a placement as the township, with up to two fields filled in. */
static enum status step(struct county *county, int64_t id, const char *name, int field,
                        struct value value, int other, struct value second)
{
    struct row *row;
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    county->errors = (struct errors){0};
    county_ok(county, rows_get(work, &placement_ledger, id, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(work, row);
    change.reason = TEXT("核实");
    change_set(&change, field, value);
    if (other >= 0) {
        change_set(&change, other, second);
    }
    enum status status = change_act(&change, flow_action(placement_ledger.flow, text_of(name)),
                                    &county->errors, &county->error);
    county_end(county);
    return status;
}

static int set_up(void **state)
{
    int failed = county_open(state);
    if (failed == 0) {
        first_post = new_post(*state, "一村保洁员");
        second_post = new_post(*state, "一村协管员");
    }
    return failed;
}

static void a_month_finds_its_placement(void **state)
{
    struct county *county = *state;
    int64_t person = new_person(county, "一岗");
    int64_t placement = place(county, person, first_post, "2022-03-15");
    int64_t march = attend(county, person, 0, "2022-03-20", "good");
    const struct row *row = row_of(county, &attendance_ledger, march);
    assert_int_equal(row->value[ATTENDANCE_PLACEMENT].number, placement);
    assert_int_equal(row->value[ATTENDANCE_MONTH].precision, DATE_MONTH);
    assert_int_equal(row->value[ATTENDANCE_MONTH].number, county_day("2022-03-01"));
    assert_int_equal(attend(county, person, 0, "2022-03", "good"), 0);
    assert_true(refused_at(county, "month", "这个月已经登记过"));
    assert_int_equal(attend(county, person, 0, "2022-02", "good"), 0);
    assert_true(refused_at(county, "month", "当月不在公益性岗位上"));
}

static void of_two_posts_the_clerk_says_which(void **state)
{
    struct county *county = *state;
    int64_t person = new_person(county, "两岗"), other = new_person(county, "别人");
    int64_t first = place(county, person, first_post, "2022-03-01");
    int64_t second = place(county, person, second_post, "2022-06-01");
    int64_t foreign = place(county, other, second_post, "2022-03-01");
    assert_true(attend(county, person, 0, "2022-05", "good") > 0);
    assert_int_equal(attend(county, person, 0, "2022-06", "good"), 0);
    assert_true(refused_at(county, "placement_id", "此人当月有几个岗位"));
    assert_true(attend(county, person, second, "2022-06", "good") > 0);
    assert_true(attend(county, person, first, "2022-06", "good") > 0);
    assert_int_equal(attend(county, person, foreign, "2022-07", "good"), 0);
    assert_true(refused_at(county, "placement_id", "不是此人当月的岗位"));
}

static void a_wage_paid_has_its_day(void **state)
{
    struct county *county = *state;
    int64_t person = new_person(county, "发薪");
    assert_true(place(county, person, first_post, "2022-03-01") > 0);
    struct change c = new_row(county, &wage_ledger);
    change_set(&c, WAGE_PERSON, value_number(person));
    change_set(&c, WAGE_MONTH, day("2022-07"));
    change_set(&c, WAGE_DUE, value_number(100000));
    change_set(&c, WAGE_PAID, value_number(100000));
    assert_int_equal(put(county, &c), 0);
    assert_true(refused_at(county, "paid_on", "不能为空"));
    assert_true(pay(county, person, "2022-07", "2022-08-10") > 0);
}

static void a_placement_is_renewed_and_ends_by_its_steps(void **state)
{
    struct county *county = *state;
    int64_t person = new_person(county, "续签");
    int64_t id = place(county, person, first_post, "2022-03-01");
    assert_int_equal(place(county, person, first_post, "2022-04-01"), 0);
    assert_true(refused_at(county, "post_id", "此人已在这个岗位上"));
    assert_int_equal(
        step(county, id, "renew", PLACEMENT_CONTRACT_TO, day("2022-12-31"), -1, VALUE_NULL),
        INVALID);
    county_ok(county,
              step(county, id, "renew", PLACEMENT_CONTRACT_TO, day("2024-01-31"), -1, VALUE_NULL));
    assert_int_equal(row_of(county, &placement_ledger, id)->value[PLACEMENT_RENEWALS].number, 1);
    assert_int_equal(
        step(county, id, "leave", PLACEMENT_EXITED_ON, day("2022-10-01"), -1, VALUE_NULL), INVALID);
    county_ok(county, step(county, id, "dismiss", PLACEMENT_EXITED_ON, day("2022-10-01"),
                           PLACEMENT_EXIT_REASON, word("05")));
    const struct row *row = row_of(county, &placement_ledger, id);
    assert_true(text_is(row->value[PLACEMENT_STATE].text, "dismissed"));

    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    struct row *plain;
    county_ok(county, rows_get(work, &placement_ledger, id, ROWS_PLAIN, &plain, &county->error));
    struct change edit = change_edit(work, plain);
    change_set(&edit, PLACEMENT_EXITED_ON, day("2022-10-05"));
    assert_int_equal(put(county, &edit), 0);
    assert_true(refused_at(county, "exited_on", "不能直接修改"));
    assert_true(place(county, person, first_post, "2022-10-02") > 0); /* and may come back */
}

static void one_that_ended_before_is_entered_as_ended(void **state)
{
    struct county *county = *state;
    int64_t person = new_person(county, "早退");
    struct change c = new_row(county, &placement_ledger);
    change_set(&c, PLACEMENT_PERSON, value_number(person));
    change_set(&c, PLACEMENT_POST, value_number(first_post));
    change_set(&c, PLACEMENT_START, day("2021-03-01"));
    change_set(&c, PLACEMENT_EXITED_ON, day("2022-03-01"));
    assert_int_equal(put(county, &c), 0);
    assert_true(refused_at(county, "exit_reason", "不能为空"));
    c = new_row(county, &placement_ledger);
    change_set(&c, PLACEMENT_PERSON, value_number(person));
    change_set(&c, PLACEMENT_POST, value_number(first_post));
    change_set(&c, PLACEMENT_START, day("2021-03-01"));
    change_set(&c, PLACEMENT_EXITED_ON, day("2022-03-01"));
    change_set(&c, PLACEMENT_EXIT_REASON, word("08"));
    int64_t id = put(county, &c);
    assert_true(
        text_is(row_of(county, &placement_ledger, id)->value[PLACEMENT_STATE].text, "left"));
}

/* ---- what the notice says of them ---- */

static bool hinted(struct county *county, const char *hint, int64_t person)
{
    struct hint_rows rows = {0};
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, inspection_hint_rows(county->app, work, text_of(hint), county_town, &rows,
                                           &county->error));
    bool found = false;
    for (size_t i = 0; i < rows.n; i++) {
        found = found || rows.at[i] == person;
    }
    county_end(county);
    return found;
}

static bool stands(struct county *county, const char *task, enum task_side side, int64_t row)
{
    struct task_members members;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, task_board_members(county->app, work, text_of(task), county_town,
                                         county_day("2022-10-18"), side, &members, &county->error));
    bool found = false;
    for (size_t i = 0; i < members.n; i++) {
        found = found || members.ids[i] == row;
    }
    county_end(county);
    return found;
}

static void what_is_missing_is_hinted_until_it_is_there(void **state)
{
    struct county *county = *state;
    int64_t person = new_person(county, "缺考勤");
    int64_t id = place(county, person, first_post, "2022-03-01");
    assert_false(hinted(county, "post_without_contract", person));
    assert_true(hinted(county, "post_without_attendance", person));
    assert_true(hinted(county, "post_without_wage", person));
    assert_true(stands(county, "t03", TASK_SIDE_OPEN, id));
    assert_true(stands(county, "t05", TASK_SIDE_OPEN, id));
    assert_true(attend(county, person, 0, "2022-08", "good") > 0);
    assert_true(pay(county, person, "2022-08", "2022-09-10") > 0);
    assert_false(hinted(county, "post_without_attendance", person));
    assert_false(hinted(county, "post_without_wage", person));
    assert_true(hinted(county, "post_subsidy_unclaimed", person));
    assert_true(stands(county, "t03", TASK_SIDE_DONE, id));
    assert_true(stands(county, "t05", TASK_SIDE_DONE, id));
    assert_true(pay(county, person, "2022-07", NULL) > 0); /* 八月以前 */
    assert_true(stands(county, "t05", TASK_SIDE_OPEN, id));
}

static void work_elsewhere(struct county *county, int64_t person)
{
    struct change c = new_row(county, &employment_spell_ledger);
    change_set(&c, EMPLOYMENT_SPELL_PERSON, value_number(person));
    change_set(&c, EMPLOYMENT_SPELL_CHANNEL, word("1"));
    change_set(&c, EMPLOYMENT_SPELL_START, day("2022-09-01"));
    assert_true(put(county, &c) > 0);
}

static void set_person(struct county *county, int64_t person, int field, struct value value)
{
    struct row *row;
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, rows_get(work, &person_ledger, person, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(work, row);
    change_set(&change, field, value);
    assert_true(put(county, &change) > 0);
}

static void conflicts_are_found_and_cleared(void **state)
{
    struct county *county = *state;
    static const struct {
        const char *hint;
        int field; /* of the person; -1: another way */
        const char *value;
    } cases[] = {
        {"post_employed", -1, NULL},
        {"post_double", -1, NULL},
        {"post_idle", -1, NULL},
        {"post_dead", PERSON_DECEASED_ON, "2022-09-10"},
        {"post_retired", PERSON_BIRTH, "1967-09-01"}, /* a woman of 55 */
        {"post_unable", PERSON_LABOUR, "5"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t person = new_person(county, "有冲突");
        int64_t id = place(county, person, first_post, "2022-03-01");
        assert_false(hinted(county, cases[i].hint, person));
        assert_false(stands(county, "t04", TASK_SIDE_DUE, id));
        if (i == 0) {
            work_elsewhere(county, person);
        } else if (i == 1) {
            assert_true(place(county, person, second_post, "2022-05-01") > 0);
        } else if (i == 2) {
            assert_true(attend(county, person, 0, "2022-08", "substitute") > 0);
        } else {
            bool date = cases[i].field != PERSON_LABOUR;
            set_person(county, person, cases[i].field,
                       date ? day(cases[i].value) : word(cases[i].value));
        }
        assert_true(hinted(county, cases[i].hint, person));
        assert_true(stands(county, "t04", TASK_SIDE_OPEN, id));
        county_ok(county, step(county, id, "leave", PLACEMENT_EXITED_ON, day("2022-10-10"),
                               PLACEMENT_EXIT_REASON, word("01")));
        assert_false(hinted(county, cases[i].hint, person));
        assert_true(stands(county, "t04", TASK_SIDE_DONE, id));
    }
}

static void the_demo_has_something_of_everything(void **state)
{
    struct county *county = *state;
    struct task_board board;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    const struct task_question question = {.as_of = county_day("2022-10-18")};
    county_ok(county, task_board_make(county->app, work, &question, &board, &county->error));
    size_t workshops = 0, figures = 0;
    for (size_t i = 0; i < board.list->tasks.n; i++) {
        const struct task_figure *total = &board.totals[i];
        assert_non_null(board.rules[i].done);
        assert_true(total->due >= total->done && total->done >= 0);
    }
    for (size_t i = 0; i < board.n; i++) {
        const struct task_cell *cell = task_board_cell(&board, i, 8);
        if (board.lines[i].level == TASK_LEVEL_WORKSHOP) {
            workshops++;
            figures += cell->figure.due == 1 && cell->figure.done >= 0 && cell->figure.done <= 1;
        }
    }
    county_end(county);
    assert_true(workshops > 0);
    assert_int_equal(figures, workshops); /* each workshop has the figure of itself */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_finds_its_placement),
        cmocka_unit_test(of_two_posts_the_clerk_says_which),
        cmocka_unit_test(a_wage_paid_has_its_day),
        cmocka_unit_test(a_placement_is_renewed_and_ends_by_its_steps),
        cmocka_unit_test(one_that_ended_before_is_entered_as_ended),
        cmocka_unit_test(what_is_missing_is_hinted_until_it_is_there),
        cmocka_unit_test(conflicts_are_found_and_cleared),
        cmocka_unit_test(the_demo_has_something_of_everything),
    };
    return cmocka_run_group_tests(tests, set_up, county_close);
}
