/* The bundled notice's table over facts in memory: every column's predicate, counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/definitions.h"
#include "domain/ledgers.h"
#include "report/form_source.h"
#include "report/layout.h"
#include "report/report.h"

enum {
    JIADING = 0, /* row of the report */
    DATANGBU = 1,
    COUNTY = 16,
};

#define IN_JIADING  360722100001
#define IN_DATANGBU 360722101001
#define IN_PARK     360722400001

static struct arena arena;
static struct board *board;
static struct notice_ground ground;
static const struct notice *notice;
static struct form_source *source;
static int64_t next_id;

static int64_t day(const char *iso)
{
    struct date date;
    assert_true(date_parse(text_of(iso), &date));
    return date.day;
}

/* One field of a row: a text, a date written 2022-09-01, or a number. */
struct fill {
    const char *field;
    const char *text;
    int64_t number;
};

#define WORD(field, word)                                                                          \
    {                                                                                              \
        field, word, 0                                                                             \
    }
#define NUM(field, number)                                                                         \
    {                                                                                              \
        field, NULL, number                                                                        \
    }

/* Puts a row with the fields given, the others empty; returns its id. */
static int64_t put(const char *ledger, int64_t id, const struct fill *fills, size_t n)
{
    struct table *table = board_table(board, text_of(ledger));
    struct value *values = arena_array(&arena, struct value, table->count);
    for (size_t i = 0; i < table->count; i++) {
        values[i] = VALUE_NULL;
    }
    for (size_t i = 0; i < n; i++) {
        struct column *column = table_column(table, text_of(fills[i].field));
        if (column == NULL) {
            fail_msg("%s has no %s", ledger, fills[i].field);
        }
        struct value *value = &values[column - table->columns];
        struct date date;
        if (fills[i].text == NULL) {
            *value = value_number(fills[i].number);
        } else if (column->type == COLUMN_DATE && date_parse(text_of(fills[i].text), &date)) {
            *value = value_date(date);
        } else {
            *value = value_text(text_of(fills[i].text));
        }
    }
    table_put(table, id, values);
    return id;
}

#define PUT(ledger, ...)                                                                           \
    put(ledger, ++next_id, (const struct fill[]){__VA_ARGS__},                                     \
        sizeof((const struct fill[]){__VA_ARGS__}) / sizeof(struct fill))

static int64_t person(int64_t region)
{
    return PUT("person", WORD("name", "某人"), NUM("region", region));
}

static int64_t recognised(int64_t region, const char *from)
{
    int64_t id = person(region);
    PUT("recognition", NUM("person_id", id), WORD("state", "valid"), WORD("valid_from", from));
    return id;
}

static void tag(int64_t id, const char *kind)
{
    PUT("category_tag", NUM("person_id", id), WORD("kind", kind), WORD("from", "2022-01-01"));
}

static void work(int64_t id, const char *channel, const char *start, bool helped)
{
    PUT("employment_spell", NUM("person_id", id), WORD("channel", channel), WORD("start", start),
        NUM("helped", helped));
}

/* 附表2; of another county's notice its only table. */
static const struct report_form *table(void)
{
    const struct report_form *form = notice_report(notice, TEXT("table2"));
    return form == NULL ? &notice->reports.at[0] : form;
}

/* Reads a notice and makes its first report ready. */
static void open_notice(struct text folder)
{
    struct notice_files files;
    struct error error;
    struct faults faults;
    faults_init(&faults, &arena);
    assert_int_equal(notice_files_read(&arena, arena_cstr(&arena, folder), &files, &error), OK);
    notice = notice_read(&arena, &files, &faults);
    assert_non_null(notice);
    const struct rule_language *language;
    assert_int_equal(notice_language(&arena, notice, &ground, &language, &faults), OK);
    assert_int_equal(form_source_new(&arena, table(), &ground, language, &source, &faults), OK);
}

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    next_id = 0;
    board = board_new();
    for (const struct ledger *const *l = all_ledgers; *l != NULL; l++) {
        board_add(board, *l);
    }
    board_link(board);
    ground = (struct notice_ground){
        .ledgers = all_ledgers,
        .definitions = domain_definitions,
        .definition_count = domain_definition_count,
        .params = domain_params,
        .param_count = domain_param_count,
    };
    open_notice(arena_printf(&arena, "%s/xinfeng-2022-02", getenv("NOTICES")));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    board_free(board);
    arena_release(&arena);
    return 0;
}

static struct figures facts(struct form_board *from)
{
    *from = (struct form_board){source, board, notice_params(&arena, notice, &ground)};
    return form_figures(from);
}

static struct report report_on(const char *as_of, const struct report_previous *previous,
                               int64_t scope)
{
    struct form_board from;
    struct figures figures = facts(&from);
    struct report_request request = {.notice = notice,
                                     .form = table(),
                                     .as_of = (int32_t)day(as_of),
                                     .previous = previous,
                                     .scope = scope};
    struct report report;
    struct error error;
    assert_int_equal(report_build(&arena, &request, &figures, &report, &error), OK);
    return report;
}

static int64_t figure(const struct report *report, size_t row, const char *column)
{
    int index = report_column(report->form, text_of(column));
    assert_true(index >= 0);
    return report_cell_at(report, row, (size_t)index)->value;
}

static void counts_recognised_people_on_the_day(void **state)
{
    (void)state;
    int64_t exited = recognised(IN_JIADING, "2022-09-05");
    recognised(IN_JIADING, "2022-09-23");
    recognised(IN_JIADING, "2022-09-24");
    PUT("recognition", NUM("person_id", person(IN_JIADING)), WORD("state", "public"),
        WORD("valid_from", "2022-09-01"));
    PUT("recognition", NUM("person_id", person(IN_JIADING)), WORD("state", "valid"),
        WORD("valid_from", "2021-09-01"), WORD("valid_to", "2022-09-22"));
    /* Recognised a second time while the first still holds: one person. */
    PUT("recognition", NUM("person_id", exited), WORD("state", "exited"),
        WORD("valid_from", "2022-09-10"), WORD("exited_on", "2022-09-20"));
    struct report report = report_on("2022-09-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c01"), 2);
    assert_int_equal(figure(&report, DATANGBU, "c01"), 0);
    assert_int_equal(figure(&report, COUNTY, "c01"), 2);
    report = report_on("2022-10-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c01"), 3);
}

static void remembers_an_exit_by_its_day(void **state)
{
    (void)state;
    int64_t id = person(IN_JIADING);
    PUT("recognition", NUM("person_id", id), WORD("state", "exited"),
        WORD("valid_from", "2022-09-01"), WORD("exited_on", "2022-09-23"));
    struct report report = report_on("2022-09-22", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c01"), 1);
    report = report_on("2022-09-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c01"), 0);
}

static void counts_each_category_and_its_employed(void **state)
{
    (void)state;
    static const char *const kinds[] = {"long_unemployed", "age4050",  "disabled",
                                        "dibao",           "graduate", "tuopin",
                                        "monitor",         "veteran",  "fisher"};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        int64_t id = recognised(IN_JIADING, "2022-09-01");
        tag(id, kinds[i]);
        tag(person(IN_JIADING), kinds[i]); /* not recognised */
        if (i % 2 == 0) {
            work(id, "1", "2022-09-10", false);
        }
    }
    int64_t many = recognised(IN_DATANGBU, "2022-09-01");
    tag(many, "tuopin");
    tag(many, "dibao");
    tag(many, "zero"); /* has no column */
    struct report report = report_on("2022-09-23", NULL, 0);
    static const char *const recognised_columns[] = {"c02", "c03", "c04", "c05", "c06",
                                                     "c07", "c08", "c09", "c10"};
    static const char *const employed_columns[] = {"c22", "c23", "c24", "c25", "c26",
                                                   "c27", "c28", "c29", "c30"};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        assert_int_equal(figure(&report, JIADING, recognised_columns[i]), 1);
        assert_int_equal(figure(&report, JIADING, employed_columns[i]), i % 2 == 0);
    }
    assert_int_equal(figure(&report, JIADING, "c01"), 9);
    assert_int_equal(figure(&report, JIADING, "c21"), 5);
    assert_int_equal(figure(&report, COUNTY, "c05"), 2);
    assert_int_equal(figure(&report, COUNTY, "c07"), 2);
    assert_int_equal(figure(&report, COUNTY, "c01"), 10);
}

static void forgets_a_tag_that_ended(void **state)
{
    (void)state;
    int64_t id = recognised(IN_JIADING, "2022-09-01");
    PUT("category_tag", NUM("person_id", id), WORD("kind", "dibao"), WORD("from", "2022-01-01"),
        WORD("to", "2022-09-22"));
    PUT("category_tag", NUM("person_id", id), WORD("kind", "monitor"), WORD("from", "2022-01-01"),
        WORD("risk_removed_on", "2022-09-23"));
    struct report report = report_on("2022-09-22", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c05"), 1);
    assert_int_equal(figure(&report, JIADING, "c08"), 1);
    report = report_on("2022-09-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c05"), 0);
    assert_int_equal(figure(&report, JIADING, "c08"), 0);
}

static void counts_a_visit_once_a_day(void **state)
{
    (void)state;
    int64_t id = recognised(IN_JIADING, "2022-09-15");
    int64_t other = person(IN_JIADING);
    static const struct {
        const char *kind, *date;
    } services[] = {{"visit", "2022-09-10"}, {"visit", "2022-09-16"}, {"visit", "2022-09-16"},
                    {"visit", "2022-09-17"}, {"job", "2022-09-17"},   {"visit", "2022-08-31"},
                    {"visit", "2022-09-24"}};
    for (size_t i = 0; i < COUNT(services); i++) {
        PUT("service", NUM("person_id", id), WORD("kind", services[i].kind),
            WORD("date", services[i].date));
        PUT("service", NUM("person_id", other), WORD("kind", services[i].kind),
            WORD("date", services[i].date));
    }
    struct report report = report_on("2022-09-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c11"), 3); /* 10, 16, 17 September */
    report = report_on("2022-10-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c11"), 4); /* cumulative */
}

static void counts_fairs_and_posts_where_they_are(void **state)
{
    (void)state;
    PUT("fair", WORD("form", "onsite"), WORD("date", "2022-09-01"), NUM("region", IN_JIADING));
    PUT("fair", WORD("form", "live"), WORD("date", "2022-09-23"), NUM("region", IN_JIADING));
    PUT("fair", WORD("form", "onsite"), WORD("date", "2022-09-10"), NUM("region", IN_DATANGBU));
    PUT("fair", WORD("form", "onsite"), WORD("date", "2022-09-10"), NUM("region", IN_PARK));
    PUT("vacancy", WORD("published_on", "2022-09-05"), NUM("region", IN_JIADING),
        NUM("headcount", 20), NUM("large", true));
    PUT("vacancy", WORD("published_on", "2022-09-06"), NUM("region", IN_JIADING),
        NUM("headcount", 5), NUM("large", false));
    PUT("vacancy", WORD("published_on", "2022-08-06"), NUM("region", IN_JIADING),
        NUM("headcount", 100), NUM("large", true));
    PUT("vacancy", WORD("published_on", "2022-09-06"), NUM("region", IN_PARK),
        NUM("headcount", 300), NUM("large", true));
    struct report report = report_on("2022-09-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c12"), 2);
    assert_int_equal(figure(&report, JIADING, "c13"), 1);
    assert_int_equal(figure(&report, COUNTY, "c12"), 3);
    assert_int_equal(report.totals[11].outside, 1); /* the park is no row of the form */
    assert_int_equal(figure(&report, JIADING, "c14"), 25);
    assert_int_equal(figure(&report, JIADING, "c15"), 20);
    assert_int_equal(figure(&report, COUNTY, "c14"), 25);
    assert_int_equal(report.totals[13].outside, 300);
}

static void puts_a_helped_person_into_his_latest_channel(void **state)
{
    (void)state;
    int64_t twice = person(IN_JIADING);
    work(twice, "2", "2022-09-02", true);
    work(twice, "1", "2022-09-20", true);
    int64_t later = person(IN_JIADING);
    work(later, "4", "2022-09-05", true);
    work(later, "3", "2022-10-05", true);
    int64_t alone = person(IN_JIADING);
    work(alone, "1", "2022-09-05", false); /* found it himself */
    struct report report = report_on("2022-09-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c16"), 2);
    assert_int_equal(figure(&report, JIADING, "c17"), 1);
    assert_int_equal(figure(&report, JIADING, "c18"), 0);
    assert_int_equal(figure(&report, JIADING, "c20"), 1);
    report = report_on("2022-10-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c16"), 2);
    assert_int_equal(figure(&report, JIADING, "c17"), 1);
    assert_int_equal(figure(&report, JIADING, "c19"), 1);
    assert_int_equal(figure(&report, JIADING, "c20"), 0);
}

static void adds_up_relief(void **state)
{
    (void)state;
    int64_t id = recognised(IN_JIADING, "2022-09-01");
    PUT("relief", NUM("person_id", id), WORD("date", "2022-09-10"), NUM("amount", 50050));
    PUT("relief", NUM("person_id", id), WORD("date", "2022-09-11"), NUM("amount", 30000));
    PUT("relief", NUM("person_id", person(IN_JIADING)), WORD("date", "2022-09-11"),
        NUM("amount", 99900));
    struct report report = report_on("2022-09-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c31"), 2);
    assert_int_equal(figure(&report, JIADING, "c32"), 80050);
    assert_int_equal(figure(&report, COUNTY, "c32"), 80050);
}

/* Recognised under the ID number whose keyed hash is `key`. */
static void registered(int64_t region, int64_t key)
{
    int64_t id = PUT("person", WORD("name", "某人"), NUM("region", region), NUM("id_no", key));
    PUT("recognition", NUM("person_id", id), WORD("state", "valid"),
        WORD("valid_from", "2022-09-01"));
}

static void counts_one_who_is_registered_twice_once_in_the_county(void **state)
{
    (void)state;
    registered(IN_JIADING, 777);
    registered(IN_DATANGBU, 777);
    registered(IN_DATANGBU, 778);
    registered(IN_PARK, 778); /* in no township: no part of the county's row */
    registered(IN_PARK, 779);
    struct report report = report_on("2022-09-23", NULL, 0);
    assert_int_equal(figure(&report, JIADING, "c01"), 1);
    assert_int_equal(figure(&report, DATANGBU, "c01"), 2);
    assert_int_equal(report.totals[0].rows, 3);
    assert_int_equal(figure(&report, COUNTY, "c01"), 2);
    assert_int_equal(report.totals[0].outside, 2);
    bool told = false;
    for (size_t i = 0; i < report.finding_count; i++) {
        told = told || text_is(report.findings[i].check->key, "V16");
    }
    assert_true(told);
}

static void says_how_many_it_cannot_tell(void **state)
{
    (void)state;
    int64_t id = person(IN_JIADING);
    PUT("recognition", NUM("person_id", id), WORD("state", "valid")); /* since when? */
    struct report report = report_on("2022-09-23", NULL, 0);
    const struct report_cell *cell = report_cell_at(&report, JIADING, 0);
    assert_int_equal(cell->value, 0);
    assert_int_equal(cell->unknown, 1);
}

static void tells_joined_and_gone_since_the_report_before(void **state)
{
    (void)state;
    recognised(IN_JIADING, "2022-09-01");
    recognised(IN_JIADING, "2022-10-01");
    recognised(IN_JIADING, "2022-10-02");
    PUT("recognition", NUM("person_id", person(IN_JIADING)), WORD("state", "exited"),
        WORD("valid_from", "2022-09-01"), WORD("exited_on", "2022-10-10"));
    const struct report_previous previous = {.as_of = (int32_t)day("2022-09-23")};
    struct form_board from;
    struct figures figures = facts(&from);
    struct report_span span = report_span_of(notice, notice_report(notice, TEXT("table2")), NULL,
                                             (int32_t)day("2022-10-23"));
    span.previous = previous.as_of;
    const int64_t regions[] = {360722100000};
    const struct report_form *form = notice_report(notice, TEXT("table2"));
    struct column_figures *out = arena_array(&arena, struct column_figures, form->columns.n);
    struct error error;
    assert_int_equal(figures.count(figures.context, &arena, form, &span, regions, 1, out, &error),
                     OK);
    assert_int_equal(out[report_column(form, TEXT("joined"))].units[0].value, 2);
    assert_int_equal(out[report_column(form, TEXT("gone"))].units[0].value, 1);
    assert_true(out[report_column(form, TEXT("placed"))].blank.n == 0);
}

static void names_the_people_behind_a_cell(void **state)
{
    (void)state;
    int64_t first = recognised(IN_JIADING, "2022-09-01");
    int64_t second = recognised(IN_DATANGBU, "2022-09-01");
    struct report report = report_on("2022-09-23", NULL, 0);
    struct form_board from;
    struct figures figures = facts(&from);
    struct figure_members members;
    struct error error;
    assert_int_equal(report_members(&arena, &report, JIADING, 0, &figures, &members, &error), OK);
    assert_string_equal(members.ledger, "person");
    assert_int_equal(members.n, 1);
    assert_int_equal(members.ids[0], first);
    assert_int_equal(report_members(&arena, &report, COUNTY, 0, &figures, &members, &error), OK);
    assert_int_equal(members.n, 2);
    assert_int_equal(members.ids[1], second);
    PUT("placement", NUM("person_id", first), WORD("start", "2022-09-10"));
    PUT("placement", NUM("person_id", first), WORD("start", "2022-08-10"));
    size_t placed = (size_t)report_column(report.form, TEXT("placed"));
    assert_int_equal(report_members(&arena, &report, JIADING, placed, &figures, &members, &error),
                     OK);
    assert_string_equal(members.ledger, "placement");
    assert_int_equal(members.n, 1);
}

static void shows_a_township_only_itself(void **state)
{
    (void)state;
    recognised(IN_JIADING, "2022-09-01");
    recognised(IN_DATANGBU, "2022-09-01");
    struct report report = report_on("2022-09-23", NULL, 360722101000);
    assert_int_equal(report.rows, 1);
    assert_true(text_is(report.units[0]->name, "大塘埠镇"));
    struct layout layout;
    layout_make(&arena, &report, &layout);
    assert_true(text_is(layout.above[0], "填报单位（盖章）：信丰县大塘埠镇"));
    assert_int_equal(figure(&report, 0, "c01"), 1);
    assert_int_equal(figure(&report, 1, "c01"), 1);
    report = report_on("2022-09-23", NULL, 360722101002); /* a village where nobody lives */
    assert_int_equal(report.rows, 1);
    assert_int_equal(figure(&report, 0, "c01"), 0);
    assert_true(text_is(report.units[0]->name, "大塘埠镇（本村）"));
}

/* Another county's form over the same ledgers: by where people live, of the month only. */
static void answers_another_notice_as_well(void **state)
{
    (void)state;
    open_notice(arena_printf(&arena, "%s/qingshan-2024", getenv("TEST_NOTICES")));
    int64_t lives = PUT("person", WORD("name", "某人"), NUM("region", 369901100201),
                        NUM("residence", 369901001001), WORD("labour", "1"));
    PUT("person", WORD("name", "某人"), NUM("residence", 369901200001), WORD("labour", "4"));
    static const char *const days[] = {"2024-01-31", "2024-02-01", "2024-02-09", "2024-02-11"};
    for (size_t i = 0; i < COUNT(days); i++) {
        PUT("service", NUM("person_id", lives), WORD("kind", "visit"), WORD("date", days[i]));
    }
    PUT("relief", NUM("person_id", lives), WORD("date", "2024-02-05"), NUM("amount", 12345));
    struct report report = report_on("2024-02-10", NULL, 0);
    assert_int_equal(report.rows, 3);
    assert_int_equal(figure(&report, 0, "people"), 1);
    assert_int_equal(figure(&report, 0, "visited"), 1);
    assert_int_equal(figure(&report, 0, "visits"), 2);
    assert_int_equal(figure(&report, 0, "relief"), 12345);
    assert_int_equal(figure(&report, 1, "people"), 0);
    assert_int_equal(figure(&report, 3, "people"), 1);
    assert_int_equal(report.finding_count, 0);
}

int main(void)
{
#define TEST_OF(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST_OF(counts_recognised_people_on_the_day),
        TEST_OF(remembers_an_exit_by_its_day),
        TEST_OF(counts_each_category_and_its_employed),
        TEST_OF(forgets_a_tag_that_ended),
        TEST_OF(counts_a_visit_once_a_day),
        TEST_OF(counts_fairs_and_posts_where_they_are),
        TEST_OF(puts_a_helped_person_into_his_latest_channel),
        TEST_OF(adds_up_relief),
        TEST_OF(counts_one_who_is_registered_twice_once_in_the_county),
        TEST_OF(says_how_many_it_cannot_tell),
        TEST_OF(tells_joined_and_gone_since_the_report_before),
        TEST_OF(names_the_people_behind_a_cell),
        TEST_OF(shows_a_township_only_itself),
        TEST_OF(answers_another_notice_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
