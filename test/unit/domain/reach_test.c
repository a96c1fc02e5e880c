/* What a list counts is what its caller can read: for every role and ledger the total, the rows of
 * all pages and the rows of the database within his reach are the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "county.h"
#include "domain/ledgers.h"
#include "domain/people/access.h"
#include "domain/people/organization.h"
#include "domain/people/person.h"
#include "domain/query.h"
#include "facts/follow.h"
#include "ledger/change.h"
#include "ledger/rows.h"

enum { STEP = 100 };

struct reader {
    enum role role;
    int64_t region;
    int64_t organization;
};

static int64_t first_organization(struct county *county)
{
    struct row_list list;
    struct work *work = county_read(county, ROLE_PROGRAM, county_code);
    county_ok(county, rows_after(work, &organization_ledger, 0, 1, 0, &list, &county->error));
    county_end(county);
    assert_int_equal(list.n, 1);
    return list.at[0]->id;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The ids of all pages of a list, sorted; checks that each page tells the same total. */
static size_t list_all(struct county *county, const struct ledger *ledger, int64_t **out)
{
    struct query_plan plan = {.ledger = ledger, .sort_field = -1, .limit = STEP};
    struct query_result result;
    int64_t total = -1;
    do {
        county_ok(county, query_run(county->app, &county->work, &plan, &result, &county->errors,
                                    &county->error));
        if (total < 0) {
            total = result.total;
            *out = arena_array(&county->arena, int64_t, (size_t)total);
        }
        assert_int_equal(result.total, total);
        for (size_t i = 0; i < result.n; i++) {
            (*out)[plan.offset + (int64_t)i] = result.ids[i];
        }
        plan.offset += (int64_t)result.n;
    } while (result.n > 0);
    assert_int_equal(plan.offset, total);
    qsort(*out, (size_t)total, sizeof(**out), by_number);
    return (size_t)total;
}

/* Each row the database lets him read is in the list, and no other. */
static void expect_same(struct county *county, const struct ledger *ledger, const int64_t *ids,
                        size_t n)
{
    struct row_list list;
    int64_t after = 0;
    size_t at = 0;
    do {
        county_ok(county, rows_after(&county->work, ledger, after, STEP, 0, &list, &county->error));
        for (size_t i = 0; i < list.n; i++) {
            after = list.at[i]->id;
            if (at == n || ids[at] != after) {
                fail_msg("%s: role %s in %lld: row %lld is read but not listed", ledger->name,
                         role_name(county->actor.role), (long long)county->actor.region,
                         (long long)after);
            }
            at++;
        }
    } while (list.n > 0);
    if (at != n) {
        fail_msg("%s: role %s in %lld: %zu listed, %zu can be read", ledger->name,
                 role_name(county->actor.role), (long long)county->actor.region, n, at);
    }
}

/* The facts say of single rows what the list says of all. */
static void expect_reached(struct county *county, const struct ledger *ledger, const int64_t *ids,
                           size_t n)
{
    struct board *board = follow_board(county->app->facts);
    board_read(board);
    const struct table *table = board_table(board, text_of(ledger->name));
    for (uint32_t row = 0; row < table->rows; row++) {
        bool listed = n > 0 && bsearch(&table->ids[row], ids, n, sizeof(*ids), by_number) != NULL;
        if (bit_get(table->live, row) && table_reached(table, row, county->work.actor) != listed) {
            fail_msg("%s: role %s in %lld: row %lld", ledger->name, role_name(county->actor.role),
                     (long long)county->actor.region, (long long)table->ids[row]);
        }
    }
    board_done(board);
}

static void counts_only_what_can_be_read(void **state)
{
    struct county *county = *state;
    int64_t organization = first_organization(county);
    const struct reader readers[] = {
        {ROLE_COUNTY, county_code, 0},
        {ROLE_TOWNSHIP, county_town, 0},
        {ROLE_VILLAGE, county_town + 201, 0},
        {ROLE_BUREAU, county_code, 0},
        {ROLE_BUREAU, county_town, 0},
        {ROLE_ENTERPRISE, county_code, organization},
        {ROLE_ENTERPRISE, county_town, organization},
        {ROLE_ENTERPRISE, county_code, 0},
        {ROLE_AUDITOR, county_code, 0},
        {ROLE_SYSTEM_ADMIN, county_code, 0},
        {ROLE_SECURITY_ADMIN, county_code, 0},
        {ROLE_AUDIT_ADMIN, county_code, 0},
    };
    size_t listed = 0, enterprise = 0;
    for (size_t r = 0; r < COUNT(readers); r++) {
        county_read(county, readers[r].role, readers[r].region);
        county->actor.region = readers[r].region;
        county->actor.organization = readers[r].organization;
        for (const struct ledger *const *ledger = all_ledgers; *ledger != NULL; ledger++) {
            int64_t *ids;
            size_t n = list_all(county, *ledger, &ids);
            expect_same(county, *ledger, ids, n);
            expect_reached(county, *ledger, ids, n);
            listed += n;
            enterprise += readers[r].role == ROLE_ENTERPRISE ? n : 0;
        }
        county_end(county);
    }
    assert_true(listed > 3 * COUNTY_PEOPLE);
    assert_true(enterprise > 0);
}

/* A person taken out of use takes what is about him out of nobody's list by half. */
static void counts_alike_after_a_removal(void **state)
{
    struct county *county = *state;
    const struct ledger *people = ledger_find(all_ledgers, TEXT("person"));
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct row_list list;
    county_ok(county, rows_after(work, people, 0, 1, ROWS_PLAIN, &list, &county->error));
    struct change change = change_edit(work, list.at[0]);
    change.reason = TEXT("迁出");
    county_ok(county, change_remove(&change, &county->error));
    county_end(county);
    counts_only_what_can_be_read(state);
}

/* How many people of that name somebody of a role in a region finds. */
static int64_t found(struct county *county, enum role role, int64_t region, const char *name)
{
    struct query_plan plan = {
        .ledger = &person_ledger, .text = text_of(name), .sort_field = -1, .limit = 20};
    struct query_result result;
    county_read(county, role, region);
    county_ok(county, query_run(county->app, &county->work, &plan, &result, &county->errors,
                                &county->error));
    county_end(county);
    assert_int_equal(result.n, result.total);
    return result.total;
}

static void save(struct county *county, struct change *change)
{
    county_ok(county, change_save(change, &county->errors, &county->error));
}

/* What a list showed is kept, but never past a write, and never for somebody of another reach. */
static void a_kept_list_ends_with_a_write_and_is_nobody_elses(void **state)
{
    struct county *county = *state;
    static const char name[] = "慕容问天";
    for (int again = 0; again < 2; again++) {
        assert_int_equal(found(county, ROLE_COUNTY, county_code, name), 0);
    }
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct change change = change_create(work, &person_ledger);
    change_set(&change, PERSON_NAME, value_text(text_of(name)));
    change_set(&change, PERSON_BIRTH,
               value_date((struct date){county_day("1985-06-06"), DATE_DAY}));
    change_set(&change, PERSON_REGION, value_number(county_town + 201));
    save(county, &change);
    int64_t id = change.row->id;
    county_end(county);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(found(county, ROLE_COUNTY, county_code, name), 1);
        assert_int_equal(found(county, ROLE_TOWNSHIP, county_town, name), 1);
        assert_int_equal(found(county, ROLE_TOWNSHIP, county_town + 1000, name), 0);
        assert_int_equal(found(county, ROLE_ENTERPRISE, county_town, name), 0);
    }
    work = county_write(county, ROLE_COUNTY, county_code);
    struct row *row;
    county_ok(county, rows_get(work, &person_ledger, id, ROWS_PLAIN, &row, &county->error));
    change = change_edit(work, row);
    change_set(&change, PERSON_REGION, value_number(county_town + 1201));
    save(county, &change);
    county_end(county);
    assert_int_equal(found(county, ROLE_TOWNSHIP, county_town, name), 0);
    assert_int_equal(found(county, ROLE_TOWNSHIP, county_town + 1000, name), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_only_what_can_be_read),
        cmocka_unit_test(counts_alike_after_a_removal),
        cmocka_unit_test(a_kept_list_ends_with_a_write_and_is_nobody_elses),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
