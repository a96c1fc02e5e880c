#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/payload.h"

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const struct payload sort = {
    .members = (const struct member[]){
        {.name = "field", .label = "排序字段", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "desc", .label = "倒序", .kind = MEMBER_BOOL},
        {0},
    }};

static const struct payload payload = {
    .members = (const struct member[]){
        {.name = "name",
         .label = "姓名",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 4},
        {.name = "limit", .label = "行数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {.name = "day", .label = "日期", .kind = MEMBER_DAY, .flags = MEMBER_NULL},
        {.name = "ids", .label = "记录", .kind = MEMBER_IDS},
        {.name = "sort", .label = "排序", .kind = MEMBER_LIST, .of = &sort},
        {.name = "format",
         .label = "格式",
         .kind = MEMBER_TEXT,
         .choices = (const char *const[]){"xlsx", "csv", NULL}},
        {0},
    }};

/* The fields at fault, in order, joined by blanks. */
static const char *faults(const char *json)
{
    struct json *body;
    struct error error;
    assert_int_equal(json_parse(&arena, text_of(json), &body, &error), OK);
    struct errors errors = {0};
    payload_check(&payload, body, &errors, &arena);
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < errors.n; i++) {
        all =
            arena_printf(&arena, "%.*s%s%s", TEXT_ARG(all), i == 0 ? "" : " ", errors.at[i].field);
    }
    return arena_cstr(&arena, all);
}

static void good_bodies_have_no_fault(void **state)
{
    (void)state;
    assert_string_equal(faults("{\"name\":\"张三\"}"), "");
    assert_string_equal(faults("{\"name\":\"张三\",\"limit\":20,\"day\":null,\"ids\":[\"12\",7],"
                               "\"sort\":[{\"field\":\"name\",\"desc\":true}],\"format\":\"csv\"}"),
                        "");
}

static void every_fault_is_told_with_its_path(void **state)
{
    (void)state;
    assert_string_equal(faults("{}"), "name");
    assert_string_equal(faults("[]"), "");
    assert_string_equal(faults("{\"name\":\"\",\"limit\":0,\"day\":\"2022-9-8\"}"),
                        "name limit day");
    assert_string_equal(faults("{\"name\":\"一二三四五\",\"limit\":\"20\",\"more\":1}"),
                        "name limit more");
    assert_string_equal(faults("{\"name\":null,\"ids\":[\"x\",-1],\"format\":\"exe\"}"),
                        "name ids[0] ids[1] format");
    assert_string_equal(faults("{\"name\":\"a\",\"sort\":[{\"desc\":1,\"by\":2},3]}"),
                        "sort[0].desc sort[0].by sort[0].field sort[1]");
}

static void a_list_is_no_object(void **state)
{
    (void)state;
    struct json list = {.kind = JSON_KIND_LIST};
    struct errors errors = {0};
    payload_check(&payload, &list, &errors, &arena);
    assert_int_equal(errors.n, 1);
}

static const struct payload query = {
    .members = (const struct member[]){
        {.name = "limit", .label = "行数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {.name = "as_of", .label = "日期", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {0},
    }};

static void checks_query_parameters(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        size_t faults;
    } cases[] = {
        {"/r?as_of=2022-09-23", 0},
        {"/r?as_of=2022-09-23&limit=100", 0},
        {"/r", 1},
        {"/r?as_of=2022-09", 1},
        {"/r?as_of=2022-09-23&limit=0", 1},
        {"/r?as_of=2022-09-23&limit=x&other=1", 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct target target;
        struct errors errors = {0};
        assert_true(target_parse(&arena, text_of(cases[i].target), &target));
        payload_check_query(&query, &target, &errors, &arena);
        assert_int_equal(errors.n, cases[i].faults);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(good_bodies_have_no_fault, release),
        cmocka_unit_test_teardown(every_fault_is_told_with_its_path, release),
        cmocka_unit_test_teardown(a_list_is_no_object, release),
        cmocka_unit_test_teardown(checks_query_parameters, release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
