#include "format/html_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ceilings.h"

static bool note_row(void *context, const struct sheet_row *row)
{
    struct buf *seen = context;
    buf_addf(seen, "%u%s:", row->row, row->hidden ? "h" : "");
    for (size_t i = 0; i < row->n; i++) {
        buf_addf(seen, "%u=%.*s|", row->cells[i].col, TEXT_ARG(row->cells[i].text));
    }
    return true;
}

static void assert_rows(struct text page, const char *wanted, const char *ranges)
{
    struct arena arena;
    arena_init(&arena);
    struct buf seen;
    buf_init(&seen, MIB);
    struct error error;
    struct sheet_summary summary;
    assert_int_equal(
        html_table_read(&arena, page, (struct sheet_sink){note_row, &seen}, &summary, &error), OK);
    assert_string_equal(buf_text(&seen).s, wanted);
    buf_clear(&seen);
    for (size_t i = 0; i < summary.merged_count; i++) {
        const struct sheet_range *r = &summary.merged[i];
        buf_addf(&seen, "%u,%u-%u,%u ", r->row1, r->col1, r->row2, r->col2);
    }
    assert_string_equal(buf_text(&seen).s, ranges);
    buf_release(&seen);
    arena_release(&arena);
}

static void reads_what_systems_export(void **state)
{
    (void)state;
    assert_rows(TEXT("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><style>td{}"
                     "</style><script>if (1<2) document.write('<td>no</td>')</script></head>"
                     "<body>标题<!-- <td>no</td> --><TABLE border=1>\r\n"
                     "<TR><TD colSpan=\"3\">演示&nbsp;花名册</TD></TR>\r\n"
                     "<tr><th rowspan=2>姓\r\n  名<th>身份证<br>号码</th><th title=\">\">&#x4E00;"
                     "&#19968;&bogus;</th></tr>"
                     "<tr style='display:none'><td style=\"mso-number-format:'\\@'\">"
                     "36079919850606000X</td><td></td></tr><tr></tr>"
                     "<tr><td>甲<td> 1 &lt; 2 </table>"),
                "0:0=演示 花名册|1:0=姓 名|1=身份证\n号码|2=一一&bogus;|2h:1=36079919850606000X|"
                "4:0=甲|1=1 < 2|",
                "0,0-0,2 1,0-2,0 ");
}

static void bears_broken_pages(void **state)
{
    (void)state;
    assert_rows(TEXT(""), "", "");
    assert_rows(TEXT("<table><td>a<td>b<tr><td>c"), "0:0=a|1=b|1:0=c|", "");
    assert_rows(TEXT("<table><tr><td rowspan=99999999999999>a<td>b<tr><td>c<"), "0:0=a|1=b|1:1=c|",
                "0,0-65533,0 ");
    assert_rows(TEXT("<tr><td>a<td \"unclosed><td>b"), "0:0=a|", "");
    assert_rows(TEXT("<td>&#xFFFFFFFFF;&#;&;&"), "0:0=&#xFFFFFFFFF;&#;&;&|", "");
    assert_true(html_table_is(TEXT("\r\n <TABLE>")));
    assert_false(html_table_is(TEXT("<5人,是")));
}

static void keeps_the_ceilings(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        size_t times;
        const char *message;
    } cases[] = {{"<td>", CEILING_SHEET_COLS + 2, "第 1 行超过 16384 列"},
                 {"<td colspan=65534>", 2, "第 1 行超过 16384 列"},
                 {"<tr>", CEILING_SHEET_ROWS + 2, "超过 1048576 行"}};
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf page, seen;
        struct error error;
        struct sheet_summary summary;
        buf_init(&page, 64 * MIB);
        buf_init(&seen, MIB);
        for (size_t k = 0; k < cases[i].times; k++) {
            buf_adds(&page, cases[i].piece);
        }
        assert_int_equal(html_table_read(&arena, buf_text(&page),
                                         (struct sheet_sink){note_row, &seen}, &summary, &error),
                         TOO_LARGE);
        assert_true(text_is(error.message, cases[i].message));
        buf_release(&page);
        buf_release(&seen);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_systems_export),
        cmocka_unit_test(bears_broken_pages),
        cmocka_unit_test(keeps_the_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
