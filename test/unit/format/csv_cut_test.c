/* Pieces of a .csv must say together what csv_read says of the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "format/csv.h"
#include "format/csv_cut.h"

enum { COLUMNS = 6 };

/* Rows as text: number, then the cells between bars. */
static void put_row(struct buf *out, uint32_t row, const struct text cells[COLUMNS])
{
    buf_add_int(out, row);
    for (size_t i = 0; i < COLUMNS; i++) {
        buf_addc(out, '|');
        buf_addt(out, cells[i]);
    }
    buf_addc(out, '\n');
}

static bool put_cut(void *context, uint32_t row, const struct text *cells)
{
    put_row(context, row, cells);
    return true;
}

static bool put_sheet(void *context, const struct sheet_row *row)
{
    struct text cells[COLUMNS] = {{0}};
    for (size_t i = 0; i < row->n; i++) {
        if (row->cells[i].col < COLUMNS) {
            cells[row->cells[i].col] = row->cells[i].text;
        }
    }
    put_row(context, row->row, cells);
    return true;
}

static void differ(struct text text, size_t size)
{
    struct arena arena;
    struct buf whole, cut;
    struct csv_cut plan;
    struct sheet_summary summary;
    struct error error;
    arena_init(&arena);
    buf_init(&whole, 1 << 24);
    buf_init(&cut, 1 << 24);
    enum status status =
        csv_read(&arena, text, ',', (struct sheet_sink){put_sheet, &whole}, &summary, &error);
    csv_cut_plan(&arena, text, ',', size, false, NULL, &plan);
    enum status pieces = OK;
    for (size_t i = 0; i < plan.n && pieces == OK; i++) {
        pieces =
            csv_cut_read(&arena, &plan, i, COLUMNS, (struct csv_cut_sink){put_cut, &cut}, &error);
    }
    assert_int_equal(status, pieces);
    if (status == OK && !text_equal(buf_text(&whole), buf_text(&cut))) {
        fail_msg("%.*s\nread as\n%sinstead of\n%s", TEXT_ARG(text), cut.n > 0 ? cut.s : "",
                 whole.n > 0 ? whole.s : "");
    }
    buf_release(&whole);
    buf_release(&cut);
    arena_release(&arena);
}

static void written_cases(void **state)
{
    (void)state;
    static const struct text cases[] = {
        TEXT(""),
        TEXT("\n"),
        TEXT("a"),
        TEXT("a,b\nc,d"),
        TEXT("a,b\r\nc,d\r\n"),
        TEXT("a\rb\rc"),
        TEXT("\"a,b\",c\nd,e\n"),
        TEXT("\"a\nb\",c\nd,e\n"),
        TEXT("\"a\"\"b\",c\nd\n"),
        TEXT("a\"b,c\nd,\"e\n"),
        TEXT("\"ab\"c,d\ne\n"),
        TEXT("=\"001\",'+5,'x\n"),
        TEXT("a\n\n\nb\n"),
        TEXT(",,,\n,,x,\n"),
        TEXT("1,2,3,4,5,6,7,8,9\n\"open"),
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t size = 64; size <= 256; size *= 2) {
            differ(cases[i], size);
        }
    }
}

/* Random rows, longer than many pieces, of the characters that matter. */
static void random_cases(void **state)
{
    (void)state;
    uint64_t dice = 42;
    for (int round = 0; round < 600; round++) {
        char text[1500];
        size_t n = 0;
        const char *signs = round % 3 == 0 ? "abc,\n" : round % 3 == 1 ? "ab,\"\n" : "a\",\r\n ";
        bool tidy = round % 2 == 0; /* quotes only around whole cells */
        while (n < sizeof(text) - 40) {
            dice = dice * 6364136223846793005u + 1442695040888963407u;
            char c = signs[(dice >> 33) % strlen(signs)];
            if (c == '"' && tidy) {
                if (n > 0 && text[n - 1] != ',' && text[n - 1] != '\n') {
                    text[n++] = ',';
                }
                int written = snprintf(text + n, 40, "\"x%s,y%s\"%c", dice >> 40 & 1 ? "\n" : "",
                                       dice >> 41 & 1 ? "\"\"" : "", dice >> 42 & 1 ? ',' : '\n');
                n += (size_t)written;
            } else {
                text[n++] = c;
            }
        }
        differ((struct text){text, n}, 64);
        differ((struct text){text, n}, 128);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(written_cases),
                                       cmocka_unit_test(random_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
