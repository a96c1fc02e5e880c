#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/lists/list_again.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_compare.h"
#include "domain/lists/list_demo.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_job.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_pairs.h"
#include "domain/lists/list_review.h"
#include "domain/lists/list_shape.h"
#include "domain/lists/list_store.h"
#include "domain/people/person.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "lists.h"

static int open_lists(void **state)
{
    county_open(state);
    struct county *county = *state;
    struct work *work = county_write(county, ROLE_PROGRAM, county_code);
    struct list_demo plan = {.seed = 3, .day = county_day("2022-10-18")};
    int sent;
    county_ok(county, list_demo_send(county->app, work, &plan, 1, &sent, &county->error));
    county_end(county);
    lists_start_jobs(county);
    lists_wait(sent);
    return 0;
}

/* ---- tests ---- */

static void a_demo_county_has_a_queue(void **state)
{
    struct county *county = *state;
    assert_int_equal(lists_number(county, "SELECT count(*) FROM list_batch WHERE county = $1 AND"
                                          " state = 'review'"),
                     5);
    assert_true(lists_number(county, "SELECT count(*) FROM list_match WHERE county = $1 AND"
                                     " state = 'open'") > 5);
    assert_true(lists_number(county, "SELECT count(*) FROM list_match WHERE county = $1 AND"
                                     " state = 'sure'") > 20);
    /* Only where number and name agree is nobody asked. */
    assert_int_equal(lists_number(county, "SELECT count(*) FROM list_match WHERE county = $1 AND"
                                          " state = 'sure' AND outcome <> 'same'"),
                     0);
    /* Every row that found nobody, or somebody, says so. */
    assert_int_equal(lists_number(county, "SELECT count(*) FROM list_row WHERE county = $1 AND"
                                          " outcome = '' AND change <> 'repeated'"),
                     0);
    assert_int_equal(lists_number(county, "SELECT count(*) FROM list_model WHERE county = $1") > 0,
                     1);
}

static void two_who_disagree_call_a_third(void **state)
{
    struct county *county = *state;
    int64_t id =
        lists_number(county, "SELECT min(id) FROM list_match WHERE county = $1 AND hard = 1 AND"
                             " state = 'open'");
    assert_int_not_equal(id, 0);
    county_ok(county, lists_answer(county, 7, id, "same"));
    lists_assert_state(county, id, "second");
    assert_int_equal(lists_answer(county, 7, id, "same"), DENIED);
    county_ok(county, lists_answer(county, 8, id, "different"));
    lists_assert_state(county, id, "third");
    assert_int_equal(lists_answer(county, 8, id, "same"), DENIED);
    county_ok(county, lists_answer(county, 9, id, "household"));
    lists_assert_state(county, id, "decided");
    assert_true(text_is(lists_match(county, id)->value[LIST_MATCH_DECISION].text, "household"));
    assert_int_equal(lists_answer(county, 10, id, "same"), CONFLICT);
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county->actor.user = 9;
    county_ok(county, list_answer_undo(work, id, &county->error));
    county_end(county);
    lists_assert_state(county, id, "third");
}

static void pairs_are_written_once_however_often(void **state)
{
    struct county *county = *state;
    struct row *match = lists_match(county, lists_number(county, "SELECT min(id) FROM list_match"
                                                                 " WHERE county = $1"));
    int64_t before = lists_number(county, "SELECT count(*) FROM list_match WHERE county = $1");
    struct list_who who = {.key = match->value[LIST_MATCH_PLACE].number};
    struct list_who person = {.key = match->value[LIST_MATCH_PERSON].number};
    struct list_side left = {&who, 1}, right = {&person, 1};
    struct list_pair pair = {.outcome = LIST_LIKELY, .reason = TEXT("x"), .weights = TEXT("[]")};
    struct list_found found = {.at = &pair, .n = 1};
    int64_t written = 0;
    struct row *list;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_find(work, match->value[LIST_MATCH_LIST].number, ROWS_PLAIN, &list,
                                &county->error));
    struct list_pairs_plan plan = {
        .list = list, .left = &left, .right = &right, .found = &found, .job = 1};
    county_ok(county, list_pairs_write(work, &plan, 0, 1, &written, &county->error));
    county_end(county);
    assert_int_equal(written, 0);
    assert_int_equal(lists_number(county, "SELECT count(*) FROM list_match WHERE county = $1"),
                     before);
}

static int64_t matches_of(struct county *county, int64_t list)
{
    struct text sql = arena_printf(&county->arena,
                                   "SELECT count(*) FROM list_match WHERE county = $1 AND"
                                   " removed_at = 0 AND list_id = %lld",
                                   (long long)list);
    return lists_number(county, "%s", sql.s);
}

/* As a process leaves it that died while it wrote: the next run writes what is missing. */
static void a_killed_comparison_goes_on(void **state)
{
    struct county *county = *state;
    int64_t list = lists_number(county, "SELECT min(id) FROM list_batch WHERE county = $1");
    int64_t before = matches_of(county, list);
    struct row *row;
    size_t dropped;
    struct job_info job;
    struct work *work = county_write(county, ROLE_PROGRAM, county_code);
    county_ok(county, list_find(work, list, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(work, row);
    county_ok(county, list_batch_move(&change, "review", "comparing", &county->error));
    county_ok(county, list_pairs_drop(work, list, TEXT("测试"), 10, &dropped, &county->error));
    county_ok(county, history_close(work, TEXT("test"), NULL, 0, TEXT_EMPTY, &county->error));
    county_ok(county, list_job_submit(work, "list_compare", TEXT("再来"), list, NULL, &job,
                                      &county->error));
    county_end(county);
    assert_int_equal(dropped, 10);
    jobs_wake(county->app->jobs);
    lists_wait(6);
    assert_int_equal(matches_of(county, list), before);
    assert_int_equal(lists_number(county, "SELECT count(*) FROM list_batch WHERE county = $1 AND"
                                          " state = 'review'"),
                     5);
}

/* Somebody of a list whom nobody knew is entered: the standing comparison finds him. */
static void who_is_entered_later_is_found(void **state)
{
    struct county *county = *state;
    county_ok(county, list_again_due(county->app, &county->arena, &county->error));
    assert_int_equal(lists_number(county, "SELECT count(*) FROM list_again WHERE county = $1"), 1);
    /* The last rows of a demo list are nobody the registry knows. */
    int64_t list = lists_number(county, "SELECT min(id) FROM list_batch WHERE county = $1");
    int64_t place = lists_number(county,
                                 "SELECT max(place) FROM list_row WHERE county = $1 AND"
                                 " outcome = 'alone' AND faults = 0 AND list = %lld",
                                 (long long)list);
    struct list_row row;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_row_read(work, list, place, &row, &county->error));
    struct change change = change_create(work, &person_ledger);
    change_set(&change, PERSON_NAME, value_text(list_row_value(&row, LIST_NAME)));
    change_set(&change, PERSON_ID_NO, value_text(list_row_value(&row, LIST_ID_NO)));
    change_set(&change, PERSON_REGION, value_number(county_town + 1));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    int64_t person = change.row->id;
    county_end(county);
    county->now += 11 * 60000;
    county_ok(county, list_again_due(county->app, &county->arena, &county->error));
    jobs_wake(county->app->jobs);
    lists_wait(7);
    work = county_read(county, ROLE_COUNTY, county_code);
    struct row_list found;
    county_ok(county, rows_referring(work, &list_match_ledger, LIST_MATCH_PERSON, person, 0, &found,
                                     &county->error));
    assert_int_equal(found.n, 1);
    assert_true(text_is(found.at[0]->value[LIST_MATCH_STATE].text, "sure"));
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_demo_county_has_a_queue),
        cmocka_unit_test(two_who_disagree_call_a_third),
        cmocka_unit_test(pairs_are_written_once_however_often),
        cmocka_unit_test(a_killed_comparison_goes_on),
        cmocka_unit_test(who_is_entered_later_is_found),
    };
    return cmocka_run_group_tests(tests, open_lists, county_close);
}
