/* The life of one recognition by the calendar: notice in working days, decision, yearly re-check,
 * exit by two people. */
#include "domain/people/recognition_flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "county.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"

static struct county *county;
static int64_t application;

static struct row *row_now(void)
{
    struct row *row;
    county_ok(county, rows_get(&county->work, &recognition_ledger, application, ROWS_PLAIN, &row,
                               &county->error));
    return row;
}

/* Takes the step as user `who` of the county on that day; the fields may be NULL. */
static enum status act(const char *day, int64_t who, const char *name, const char *reason,
                       const struct value *exit)
{
    county->now = clock_noon(county_day(day));
    county_write(county, ROLE_COUNTY, county_code);
    county->actor.user = who;
    struct change change = change_edit(&county->work, row_now());
    change.reason = text_of(reason);
    for (int i = 0; exit != NULL && i < 2; i++) {
        change_set(&change, i == 0 ? RECOGNITION_EXIT_REASON : RECOGNITION_EXIT_EVIDENCE, exit[i]);
    }
    county->errors = (struct errors){0};
    enum status status = change_act(&change, flow_action(&recognition_flow, text_of(name)),
                                    &county->errors, &county->error);
    county_end(county);
    return status;
}

static void stands(const char *state, int field, const char *day)
{
    county_read(county, ROLE_COUNTY, county_code);
    const struct row *row = row_now();
    assert_true(text_is(row->value[RECOGNITION_STATE].text, state));
    if (day == NULL) {
        assert_false(value_is_set(&row->value[field]));
    } else {
        assert_int_equal(row->value[field].number, county_day(day));
    }
    county_end(county);
}

static int set_up(void **state)
{
    assert_int_equal(county_open(state), 0);
    county = *state;
    county_write(county, ROLE_COUNTY, county_code);
    struct change person = change_create(&county->work, &person_ledger);
    change_set(&person, PERSON_NAME, value_text(TEXT("诸葛娜")));
    change_set(&person, PERSON_BIRTH,
               value_date((struct date){county_day("1985-06-06"), DATE_DAY}));
    change_set(&person, PERSON_REGION, value_number(county_town + 201));
    county_ok(county, change_save(&person, &county->errors, &county->error));
    struct change change = change_create(&county->work, &recognition_ledger);
    change_set(&change, RECOGNITION_PERSON, value_number(person.row->id));
    change_set(&change, RECOGNITION_KINDS, value_text(TEXT("dibao")));
    change_set(&change, RECOGNITION_APPLIED_ON,
               value_date((struct date){county_day("2022-09-29"), DATE_DAY}));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    application = change.row->id;
    county_end(county);
    return 0;
}

static void taken(enum status status)
{
    if (status != OK) {
        fail_msg("%.*s %.*s", TEXT_ARG(county->error.message),
                 TEXT_ARG(county->errors.n > 0 ? county->errors.at[0].message : TEXT_EMPTY));
    }
}

static void waits_for_the_notice_in_working_days(void **state)
{
    (void)state;
    /* Friday before the national holiday: its seven days and two worked week-end days between. */
    taken(act("2022-09-30", 7, "review", "", NULL));
    stands("public", RECOGNITION_NOTICE_TO, "2022-10-12");
    assert_int_equal(act("2022-10-12", 7, "decide", "", NULL), INVALID);
    assert_true(text_has(county->errors.at[0].message, TEXT("公示期到 2022-10-12 止")));
    assert_int_equal(act("2022-10-12", 7, "refuse", "", NULL), INVALID);
    assert_true(text_is(county->errors.at[0].message, "请写明理由"));
    taken(act("2022-10-13", 7, "decide", "", NULL));
    stands("valid", RECOGNITION_VALID_TO, "2023-10-12");
}

static void lasts_a_year_longer_with_each_check(void **state)
{
    (void)state;
    taken(act("2023-09-20", 7, "recheck", "", NULL));
    stands("valid", RECOGNITION_VALID_TO, "2024-09-19");
    stands("valid", RECOGNITION_RECHECKED_ON, "2023-09-20");
    /* Once more on an earlier day of the same year takes nothing away. */
    taken(act("2023-09-19", 7, "recheck", "", NULL));
    stands("valid", RECOGNITION_VALID_TO, "2024-09-19");
    /* One that ran out stands again from the day of its check. */
    taken(act("2024-10-08", 7, "recheck", "", NULL));
    stands("valid", RECOGNITION_VALID_TO, "2025-10-07");
}

/* An edit by that role: what became of it. */
static enum status edit(enum role role, int field, struct value value)
{
    county_write(county, role, role == ROLE_COUNTY ? county_code : county_town);
    struct change change = change_edit(&county->work, row_now());
    change_set(&change, field, value);
    county->errors = (struct errors){0};
    enum status status = change_save(&change, &county->errors, &county->error);
    county_end(county);
    return status;
}

static struct value day_of(const char *iso)
{
    return value_date((struct date){county_day(iso), DATE_DAY});
}

static void is_not_ended_by_the_back_door(void **state)
{
    (void)state;
    county->now = clock_noon(county_day("2024-10-20"));
    assert_int_equal(edit(ROLE_TOWNSHIP, RECOGNITION_VALID_TO, day_of("2026-01-01")), INVALID);
    assert_int_equal(edit(ROLE_COUNTY, RECOGNITION_VALID_TO, day_of("2024-10-19")), INVALID);
    assert_true(text_has(county->errors.at[0].hint, TEXT("提出退出")));
    assert_int_equal(edit(ROLE_COUNTY, RECOGNITION_EXITED_ON, day_of("2024-10-20")), INVALID);
    assert_int_equal(edit(ROLE_COUNTY, RECOGNITION_PERSON, value_number(1)), INVALID);
    taken(edit(ROLE_COUNTY, RECOGNITION_VALID_TO, day_of("2025-12-31")));
    taken(edit(ROLE_TOWNSHIP, RECOGNITION_PAPERS, value_text(TEXT("残疾证"))));

    county_write(county, ROLE_COUNTY, county_code);
    struct history *entries;
    size_t n;
    struct row *after;
    county_ok(county, history_of_row(county->work.db, county_code, TEXT("recognition"), application,
                                     0, 20, &entries, &n, &county->arena, &county->error));
    for (size_t i = 0; i < n; i++) {
        bool plain = text_is(entries[i].action, "edit");
        assert_int_equal(history_undo(&county->work, row_now(), entries[i].seq, TEXT("弄错了"),
                                      &after, &county->errors, &county->error),
                         plain ? OK : CONFLICT);
    }
    struct change change = change_edit(&county->work, row_now());
    change.reason = TEXT("不要了");
    assert_int_equal(change_remove(&change, &county->error), CONFLICT);
    county_end(county);
}

static void ends_with_reason_evidence_and_a_second_person(void **state)
{
    (void)state;
    const struct value exit[] = {value_text(TEXT("01")), value_text(TEXT("劳动合同"))};
    const struct value bare[] = {VALUE_NULL, VALUE_NULL};
    assert_int_equal(act("2024-11-01", 7, "propose_exit", "已就业", bare), INVALID);
    assert_int_equal(county->errors.n, 2);
    assert_int_equal(act("2024-11-01", 7, "propose_exit", "", exit), INVALID);
    taken(act("2024-11-01", 7, "propose_exit", "已就业", exit));
    assert_int_equal(act("2024-11-01", 7, "confirm_exit", "", NULL), DENIED);
    assert_true(text_has(county->error.message, TEXT("须由另一人确认")));
    taken(act("2024-11-01", 7, "keep", "弄错了", NULL));
    stands("valid", RECOGNITION_EXIT_REASON, NULL);
    taken(act("2024-11-02", 8, "propose_exit", "已就业", exit));
    taken(act("2024-11-03", 7, "confirm_exit", "", NULL));
    stands("exited", RECOGNITION_EXITED_ON, "2024-11-03");
    for (size_t i = 0; i < recognition_flow.action_count; i++) {
        assert_int_equal(act("2024-11-04", 9, recognition_flow.actions[i].name, "再办", NULL),
                         CONFLICT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_for_the_notice_in_working_days),
        cmocka_unit_test(lasts_a_year_longer_with_each_check),
        cmocka_unit_test(is_not_ended_by_the_back_door),
        cmocka_unit_test(ends_with_reason_evidence_and_a_second_person),
    };
    return cmocka_run_group_tests(tests, set_up, county_close);
}
