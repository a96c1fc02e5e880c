#include "domain/campaign/board.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "county.h"
#include "domain/people/clarity.h"
#include "domain/people/employment_spell.h"
#include "domain/people/intention.h"
#include "domain/people/need.h"
#include "domain/people/person.h"
#include "domain/query.h"
#include "ledger/rows.h"

enum { BOARD_CEILING = 1 << 18, TOWNS = 16 };

static const struct json *board_of(struct county *county)
{
    struct buf text;
    buf_init(&text, BOARD_CEILING);
    struct json_out out = json_into(&text);
    county_ok(county, board_json(county->app, &county->work, &out, &county->error));
    const struct json *tree = county_tree(county, &text);
    buf_release(&text);
    return tree;
}

static int64_t number(const struct json *object, const char *member)
{
    int64_t n = -1;
    assert_true(json_int(json_member(object, member), &n));
    return n;
}

static int64_t sum(const struct json *list, const char *member)
{
    int64_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        n += number(&list->at[i], member);
    }
    return n;
}

/* The figure of that label. */
static int64_t figure(const struct json *list, const char *label)
{
    for (size_t i = 0; i < list->n; i++) {
        if (text_is(json_member(&list->at[i], "label")->text, label)) {
            return number(&list->at[i], "value");
        }
    }
    fail_msg("no %s", label);
    return -1;
}

static struct query_result asked(struct county *county, const struct ledger *ledger,
                                 const struct json *query, int64_t limit)
{
    struct query_plan plan;
    struct query_result result;
    query_read(&county->work, ledger, query, &plan, &county->errors);
    assert_int_equal(county->errors.n, 0);
    plan.limit = limit;
    county_ok(county, query_run(county->app, &county->work, &plan, &result, &county->errors,
                                &county->error));
    return result;
}

/* Every figure opens into as many rows as it says. */
static void opens(struct county *county, const struct json *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct json *link = json_member(&list->at[i], "link");
        const struct ledger *ledger =
            ledger_find(county->app->ledgers, json_member(link, "ledger")->text);
        assert_non_null(ledger);
        struct query_result rows = asked(county, ledger, json_member(link, "query"), 1);
        assert_int_equal(rows.total, number(&list->at[i], "value"));
    }
}

static void tells_the_county(void **state)
{
    struct county *county = *state;
    county_read(county, ROLE_COUNTY, county_code);
    const struct json *board = board_of(county);
    const struct json *figures = json_member(board, "figures");
    opens(county, figures);
    opens(county, json_member(board, "todo"));
    int64_t people = asked(county, &person_ledger, NULL, 1).total;
    assert_true(people >= COUNTY_PEOPLE); /* some are registered twice */
    assert_int_equal(figure(figures, "台账人数"), people);
    assert_true(figure(figures, "认定对象") > 0);
    assert_true(figure(figures, "走访慰问人次") > 0);
    const struct json *towns = json_member(board, "towns");
    assert_int_equal(towns->n, TOWNS);
    assert_int_equal(sum(towns, "recognised"), figure(figures, "认定对象"));
    assert_int_equal(sum(towns, "placed"), figure(figures, "本期帮助就业"));
    county_end(county);
}

static void counts_weeks_up_to_today(void **state)
{
    struct county *county = *state;
    county_read(county, ROLE_COUNTY, county_code);
    const struct json *board = board_of(county);
    const struct json *weeks = json_member(board, "weeks");
    /* 2022-09-01 is a Thursday, 2022-10-18 a Tuesday. */
    assert_int_equal(weeks->n, 8);
    assert_true(text_is(json_member(&weeks->at[0], "week")->text, "2022-08-29"));
    assert_true(text_is(json_member(&weeks->at[7], "week")->text, "2022-10-17"));
    struct query_result rows;
    struct json *campaign;
    struct text query = TEXT("{\"where\":\"newly_recognised during 2022-09-01 to 2022-10-18\"}");
    county_ok(county, json_parse(&county->arena, query, &campaign, &county->error));
    rows = asked(county, &person_ledger, campaign, 1);
    assert_int_equal(sum(weeks, "recognised"), rows.total);
    county_end(county);
    county->now = clock_noon(county_day("2023-03-01")); /* long after the campaign */
    county_read(county, ROLE_COUNTY, county_code);
    weeks = json_member(board_of(county), "weeks");
    assert_true(text_is(json_member(&weeks->at[weeks->n - 1], "week")->text, "2022-10-31"));
    county_end(county);
    county->now = clock_noon(county_day("2022-10-18"));
}

static void reaches_no_further_than_the_caller(void **state)
{
    struct county *county = *state;
    county_read(county, ROLE_COUNTY, county_code);
    const struct json *all = json_member(board_of(county), "towns");
    county_end(county);
    county_read(county, ROLE_TOWNSHIP, county_town);
    const struct json *board = board_of(county);
    const struct json *figures = json_member(board, "figures");
    opens(county, figures);
    opens(county, json_member(board, "todo"));
    assert_int_equal(figure(figures, "认定对象"), number(&all->at[0], "recognised"));
    assert_true(figure(figures, "台账人数") < COUNTY_PEOPLE);
    const struct json *villages = json_member(board, "towns");
    int64_t region = 0;
    assert_true(villages->n > 1);
    assert_true(json_id(json_member(&villages->at[0], "region"), &region));
    assert_int_equal(region / 1000 * 1000, county_town);
    assert_int_equal(sum(villages, "recognised"), figure(figures, "认定对象"));
    county_end(county);
    county_read(county, ROLE_VILLAGE, region);
    board = board_of(county);
    opens(county, json_member(board, "figures"));
    assert_int_equal(json_member(board, "towns")->n, 1);
    assert_int_equal(sum(json_member(board, "towns"), "recognised"),
                     number(&villages->at[0], "recognised"));
    county_end(county);
}

static bool is_clear(struct county *county, int64_t id)
{
    struct work *work = &county->work;
    struct row *person;
    struct row_list spells, intentions, needs;
    county_ok(county, rows_get(work, &person_ledger, id, 0, &person, &county->error));
    county_ok(county, rows_referring(work, &employment_spell_ledger, EMPLOYMENT_SPELL_PERSON, id, 0,
                                     &spells, &county->error));
    county_ok(county, rows_referring(work, &intention_ledger, INTENTION_PERSON, id, 0, &intentions,
                                     &county->error));
    county_ok(county,
              rows_referring(work, &need_ledger, NEED_PERSON, id, 0, &needs, &county->error));
    return clarity_of(work, person, &spells, &intentions, &needs).score == 100;
}

/* Goes through everybody; how many are clear by both. */
static size_t agree(struct county *county)
{
    struct query_plan plan;
    query_read(&county->work, &person_ledger, NULL, &plan, &county->errors);
    plan.limit = COUNTY_PEOPLE;
    struct query_result everybody, clear;
    county_ok(county, query_run(county->app, &county->work, &plan, &everybody, &county->errors,
                                &county->error));
    plan.where = TEXT("all_clear");
    county_ok(county, query_run(county->app, &county->work, &plan, &clear, &county->errors,
                                &county->error));
    size_t met = 0;
    for (size_t i = 0; i < everybody.n; i++) {
        bool among = met < clear.n && clear.ids[met] == everybody.ids[i];
        assert_int_equal(is_clear(county, everybody.ids[i]), among);
        met += among;
    }
    return met;
}

/* The definition `all_clear` and the page's 四清 are one thing said twice, whatever days are set.
 */
static void agrees_with_the_page_on_who_is_clear(void **state)
{
    struct county *county = *state;
    county_read(county, ROLE_COUNTY, county_code);
    size_t usual = agree(county);
    county_end(county);
    assert_true(usual > 0 && usual < COUNTY_PEOPLE);
    county_set(county, "status_days", "200");
    county_set(county, "intention_days", "30");
    county_read(county, ROLE_COUNTY, county_code);
    assert_int_not_equal(agree(county), usual);
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_county),
        cmocka_unit_test(counts_weeks_up_to_today),
        cmocka_unit_test(reaches_no_further_than_the_caller),
        cmocka_unit_test(agrees_with_the_page_on_who_is_clear),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
