#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "format/sheet.h"
#include "format/xlsx_write.h"

static bool count_cells(void *context, const struct sheet_row *row)
{
    *(size_t *)context += row->n;
    return true;
}

static size_t cells_of(struct arena *arena, struct text bytes, enum book_kind kind)
{
    struct error error;
    struct book *book;
    struct sheet_summary summary;
    size_t cells = 0;
    assert_int_equal(book_open(arena, bytes, &book, &error), OK);
    assert_int_equal(book_kind(book), kind);
    assert_int_equal(book_sheet_count(book), 1);
    (void)book_sheet(book, 0);
    for (int twice = 0; twice < 2; twice++) {
        cells = 0;
        assert_int_equal(
            book_read(book, 0, (struct sheet_sink){count_cells, &cells}, &summary, &error), OK);
    }
    return cells;
}

static struct text read_file(struct arena *arena, const char *name)
{
    struct text path = arena_printf(arena, "%s/format/%s", getenv("TEST_DATA"), name);
    FILE *file = fopen(path.s, "rbe");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, 64 * KIB);
    size_t n = fread(bytes, 1, 64 * KIB, file);
    fclose(file);
    return (struct text){bytes, n};
}

static void opens_by_content(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_int_equal(cells_of(&arena, TEXT("姓名,电话\n甲,1\n"), BOOK_CSV), 4);
    assert_int_equal(cells_of(&arena, TEXT("<5人,是\n"), BOOK_CSV), 2);
    assert_int_equal(
        cells_of(&arena, TEXT("\xEF\xBB\xBF\r\n<HTML><table><tr><td>姓名<td>电话</tr>"), BOOK_HTML),
        2);
    assert_int_equal(
        cells_of(&arena, TEXT("<meta charset=gb2312><table><tr><th>\xD0\xD5\xC3\xFB"), BOOK_HTML),
        1);
    assert_int_equal(cells_of(&arena, read_file(&arena, "sample.xls"), BOOK_XLS), 12);
    struct buf xlsx;
    buf_init(&xlsx, MIB);
    struct xlsx_writer *w = xlsx_writer_open(&arena, (struct zip_output){zip_to_buf, &xlsx});
    struct xlsx_column columns[] = {{.heading = TEXT("姓名")}, {.heading = TEXT("电话")}};
    xlsx_writer_sheet(w, &(struct xlsx_plan){.name = TEXT("一"), .columns = columns, .n = 2});
    xlsx_writer_row(w);
    xlsx_writer_text(w, 0, TEXT("甲"), STYLE_PLAIN);
    struct error error;
    assert_int_equal(xlsx_writer_close(w, &error), OK);
    assert_int_equal(cells_of(&arena, buf_text(&xlsx), BOOK_XLSX), 3);
    buf_release(&xlsx);
    arena_release(&arena);
}

static void refuses_what_is_no_table(void **state)
{
    (void)state;
#define WIDE_ENCRYPTED "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"
    static const struct {
        struct text bytes;
        const char *message;
    } cases[] = {
        {TEXT(""), "文件是空的"},
        {TEXT("%PDF-1.7\n"), "这是 PDF 文件，不是表格"},
        {TEXT("\x89PNG\r\n\x1A\n"), "这是图片，不是表格"},
        {TEXT("Rar!\x1A\x07"), "这是压缩包，不是表格"},
        {TEXT("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook "
              "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"),
         "这是 Excel 2003 的 XML 格式，读不了"},
        {TEXT("<?xml version=\"1.0\"?><a/>"), "这是 XML 文件，不是表格"},
        {TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" WIDE_ENCRYPTED), "文件已加密，无法读取"},
        {TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
              "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
         "这是 Word 文档，不是表格"},
        {TEXT("\0\1\2\3"), "不认识的文件格式"},
        {TEXT("\x09\x08\x08\x00\x00\x05"), ".xls 文件已损坏或不是标准格式"},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error error = {0};
        struct book *book;
        assert_int_equal(book_open(&arena, cases[i].bytes, &book, &error), INVALID);
        assert_string_equal(arena_cstr(&arena, error.message), cases[i].message);
        assert_true(error.hint.n > 0);
    }
    struct error error;
    struct book *book;
    assert_int_equal(book_open(&arena, TEXT("PK\x03\x04 cut off"), &book, &error), INVALID);
    assert_true(error.message.n > 0);
    struct text huge = {"", CEILING_UPLOAD + 1};
    assert_int_equal(book_open(&arena, huge, &book, &error), TOO_LARGE);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_by_content),
        cmocka_unit_test(refuses_what_is_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
