#include "domain/people/recognition_paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "county.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "domain/people/recognition_flow.h"
#include "ledger/change.h"
#include "ledger/rows.h"

static const char id_number[] = "36079919850606000X";

/* The words of a PDF, in reading order. */
static struct text words_of(struct county *county, const struct buf *pdf)
{
    char name[] = "/tmp/nuanxin-paper-XXXXXX";
    int file = mkstemp(name);
    assert_true(file >= 0);
    FILE *out = fdopen(file, "wb");
    assert_int_equal(fwrite(pdf->s, 1, pdf->n, out), pdf->n);
    fclose(out);
    struct text command = arena_printf(&county->arena, "pdftotext -layout -enc UTF-8 %s -", name);
    FILE *in = popen(command.s, "re"); /* NOLINT(cert-env33-c) */
    assert_non_null(in);
    struct buf words;
    buf_init(&words, MIB);
    char piece[4096];
    size_t n;
    while ((n = fread(piece, 1, sizeof(piece), in)) > 0) {
        buf_add(&words, piece, n);
    }
    assert_int_equal(pclose(in), 0);
    unlink(name);
    struct text text = arena_text(&county->arena, buf_text(&words));
    buf_release(&words);
    return text;
}

static void has(struct text text, const char *words)
{
    if (!text_has(text, text_of(words))) {
        fail_msg("%s is not in:\n%.*s", words, TEXT_ARG(text));
    }
}

static void lacks(struct text text, const char *words)
{
    if (text_has(text, text_of(words))) {
        fail_msg("%s is in:\n%.*s", words, TEXT_ARG(text));
    }
}

static void act(struct county *county, int64_t id, const char *name)
{
    struct row *row;
    county_ok(county,
              rows_get(&county->work, &recognition_ledger, id, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(&county->work, row);
    county_ok(county, change_act(&change, flow_action(&recognition_flow, text_of(name)),
                                 &county->errors, &county->error));
}

/* Somebody of the county's first township with an application; its id. */
static int64_t new_application(struct county *county)
{
    struct change person = change_create(&county->work, &person_ledger);
    change_set(&person, PERSON_NAME, value_text(TEXT("诸葛娜")));
    change_set(&person, PERSON_ID_NO, value_text(text_of(id_number)));
    change_set(&person, PERSON_REGION, value_number(county_town + 201));
    change_set(&person, PERSON_ADDRESS, value_text(TEXT("演示路八号")));
    change_set(&person, PERSON_PHONE, value_text(TEXT("13800138000")));
    county_ok(county, change_save(&person, &county->errors, &county->error));
    struct change change = change_create(&county->work, &recognition_ledger);
    change_set(&change, RECOGNITION_PERSON, value_number(person.row->id));
    change_set(&change, RECOGNITION_KINDS, value_text(TEXT("dibao,disabled")));
    change_set(&change, RECOGNITION_APPLIED_ON,
               value_date((struct date){county_day("2022-10-18"), DATE_DAY}));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    return change.row->id;
}

static struct query_plan everything(struct county *county)
{
    struct query_plan plan;
    query_read(&county->work, &recognition_ledger, NULL, &plan, &county->errors);
    return plan;
}

struct fixture {
    struct county *county;
    int64_t application;
};

static struct fixture fixture;

static int set_up(void **state)
{
    assert_int_equal(county_open(state), 0);
    fixture.county = *state;
    county_write(fixture.county, ROLE_COUNTY, county_code);
    fixture.application = new_application(fixture.county);
    act(fixture.county, fixture.application, "review");
    county_end(fixture.county);
    return 0;
}

static struct text notice_words(struct county *county, int days, struct recognition_paper *paper)
{
    struct buf pdf;
    buf_init(&pdf, 8 * MIB);
    paper->out = &pdf;
    struct query_plan plan = everything(county);
    county_ok(county, recognition_notice_list(county->app, &county->work, &plan, days, paper,
                                              &county->errors, &county->error));
    struct text words = words_of(county, &pdf);
    buf_release(&pdf);
    return words;
}

static void shows_the_public_what_it_may_know(void **state)
{
    (void)state;
    struct county *county = fixture.county;
    struct recognition_paper paper = {0};
    county_read(county, ROLE_TOWNSHIP, county_town);
    struct text words = notice_words(county, 0, &paper);
    county_end(county);
    has(words, "拟认定就业援助对象公示名单（演示）");
    has(words, "公示单位（盖章）：嘉定镇");
    has(words, "诸*娜");
    has(words, "360799********000X");
    /* Five working days after Tuesday 2022-10-18. */
    has(words, "2022-10-18 至 2022-10-25");
    lacks(words, "诸葛");
    lacks(words, "19850606");
    lacks(words, "演示路");
    lacks(words, "1380013");
    lacks(words, "低保");
    lacks(words, "残疾");
    assert_true(text_is(paper.name, "认定公示名单_嘉定镇_20221018.pdf"));
}

static void stretches_a_notice_but_never_shortens_it(void **state)
{
    (void)state;
    struct county *county = fixture.county;
    struct recognition_paper paper = {0};
    county_read(county, ROLE_TOWNSHIP, county_town);
    has(notice_words(county, 7, &paper), "2022-10-18 至 2022-10-27");
    has(notice_words(county, 2, &paper), "2022-10-18 至 2022-10-25");
    county_end(county);
}

static void lists_nobody_of_another_town(void **state)
{
    (void)state;
    struct county *county = fixture.county;
    struct buf pdf;
    buf_init(&pdf, 8 * MIB);
    struct recognition_paper paper = {.out = &pdf};
    county_read(county, ROLE_VILLAGE, county_town + 2201);
    struct query_plan plan = everything(county);
    assert_int_equal(recognition_notice_list(county->app, &county->work, &plan, 0, &paper,
                                             &county->errors, &county->error),
                     INVALID);
    assert_int_equal(recognition_certificate(county->app, &county->work, fixture.application,
                                             &paper, &county->error),
                     NOT_FOUND);
    county_end(county);
    buf_release(&pdf);
}

static void prints_the_register_masked_as_on_the_screen(void **state)
{
    (void)state;
    struct county *county = fixture.county;
    struct buf pdf;
    buf_init(&pdf, 8 * MIB);
    struct recognition_paper paper = {.out = &pdf};
    county_read(county, ROLE_TOWNSHIP, county_town);
    struct query_plan plan = everything(county);
    plan.where = TEXT("state = 'public'");
    county_ok(county, recognition_register(county->app, &county->work, &plan, &paper,
                                           &county->errors, &county->error));
    county_end(county);
    struct text words = words_of(county, &pdf);
    has(words, "诸葛娜");
    has(words, "360***********000X");
    has(words, "公示中");
    lacks(words, id_number);
    buf_release(&pdf);
}

/* Runs last: the clock moves past the notice. */
static void certifies_only_what_stands(void **state)
{
    (void)state;
    struct county *county = fixture.county;
    struct buf pdf;
    buf_init(&pdf, 8 * MIB);
    struct recognition_paper paper = {.out = &pdf};
    county_read(county, ROLE_COUNTY, county_code);
    assert_int_equal(recognition_certificate(county->app, &county->work, fixture.application,
                                             &paper, &county->error),
                     CONFLICT);
    county_end(county);
    county->now = clock_noon(county_day("2022-10-26"));
    county_write(county, ROLE_COUNTY, county_code);
    act(county, fixture.application, "decide");
    county_end(county);
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, recognition_certificate(county->app, &county->work, fixture.application,
                                              &paper, &county->error));
    struct text words = words_of(county, &pdf);
    has(words, "就业援助对象认定证明");
    has(words, id_number);
    has(words, "2022-10-26 至 2023-10-25");
    assert_int_equal(paper.row, fixture.application);
    county_end(county);
    county->now = clock_noon(county_day("2023-10-26"));
    county_read(county, ROLE_COUNTY, county_code);
    assert_int_equal(recognition_certificate(county->app, &county->work, fixture.application,
                                             &paper, &county->error),
                     CONFLICT);
    county_end(county);
    buf_release(&pdf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_the_public_what_it_may_know),
        cmocka_unit_test(stretches_a_notice_but_never_shortens_it),
        cmocka_unit_test(lists_nobody_of_another_town),
        cmocka_unit_test(prints_the_register_masked_as_on_the_screen),
        cmocka_unit_test(certifies_only_what_stands),
    };
    return cmocka_run_group_tests(tests, set_up, county_close);
}
