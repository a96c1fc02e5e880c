/*
 * The campaign walked day by day with an injected clock, 2022-09-08 to 2022-11-01, over 中秋 (10 to
 * 12 September) and 国庆 (1 to 7 October, with 8 and 9 October worked): early, late, returned,
 * re-opened, extended and delegated tasks. What each light must be on each day stands in the table
 * below, written by hand from the calendar, and never asked of the program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "county.h"
#include "domain/campaign/task_board.h"
#include "domain/campaign/task_mine.h"
#include "domain/campaign/task_unit.h"
#include "domain/notice_shelf.h"
#include "ledger/change.h"
#include "ledger/rows.h"
#include "standard/region.h"

static const int64_t gubei = 360722102000;        /* a township that delegates late */
static const int64_t anxi = 360722105000;         /* has nothing to do, and says so */
static const int64_t village = 360722100200;      /* of 嘉定镇 */
static const int64_t late_village = 360722102200; /* of 古陂镇 */

/* ---- what is done ---- */

static const struct deed {
    const char *day, *task, *action, *due;
    int64_t region, user;
    enum role role;
} deeds[] = {
    {"2022-09-09", "t12", "delegate", NULL, county_town, 3, ROLE_TOWNSHIP},
    {"2022-09-13", "t05", "report", NULL, county_town, 3, ROLE_TOWNSHIP},
    {"2022-09-15", "t05", "accept", NULL, county_town, 1, ROLE_COUNTY},
    {"2022-09-20", "t04", "report", NULL, county_town, 3, ROLE_TOWNSHIP},
    {"2022-09-22", "t04", "return", NULL, county_town, 1, ROLE_COUNTY},
    {"2022-09-26", "t05", "reopen", NULL, county_town, 1, ROLE_COUNTY},
    {"2022-09-27", "t06", "extend", "2022-10-10", county_town, 1, ROLE_COUNTY},
    {"2022-09-29", "t04", "report", NULL, county_town, 3, ROLE_TOWNSHIP},
    {"2022-09-29", "t12", "delegate", NULL, gubei, 4, ROLE_TOWNSHIP},
    {"2022-10-03", "t05", "report", NULL, county_town, 3, ROLE_TOWNSHIP},
    {"2022-10-08", "t04", "accept", NULL, county_town, 1, ROLE_COUNTY},
    {"2022-10-08", "t05", "accept", NULL, county_town, 1, ROLE_COUNTY},
    {"2022-10-10", "t03", "report", NULL, county_town, 3, ROLE_TOWNSHIP},
    {"2022-10-12", "t03", "accept", NULL, county_town, 1, ROLE_COUNTY},
};

/* ---- what must be seen ---- */

/* From that day on, until the next line of the same task and place. */
static const struct expected {
    const char *task;
    int64_t region;
    const char *from;
    enum task_light light;
} expected[] = {
    /* Reported after the deadline and the holiday. Two working days before Friday 30 September is
     * Wednesday the 28th. */
    {"t03", county_town, "2022-09-08", LIGHT_GREEN},
    {"t03", county_town, "2022-09-28", LIGHT_YELLOW},
    {"t03", county_town, "2022-10-01", LIGHT_RED},
    {"t03", county_town, "2022-10-10", LIGHT_YELLOW},
    {"t03", county_town, "2022-10-12", LIGHT_DONE},
    /* Returned once, reported again in time, accepted on the worked Saturday. */
    {"t04", county_town, "2022-09-08", LIGHT_GREEN},
    {"t04", county_town, "2022-09-22", LIGHT_YELLOW},
    {"t04", county_town, "2022-09-29", LIGHT_GREEN},
    {"t04", county_town, "2022-10-08", LIGHT_DONE},
    /* Early, then re-opened; reported again on a holiday, too late. */
    {"t05", county_town, "2022-09-08", LIGHT_GREEN},
    {"t05", county_town, "2022-09-15", LIGHT_DONE},
    {"t05", county_town, "2022-09-26", LIGHT_YELLOW},
    {"t05", county_town, "2022-10-01", LIGHT_RED},
    {"t05", county_town, "2022-10-03", LIGHT_YELLOW},
    {"t05", county_town, "2022-10-08", LIGHT_DONE},
    /* Extended to Monday 10 October: the two working days before it are Sunday the 9th and Saturday
     * the 8th, both worked. */
    {"t06", county_town, "2022-09-08", LIGHT_GREEN},
    {"t06", county_town, "2022-10-08", LIGHT_YELLOW},
    {"t06", county_town, "2022-10-11", LIGHT_RED},
    /* Nobody touches it. */
    {"t07", county_town, "2022-09-08", LIGHT_GREEN},
    {"t07", county_town, "2022-09-28", LIGHT_YELLOW},
    {"t07", county_town, "2022-10-01", LIGHT_RED},
    /* A village has it from 9 September, to be done two working days before its township, on
     * Wednesday the 28th; two working days before that is Monday the 26th. */
    {"t12", village, "2022-09-08", LIGHT_NONE},
    {"t12", village, "2022-09-09", LIGHT_GREEN},
    {"t12", village, "2022-09-26", LIGHT_YELLOW},
    {"t12", village, "2022-09-29", LIGHT_RED},
    /* Delegated when that day is past: the township's own deadline. */
    {"t12", late_village, "2022-09-08", LIGHT_NONE},
    {"t12", late_village, "2022-09-29", LIGHT_YELLOW},
    {"t12", late_village, "2022-10-01", LIGHT_RED},
};

/* The township's thirteen tasks: how many are late, due today, soon. t01, t02, t07 to t13 are like
 * t07. */
static const struct {
    const char *from;
    int64_t late, today, soon;
} reminders[] = {
    {"2022-09-08", 0, 0, 0},  {"2022-09-22", 0, 0, 1},  {"2022-09-26", 0, 0, 2},
    {"2022-09-28", 0, 0, 12}, {"2022-09-29", 0, 0, 11}, {"2022-09-30", 0, 11, 0},
    {"2022-10-01", 11, 0, 0}, {"2022-10-03", 10, 0, 0}, {"2022-10-08", 10, 0, 1},
    {"2022-10-10", 9, 1, 0},  {"2022-10-11", 10, 0, 0},
};

/* ---- the calendar: the next day of a deadline and whether it is time to remind ---- */

static const struct {
    const char *key, *from, *due; /* due NULL: there is none any more */
    bool soon;
} deadlines[] = {
    /* Thursday 15 September: its two working days before are the 14th and, after 中秋, the 13th. */
    {"d01", "2022-09-08", "2022-09-15", false},
    {"d01", "2022-09-13", "2022-09-15", true},
    {"d01", "2022-09-16", NULL, false},
    {"d04", "2022-09-08", "2022-09-23", false},
    {"d04", "2022-09-21", "2022-09-23", true},
    {"d04", "2022-09-24", NULL, false},
    /* Sunday 23 October: the notice reminds on Friday the 21st. */
    {"d05", "2022-09-08", "2022-10-23", false},
    {"d05", "2022-10-21", "2022-10-23", true},
    {"d05", "2022-10-24", NULL, false},
    /* Tuesday 1 November: Monday the 31st and Friday the 28th. */
    {"d06", "2022-09-08", "2022-11-01", false},
    {"d06", "2022-10-28", "2022-11-01", true},
};

/* ---- the walk ---- */

enum { WALK_DAYS = 55 };

struct seen {
    enum task_light lights[COUNT(expected)]; /* of each line's task and place */
};

static enum task_light must_be(const char *task, int64_t region, int32_t day)
{
    enum task_light light = LIGHT_NONE;
    for (size_t i = 0; i < COUNT(expected); i++) {
        if (strcmp(expected[i].task, task) == 0 && expected[i].region == region &&
            county_day(expected[i].from) <= day) {
            light = expected[i].light;
        }
    }
    return light;
}

static struct row *row_at(struct county *county, const char *task, int64_t region)
{
    struct value wanted = value_number(region);
    struct row_list rows;
    county_ok(county, rows_with(&county->work, &task_unit_ledger, TASK_UNIT_REGION, &wanted, 1000,
                                ROWS_PLAIN, &rows, &county->error));
    for (size_t i = 0; i < rows.n; i++) {
        if (text_is(rows.at[i]->value[TASK_UNIT_TASK].text, task)) {
            return rows.at[i];
        }
    }
    fail_msg("no %s", task);
    return NULL;
}

static void perform(struct county *county, const struct deed *deed)
{
    county_write(county, deed->role, deed->role == ROLE_COUNTY ? county_code : deed->region);
    county->actor.user = deed->user;
    struct change change = change_edit(&county->work, row_at(county, deed->task, deed->region));
    change.reason = TEXT("按实际情况");
    if (strcmp(deed->action, "report") == 0) {
        change_set(&change, TASK_UNIT_EVIDENCE, value_text(TEXT("名单一份")));
    }
    if (deed->due != NULL) {
        change_set(&change, TASK_UNIT_DUE,
                   value_date((struct date){county_day(deed->due), DATE_DAY}));
    }
    county_ok(county, change_act(&change, flow_action(&task_flow, text_of(deed->action)),
                                 &county->errors, &county->error));
    county_end(county);
}

static struct task_cell cell_at(const struct task_board *board, const char *task, int64_t region)
{
    for (size_t i = 0; i < board->n; i++) {
        for (size_t t = 0; t < board->list->tasks.n; t++) {
            if (board->lines[i].region == region && board->lines[i].organization == 0 &&
                text_is(board->list->tasks.at[t].key, task)) {
                return *task_board_cell(board, i, t);
            }
        }
    }
    fail_msg("no such line");
    return (struct task_cell){0};
}

/* The lights of every place of the table as of a day. */
static void look(struct county *county, int32_t day, struct seen *seen)
{
    static const int64_t townships[] = {360722100000, 360722102000};
    county_read(county, ROLE_COUNTY, county_code);
    for (size_t k = 0; k < COUNT(townships); k++) {
        struct task_board board;
        const struct task_question question = {
            .as_of = day, .view = TASK_VIEW_VILLAGES, .township = townships[k]};
        county_ok(county,
                  task_board_make(county->app, &county->work, &question, &board, &county->error));
        for (size_t i = 0; i < COUNT(expected); i++) {
            if (region_contains(townships[k], expected[i].region)) {
                seen->lights[i] = cell_at(&board, expected[i].task, expected[i].region).light;
            }
        }
    }
    county_end(county);
}

static void compare(int32_t day, const struct seen *seen)
{
    for (size_t i = 0; i < COUNT(expected); i++) {
        if (seen->lights[i] != must_be(expected[i].task, expected[i].region, day)) {
            char iso[11];
            date_format((struct date){day, DATE_DAY}, iso);
            fail_msg("%s %s at %lld: %s", iso, expected[i].task, (long long)expected[i].region,
                     task_light_name(seen->lights[i]));
        }
    }
}

/* The others do nothing, but for 安西镇, whose nothing was accepted on 29 September (reports_zero).
 */
static enum task_light light_on(const char *task, int64_t region, int32_t day)
{
    enum task_light light = region == county_town ? must_be(task, region, day) : LIGHT_NONE;
    if (region == anxi && strcmp(task, "t03") == 0 && day >= county_day("2022-09-29")) {
        light = LIGHT_DONE;
    }
    return light == LIGHT_NONE ? must_be("t07", county_town, day) : light;
}

/* Every cell of the county's board, what each township's line adds up to, and its rank. */
static void compare_figures(struct county *county, int32_t day)
{
    struct task_board board;
    const struct task_question question = {.as_of = day, .view = TASK_VIEW_UNITS};
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county,
              task_board_make(county->app, &county->work, &question, &board, &county->error));
    county_end(county);
    size_t tasks = board.list->tasks.n, places = 0;
    struct {
        int64_t score;
        size_t rank;
    } place[16];
    for (size_t i = 0; i < board.n; i++) {
        const struct task_line *line = &board.lines[i];
        if (line->organization != 0) {
            continue;
        }
        int64_t counts[LIGHT__COUNT] = {0};
        for (size_t t = 0; t < tasks; t++) {
            const char *key = arena_cstr(&county->arena, board.list->tasks.at[t].key);
            enum task_light light = light_on(key, line->region, day);
            counts[light]++;
            assert_int_equal(task_board_cell(&board, i, t)->light, light);
            assert_int_equal(task_board_cell(&board, i, t)->figure.due, 1);
        }
        assert_memory_equal(counts, line->counts, sizeof counts);
        /* More done stands first; then fewer late, then fewer warned. */
        assert_true(places < COUNT(place));
        place[places].score =
            counts[LIGHT_DONE] * 10000 - counts[LIGHT_RED] * 100 - counts[LIGHT_YELLOW];
        place[places++].rank = line->rank;
    }
    assert_int_equal(places, COUNT(place));
    for (size_t i = 0; i < places; i++) {
        size_t rank = 1;
        for (size_t k = 0; k < places; k++) {
            rank += place[k].score > place[i].score;
        }
        assert_int_equal(place[i].rank, rank);
    }
}

static int64_t number(const struct json *object, const char *member)
{
    int64_t n = -1;
    assert_true(json_int(json_member(object, member), &n));
    return n;
}

static const struct json *mine_of(struct county *county, enum role role, int64_t region)
{
    struct buf text;
    buf_init(&text, 1 << 18);
    struct json_out out = json_into(&text);
    county_read(county, role, region);
    county_ok(county, task_mine_json(county->app, &county->work, &out, &county->error));
    const struct json *tree = county_tree(county, &text);
    buf_release(&text);
    county_end(county);
    return tree;
}

static void remind(struct county *county, int32_t day)
{
    size_t at = 0;
    for (size_t i = 0; i < COUNT(reminders); i++) {
        at = county_day(reminders[i].from) <= day ? i : at;
    }
    const struct json *counts = json_member(mine_of(county, ROLE_TOWNSHIP, county_town), "counts");
    if (number(counts, "late") != reminders[at].late ||
        number(counts, "today") != reminders[at].today ||
        number(counts, "soon") != reminders[at].soon) {
        fail_msg("%s: late %lld, today %lld, soon %lld", reminders[at].from,
                 (long long)number(counts, "late"), (long long)number(counts, "today"),
                 (long long)number(counts, "soon"));
    }
}

/* The calendar item of that key in the caller's list, or NULL. */
static const struct json *coming(const struct json *mine, const char *key)
{
    const struct json *list = json_member(mine, "calendar");
    for (size_t i = 0; i < list->n; i++) {
        if (text_is(json_member(&list->at[i], "key")->text, key)) {
            return &list->at[i];
        }
    }
    return NULL;
}

static void check_calendar(struct county *county, int32_t day)
{
    const struct json *mine = mine_of(county, ROLE_TOWNSHIP, county_town);
    for (size_t i = 0; i < COUNT(deadlines); i++) {
        bool last = i + 1 == COUNT(deadlines) ||
                    strcmp(deadlines[i + 1].key, deadlines[i].key) != 0 ||
                    county_day(deadlines[i + 1].from) > day;
        if (county_day(deadlines[i].from) > day || !last) {
            continue;
        }
        const struct json *item = coming(mine, deadlines[i].key);
        assert_int_equal(item != NULL, deadlines[i].due != NULL);
        if (item != NULL) {
            bool soon = false;
            assert_true(text_is(json_member(item, "due_on")->text, deadlines[i].due));
            assert_true(json_bool(json_member(item, "soon"), &soon));
            assert_int_equal(soon, deadlines[i].soon);
        }
    }
}

/* The new county has nobody in it; here every unit owes one of each task all the same. */
static void give_everybody_something(struct county *county)
{
    struct notice_versions versions;
    struct notice_version draft;
    struct notice_files files;
    int64_t id;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, notice_shelf_list(work, &versions, &county->error));
    county_ok(county, notice_shelf_copy(work, versions.at[0].id, TEXT("试"), &id, &county->error));
    county_ok(county, notice_shelf_get(work, id, &draft, &files, &county->error));
    for (size_t i = 0; i < files.n; i++) {
        if (text_is(files.at[i].name, "tasks.yaml")) {
            static const char due[] = "\n      due: ";
            struct text was = files.at[i].bytes, now = was;
            for (size_t at; (at = text_find(now, text_of(due))) != TEXT_NONE;) {
                now = arena_printf(&county->arena, "%.*s\n      target: 1 # %.*s", (int)at, now.s,
                                   TEXT_ARG(text_slice(now, at + sizeof(due) - 1, now.n)));
            }
            county_ok(county,
                      notice_shelf_write(work, id, files.at[i].name, was, now, &county->error));
        }
    }
    county_ok(county, notice_shelf_switch(county->app, work, id, TEXT("试"), &county->error));
    county_end(county);
    county_ok(county, app_refresh(county->app, &county->arena, &county->error));
}

static struct task_cell cell_of(struct county *county, const char *task, int64_t region,
                                const char *day)
{
    struct task_board board;
    const struct task_question question = {.as_of = county_day(day), .view = TASK_VIEW_UNITS};
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county,
              task_board_make(county->app, &county->work, &question, &board, &county->error));
    county_end(county);
    return cell_at(&board, task, region);
}

/* With nothing in the ledgers nobody is late; the unit says so itself (零报告). */
static void reports_zero(void **state)
{
    struct county *county = *state;
    static const struct {
        const char *day;
        enum task_light light;
    } zero[] = {{"2022-09-08", LIGHT_GREEN},  {"2022-09-27", LIGHT_GREEN},
                {"2022-09-28", LIGHT_YELLOW}, {"2022-09-30", LIGHT_YELLOW},
                {"2022-10-01", LIGHT_YELLOW}, {"2022-11-01", LIGHT_YELLOW}};
    for (size_t i = 0; i < COUNT(zero); i++) {
        struct task_cell cell = cell_of(county, "t03", anxi, zero[i].day);
        assert_int_equal(cell.figure.due, 0);
        assert_int_equal(cell.light, zero[i].light);
    }
    county->now = clock_noon(county_day("2022-09-29"));
    perform(county, &(struct deed){NULL, "t03", "report", NULL, anxi, 4, ROLE_TOWNSHIP});
    struct task_cell cell = cell_of(county, "t03", anxi, "2022-09-29");
    assert_int_equal(cell.light, LIGHT_GREEN);
    perform(county, &(struct deed){NULL, "t03", "accept", NULL, anxi, 1, ROLE_COUNTY});
    assert_int_equal(cell_of(county, "t03", anxi, "2022-09-29").light, LIGHT_DONE);
}

static void walks_the_campaign(void **state)
{
    struct county *county = *state;
    static struct seen seen[WALK_DAYS];
    int32_t first = county_day("2022-09-08"), last = county_day("2022-11-01");
    assert_int_equal(last - first + 1, WALK_DAYS);
    give_everybody_something(county);
    for (int32_t day = first; day <= last; day++) {
        county->now = clock_noon(day);
        for (size_t i = 0; i < COUNT(deeds); i++) {
            if (county_day(deeds[i].day) == day) {
                perform(county, &deeds[i]);
            }
        }
        /* At the day's end, and not what comes after it. */
        look(county, day, &seen[day - first]);
        compare(day, &seen[day - first]);
        compare_figures(county, day);
        remind(county, day);
        check_calendar(county, day);
    }
    /* Every past day asked again from the last one: as it was seen then, but for the villages that
     * were not given the task yet. */
    for (int32_t day = first; day <= last; day++) {
        struct seen again;
        look(county, day, &again);
        for (size_t i = 0; i < COUNT(expected); i++) {
            if (seen[day - first].lights[i] != LIGHT_NONE) {
                assert_int_equal(again.lights[i], seen[day - first].lights[i]);
            }
        }
    }
    /* What came late is accepted, and came late. */
    assert_true(cell_of(county, "t03", county_town, "2022-10-12").late);
    assert_false(cell_of(county, "t04", county_town, "2022-10-12").late);
    assert_false(cell_of(county, "t05", county_town, "2022-09-15").late);
    assert_true(cell_of(county, "t05", county_town, "2022-10-12").late);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reports_zero),
                                       cmocka_unit_test(walks_the_campaign)};
    return cmocka_run_group_tests(tests, county_open_new, county_close);
}
