/*
 * The reports of the campaign walked day by day with an injected clock, 2022-09-08 to 2022-11-01,
 * over 中秋 and 国庆: early, late, returned and re-opened submissions, work entered late, and every
 * day each light of each round and unit, the reminders, the counts of who handed in, and the
 * figures of Table 2. What must be seen is reckoned here, from the table of deeds and a calendar of
 * its own, and never asked of the program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "county.h"
#include "domain/campaign/report_note.h"
#include "domain/campaign/submission_board.h"
#include "domain/campaign/submitting.h"
#include "domain/care/service.h"
#include "domain/jobs/fair.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "ledger/change.h"

/* ---- a calendar of its own ---- */

static bool is_working(int32_t day)
{
    static const char *const off[] = {"2022-09-12", "2022-10-03", "2022-10-04",
                                      "2022-10-05", "2022-10-06", "2022-10-07"};
    static const char *const on[] = {"2022-10-08", "2022-10-09"};
    for (size_t i = 0; i < COUNT(off); i++) {
        if (county_day(off[i]) == day) {
            return false;
        }
    }
    for (size_t i = 0; i < COUNT(on); i++) {
        if (county_day(on[i]) == day) {
            return true;
        }
    }
    int days = (int)(day - county_day("2022-09-05")); /* a Monday */
    int weekday = (days % 7 + 7) % 7;
    return weekday < 5;
}

/* So many working days before or after. */
static int32_t working_days(int32_t day, int n)
{
    int step = n < 0 ? -1 : 1;
    while (n != 0) {
        day += step;
        n -= is_working(day) ? step : 0;
    }
    return day;
}

/* Two working days before the last day on which somebody is at work. */
static int32_t reminded_on(int32_t due)
{
    while (!is_working(due)) {
        due--;
    }
    return working_days(due, -2);
}

/* ---- what is done ---- */

/* Who hands in what on which day; the county is “county”. */
static const struct deed {
    const char *day, *action, *report, *round, *unit;
} deeds[] = {
    {"2022-09-09", "submit", "weekly", "2022-09-09", "jiading"}, /* on the very day */
    {"2022-09-09", "accept", "weekly", "2022-09-09", "jiading"},
    {"2022-09-12", "submit", "weekly", "2022-09-09", "gubei"}, /* late, on 中秋 */
    {"2022-09-14", "submit", "summary", "d06", "anxi"},        /* weeks early */
    {"2022-09-15", "return", "summary", "d06", "anxi"},
    {"2022-09-20", "submit", "table2", "first", "jiading"}, /* early */
    {"2022-09-22", "submit", "table2", "first", "gubei"},
    {"2022-09-23", "return", "table2", "first", "gubei"}, /* on the last day */
    {"2022-09-23", "submit", "weekly", "2022-09-23", "jiading"},
    {"2022-09-26", "submit", "table2", "first", "gubei"}, /* again: the first time was in time */
    {"2022-09-26", "submit", "table2", "first", "anxi"},  /* late */
    {"2022-09-27", "accept", "table2", "first", "jiading"},
    {"2022-09-27", "accept", "table2", "first", "gubei"},
    {"2022-09-28", "accept", "table2", "first", "anxi"},
    {"2022-09-29", "seal", "table2", "first", "county"},
    {"2022-10-03", "submit", "weekly", "2022-09-30", "gubei"}, /* in 国庆 */
    {"2022-10-08", "reopen", "table2", "first", "county"},     /* a worked Saturday */
    {"2022-10-09", "return", "table2", "first", "anxi"},
    {"2022-10-10", "submit", "table2", "first", "anxi"},
    {"2022-10-11", "accept", "table2", "first", "anxi"},
    {"2022-10-12", "seal", "table2", "first", "county"},
    {"2022-10-20", "submit", "table2", "second", "gubei"},
    {"2022-10-24", "submit", "table2", "second", "jiading"}, /* the Monday after a Sunday */
    {"2022-10-31", "submit", "summary", "d06", "anxi"},
};

static const char *const units[] = {"jiading", "gubei", "anxi"};
static const int64_t places[] = {360722100000, 360722102000, 360722105000};
enum { TOWNS = COUNT(units), WALK_DAYS = 55, EVENTS_MOST = 200 };

/* What was done for whom: `on` it happened, `known` it was entered. */
static struct event {
    enum { RECOGNISED, VISITED, FAIR } what;
    int32_t on, known;
    size_t town;
} events[EVENTS_MOST];
static size_t event_count;
static int64_t newest[TOWNS]; /* the town's last recognised person */

/* ---- what must be seen ---- */

enum standing { NOTHING, WITH_COUNTY, CAME_BACK };

struct reckoned {
    enum standing standing;
    bool late; /* the first time */
    int times;
    int32_t first;
};

static struct reckoned reckon(const char *report, const char *round, const char *unit, int32_t due,
                              int32_t day)
{
    struct reckoned r = {0};
    for (size_t i = 0; i < COUNT(deeds); i++) {
        const struct deed *deed = &deeds[i];
        int32_t on = county_day(deed->day);
        if (on > day || strcmp(deed->report, report) != 0 || strcmp(deed->round, round) != 0 ||
            strcmp(deed->unit, unit) != 0) {
            continue;
        }
        if (strcmp(deed->action, "submit") == 0) {
            r.standing = WITH_COUNTY;
            r.late = r.times == 0 ? on > due : r.late;
            r.first = r.times == 0 ? on : r.first;
            r.times++;
        } else if (strcmp(deed->action, "return") == 0) {
            r.standing = CAME_BACK;
        }
    }
    return r;
}

static const char *light_of(const struct reckoned *r, int32_t due, int32_t remind, int32_t day)
{
    return r->standing == WITH_COUNTY                  ? "done"
           : day > due                                 ? "red"
           : day >= remind || r->standing == CAME_BACK ? "yellow"
                                                       : "green";
}

/* What Table 2 says of a town as of a day, as it is known on another. */
static int64_t figure(int what, size_t town, int32_t as_of, int32_t known)
{
    int64_t n = 0;
    for (size_t i = 0; i < event_count; i++) {
        n += (int)events[i].what == what && events[i].town == town && events[i].on <= as_of &&
             events[i].known <= known;
    }
    return n;
}

/* ---- doing ---- */

static int64_t keep(struct county *county, struct change *change)
{
    county_ok(county, change_save(change, &county->errors, &county->error));
    return change->row->id;
}

static void set_day(struct change *change, int field, int32_t day)
{
    change_set(change, field, value_date((struct date){day, DATE_DAY}));
}

static void happens(struct county *county, int what, size_t town, int32_t on, int32_t known)
{
    county_write(county, ROLE_PROGRAM, county_code);
    struct work *work = &county->work;
    if (what == RECOGNISED) {
        struct change person = change_create(work, &person_ledger);
        change_set(&person, PERSON_NAME, value_text(TEXT("测试人")));
        set_day(&person, PERSON_BIRTH, county_day("1980-05-01") + (int32_t)event_count);
        change_set(&person, PERSON_REGION, value_number(places[town]));
        newest[town] = keep(county, &person);
        struct change change = change_create(work, &recognition_ledger);
        change_set(&change, RECOGNITION_PERSON, value_number(newest[town]));
        change_set(&change, RECOGNITION_KINDS, value_text(TEXT("other")));
        change_set(&change, RECOGNITION_APPLIED_ON, value_date((struct date){on - 12, DATE_DAY}));
        change_set(&change, RECOGNITION_CONSENT, value_number(1));
        change_set(&change, RECOGNITION_CHANNEL, value_text(TEXT("village")));
        set_day(&change, RECOGNITION_DECIDED_ON, on);
        set_day(&change, RECOGNITION_VALID_TO, on + 364);
        keep(county, &change);
    } else if (what == VISITED) {
        struct change change = change_create(work, &service_ledger);
        change_set(&change, SERVICE_PERSON, value_number(newest[town]));
        change_set(&change, SERVICE_KIND, value_text(TEXT("visit")));
        set_day(&change, SERVICE_DATE, on);
        change_set(&change, SERVICE_METHOD, value_text(TEXT("home")));
        keep(county, &change);
    } else {
        struct change change = change_create(work, &fair_ledger);
        change_set(&change, FAIR_TITLE, value_text(TEXT("专场招聘")));
        change_set(&change, FAIR_FORM, value_text(TEXT("onsite")));
        set_day(&change, FAIR_DATE, on);
        change_set(&change, FAIR_REGION, value_number(places[town]));
        keep(county, &change);
    }
    county_end(county);
    events[event_count++] = (struct event){what, on, known, town};
}

/* Every day something, and on some days something of last week that nobody had entered. */
static void work_goes_on(struct county *county, int32_t day, int32_t first)
{
    size_t town = (size_t)(day - first) % TOWNS;
    happens(county, RECOGNISED, town, day, day);
    happens(county, VISITED, town, day, day);
    if ((day - first) % 4 == 0) {
        happens(county, FAIR, town, day, day);
    }
    if ((day - first) % 9 == 8) {
        happens(county, FAIR, town, day - 7, day);
    }
}

static const char *const long_words =
    "全镇逐村走访，建立一人一策台账，每周调度一次，村干部包户到人，推荐岗位，组织专场招聘会两场，"
    "上门宣传政策，对问题逐个整改销号，做到底数清、状态清、意愿清、需求清。";

/* All that stands against handing in gets its words. */
static enum status answer_all(struct county *county, struct submitting *s, enum status status,
                              struct submitting_words *words, size_t *n)
{
    for (size_t i = 0; status == INVALID && i < county->errors.n; i++) {
        const char *field = county->errors.at[i].field;
        bool explain = strncmp(field, "explain.", 8) == 0;
        bool prose = strncmp(field, "prose.", 6) == 0;
        if (!explain && !prose) {
            fail_msg("%s: %.*s", field, TEXT_ARG(county->errors.at[i].message));
        }
        words[(*n)++] = (struct submitting_words){explain ? NOTE_EXPLAIN : NOTE_PROSE,
                                                  text_of(field + (explain ? 8 : 6)),
                                                  explain ? TEXT("属实") : text_of(long_words)};
    }
    (void)s;
    county->errors = (struct errors){0};
    return status;
}

static void perform(struct county *county, const struct deed *deed)
{
    struct submitting s;
    struct submitting_words words[64];
    size_t n = 0;
    bool unit = strcmp(deed->action, "submit") == 0;
    county_write(county, ROLE_COUNTY, county_code);
    county->actor.user = unit ? 21 : 31;
    county_ok(county,
              submitting_open(county->app, &county->work, text_of(deed->report),
                              text_of(deed->round), text_of(deed->unit), &s, &county->error));
    enum status status = OK;
    if (unit) {
        status = submitting_submit(&s, &county->errors, &county->error);
        if (answer_all(county, &s, status, words, &n) == INVALID) {
            county_ok(county, submitting_write(&s, words, n, &county->errors, &county->error));
            status = submitting_submit(&s, &county->errors, &county->error);
        }
    } else if (strcmp(deed->action, "seal") == 0) {
        status =
            submitting_seal(&s, TEXT("其余单位缺报"), NULL, 0, &county->errors, &county->error);
        if (answer_all(county, &s, status, words, &n) == INVALID) {
            status = submitting_seal(&s, TEXT("其余单位缺报"), words, n, &county->errors,
                                     &county->error);
        }
    } else if (strcmp(deed->action, "reopen") == 0) {
        status = submitting_reopen(&s, TEXT("安西镇要更正"), &county->errors, &county->error);
    } else {
        status = submitting_step(&s, deed->action, TEXT("请核对"), NULL, 0, &county->errors,
                                 &county->error);
    }
    county_ok(county, status);
    county_end(county);
}

/* ---- looking ---- */

static const char *text_at(struct county *county, const struct json *object, const char *member)
{
    struct text text = TEXT_EMPTY;
    (void)json_text(json_member(object, member), &text);
    return arena_cstr(&county->arena, text);
}

static int64_t number_at(const struct json *object, const char *member)
{
    int64_t n = -1;
    assert_true(json_int(json_member(object, member), &n));
    return n;
}

/* One round with all its units; the score over those due is added up by unit. */
static void check_round(struct county *county, const struct json *round, int32_t day,
                        int64_t score[][3], const struct json *first_units)
{
    const char *report = text_at(county, round, "report"), *key = text_at(county, round, "round");
    int32_t due = county_day(text_at(county, round, "due"));
    /* The notice itself says when to remind of the second Table 2. */
    bool said = strcmp(report, "table2") == 0 && strcmp(key, "second") == 0;
    int32_t remind = said ? county_day("2022-10-21") : reminded_on(due);
    assert_int_equal(county_day(text_at(county, round, "remind")), remind);
    assert_int_equal(county_day(text_at(county, round, "lock")), working_days(due, 30));
    const struct json *list = json_member(round, "units");
    int64_t handed_in = 0, on_time = 0, counted = 0;
    for (size_t i = 0; i < list->n; i++) {
        const char *unit = text_at(county, &list->at[i], "unit");
        struct reckoned r = reckon(report, key, unit, due, day);
        bool in = r.standing == WITH_COUNTY;
        const char *light = light_of(&r, due, remind, day);
        if (strcmp(text_at(county, &list->at[i], "light"), light) != 0) {
            char iso[11];
            date_format((struct date){day, DATE_DAY}, iso);
            fail_msg("%s %s %s %s is %s, not %s", iso, report, key, unit,
                     text_at(county, &list->at[i], "light"), light);
        }
        assert_int_equal(number_at(&list->at[i], "times"), r.times);
        assert_int_equal(number_at(&list->at[i], "days_late"), r.late ? r.first - due : 0);
        counted += in || day > due;
        handed_in += in;
        on_time += in && !r.late;
        for (size_t u = 0; (in || day > due) && u < first_units->n; u++) {
            if (strcmp(text_at(county, &first_units->at[u], "unit"), unit) == 0) {
                score[u][0]++;
                score[u][1] += in;
                score[u][2] += in && !r.late;
            }
        }
    }
    assert_int_equal(number_at(round, "asked"), (int64_t)list->n);
    assert_int_equal(number_at(round, "handed_in"), handed_in);
    assert_int_equal(number_at(round, "on_time"), on_time);
    assert_int_equal(number_at(round, "counted"), counted);
}

static void check_board(struct county *county, int32_t day)
{
    enum { UNITS = 32 };
    int64_t score[UNITS][3] = {{0}};
    struct buf text;
    buf_init(&text, 1 << 20);
    struct json_out out = json_into(&text);
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, submission_board_json(county->app, &county->work, day, &out, &county->error));
    const struct json *board = county_tree(county, &text);
    buf_release(&text);
    county_end(county);
    const struct json *rounds = json_member(board, "rounds");
    const struct json *everybody = NULL; /* a round that asks all 21 units */
    for (size_t i = 0; i < rounds->n; i++) {
        const struct json *list = json_member(&rounds->at[i], "units");
        everybody = list->n == 21 ? list : everybody;
    }
    if (everybody == NULL) {
        fail_msg("no round asks everybody");
        return;
    }
    for (size_t i = 0; i < rounds->n; i++) {
        check_round(county, &rounds->at[i], day, score, everybody);
    }
    const struct json *ranking = json_member(board, "ranking");
    int64_t counted[2] = {0}, on_time[2] = {0};
    for (size_t i = 0; i < rounds->n; i++) {
        counted[0] += number_at(&rounds->at[i], "counted");
        on_time[0] += number_at(&rounds->at[i], "on_time");
    }
    for (size_t i = 0; i < ranking->n; i++) {
        const struct json *one = &ranking->at[i];
        counted[1] += number_at(one, "asked");
        on_time[1] += number_at(one, "on_time");
        for (size_t u = 0; u < everybody->n; u++) {
            if (strcmp(text_at(county, &everybody->at[u], "unit"), text_at(county, one, "unit")) ==
                0) {
                assert_int_equal(number_at(one, "asked"), score[u][0]);
                assert_int_equal(number_at(one, "handed_in"), score[u][1]);
                assert_int_equal(number_at(one, "on_time"), score[u][2]);
            }
        }
    }
    assert_int_equal(counted[0], counted[1]); /* by rounds and by units */
    assert_int_equal(on_time[0], on_time[1]);
}

static int64_t cell(const struct report *report, size_t row, const char *column)
{
    return report_cell_at(report, row, (size_t)report_column(report->form, text_of(column)))->value;
}

/* Table 2 as of the day, and what was handed in of its first round: as it was known that day. */
static void check_figures(struct county *county, int32_t day)
{
    struct statistics statistics;
    struct report report;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, statistics_open(county->app, &county->work, TEXT("table2"), &statistics,
                                      &county->error));
    county_ok(county, statistics_report(&statistics, &county->work, day, &report, &county->error));
    static const struct {
        const char *column;
        int what;
    } columns[] = {{"c01", RECOGNISED}, {"c11", VISITED}, {"c12", FAIR}, {"c13", FAIR}};
    for (size_t c = 0; c < COUNT(columns); c++) {
        int64_t all = 0;
        for (size_t town = 0; town < TOWNS; town++) {
            int64_t expected = figure(columns[c].what, town, day, day);
            for (size_t row = 0; row < report.rows; row++) {
                if (report.units[row]->region == places[town]) {
                    assert_int_equal(cell(&report, row, columns[c].column), expected);
                }
            }
            all += expected;
        }
        assert_int_equal(cell(&report, report.rows, columns[c].column), all);
    }
    int32_t as_of = county_day("2022-09-23");
    for (size_t town = 0; town < TOWNS; town++) {
        struct submitting s;
        struct frozen *frozen = NULL;
        int32_t last = DATE_NONE;
        for (size_t i = 0; i < COUNT(deeds); i++) {
            bool own = strcmp(deeds[i].unit, units[town]) == 0 &&
                       strcmp(deeds[i].round, "first") == 0 &&
                       strcmp(deeds[i].action, "submit") == 0 && county_day(deeds[i].day) <= day;
            last = own ? county_day(deeds[i].day) : last;
        }
        county_ok(county, submitting_open(county->app, &county->work, TEXT("table2"), TEXT("first"),
                                          text_of(units[town]), &s, &county->error));
        county_ok(county, submitting_frozen(&s, s.row, &frozen, &county->error));
        assert_int_equal(frozen != NULL, last != DATE_NONE);
        struct text key = text_of(units[town]);
        for (size_t c = 0; frozen != NULL && c < COUNT(columns); c++) {
            assert_int_equal(frozen_cell(frozen, &key, text_of(columns[c].column))->value,
                             figure(columns[c].what, town, as_of, last));
        }
    }
    county_end(county);
}

static void walks_the_reports(void **state)
{
    struct county *county = *state;
    int32_t first = county_day("2022-09-08"), last = county_day("2022-11-01");
    assert_int_equal(last - first + 1, WALK_DAYS);
    county_set(county, "report_weekday", "5");
    county_set(county, "lock_days", "30");
    for (int32_t day = first; day <= last; day++) {
        county->now = clock_noon(day);
        work_goes_on(county, day, first);
        for (size_t i = 0; i < COUNT(deeds); i++) {
            if (county_day(deeds[i].day) == day) {
                perform(county, &deeds[i]);
            }
        }
        check_board(county, day);
        check_figures(county, day);
    }
    for (int32_t day = first; day <= last; day++) { /* each day as it was, asked at the end */
        check_board(county, day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(walks_the_reports)};
    return cmocka_run_group_tests(tests, county_open_new, county_close);
}
