#include "standard/code.h"

#include "vectors.h"

static struct code_book embedded(struct arena *arena)
{
    return code_book_new(arena, code_rows_embedded(arena), code_aliases_embedded(arena));
}

static void builds_the_embedded_tables(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct code_book book = embedded(&arena);
    size_t rows = 0;
    for (size_t i = 0; i < book.n; i++) {
        rows += book.tables[i].n;
    }
    assert_int_equal(rows, code_rows_embedded(&arena).n);
    assert_in_range(rows, 207 + 58, 10000);
    const struct code_table *education = code_table_of(&book, TEXT("education"));
    assert_text(code_name(education, TEXT("21")), "大学本科毕业");
    assert_text(code_name(education, TEXT("99")), "");
    assert_null(code_table_of(&book, TEXT("nothing")));
    /* Every other word names a code there is, and every code is found by its own name. */
    for (size_t i = 0; i < book.n; i++) {
        const struct code_table *table = &book.tables[i];
        for (size_t a = 0; a < table->alias_count; a++) {
            assert_true(code_name(table, table->aliases[a].code).n > 0);
        }
        for (size_t r = 0; r < table->n; r++) {
            struct text code;
            if (code_find(table, table->rows[r].name, &code) != CODE_FOUND) {
                fail_msg("%.*s is not found by its name", TEXT_ARG(table->rows[r].name));
            }
            assert_true(text_equal(code, table->rows[r].code));
        }
    }
    struct code_rows aliases = code_aliases_embedded(&arena);
    for (size_t i = 0; i < aliases.n; i++) {
        assert_non_null(code_table_of(&book, aliases.at[i].table));
    }
    arena_release(&arena);
}

static void finds_what_people_write(void **state)
{
    (void)state;
    static const struct {
        const char *table, *written;
        enum code_outcome outcome;
        const char *code;
    } cases[] = {
        {"sex", "男", CODE_FOUND, "1"},
        {"sex", "女性", CODE_FOUND, "2"},
        {"sex", "２", CODE_FOUND, "2"},
        {"sex", " 女 ", CODE_FOUND, "2"},
        {"sex", "f", CODE_FOUND, "2"},
        {"sex", "", CODE_EMPTY, ""},
        {"sex", "男女", CODE_UNKNOWN, ""},
        {"education", "本科", CODE_FOUND, "21"},
        {"education", "大 专", CODE_FOUND, "31"},
        {"education", "初中文化", CODE_CONTAINED, "71"},
        {"education", "大学本科毕业（函授）", CODE_FOUND, "21"},
        {"education", "小学", CODE_FOUND, "81"},
        {"education", "高中或中专", CODE_SEVERAL, ""},
        {"education", "研究生", CODE_FOUND, "10"},
        {"political", "党员", CODE_FOUND, "01"},
        {"political", "1", CODE_FOUND, "01"},
        {"political", "非党员", CODE_UNKNOWN, ""},
        {"political", "共青团", CODE_CONTAINED, "03"},
        {"nationality", "汉", CODE_FOUND, "01"},
        {"nationality", "畲族", CODE_FOUND, "22"},
        {"nationality", "火星", CODE_UNKNOWN, ""},
        {"disability_level", "二级", CODE_FOUND, "2"},
        {"emp_status", "未就业", CODE_SEVERAL, ""},
        {"emp_status", "就业", CODE_FOUND, "1"},
        {"relation", "户主/本人", CODE_FOUND, "0"},
        {"relation", "长子", CODE_FOUND, "2"},
        {"relation", "李四之妻", CODE_CONTAINED, "1"},
        {"industry_section", "制造", CODE_CONTAINED, "C"},
        {"industry_section", "c", CODE_FOUND, "C"},
        {"monitor_type", "边缘易致贫户", CODE_FOUND, "2"},
    };
    struct arena arena;
    arena_init(&arena);
    struct code_book book = embedded(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct code_table *table = code_table_of(&book, text_of(cases[i].table));
        struct text code;
        enum code_outcome outcome = code_find(table, text_of(cases[i].written), &code);
        if (outcome != cases[i].outcome || !text_is(code, cases[i].code)) {
            fail_msg("%s: %d, \"%.*s\"", cases[i].written, (int)outcome, TEXT_ARG(code));
        }
    }
    arena_release(&arena);
}

static void splits_several_in_one_cell(void **state)
{
    (void)state;
    struct code_row rows[] = {{TEXT("kind"), TEXT("t"), TEXT("脱贫户")},
                              {TEXT("kind"), TEXT("d"), TEXT("低保")},
                              {TEXT("kind"), TEXT("c"), TEXT("残疾")}};
    struct arena arena;
    arena_init(&arena);
    struct code_book book =
        code_book_new(&arena, (struct code_rows){rows, COUNT(rows)}, (struct code_rows){NULL, 0});
    const struct code_table *kinds = code_table_of(&book, TEXT("kind"));
    struct code_part parts[3];
    const char *cells[] = {"脱贫户、低保、残疾", "脱贫户，低保；残疾、", "脱贫户/低保 残疾",
                           "t|d|c", "脱贫户\n低保+残疾"};
    for (size_t i = 0; i < COUNT(cells); i++) { /* F02 */
        assert_int_equal(code_find_several(kinds, text_of(cells[i]), parts, 3), 3);
        assert_text(parts[0].code, "t");
        assert_text(parts[1].code, "d");
        assert_text(parts[2].code, "c");
    }
    assert_int_equal(code_find_several(kinds, TEXT("脱贫户、什么"), parts, 3), 2);
    assert_int_equal(parts[1].outcome, CODE_UNKNOWN);
    assert_text(parts[1].written, "什么");
    assert_int_equal(code_find_several(kinds, TEXT("低保"), parts, 3), 1);
    assert_int_equal(code_find_several(kinds, TEXT(" 、"), parts, 3), 0);
    assert_int_equal(code_find_several(kinds, TEXT("t,d,c"), parts, 1), 3);
    arena_release(&arena);
}

static void reads_yes_and_no(void **state)
{
    (void)state;
    const char *yes[] = {"是", "有", "√", "1", "Y", "ｙｅｓ", " 是 "}; /* F01 */
    const char *no[] = {"否", "无", "0", "N", "×", "没有"};
    const char *empty[] = {"", " ", "-", "/", "不详"};
    const char *unclear[] = {"是否", "2", "也许", "有1个"};
    for (size_t i = 0; i < COUNT(yes); i++) {
        assert_int_equal(answer_read(text_of(yes[i])), ANSWER_YES);
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        assert_int_equal(answer_read(text_of(no[i])), ANSWER_NO);
    }
    for (size_t i = 0; i < COUNT(empty); i++) {
        assert_int_equal(answer_read(text_of(empty[i])), ANSWER_EMPTY);
    }
    for (size_t i = 0; i < COUNT(unclear); i++) {
        assert_int_equal(answer_read(text_of(unclear[i])), ANSWER_UNCLEAR);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_the_embedded_tables),
        cmocka_unit_test(finds_what_people_write),
        cmocka_unit_test(splits_several_in_one_cell),
        cmocka_unit_test(reads_yes_and_no),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
