/* Workbooks that were exported, filled in elsewhere and come back, over a small synthetic county.
 */
#include "domain/import/returned.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "county.h"
#include "domain/export.h"
#include "domain/import/apply.h"
#include "domain/people/household.h"
#include "domain/people/person.h"
#include "format/xlsx_write.h"
#include "ledger/rows.h"

enum { ROWS = 300, COLS = 16, FILE_CEILING = 8 << 20, FIRST = 2 /* row below marks and heading */ };

/* A sheet held as cells, to be changed by hand and saved by another program. */
struct sheet {
    struct arena *arena;
    struct sheet_cell cell[ROWS][COLS];
    uint32_t rows, cols;
};

static bool to_buf(void *context, const char *bytes, size_t n)
{
    buf_add(context, bytes, n);
    return true;
}

/* The first people of the township, exported with these columns. */
static struct text export_people(struct county *county, const int *columns, size_t n)
{
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    struct export_plan plan = {
        .query = {.ledger = &person_ledger,
                  .where = TEXT("phone is known"),
                  .sort_field = -1,
                  .limit = 20},
        .columns = columns,
        .n = n,
    };
    struct export_made made;
    struct buf book;
    buf_init(&book, FILE_CEILING);
    county_ok(county, export_write(county->app, work, &plan, (struct zip_output){to_buf, &book},
                                   NULL, NULL, &made, &county->error));
    county_ok(county, export_note(work, &plan, &made, &county->error));
    county_end(county);
    struct text bytes = arena_text(&county->arena, buf_text(&book));
    buf_release(&book);
    return bytes;
}

static bool take_row(void *context, const struct sheet_row *row)
{
    struct sheet *sheet = context;
    for (size_t i = 0; i < row->n && row->row < ROWS && row->cells[i].col < COLS; i++) {
        struct sheet_cell *cell = &sheet->cell[row->row][row->cells[i].col];
        *cell = row->cells[i];
        cell->text = arena_text(sheet->arena, cell->text);
        sheet->cols = cell->col + 1 > sheet->cols ? cell->col + 1 : sheet->cols;
    }
    sheet->rows = row->row < ROWS ? row->row + 1 : sheet->rows;
    return true;
}

static struct sheet *open_sheet(struct county *county, struct text bytes)
{
    struct book *book;
    struct sheet_summary summary;
    struct sheet *sheet = arena_new(&county->arena, struct sheet);
    sheet->arena = &county->arena;
    county_ok(county, book_open(&county->arena, bytes, &book, &county->error));
    county_ok(county,
              book_read(book, 0, (struct sheet_sink){take_row, sheet}, &summary, &county->error));
    assert_true(sheet->rows > FIRST + 5);
    return sheet;
}

static void type(struct sheet *sheet, uint32_t row, uint32_t col, const char *text)
{
    sheet->cell[row][col] = (struct sheet_cell){.kind = CELL_TEXT, .text = text_of(text)};
}

/* As another program saves it: its columns in the order given, nothing hidden. */
static struct text save_sheet(struct county *county, const struct sheet *sheet,
                              const uint32_t *order, uint32_t n)
{
    struct buf bytes;
    buf_init(&bytes, FILE_CEILING);
    struct xlsx_writer *w = xlsx_writer_open(&county->arena, (struct zip_output){to_buf, &bytes});
    struct xlsx_plan plan = {.name = TEXT("Sheet1"), .headless = true};
    xlsx_writer_sheet(w, &plan);
    for (uint32_t r = 0; r < sheet->rows; r++) {
        xlsx_writer_row(w);
        for (uint32_t c = 0; c < n; c++) {
            const struct sheet_cell *cell = &sheet->cell[r][order == NULL ? c : order[c]];
            if (cell->kind == CELL_NUMBER) {
                xlsx_writer_number(w, c, cell->number, cell->date ? STYLE_DATE : STYLE_PLAIN);
            } else {
                xlsx_writer_text(w, c, cell->text, STYLE_PLAIN);
            }
        }
    }
    county_ok(county, xlsx_writer_close(w, &county->error));
    struct text saved = arena_text(&county->arena, buf_text(&bytes));
    buf_release(&bytes);
    return saved;
}

struct seen {
    struct arena *arena;
    struct answer *answer; /* what somebody decided of one row; NULL: nothing */
    int64_t outcomes[IMPORT_OUTCOME__COUNT];
    struct text asked; /* the last question */
    const struct json *told;
    struct apply_told written;
};

static enum status look(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct seen *seen = context;
    (void)error;
    for (size_t i = 0; i < n; i++) {
        seen->outcomes[rows[i].outcome]++;
        for (size_t k = 0; k < rows[i].finding_count; k++) {
            const struct import_finding *f = &rows[i].findings[k];
            if (f->level == IMPORT_ASK) {
                seen->asked = arena_text(seen->arena, f->message);
            }
        }
    }
    return OK;
}

/* Brings the workbook back: previewed, told, and written when `write`. */
static struct seen settle_back(struct county *county, const struct ledger *ledger,
                               struct text bytes, struct answer *answer, bool write)
{
    struct seen seen = {.arena = &county->arena, .answer = answer};
    struct import_session session;
    struct import_summary summary;
    struct batch batch = {.id = 4711, .ledger = ledger, .state = TEXT("read"), .plan = TEXT("{}")};
    struct work *work = county_read(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, session_over(county->app, work, &batch, bytes, &session, &county->error));
    session.answers = (struct answers){answer, answer != NULL};
    county_ok(county, session_run(&session, look, &seen, &summary, &county->error));
    struct buf text;
    buf_init(&text, 1 << 20);
    struct json_out out = json_into(&text);
    county_ok(county, returned_tell(session.returned, work, &out, NULL, &county->error));
    seen.told = county_tree(county, &text);
    buf_release(&text);
    if (write) {
        struct apply_choice choice = {.outcomes = {[IMPORT_NEW] = true, [IMPORT_CHANGED] = true}};
        struct apply_watch nobody = {0};
        county_ok(county, apply_write(&session, &choice, &nobody, &seen.written, &county->error));
    }
    county_end(county);
    return seen;
}

static struct seen bring_back(struct county *county, const struct ledger *ledger, struct text bytes,
                              bool write)
{
    return settle_back(county, ledger, bytes, NULL, write);
}

static int64_t told(const struct seen *seen, const char *name)
{
    int64_t n = -1;
    assert_true(json_int(json_member(seen->told, name), &n));
    return n;
}

static const int columns[] = {PERSON_NAME,      PERSON_ID_NO,  PERSON_SEX,     PERSON_BIRTH,
                              PERSON_EDUCATION, PERSON_REGION, PERSON_ADDRESS, PERSON_PHONE,
                              PERSON_HOUSEHOLD, PERSON_REMARK};
enum {
    NAME_COL,
    ID_COL,
    SEX_COL,
    BIRTH_COL,
    EDUCATION_COL,
    REGION_COL,
    ADDRESS_COL,
    PHONE_COL,
    HOUSEHOLD_COL,
    REMARK_COL,
    KEY_COL
};

/* The stored row that a row of the sheet was exported from. */
static struct row *stored(struct county *county, const struct sheet *sheet, uint32_t row)
{
    int64_t id = 0;
    struct text rest = sheet->cell[row][KEY_COL].text, first;
    struct row *found = NULL;
    assert_true(text_split(&rest, '.', &first) && text_to_int(first, &id));
    county_ok(county,
              rows_get(&county->work, &person_ledger, id, ROWS_PLAIN, &found, &county->error));
    return found;
}

static void edit(struct county *county, const struct sheet *sheet, uint32_t row, int field,
                 struct value value)
{
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    struct change change = change_edit(work, stored(county, sheet, row));
    change_set(&change, field, value);
    county_ok(county, change_save(&change, &county->errors, &county->error));
    county_end(county);
}

static struct text now(struct county *county, const struct sheet *sheet, uint32_t row, int field)
{
    county_read(county, ROLE_TOWNSHIP, county_town);
    struct value value = stored(county, sheet, row)->value[field];
    county_end(county);
    return value_is_set(&value) ? value.text : TEXT_EMPTY;
}

static void says_nothing_when_nobody_touched_it(void **state)
{
    struct county *county = *state;
    struct text bytes = export_people(county, columns, COUNT(columns));
    struct seen seen = bring_back(county, &person_ledger, bytes, true);
    assert_true(seen.outcomes[IMPORT_SAME] > 5);
    assert_int_equal(seen.outcomes[IMPORT_SAME], told(&seen, "untouched"));
    assert_int_equal(seen.written.written, 0);
    assert_int_equal(told(&seen, "missing"), 0);
    /* Saved by a program that keeps dates its own way, it says as little. */
    struct sheet *sheet = open_sheet(county, bytes);
    for (uint32_t r = FIRST; r < sheet->rows; r++) {
        sheet->cell[r][REMARK_COL].kind = CELL_TEXT;
        type(sheet, r, REMARK_COL, sheet->cell[r][REMARK_COL].text.n > 0 ? " 同前 " : " ");
    }
    seen = bring_back(county, &person_ledger, save_sheet(county, sheet, NULL, sheet->cols), false);
    assert_int_equal(seen.outcomes[IMPORT_QUESTION] + seen.outcomes[IMPORT_ERROR], 0);
}

static void takes_what_one_side_changed(void **state)
{
    struct county *county = *state;
    struct sheet *sheet = open_sheet(county, export_people(county, columns, COUNT(columns)));
    assert_true(text_has(sheet->cell[FIRST][PHONE_COL].text, TEXT("*")));
    struct text phone = now(county, sheet, FIRST, PERSON_PHONE);
    edit(county, sheet, FIRST, PERSON_ADDRESS, value_text(TEXT("新屋场 5 号")));
    type(sheet, FIRST, REMARK_COL, "在村里种脐橙");
    type(sheet, FIRST, EDUCATION_COL, "");
    type(sheet, FIRST + 1, PHONE_COL, "13812345678");
    struct seen seen =
        bring_back(county, &person_ledger, save_sheet(county, sheet, NULL, sheet->cols), true);
    assert_int_equal(told(&seen, "merged"), 2);
    assert_int_equal(seen.written.written, 2);
    assert_true(text_is(now(county, sheet, FIRST, PERSON_REMARK), "在村里种脐橙"));
    assert_true(text_is(now(county, sheet, FIRST, PERSON_ADDRESS), "新屋场 5 号"));
    assert_true(text_equal(now(county, sheet, FIRST, PERSON_PHONE), phone));
    assert_int_equal(now(county, sheet, FIRST, PERSON_EDUCATION).n, 0);
    assert_true(text_is(now(county, sheet, FIRST + 1, PERSON_PHONE), "13812345678"));
    /* Brought back once more it has nothing left to say. */
    seen = bring_back(county, &person_ledger, save_sheet(county, sheet, NULL, sheet->cols), true);
    assert_int_equal(seen.written.written, 0);
    assert_int_equal(seen.outcomes[IMPORT_QUESTION], 0);
}

static void asks_what_both_changed(void **state)
{
    struct county *county = *state;
    struct sheet *sheet = open_sheet(county, export_people(county, columns, COUNT(columns)));
    edit(county, sheet, FIRST, PERSON_PHONE, value_text(TEXT("13900000001")));
    type(sheet, FIRST, PHONE_COL, "13900000002");
    struct seen seen =
        bring_back(county, &person_ledger, save_sheet(county, sheet, NULL, sheet->cols), true);
    assert_int_equal(told(&seen, "conflicts"), 1);
    assert_int_equal(seen.outcomes[IMPORT_QUESTION], 1);
    assert_int_equal(seen.written.written, 0);
    assert_true(text_has(seen.asked, TEXT("139****0002")));
    assert_true(text_has(seen.asked, TEXT("139****0001")));
    assert_true(text_is(now(county, sheet, FIRST, PERSON_PHONE), "13900000001"));
}

/* One conflict, settled in each way: the phone as it is stored then. */
static void settles_what_both_changed(void **state)
{
    static const struct {
        enum import_pick_how how;
        const char *given, *then;
    } cases[] = {{IMPORT_KEEP, NULL, "13900000011"},
                 {IMPORT_TAKE, NULL, "13900000012"},
                 {IMPORT_GIVE, "13900000013", "13900000013"}};
    struct county *county = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sheet *sheet = open_sheet(county, export_people(county, columns, COUNT(columns)));
        edit(county, sheet, FIRST, PERSON_PHONE, value_text(TEXT("13900000010")));
        edit(county, sheet, FIRST, PERSON_PHONE, value_text(TEXT("13900000011")));
        type(sheet, FIRST, PHONE_COL, "13900000012");
        type(sheet, FIRST, REMARK_COL, cases[i].then);
        struct import_pick pick = {PERSON_PHONE, cases[i].how, {0}};
        if (cases[i].given != NULL) {
            pick.value = value_text(text_of(cases[i].given));
        }
        struct answer answer = {.said = {.row = FIRST, .picks = &pick, .n = 1}};
        struct seen seen = settle_back(county, &person_ledger,
                                       save_sheet(county, sheet, NULL, sheet->cols), &answer, true);
        assert_int_equal(told(&seen, "conflicts"), 0);
        assert_int_equal(seen.outcomes[IMPORT_QUESTION], 0);
        assert_int_equal(seen.written.written, 1);
        assert_true(text_is(now(county, sheet, FIRST, PERSON_PHONE), cases[i].then));
        assert_true(text_is(now(county, sheet, FIRST, PERSON_REMARK), cases[i].then));
    }
}

static void knows_columns_by_their_marks(void **state)
{
    struct county *county = *state;
    struct sheet *sheet = open_sheet(county, export_people(county, columns, COUNT(columns)));
    static const uint32_t order[] = {KEY_COL, REMARK_COL, PHONE_COL, NAME_COL, BIRTH_COL};
    type(sheet, 1, REMARK_COL, "村里怎么说");
    type(sheet, 1, NAME_COL, "是谁");
    type(sheet, 1, PHONE_COL, "怎么找");
    type(sheet, FIRST, REMARK_COL, "列换了位置，名也改了");
    struct seen seen =
        bring_back(county, &person_ledger, save_sheet(county, sheet, order, COUNT(order)), true);
    assert_int_equal(seen.outcomes[IMPORT_ERROR] + seen.outcomes[IMPORT_QUESTION], 0);
    assert_int_equal(seen.written.written, 1);
    assert_true(text_is(now(county, sheet, FIRST, PERSON_REMARK), "列换了位置，名也改了"));
    assert_true(now(county, sheet, FIRST, PERSON_ID_NO).n > 0);
}

static void tells_rows_forged_copied_added_and_missing(void **state)
{
    struct county *county = *state;
    struct sheet *sheet = open_sheet(county, export_people(county, columns, COUNT(columns)));
    uint32_t last = sheet->rows - 1;
    /* The last row is forged, the one before taken out, one is copied, one is new. */
    char *forged = arena_cstr(&county->arena, sheet->cell[last][KEY_COL].text);
    forged[0] = forged[0] == '1' ? '2' : '1';
    type(sheet, last, KEY_COL, forged);
    type(sheet, last, REMARK_COL, "冒名");
    for (uint32_t c = 0; c < COLS; c++) {
        sheet->cell[last - 1][c] = (struct sheet_cell){0};
    }
    memcpy(sheet->cell[sheet->rows], sheet->cell[FIRST], sizeof(sheet->cell[0]));
    type(sheet, sheet->rows, NAME_COL, "李新人");
    type(sheet, sheet->rows, ID_COL, "");
    type(sheet, sheet->rows, PHONE_COL, "13711112222");
    type(sheet, sheet->rows, HOUSEHOLD_COL, "");
    sheet->rows++;
    struct seen seen =
        bring_back(county, &person_ledger, save_sheet(county, sheet, NULL, sheet->cols), true);
    assert_int_equal(told(&seen, "refused"), 1);
    assert_int_equal(told(&seen, "copied"), 1);
    /* The forged row stands for none of those exported, so two of them are missing. */
    assert_int_equal(told(&seen, "missing"), 2);
    assert_int_equal(seen.outcomes[IMPORT_ERROR], 1);
    assert_int_equal(seen.outcomes[IMPORT_NEW], 1);
    assert_int_equal(seen.written.written, 1);
    const struct json *gone = json_member(seen.told, "missing_rows");
    assert_int_equal(gone->n, 2);
}

static void sends_a_workbook_to_its_own_ledger(void **state)
{
    struct county *county = *state;
    struct text bytes = export_people(county, columns, COUNT(columns));
    struct import_session session;
    struct import_summary summary;
    struct seen seen = {.arena = &county->arena};
    struct batch batch = {.ledger = &household_ledger, .state = TEXT("read"), .plan = TEXT("{}")};
    struct work *work = county_read(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, session_over(county->app, work, &batch, bytes, &session, &county->error));
    assert_int_equal(session_run(&session, look, &seen, &summary, &county->error), INVALID);
    assert_true(text_has(county->error.hint, text_of(person_ledger.label)));
    county_end(county);
}

static void refuses_rows_beyond_reach(void **state)
{
    struct county *county = *state;
    struct sheet *sheet = open_sheet(county, export_people(county, columns, COUNT(columns)));
    type(sheet, FIRST, REMARK_COL, "别处的人");
    struct text bytes = save_sheet(county, sheet, NULL, sheet->cols);
    struct import_session session;
    struct import_summary summary;
    struct seen seen = {.arena = &county->arena};
    struct batch batch = {.ledger = &person_ledger, .state = TEXT("read"), .plan = TEXT("{}")};
    struct work *work = county_read(county, ROLE_TOWNSHIP, county_town + 1000);
    county_ok(county, session_over(county->app, work, &batch, bytes, &session, &county->error));
    county_ok(county, session_run(&session, look, &seen, &summary, &county->error));
    assert_int_equal(seen.outcomes[IMPORT_ERROR], 1);
    assert_int_equal(seen.outcomes[IMPORT_CHANGED], 0);
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_nothing_when_nobody_touched_it),
        cmocka_unit_test(takes_what_one_side_changed),
        cmocka_unit_test(asks_what_both_changed),
        cmocka_unit_test(settles_what_both_changed),
        cmocka_unit_test(knows_columns_by_their_marks),
        cmocka_unit_test(tells_rows_forged_copied_added_and_missing),
        cmocka_unit_test(sends_a_workbook_to_its_own_ledger),
        cmocka_unit_test(refuses_rows_beyond_reach),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
