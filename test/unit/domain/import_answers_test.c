/* What people decide in the preview of an import: it shows in the preview, is written, stands in
 * the history, and is undone with the batch. */
#include "domain/import/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "county.h"
#include "domain/import/apply.h"
#include "domain/import/preview.h"
#include "domain/people/household.h"
#include "domain/people/person.h"
#include "ledger/history.h"
#include "ledger/rows.h"

enum { TEXT_CEILING = 1 << 20 };

#define HEADING "姓名,身份证号,出生日期,户籍地,联系电话,户编号,户主\n"
#define PLACE   "嘉定镇水东村"

/* An ID number with its check digit, of nobody: order 000. */
static struct text id_of(struct county *county, int day)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    struct text stem = arena_printf(&county->arena, "360722198503%02d000", day);
    int sum = 0;
    for (int i = 0; i < 17; i++) {
        sum += (stem.s[i] - '0') * weights[i];
    }
    return arena_printf(&county->arena, "%.*s%c", TEXT_ARG(stem), "10X98765432"[sum % 11]);
}

static struct batch new_batch(struct county *county, struct text csv)
{
    struct batch batch;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, batch_create(county->app, work, &person_ledger, TEXT("表.csv"), TEXT_EMPTY,
                                   csv, &batch, &county->error));
    county_end(county);
    return batch;
}

/* Judges the batch and keeps the rows, as the page's first look does. */
static void judge(struct county *county, struct batch *batch)
{
    struct import_session session;
    struct blob_writer *judged;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, session_begin(county->app, work, batch, &session, &county->error));
    county_ok(county, preview_judge(&session, &judged, &county->error));
    county_end(county);
    work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, preview_keep(work, batch, judged, &county->error));
    county_ok(county, batch_read(work, batch->id, batch, &county->error));
    county_end(county);
}

static const struct json *row_of(struct county *county, const struct batch *batch, int64_t row)
{
    struct buf text;
    struct preview_page page = {.limit = 1, .row = row};
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, preview_rows(county->app, work, batch, &page, &out, &county->error));
    county_end(county);
    const struct json *tree = county_tree(county, &text);
    buf_release(&text);
    assert_int_equal(json_member(tree, "rows")->n, 1);
    return &json_member(tree, "rows")->at[0];
}

static void expect_outcome(struct county *county, const struct batch *batch, int64_t row,
                           const char *outcome)
{
    struct text is = json_member(row_of(county, batch, row), "outcome")->text;
    if (!text_is(is, outcome)) {
        fail_msg("row %d: %.*s, not %s", (int)row, TEXT_ARG(is), outcome);
    }
}

/* Says what is to become of rows, and judges anew. */
static enum status answer(struct county *county, struct batch *batch, struct text said)
{
    struct json *list;
    county_ok(county, json_parse(&county->arena, said, &list, &county->error));
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    enum status status = answers_add(work, batch, list, &county->errors, &county->error);
    if (status == OK) {
        county_ok(county, preview_forget(work, batch, &county->error));
        batch->edition++;
        county_ok(county, batch_write(work, batch, &county->error));
    }
    county_end(county);
    if (status == OK) {
        judge(county, batch);
    }
    return status;
}

static struct apply_told apply(struct county *county, struct batch *batch)
{
    struct import_session session;
    struct apply_told told;
    struct apply_choice choice = {.outcomes = {[IMPORT_NEW] = true, [IMPORT_CHANGED] = true}};
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, session_begin(county->app, work, batch, &session, &county->error));
    county_ok(county,
              apply_write(&session, &choice, &(struct apply_watch){0}, &told, &county->error));
    county_end(county);
    return told;
}

static struct row *person_with(struct county *county, struct text id_no)
{
    struct row_list found;
    struct value value = value_text(id_no);
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_with(work, &person_ledger, PERSON_ID_NO, &value, 2, ROWS_PLAIN, &found,
                                &county->error));
    county_end(county);
    assert_int_equal(found.n, 1);
    return found.at[0];
}

static struct text reason_of(struct county *county, const struct row *row)
{
    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, history_json(work, row, &out, NULL, &county->error));
    county_end(county);
    const struct json *tree = county_tree(county, &text);
    buf_release(&text);
    struct text reason = TEXT_EMPTY;
    json_text(json_member(&tree->at[0], "reason"), &reason);
    return reason;
}

/* The same person twice with other numbers (X14): field by field, into one. */
static void twice_in_one_file(void **state)
{
    struct county *county = *state;
    struct text id = id_of(county, 1);
    struct batch batch =
        new_batch(county, arena_printf(&county->arena,
                                       HEADING "谢芳,%.*s,1985-03-01," PLACE ",13800000001,,\n"
                                               "谢芳,%.*s,1985-03-01," PLACE ",13800000002,,\n",
                                       TEXT_ARG(id), TEXT_ARG(id)));
    judge(county, &batch);
    expect_outcome(county, &batch, 2, "new");
    expect_outcome(county, &batch, 3, "ask");
    assert_int_equal(json_member(json_member(row_of(county, &batch, 3), "twin"), "row")->number, 2);
    county_ok(county, answer(county, &batch,
                             TEXT("[{\"row\":3,\"merge\":true,\"fields\":{"
                                  "\"phone\":{\"value\":\"13800000003\"}}}]")));
    expect_outcome(county, &batch, 3, "changed");
    struct apply_told told = apply(county, &batch);
    assert_int_equal(told.written, 2);
    struct row *person = person_with(county, id);
    assert_true(text_is(person->value[PERSON_PHONE].text, "13800000003"));
    assert_true(text_has(reason_of(county, person), TEXT("联系电话改填")));
}

static void the_first_row_counts(void **state)
{
    struct county *county = *state;
    struct text id = id_of(county, 2);
    struct batch batch =
        new_batch(county, arena_printf(&county->arena,
                                       HEADING "谢兰,%.*s,1985-03-02," PLACE ",13800000004,,\n"
                                               "谢兰,%.*s,1985-03-02," PLACE ",13800000005,,\n",
                                       TEXT_ARG(id), TEXT_ARG(id)));
    judge(county, &batch);
    county_ok(county, answer(county, &batch, TEXT("[{\"row\":3,\"leave\":true}]")));
    expect_outcome(county, &batch, 3, "left");
    assert_int_equal(apply(county, &batch).written, 1);
    assert_true(text_is(person_with(county, id)->value[PERSON_PHONE].text, "13800000004"));
    /* Taken back, it asks again. */
    county_ok(county, answer(county, &batch, TEXT("[{\"row\":3}]")));
    expect_outcome(county, &batch, 3, "ask");
}

/* A numeric cell lost the number's end (I01): name and village tell who it may be. */
static void lost_digits(void **state)
{
    struct county *county = *state;
    struct text id = id_of(county, 3);
    struct batch first =
        new_batch(county, arena_printf(&county->arena,
                                       HEADING "谢梅,%.*s,1985-03-03," PLACE ",13800000006,,\n",
                                       TEXT_ARG(id)));
    assert_int_equal(apply(county, &first).written, 1);
    struct batch batch =
        new_batch(county, TEXT(HEADING "谢梅,3.60722E+17,," PLACE ",13800000007,,\n"
                                       "谢梅花,3.60722E+17,," PLACE ",13800000007,,\n"));
    judge(county, &batch);
    expect_outcome(county, &batch, 2, "error");
    expect_outcome(county, &batch, 3, "error");
    const struct json *candidates = json_member(row_of(county, &batch, 2), "candidates");
    assert_non_null(candidates);
    assert_int_equal(candidates->n, 1);
    assert_null(json_member(row_of(county, &batch, 3), "candidates"));
    struct text pick = json_member(&candidates->at[0], "id")->text;
    assert_false(text_has(json_member(&candidates->at[0], "detail")->text, id));
    county_ok(county, answer(county, &batch,
                             arena_printf(&county->arena, "[{\"row\":2,\"same\":\"%.*s\"}]",
                                          TEXT_ARG(pick))));
    expect_outcome(county, &batch, 2, "changed");
    assert_int_equal(apply(county, &batch).written, 1);
    struct row *person = person_with(county, id);
    assert_true(text_is(person->value[PERSON_PHONE].text, "13800000007"));
    assert_true(text_has(reason_of(county, person), TEXT("认定为已有的这一人")));
}

static void typed_values_are_checked(void **state)
{
    struct county *county = *state;
    struct batch batch = new_batch(
        county, TEXT(HEADING "谢菊,360722198503040001,1985-03-04," PLACE ",13800000008,,\n"));
    judge(county, &batch);
    expect_outcome(county, &batch, 2, "error");
    assert_int_equal(
        answer(county, &batch,
               TEXT("[{\"row\":2,\"fields\":{\"id_no\":{\"value\":\"360722198503040002\"}}}]")),
        INVALID);
    assert_string_equal(county->errors.at[0].field, "id_no");
    assert_int_equal(
        answer(county, &batch, TEXT("[{\"row\":2,\"fields\":{\"nothing\":\"keep\"}}]")), INVALID);
    assert_int_equal(answer(county, &batch, TEXT("[{\"row\":2,\"same\":\"17\"}]")), NOT_FOUND);
    struct text id = id_of(county, 4);
    county_ok(county,
              answer(county, &batch,
                     arena_printf(&county->arena,
                                  "[{\"row\":2,\"fields\":{\"id_no\":{\"value\":\"%.*s\"}}}]",
                                  TEXT_ARG(id))));
    expect_outcome(county, &batch, 2, "new");
    assert_int_equal(apply(county, &batch).written, 1);
    assert_true(text_is(person_with(county, id)->value[PERSON_NAME].text, "谢菊"));
}

/* Without an ID number a name, birthday and village only suggest somebody. */
static void none_of_them(void **state)
{
    struct county *county = *state;
    struct text id = id_of(county, 5);
    struct batch first = new_batch(
        county,
        arena_printf(&county->arena, HEADING "谢竹,%.*s,1985-03-05," PLACE ",,,\n", TEXT_ARG(id)));
    assert_int_equal(apply(county, &first).written, 1);
    struct batch batch =
        new_batch(county, TEXT(HEADING "谢竹,,1985-03-05," PLACE ",13800000009,,\n"));
    judge(county, &batch);
    expect_outcome(county, &batch, 2, "ask");
    county_ok(county, answer(county, &batch, TEXT("[{\"row\":2,\"same\":\"none\"}]")));
    expect_outcome(county, &batch, 2, "new");
    assert_int_equal(apply(county, &batch).written, 1);
    assert_false(value_is_set(&person_with(county, id)->value[PERSON_PHONE]));
}

/* A household nobody has registered comes with its first member. */
static void household_of_the_sheet(void **state)
{
    struct county *county = *state;
    struct text one = id_of(county, 6), two = id_of(county, 7), three = id_of(county, 8);
    struct batch batch =
        new_batch(county, arena_printf(&county->arena,
                                       HEADING "谢松,%.*s,1985-03-06," PLACE ",,H-2201,谢松\n"
                                               "谢柏,%.*s,1985-03-07," PLACE ",,H-2201,谢松\n"
                                               "谢杉,%.*s,1985-03-08," PLACE ",,H-2202,\n",
                                       TEXT_ARG(one), TEXT_ARG(two), TEXT_ARG(three)));
    judge(county, &batch);
    expect_outcome(county, &batch, 2, "new");
    assert_int_equal(apply(county, &batch).written, 3);
    struct row *head = person_with(county, one), *member = person_with(county, two);
    assert_true(value_is_set(&head->value[PERSON_HOUSEHOLD]));
    assert_true(value_equal(&head->value[PERSON_HOUSEHOLD], &member->value[PERSON_HOUSEHOLD]));
    assert_false(value_is_set(&person_with(county, three)->value[PERSON_HOUSEHOLD]));
    struct row *household;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_get(work, &household_ledger, head->value[PERSON_HOUSEHOLD].number, 0,
                               &household, &county->error));
    county_end(county);
    assert_true(text_is(household->value[HOUSEHOLD_NUMBER].text, "H-2201"));
    assert_int_equal(household->value[HOUSEHOLD_REGION].number, head->value[PERSON_REGION].number);
}

/* Looking reads what was judged, whatever has happened to the ledger since. */
static void judged_once(void **state)
{
    struct county *county = *state;
    struct text id = id_of(county, 9);
    struct batch batch = new_batch(
        county,
        arena_printf(&county->arena, HEADING "谢桃,%.*s,1985-03-09," PLACE ",,,\n", TEXT_ARG(id)));
    judge(county, &batch);
    assert_int_equal(apply(county, &batch).written, 1);
    expect_outcome(county, &batch, 2, "new");
    int64_t before = batch.edition;
    struct text kept = batch.preview;
    batch.edition--; /* an older run does not take the place of a newer one's */
    struct import_session session;
    struct blob_writer *judged;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, session_begin(county->app, work, &batch, &session, &county->error));
    county_ok(county, preview_judge(&session, &judged, &county->error));
    county_end(county);
    work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, preview_keep(work, &batch, judged, &county->error));
    county_ok(county, batch_read(work, batch.id, &batch, &county->error));
    county_end(county);
    assert_int_equal(batch.edition, before);
    assert_true(text_equal(batch.preview, kept));
}

/* A number that ends in 000 and is right (one in a thousand is) finds its person as any other, not
 * whoever has his name and village. */
static void right_though_it_ends_in_000(void **state)
{
    struct county *county = *state;
    struct text id = id_of(county, 1);
    for (int day = 1; id.s[id.n - 1] != '0'; day++) {
        id = id_of(county, day);
    }
    struct text csv =
        arena_printf(&county->arena, HEADING "谢松,%.*s,," PLACE ",13800000071,,\n", TEXT_ARG(id));
    struct batch batch = new_batch(county, csv);
    assert_int_equal(apply(county, &batch).written, 1);
    batch = new_batch(county, csv);
    judge(county, &batch);
    expect_outcome(county, &batch, 2, "same");
    const char *other = "谢松,360722198503120018,1985-03-12," PLACE ",,,\n";
    batch = new_batch(county, arena_printf(&county->arena, HEADING "%s", other));
    assert_int_equal(apply(county, &batch).written, 1);
    batch = new_batch(county, csv);
    judge(county, &batch);
    expect_outcome(county, &batch, 2, "same");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twice_in_one_file), cmocka_unit_test(the_first_row_counts),
        cmocka_unit_test(lost_digits),       cmocka_unit_test(typed_values_are_checked),
        cmocka_unit_test(none_of_them),      cmocka_unit_test(household_of_the_sheet),
        cmocka_unit_test(judged_once),       cmocka_unit_test(right_though_it_ends_in_000),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
