/* Numbers of recognitions: place, year and a sequence without a gap; kept for good, imported ones
 * too. And when those taken over from an older list are due for their yearly re-check. */
#include "domain/people/recognition_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "county.h"
#include "domain/import/apply.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "domain/people/recognition_flow.h"
#include "domain/query.h"
#include "ledger/rows.h"

/* ID numbers of nobody: order 000. */
#define ID_A "360722198503010003"
#define ID_B "360722198503020009"
#define ID_C "360722198503030004"

/* A person of that name in the first township; call it inside a transaction. */
static int64_t new_person(struct county *county, const char *name, const char *id_no)
{
    struct change change = change_create(&county->work, &person_ledger);
    change_set(&change, PERSON_NAME, value_text(text_of(name)));
    if (id_no != NULL) {
        change_set(&change, PERSON_ID_NO, value_text(text_of(id_no)));
    } else {
        change_set(&change, PERSON_BIRTH,
                   value_date((struct date){county_day("1985-06-06"), DATE_DAY}));
    }
    change_set(&change, PERSON_REGION, value_number(county_town + 201));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    return change.row->id;
}

/* Somebody recognised before, as the county enters him; call it inside a transaction. */
static enum status enter(struct county *county, const char *decided, const char *number,
                         struct row **out)
{
    county->errors = (struct errors){0};
    int64_t person = new_person(county, "录入", NULL);
    struct change change = change_create(&county->work, &recognition_ledger);
    change_set(&change, RECOGNITION_PERSON, value_number(person));
    change_set(&change, RECOGNITION_KINDS, value_text(TEXT("dibao")));
    change_set(&change, RECOGNITION_DECIDED_ON,
               value_date((struct date){county_day(decided), DATE_DAY}));
    if (number != NULL) {
        change_set(&change, RECOGNITION_NUMBER, value_text(text_of(number)));
    }
    enum status status = change_save(&change, &county->errors, &county->error);
    *out = change.row;
    return status;
}

static void expect_entered(struct county *county, const char *decided, const char *given,
                           const char *number)
{
    struct row *row;
    county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, enter(county, decided, given, &row));
    county_end(county);
    struct text is = row->value[RECOGNITION_NUMBER].text;
    if (!text_is(is, number)) {
        fail_msg("%.*s, not %s", TEXT_ARG(is), number);
    }
}

static void run_without_a_gap_within_place_and_year(void **state)
{
    struct county *county = *state;
    expect_entered(county, "2022-03-01", NULL, "3607222022000001");
    expect_entered(county, "2022-08-01", NULL, "3607222022000002");
    expect_entered(county, "2021-08-01", NULL, "3607222021000001");
    /* What is not written took no number with it. */
    struct row *row;
    county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, enter(county, "2022-08-01", NULL, &row));
    assert_true(text_is(row->value[RECOGNITION_NUMBER].text, "3607222022000003"));
    db_rollback(county->work.db);
    county_ok(county, db_begin(county->work.db, &county->arena, &county->error));
    county_end(county);
    expect_entered(county, "2022-08-02", NULL, "3607222022000003");
}

static void pass_over_those_in_use(void **state)
{
    struct county *county = *state;
    expect_entered(county, "2022-08-03", "信认字第 8 号", "信认字第 8 号");
    expect_entered(county, "2022-08-03", "3607222022000004", "3607222022000004");
    expect_entered(county, "2022-08-03", NULL, "3607222022000005");
    struct row *row;
    county_write(county, ROLE_COUNTY, county_code);
    assert_int_equal(enter(county, "2022-08-03", "3607222022000004", &row), INVALID);
    assert_string_equal(county->errors.at[0].field, "number");
    /* Taken out of use, it is not given to another. */
    county_ok(county, enter(county, "2022-08-03", NULL, &row));
    assert_true(text_is(row->value[RECOGNITION_NUMBER].text, "3607222022000006"));
    county_ok(county, rows_get(&county->work, &recognition_ledger, row->id, ROWS_PLAIN, &row,
                               &county->error));
    struct change change = change_edit(&county->work, row);
    change.reason = TEXT("录错了人");
    county_ok(county, change_remove(&change, &county->error));
    county_end(county);
    expect_entered(county, "2022-08-03", NULL, "3607222022000007");
}

/* The newest application goes its way to the county's decision. */
static struct row *decide_one(struct county *county)
{
    static const char *const steps[] = {"review", "decide"};
    county->now = clock_noon(county_day("2022-09-08"));
    county_write(county, ROLE_COUNTY, county_code);
    struct change apply = change_create(&county->work, &recognition_ledger);
    change_set(&apply, RECOGNITION_PERSON, value_number(new_person(county, "申请", NULL)));
    change_set(&apply, RECOGNITION_KINDS, value_text(TEXT("dibao")));
    county_ok(county, change_save(&apply, &county->errors, &county->error));
    county_end(county);
    assert_false(value_is_set(&apply.row->value[RECOGNITION_NUMBER]));
    struct row *row = NULL;
    for (size_t i = 0; i < COUNT(steps); i++) {
        county_write(county, ROLE_COUNTY, county_code);
        county_ok(county, rows_get(&county->work, &recognition_ledger, apply.row->id, ROWS_PLAIN,
                                   &row, &county->error));
        struct change change = change_edit(&county->work, row);
        county_ok(county, change_act(&change, flow_action(&recognition_flow, text_of(steps[i])),
                                     &county->errors, &county->error));
        row = change.row;
        county_end(county);
        county->now = clock_noon(county_day("2022-09-30"));
    }
    return row;
}

static void stay_as_they_are(void **state)
{
    struct county *county = *state;
    struct row *row = decide_one(county);
    assert_true(text_is(row->value[RECOGNITION_NUMBER].text, "3607222022000008"));
    county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_get(&county->work, &recognition_ledger, row->id, ROWS_PLAIN, &row,
                               &county->error));
    struct change change = change_edit(&county->work, row);
    change_set(&change, RECOGNITION_NUMBER, VALUE_NULL);
    assert_int_equal(change_save(&change, &county->errors, &county->error), INVALID);
    assert_true(text_is(county->errors.at[0].message, "认定后编号不能清空"));
    change = change_edit(&county->work, row);
    county_ok(county, change_act(&change, flow_action(&recognition_flow, TEXT("recheck")),
                                 &(struct errors){0}, &county->error));
    assert_true(text_is(change.row->value[RECOGNITION_NUMBER].text, "3607222022000008"));
    county_end(county);
}

static void are_made_as_the_county_sets(void **state)
{
    struct county *county = *state;
    county_set(county, RECOGNITION_NUMBER_SETTING, "1");
    county_set(county, RECOGNITION_DIGITS_SETTING, "4");
    expect_entered(county, "2022-08-04", NULL, "36072210020220001");
    county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, db_execute(county->work.db,
                                 TEXT("UPDATE running_number SET last = 9999"
                                      " WHERE series = 'recognition 3607221002022 4'"),
                                 &county->arena, &county->error));
    struct row *row;
    assert_int_equal(enter(county, "2022-08-04", NULL, &row), CONFLICT);
    assert_true(text_has(county->error.message, TEXT("编号用完了")));
    db_rollback(county->work.db);
    county_ok(county, db_begin(county->work.db, &county->arena, &county->error));
    county_end(county);
    county_set(county, RECOGNITION_NUMBER_SETTING, "0");
    county_set(county, RECOGNITION_DIGITS_SETTING, "6");
    expect_entered(county, "2022-08-04", NULL, "3607222022000009");
}

/* A row without a number gets one that a later row of the same file names: that row goes back. */
static void are_given_in_an_import_too(void **state)
{
    struct county *county = *state;
    static const char file[] = "姓名,身份证号,人员类别,认定日期,认定编号\n"
                               "入甲," ID_A ",低保,2020-05-06,\n"
                               "入乙," ID_B ",低保,2020-05-06,旧 12\n"
                               "入丙," ID_C ",低保,2020-05-06,3607222020000001\n";
    county_write(county, ROLE_COUNTY, county_code);
    new_person(county, "入甲", ID_A);
    new_person(county, "入乙", ID_B);
    new_person(county, "入丙", ID_C);
    struct batch batch;
    county_ok(county,
              batch_create(county->app, &county->work, &recognition_ledger, TEXT("认定.csv"),
                           TEXT_EMPTY, text_of(file), &batch, &county->error));
    county_end(county);
    struct import_session session;
    struct apply_told told;
    struct apply_choice choice = {.outcomes = {[IMPORT_NEW] = true}};
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, session_begin(county->app, work, &batch, &session, &county->error));
    county_ok(county,
              apply_write(&session, &choice, &(struct apply_watch){0}, &told, &county->error));
    county_end(county);
    assert_int_equal(told.written, 2);
    assert_int_equal(told.refused, 1);
    assert_true(text_has(told.refusals, TEXT("与已有的“3607222020000001”重复")));
}

static int64_t due(struct county *county, const char *day)
{
    struct query_plan plan;
    struct query_result result;
    county->now = clock_noon(county_day(day));
    county_read(county, ROLE_COUNTY, county_code);
    query_read(&county->work, &recognition_ledger, NULL, &plan, &county->errors);
    plan.where = TEXT("awaits_recheck");
    county_ok(county, query_run(county->app, &county->work, &plan, &result, &county->errors,
                                &county->error));
    county_end(county);
    return result.total;
}

/* The notice says twelve months. Nobody's recognition ends because a list left its end out. */
static void those_of_an_older_list_come_up_for_their_recheck(void **state)
{
    struct county *county = *state;
    county->now = clock_noon(county_day("2022-09-08"));
    int64_t before = due(county, "2022-09-08"), later = due(county, "2022-12-03");
    struct row *row;
    county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, enter(county, "2022-01-02", "旧 1", &row));
    county_end(county);
    assert_false(value_is_set(&row->value[RECOGNITION_VALID_TO]));
    assert_int_equal(due(county, "2022-09-08"), before);
    assert_int_equal(due(county, "2022-12-02"), later);
    assert_int_equal(due(county, "2022-12-03"), later + 1); /* 30 days before 2023-01-02 */
    county_write(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, rows_get(&county->work, &recognition_ledger, row->id, ROWS_PLAIN, &row,
                               &county->error));
    struct change change = change_edit(&county->work, row);
    county_ok(county, change_act(&change, flow_action(&recognition_flow, TEXT("recheck")),
                                 &county->errors, &county->error));
    county_end(county);
    assert_int_equal(change.row->value[RECOGNITION_VALID_TO].number, county_day("2023-12-02"));
    assert_int_equal(due(county, "2022-12-03"), later);
    county_set(county, "recheck_months", "0");
    assert_true(due(county, "2030-01-01") < due(county, "2022-12-03") + 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_without_a_gap_within_place_and_year),
        cmocka_unit_test(pass_over_those_in_use),
        cmocka_unit_test(stay_as_they_are),
        cmocka_unit_test(are_made_as_the_county_sets),
        cmocka_unit_test(are_given_in_an_import_too),
        cmocka_unit_test(those_of_an_older_list_come_up_for_their_recheck),
    };
    return cmocka_run_group_tests(tests, county_open_new, county_close);
}
