/* Every figure of the page of data quality is the length of the list it opens into. */
#include "domain/campaign/quality.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "county.h"
#include "domain/people/person.h"
#include "domain/query.h"
#include "ledger/change.h"

enum { TEXT_CEILING = 1 << 20 };

static const struct json *ask(struct county *county, enum role role, int64_t reach, int64_t place)
{
    struct quality *quality;
    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    struct work *work = county_read(county, role, reach);
    county_ok(county, quality_count(county->app, work, place, &quality, &county->error));
    quality_json(quality, &out);
    const struct json *tree = county_tree(county, &text);
    buf_release(&text);
    county_end(county);
    return tree;
}

static int64_t number(const struct json *object, const char *name)
{
    int64_t n = -1;
    json_int(json_member(object, name), &n);
    return n;
}

/* How many people the item's query lists inside a unit. */
static int64_t listed(struct county *county, enum role role, int64_t reach, const struct json *item,
                      struct text region)
{
    struct query_plan plan;
    struct query_result result;
    struct work *work = county_read(county, role, reach);
    query_read(work, &person_ledger, json_member(item, "query"), &plan, &county->errors);
    plan.filters = arena_printf(&county->arena, "region within %.*s", TEXT_ARG(region));
    assert_int_equal(county->errors.n, 0);
    county_ok(county,
              query_run(county->app, work, &plan, &result, &county->errors, &county->error));
    county_end(county);
    return result.total;
}

static void check_lines(struct county *county, enum role role, int64_t reach,
                        const struct json *told, const struct json *lines, size_t n)
{
    const struct json *items = json_member(told, "items");
    for (size_t l = 0; l < n; l++) {
        const struct json *line = lines->kind == JSON_KIND_LIST ? &lines->at[l] : lines;
        const struct json *figures = json_member(line, "figures");
        assert_int_equal(figures->n, items->n);
        for (size_t i = 0; i < items->n; i++) {
            int64_t figure;
            assert_true(json_int(&figures->at[i], &figure));
            struct text region = json_member(line, "region")->text;
            assert_int_equal(figure, listed(county, role, reach, &items->at[i], region));
        }
    }
}

static void opens_every_figure_into_its_people(void **state)
{
    struct county *county = *state;
    county_write(county, ROLE_COUNTY, county_code);
    for (int i = 0; i < 6; i++) {
        struct change change = change_create(&county->work, &person_ledger);
        change_set(&change, PERSON_NAME, value_text(TEXT("同名人")));
        change_set(&change, PERSON_BIRTH,
                   value_date((struct date){county_day("1990-01-01"), DATE_DAY}));
        change_set(&change, PERSON_REGION, value_number(county_town + 201));
        change_set(&change, PERSON_PHONE, value_text(TEXT("13800138000")));
        county_ok(county, change_save(&change, &county->errors, &county->error));
    }
    county_end(county);
    const struct json *told = ask(county, ROLE_COUNTY, county_code, 0);
    const struct json *rows = json_member(told, "rows"), *total = json_member(told, "total");
    assert_true(rows->n >= 10);
    check_lines(county, ROLE_COUNTY, county_code, told, rows, 3);
    check_lines(county, ROLE_COUNTY, county_code, told, total, 1);
    assert_true(number(total, "people") >= number(total, "faulty"));
    int64_t people = 0;
    for (size_t i = 0; i < rows->n; i++) {
        people += number(&rows->at[i], "people");
    }
    assert_int_equal(people, number(total, "people"));
    /* Shared phones and likely duplicates were just made. */
    const struct json *figures = json_member(total, "figures");
    int64_t shared = 0, twice = 0;
    json_int(&figures->at[figures->n - 2], &shared);
    json_int(&figures->at[figures->n - 1], &twice);
    assert_true(shared >= 6 && twice >= 6);
}

static void shows_a_township_its_villages_only(void **state)
{
    struct county *county = *state;
    const struct json *told = ask(county, ROLE_TOWNSHIP, county_town, 0);
    check_lines(county, ROLE_TOWNSHIP, county_town, told, json_member(told, "rows"), 2);
    check_lines(county, ROLE_TOWNSHIP, county_town, told, json_member(told, "total"), 1);
    const struct json *same = ask(county, ROLE_COUNTY, county_code, county_town);
    assert_int_equal(number(json_member(told, "total"), "people"),
                     number(json_member(same, "total"), "people"));
    struct quality *quality;
    struct work *work = county_read(county, ROLE_TOWNSHIP, county_town);
    assert_int_equal(quality_count(county->app, work, county_code, &quality, &county->error),
                     NOT_FOUND);
    county_end(county);
}

static void ranks_the_better_first(void **state)
{
    struct county *county = *state;
    const struct json *rows = json_member(ask(county, ROLE_COUNTY, county_code, 0), "rows");
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t k = 0; k < rows->n; k++) {
            int64_t a = number(&rows->at[i], "rate"), b = number(&rows->at[k], "rate");
            if (a >= 0 && b >= 0 && a > b) {
                assert_true(number(&rows->at[i], "rank") < number(&rows->at[k], "rank"));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_every_figure_into_its_people),
        cmocka_unit_test(shows_a_township_its_villages_only),
        cmocka_unit_test(ranks_the_better_first),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
