#include "format/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"

static void writes_commas_and_escapes(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, KIB);
    buf_adds(&buf, "data: ");
    struct json_out out = json_into(&buf);
    json_open(&out, NULL);
    json_put_text(&out, "name", TEXT("张\"三\\\n\x01 䶮\xFF"));
    json_put_id(&out, "id", INT64_MAX);
    json_open_list(&out, "list");
    json_put_int(&out, NULL, -1);
    json_put_bool(&out, NULL, true);
    json_put_null(&out, NULL);
    json_put_real(&out, NULL, 0.5);
    json_put_real(&out, NULL, NAN);
    json_open(&out, NULL);
    json_close(&out);
    json_close_list(&out);
    json_put_key(&out, TEXT("a\"b"));
    json_put_raw(&out, NULL, TEXT("[1]"));
    json_put_cstr(&out, "none", NULL);
    json_close(&out);
    assert_string_equal(buf.s, "data: {\"name\":\"张\\\"三\\\\\\n\\u0001 䶮\xEF\xBF\xBD\","
                               "\"id\":\"9223372036854775807\","
                               "\"list\":[-1,true,null,0.5,null,{}],\"a\\\"b\":[1],\"none\":null}");
    buf_release(&buf);
}

static void reads_what_it_wrote(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct error error;
    struct json *root;
    assert_int_equal(json_parse(&arena,
                                TEXT("{\"id\":\"12\",\"n\":7,\"neg\":\"-3\",\"ok\":false,"
                                     "\"list\":[1.5,\"\\u4dae\"]}"),
                                &root, &error),
                     OK);
    int64_t n;
    bool b = true;
    struct text t;
    assert_true(json_id(json_member(root, "id"), &n) && n == 12);
    assert_true(json_id(json_member(root, "n"), &n) && n == 7);
    assert_false(json_id(json_member(root, "neg"), &n));
    assert_true(json_int(json_member(root, "n"), &n) && n == 7);
    assert_false(json_int(json_member(root, "id"), &n));
    assert_true(json_bool(json_member(root, "ok"), &b) && !b);
    assert_null(json_member(root, "absent"));
    assert_false(json_text(json_member(root, "absent"), &t));
    const struct json *list = json_member(root, "list");
    assert_int_equal(list->n, 2);
    assert_true(list->at[0].kind == JSON_KIND_REAL && list->at[0].real == 1.5);
    assert_true(json_text(&list->at[1], &t) && text_is(t, "䶮"));
    arena_release(&arena);
}

static void refuses_with_position(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "JSON 内容为空"},
        {"{\"a\":1,\n\"a\":2}", "JSON 第 2 行第 3 个字符处名称重复"},
        {"[1] x", "JSON 第 1 行第 5 个字符处后面有多余的内容"},
        {"[1", "JSON 第 1 行第 2 个字符处内容不完整，提前结束"},
        {"[\"\xC4\xE3\"]", "JSON 第 1 行第 2 个字符处含有不是 UTF-8 的字节"},
        {"[99999999999999999999]", "JSON 第 1 行第 21 个字符处数字过大"},
        {"{a:1}", "JSON 第 1 行第 2 个字符处写法不对"},
        {"[\"\\u0000\"]", "JSON 第 1 行第 9 个字符处含有空字符"},
        {"[NaN]", "JSON 第 1 行第 4 个字符处写法不对"},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error error;
        struct json *root;
        assert_int_equal(json_parse(&arena, text_of(cases[i].text), &root, &error), INVALID);
        if (!text_is(error.message, cases[i].message))
            print_message("%s\n", arena_cstr(&arena, error.message));
    }
    arena_release(&arena);
}

static void refuses_deep_nesting(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct error error;
    struct json *root;
    char deep[2 * CEILING_JSON_DEPTH + 2];
    memset(deep, '[', CEILING_JSON_DEPTH);
    memset(deep + CEILING_JSON_DEPTH, ']', CEILING_JSON_DEPTH);
    struct text just = {deep, 2 * CEILING_JSON_DEPTH};
    assert_int_equal(json_parse(&arena, just, &root, &error), OK);
    memset(deep, '[', CEILING_JSON_DEPTH + 1);
    memset(deep + CEILING_JSON_DEPTH + 1, ']', CEILING_JSON_DEPTH + 1);
    just.n += 2;
    assert_int_equal(json_parse(&arena, just, &root, &error), INVALID);
    assert_true(text_is(error.message, "JSON 层次超过 64 层"));
    assert_int_equal(json_parse(&arena, TEXT("\"[[[[\\\"[[[[\""), &root, &error), OK);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_commas_and_escapes),
        cmocka_unit_test(reads_what_it_wrote),
        cmocka_unit_test(refuses_with_position),
        cmocka_unit_test(refuses_deep_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
