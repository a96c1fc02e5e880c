/* Files into a comparison and out again: what is read, what is refused, what is left behind. */
#include "compare/source.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compare/result_csv.h"
#include "people.h"

struct files {
    struct arena arena;
    char folder[64];
    const char *paths[2];
};

static int set_up(void **state)
{
    struct files *files = calloc(1, sizeof(*files));
    arena_init(&files->arena);
    strcpy(files->folder, "/tmp/nuanxin-source-XXXXXX");
    assert_non_null(mkdtemp(files->folder));
    files->paths[0] = arena_printf(&files->arena, "%s/left.csv%c", files->folder, 0).s;
    files->paths[1] = arena_printf(&files->arena, "%s/right.csv%c", files->folder, 0).s;
    *state = files;
    return 0;
}

static int tear_down(void **state)
{
    struct files *files = *state;
    unlink(files->paths[0]);
    unlink(files->paths[1]);
    assert_int_equal(rmdir(files->folder), 0); /* nothing else was left there */
    arena_release(&files->arena);
    free(files);
    return 0;
}

static void put(const char *path, struct text bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.s, 1, bytes.n, file), bytes.n);
    fclose(file);
}

static const struct text good = TEXT("姓名,身份证号\n钟金家,362123198708231796\n");

/* Reads `left` beside a good list. */
static enum status read_left(struct files *files, struct text left, struct source sources[2],
                             struct compare **out, struct error *error)
{
    struct compare_settings settings = {.today = TODAY, .all_left = true, .keep_rows = true};
    put(files->paths[0], left);
    put(files->paths[1], good);
    *out = compare_new(&settings);
    struct sources *opened;
    enum status status =
        sources_open(&files->arena, files->paths, TODAY, NULL, sources, &opened, error);
    return status == OK ? sources_read(opened, *out, error) : status;
}

static void reads_any_layout(void **state)
{
    static const struct text lists[] = {
        TEXT("姓名,身份证号\n钟金家,362123198708231796\n"),
        TEXT("\xEF\xBB\xBF序号;公民身份号码;姓 名\r\n1;\"362123198708231796\";\"钟金家\"\r\n"),
        TEXT("某某名单\n填报单位：x,,\n本人姓名\t备注\t证件号码\n钟金家\t\t362123198708231796\n"
             "合计\t1\t\n填表人：张三\t\t\n"),
        TEXT("享受人姓名,户主姓名,参保人身份证号\n钟金家,某某,362123198708231796\n"),
        TEXT("\xD0\xD5\xC3\xFB,\xC9\xED\xB7\xDD\xD6\xA4\xBA\xC5\n"
             "\xD6\xD3\xBD\xF0\xBC\xD2,362123198708231796\n"),
    };
    struct files *files = *state;
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct source sources[2];
        struct compare *compare;
        struct compare_result result;
        struct error error;
        enum status status = read_left(files, lists[i], sources, &compare, &error);
        if (status != OK) {
            fail_msg("list %zu: %.*s", i, TEXT_ARG(error.message));
        }
        assert_int_equal(sources[0].rows, 1);
        assert_int_equal(compare_run(compare, &result, &files->arena, &error), OK);
        assert_int_equal(result.outcomes[OUTCOME_SAME], 1);
        assert_int_equal(result.n, 1);
        compare_free(compare);
    }
}

/* What no word names is known by its ending, unless it is about somebody else. */
static void knows_headings_by_their_ending(void **state)
{
    static const struct {
        struct text list;
        int name, number; /* columns */
    } cases[] = {
        {TEXT("死者姓名,死亡人员身份证号码,死亡日期\n钟金家,362123198708231796,2021-01-01\n"), 0,
         1},
        {TEXT("序号,户内成员姓名,残疾人证号\n1,钟金家,36212319870823179642\n"), 1, 2},
        {TEXT("帮扶干部姓名,姓名,残疾证号,身份证号\n某,钟金家,1,362123198708231796\n"), 1, 3},
        {TEXT("户主姓名,户主身份证号,身份证号\n某,1,362123198708231796\n"), COLUMN_ABSENT, 2},
        {TEXT("姓名,证号,备注\n钟金家,362123198708231796,低保\n"), 0, 1},
        {TEXT("姓名,低保证号,证件\n钟金家,3607220001,362123198708231796\n"), 0, 2},
        {TEXT("姓名,户主证号,证号\n钟金家,362123198708231796,3607220001\n"), 0, COLUMN_ABSENT},
        {TEXT("姓名,编号\n钟金家,362123198708231796\n某,12\n"), 0, COLUMN_ABSENT},
        {TEXT("单位名字,联系人姓名,父亲姓名,身份证号\n某,某,某,362123198708231796\n"),
         COLUMN_ABSENT, 3},
    };
    struct files *files = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct source sources[2];
        struct compare *compare;
        struct error error;
        assert_int_equal(read_left(files, cases[i].list, sources, &compare, &error), OK);
        assert_int_equal(sources[0].columns.at[CLEAN_NAME], cases[i].name);
        assert_int_equal(sources[0].columns.at[CLEAN_NUMBER], cases[i].number);
        compare_free(compare);
    }
}

static void refuses_clearly(void **state)
{
    static const struct {
        struct text bytes;
        const char *says;
    } bad[] = {
        {{"", 0}, "文件是空的"},
        {TEXT("\n\n\n"), "表是空的"},
        {TEXT("甲,乙,丙\n1,2,3\n"), "没有认出任何一列"},
        {TEXT("性别,出生日期\n男,1990-01-01\n"), "没有“姓名”列"},
        {TEXT("姓名,身份证号\n\"钟金家,362123198708231796\n"), "引号没有闭合"},
        {TEXT("PK\x03\x04 no zip at all"), ""},
        {TEXT("%PDF-1.4"), ""},
    };
    struct files *files = *state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct source sources[2];
        struct compare *compare;
        struct error error;
        assert_int_equal(read_left(files, bad[i].bytes, sources, &compare, &error), INVALID);
        if (!text_has(error.message, text_of(bad[i].says)) ||
            !text_has(error.message, TEXT("left.csv"))) {
            fail_msg("case %zu: %.*s", i, TEXT_ARG(error.message));
        }
        compare_free(compare);
    }
    struct sources *opened;
    struct source sources[2];
    struct error error;
    const char *const missing[2] = {files->paths[0], "/nowhere/at/all.csv"};
    put(files->paths[0], good);
    assert_int_equal(sources_open(&files->arena, missing, TODAY, NULL, sources, &opened, &error),
                     NOT_FOUND);
    assert_true(text_has(error.message, TEXT("/nowhere/at/all.csv")));
}

/* Rows keep their numbers across pieces of a long file. */
static void numbers_rows(void **state)
{
    enum { ROWS = 150000 };
    struct files *files = *state;
    struct buf buf;
    buf_init(&buf, 64 << 20);
    buf_adds(&buf, "备注,姓名,联系电话\n");
    for (int i = 0; i < ROWS; i++) {
        buf_addf(&buf, "\"第%d行，\n换行\",张三,138%08d\n", i + 1, i);
    }
    struct source sources[2];
    struct compare *compare;
    struct compare_result result;
    struct error error;
    assert_int_equal(read_left(files, buf_text(&buf), sources, &compare, &error), OK);
    assert_int_equal(sources[0].rows, ROWS);
    assert_int_equal(compare_run(compare, &result, &files->arena, &error), OK);
    for (uint32_t i = 1; i <= ROWS; i += 997) {
        const struct person_row *row = compare_row(compare, COMPARE_LEFT, i);
        assert_non_null(row);
        assert_int_equal(row->phone, 13800000000u + (uint64_t)i - 1);
    }
    compare_free(compare);
    buf_release(&buf);
}

static void writes_whole_or_not(void **state)
{
    struct files *files = *state;
    struct source sources[2];
    struct compare *compare;
    struct compare_result result;
    struct error error;
    assert_int_equal(read_left(files, good, sources, &compare, &error), OK);
    assert_int_equal(compare_run(compare, &result, &files->arena, &error), OK);
    assert_int_equal(result_csv_write(&files->arena, &result, "/nowhere/at/all.csv", NULL, &error),
                     UNAVAILABLE);
    assert_true(text_has(error.message, TEXT("/nowhere/at/all.csv")));
    assert_int_equal(result_csv_write(&files->arena, &result, files->paths[1], NULL, &error), OK);
    char bytes[256];
    FILE *file = fopen(files->paths[1], "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    struct text written = {bytes, n}, line;
    assert_true(text_split(&written, '\n', &line));
    assert_true(text_equal(text_trim(line), TEXT("left_row,right_row,outcome,score,reason")));
    assert_true(text_split(&written, '\n', &line));
    assert_true(text_equal(text_trim(line), TEXT("1,1,same,1.0000,身份证号相同、姓名相同")));
    assert_false(text_split(&written, '\n', &line) && line.n > 0);
    compare_free(compare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_any_layout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_headings_by_their_ending, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_clearly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(writes_whole_or_not, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
