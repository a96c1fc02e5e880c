/* What goes out: the returned workbook and the template, each read back by the import itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "domain/ledgers.h"
#include "format/unpack.h"
#include "import_fixture.h"
#include "ledger/import_return.h"
#include "ledger/import_template.h"

/* Returns the bad rows of `bytes` into `out`. */
static void return_file(struct fixture *f, struct text bytes, bool only_bad, struct buf *out)
{
    assert_int_equal(fixture_survey(f, bytes), OK);
    struct import_return *back = import_return_new(&f->arena, &f->terms, &f->layout, 1);
    f->back = back;
    assert_int_equal(fixture_run_layout(f, bytes), OK);
    f->back = NULL;
    f->returned = import_return_rows(back);
    struct book *book;
    assert_int_equal(book_open(&f->arena, bytes, &book, &f->error), OK);
    assert_int_equal(import_return_write(back, book, bytes, only_bad,
                                         (struct zip_output){zip_to_buf, out}, &f->error),
                     OK);
}

static bool dump_cells(void *context, const struct sheet_row *row)
{
    struct buf *out = context;
    buf_addf(out, "%u:", row->row + 1);
    for (size_t i = 0; i < row->n; i++) {
        buf_addf(out, "%.*s|", TEXT_ARG(row->cells[i].text));
    }
    buf_addc(out, '\n');
    return true;
}

static void dump_book(struct fixture *f, struct text bytes, struct buf *out)
{
    struct book *book;
    struct sheet_summary summary;
    assert_int_equal(book_open(&f->arena, bytes, &book, &f->error), OK);
    assert_int_equal(book_read(book, 0, (struct sheet_sink){dump_cells, out}, &summary, &f->error),
                     OK);
}

/* Whether the first sheet's markup has this. */
static void assert_in_sheet(struct fixture *f, struct text bytes, const char *markup)
{
    struct zip zip;
    struct unpack u;
    assert_int_equal(zip_read(&f->arena, bytes, &zip, &f->error), OK);
    const struct zip_entry *entry = zip_find(&zip, TEXT("xl/worksheets/sheet1.xml"));
    assert_non_null(entry);
    unpack_open(&u, &f->arena, entry, UNPACK_CHUNK);
    while (!u.last) {
        assert_int_equal(unpack_more(&u, &f->arena, &f->error), OK);
    }
    assert_true(text_has((struct text){u.p, (size_t)(u.end - u.p)}, text_of(markup)));
}

static const struct text sent = TEXT("演示花名册,,,\n"
                                     "姓名,身份证号,文化程度,是否在校\n"
                                     "演示甲,36079919850606000X,初中,是\n"
                                     "演示乙,360722198402290000,神仙,否\n"
                                     "演示丙,,初中,大概\n"
                                     "演示甲,36079919850606000X,高中,是\n");

static void returns_the_sender_s_rows_with_reasons(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    struct buf whole, bad, dump;
    buf_init(&whole, MIB);
    buf_init(&bad, MIB);
    buf_init(&dump, MIB);
    return_file(&f, sent, false, &whole);
    dump_book(&f, buf_text(&whole), &dump);
    assert_non_null(strstr(dump.s, "2:姓名|身份证号|文化程度|是否在校|退回原因|\n"
                                   "3:演示甲|36079919850606000X|初中|是|\n"
                                   "4:演示乙|360722198402290000|神仙|否|"));
    assert_non_null(
        strstr(dump.s, "身份证号：身份证号校验不过，至少有一位填错。请按身份证逐位核对"));
    assert_non_null(strstr(dump.s, "文化程度：没有“神仙”这个选项。可填：研究生教育、"));
    assert_non_null(strstr(dump.s, "6:演示甲|36079919850606000X|高中|是|"
                                   "与第 3 行是同一人，文化程度不同。请选定以哪一行为准|"));
    assert_int_equal(f.returned, 3);
    /* A number of 18 digits is not cut by its neighbour; the title above does not widen. */
    assert_in_sheet(&f, buf_text(&whole), "<col min=\"1\" max=\"1\" width=\"12.0\"");
    assert_in_sheet(&f, buf_text(&whole), "<col min=\"2\" max=\"2\" width=\"20.0\"");
    /* Only the bad ones, and once more from what came back: the same three. */
    return_file(&f, buf_text(&whole), true, &bad);
    buf_clear(&dump);
    dump_book(&f, buf_text(&bad), &dump);
    assert_null(strstr(dump.s, "3:演示甲|36079919850606000X|初中"));
    assert_non_null(strstr(dump.s, "3:演示乙|360722198402290000|神仙|否|"));
    assert_int_equal(fixture_run(&f, buf_text(&bad)), OK);
    assert_int_equal(f.summary.rows, 3);
    assert_int_equal(f.summary.outcomes[IMPORT_ERROR], 2);
    assert_int_equal(f.summary.outcomes[IMPORT_NEW], 1); /* its twin stayed at home */
    buf_release(&dump);
    buf_release(&bad);
    buf_release(&whole);
    fixture_end(&f);
}

static void has_nothing_to_return_when_all_is_well(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, &test_person);
    struct buf out;
    struct book *book;
    buf_init(&out, MIB);
    assert_int_equal(fixture_survey(&f, sent), OK);
    struct import_return *back = import_return_new(&f.arena, &f.terms, &f.layout, 1);
    assert_int_equal(book_open(&f.arena, sent, &book, &f.error), OK);
    assert_int_equal(import_return_write(back, book, sent, false,
                                         (struct zip_output){zip_to_buf, &out}, &f.error),
                     INVALID);
    assert_true(text_is(f.error.message, "没有要退回的行"));
    buf_release(&out);
    fixture_end(&f);
}

/* Whether there is a field that a form or an import may fill. */
static bool takes_rows(const struct ledger *ledger)
{
    bool takes = false;
    for (size_t i = 0; i < ledger->count; i++) {
        takes = takes || (ledger->fields[i].flags & FIELD_READONLY) == 0;
    }
    return takes;
}

/* Every column of a template leads where it was meant to, for the product's own ledgers. */
static void understands_its_own_templates(void **state)
{
    (void)state;
    for (size_t i = 0; all_ledgers[i] != NULL; i++) {
        struct fixture f;
        if (!takes_rows(all_ledgers[i])) {
            continue;
        }
        fixture_begin(&f, all_ledgers[i]);
        f.terms.ledgers = all_ledgers;
        fixture_any_codes(&f);
        struct buf out;
        buf_init(&out, 4 * MIB);
        assert_int_equal(import_template_write(&f.arena, &f.terms,
                                               (struct zip_output){zip_to_buf, &out}, &f.error),
                         OK);
        assert_int_equal(fixture_survey(&f, buf_text(&out)), OK);
        const struct field **missing;
        if (import_missing(&f.arena, &f.terms, &f.layout, &missing) != 0) {
            fail_msg("%s: no column for %s", all_ledgers[i]->name, missing[0]->label);
        }
        for (size_t c = 0; c < f.layout.n; c++) {
            if (f.layout.columns[c].target.field < 0) {
                fail_msg("%s: %.*s", all_ledgers[i]->name, TEXT_ARG(f.layout.columns[c].heading));
            }
        }
        buf_release(&out);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(returns_the_sender_s_rows_with_reasons),
        cmocka_unit_test(has_nothing_to_return_when_all_is_well),
        cmocka_unit_test(understands_its_own_templates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
