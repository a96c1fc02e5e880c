#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/lists/list_again.h"
#include "domain/lists/list_compare.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_store.h"
#include "domain/people/person.h"
#include "domain/people/person_merge.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "lists.h"
#include "store/job.h"

/*
 * One bureau's list in two versions. 甲 stands in it as in the registry; 乙 and 丙 with one wrong
 * digit; 丁 is nobody the registry knows.
 */
struct people {
    int64_t first, second, third;
    struct text first_no, second_no, third_no, fourth_no;
};

static struct people people;
static int64_t old_list;

static struct text one_digit_other(struct county *county, struct text id_no)
{
    char *other = arena_cstr(&county->arena, id_no);
    other[16] = (char)('0' + (other[16] - '0' + 5) % 10);
    return text_of(other);
}

static const char *two_versions(struct county *county, const char *second, const char *more)
{
    struct text a = people.first_no, b = one_digit_other(county, people.second_no),
                c = one_digit_other(county, people.third_no), d = people.fourth_no;
    return arena_printf(&county->arena,
                        "姓名,身份证号,享受时间\n欧阳明远,%.*s,2022-01-01\n%s,%.*s,2022-01-01\n"
                        "诸葛小满,%.*s,2022-01-01\n东方不识,%.*s,2022-01-01\n%s",
                        TEXT_ARG(a), second, TEXT_ARG(b), TEXT_ARG(c), TEXT_ARG(d), more)
        .s;
}

static int open_people(void **state)
{
    county_open(state);
    struct county *county = *state;
    people.first_no = lists_id_no(county, "1980-05-06", 811);
    people.second_no = lists_id_no(county, "1975-03-02", 812);
    people.third_no = lists_id_no(county, "1990-11-20", 813);
    people.fourth_no = lists_id_no(county, "1988-08-08", 814);
    people.first = lists_person(county, "欧阳明远", people.first_no);
    people.second = lists_person(county, "司徒建国", people.second_no);
    people.third = lists_person(county, "诸葛小满", people.third_no);
    lists_start_jobs(county);
    struct lists_plan plan = {"再比对", "category", "dibao", "2022-09-01", false};
    old_list = lists_compare(county, &plan, two_versions(county, "司徒建国", ""));
    return 0;
}

static void look_again(struct county *county)
{
    county->now += 11 * 60000;
    county_ok(county, list_again_due(county->app, &county->arena, &county->error));
    lists_run(county);
}

static struct text text_at(struct county *county, int64_t match, int field)
{
    return lists_match(county, match)->value[field].text;
}

static void decide(struct county *county, int64_t match, const char *decision)
{
    county_ok(county, lists_answer(county, 21, match, decision));
    if (!text_is(text_at(county, match, LIST_MATCH_STATE), "decided")) {
        county_ok(county, lists_answer(county, 22, match, decision));
    }
    lists_assert_state(county, match, "decided");
}

/* ---- tests ---- */

static void a_new_version_keeps_what_did_not_change(void **state)
{
    struct county *county = *state;
    int64_t second = lists_pair(county, old_list, 2, people.second);
    int64_t third = lists_pair(county, old_list, 3, people.third);
    assert_int_not_equal(second, 0);
    assert_int_not_equal(third, 0);
    decide(county, second, "same");
    struct lists_plan plan = {"再比对", "category", "dibao", "2022-10-01", false};
    int64_t list =
        lists_compare(county, &plan, two_versions(county, "司徒建国", "新来一人,,2022-09-01\n"));
    int64_t models = lists_number(county, "SELECT count(*) FROM list_model WHERE county = $1");
    assert_int_equal(models, 1); /* nothing was estimated again */
    int64_t carried = lists_pair(county, list, 2, people.second);
    lists_assert_state(county, carried, "decided");
    assert_true(text_is(text_at(county, carried, LIST_MATCH_DECISION), "same"));
    assert_int_equal(lists_number(county,
                                  "SELECT min(reviewer) FROM list_decision WHERE county = $1"
                                  " AND match_id = %lld",
                                  (long long)carried),
                     21);
    lists_assert_state(county, lists_pair(county, list, 1, people.first), "sure");
    lists_assert_state(county, lists_pair(county, list, 3, people.third), "open");
    /* What was undecided waits in the newer version alone. */
    assert_int_equal(lists_pair(county, old_list, 3, people.third), 0);
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM list_row WHERE county = $1 AND list = %lld"
                                  " AND outcome = ''",
                                  (long long)list),
                     0);
    /* It was sent by mistake: the suspects of the version before are asked again. */
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_withdraw(work, list, TEXT("报错了"), &county->error));
    county_end(county);
    assert_int_equal(lists_pair(county, old_list, 3, people.third), third);
}

/* A member of what the newest job of a kind said in the end. */
static int64_t job_said(struct county *county, int64_t list, const char *member)
{
    struct list_file file;
    struct job_info info;
    struct json *result;
    int64_t value = -1;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, list_file_read(work, list, &file, &county->error));
    county_ok(county, job_find(work->db, NULL, county_code, file.job, &info, &county->arena,
                               &county->error));
    county_ok(county, json_parse(&county->arena, info.result, &result, &county->error));
    county_end(county);
    json_int(json_member(result, member), &value);
    return value;
}

/* Only what is new is held against the registry; with what is carried it is what a comparison from
 * scratch finds. */
static void only_what_is_new_is_scored(void **state)
{
    struct county *county = *state;
    struct lists_plan plan = {"再比对", "category", "dibao", "2022-10-03", false};
    const char *csv = two_versions(county, "司徒建国", "新来一人,,2022-09-01\n");
    int64_t list = lists_compare(county, &plan, csv);
    plan.source = "从头比对";
    int64_t whole = lists_compare(county, &plan, csv);
    assert_int_equal(job_said(county, list, "compared"), 1);
    assert_int_equal(job_said(county, whole, "compared"), 5);
    assert_true(job_said(county, list, "scored") < job_said(county, whole, "scored"));
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM list_match a JOIN list_match b"
                                  " ON b.county = a.county AND b.list_id = %lld"
                                  " AND b.place = a.place AND b.person_id = a.person_id"
                                  " AND b.outcome = a.outcome AND b.removed_at = 0"
                                  " WHERE a.county = $1 AND a.list_id = %lld AND a.removed_at = 0",
                                  (long long)whole, (long long)list),
                     3);
    for (int64_t id = list; id != 0; id = id == list ? whole : 0) {
        assert_int_equal(lists_number(county,
                                      "SELECT count(*) FROM list_match WHERE county = $1"
                                      " AND list_id = %lld AND removed_at = 0",
                                      (long long)id),
                         3);
        struct work *work = county_write(county, ROLE_COUNTY, county_code);
        county_ok(county, list_withdraw(work, id, TEXT("试"), &county->error));
        county_end(county);
    }
}

static void a_row_that_changed_is_asked_again(void **state)
{
    struct county *county = *state;
    struct lists_plan plan = {"再比对", "category", "dibao", "2022-10-02", false};
    int64_t list = lists_compare(county, &plan, two_versions(county, "司徒建过", ""));
    int64_t match = lists_pair(county, list, 2, people.second);
    assert_int_not_equal(match, 0);
    lists_assert_state(county, match, "open");
    struct text again = text_at(county, match, LIST_MATCH_AGAIN);
    assert_int_not_equal(text_find(again, TEXT("同一人")), TEXT_NONE);
    assert_int_not_equal(text_find(again, TEXT("名单里")), TEXT_NONE);
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_withdraw(work, list, TEXT("报错了"), &county->error));
    county_end(county);
}

static void what_is_no_part_of_the_basis_changes_nothing(void **state)
{
    struct county *county = *state;
    int64_t match = lists_pair(county, old_list, 2, people.second);
    lists_assert_state(county, match, "decided");
    lists_set(county, &person_ledger, people.second, PERSON_PHONE, value_text(TEXT("13807970001")));
    look_again(county);
    lists_assert_state(county, match, "decided");
    assert_false(value_is_set(&lists_match(county, match)->value[LIST_MATCH_AGAIN]));
}

static void a_person_who_changed_is_asked_about_again(void **state)
{
    struct county *county = *state;
    int64_t match = lists_pair(county, old_list, 2, people.second);
    lists_apply(county, old_list, false);
    int64_t tags = lists_number(county,
                                "SELECT count(*) FROM category_tag WHERE county = $1 AND"
                                " removed_at = 0 AND person_id = %lld",
                                (long long)people.second);
    assert_int_equal(tags, 1);
    lists_set(county, &person_ledger, people.second, PERSON_NAME, value_text(TEXT("司徒卫东")));
    look_again(county);
    lists_assert_state(county, match, "open");
    assert_int_not_equal(text_find(text_at(county, match, LIST_MATCH_AGAIN), TEXT("台账里")),
                         TEXT_NONE);
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM list_decision WHERE county = $1 AND"
                                  " match_id = %lld AND withdrawn_at = 0",
                                  (long long)match),
                     0);
    /* He was somebody else after all: what the list brought him goes. */
    decide(county, match, "different");
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM category_tag WHERE county = $1 AND"
                                  " removed_at = 0 AND person_id = %lld",
                                  (long long)people.second),
                     0);
    assert_int_equal(lists_match(county, match)->value[LIST_MATCH_APPLIED].number, 0);
    lists_audit_is_whole(county);
}

/* What was sure is asked about when a name changes, and settled when it is put right. */
static void a_name_put_right_settles_its_pair(void **state)
{
    struct county *county = *state;
    lists_set(county, &person_ledger, people.first, PERSON_NAME, value_text(TEXT("欧阳明元")));
    look_again(county);
    int64_t sure = lists_pair(county, old_list, 1, people.first);
    lists_assert_state(county, sure, "open");
    lists_set(county, &person_ledger, people.first, PERSON_NAME, value_text(TEXT("欧阳明远")));
    look_again(county);
    lists_assert_state(county, sure, "sure");
    lists_audit_is_whole(county);
}

static void who_is_taken_out_is_no_suspect(void **state)
{
    struct county *county = *state;
    struct row *row;
    assert_int_not_equal(lists_pair(county, old_list, 3, people.third), 0);
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county,
              rows_get(work, &person_ledger, people.third, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(work, row);
    change.reason = TEXT("重复登记");
    county_ok(county, change_remove(&change, &county->error));
    county_end(county);
    look_again(county);
    assert_int_equal(lists_pair(county, old_list, 3, people.third), 0);
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM list_row WHERE county = $1 AND list = %lld"
                                  " AND outcome = 'alone'",
                                  (long long)old_list),
                     2);
}

/* ---- a list that goes while it is compared again ---- */

static int64_t going_list;

static void withdraw(struct county *county)
{
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_withdraw(work, going_list, TEXT("报错了"), &county->error));
    county_end(county);
}

static void nothing_is_written_to_a_list_that_went_meanwhile(void **state)
{
    struct county *county = *state;
    struct text id_no = lists_id_no(county, "1983-03-03", 831);
    struct lists_plan plan = {"将撤回", "category", "dibao", "2022-09-01", false};
    const char *csv =
        arena_printf(&county->arena, "姓名,身份证号\n令狐后来,%.*s\n", TEXT_ARG(id_no)).s;
    going_list = lists_compare(county, &plan, csv);
    int64_t late = lists_person(county, "令狐后来", id_no);
    lists_meanwhile(withdraw, county);
    look_again(county);
    assert_int_equal(lists_pair(county, going_list, 1, late), 0);
    assert_int_equal(lists_number(county,
                                  "SELECT count(*) FROM list_batch WHERE county = $1 AND id = %lld"
                                  " AND removed_at <> 0",
                                  (long long)going_list),
                     1);
    lists_audit_is_whole(county);
}

/* ---- two records become one, and two again ---- */

static int64_t pairs_of(struct county *county, int64_t list, int row)
{
    return lists_number(county,
                        "SELECT count(*) FROM list_match WHERE county = $1 AND list_id = %lld"
                        " AND list_row = %d AND removed_at = 0",
                        (long long)list, row + 1);
}

static int64_t merge(struct county *county, int64_t kept, int64_t gone)
{
    struct person_merge plan = {.kept = kept, .gone = gone, .reason = TEXT("一人两档")};
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, person_merge_do(work, &plan, &county->errors, &county->error));
    county_end(county);
    look_again(county);
    return plan.id;
}

static void part(struct county *county, int64_t id)
{
    struct buf text;
    buf_init(&text, 1 << 16);
    struct json_out out = json_into(&text);
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, person_merge_part(work, id, TEXT("是两个人"), &out, NULL, &county->errors,
                                        &county->error));
    county_end(county);
    buf_release(&text);
    look_again(county);
}

#define assert_stands(county, match, state)                                                        \
    do {                                                                                           \
        assert_int_not_equal(match, 0);                                                            \
        lists_assert_state(county, match, state);                                                  \
    } while (0)

/*
 * Row 1 is 甲, who has another record 乙, which row 2 is but for a digit; row 3 may be 丙 or 丁,
 * two records of one person.
 */
static void the_pairs_of_merged_records_are_judged_again(void **state)
{
    struct county *county = *state;
    struct text first_no = lists_id_no(county, "1981-01-07", 821);
    struct text second_no = lists_id_no(county, "1969-12-03", 822);
    struct text third_no = lists_id_no(county, "1984-02-09", 823);
    int64_t first = lists_person(county, "南宫甲第", first_no);
    int64_t second = lists_person(county, "南宫乙第", second_no);
    int64_t third = lists_person(county, "南宫丙第", third_no);
    int64_t fourth = lists_person(county, "南宫丙第", lists_id_no(county, "1984-02-09", 824));
    struct lists_plan plan = {"合并再比对", "category", "dibao", "2022-09-01", false};
    struct text second_wrong = one_digit_other(county, second_no);
    struct text third_wrong = one_digit_other(county, third_no);
    const char *csv =
        arena_printf(&county->arena, "姓名,身份证号\n南宫甲第,%.*s\n南宫乙第,%.*s\n南宫丙第,%.*s\n",
                     TEXT_ARG(first_no), TEXT_ARG(second_wrong), TEXT_ARG(third_wrong))
            .s;
    int64_t list = lists_compare(county, &plan, csv);
    assert_stands(county, lists_pair(county, list, 1, first), "sure");
    assert_stands(county, lists_pair(county, list, 2, second), "open");
    assert_stands(county, lists_pair(county, list, 3, fourth), "open");

    int64_t one = merge(county, first, second);
    assert_int_equal(lists_pair(county, list, 2, second), 0);
    assert_int_equal(lists_pair(county, list, 2, first), 0); /* nothing of 甲 is like row 2 */
    assert_stands(county, lists_pair(county, list, 1, first), "sure");
    part(county, one);
    assert_stands(county, lists_pair(county, list, 2, second), "open");
    assert_stands(county, lists_pair(county, list, 1, first), "sure");

    /* 丙 is looked at by himself, and may be row 3 as well as 丁. */
    lists_set(county, &person_ledger, third, PERSON_PHONE, value_text(TEXT("13807970003")));
    look_again(county);
    assert_int_equal(pairs_of(county, list, 3), 2);
    one = merge(county, third, fourth);
    assert_int_equal(pairs_of(county, list, 3), 1);
    assert_stands(county, lists_pair(county, list, 3, third), "open");
    part(county, one);
    assert_stands(county, lists_pair(county, list, 3, fourth), "open");
    lists_audit_is_whole(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_version_keeps_what_did_not_change),
        cmocka_unit_test(only_what_is_new_is_scored),
        cmocka_unit_test(a_row_that_changed_is_asked_again),
        cmocka_unit_test(what_is_no_part_of_the_basis_changes_nothing),
        cmocka_unit_test(a_person_who_changed_is_asked_about_again),
        cmocka_unit_test(a_name_put_right_settles_its_pair),
        cmocka_unit_test(who_is_taken_out_is_no_suspect),
        cmocka_unit_test(nothing_is_written_to_a_list_that_went_meanwhile),
        cmocka_unit_test(the_pairs_of_merged_records_are_judged_again),
    };
    return cmocka_run_group_tests(tests, open_people, county_close);
}
