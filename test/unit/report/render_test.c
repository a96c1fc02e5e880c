#include "report/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "filled.h"
#include "format/json.h"
#include "format/sheet.h"

enum { AS_OF = 19258, CEILING = 4 << 20 }; /* 2022-09-23 */

static struct arena arena;
static struct filled filled;
static struct report report;
static struct buf out;

/* Figures that differ from cell to cell: column c of the u-th unit is 10 u + c, money in fen. */
static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    struct text folder = arena_printf(&arena, "%s/xinfeng-2022-02", getenv("NOTICES"));
    filled_open(&arena, arena_cstr(&arena, folder), NULL, 0, &filled);
    size_t columns = filled.form->columns.n;
    for (size_t u = 0; u < filled.units; u++) {
        for (size_t c = 0; c < 32; c++) {
            filled.values[u * columns + c] = (int64_t)(10 * u + c + (c == 31 ? 100000 * u : 0));
        }
    }
    static const struct report_override typed = {TEXT("daqiao"), TEXT("c12"), 7,
                                                 .reason = TEXT("补报一场直播带岗")};
    report = filled_report(
        &arena, &filled,
        &(struct report_request){.as_of = AS_OF, .overrides = &typed, .override_count = 1});
    buf_init(&out, CEILING);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buf_release(&out);
    arena_release(&arena);
    return 0;
}

static struct text file_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("cannot read %s", path);
    }
    char *bytes = arena_alloc(&arena, CEILING);
    size_t n = fread(bytes, 1, CEILING, file);
    fclose(file);
    return (struct text){bytes, n};
}

/* Keeps what was made when KEEP names a folder, so that a person can look at it. */
static void keep(const char *name)
{
    const char *folder = getenv("KEEP");
    if (folder == NULL) {
        return;
    }
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(out.s, 1, out.n, file);
    fclose(file);
}

static void writes_the_golden_csv(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(report_csv(&arena, &report, &out, &error), OK);
    keep("table2.csv");
    char path[512];
    snprintf(path, sizeof(path), "%s/report/table2.csv", getenv("TEST_DATA"));
    struct text golden = file_text(path);
    assert_true(text_equal(buf_text(&out), golden));
}

struct seen {
    size_t rows;
    struct text title, heading_no[40], heading[40], first[40], total[40];
};

static bool see_row(void *context, const struct sheet_row *row)
{
    struct seen *seen = context;
    struct text *into[] = {[0] = &seen->title,
                           [2] = seen->heading_no,
                           [3] = seen->heading,
                           [4] = seen->first,
                           [20] = seen->total};
    if (row->row < COUNT(into) && into[row->row] != NULL) {
        for (size_t i = 0; i < row->n; i++) {
            const struct sheet_cell *cell = &row->cells[i];
            if (row->row != 0 || cell->col == 0) {
                into[row->row][row->row == 0 ? 0 : cell->col] = arena_text(&arena, cell->text);
            }
        }
    }
    seen->rows = row->row + 1;
    return true;
}

static void writes_the_form_as_a_workbook(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(report_xlsx(&arena, &report, &out, &error), OK);
    keep("table2.xlsx");
    struct book *book;
    assert_int_equal(book_open(&arena, buf_text(&out), &book, &error), OK);
    struct seen seen = {0};
    struct sheet_summary summary;
    assert_int_equal(book_read(book, 0, (struct sheet_sink){see_row, &seen}, &summary, &error), OK);
    assert_true(text_is(book_sheet(book, 0).name, "附表2"));
    assert_true(text_is(seen.title, "江西省就业援助“暖心活动”情况统计表"));
    assert_int_equal(seen.rows, 22); /* title, line, 2 of heading, 16 townships, total, line */
    assert_true(text_is(seen.heading_no[0], "乡镇"));
    assert_true(text_is(seen.heading_no[1], "1"));
    assert_true(text_is(seen.heading_no[32], "32"));
    assert_true(text_is(seen.heading[1], "认定的援助对象人数"));
    assert_true(text_is(seen.heading[32], "对援助对象发放临时救助金额数"));
    assert_true(text_is(seen.first[0], "嘉定镇"));
    assert_true(text_is(seen.first[1], "0"));
    assert_true(text_is(seen.first[32], "0.31"));
    assert_true(text_is(seen.total[0], "合计"));
    assert_true(text_is(seen.total[1], "1200"));
    bool units = false, title = false;
    for (size_t i = 0; i < summary.merged_count; i++) {
        const struct sheet_range *m = &summary.merged[i];
        units = units || (m->row1 == 2 && m->row2 == 3 && m->col1 == 0 && m->col2 == 0);
        title = title || (m->row1 == 0 && m->row2 == 0 && m->col1 == 0 && m->col2 == 32);
    }
    assert_true(units && title);
}

static void writes_the_same_bytes_again(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(report_xlsx(&arena, &report, &out, &error), OK);
    struct text first = arena_text(&arena, buf_text(&out));
    buf_clear(&out);
    assert_int_equal(report_xlsx(&arena, &report, &out, &error), OK);
    assert_true(text_equal(first, buf_text(&out)));
}

static void writes_the_form_as_pdf(void **state)
{
    (void)state;
    struct error error;
    enum status status = report_pdf(&arena, &report, &out, &error);
    if (status != OK) {
        fail_msg("%.*s", TEXT_ARG(error.message));
    }
    keep("table2.pdf");
    assert_true(text_starts(buf_text(&out), TEXT("%PDF-")));
}

static void tells_the_pages_all_they_show(void **state)
{
    (void)state;
    struct json_out json = json_into(&out);
    report_json(&arena, &report, &json);
    struct json *whole;
    struct error error;
    assert_int_equal(json_parse(&arena, buf_text(&out), &whole, &error), OK);
    const struct json *head = json_member(whole, "head"), *rows = json_member(whole, "rows");
    assert_int_equal(head->n, 2);
    assert_int_equal(head->at[0].n, 33);
    assert_int_equal(head->at[1].n, 32);
    int64_t value;
    struct text text;
    assert_true(json_int(json_member(&head->at[0].at[0], "rows"), &value) && value == 2);
    assert_int_equal(json_member(whole, "columns")->n, 32);
    assert_int_equal(rows->n, 17);
    const struct json *daqiao = &rows->at[3];
    assert_true(json_text(json_member(daqiao, "unit"), &text) && text_is(text, "360722103000"));
    const struct json *typed = &json_member(daqiao, "cells")->at[11];
    assert_true(json_int(json_member(typed, "value"), &value) && value == 7);
    assert_true(json_int(json_member(typed, "computed"), &value) && value == 41);
    assert_true(json_text(json_member(json_member(typed, "override"), "reason"), &text) &&
                text_is(text, "补报一场直播带岗"));
    assert_int_equal(json_member(&json_member(daqiao, "cells")->at[31], "value")->kind,
                     JSON_KIND_REAL);
    assert_true(json_text(json_member(&rows->at[16], "unit"), &text) && text_is(text, "county"));
    assert_true(json_member(whole, "checks")->n > 0);
    const struct json *check = &json_member(whole, "checks")->at[0];
    assert_true(json_text(json_member(check, "id"), &text) && text_is(text, "V02"));
    assert_int_equal(json_member(check, "columns")->n, 5);
    assert_int_equal(json_member(whole, "unasked")->n, 3);
}

static void says_when_it_does_not_fit(void **state)
{
    (void)state;
    struct error error;
    struct buf small;
    buf_init(&small, 100);
    assert_int_equal(report_csv(&arena, &report, &small, &error), TOO_LARGE);
    assert_int_equal(report_xlsx(&arena, &report, &small, &error), TOO_LARGE);
    assert_int_equal(report_pdf(&arena, &report, &small, &error), TOO_LARGE);
    buf_release(&small);
}

int main(void)
{
#define TEST_OF(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST_OF(writes_the_golden_csv),         TEST_OF(writes_the_form_as_a_workbook),
        TEST_OF(writes_the_same_bytes_again),   TEST_OF(writes_the_form_as_pdf),
        TEST_OF(tells_the_pages_all_they_show), TEST_OF(says_when_it_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
