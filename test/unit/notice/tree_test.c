#include "notice/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void keeps_lines(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct faults faults;
    faults_init(&faults, &arena);
    const struct tree *tree = tree_read(
        &arena, "x.yaml", TEXT("# 说明\nname: 暖心\nlist:\n  - 一\n  - {a: 2}\nempty:\n"), &faults);
    assert_non_null(tree);
    assert_int_equal(faults.n, 0);
    assert_int_equal(tree->kind, TREE_MAP);
    assert_int_equal(tree->n, 3);
    assert_true(text_is(tree_under(tree, "name")->text, "暖心"));
    assert_int_equal(tree_under(tree, "name")->line, 2);
    const struct tree *list = tree_under(tree, "list");
    assert_int_equal(list->kind, TREE_LIST);
    assert_int_equal(list->n, 2);
    assert_int_equal(list->kids[1]->line, 5);
    assert_true(text_is(tree_under(list->kids[1], "a")->text, "2"));
    assert_int_equal(tree_under(tree, "empty")->kind, TREE_EMPTY);
    assert_int_equal(tree_line(tree, "list"), 3);
    assert_null(tree_under(tree, "none"));
    assert_null(tree_under(list, "a"));
    arena_release(&arena);
}

static void reads_nothing_as_an_empty_mapping(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct faults faults;
    faults_init(&faults, &arena);
    const struct tree *tree = tree_read(&arena, "x.yaml", TEXT("# 只有说明\n"), &faults);
    assert_non_null(tree);
    assert_int_equal(tree->kind, TREE_MAP);
    assert_int_equal(tree->n, 0);
    assert_int_equal(faults.n, 0);
    arena_release(&arena);
}

static void says_what_is_wrong_and_where(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        int line;
        const char *message;
    } cases[] = {
        {"a: 1\nb：2\nc: 3\n", 2, "少了“键: 值”中的冒号"},
        {"a: 1\na: 2\n", 2, "写了两遍"},
        {"a: b: c\n", 1, "不能再出现“键: 值”"},
        {"a: @x\n", 1, "不能直接开头的字符"},
        {"a: \"没有配对\n", 2, "引号没有配对"},
        {"a: &x 1\nb: *x\n", 1, "锚、别名或类型标记"},
        {"a: !!int 1\n", 1, "锚、别名或类型标记"},
        {"a: 1\n---\nb: 2\n", 2, "两份内容"},
        {"a:\n  b: 1\n c: 2\n", 3, "缩进没有对齐"},
        {"[1, 2]: x\n", 1, "只能是一个词"},
        {"\xff\xfe\xff", 1, "UTF-8"},
        {"a: 1\nb: \xb0\xa1\n", 2, "UTF-8"},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]", 1, "层次太多"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena;
        arena_init(&arena);
        struct faults faults;
        faults_init(&faults, &arena);
        (void)tree_read(&arena, "x.yaml", text_of(cases[i].bytes), &faults);
        assert_int_equal(faults.n, 1);
        if (!text_has(faults.at[0].message, text_of(cases[i].message)) ||
            faults.at[0].line != cases[i].line) {
            fail_msg("%zu: line %d %.*s", i, faults.at[0].line, TEXT_ARG(faults.at[0].message));
        }
        assert_true(faults.at[0].hint.n > 0);
        arena_release(&arena);
    }
}

static void finds_the_nearest_word(void **state)
{
    (void)state;
    const char *const words[] = {"township", "bureau", "unit_heading", "label"};
    assert_string_equal(fault_nearest(TEXT("townshp"), words, COUNT(words)), "township");
    assert_string_equal(fault_nearest(TEXT("lable"), words, COUNT(words)), "label");
    assert_string_equal(fault_nearest(TEXT("unit-heading"), words, COUNT(words)), "unit_heading");
    assert_null(fault_nearest(TEXT("完全不同"), words, COUNT(words)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_lines),
        cmocka_unit_test(reads_nothing_as_an_empty_mapping),
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(finds_the_nearest_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
