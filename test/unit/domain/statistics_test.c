/* The bundled notice's table over a small synthetic site: every figure against plain SQL that knows
 * nothing of rules, and what units type over it. */
#include "domain/campaign/statistics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "domain/demo.h"
#include "store/audit.h"

static struct arena arena;
static char folder[] = "/tmp/nuanxin-statistics-XXXXXX";
static struct app *app;
static int64_t now;

static void ok(enum status status, const struct error *error)
{
    if (status != OK) {
        fail_msg("%.*s %.*s", TEXT_ARG(error->message), TEXT_ARG(error->detail));
    }
}

static int32_t day(const char *iso)
{
    struct date date;
    assert_true(date_parse(text_of(iso), &date));
    return date.day;
}

static struct db *begin(struct work *work, struct actor *actor)
{
    struct error error;
    struct db *db;
    ok(database_writer(app->database, &db, &arena, &error), &error);
    ok(db_begin(db, &arena, &error), &error);
    *work = app_work(app, db, &arena, actor);
    return db;
}

static void commit(struct db *db)
{
    struct error error;
    ok(db_commit(db, &arena, &error), &error);
    db_release(db);
    ok(app_catch_up(app, &arena, &error), &error);
}

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    assert_non_null(mkdtemp(folder));
    now = clock_noon(day("2022-10-18"));
    struct error error;
    struct app_options options = {.folder = folder};
    ok(app_open(&options, clock_at(&now), &app, &arena, &error), &error);
    struct text notice = arena_printf(&arena, "%s/xinfeng-2022-02", getenv("NOTICES"));
    struct app_plan plan = {.notice = arena_cstr(&arena, notice), .demo = true};
    ok(app_set_up(app, &plan, &arena, &error), &error);
    ok(app_load_facts(app, &arena, &error), &error);
    struct actor actor = actor_program(app->county);
    struct work work;
    struct db *db = begin(&work, &actor);
    struct demo_plan people = {
        .people = 600, .seed = 11, .from = day("2022-09-01"), .to = day("2022-10-18")};
    ok(demo_fill(&work, &people, NULL, NULL, &error), &error);
    commit(db);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    app_close(app);
    char command[128];
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    assert_int_equal(system(command), 0); /* NOLINT: the name is our own mkdtemp */
    arena_release(&arena);
    return 0;
}

/* ---- plain SQL ---- */

#define TOWN "(p.region / 1000 * 1000)"
#define RECOGNISED                                                                                 \
    "EXISTS (SELECT 1 FROM recognition r WHERE r.person_id = p.id AND r.removed_at = 0"            \
    " AND r.state IN ('valid', 'exiting', 'exited') AND r.valid_from <= $1"                        \
    " AND (r.valid_to IS NULL OR r.valid_to >= $1)"                                                \
    " AND (r.exited_on IS NULL OR r.exited_on > $1))"
#define RECOGNISED_DURING                                                                          \
    "EXISTS (SELECT 1 FROM recognition r WHERE r.person_id = p.id AND r.removed_at = 0"            \
    " AND r.state IN ('valid', 'exiting', 'exited') AND r.valid_from <= $1"                        \
    " AND (r.valid_to IS NULL OR r.valid_to >= '2022-09-01')"                                      \
    " AND (r.exited_on IS NULL OR r.exited_on > '2022-09-01'))"
#define EMPLOYED                                                                                   \
    "EXISTS (SELECT 1 FROM employment_spell e WHERE e.person_id = p.id AND e.removed_at = 0"       \
    " AND e.start <= $1 AND (e.\"end\" IS NULL OR e.\"end\" > $1))"
#define TAG(kind, more)                                                                            \
    "EXISTS (SELECT 1 FROM category_tag t WHERE t.person_id = p.id AND t.removed_at = 0"           \
    " AND t.kind = '" kind "' AND (t.\"from\" IS NULL OR t.\"from\" <= $1)"                        \
    " AND (t.\"to\" IS NULL OR t.\"to\" >= $1)" more ")"
#define STILL     " AND (t.risk_removed_on IS NULL OR t.risk_removed_on > $1)"
#define IN_PERIOD " BETWEEN '2022-09-01' AND $1"
#define HELPED                                                                                     \
    "FROM employment_spell e WHERE e.person_id = p.id AND e.removed_at = 0 AND e.helped = 1"       \
    " AND e.start" IN_PERIOD
#define PEOPLE(where)                                                                              \
    "SELECT " TOWN ", count(*) FROM person p WHERE p.removed_at = 0 AND " where " GROUP BY 1"
#define OF(kind, more)      PEOPLE(RECOGNISED " AND " TAG(kind, more))
#define WORKING(kind, more) PEOPLE(RECOGNISED " AND " EMPLOYED " AND " TAG(kind, more))
#define CHANNEL(code)                                                                              \
    PEOPLE("(SELECT e.channel " HELPED " ORDER BY e.start DESC, e.id DESC LIMIT 1) = '" code "'")
#define FAIRS(more)                                                                                \
    "SELECT " TOWN ", count(*) FROM fair p WHERE p.removed_at = 0 AND p.date" IN_PERIOD more       \
    " GROUP BY 1"
#define POSTS(more)                                                                                \
    "SELECT " TOWN ", sum(p.headcount) FROM vacancy p WHERE p.removed_at = 0"                      \
    " AND p.published_on" IN_PERIOD more " GROUP BY 1"
#define RELIEF(what)                                                                               \
    "SELECT " TOWN ", " what " FROM relief x JOIN person p ON p.id = x.person_id"                  \
    " AND p.county = x.county WHERE x.removed_at = 0 AND x.date" IN_PERIOD                         \
    " AND " RECOGNISED_DURING " GROUP BY 1"

static const char *const plain[] = {
    PEOPLE(RECOGNISED),
    OF("long_unemployed", ""),
    OF("age4050", ""),
    OF("disabled", ""),
    OF("dibao", ""),
    OF("graduate", ""),
    OF("tuopin", ""),
    OF("monitor", STILL),
    OF("veteran", ""),
    OF("fisher", ""),
    "SELECT " TOWN ", count(DISTINCT x.person_id || ' ' || x.date) FROM service x"
    " JOIN person p ON p.id = x.person_id AND p.county = x.county"
    " WHERE x.removed_at = 0 AND x.kind = 'visit' AND x.date" IN_PERIOD " AND " RECOGNISED_DURING
    " GROUP BY 1",
    FAIRS(""),
    FAIRS(" AND p.form = 'onsite'"),
    POSTS(""),
    POSTS(" AND p.large = 1"),
    PEOPLE("EXISTS (SELECT 1 " HELPED ")"),
    CHANNEL("1"),
    CHANNEL("2"),
    CHANNEL("3"),
    CHANNEL("4"),
    PEOPLE(RECOGNISED " AND " EMPLOYED),
    WORKING("long_unemployed", ""),
    WORKING("age4050", ""),
    WORKING("disabled", ""),
    WORKING("dibao", ""),
    WORKING("graduate", ""),
    WORKING("tuopin", ""),
    WORKING("monitor", STILL),
    WORKING("veteran", ""),
    WORKING("fisher", ""),
    RELIEF("count(*)"),
    RELIEF("sum(x.amount)"),
};
_Static_assert(COUNT(plain) == 32, "every printed column has its SQL");

/* The figures of a column by SQL, one a row of the report. */
static void plain_figures(struct db *db, size_t column, const char *as_of,
                          const struct report *report, int64_t *out)
{
    struct statement *statement;
    struct error error;
    ok(db_prepare_text(db, text_of(plain[column]), &statement, &arena, &error), &error);
    bind_text(statement, 1, text_of(as_of));
    memset(out, 0, report->rows * sizeof(*out));
    enum db_step step;
    while ((step = statement_step(statement, &arena, &error)) == DB_ROW) {
        for (size_t row = 0; row < report->rows; row++) {
            if (report->units[row]->region == column_int(statement, 0)) {
                out[row] = column_int(statement, 1);
            }
        }
    }
    assert_int_equal(step, DB_DONE);
    statement_reset(statement);
}

static struct actor at(int64_t region)
{
    struct actor actor = actor_program(app->county);
    actor.role = ROLE_TOWNSHIP;
    actor.region = region;
    actor_reach(region, &actor.region_lo, &actor.region_hi);
    return actor;
}

/* The report of an actor on a day. */
static struct report seen_by(struct actor *actor, const char *as_of)
{
    struct error error;
    struct db *db;
    ok(database_reader(app->database, &db, &arena, &error), &error);
    struct work work = app_work(app, db, &arena, actor);
    struct statistics statistics;
    struct report report;
    ok(statistics_open(app, &work, TEXT("table2"), &statistics, &error), &error);
    ok(statistics_report(&statistics, &work, day(as_of), &report, &error), &error);
    db_release(db);
    return report;
}

static void agrees_with_plain_sql(void **state)
{
    (void)state;
    static const char *const days[] = {"2022-09-02", "2022-09-23", "2022-10-18"};
    struct actor actor = actor_program(app->county);
    int64_t seen = 0;
    for (size_t d = 0; d < COUNT(days); d++) {
        struct report report = seen_by(&actor, days[d]);
        assert_int_equal(report.rows, 16);
        struct error error;
        struct db *db;
        ok(database_reader(app->database, &db, &arena, &error), &error);
        for (size_t column = 0; column < COUNT(plain); column++) {
            int64_t expected[16], sum = 0;
            plain_figures(db, column, days[d], &report, expected);
            for (size_t row = 0; row < report.rows; row++) {
                if (report_cell_at(&report, row, column)->value != expected[row]) {
                    fail_msg("%s c%02zu %.*s: %lld, SQL %lld", days[d], column + 1,
                             TEXT_ARG(report.units[row]->name),
                             (long long)report_cell_at(&report, row, column)->value,
                             (long long)expected[row]);
                }
                sum += expected[row];
            }
            assert_int_equal(report_cell_at(&report, report.rows, column)->value, sum);
            seen += sum > 0;
        }
        db_release(db);
    }
    assert_true(seen > 60); /* the demo fills nearly every column */
}

static struct statistics_figure figure(int64_t value, const char *reason)
{
    return (struct statistics_figure){day("2022-09-23"), 360722105000, TEXT("c12"), value,
                                      text_of(reason)};
}

/* Types (or takes back) a figure as an actor; commits when it went well. */
static enum status type(struct actor *actor, const struct statistics_figure *what, bool back,
                        struct error *error)
{
    struct work work;
    struct db *db = begin(&work, actor);
    struct statistics statistics;
    ok(statistics_open(app, &work, TEXT("table2"), &statistics, error), error);
    enum status status = back ? statistics_take_back(&statistics, &work, what, error)
                              : statistics_type(&statistics, &work, what, error);
    if (status == OK) {
        commit(db);
    } else {
        db_rollback(db);
        db_release(db);
    }
    return status;
}

static void keeps_what_a_unit_types(void **state)
{
    (void)state;
    struct error error;
    struct actor anxi = at(360722105000), gubei = at(360722102000);
    struct statistics_figure typed = figure(999, "台账漏录");
    assert_int_equal(type(&gubei, &typed, false, &error), NOT_FOUND);
    assert_int_equal(type(&anxi, &typed, false, &error), OK);
    struct report report = seen_by(&anxi, "2022-09-23");
    assert_int_equal(report.rows, 1);
    const struct report_cell *cell = report_cell_at(&report, 0, 11);
    assert_int_equal(cell->value, 999);
    assert_true(text_is(cell->override->reason, "台账漏录"));
    assert_true(text_starts(cell->override->at, TEXT("2022-10-18")));
    struct actor county = actor_program(app->county);
    report = seen_by(&county, "2022-09-23");
    assert_int_equal(report_cell_at(&report, 5, 11)->value, 999);
    report = seen_by(&gubei, "2022-09-23"); /* sees nothing of its neighbour's */
    assert_int_equal(report.rows, 1);
    assert_null(report_cell_at(&report, 0, 11)->override);
    report = seen_by(&anxi, "2022-10-18"); /* another day is another report */
    assert_null(report_cell_at(&report, 0, 11)->override);
    assert_int_equal(type(&anxi, &typed, true, &error), OK);
    report = seen_by(&anxi, "2022-09-23");
    assert_null(report_cell_at(&report, 0, 11)->override);
    assert_int_equal(type(&anxi, &typed, true, &error), NOT_FOUND);
}

static void refuses_a_figure_without_reason(void **state)
{
    (void)state;
    struct error error;
    struct actor anxi = at(360722105000);
    struct statistics_figure typed = figure(3, " ");
    assert_int_equal(type(&anxi, &typed, false, &error), INVALID);
    assert_string_equal(error.field, "reason");
    typed = figure(-1, "x");
    assert_int_equal(type(&anxi, &typed, false, &error), INVALID);
    assert_string_equal(error.field, "value");
    typed = figure(1, "x");
    typed.column = TEXT("c99");
    assert_int_equal(type(&anxi, &typed, false, &error), NOT_FOUND);
}

static void audits_what_was_typed(void **state)
{
    (void)state;
    struct error error;
    struct actor anxi = at(360722105000);
    struct statistics_figure typed = figure(4, "补报一场");
    assert_int_equal(type(&anxi, &typed, false, &error), OK);
    struct db *db;
    ok(database_reader(app->database, &db, &arena, &error), &error);
    struct audit *entries;
    size_t n;
    ok(audit_list(db, app->county, &(struct audit_filter){.action = TEXT("adjust")}, 1, &entries,
                  &n, &arena, &error),
       &error);
    assert_int_equal(n, 1);
    assert_true(
        text_is(entries[0].summary, "附表2 2022-09-23 安西镇 举办专场招聘场次：4（补报一场）"));
    struct audit_check check;
    ok(audit_verify(db, app->secret, app->county, &check, NULL, NULL, &arena, &error), &error);
    assert_int_equal(check.broken, 0);
    db_release(db);
}

static void names_who_stands_behind_a_figure(void **state)
{
    (void)state;
    struct actor county = actor_program(app->county);
    struct report report = seen_by(&county, "2022-10-18");
    struct error error;
    struct db *db;
    ok(database_reader(app->database, &db, &arena, &error), &error);
    struct work work = app_work(app, db, &arena, &county);
    struct statistics statistics;
    ok(statistics_open(app, &work, TEXT("table2"), &statistics, &error), &error);
    struct figure_members members;
    for (size_t row = 0; row <= report.rows; row++) {
        int64_t unit = row == report.rows ? 0 : report.units[row]->region;
        ok(statistics_members(&statistics, &work, &report, unit, TEXT("c07"), &members, &error),
           &error);
        assert_int_equal(members.n, report_cell_at(&report, row, 6)->computed);
    }
    assert_int_equal(
        statistics_members(&statistics, &work, &report, 1, TEXT("c07"), &members, &error),
        NOT_FOUND);
    assert_int_equal(statistics_open(app, &work, TEXT("table9"), &statistics, &error), NOT_FOUND);
    db_release(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_plain_sql),
        cmocka_unit_test(keeps_what_a_unit_types),
        cmocka_unit_test(refuses_a_figure_without_reason),
        cmocka_unit_test(audits_what_was_typed),
        cmocka_unit_test(names_who_stands_behind_a_figure),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
