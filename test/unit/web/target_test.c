#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/target.h"

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void assert_text(struct text t, const char *expected)
{
    assert_string_equal(arena_cstr(&arena, t), expected);
}

static void takes_a_target_apart(void **state)
{
    (void)state;
    struct target t;
    assert_true(target_parse(&arena, TEXT("/api/v1/person/17?limit=20&as_of=2022-09-23&flag"), &t));
    assert_int_equal(t.parts, 4);
    assert_text(t.part[3], "17");
    assert_text(target_query(&t, "limit"), "20");
    assert_text(target_query(&t, "as_of"), "2022-09-23");
    assert_text(target_query(&t, "flag"), "");
    assert_text(target_query(&t, "absent"), "");
}

static void decodes_chinese_names(void **state)
{
    (void)state;
    struct target t;
    assert_true(target_parse(
        &arena, TEXT("/a%2Fb/x?name=%E8%8A%B1%E5%90%8D+%E5%86%8C.xlsx&plus=1%2B1"), &t));
    assert_text(t.part[0], "a/b");
    assert_text(target_query(&t, "name"), "花名 册.xlsx");
    assert_text(target_query(&t, "plus"), "1+1");
}

static void refuses_what_is_malformed(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "api/v1",
        "*",
        "/a%",
        "/a%4",
        "/a%zz",
        "/a/../b",
        "/a/./b",
        "/%2e%2e/",
        "/a%00b",
        "/a%0ab",
        "/%ff%fe",
        "/1/2/3/4/5/6/7/8/9",
        "/a?b=%c3",
        "/a?%0d%0ax=1",
        "/a\x01b",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct target t;
        if (target_parse(&arena, text_of(bad[i]), &t)) {
            fail_msg("accepted %s", bad[i]);
        }
    }
}

static void the_root_has_one_empty_part(void **state)
{
    (void)state;
    struct target t;
    assert_true(target_parse(&arena, TEXT("/"), &t));
    assert_int_equal(t.parts, 1);
    assert_text(t.part[0], "");
}

static void finds_the_cookie_of_that_exact_name(void **state)
{
    (void)state;
    struct text value;
    struct text header = TEXT("a=1; nuanxin=abc; __Host-nuanxin=def; nuanxin=later");
    assert_true(cookie_find(header, TEXT("nuanxin"), &value));
    assert_text(value, "abc");
    assert_true(cookie_find(header, TEXT("__Host-nuanxin"), &value));
    assert_text(value, "def");
    assert_false(cookie_find(header, TEXT("Host-nuanxin"), &value));
    assert_false(cookie_find(TEXT_EMPTY, TEXT("nuanxin"), &value));
    assert_false(cookie_find(TEXT("nuanxin"), TEXT("nuanxin"), &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(takes_a_target_apart, release),
        cmocka_unit_test_teardown(decodes_chinese_names, release),
        cmocka_unit_test_teardown(refuses_what_is_malformed, release),
        cmocka_unit_test_teardown(the_root_has_one_empty_part, release),
        cmocka_unit_test_teardown(finds_the_cookie_of_that_exact_name, release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
