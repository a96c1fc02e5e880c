#include "compare/result_book.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

#include "compare/list_texts.h"

/* Numbers of nobody: sequence 000. */
#define NUMBER_A "360722198001010006"
#define NUMBER_B "360722198501010003"

struct desk {
    struct arena arena;
    struct error error;
    char folder[64];
    const char *left, *right, *out;
    struct source sources[2];
    struct link links[8];
    struct compare_result result;
};

static const char *put_file(struct desk *desk, const char *name, const char *bytes)
{
    const char *path = arena_printf(&desk->arena, "%s/%s", desk->folder, name).s;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
    close(fd);
    return path;
}

static int begin(void **state)
{
    static struct desk desk;
    desk = (struct desk){0};
    arena_init(&desk.arena);
    strcpy(desk.folder, "/tmp/nuanxin-book-XXXXXX");
    if (mkdtemp(desk.folder) == NULL) {
        return 1;
    }
    desk.left =
        put_file(&desk, "left.csv",
                 "名单\n姓名,身份证号,村\n李试一," NUMBER_A ",水东村\n\n=cmd|,," NUMBER_B "\n");
    desk.right = put_file(&desk, "right.csv",
                          "身份证号,姓名,出生日期\n" NUMBER_A ",李试壹,1980-01-01\n,王试二,\n");
    desk.out = arena_printf(&desk.arena, "%s/out.xlsx", desk.folder).s;
    for (int side = COMPARE_LEFT; side <= COMPARE_RIGHT; side++) {
        struct columns *columns = &desk.sources[side].columns;
        for (int field = 0; field < CLEAN_FIELD__COUNT; field++) {
            columns->at[field] = COLUMN_ABSENT;
        }
        columns->heading_rows = 1;
    }
    desk.sources[0].path = desk.left;
    desk.sources[0].columns.heading_row = 1;
    desk.sources[0].columns.at[CLEAN_NAME] = 0;
    desk.sources[0].columns.at[CLEAN_NUMBER] = 1;
    desk.sources[0].columns.at[CLEAN_VILLAGE] = 2;
    desk.sources[1].path = desk.right;
    desk.sources[1].columns.at[CLEAN_NAME] = 1;
    desk.sources[1].columns.at[CLEAN_NUMBER] = 0;
    desk.sources[1].columns.at[CLEAN_BIRTH] = 2;
    *state = &desk;
    return 0;
}

static int end(void **state)
{
    struct desk *desk = *state;
    (void)unlink(desk->left);
    (void)unlink(desk->right);
    (void)unlink(desk->out);
    int left = rmdir(desk->folder);
    arena_release(&desk->arena);
    return left;
}

static void texts_are_the_cells_as_written(void **state)
{
    struct desk *desk = *state;
    struct list_texts texts;
    assert_int_equal(list_texts_read(&desk->arena, &desk->sources[0], &texts, &desk->error), OK);
    assert_int_equal(texts.rows, 3);
    assert_true(text_is(list_texts_cell(&texts, 1, CLEAN_NAME), "李试一"));
    assert_true(text_is(list_texts_cell(&texts, 1, CLEAN_VILLAGE), "水东村"));
    assert_int_equal(list_texts_cell(&texts, 1, CLEAN_PHONE).n, 0);
    assert_int_equal(list_texts_cell(&texts, 2, CLEAN_NAME).n, 0); /* a blank row counts */
    assert_true(text_is(list_texts_cell(&texts, 3, CLEAN_NAME), "=cmd|"));
    assert_int_equal(list_texts_cell(&texts, 4, CLEAN_NAME).n, 0);
    assert_int_equal(texts.filled[CLEAN_NAME], 2);
    assert_int_equal(texts.filled[CLEAN_NUMBER], 1);
    list_texts_release(&texts);
}

static void a_list_that_is_gone_is_told(void **state)
{
    struct desk *desk = *state;
    struct list_texts texts;
    (void)unlink(desk->left);
    assert_int_equal(list_texts_read(&desk->arena, &desk->sources[0], &texts, &desk->error),
                     NOT_FOUND);
    assert_true(text_has(desk->error.message, TEXT("left.csv")));
}

static void fill_result(struct desk *desk)
{
    desk->links[0] = (struct link){.left = 1,
                                   .right = 1,
                                   .chance = 9900,
                                   .pattern = score_part(SCORE_NUMBER, NUMBER_SAME) |
                                              score_part(SCORE_NAME, NAME_SOUND),
                                   .outcome = OUTCOME_SAME};
    desk->links[1] = (struct link){.left = 3, .outcome = OUTCOME_LEFT_ONLY};
    desk->links[2] = (struct link){.right = 2, .outcome = OUTCOME_RIGHT_ONLY};
    desk->result = (struct compare_result){.at = desk->links, .n = 3};
    for (int i = 0; i < 3; i++) {
        desk->result.outcomes[desk->links[i].outcome]++;
    }
    desk->result.quality[COMPARE_LEFT][QUALITY_ROWS] = 2;
    desk->result.quality[COMPARE_RIGHT][QUALITY_ROWS] = 2;
    model_init(&desk->result.model);
}

struct seen {
    const char *wanted; /* "name|name": the first cells of some row */
    bool found;
};

static bool look(void *context, const struct sheet_row *row)
{
    struct seen *seen = context;
    struct buf line;
    buf_init(&line, 1 << 16);
    for (size_t i = 0; i < row->n; i++) {
        buf_addt(&line, row->cells[i].text);
        buf_addc(&line, '|');
    }
    seen->found = seen->found || text_has(buf_text(&line), text_of(seen->wanted));
    buf_release(&line);
    return true;
}

static bool sheet_has(struct desk *desk, struct book *book, size_t sheet, const char *wanted)
{
    struct seen seen = {wanted, false};
    struct sheet_summary summary;
    assert_int_equal(
        book_read(book, sheet, (struct sheet_sink){look, &seen}, &summary, &desk->error), OK);
    return seen.found;
}

static void the_workbook_shows_both_sides(void **state)
{
    static const char *const names[] = {"一致", "疑似", "冲突", "仅左", "仅右", "质量"};
    struct desk *desk = *state;
    fill_result(desk);
    assert_int_equal(
        result_book_write(&desk->arena, &desk->result, desk->sources, desk->out, &desk->error), OK);
    static char bytes[1 << 16];
    int fd = open(desk->out, O_RDONLY);
    ssize_t n = read(fd, bytes, sizeof(bytes));
    close(fd);
    assert_true(n > 0);
    struct book *book;
    assert_int_equal(book_open(&desk->arena, (struct text){bytes, (size_t)n}, &book, &desk->error),
                     OK);
    assert_int_equal(book_sheet_count(book), COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_true(text_is(book_sheet(book, i).name, names[i]));
    }
    assert_true(sheet_has(desk, book, OUTCOME_SAME, "左·姓名|右·姓名|左·身份证号|右·身份证号|"));
    assert_true(sheet_has(desk, book, OUTCOME_SAME,
                          "李试一|李试壹|" NUMBER_A "|" NUMBER_A "|1980-01-01|水东村|"));
    assert_true(sheet_has(desk, book, OUTCOME_LEFT_ONLY, "=cmd|"));
    assert_true(sheet_has(desk, book, OUTCOME_RIGHT_ONLY, "王试二|"));
    assert_false(sheet_has(desk, book, OUTCOME_LIKELY, "试"));
    assert_true(sheet_has(desk, book, OUTCOME__COUNT, "文件|left.csv|right.csv|"));
}

static void too_many_rows_are_refused_before_writing(void **state)
{
    struct desk *desk = *state;
    fill_result(desk);
    desk->result.outcomes[OUTCOME_LEFT_ONLY] = 1048576;
    assert_int_equal(
        result_book_write(&desk->arena, &desk->result, desk->sources, desk->out, &desk->error),
        TOO_LARGE);
    assert_true(text_has(desk->error.message, TEXT("仅左")));
    assert_int_not_equal(access(desk->out, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_are_the_cells_as_written, begin, end),
        cmocka_unit_test_setup_teardown(a_list_that_is_gone_is_told, begin, end),
        cmocka_unit_test_setup_teardown(the_workbook_shows_both_sides, begin, end),
        cmocka_unit_test_setup_teardown(too_many_rows_are_refused_before_writing, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
