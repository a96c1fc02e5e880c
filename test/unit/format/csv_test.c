#include "format/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"

struct fixture {
    struct arena arena;
    struct buf seen; /* "row:col=text|…;" of every row */
    struct error error;
    struct sheet_summary summary;
};

static bool note_row(void *context, const struct sheet_row *row)
{
    struct fixture *f = context;
    buf_addf(&f->seen, "%u:", row->row);
    for (size_t i = 0; i < row->n; i++) {
        buf_addf(&f->seen, "%u=", row->cells[i].col);
        buf_addt(&f->seen, row->cells[i].text);
        buf_addc(&f->seen, '|');
    }
    buf_addc(&f->seen, ';');
    return true;
}

static void begin(struct fixture *f)
{
    *f = (struct fixture){0};
    arena_init(&f->arena);
    buf_init(&f->seen, MIB);
}

static void end(struct fixture *f)
{
    buf_release(&f->seen);
    arena_release(&f->arena);
}

static enum status read_all(struct fixture *f, struct text bytes)
{
    struct text text;
    buf_clear(&f->seen);
    enum status status = csv_decode(&f->arena, bytes, &text, &f->error);
    if (status != OK) {
        return status;
    }
    return csv_read(&f->arena, text, csv_separator(text), (struct sheet_sink){note_row, f},
                    &f->summary, &f->error);
}

static void reads_quotes_lines_and_gaps(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    assert_int_equal(read_all(&f, TEXT("a,\"b,\"\"c\"\"\r\nd\",e\r\n\r\n,,f\rg\n\"\",\"x\"y,z")),
                     OK);
    assert_string_equal(f.seen.s, "0:0=a|1=b,\"c\"\r\nd|2=e|;2:2=f|;3:0=g|;4:1=xy|2=z|;");
    assert_int_equal(f.summary.rows, 5);
    assert_int_equal(f.summary.cols, 3);
    end(&f);
}

static void finds_the_separator(void **state)
{
    (void)state;
    assert_int_equal(csv_separator(TEXT("姓名;电话\n张三;1,2")), ';');
    assert_int_equal(csv_separator(TEXT("\"a;b;c\",d")), ',');
    assert_int_equal(csv_separator(TEXT("姓名\t电话")), '\t');
    assert_int_equal(csv_separator(TEXT("姓名")), ',');
}

static void decodes_what_clerks_send(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    assert_int_equal(read_all(&f, TEXT("\xEF\xBB\xBF姓名,䶮")), OK);
    assert_string_equal(f.seen.s, "0:0=姓名|1=䶮|;");
    /* 姓名 in GBK, 㛃 (U+36C3) in the four bytes that only GB18030 has */
    assert_int_equal(read_all(&f, TEXT("\xD0\xD5\xC3\xFB,\x82\x30\xB7\x31\n1,2")), OK);
    assert_string_equal(f.seen.s, "0:0=姓名|1=㛃|;1:0=1|1=2|;");
    assert_int_equal(read_all(&f, ((struct text){"\xFF\xFE\xD3\x59\t\0\x0D\x54", 8})), OK);
    assert_string_equal(f.seen.s, "0:0=姓|1=名|;");
    end(&f);
}

static void refuses_with_the_row(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    assert_int_equal(read_all(&f, TEXT("a\nb,\"c\nd")), INVALID);
    assert_true(text_is(f.error.message, "第 2 行的引号没有闭合"));
    assert_int_equal(read_all(&f, ((struct text){"a\nb\0c", 5})), INVALID);
    assert_true(text_is(f.error.message, "第 2 行含有空字节，不是文本文件"));
    assert_int_equal(read_all(&f, TEXT("ab\n\xFF\xFF")), INVALID);
    assert_true(text_is(f.error.message, "第 2 行附近有无法识别的文字编码"));
    assert_int_equal(read_all(&f, TEXT("\xEF\xBB\xBF\xD0\xD5")), INVALID);
    end(&f);
}

static void keeps_the_ceilings(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    enum { MOST = CEILING_CELL + 8 };
    char *line = arena_alloc(&f.arena, MOST);
    memset(line, 'x', MOST);
    assert_int_equal(read_all(&f, (struct text){line, MOST}), TOO_LARGE);
    assert_true(text_is(f.error.message, "第 1 行第 1 列超过 32767 字"));
    memset(line, ',', MOST);
    line[MOST - 1] = 'x';
    assert_int_equal(read_all(&f, (struct text){line, MOST}), TOO_LARGE);
    assert_true(text_is(f.error.message, "第 1 行超过 16384 列"));
    size_t rows = (size_t)CEILING_SHEET_ROWS + 1;
    line = arena_alloc(&f.arena, rows);
    memset(line, '\n', rows);
    assert_int_equal(read_all(&f, (struct text){line, rows}), TOO_LARGE);
    assert_true(text_is(f.error.message, "超过 1048576 行"));
    end(&f);
}

static void reads_back_what_it_wrote(void **state)
{
    (void)state;
    static const char *const cells[] = {"360722199001010019",
                                        "=cmd|'/c calc'!A0",
                                        "-5",
                                        "-",
                                        "+8613800000000",
                                        "a \"b\"\n, c",
                                        "@x",
                                        "\tx",
                                        " 前后 ",
                                        "'=x",
                                        "'平常"};
    struct fixture f;
    begin(&f);
    struct buf file;
    buf_init(&file, KIB);
    struct csv_out out = csv_into(&file);
    csv_put(&out, TEXT("甲"));
    csv_end_row(&out);
    for (size_t i = 0; i < COUNT(cells); i++) {
        csv_put(&out, text_of(cells[i]));
    }
    csv_end_row(&out);
    assert_non_null(strstr(file.s, "\xEF\xBB\xBF甲\r\n360722199001010019,'=cmd|'/c calc'!A0,-5,'-,"
                                   "'+8613800000000,\"a \"\"b\"\"\n, c\",'@x,\"'\tx\","));
    assert_int_equal(read_all(&f, buf_text(&file)), OK);
    struct buf expected;
    buf_init(&expected, KIB);
    buf_adds(&expected, "0:0=甲|;1:");
    for (size_t i = 0; i < COUNT(cells); i++) {
        /* An apostrophe that was there before a formula is the one loss. */
        buf_addf(&expected, "%zu=%s|", i, cells[i] + (strcmp(cells[i], "'=x") == 0));
    }
    buf_adds(&expected, ";");
    assert_string_equal(f.seen.s, expected.s);
    assert_int_equal(read_all(&f, TEXT("=\"360722199001010019\",x")), OK);
    assert_string_equal(f.seen.s, "0:0=360722199001010019|1=x|;");
    buf_release(&expected);
    buf_release(&file);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_quotes_lines_and_gaps), cmocka_unit_test(finds_the_separator),
        cmocka_unit_test(decodes_what_clerks_send),    cmocka_unit_test(refuses_with_the_row),
        cmocka_unit_test(keeps_the_ceilings),          cmocka_unit_test(reads_back_what_it_wrote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
