/* A township made part of another half-way through the campaign: what goes, what stays, who
 * reports.
 */
#include "domain/campaign/unit_merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "county.h"
#include "domain/campaign/finding.h"
#include "domain/campaign/report_note.h"
#include "domain/campaign/submitting.h"
#include "domain/campaign/task_board.h"
#include "domain/people/person.h"
#include "domain/people/user.h"
#include "ledger/change.h"
#include "ledger/rows.h"
#include "standard/region.h"

static const int64_t anxi = 360722105000, gubei = 360722102000;
static int64_t people[2]; /* of anxi and gubei before */
static int64_t frozen_c01;
static const int64_t anxi_village = 360722105200;
static int64_t town_account, village_account;

static enum status open_one(struct county *county, int64_t user, const char *report,
                            const char *round, const char *unit, struct submitting *s)
{
    county_write(county, ROLE_COUNTY, county_code);
    county->actor.user = user;
    county->errors = (struct errors){0};
    return submitting_open(county->app, &county->work, text_of(report), text_of(round),
                           text_of(unit), s, &county->error);
}

static void hand_in(struct county *county, const char *report, const char *round, const char *unit)
{
    struct submitting s;
    county_ok(county, open_one(county, 1, report, round, unit, &s));
    for (int tries = 0; tries < 2; tries++) {
        enum status status = submitting_submit(&s, &county->errors, &county->error);
        if (status != INVALID) {
            county_ok(county, status);
            break;
        }
        struct errors refused = county->errors;
        county->errors = (struct errors){0};
        for (size_t i = 0; i < refused.n; i++) {
            const char *field = refused.at[i].field;
            assert_int_equal(strncmp(field, "explain.", 8), 0);
            struct submitting_words words = {NOTE_EXPLAIN, text_of(field + 8), TEXT("属实")};
            county_ok(county, submitting_write(&s, &words, 1, &county->errors, &county->error));
        }
    }
    county_end(county);
}

static void accept(struct county *county, const char *report, const char *round, const char *unit)
{
    struct submitting s;
    county_ok(county, open_one(county, 2, report, round, unit, &s));
    county_ok(county,
              submitting_step(&s, "accept", TEXT_EMPTY, NULL, 0, &county->errors, &county->error));
    county_end(county);
}

static struct text state_of(struct county *county, const char *report, const char *round,
                            const char *unit)
{
    struct submitting s;
    enum status status = open_one(county, 1, report, round, unit, &s);
    struct text state = status == OK ? submitting_state(&s) : TEXT("not asked");
    county_end(county);
    return state;
}

static int64_t count_people(struct county *county, int64_t region)
{
    struct row_list rows;
    county_read(county, ROLE_TOWNSHIP, region);
    county_ok(county,
              rows_after(&county->work, &person_ledger, 0, 100000, 0, &rows, &county->error));
    county_end(county);
    return (int64_t)rows.n;
}

/* The first round is sealed, of the second the unit alone has handed in: half-way. */
static void stands_half_way(void **state)
{
    struct county *county = *state;
    const struct notice *notice = app_books(county->app)->notice;
    struct submitting s;
    for (size_t i = 0; i < notice->units.n; i++) {
        if (notice->units.at[i].kind == UNIT_TOWNSHIP) {
            const char *key = arena_cstr(&county->arena, notice->units.at[i].key);
            hand_in(county, "table2", "first", key);
            accept(county, "table2", "first", key);
        }
    }
    county_ok(county, open_one(county, 1, "table2", "first", "county", &s));
    enum status status =
        submitting_seal(&s, TEXT("部门未报"), NULL, 0, &county->errors, &county->error);
    if (status == INVALID) {
        struct submitting_words words[16];
        size_t n = 0;
        for (size_t i = 0; i < county->errors.n && n < 16; i++) {
            words[n++] = (struct submitting_words){
                NOTE_EXPLAIN, text_of(county->errors.at[i].field + 8), TEXT("属实")};
        }
        county->errors = (struct errors){0};
        status = submitting_seal(&s, TEXT("部门未报"), words, n, &county->errors, &county->error);
    }
    county_ok(county, status);
    struct frozen *frozen;
    county_ok(county, submitting_frozen(&s, s.row, &frozen, &county->error));
    frozen_c01 = frozen_cell(frozen, NULL, TEXT("c01"))->value;
    county_end(county);
    hand_in(county, "table2", "second", "anxi");
    accept(county, "table2", "second", "anxi");
    hand_in(county, "table2", "second", "gubei");
    people[0] = count_people(county, anxi);
    people[1] = count_people(county, gubei);
    assert_true(people[0] > 0);
}

static void is_told_before_it_is_done(void **state)
{
    struct county *county = *state;
    struct unit_merge_told told;
    struct unit_merge plan = {anxi, gubei, TEXT_EMPTY};
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, unit_merge_preview(county->app, &county->work, &plan, &told, &county->error));
    assert_true(told.places > 0);
    assert_true(
        text_is(told.ledgers[0].ledger == &person_ledger ? TEXT("person") : TEXT(""), "person"));
    assert_int_equal(told.ledgers[0].moves, people[0]);
    assert_true(text_has(told.kept, TEXT("附表2 第一次")));
    assert_true(text_has(told.successors, TEXT("附表2 第二次")));
    assert_true(text_has(told.returned, TEXT("附表2 第二次")));
    plan.into = 360722102200; /* a village */
    assert_int_equal(unit_merge_preview(county->app, &county->work, &plan, &told, &county->error),
                     INVALID);
    plan.into = anxi;
    assert_int_equal(unit_merge_preview(county->app, &county->work, &plan, &told, &county->error),
                     INVALID);
    county_end(county);
    assert_int_equal(count_people(county, anxi), people[0]); /* nothing was written */
}

static void asks_for_its_paper_and_the_county(void **state)
{
    struct county *county = *state;
    struct unit_merge_told told;
    const struct unit_merge plan = {anxi, gubei, TEXT(" ")};
    county_write(county, ROLE_COUNTY, county_code);
    assert_int_equal(
        unit_merge_do(county->app, &county->work, &plan, &told, &county->errors, &county->error),
        INVALID);
    county_end(county);
    county_write(county, ROLE_TOWNSHIP, gubei);
    assert_int_equal(
        unit_merge_do(county->app, &county->work, &plan, &told, &county->errors, &county->error),
        DENIED);
    county_end(county);
}

static void make_account(struct county *county, const char *account, enum role role, int64_t region,
                         int64_t *id)
{
    const struct user_edit edit = {
        .account = text_of(account), .name = TEXT("测试"), .role = role, .region = region};
    county_write(county, ROLE_PROGRAM, county_code);
    county_ok(county,
              user_create(&county->work, &edit, "-", false, id, &county->errors, &county->error));
    county_end(county);
}

static int64_t account_region(struct county *county, int64_t id)
{
    struct user user;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, user_read(&county->work, id, &user, &county->error));
    county_end(county);
    return user.region;
}

static void moves_what_is_open(void **state)
{
    struct county *county = *state;
    make_account(county, "anxi-town", ROLE_TOWNSHIP, anxi, &town_account);
    make_account(county, "anxi-cun", ROLE_VILLAGE, anxi_village, &village_account);
    struct unit_merge_told told;
    const struct unit_merge plan = {anxi, gubei, TEXT("赣民字〔2022〕9号批复")};
    county_write(county, ROLE_COUNTY, county_code);
    county->actor.user = 9;
    county_ok(county, unit_merge_do(county->app, &county->work, &plan, &told, &county->errors,
                                    &county->error));
    county_end(county);
    county_ok(county, app_refresh(county->app, &county->arena, &county->error));
    assert_int_equal(told.accounts, 2);
    assert_true(text_has(told.who, TEXT("anxi-town")));
    assert_int_equal(account_region(county, town_account), gubei);
    int64_t village = account_region(county, village_account);
    assert_true(region_contains(gubei, village) && village != gubei);
    assert_true(text_equal(region_at(app_books(county->app)->regions, village)->name,
                           region_at(app_books(county->app)->regions, anxi_village)->name));
    assert_int_equal(count_people(county, anxi), 0);
    assert_int_equal(count_people(county, gubei), people[0] + people[1]);
    const struct app_books *books = app_books(county->app);
    const struct region *old = region_at(books->regions, anxi);
    assert_int_equal(old->valid_to, clock_day_of(county->now) - 1);
    assert_true(text_has(region_at(books->regions, gubei)->aliases, TEXT("安西镇")));
    struct row_list rows;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county,
              rows_after(&county->work, &finding_ledger, 0, 100000, 0, &rows, &county->error));
    for (size_t i = 0; i < rows.n; i++) {
        const struct value *v = rows.at[i]->value;
        if (region_contains(anxi, v[FINDING_REGION].number)) {
            assert_true(text_is(v[FINDING_STATE].text, "closed"));
        }
    }
    county_end(county);
}

static void leaves_sealed_reports_and_counts_each_once(void **state)
{
    struct county *county = *state;
    struct submitting s;
    struct report report;
    struct figure_members *members;
    /* Sealed: as it was, the old unit's row in it. */
    assert_true(text_is(state_of(county, "table2", "first", "anxi"), "frozen"));
    county_ok(county, open_one(county, 1, "table2", "first", "county", &s));
    county_ok(county, submitting_shown(&s, &report, &members, &county->error));
    assert_int_equal(report.rows, 16);
    int c01 = report_column(report.form, TEXT("c01"));
    assert_int_equal(report_cell_at(&report, report.rows, (size_t)c01)->value, frozen_c01);
    county_end(county);
    /* Not sealed: the successor's alone, returned to be handed in for both. */
    assert_true(text_is(state_of(county, "table2", "second", "anxi"), "not asked"));
    assert_true(text_is(state_of(county, "table2", "second", "gubei"), "returned"));
    assert_true(text_is(state_of(county, "summary", "d06", "anxi"), "not asked"));
    hand_in(county, "table2", "second", "gubei");
    accept(county, "table2", "second", "gubei");
    county_ok(county, open_one(county, 1, "table2", "second", "gubei", &s));
    county_ok(county, submitting_shown(&s, &report, &members, &county->error));
    int64_t both = report_cell_at(&report, 0, (size_t)c01)->value;
    county_end(county);
    county_ok(county, open_one(county, 1, "table2", "second", "county", &s));
    county_ok(county, submitting_report(&s, &report, &members, &county->error));
    assert_int_equal(report.rows, 15);
    assert_int_equal(report_cell_at(&report, report.rows, (size_t)c01)->value, both);
    county_end(county);
}

static void has_no_line_of_its_own_any_more(void **state)
{
    struct county *county = *state;
    county_read(county, ROLE_COUNTY, county_code);
    const int32_t today = clock_day_of(county->now);
    for (int back = 0; back < 2; back++) {
        struct task_board board;
        const struct task_question question = {.as_of = today - back, .view = TASK_VIEW_UNITS};
        size_t lines = 0;
        county_ok(county,
                  task_board_make(county->app, &county->work, &question, &board, &county->error));
        for (size_t i = 0; i < board.n; i++) {
            lines += board.lines[i].region == anxi && board.lines[i].organization == 0;
        }
        assert_int_equal(lines, back); /* the day before it still has one */
    }
    struct unit_merge_told told;
    const struct unit_merge again = {anxi, gubei, TEXT("再合并一次")};
    assert_int_equal(unit_merge_preview(county->app, &county->work, &again, &told, &county->error),
                     INVALID);
    county_end(county);
}

static int64_t last_merge(struct county *county)
{
    struct buf text;
    int64_t id = 0;
    buf_init(&text, 1 << 20);
    struct json_out out = json_into(&text);
    county_ok(county, unit_merge_list(&county->work, &out, &county->error));
    const struct json *merges = json_member(county_tree(county, &text), "merges");
    buf_release(&text);
    assert_int_equal(merges->n, 1);
    assert_true(json_id(json_member(&merges->at[0], "id"), &id));
    return id;
}

/* Rows and accounts go back; who was entered since in a village of its goes with the village. */
static void is_taken_back(void **state)
{
    struct county *county = *state;
    struct unit_merge_undone undone;
    int64_t village = account_region(county, village_account);
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct change newcomer = change_create(work, &person_ledger);
    change_set(&newcomer, PERSON_NAME, value_text(TEXT("合并后新增")));
    change_set(&newcomer, PERSON_BIRTH,
               value_date((struct date){county_day("1985-03-03"), DATE_DAY}));
    change_set(&newcomer, PERSON_REGION, value_number(village));
    county_ok(county, change_save(&newcomer, &county->errors, &county->error));
    county_end(county);
    work = county_write(county, ROLE_COUNTY, county_code);
    int64_t id = last_merge(county);
    county_ok(county, unit_merge_undo(work, id, TEXT("批复撤回"), &undone, &county->errors,
                                      &county->error));
    county_end(county);
    county_ok(county, app_refresh(county->app, &county->arena, &county->error));
    assert_int_equal(undone.accounts, 2);
    assert_int_equal(undone.stay, 0);
    assert_int_equal(account_region(county, town_account), anxi);
    assert_int_equal(account_region(county, village_account), anxi_village);
    assert_int_equal(count_people(county, anxi), people[0] + 1);
    assert_int_equal(count_people(county, anxi_village),
                     count_people(county, village) + count_people(county, anxi_village));
    assert_int_equal(count_people(county, gubei), people[1]);
    const struct app_books *books = app_books(county->app);
    assert_int_equal(region_at(books->regions, anxi)->valid_to, DATE_NONE);
    assert_false(text_has(region_at(books->regions, gubei)->aliases, TEXT("安西镇")));
    struct task_board board;
    const struct task_question question = {.as_of = clock_day_of(county->now),
                                           .view = TASK_VIEW_UNITS};
    size_t given = 0;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county,
              task_board_make(county->app, &county->work, &question, &board, &county->error));
    for (size_t i = 0; i < board.n; i++) {
        for (size_t t = 0; board.lines[i].region == anxi && t < board.list->tasks.n; t++) {
            given += task_board_cell(&board, i, t)->row != 0 && board.lines[i].organization == 0;
        }
    }
    county_end(county);
    assert_int_equal(given, board.list->tasks.n); /* its tasks are its own again */
    assert_true(text_is(state_of(county, "summary", "d06", "anxi"), "none"));
    assert_true(text_is(state_of(county, "table2", "second", "gubei"), "accepted"));
    work = county_write(county, ROLE_COUNTY, county_code);
    assert_int_equal(
        unit_merge_undo(work, id, TEXT("再撤"), &undone, &county->errors, &county->error),
        CONFLICT);
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stands_half_way),
        cmocka_unit_test(is_told_before_it_is_done),
        cmocka_unit_test(asks_for_its_paper_and_the_county),
        cmocka_unit_test(moves_what_is_open),
        cmocka_unit_test(leaves_sealed_reports_and_counts_each_once),
        cmocka_unit_test(has_no_line_of_its_own_any_more),
        cmocka_unit_test(is_taken_back),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
