#include "format/pdf_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"

enum { COLUMNS = 6, HEADINGS = 6, ROWS = 60 };

static const struct pdf_column columns[COLUMNS] = {{2, PDF_CENTER}, {4, PDF_LEFT},  {2, PDF_RIGHT},
                                                   {2, PDF_RIGHT},  {2, PDF_RIGHT}, {5, PDF_LEFT}};
static const struct pdf_heading headings[HEADINGS + 1] = {
    {0, 0, 1, 0, TEXT("序号")},         {0, 1, 1, 1, TEXT("乡镇")},
    {0, 2, 0, 4, TEXT("援助对象人数")}, {1, 2, 1, 2, TEXT("合计")},
    {1, 3, 1, 3, TEXT("其中：女性")},   {1, 4, 1, 4, TEXT("脱贫劳动力及防止返贫监测对象")},
    {0, 5, 1, 5, TEXT("备注")}};

static struct pdf_table sample(struct arena *arena)
{
    struct text *cells = arena_array(arena, struct text, (size_t)COLUMNS * ROWS);
    for (size_t row = 0; row < ROWS; row++) {
        struct text *at = cells + row * COLUMNS;
        at[0] = arena_printf(arena, "%zu", row + 1);
        at[1] = row + 1 == ROWS ? TEXT("合计") : TEXT("演示镇");
        at[2] = at[3] = at[4] = arena_printf(arena, "%zu", row * 37);
        at[5] = row % 7 == 0 ? TEXT("姓名含䶮、㛃，备注较长需要折行的一段文字") : TEXT_EMPTY;
    }
    return (struct pdf_table){.title = TEXT("就业援助“暖心活动”情况统计表"),
                              .left = TEXT("填报单位：演示县"),
                              .right = TEXT("单位：人"),
                              .notes = TEXT("填表人：        审核人：\n注：演示数据。"),
                              .landscape = true,
                              .total = true,
                              .day = 19000,
                              .columns = columns,
                              .column_count = COLUMNS,
                              .headings = headings,
                              .heading_count = COUNT(headings),
                              .heading_rows = 2,
                              .cells = cells,
                              .row_count = ROWS};
}

/* The text of the PDF as pdftotext finds it, page after page, without its guesses at spaces. */
static void extract(struct arena *arena, const struct buf *pdf, struct buf *text)
{
    char name[] = "/tmp/pdf_table_testXXXXXX";
    int file = mkstemp(name);
    assert_true(file >= 0);
    FILE *out = fdopen(file, "wb");
    assert_int_equal(fwrite(pdf->s, 1, pdf->n, out), pdf->n);
    fclose(out);
    struct text command = arena_printf(arena, "pdftotext -layout -enc UTF-8 %s -", name);
    FILE *in = popen(command.s, "re"); /* NOLINT(cert-env33-c) */
    assert_non_null(in);
    char part[4096];
    size_t n;
    while ((n = fread(part, 1, sizeof(part), in)) > 0) {
        for (size_t i = 0; i < n; i++) {
            buf_add(text, &part[i], part[i] != ' ');
        }
    }
    assert_int_equal(pclose(in), 0);
    remove(name);
}

static size_t times(struct text t, struct text needle)
{
    size_t count = 0, at;
    while ((at = text_find(t, needle)) != TEXT_NONE) {
        t = text_slice(t, at + needle.n, t.n);
        count++;
    }
    return count;
}

static void prints_pages_with_headings(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct buf pdf, text;
    buf_init(&pdf, 4 * MIB);
    buf_init(&text, MIB);
    struct error error;
    struct pdf_table table = sample(&arena);
    assert_int_equal(pdf_table_write(&arena, &table, &pdf, &error), OK);
    extract(&arena, &pdf, &text);
    struct text t = buf_text(&text);
    assert_int_equal(times(t, TEXT("就业援助“暖心活动”情况统计表")), 1);
    assert_int_equal(times(t, TEXT("第1页共3页")), 1);
    assert_int_equal(times(t, TEXT("第3页共3页")), 1);
    assert_int_equal(times(t, TEXT("援助对象人数")), 3);
    assert_int_equal(times(t, TEXT("演示镇")), ROWS - 1);
    assert_true(text_has(t, TEXT("䶮")) && text_has(t, TEXT("注：演示数据。")));
    buf_release(&text);
    buf_release(&pdf);
    arena_release(&arena);
}

static size_t pages_of(struct arena *arena, const struct pdf_table *table)
{
    struct buf pdf, text;
    struct error error;
    size_t pages = 0;
    buf_init(&pdf, 4 * MIB);
    buf_init(&text, MIB);
    assert_int_equal(pdf_table_write(arena, table, &pdf, &error), OK);
    extract(arena, &pdf, &text);
    for (size_t i = 0; i < 10; i++) {
        struct text foot = arena_printf(arena, "第1页共%zu页", i);
        pages = times(buf_text(&text), foot) == 1 ? i : pages;
    }
    buf_release(&pdf);
    buf_release(&text);
    return pages;
}

/* A form of one page stays one where smaller type can do it; of a long list the type stays. */
static void spares_a_second_page(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct pdf_table table = sample(&arena);
    table.row_count = 20;
    while (pages_of(&arena, &table) == 1) {
        table.row_count++;
    }
    table.one_page = true;
    assert_int_equal(pages_of(&arena, &table), 1);
    table.row_count = ROWS;
    assert_int_equal(pages_of(&arena, &table), 3);
    arena_release(&arena);
}

static void is_the_same_every_time(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct buf first, second;
    buf_init(&first, 4 * MIB);
    buf_init(&second, 4 * MIB);
    struct error error;
    struct pdf_table table = sample(&arena);
    assert_int_equal(pdf_table_write(&arena, &table, &first, &error), OK);
    assert_int_equal(pdf_table_write(&arena, &table, &second, &error), OK);
    assert_true(text_equal(buf_text(&first), buf_text(&second)));
    buf_release(&first);
    buf_release(&second);
    arena_release(&arena);
}

static void refuses_what_it_cannot_print(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct buf pdf;
    buf_init(&pdf, 4 * MIB);
    struct error error;
    struct pdf_table table = sample(&arena);
    struct text *cells = arena_array(&arena, struct text, COLUMNS);
    table.cells = cells;
    table.row_count = 1;
    cells[1] = TEXT("张\xEE\xA1\xA3"); /* U+E863, private use */
    assert_int_equal(pdf_table_write(&arena, &table, &pdf, &error), INVALID);
    assert_true(text_has(error.message, TEXT("（U+E863），“张")));
    buf_clear(&pdf);
    struct buf line;
    buf_init(&line, MIB);
    for (int i = 0; i < 2000; i++) {
        buf_adds(&line, "很长");
    }
    cells[1] = buf_text(&line);
    assert_int_equal(pdf_table_write(&arena, &table, &pdf, &error), INVALID);
    assert_true(text_is(error.message, "表中第 1 行文字太长，一页放不下"));
    cells[1] = TEXT_EMPTY;
    pdf.ceiling = 100;
    buf_clear(&pdf);
    assert_int_equal(pdf_table_write(&arena, &table, &pdf, &error), TOO_LARGE);
    buf_release(&line);
    buf_release(&pdf);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_pages_with_headings),
        cmocka_unit_test(spares_a_second_page),
        cmocka_unit_test(is_the_same_every_time),
        cmocka_unit_test(refuses_what_it_cannot_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
