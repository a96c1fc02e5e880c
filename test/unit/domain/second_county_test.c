/*
 * Another county lives by another notice (test/notices/qingshan-2024), and nothing of the program
 * knows it: its forms of other kinds, its reports in words, its letters with numbers, thresholds
 * and templates of their own, are all data.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "county.h"
#include "domain/campaign/letter.h"
#include "domain/campaign/letter_why.h"
#include "domain/campaign/letters.h"
#include "domain/campaign/report_note.h"
#include "domain/campaign/submitting.h"
#include "domain/campaign/summary_draft.h"
#include "domain/care/service.h"
#include "domain/people/person.h"
#include "format/docx.h"
#include "ledger/change.h"
#include "ledger/rows.h"
#include "report/render.h"

enum { TOWNS = 3, EACH = 4, CLERK = 21, CENTRE = 31, COLLEAGUE = 32 };
static const struct {
    const char *key;
    int64_t region;
    int visited;
} towns[TOWNS] = {{"dong", 369901001000, 3}, {"xi", 369901100000, 1}, {"nan", 369901200000, 4}};
static const char *const names[EACH] = {"测试甲", "测试乙", "测试丙", "测试丁"};
static int64_t people[TOWNS][EACH];

static void stand(struct county *county, const char *day)
{
    county->now = clock_noon(county_day(day));
}

static void save(struct county *county, struct change *change)
{
    enum status status = change_save(change, &county->errors, &county->error);
    if (status != OK && county->errors.n > 0) {
        fail_msg("%s %.*s", county->errors.at[0].field, TEXT_ARG(county->errors.at[0].message));
    }
    county_ok(county, status);
    county_end(county);
}

static void visit(struct county *county, size_t town, int64_t person)
{
    struct change c =
        change_create(county_write(county, ROLE_TOWNSHIP, towns[town].region), &service_ledger);
    change_set(&c, SERVICE_PERSON, value_number(person));
    change_set(&c, SERVICE_KIND, value_text(TEXT("visit")));
    change_set(&c, SERVICE_METHOD, value_text(TEXT("home")));
    change_set(&c, SERVICE_CONTENT, value_text(TEXT("入户走访，了解求职意愿")));
    change_set(&c, SERVICE_DATE,
               value_date((struct date){clock_today(county->app->clock), DATE_DAY}));
    save(county, &c);
}

static int open_county(void **state)
{
    county_open_second(state);
    struct county *county = *state;
    for (size_t town = 0; town < TOWNS; town++) {
        for (int i = 0; i < EACH; i++) {
            struct work *work = county_write(county, ROLE_TOWNSHIP, towns[town].region);
            struct change c = change_create(work, &person_ledger);
            struct date birth = {county_day("1985-06-06") + (int32_t)town * EACH + i, DATE_DAY};
            change_set(&c, PERSON_NAME, value_text(text_of(names[i])));
            change_set(&c, PERSON_SEX, value_text(TEXT("1")));
            change_set(&c, PERSON_BIRTH, value_date(birth));
            change_set(&c, PERSON_REGION, value_number(towns[town].region));
            change_set(&c, PERSON_RESIDENCE, value_number(towns[town].region));
            change_set(&c, PERSON_LABOUR, value_text(TEXT("1")));
            save(county, &c);
            people[town][i] = c.row->id;
        }
        for (int i = 0; i < towns[town].visited; i++) {
            visit(county, town, people[town][i]);
        }
    }
    return 0;
}

/* ---- reports ---- */

static enum status as(struct county *county, enum role role, int64_t user, const char *report,
                      const char *round, const char *unit, struct submitting *s)
{
    int64_t region = county->app->county;
    for (size_t i = 0; role == ROLE_TOWNSHIP && i < TOWNS; i++) {
        region = strcmp(towns[i].key, unit) == 0 ? towns[i].region : region;
    }
    county_write(county, role, region);
    county->actor.user = user;
    return submitting_open(county->app, &county->work, text_of(report), text_of(round),
                           text_of(unit), s, &county->error);
}

/* Hands in; every warning gets its sentence. */
static enum status hand_in(struct county *county, const char *report, const char *round,
                           const char *unit, const struct submitting_words *words, size_t n)
{
    struct submitting s;
    enum role role = strcmp(unit, "union") == 0 ? ROLE_COUNTY : ROLE_TOWNSHIP;
    county_ok(county, as(county, role, CLERK, report, round, unit, &s));
    county_ok(county, submitting_write(&s, words, n, &county->errors, &county->error));
    enum status status = submitting_submit(&s, &county->errors, &county->error);
    for (size_t i = 0; status == INVALID && i < county->errors.n; i++) {
        if (strncmp(county->errors.at[i].field, "explain.", 8) != 0) {
            county_end(county);
            return status;
        }
        const struct submitting_words why = {NOTE_EXPLAIN, text_of(county->errors.at[i].field + 8),
                                             TEXT("已核对，情况属实")};
        county_ok(county, submitting_write(&s, &why, 1, &county->errors, &county->error));
    }
    if (status == INVALID) {
        status = submitting_submit(&s, &county->errors, &county->error);
    }
    county_end(county);
    return status;
}

static void accept(struct county *county, const char *report, const char *round, const char *unit)
{
    struct submitting s;
    county_ok(county, as(county, ROLE_COUNTY, COLLEAGUE, report, round, unit, &s));
    county_ok(county,
              submitting_step(&s, "accept", TEXT_EMPTY, NULL, 0, &county->errors, &county->error));
    county_end(county);
}

static void seal(struct county *county, const char *report, const char *round)
{
    struct submitting s;
    county_ok(county, as(county, ROLE_COUNTY, CENTRE, report, round, "county", &s));
    county_ok(county,
              submitting_seal(&s, TEXT("总工会另报"), NULL, 0, &county->errors, &county->error));
    county_end(county);
}

static struct letter_cases cases_of(struct county *county, const char *template)
{
    struct letter_cases cases;
    struct work *work = county_read(county, ROLE_COUNTY, county->app->county);
    const struct app_books *books = app_books(county->app);
    const struct letter_template *found = letter_template(books->notice, text_of(template));
    assert_non_null(found);
    county_ok(county, letter_cases_find(county->app, work, books, found, &cases, &county->error));
    county_end(county);
    return cases;
}

static void no_letter_before_the_report_is_sealed(void **state)
{
    struct county *county = *state;
    struct letter_cases cases = cases_of(county, "praise");
    assert_int_equal(cases.n, 0);
    assert_true(text_is(cases.none, "春风表的这一期还没有封存，封存以后才能按它发函"));
    struct letters_drafted drafted;
    struct work *work = county_write(county, ROLE_COUNTY, county->app->county);
    assert_int_equal(letters_draft(county->app, work, TEXT("praise"), NULL, 0, &drafted,
                                   &county->errors, &county->error),
                     INVALID);
    assert_true(text_has(county->error.message, TEXT("还没有封存")));
    county_end(county);
}

static void a_sealed_report_decides_who_gets_a_letter(void **state)
{
    struct county *county = *state;
    stand(county, "2024-02-02");
    for (size_t i = 0; i < TOWNS; i++) {
        county_ok(county, hand_in(county, "spring", "january", towns[i].key, NULL, 0));
        accept(county, "spring", "january", towns[i].key);
    }
    seal(county, "spring", "january");
    visit(county, 1, people[1][1]); /* what is sealed does not change */
    visit(county, 1, people[1][2]);
    struct letter_cases cases = cases_of(county, "praise");
    static const bool due[TOWNS] = {true, false, true};
    assert_int_equal(cases.n, TOWNS);
    assert_int_equal(cases.seal.n, BLOB_NAME);
    assert_true(text_starts(cases.grounds, TEXT("春风表一月，2024年2月2日封存，校验码")));
    for (size_t i = 0; i < TOWNS; i++) {
        assert_int_equal(cases.at[i].due, due[i]);
        assert_false(cases.at[i].blank);
        assert_int_equal(cases.at[i].figure_count, 2);
        assert_int_equal(cases.at[i].figures[0].id_count, towns[i].visited);
        assert_string_equal(cases.at[i].figures[0].ledger, "person");
    }
    assert_true(text_is(cases.at[0].why, "走访人数过半（走访人数3人，常住劳动力4人）"));
}

static void its_people_can_be_opened_from_the_letter(void **state)
{
    struct county *county = *state;
    struct letters_drafted drafted;
    struct letter_why why;
    struct buf out;
    struct text name;
    struct docx_text text;
    struct row *row;
    struct work *work = county_write(county, ROLE_COUNTY, county->app->county);
    county_ok(county, letters_draft(county->app, work, TEXT("praise"), NULL, 0, &drafted,
                                    &county->errors, &county->error));
    assert_int_equal(drafted.n, 2);
    county_ok(county, rows_get(work, &letter_ledger, drafted.ids[0], 0, &row, &county->error));
    struct change change = change_edit(work, row);
    county_ok(county, change_act(&change, flow_action(letter_ledger.flow, TEXT("send")),
                                 &county->errors, &county->error));
    assert_true(text_is(change.row->value[LETTER_NO].text, "青就通〔2024〕1号"));
    county_end(county);

    work = county_read(county, ROLE_TOWNSHIP, towns[0].region);
    county_ok(county, letter_why_read(county->app, work, drafted.ids[0], &why, &county->error));
    assert_int_equal(why.n, 2);
    assert_int_equal(why.figures[0].id_count, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(why.figures[0].ids[i], people[0][i]);
    }
    buf_init(&out, 8 * MIB);
    county_ok(county, letter_document(county->app, work, drafted.ids[0], LETTER_DOCX, &out, &name,
                                      &county->error));
    county_ok(county, docx_read(&county->arena, buf_text(&out), &text, &county->error));
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < text.n; i++) {
        all = arena_printf(&county->arena, "%.*s%.*s\n", TEXT_ARG(all), TEXT_ARG(text.at[i].text));
        for (size_t k = 0; text.at[i].cells != NULL && k < text.at[i].cell_count; k++) {
            all = arena_printf(&county->arena, "%.*s%.*s|", TEXT_ARG(all),
                               TEXT_ARG(text.at[i].cells[k]));
        }
    }
    assert_true(text_has(all, TEXT("青山县就业服务中心")));
    assert_true(text_has(all, TEXT("青就通〔2024〕1号")));
    assert_true(text_has(all, TEXT("走访人数过半（走访人数3人，常住劳动力4人）")));
    assert_true(text_has(all, TEXT("1|走访人数|3人|")));
    buf_clear(&out);
    county_ok(county, letter_document(county->app, work, drafted.ids[0], LETTER_PDF, &out, &name,
                                      &county->error));
    assert_true(text_starts(buf_text(&out), TEXT("%PDF-")));
    assert_true(text_is(name, "青就通〔2024〕1号-东河街道.pdf"));
    buf_release(&out);
    assert_int_equal(letter_why_read(county->app, work, drafted.ids[1], &why, &county->error),
                     NOT_FOUND);
    county_end(county);
}

static void tasks_and_rows_decide_too(void **state)
{
    struct county *county = *state;
    struct letter_cases cases = cases_of(county, "slow");
    static const bool slow[TOWNS] = {true, true, false}; /* 3, 3 and 4 of 4 */
    assert_int_equal(cases.n, TOWNS);
    for (size_t i = 0; i < TOWNS; i++) {
        assert_int_equal(cases.at[i].due, slow[i]);
        assert_true(text_is(cases.at[i].figures[0].value, slow[i] ? "75" : "100"));
        assert_int_equal(cases.at[i].figures[0].id_count, slow[i]); /* who is still open */
    }
    assert_true(text_starts(cases.grounds, TEXT("任务单任务进度，截至2024年2月2日")));
    cases = cases_of(county, "visit");
    for (size_t i = 0; i < TOWNS; i++) {
        int64_t left = EACH - towns[i].visited - (i == 1 ? 2 : 0);
        assert_int_equal(cases.at[i].count, left);
        assert_int_equal(cases.at[i].due, left >= 2);
    }
    struct buf out;
    struct text name;
    struct work *work = county_read(county, ROLE_COUNTY, county->app->county);
    buf_init(&out, 8 * MIB);
    county_ok(county, letters_preview(county->app, work, app_books(county->app), TEXT("visit"),
                                      towns[0].region, &out, &name, &county->error));
    assert_true(text_starts(buf_text(&out), TEXT("%PDF-")));
    assert_true(text_is(name, "预览-走访提示函-东河街道.pdf"));
    buf_release(&out);
    county_end(county);
}

/* ---- words ---- */

static void its_reports_in_words_ask_for_their_own(void **state)
{
    struct county *county = *state;
    static const char week[] = "2024-01-25";
    struct submitting_words words[] = {{NOTE_PROSE, TEXT("done"), TEXT("短")}};
    stand(county, "2024-01-25");
    assert_int_equal(hand_in(county, "brief", week, "dong", words, 1), INVALID);
    words[0].body = TEXT("到河东村走访三户，登记求职意愿两人，推荐岗位一个。");
    county_ok(county, hand_in(county, "brief", week, "dong", words, 1));
    struct submitting_words story[] = {
        {NOTE_PROSE, TEXT("title"), TEXT("返乡开起小作坊")},
        {NOTE_PROSE, TEXT("tale"),
         TEXT("化名老李在外务工多年，去年回到家乡，在镇里的帮助下办起竹编作坊，带动邻里六人就近就业"
              "，"
              "今年又添了两台机器，订单排到了下半年，大家都说日子有奔头了，年轻人也愿意回来。")}};
    assert_int_equal(hand_in(county, "story", "stories", "dong", story, 2), INVALID);
    assert_string_equal(county->errors.at[0].field, "photos");
    assert_true(text_has(county->errors.at[0].message, TEXT("至少要 2 张照片")));
}

static void its_summary_is_drafted_from_what_it_sealed(void **state)
{
    struct county *county = *state;
    struct submitting s;
    struct buf out;
    struct docx_text text;
    stand(county, "2024-03-28");
    county_ok(county, as(county, ROLE_COUNTY, CENTRE, "recap", "final", "county", &s));
    buf_init(&out, 4 * MIB);
    county_ok(county, summary_draft(&s, &out, &county->error));
    county_ok(county, docx_read(&county->arena, buf_text(&out), &text, &county->error));
    bool told = false;
    for (size_t i = 0; i < text.n; i++) {
        told = told || text_has(text.at[i].text, TEXT("全县常住劳动力12人，走访8人、8次"));
    }
    assert_true(told);
    buf_release(&out);
    county_end(county);
}

/* ---- forms of other kinds ---- */

static void its_form_with_typed_figures_and_a_bureau_is_filled(void **state)
{
    struct county *county = *state;
    struct submitting s;
    struct report report;
    struct figure_members *members;
    struct buf out;
    stand(county, "2024-03-18");
    county_ok(county, as(county, ROLE_TOWNSHIP, CLERK, "fund", "money", "nan", &s));
    county_ok(county, submitting_type(&s, TEXT("budget"), 500000, TEXT("财政所拨款单"),
                                      &county->errors, &county->error));
    county_ok(county, submitting_type(&s, TEXT("helpers"), 2, TEXT("走访安排表"), &county->errors,
                                      &county->error));
    county_end(county);
    county_ok(county, hand_in(county, "fund", "money", "nan", NULL, 0));
    county_ok(county, as(county, ROLE_TOWNSHIP, CLERK, "fund", "money", "nan", &s));
    county_ok(county, submitting_shown(&s, &report, &members, &county->error));
    buf_init(&out, 4 * MIB);
    county_ok(county, report_csv(&county->arena, &report, &out, &county->error));
    assert_true(text_has(buf_text(&out), TEXT("南坪乡,5000,2,4,0")));
    buf_clear(&out);
    county_ok(county, report_pdf(&county->arena, &report, &out, &county->error));
    assert_true(text_starts(buf_text(&out), TEXT("%PDF-")));
    buf_clear(&out);
    county_ok(county, report_xlsx(&county->arena, &report, &out, &county->error));
    assert_true(text_starts(buf_text(&out), TEXT("PK")));
    buf_release(&out);
    county_end(county);
    county_ok(county, as(county, ROLE_COUNTY, CENTRE, "fund", "money", "union", &s));
    county_ok(county, submitting_report(&s, &report, &members, &county->error));
    assert_int_equal(report.rows, 1); /* the bureau's own row, in no total */
    county_end(county);
}

static void its_form_of_lines_is_filled(void **state)
{
    struct county *county = *state;
    struct submitting s;
    struct sheet sheet;
    struct buf out;
    stand(county, "2024-02-19");
    county_ok(county, as(county, ROLE_TOWNSHIP, CLERK, "survey", "check1", "xi", &s));
    county_ok(county, submitting_sheet(&s, &sheet, &county->error));
    assert_int_equal(sheet.lines, 3);
    assert_true(text_is(sheet.keys[1], "fair"));
    buf_init(&out, 4 * MIB);
    county_ok(county, submitting_sheet_file(&s, SUBMITTING_PDF, &out, &county->error));
    assert_true(text_starts(buf_text(&out), TEXT("%PDF-")));
    buf_release(&out);
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_letter_before_the_report_is_sealed),
        cmocka_unit_test(its_reports_in_words_ask_for_their_own),
        cmocka_unit_test(a_sealed_report_decides_who_gets_a_letter),
        cmocka_unit_test(its_people_can_be_opened_from_the_letter),
        cmocka_unit_test(tasks_and_rows_decide_too),
        cmocka_unit_test(its_form_of_lines_is_filled),
        cmocka_unit_test(its_form_with_typed_figures_and_a_bureau_is_filled),
        cmocka_unit_test(its_summary_is_drafted_from_what_it_sealed),
    };
    return cmocka_run_group_tests(tests, open_county, county_close);
}
