#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/care/watch_item.h"
#include "domain/lists/list_apply.h"
#include "domain/lists/list_match.h"
#include "domain/people/category_tag.h"
#include "domain/people/employment_spell.h"
#include "domain/people/household.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "domain/policy/claim.h"
#include "domain/policy/claim_flow.h"
#include "domain/posts/placement.h"
#include "domain/posts/post.h"
#include "domain/posts/wage.h"
#include "ledger/rows.h"
#include "lists.h"

/* Each test is one list about one person of his own, told by name and number. */
static int sequence = 300;

static int64_t somebody(struct county *county, const char *name, struct text *id_no)
{
    *id_no = lists_id_no(county, "1985-04-12", ++sequence);
    return lists_person(county, name, *id_no);
}

static void work_at(struct county *county, int64_t person, const char *channel, const char *area)
{
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct change change = change_create(work, &employment_spell_ledger);
    change_set(&change, EMPLOYMENT_SPELL_PERSON, value_number(person));
    change_set(&change, EMPLOYMENT_SPELL_CHANNEL, value_text(text_of(channel)));
    change_set(&change, EMPLOYMENT_SPELL_WORK_AREA, value_text(text_of(area)));
    change_set(&change, EMPLOYMENT_SPELL_START,
               value_date((struct date){county_day("2022-03-01"), DATE_DAY}));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    county_end(county);
}

static void recognise(struct county *county, int64_t person)
{
    struct date day = {county_day("2022-09-10"), DATE_DAY};
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct change change = change_create(work, &recognition_ledger);
    change_set(&change, RECOGNITION_PERSON, value_number(person));
    change_set(&change, RECOGNITION_KINDS, value_text(TEXT("dibao")));
    change_set(&change, RECOGNITION_CHANNEL, value_text(TEXT("counter")));
    change_set(&change, RECOGNITION_APPLIED_ON, value_date(day));
    change_set(&change, RECOGNITION_DECIDED_ON, value_date(day));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    county_end(county);
}

/* Open items of a kind about somebody. */
static int64_t items(struct county *county, int64_t person, const char *kind)
{
    return lists_number(county,
                        "SELECT count(*) FROM watch_item WHERE county = $1 AND removed_at = 0"
                        " AND state = 'open' AND person_id = %lld AND kind = '%s'",
                        (long long)person, kind);
}

static int64_t tags(struct county *county, int64_t person)
{
    return lists_number(county,
                        "SELECT count(*) FROM category_tag WHERE county = $1 AND removed_at = 0"
                        " AND person_id = %lld AND \"to\" IS NULL",
                        (long long)person);
}

static int64_t on_list(struct county *county, const struct lists_plan *plan, const char *name,
                       struct text id_no, const char *heads, const char *cells)
{
    const char *csv = arena_printf(&county->arena, "姓名,身份证号%s\n%s,%.*s%s\n", heads, name,
                                   TEXT_ARG(id_no), cells)
                          .s;
    int64_t list = lists_compare(county, plan, csv);
    lists_apply(county, list, true);
    return list;
}

/* ---- tests ---- */

static int open_county(void **state)
{
    county_open(state);
    lists_start_jobs(*state);
    return 0;
}

static void who_works_unknown_to_us_is_noted(void **state)
{
    struct county *county = *state;
    struct text id_no;
    int64_t person = somebody(county, "端木参保", &id_no);
    struct lists_plan plan = {"参保一", "insured", "", "2022-09-30", false};
    int64_t list = on_list(county, &plan, "端木参保", id_no, ",工作单位", ",某某电子厂");
    assert_int_equal(items(county, person, "found_working"), 1);
    lists_unapply(county, list);
    assert_int_equal(items(county, person, "found_working"), 0);
    lists_audit_is_whole(county);
}

static void who_worked_away_and_is_insured_here_came_home(void **state)
{
    struct county *county = *state;
    struct text id_no;
    int64_t person = somebody(county, "端木返乡", &id_no);
    work_at(county, person, "1", "6");
    struct lists_plan plan = {"参保二", "insured", "", "2022-09-30", false};
    on_list(county, &plan, "端木返乡", id_no, ",工作单位,就业地", ",某某电子厂,信丰县嘉定镇");
    assert_int_equal(items(county, person, "came_home"), 1);
    assert_int_equal(items(county, person, "found_working"), 0);
}

static void who_left_the_insured_may_have_lost_his_job(void **state)
{
    struct county *county = *state;
    struct text id_no, other;
    int64_t person = somebody(county, "端木失业", &id_no);
    somebody(county, "端木留下", &other);
    work_at(county, person, "1", "1");
    const char *both = arena_printf(&county->arena, "姓名,身份证号\n端木失业,%.*s\n端木留下,%.*s\n",
                                    TEXT_ARG(id_no), TEXT_ARG(other))
                           .s;
    struct lists_plan plan = {"参保三", "insured", "", "2022-08-31", false};
    int64_t first = lists_compare(county, &plan, both);
    lists_apply(county, first, true);
    assert_int_equal(items(county, person, "lost_job"), 0);
    plan.day = "2022-09-30";
    int64_t second = on_list(county, &plan, "端木留下", other, "", "");
    assert_int_equal(items(county, person, "lost_job"), 1);
    lists_unapply(county, second);
    assert_int_equal(items(county, person, "lost_job"), 0);
    lists_audit_is_whole(county);
}

static void who_left_a_whole_list_loses_its_tag(void **state)
{
    struct county *county = *state;
    struct text id_no, other;
    int64_t person = somebody(county, "端木退保", &id_no);
    int64_t stays = somebody(county, "端木续保", &other);
    const char *both = arena_printf(&county->arena, "姓名,身份证号\n端木退保,%.*s\n端木续保,%.*s\n",
                                    TEXT_ARG(id_no), TEXT_ARG(other))
                           .s;
    struct lists_plan plan = {"低保一", "category", "dibao", "2022-08-31", false};
    lists_apply(county, lists_compare(county, &plan, both), false);
    assert_int_equal(tags(county, person), 1);
    plan.day = "2022-09-30";
    int64_t list = on_list(county, &plan, "端木续保", other, "", "");
    assert_int_equal(tags(county, person), 0);
    assert_int_equal(tags(county, stays), 1);
    lists_unapply(county, list);
    assert_int_equal(tags(county, person), 1);
    /* A list of news alone ends nothing. */
    plan = (struct lists_plan){"低保一", "category", "dibao", "2022-10-10", true};
    on_list(county, &plan, "端木续保", other, "", "");
    assert_int_equal(tags(county, person), 1);
}

static void a_household_without_work_is_noted_once(void **state)
{
    struct county *county = *state;
    struct text id_no, other;
    int64_t person = somebody(county, "端木大户", &id_no);
    int64_t wife = somebody(county, "端木小户", &other);
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct change change = change_create(work, &household_ledger);
    change_set(&change, HOUSEHOLD_REGION, value_number(county_town + 1));
    change_set(&change, HOUSEHOLD_HEAD_NAME, value_text(TEXT("端木大户")));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    int64_t household = change.row->id;
    county_end(county);
    lists_set(county, &person_ledger, person, PERSON_HOUSEHOLD, value_number(household));
    lists_set(county, &person_ledger, wife, PERSON_HOUSEHOLD, value_number(household));
    struct lists_plan plan = {"低保二", "category", "dibao", "2022-09-30", false};
    const char *both = arena_printf(&county->arena, "姓名,身份证号\n端木大户,%.*s\n端木小户,%.*s\n",
                                    TEXT_ARG(id_no), TEXT_ARG(other))
                           .s;
    lists_apply(county, lists_compare(county, &plan, both), false);
    assert_int_equal(
        items(county, person, "zero_household") + items(county, wife, "zero_household"), 1);
    /* Both qualify and have not applied: candidates. */
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM recognition WHERE county = $1 AND"
                                  " state = 'found' AND person_id IN (%lld, %lld)",
                                  (long long)person, (long long)wife),
                     2);
}

static void who_draws_and_should_not_is_flagged(void **state)
{
    struct county *county = *state;
    struct text pensioner_no, owner_no, dead_no, post_no, nobody_no;
    int64_t pensioner = somebody(county, "端木养老", &pensioner_no);
    int64_t owner = somebody(county, "端木老板", &owner_no);
    int64_t dead = somebody(county, "端木已故", &dead_no);
    int64_t post = somebody(county, "端木在岗", &post_no);
    int64_t nobody = somebody(county, "端木无关", &nobody_no);
    recognise(county, pensioner);
    recognise(county, owner);
    work_at(county, post, "4", "1");
    struct lists_plan pension = {"养老", "pension", "", "2022-09-30", false};
    on_list(county, &pension, "端木养老", pensioner_no, "", "");
    assert_int_equal(items(county, pensioner, "flag_pension"), 1);
    struct lists_plan business = {"市场主体", "business", "", "2022-09-30", false};
    on_list(county, &business, "端木老板", owner_no, "", "");
    assert_int_equal(items(county, owner, "flag_business"), 1);
    struct lists_plan deaths = {"死亡", "deceased", "", "2022-09-30", false};
    on_list(county, &deaths, "端木已故", dead_no, "", "");
    assert_int_equal(items(county, dead, "flag_deceased"), 1);
    struct lists_plan insured = {"参保四", "insured", "", "2022-09-30", false};
    on_list(county, &insured, "端木在岗", post_no, "", "");
    assert_int_equal(items(county, post, "flag_working"), 1);
    /* Who draws nothing is nobody's business. */
    pension.source = "养老二";
    on_list(county, &pension, "端木无关", nobody_no, "", "");
    assert_int_equal(items(county, nobody, "flag_pension"), 0);
}

/* What somebody has worked on since the list was applied stays when it is taken back. */
static void what_was_worked_on_stays(void **state)
{
    struct county *county = *state;
    struct text id_no;
    int64_t person = somebody(county, "端木留痕", &id_no);
    struct lists_plan plan = {"参保五", "insured", "", "2022-09-30", false};
    int64_t list = on_list(county, &plan, "端木留痕", id_no, "", "");
    int64_t item =
        lists_number(county, "SELECT id FROM watch_item WHERE county = $1 AND person_id = %lld",
                     (long long)person);
    lists_set(county, &watch_item_ledger, item, WATCH_ITEM_DETAIL, value_text(TEXT("已电话核实")));
    lists_unapply(county, list);
    assert_int_equal(items(county, person, "found_working"), 1);
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM list_match WHERE county = $1 AND"
                                  " list_id = %lld AND applied = 1",
                                  (long long)list),
                     0);
}

/* ---- many at once ---- */

static int64_t entries(struct county *county)
{
    return lists_number(county, "SELECT count(*) FROM audit WHERE county = $1");
}

static void a_great_batch_is_taken_back_in_few_steps(void **state)
{
    enum { PEOPLE = 520 }; /* more than one step of 500 */
    struct county *county = *state;
    struct job_info job;
    struct buf csv;
    buf_init(&csv, 1 << 20);
    buf_adds(&csv, "姓名,身份证号\n");
    for (int i = 0; i < PEOPLE; i++) {
        struct text id_no = lists_id_no(county, "1979-05-15", i + 1);
        buf_addf(&csv, "端木众人,%.*s\n", TEXT_ARG(id_no));
        lists_person(county, "端木众人", id_no);
    }
    buf_addc(&csv, '\0');
    struct lists_plan plan = {"大批", "category", "dibao", "2022-09-30", false};
    int64_t list = lists_compare(county, &plan, csv.s);
    buf_release(&csv);
    int64_t before = entries(county);
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_apply_submit(work, list, false, TEXT_EMPTY, &job, &county->errors,
                                        &county->error));
    /* Twice at a time would bring everything about twice. */
    assert_int_equal(
        list_apply_submit(work, list, false, TEXT_EMPTY, &job, &county->errors, &county->error),
        CONFLICT);
    county_end(county);
    lists_run(county);
    int64_t effects =
        lists_number(county, "SELECT count(*) FROM list_effect WHERE county = $1 AND list = %lld",
                     (long long)list);
    assert_int_equal(effects, 2 * PEOPLE); /* a tag and a candidate each */
    assert_true(entries(county) - before < 10);
    before = entries(county);
    lists_unapply(county, list);
    assert_true(entries(county) - before < 15);
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM list_effect WHERE county = $1 AND"
                                  " list = %lld AND undone_at = 0",
                                  (long long)list),
                     0);
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM category_tag t JOIN person p ON p.county ="
                                  " t.county AND p.id = t.person_id WHERE t.county = $1 AND"
                                  " t.removed_at = 0 AND p.name = '端木众人'"),
                     0);
    lists_audit_is_whole(county);
}

/* ---- what waits ---- */

static enum status step(struct county *county, int64_t claim, int64_t user, const char *name,
                        const char *reason)
{
    struct row *row;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county->actor.user = user;
    county->errors = (struct errors){0};
    county_ok(county, rows_get(work, &claim_ledger, claim, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(work, row);
    change.reason = text_of(reason);
    if (text_is(text_of(name), "approve")) {
        change_set(&change, CLAIM_AMOUNT, value_number(50000));
    }
    enum status status = change_act(&change, flow_action(&claim_flow, text_of(name)),
                                    &county->errors, &county->error);
    county_end(county);
    return status;
}

static void no_benefit_is_paid_before_it_is_settled_who_he_is(void **state)
{
    struct county *county = *state;
    struct text id_no;
    int64_t person = somebody(county, "端木申领", &id_no);
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct change change = change_create(work, &claim_ledger);
    change_set(&change, CLAIM_BENEFIT, value_text(TEXT("transport")));
    change_set(&change, CLAIM_PERSON, value_number(person));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    int64_t claim = change.row->id;
    county_end(county);
    county_ok(county, step(county, claim, 3, "review", ""));
    county_ok(county, step(county, claim, 3, "hand", ""));

    char *wrong = arena_cstr(&county->arena, id_no);
    wrong[16] = (char)('0' + (wrong[16] - '0' + 5) % 10);
    struct lists_plan plan = {"养老待发", "pension", "", "2022-09-30", false};
    const char *csv = arena_printf(&county->arena, "姓名,身份证号\n端木申领,%s\n", wrong).s;
    int64_t list = lists_compare(county, &plan, csv);
    int64_t match = lists_pair(county, list, 1, person);
    assert_int_not_equal(match, 0);
    assert_int_equal(step(county, claim, 4, "approve", ""), INVALID);
    assert_string_equal(county->errors.at[0].field, "person_id");
    assert_true(text_has(county->errors.at[0].message, TEXT("疑似没有审核")));
    county_ok(county, step(county, claim, 4, "approve", "已电话核实本人"));
    assert_int_equal(step(county, claim, 3, "pay", ""), INVALID);
    county_ok(county, lists_answer(county, 21, match, "different"));
    if (text_is(lists_match(county, match)->value[LIST_MATCH_STATE].text, "second")) {
        assert_int_equal(step(county, claim, 3, "pay", ""), INVALID);
        county_ok(county, lists_answer(county, 22, match, "different"));
    }
    county_ok(county, step(county, claim, 3, "pay", ""));
}

/* The wage of one month of whoever holds the post; `paid` 0: only what is due. */
static enum status wage(struct county *county, int64_t person, const char *month, int64_t paid,
                        const char *override)
{
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county->errors = (struct errors){0};
    struct change change = change_create(work, &wage_ledger);
    change_set(&change, WAGE_PERSON, value_number(person));
    change_set(&change, WAGE_MONTH, value_date((struct date){county_day(month), DATE_MONTH}));
    change_set(&change, WAGE_DUE, value_number(100000));
    if (paid > 0) {
        change_set(&change, WAGE_PAID, value_number(paid));
        change_set(&change, WAGE_PAID_ON,
                   value_date((struct date){county_day("2022-09-12"), DATE_DAY}));
    }
    if (override != NULL) {
        change_set(&change, WAGE_OVERRIDE, value_text(text_of(override)));
    }
    enum status status = change_save(&change, &county->errors, &county->error);
    county_end(county);
    return status;
}

static void hold_post(struct county *county, int64_t person)
{
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct change post = change_create(work, &post_ledger);
    change_set(&post, POST_NAME, value_text(TEXT("待发保洁员")));
    change_set(&post, POST_KIND, value_text(TEXT("epidemic")));
    change_set(&post, POST_REGION, value_number(360722100001));
    change_set(&post, POST_QUOTA, value_number(1));
    county_ok(county, change_save(&post, &county->errors, &county->error));
    struct change placement = change_create(work, &placement_ledger);
    change_set(&placement, PLACEMENT_PERSON, value_number(person));
    change_set(&placement, PLACEMENT_POST, value_number(post.row->id));
    change_set(&placement, PLACEMENT_START,
               value_date((struct date){county_day("2022-03-01"), DATE_DAY}));
    change_set(&placement, PLACEMENT_CONTRACT_NO, value_text(TEXT("协议1")));
    county_ok(county, change_save(&placement, &county->errors, &county->error));
    county_end(county);
}

static void no_wage_is_paid_before_it_is_settled_who_he_is(void **state)
{
    struct county *county = *state;
    struct text id_no;
    int64_t person = somebody(county, "端木上岗", &id_no);
    hold_post(county, person);
    county_ok(county, wage(county, person, "2022-05-01", 100000, NULL));

    char *wrong = arena_cstr(&county->arena, id_no);
    wrong[16] = (char)('0' + (wrong[16] - '0' + 5) % 10);
    struct lists_plan plan = {"养老待查", "pension", "", "2022-09-30", false};
    const char *csv = arena_printf(&county->arena, "姓名,身份证号\n端木上岗,%s\n", wrong).s;
    int64_t match = lists_pair(county, lists_compare(county, &plan, csv), 1, person);
    assert_int_not_equal(match, 0);
    assert_int_equal(wage(county, person, "2022-06-01", 100000, NULL), INVALID);
    assert_string_equal(county->errors.at[0].field, "person_id");
    assert_true(text_has(county->errors.at[0].message, TEXT("疑似没有审核")));
    county_ok(county, wage(county, person, "2022-06-01", 0, NULL));
    county_ok(county, wage(county, person, "2022-07-01", 100000, "已到村核实本人"));
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM wage WHERE county = $1 AND "
                                  "person_id = %lld AND override = '已到村核实本人'",
                                  (long long)person),
                     1);
    for (int user = 21;
         !text_is(lists_match(county, match)->value[LIST_MATCH_STATE].text, "decided"); user++) {
        assert_int_equal(wage(county, person, "2022-08-01", 100000, NULL), INVALID);
        county_ok(county, lists_answer(county, user, match, "different"));
    }
    county_ok(county, wage(county, person, "2022-08-01", 100000, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_works_unknown_to_us_is_noted),
        cmocka_unit_test(who_worked_away_and_is_insured_here_came_home),
        cmocka_unit_test(who_left_the_insured_may_have_lost_his_job),
        cmocka_unit_test(who_left_a_whole_list_loses_its_tag),
        cmocka_unit_test(a_household_without_work_is_noted_once),
        cmocka_unit_test(who_draws_and_should_not_is_flagged),
        cmocka_unit_test(what_was_worked_on_stays),
        cmocka_unit_test(no_benefit_is_paid_before_it_is_settled_who_he_is),
        cmocka_unit_test(no_wage_is_paid_before_it_is_settled_who_he_is),
        cmocka_unit_test(a_great_batch_is_taken_back_in_few_steps),
    };
    return cmocka_run_group_tests(tests, open_county, county_close);
}
