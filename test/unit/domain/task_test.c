/* A task at a unit: who takes which step, what it leaves behind, and by when. */
#include "domain/campaign/task_flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "county.h"
#include "domain/campaign/task_board.h"
#include "domain/campaign/task_open.h"
#include "domain/campaign/task_unit.h"
#include "domain/notice_shelf.h"
#include "domain/outreach/message.h"
#include "domain/people/organization.h"
#include "domain/people/person.h"
#include "domain/query.h"
#include "ledger/change.h"
#include "ledger/rows.h"

static const int64_t village = 360722100200;

/* The row of a task at a place (without an organization). */
static struct row *row_at(struct county *county, const char *task, int64_t region)
{
    struct value wanted = value_number(region);
    struct row_list rows;
    county_ok(county, rows_with(&county->work, &task_unit_ledger, TASK_UNIT_REGION, &wanted, 1000,
                                ROWS_PLAIN, &rows, &county->error));
    for (size_t i = 0; i < rows.n; i++) {
        const struct value *v = rows.at[i]->value;
        if (text_is(v[TASK_UNIT_TASK].text, task) && !value_is_set(&v[TASK_UNIT_ORGANIZATION])) {
            return rows.at[i];
        }
    }
    fail_msg("no %s at %lld", task, (long long)region);
    return NULL;
}

struct step {
    const char *action, *reason, *evidence;
};

/* Takes a step as somebody of that role and region; the status. */
static enum status act(struct county *county, enum role role, int64_t region, int64_t user,
                       const char *task, int64_t at, struct step step)
{
    county_write(county, role, region);
    county->actor.user = user;
    county->errors = (struct errors){0};
    struct change change = change_edit(&county->work, row_at(county, task, at));
    change.reason = step.reason == NULL ? TEXT_EMPTY : text_of(step.reason);
    if (step.evidence != NULL) {
        change_set(&change, TASK_UNIT_EVIDENCE, value_text(text_of(step.evidence)));
    }
    enum status status = change_act(&change, flow_action(&task_flow, text_of(step.action)),
                                    &county->errors, &county->error);
    county_end(county);
    return status;
}

static struct text state_of(struct county *county, const char *task, int64_t at)
{
    county_read(county, ROLE_COUNTY, county_code);
    struct text state = row_at(county, task, at)->value[TASK_UNIT_STATE].text;
    county_end(county);
    return state;
}

/* Brings a row back to `doing`, whatever the demo did with it. */
static void start_again(struct county *county, const char *task, int64_t at)
{
    struct text state = state_of(county, task, at);
    if (text_is(state, "accepted")) {
        assert_int_equal(act(county, ROLE_COUNTY, county_code, 1, task, at,
                             (struct step){"reopen", "抽查不实", NULL}),
                         OK);
    } else if (text_is(state, "reported")) {
        assert_int_equal(act(county, ROLE_COUNTY, county_code, 1, task, at,
                             (struct step){"return", "补充", NULL}),
                         OK);
    }
    assert_int_equal(
        act(county, ROLE_COUNTY, county_code, 1, task, at, (struct step){"record", NULL, NULL}),
        OK);
}

static void goes_from_the_village_to_the_county(void **state)
{
    struct county *county = *state;
    start_again(county, "t13", village);
    const struct step report = {"report", NULL, "整改台账一册"};
    assert_int_equal(
        act(county, ROLE_VILLAGE, village, 2, "t13", village, (struct step){"accept", NULL, NULL}),
        DENIED);
    assert_int_equal(act(county, ROLE_VILLAGE, village, 2, "t13", village, report), OK);
    assert_true(text_is(state_of(county, "t13", village), "reported"));
    assert_int_equal(act(county, ROLE_VILLAGE, village, 2, "t13", village, report), CONFLICT);
    assert_int_equal(act(county, ROLE_TOWNSHIP, county_town, 3, "t13", village,
                         (struct step){"return", NULL, NULL}),
                     INVALID);
    assert_int_equal(act(county, ROLE_TOWNSHIP, county_town, 3, "t13", village,
                         (struct step){"return", "缺照片", NULL}),
                     OK);
    assert_int_equal(act(county, ROLE_VILLAGE, village, 2, "t13", village, report), OK);
    assert_int_equal(act(county, ROLE_TOWNSHIP, county_town, 3, "t13", village,
                         (struct step){"accept", NULL, NULL}),
                     OK);
    county_read(county, ROLE_COUNTY, county_code);
    const struct value *row = row_at(county, "t13", village)->value;
    assert_true(text_is(row[TASK_UNIT_UNIT].text, "嘉定镇水东村") ||
                text_starts(row[TASK_UNIT_UNIT].text, TEXT("嘉定镇")));
    assert_true(
        text_ends(row[TASK_UNIT_STEPS].text,
                  TEXT("2022-10-18 上报；2022-10-18 退回；2022-10-18 上报；2022-10-18 完成")));
    assert_int_equal(row[TASK_UNIT_ACCEPTED_ON].number, county_day("2022-10-18"));
    county_end(county);
}

static void lets_nobody_accept_his_own(void **state)
{
    struct county *county = *state;
    start_again(county, "t13", county_town);
    const struct step report = {"report", NULL, "整改台账一册"}, accept = {"accept", NULL, NULL};
    assert_int_equal(act(county, ROLE_TOWNSHIP, county_town, 3, "t13", county_town, report), OK);
    /* A township's own task is for the county to accept, and not for who reported it. */
    assert_int_equal(act(county, ROLE_TOWNSHIP, county_town, 4, "t13", county_town, accept),
                     INVALID);
    assert_int_equal(act(county, ROLE_COUNTY, county_code, 3, "t13", county_town, accept), DENIED);
    assert_int_equal(act(county, ROLE_COUNTY, county_code, 5, "t13", county_town, accept), OK);
    /* A village has no part in its township's task. */
    start_again(county, "t13", county_town);
    county_write(county, ROLE_VILLAGE, village);
    struct row *row = NULL;
    struct value wanted = value_number(county_town);
    struct row_list rows;
    county_ok(county, rows_with(&county->work, &task_unit_ledger, TASK_UNIT_REGION, &wanted, 10, 0,
                                &rows, &county->error));
    assert_int_equal(rows.n, 0);
    assert_null(row);
    county_end(county);
}

static void asks_for_evidence_where_no_ledger_tells(void **state)
{
    struct county *county = *state;
    /* t03 is shown by papers, t02 is counted. */
    start_again(county, "t03", county_town);
    county_write(county, ROLE_TOWNSHIP, county_town);
    struct change change = change_edit(&county->work, row_at(county, "t03", county_town));
    change_set(&change, TASK_UNIT_EVIDENCE, VALUE_NULL);
    assert_int_equal(change_act(&change, flow_action(&task_flow, TEXT("report")), &county->errors,
                                &county->error),
                     INVALID);
    assert_string_equal(county->errors.at[0].field, "evidence");
    assert_true(text_has(county->errors.at[0].hint, TEXT("考勤考核表")));
    county_end(county);
    start_again(county, "t02", county_town);
    assert_int_equal(act(county, ROLE_TOWNSHIP, county_town, 3, "t02", county_town,
                         (struct step){"report", NULL, NULL}),
                     OK);
}

static void urges_through_the_outbox(void **state)
{
    struct county *county = *state;
    start_again(county, "t06", county_town);
    county_read(county, ROLE_COUNTY, county_code);
    int64_t before = 0;
    const struct value *urges = &row_at(county, "t06", county_town)->value[TASK_UNIT_URGES];
    before = value_is_set(urges) ? urges->number : 0;
    county_end(county);
    assert_int_equal(act(county, ROLE_COUNTY, county_code, 1, "t06", county_town,
                         (struct step){"urge", NULL, NULL}),
                     OK);
    county_read(county, ROLE_TOWNSHIP, county_town);
    struct row *row = row_at(county, "t06", county_town);
    assert_int_equal(row->value[TASK_UNIT_URGES].number, before + 1);
    struct row_list messages;
    county_ok(county, rows_referring(&county->work, &message_ledger, MESSAGE_TASK_UNIT, row->id, 0,
                                     &messages, &county->error));
    assert_int_equal(messages.n, before + 1);
    const struct value *message = messages.at[messages.n - 1]->value;
    assert_true(text_is(message[MESSAGE_STATE].text, "sent"));
    assert_true(text_has(message[MESSAGE_TEXT].text, TEXT("已逾期")));
    county_end(county);
    assert_int_equal(
        act(county, ROLE_VILLAGE, village, 2, "t06", village, (struct step){"urge", NULL, NULL}),
        DENIED);
}

static void is_given_out_once(void **state)
{
    struct county *county = *state;
    size_t opened;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, task_open_all(work, &opened, &county->error));
    assert_int_equal(opened, 0);
    /* Not twice, not to nobody. */
    struct row *row = row_at(county, "t06", county_town);
    struct change twin = change_create(work, &task_unit_ledger);
    change_set(&twin, TASK_UNIT_TASK, row->value[TASK_UNIT_TASK]);
    change_set(&twin, TASK_UNIT_REGION, row->value[TASK_UNIT_REGION]);
    assert_int_equal(change_save(&twin, &county->errors, &county->error), INVALID);
    assert_true(text_has(county->errors.at[0].message, TEXT("已经有这项任务")));
    county_end(county);
    /* t07 is the townships' alone. */
    assert_int_equal(act(county, ROLE_COUNTY, county_code, 1, "t13", county_town,
                         (struct step){"delegate", NULL, NULL}),
                     INVALID);
    county_read(county, ROLE_COUNTY, county_code);
    struct value level = value_text(TEXT("village")), workshop = value_text(TEXT("workshop"));
    struct row_list villages, workshops;
    county_ok(county, rows_with(&county->work, &task_unit_ledger, TASK_UNIT_LEVEL, &level, 100000,
                                0, &villages, &county->error));
    county_ok(county, rows_with(&county->work, &task_unit_ledger, TASK_UNIT_LEVEL, &workshop,
                                100000, 0, &workshops, &county->error));
    assert_int_equal(villages.n % 10, 0); /* ten tasks are for villages */
    assert_true(villages.n > 3000);
    assert_int_equal(workshops.n % 2, 0);
    assert_true(workshops.n > 0);
    county_end(county);
}

static void cannot_be_edited_past_its_flow(void **state)
{
    struct county *county = *state;
    start_again(county, "t08", county_town);
    county_write(county, ROLE_TOWNSHIP, county_town);
    struct change change = change_edit(&county->work, row_at(county, "t08", county_town));
    change_set(&change, TASK_UNIT_DUE,
               value_date((struct date){county_day("2022-12-31"), DATE_DAY}));
    assert_int_equal(change_save(&change, &county->errors, &county->error), INVALID);
    assert_string_equal(county->errors.at[0].field, "due");
    county_end(county);
    county_write(county, ROLE_COUNTY, county_code);
    change = change_edit(&county->work, row_at(county, "t08", county_town));
    change.reason = TEXT("省里延期");
    change_set(&change, TASK_UNIT_DUE,
               value_date((struct date){county_day("2022-10-28"), DATE_DAY}));
    county_ok(county, change_act(&change, flow_action(&task_flow, TEXT("extend")), &county->errors,
                                 &county->error));
    county_end(county);
    assert_true(text_is(state_of(county, "t08", county_town), "doing"));
}

static void tells_where_it_stood(void **state)
{
    (void)state;
    const struct text steps =
        TEXT("2022-09-20 上报；2022-09-22 退回；2022-09-22 办理；2022-09-26 上报；2022-09-28 完成");
    static const struct {
        const char *day;
        enum task_state state;
    } days[] = {
        {"2022-09-19", TASK_OPEN},     {"2022-09-20", TASK_REPORTED}, {"2022-09-21", TASK_REPORTED},
        {"2022-09-22", TASK_DOING},    {"2022-09-25", TASK_DOING},    {"2022-09-26", TASK_REPORTED},
        {"2022-09-28", TASK_ACCEPTED}, {"2022-12-01", TASK_ACCEPTED},
    };
    for (size_t i = 0; i < COUNT(days); i++) {
        assert_int_equal(task_stand_at(steps, county_day(days[i].day)).state, days[i].state);
    }
    assert_int_equal(task_stand_at(TEXT_EMPTY, county_day("2022-09-30")).state, TASK_OPEN);
    /* A deadline as it was known on a day: twice extended, and red between. */
    const struct text extended =
        TEXT("2022-09-27 延期（原时限2022-09-30）；2022-10-12 延期（原时限2022-10-10）");
    const int32_t due = county_day("2022-10-20");
    assert_int_equal(task_due_at(extended, due, county_day("2022-09-26")),
                     county_day("2022-09-30"));
    assert_int_equal(task_due_at(extended, due, county_day("2022-10-11")),
                     county_day("2022-10-10"));
    assert_int_equal(task_due_at(extended, due, county_day("2022-10-12")), due);
    assert_int_equal(task_stand_at(extended, county_day("2022-10-12")).state, TASK_OPEN);
}

/* ---- the board over people ---- */

static int64_t asked(struct county *county, const char *where, int64_t region)
{
    struct query_plan plan;
    struct query_result result;
    query_read(&county->work, &person_ledger, NULL, &plan, &county->errors);
    plan.where = region == 0 ? text_of(where)
                             : arena_printf(&county->arena, "(%s) and region within %lld", where,
                                            (long long)region);
    plan.limit = 1;
    county_ok(county, query_run(county->app, &county->work, &plan, &result, &county->errors,
                                &county->error));
    return (int64_t)result.total;
}

static const char due_131[] = "assisted and able_to_work and willing";
static const char done_131[] =
    "told_or_guided during 2022-09-01 to 2022-10-18"
    " and count_distinct(service.vacancy_id where kind = 'job' and date between 2022-09-01 and"
    " 2022-10-18) >= 3"
    " and (not wants_training or training_recommended during 2022-09-01 to 2022-10-18)";

/* Every figure of 131 is the number of a list, by township and by village, and opens into it. */
static void counts_whom_a_list_finds(void **state)
{
    struct county *county = *state;
    const struct task_question question = {.as_of = county_day("2022-10-18"),
                                           .view = TASK_VIEW_ALL};
    struct task_board board;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county,
              task_board_make(county->app, &county->work, &question, &board, &county->error));
    assert_true(text_is(board.list->tasks.at[1].key, "t02"));
    int64_t towns = 0, villages = 0;
    struct text both = arena_printf(&county->arena, "%s and %s", due_131, done_131);
    for (size_t i = 0; i < board.n; i++) {
        const struct task_line *line = &board.lines[i];
        const struct task_figure *figure = &task_board_cell(&board, i, 1)->figure;
        if (line->organization != 0) {
            continue;
        }
        towns += line->level == TASK_LEVEL_TOWNSHIP ? figure->due : 0;
        villages += line->level == TASK_LEVEL_VILLAGE ? figure->due : 0;
        if (line->region == county_town || line->region == village) {
            assert_int_equal(figure->due, asked(county, due_131, line->region));
            assert_int_equal(figure->done,
                             asked(county, arena_cstr(&county->arena, both), line->region));
            struct task_members open;
            county_ok(county,
                      task_board_members(county->app, &county->work, TEXT("t02"), line->region,
                                         question.as_of, TASK_SIDE_OPEN, &open, &county->error));
            assert_int_equal(open.n, figure->due - figure->done);
        }
    }
    for (size_t i = 0; i < board.n; i++) { /* a workshop has its own two tasks and no other */
        const int64_t *counts = board.lines[i].counts;
        if (board.lines[i].level == TASK_LEVEL_WORKSHOP) {
            assert_int_equal(counts[LIGHT_NONE], (int64_t)board.list->tasks.n - 2);
        }
    }
    assert_int_equal(towns, villages); /* everybody lives in a village */
    assert_int_equal(towns, board.totals[1].due);
    assert_int_equal(board.totals[1].due, asked(county, due_131, 0));
    assert_true(board.totals[1].done > 0 && board.totals[1].done < board.totals[1].due);
    county_end(county);
    struct task_members none;
    county_read(county, ROLE_VILLAGE, village);
    assert_int_equal(task_board_members(county->app, &county->work, TEXT("t02"), county_town,
                                        question.as_of, TASK_SIDE_OPEN, &none, &county->error),
                     NOT_FOUND);
    county_ok(county,
              task_board_make(county->app, &county->work, &question, &board, &county->error));
    assert_int_equal(board.n, 1);
    county_end(county);
}

/* ---- another version of the notice ---- */

static struct text replaced(struct county *county, struct text text, const char *from,
                            const char *to)
{
    size_t at = text_find(text, text_of(from));
    assert_true(at != TEXT_NONE);
    return arena_printf(&county->arena, "%.*s%s%.*s", (int)at, text.s, to,
                        TEXT_ARG(text_slice(text, at + strlen(from), text.n)));
}

static struct text file_of(const struct notice_files *files, const char *name)
{
    for (size_t i = 0; i < files->n; i++) {
        if (text_is(files->at[i].name, name)) {
            return files->at[i].bytes;
        }
    }
    fail_msg("no %s", name);
    return TEXT_EMPTY;
}

/* A draft changes a condition, a deadline and adds a task: told before, in force after. */
static void switches_to_another_notice(void **state)
{
    struct county *county = *state;
    struct notice_versions versions;
    struct notice_version draft;
    struct notice_files files;
    int64_t id;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, notice_shelf_list(work, &versions, &county->error));
    assert_int_equal(versions.n, 1);
    county_ok(county, notice_shelf_copy(work, versions.at[0].id, TEXT("试"), &id, &county->error));
    county_ok(county, notice_shelf_get(work, id, &draft, &files, &county->error));
    struct text tasks = file_of(&files, "tasks.yaml"), was = tasks;
    tasks = replaced(county, tasks, "due: 2022-09-30", "due: 2022-10-28");
    tasks = replaced(county, tasks, "done: status_clear", "done: status_clear and sex = '2'");
    tasks = arena_printf(
        &county->arena,
        "%.*s\n  - {key: t14, no: 14, item: 送岗, text: 举办招聘活动, who: [township, industry],"
        " who_text: 各乡镇, due: 2022-10-28, due_text: 10月底前, evidence: 照片}\n",
        TEXT_ARG(tasks));
    county_ok(county, notice_shelf_write(work, id, TEXT("tasks.yaml"), was, tasks, &county->error));
    struct text units = file_of(&files, "units.yaml");
    county_ok(county, notice_shelf_write(
                          work, id, TEXT("units.yaml"), units,
                          arena_printf(&county->arena,
                                       "%.*s\n  - {key: industry, name: 县工信局, short: 工信局,"
                                       " kind: bureau, duty: 企业用工}\n",
                                       TEXT_ARG(units)),
                          &county->error));
    assert_int_equal(notice_shelf_write(work, id, TEXT("tasks.yaml"), was, tasks, &county->error),
                     CONFLICT);
    struct buf text;
    buf_init(&text, 1 << 20);
    struct json_out out = json_into(&text);
    county_ok(county, notice_shelf_difference(county->app, work, id, county_day("2022-10-18"), true,
                                              &out, &county->error));
    const struct json *difference = county_tree(county, &text);
    buf_release(&text);
    assert_int_equal(json_member(difference, "changes")->n, 3); /* a unit, a deadline, a task */
    assert_int_equal(json_member(difference, "tasks")->n, 1);   /* the figures of t01 */
    county_ok(county, notice_shelf_switch(county->app, work, id, TEXT("延期"), &county->error));
    county_end(county);
    county_ok(county, app_refresh(county->app, &county->arena, &county->error));
    county_read(county, ROLE_COUNTY, county_code);
    assert_non_null(notice_task(county->work.notice, TEXT("t14")));
    assert_true(text_is(row_at(county, "t14", county_town)->value[TASK_UNIT_STATE].text, "open"));
    struct value name = value_text(TEXT("县工信局"));
    struct row_list found;
    county_ok(county, rows_with(&county->work, &organization_ledger, ORGANIZATION_NAME, &name, 2, 0,
                                &found, &county->error));
    assert_int_equal(found.n, 1); /* the new bureau is an organization, and has its task */
    struct value bureau = value_number(found.at[0]->id);
    county_ok(county, rows_with(&county->work, &task_unit_ledger, TASK_UNIT_ORGANIZATION, &bureau,
                                2, 0, &found, &county->error));
    assert_int_equal(found.n, 1);
    assert_true(text_is(found.at[0]->value[TASK_UNIT_TASK].text, "t14"));
    county_end(county);
    /* One with a mistake is not switched on. */
    work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, notice_shelf_copy(work, id, TEXT("错"), &id, &county->error));
    county_ok(county, notice_shelf_get(work, id, &draft, &files, &county->error));
    was = file_of(&files, "tasks.yaml");
    county_ok(county,
              notice_shelf_write(work, id, TEXT("tasks.yaml"), was,
                                 replaced(county, was, "due: 2022-10-28", "due: 2023-10-28"),
                                 &county->error));
    assert_int_equal(notice_shelf_switch(county->app, work, id, TEXT("不行"), &county->error),
                     INVALID);
    county_ok(county, notice_shelf_drop(work, id, TEXT("写错"), &county->error));
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_from_the_village_to_the_county),
        cmocka_unit_test(lets_nobody_accept_his_own),
        cmocka_unit_test(asks_for_evidence_where_no_ledger_tells),
        cmocka_unit_test(urges_through_the_outbox),
        cmocka_unit_test(is_given_out_once),
        cmocka_unit_test(cannot_be_edited_past_its_flow),
        cmocka_unit_test(tells_where_it_stood),
        cmocka_unit_test(counts_whom_a_list_finds),
        cmocka_unit_test(switches_to_another_notice),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
