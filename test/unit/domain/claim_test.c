/* Claims for benefits: who may claim what, once, and the way to the account. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "county.h"
#include "domain/people/organization.h"
#include "domain/people/person.h"
#include "domain/policy/claim.h"
#include "domain/policy/claim_flow.h"
#include "ledger/change.h"
#include "ledger/rows.h"

static const int64_t village = 360722100001;
static int64_t workshop;

static struct value day(const char *iso)
{
    return value_date((struct date){county_day(iso), DATE_DAY});
}

static struct value word(const char *text)
{
    return value_text(text_of(text));
}

static enum status put(struct county *county, struct change *change)
{
    county->errors = (struct errors){0};
    enum status status = change_save(change, &county->errors, &county->error);
    county_end(county);
    return status;
}

static int64_t new_person(struct county *county, int64_t region)
{
    struct change c = change_create(county_write(county, ROLE_COUNTY, county_code), &person_ledger);
    change_set(&c, PERSON_NAME, word("申领人"));
    change_set(&c, PERSON_BIRTH, day("1985-06-06"));
    change_set(&c, PERSON_REGION, value_number(region));
    county_ok(county, put(county, &c));
    return c.row->id;
}

static int set_up(void **state)
{
    int failed = county_open(state);
    struct county *county = *state;
    struct change c =
        change_create(county_write(county, ROLE_COUNTY, county_code), &organization_ledger);
    change_set(&c, ORGANIZATION_NAME, word("测试帮扶车间"));
    change_set(&c, ORGANIZATION_KIND, word("workshop"));
    change_set(&c, ORGANIZATION_REGION, value_number(village));
    county_ok(county, put(county, &c));
    workshop = c.row->id;
    return failed;
}

/* A claim of today by a person or the workshop (0), as the township enters it. */
static struct change claim_of(struct county *county, int64_t person, const char *benefit)
{
    struct change c =
        change_create(county_write(county, ROLE_TOWNSHIP, county_town), &claim_ledger);
    change_set(&c, CLAIM_BENEFIT, word(benefit));
    change_set(&c, person != 0 ? CLAIM_PERSON : CLAIM_ORGANIZATION,
               value_number(person != 0 ? person : workshop));
    return c;
}

static const struct row *row_of(struct county *county, int64_t id)
{
    struct row *row;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_get(&county->work, &claim_ledger, id, 0, &row, &county->error));
    county_end(county);
    return row;
}

static enum status step(struct county *county, int64_t id, enum role role, int64_t user,
                        const char *name, int field, struct value value)
{
    struct row *row;
    county_write(county, role, role == ROLE_COUNTY ? county_code : county_town);
    county->actor.user = user;
    county->errors = (struct errors){0};
    county_ok(county, rows_get(&county->work, &claim_ledger, id, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(&county->work, row);
    change.reason = TEXT("核对");
    if (field >= 0) {
        change_set(&change, field, value);
    }
    enum status status = change_act(&change, flow_action(&claim_flow, text_of(name)),
                                    &county->errors, &county->error);
    county_end(county);
    return status;
}

static bool state_is(struct county *county, int64_t id, const char *state)
{
    return text_is(row_of(county, id)->value[CLAIM_STATE].text, state);
}

static void it_goes_its_way_to_the_account(void **state)
{
    struct county *county = *state;
    struct change c = claim_of(county, new_person(county, village), "transport");
    county_ok(county, put(county, &c));
    int64_t id = c.row->id;
    assert_int_equal(row_of(county, id)->value[CLAIM_REGION].number, village);
    assert_int_equal(row_of(county, id)->value[CLAIM_AMOUNT].state, VALUE_EMPTY);
    assert_int_equal(step(county, id, ROLE_COUNTY, 1, "pay", -1, VALUE_NULL), CONFLICT);
    assert_int_equal(step(county, id, ROLE_VILLAGE, 4, "review", -1, VALUE_NULL), DENIED);
    county_ok(county, step(county, id, ROLE_TOWNSHIP, 3, "review", -1, VALUE_NULL));
    county_ok(county, step(county, id, ROLE_COUNTY, 1, "hand", -1, VALUE_NULL));
    assert_int_equal(row_of(county, id)->value[CLAIM_HANDED_ON].number, county_day("2022-10-18"));
    assert_int_equal(step(county, id, ROLE_COUNTY, 1, "approve", CLAIM_AMOUNT, value_number(50000)),
                     DENIED);
    assert_int_equal(step(county, id, ROLE_COUNTY, 2, "approve", -1, VALUE_NULL), INVALID);
    county_ok(county,
              step(county, id, ROLE_COUNTY, 2, "approve", CLAIM_AMOUNT, value_number(50000)));
    county_ok(county, step(county, id, ROLE_COUNTY, 1, "pay", -1, VALUE_NULL));
    assert_int_equal(row_of(county, id)->value[CLAIM_PAID].number, 50000);
    assert_int_equal(step(county, id, ROLE_COUNTY, 1, "fail", -1, VALUE_NULL), INVALID);
    county_ok(county, step(county, id, ROLE_COUNTY, 1, "fail", CLAIM_FAILURE, word("户名不符")));
    assert_int_equal(row_of(county, id)->value[CLAIM_PAID_ON].state, VALUE_EMPTY);
    county_ok(county, step(county, id, ROLE_COUNTY, 1, "correct", -1, VALUE_NULL));
    county_ok(county, step(county, id, ROLE_COUNTY, 1, "pay", -1, VALUE_NULL));
    assert_true(state_is(county, id, "paid"));
}

static void the_amount_is_the_countys(void **state)
{
    struct county *county = *state;
    struct change c = claim_of(county, new_person(county, village), "startup");
    county_ok(county, put(county, &c));
    assert_int_equal(c.row->value[CLAIM_AMOUNT].number, 500000); /* 附件3 第6项 */
    c = claim_of(county, 0, "ws_run");
    county_ok(county, put(county, &c));
    assert_false(value_is_set(&c.row->value[CLAIM_AMOUNT])); /* nobody said */
    county_set(county, "amount_ws_build", "1234");
    c = claim_of(county, 0, "ws_build");
    county_ok(county, put(county, &c));
    assert_int_equal(c.row->value[CLAIM_AMOUNT].number, 123400);
}

static void nobody_claims_the_same_twice(void **state)
{
    struct county *county = *state;
    int64_t person = new_person(county, village);
    struct change c = claim_of(county, person, "jobseek");
    county_ok(county, put(county, &c));
    int64_t first = c.row->id;
    c = claim_of(county, person, "jobseek");
    assert_int_equal(put(county, &c), INVALID);
    assert_true(text_has(county->errors.at[0].message, TEXT("已经申领过")));
    county_ok(county, step(county, first, ROLE_TOWNSHIP, 3, "return", -1, VALUE_NULL));
    c = claim_of(county, person, "jobseek");
    county_ok(county, put(county, &c)); /* a new one instead of the one sent back */
    assert_int_equal(step(county, first, ROLE_TOWNSHIP, 3, "refile", -1, VALUE_NULL), INVALID);

    static const char *const spans[][2] = {
        {"2022-01-01", "2022-06-30"}, {"2022-07-01", "2022-12-31"}, {"2022-06-01", "2022-07-31"}};
    for (size_t i = 0; i < COUNT(spans); i++) {
        c = claim_of(county, 0, "ws_post");
        change_set(&c, CLAIM_PERIOD_FROM, day(spans[i][0]));
        change_set(&c, CLAIM_PERIOD_TO, day(spans[i][1]));
        assert_int_equal(put(county, &c), i < 2 ? OK : INVALID);
    }
    c = change_create(county_write(county, ROLE_TOWNSHIP, county_town), &claim_ledger);
    change_set(&c, CLAIM_BENEFIT, word("other"));
    assert_int_equal(put(county, &c), INVALID);
    assert_true(text_has(county->errors.at[0].message, TEXT("没有写谁申领")));
}

static void days_of_steps_are_for_claims_from_before(void **state)
{
    struct county *county = *state;
    int64_t person = new_person(county, village);
    struct change c = claim_of(county, person, "transport");
    change_set(&c, CLAIM_FILED_ON, day("2022-03-01"));
    change_set(&c, CLAIM_HANDED_ON, day("2022-04-01"));
    change_set(&c, CLAIM_PAID_ON, day("2022-05-01"));
    county_ok(county, put(county, &c));
    assert_true(state_is(county, c.row->id, "paid"));
    int64_t id = c.row->id;

    struct row *row;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_get(work, &claim_ledger, id, ROWS_PLAIN, &row, &county->error));
    struct change edit = change_edit(work, row);
    change_set(&edit, CLAIM_PAID_ON, day("2022-06-01"));
    assert_int_equal(put(county, &edit), INVALID);
    work = county_write(county, ROLE_COUNTY, county_code);
    edit = change_edit(work, row);
    edit.reason = TEXT("错录");
    assert_int_equal(change_remove(&edit, &county->error), CONFLICT);
    county_end(county);

    c = change_create(county_write(county, ROLE_VILLAGE, village), &claim_ledger);
    change_set(&c, CLAIM_BENEFIT, word("flex_si"));
    change_set(&c, CLAIM_PERSON, value_number(person));
    change_set(&c, CLAIM_PAID_ON, day("2022-10-01"));
    change_set(&c, CLAIM_FILED_ON, day("2022-09-01"));
    assert_int_equal(put(county, &c), INVALID);
}

static void a_workshop_sees_its_own_alone(void **state)
{
    struct county *county = *state;
    struct change c = claim_of(county, 0, "ws_logi");
    county_ok(county, put(county, &c));
    int64_t own = c.row->id;
    c = claim_of(county, new_person(county, village), "transport");
    county_ok(county, put(county, &c));
    struct row *row;
    county_read(county, ROLE_ENTERPRISE, county_town);
    county->actor.organization = workshop;
    county_ok(county, rows_get(&county->work, &claim_ledger, own, 0, &row, &county->error));
    assert_int_equal(rows_get(&county->work, &claim_ledger, c.row->id, 0, &row, &county->error),
                     NOT_FOUND);
    county_end(county);
    c = claim_of(county, new_person(county, 360722101001), "transport");
    assert_int_equal(put(county, &c), INVALID); /* of another township */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_its_way_to_the_account),
        cmocka_unit_test(the_amount_is_the_countys),
        cmocka_unit_test(nobody_claims_the_same_twice),
        cmocka_unit_test(days_of_steps_are_for_claims_from_before),
        cmocka_unit_test(a_workshop_sees_its_own_alone),
    };
    return cmocka_run_group_tests(tests, set_up, county_close);
}
