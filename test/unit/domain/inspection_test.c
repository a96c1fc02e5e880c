#include "domain/campaign/inspection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "county.h"
#include "domain/campaign/finding.h"
#include "domain/campaign/finding_flow.h"
#include "domain/campaign/inspection_paper.h"
#include "domain/campaign/look_back.h"
#include "domain/people/category_tag.h"
#include "domain/people/person.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"

enum { FINDINGS = 10 };
static int64_t made[FINDINGS];

static void act(struct county *county, int64_t id, const char *name)
{
    struct row *row;
    struct work *work = &county->work;
    county_ok(county, rows_get(work, &finding_ledger, id, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(work, row);
    change.reason = TEXT("测试");
    county_ok(county, change_act(&change, flow_action(&finding_flow, text_of(name)),
                                 &county->errors, &county->error));
}

static void step(struct county *county, int64_t id, enum role role, int64_t user, const char *name)
{
    county_write(county, role, role == ROLE_COUNTY ? county_code : county_town);
    county->actor.user = user;
    act(county, id, name);
    county_end(county);
}

static void set(struct change *change, int field, const char *text)
{
    change_set(change, field, value_text(text_of(text)));
}

/* A finding of the township, closed today by the county. */
static int64_t close_one(struct county *county)
{
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, app_put_setting(work, TEXT("finding_evidence"), TEXT("0"), &county->error));
    struct change change = change_create(work, &finding_ledger);
    change_set(&change, FINDING_REGION, value_number(county_town + 1));
    set(&change, FINDING_SOURCE, "county");
    set(&change, FINDING_HEAD, "posts");
    set(&change, FINDING_PROBLEM, "没有考勤表");
    set(&change, FINDING_RESPONSIBLE, "赵六");
    set(&change, FINDING_MEASURE, "补登");
    set(&change, FINDING_PROGRESS, "已补登");
    county_ok(county, change_save(&change, &county->errors, &county->error));
    int64_t id = change.row->id;
    county_end(county);
    county_ok(county, app_refresh(county->app, &county->arena, &county->error));
    step(county, id, ROLE_TOWNSHIP, 7, "rectify");
    step(county, id, ROLE_COUNTY, 8, "accept");
    step(county, id, ROLE_COUNTY, 8, "close");
    return id;
}

static struct text state_of(struct county *county, int64_t id)
{
    struct row *row;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_get(&county->work, &finding_ledger, id, 0, &row, &county->error));
    county_end(county);
    return row->value[FINDING_STATE].text;
}

static enum status draw(struct county *county, const char *seed, int64_t *drawn)
{
    struct look_back_plan plan = {.seed = text_of(seed)};
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    enum status status =
        look_back_draw(county->app, work, &plan, drawn, &county->errors, &county->error);
    county_end(county);
    return status;
}

static const struct json *draws(struct county *county)
{
    struct buf text;
    buf_init(&text, MIB);
    struct json_out out = json_into(&text);
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, look_back_json(county->app, work, &out, &county->error));
    county_end(county);
    const struct json *tree = county_tree(county, &text);
    buf_release(&text);
    return tree;
}

static void a_fifth_of_a_township_is_drawn_once_and_again_the_same(void **state)
{
    struct county *county = *state;
    int64_t drawn = 0, number;
    county_ok(county, draw(county, "", &drawn)); /* what the demo closed weeks ago */
    assert_true(drawn > 0);
    for (int i = 0; i < FINDINGS; i++) {
        made[i] = close_one(county);
    }
    county->error = (struct error){0};
    assert_int_equal(draw(county, "2022", &drawn), INVALID); /* closed today: not yet */
    county->now += (int64_t)10 * 86400000;
    county_ok(county, draw(county, "2022", &drawn));
    assert_int_equal(drawn, 2); /* 20 percent of ten in one township */
    size_t sampled = 0;
    for (int i = 0; i < FINDINGS; i++) {
        sampled += text_is(state_of(county, made[i]), "sampled");
    }
    assert_int_equal(sampled, 2);
    const struct json *list = json_member(draws(county), "draws");
    assert_int_equal(list->n, 2); /* newest first */
    bool same = false;
    assert_true(json_bool(json_member(&list->at[0], "same"), &same) && same);
    assert_true(json_int(json_member(&list->at[0], "population"), &number) && number == FINDINGS);
    assert_int_equal(draw(county, "2023", &drawn), INVALID); /* everybody has had his draw */
}

static void who_handed_it_in_does_not_judge_the_look_back(void **state)
{
    struct county *county = *state;
    int64_t id = 0;
    for (int i = 0; i < FINDINGS && id == 0; i++) {
        id = text_is(state_of(county, made[i]), "sampled") ? made[i] : 0;
    }
    struct row *row;
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, rows_get(work, &finding_ledger, id, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(work, row);
    set(&change, FINDING_BACK_NOTE, "合同齐全");
    assert_int_equal(change_act(&change, flow_action(&finding_flow, TEXT("keep")), &county->errors,
                                &county->error),
                     INVALID);
    county->work.actor = &county->actor;
    county->actor.user = 9;
    county->errors = (struct errors){0};
    change = change_edit(work, row);
    set(&change, FINDING_BACK_NOTE, "又没有考勤表");
    change.reason = TEXT("反弹");
    change_set(&change, FINDING_DEADLINE,
               value_date((struct date){county_day("2022-12-01"), DATE_DAY}));
    county_ok(county, change_act(&change, flow_action(&finding_flow, TEXT("relapse")),
                                 &county->errors, &county->error));
    assert_int_equal(change.row->value[FINDING_TIMES].number, 1);
    assert_false(value_is_set(&change.row->value[FINDING_CLOSED_ON]));
    county_end(county);
}

/* A monitored person whom nobody has told anything. */
static int64_t make_untold(struct county *county)
{
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    struct change person = change_create(work, &person_ledger);
    set(&person, PERSON_NAME, "排查甲");
    change_set(&person, PERSON_REGION, value_number(county_town + 1));
    change_set(&person, PERSON_BIRTH,
               value_date((struct date){county_day("1990-01-01"), DATE_DAY}));
    county_ok(county, change_save(&person, &county->errors, &county->error));
    struct change tag = change_create(work, &category_tag_ledger);
    change_set(&tag, CATEGORY_TAG_PERSON, value_number(person.row->id));
    set(&tag, CATEGORY_TAG_KIND, "monitor");
    change_set(&tag, CATEGORY_TAG_FROM,
               value_date((struct date){county_day("2022-09-02"), DATE_DAY}));
    county_ok(county, change_save(&tag, &county->errors, &county->error));
    county_end(county);
    return person.row->id;
}

static void a_hint_lists_and_attaches_the_same_people(void **state)
{
    struct county *county = *state;
    struct hint_rows rows;
    int64_t finding = 0, people = 0, untold = make_untold(county);
    struct finding_order order = {
        .hint = TEXT("untold_monitor"), .region = county_town, .deadline = DATE_NONE};
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, inspection_hint_rows(county->app, work, order.hint, order.region, &rows,
                                           &county->error));
    bool listed = false;
    for (size_t i = 0; i < rows.n; i++) {
        listed |= rows.at[i] == untold;
    }
    assert_true(listed);
    county_ok(county, inspection_make_finding(county->app, work, &order, &finding, &people,
                                              &county->errors, &county->error));
    assert_int_equal(people, rows.n);
    struct row_list links;
    county_ok(county, rows_referring(work, &finding_person_ledger, FINDING_PERSON_FINDING, finding,
                                     0, &links, &county->error));
    assert_int_equal(links.n, rows.n);
    order.region = 360722101000;
    assert_int_equal(inspection_make_finding(county->app, work, &order, &finding, &people,
                                             &county->errors, &county->error),
                     NOT_FOUND);
    county_end(county);
}

static void the_table_says_what_was_found_on_its_day(void **state)
{
    struct county *county = *state;
    struct inspection_page page;
    struct buf csv, pdf, xlsx;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, inspection_paper_make(county->app, work, 0, county_day("2022-10-20"), &page,
                                            &county->error));
    assert_int_equal(page.sheet.units, 17); /* sixteen townships and the county */
    buf_init(&csv, MIB);
    buf_init(&pdf, MIB);
    buf_init(&xlsx, MIB);
    county_ok(county, inspection_csv(&county->arena, &page, &csv, &county->error));
    county_ok(county, inspection_pdf(&county->arena, &page, &pdf, &county->error));
    county_ok(county, inspection_xlsx(&county->arena, &page, &xlsx, &county->error));
    assert_true(text_starts(buf_text(&pdf), TEXT("%PDF")));
    assert_true(text_starts(buf_text(&xlsx), TEXT("PK")));
    assert_true(text_has(buf_text(&csv), TEXT("没有考勤表（县级排查）")));
    assert_true(text_has(buf_text(&csv), TEXT("已销号：已补登")));
    /* A day before anything was found, everybody is still silent. */
    county_ok(county, inspection_paper_make(county->app, work, 0, county_day("2022-09-02"), &page,
                                            &county->error));
    buf_clear(&csv);
    county_ok(county, inspection_csv(&county->arena, &page, &csv, &county->error));
    assert_true(text_has(buf_text(&csv), TEXT("共 0 个。未发现问题 0 个单位，未填报 16 个单位")));
    buf_release(&csv);
    buf_release(&pdf);
    buf_release(&xlsx);
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fifth_of_a_township_is_drawn_once_and_again_the_same),
        cmocka_unit_test(the_table_says_what_was_found_on_its_day),
        cmocka_unit_test(who_handed_it_in_does_not_judge_the_look_back),
        cmocka_unit_test(a_hint_lists_and_attaches_the_same_people),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
