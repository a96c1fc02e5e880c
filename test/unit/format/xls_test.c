#include "format/xls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/random.h"
#include "format/biff.h"
#include "format/ole.h"

/* test/data/format: what LibreOffice makes of the rows below. */
static struct text read_file(struct arena *arena, const char *name)
{
    struct text path = arena_printf(arena, "%s/format/%s", getenv("TEST_DATA"), name);
    FILE *file = fopen(arena_cstr(arena, path), "rbe");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, 64 * KIB);
    size_t n = fread(bytes, 1, 64 * KIB, file);
    fclose(file);
    return (struct text){bytes, n};
}

static bool note_row(void *context, const struct sheet_row *row)
{
    struct buf *seen = context;
    buf_addf(seen, "%u:", row->row);
    for (size_t i = 0; i < row->n; i++) {
        buf_addf(seen, "%u%c", row->cells[i].col, row->cells[i].kind == CELL_NUMBER ? '#' : '=');
        buf_addt(seen, row->cells[i].text);
        buf_addc(seen, '|');
    }
    return row->row < 3;
}

static void reads_cells_through_the_child(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct error error;
    struct xls *xls;
    struct sheet_summary summary;
    struct buf seen;
    buf_init(&seen, KIB);
    assert_int_equal(xls_open(&arena, read_file(&arena, "sample.xls"), &xls, &error), OK);
    assert_int_equal(xls_sheet_count(xls), 1);
    assert_true(text_is(xls_sheet(xls, 0).name, "sample"));
    xls_read(xls, 0, (struct sheet_sink){note_row, &seen}, &summary);
    assert_string_equal(seen.s, "0:0=信丰县就业援助对象台账|"
                                "1:0=姓名|1=身份证号|2=联系电话|3=出生日期|"
                                "2:0=演示甲|1=362123199001010012|2#13800000000|3=2022-09-08|"
                                "3:0=演示䶮|2#1.5|3=长\n行|");
    assert_int_equal(summary.rows, 4);
    assert_int_equal(summary.cols, 4);
    buf_release(&seen);
    arena_release(&arena);
}

static void tells_what_is_hidden_and_merged(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct error error;
    struct xls *xls;
    struct sheet_summary summary;
    struct buf seen;
    buf_init(&seen, KIB);
    assert_int_equal(xls_open(&arena, read_file(&arena, "household.xls"), &xls, &error), OK);
    assert_int_equal(xls_sheet_count(xls), 2);
    assert_true(xls_sheet(xls, 0).hidden && text_is(xls_sheet(xls, 0).name, "字典"));
    assert_true(!xls_sheet(xls, 1).hidden && text_is(xls_sheet(xls, 1).name, "水东村"));
    xls_read(xls, 1, (struct sheet_sink){note_row, &seen}, &summary);
    assert_non_null(strstr(seen.s, "2:0=H01|1=演示甲|2=362123196501150009|3=1965-01-15|"));
    assert_int_equal(summary.hidden, 1);
    assert_int_equal(summary.merged_count, 2);
    static const struct sheet_range household = {2, 0, 3, 0};
    assert_memory_equal(&summary.merged[1], &household, sizeof(household));
    buf_release(&seen);
    arena_release(&arena);
}

/* The container and its records by themselves: cut and changed at every place. */
static void surveys_any_bytes(void **state)
{
    (void)state;
    struct arena arena, scratch;
    arena_init(&arena);
    arena_init(&scratch);
    struct text file = read_file(&arena, "household.xls"), stream;
    assert_true(ole_stream(&arena, file, "Workbook", &stream));
    assert_false(ole_stream(&arena, file, "Nothing", &stream));
    for (size_t i = 0; i < file.n; i += 3) {
        struct biff biff;
        biff_survey(&scratch, text_slice(file, 0, i), &biff);
        biff_release(&biff);
        char *changed = arena_alloc(&scratch, file.n);
        memcpy(changed, file.s, file.n);
        changed[i] = (char)~changed[i];
        biff_survey(&scratch, (struct text){changed, file.n}, &biff);
        biff_release(&biff);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    arena_release(&arena);
}

static void refuses_what_is_damaged(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct error error;
    struct xls *xls;
    struct text sample = read_file(&arena, "sample.xls");
    assert_int_equal(xls_open(&arena, text_slice(sample, 0, 700), &xls, &error), INVALID);
    assert_true(error.message.n > 0 && error.hint.n > 0);
    assert_int_equal(xls_open(&arena, TEXT("\xD0\xCF\x11\xE0"), &xls, &error), INVALID);
    assert_true(text_is(error.message, ".xls 文件已损坏或不是标准格式"));
    arena_release(&arena);
}

/* Whatever the bytes do to the child, this process lives on with rows or a reason. */
static void survives_any_bytes(void **state)
{
    (void)state;
    enum { ROUNDS = 60 };
    struct dice dice = dice_seeded(1);
    for (int round = 0; round < ROUNDS; round++) {
        struct arena arena;
        arena_init(&arena);
        struct error error = {0};
        struct xls *xls;
        struct text sample = read_file(&arena, "sample.xls");
        char *bytes = arena_alloc(&arena, sample.n);
        memcpy(bytes, sample.s, sample.n);
        for (int i = 0; i < 8; i++) {
            bytes[512 + dice_below(&dice, (uint32_t)sample.n - 512)] = (char)dice_below(&dice, 256);
        }
        enum status status = xls_open(&arena, (struct text){bytes, sample.n}, &xls, &error);
        assert_true(status == OK || error.message.n > 0);
        for (size_t i = 0; status == OK && i < xls_sheet_count(xls); i++) {
            struct sheet_summary summary;
            struct buf seen;
            buf_init(&seen, MIB);
            xls_read(xls, i, (struct sheet_sink){note_row, &seen}, &summary);
            assert_true(utf8_valid(buf_text(&seen)));
            buf_release(&seen);
        }
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_cells_through_the_child),
        cmocka_unit_test(tells_what_is_hidden_and_merged),
        cmocka_unit_test(surveys_any_bytes),
        cmocka_unit_test(refuses_what_is_damaged),
        cmocka_unit_test(survives_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
