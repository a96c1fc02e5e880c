#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "web/route.h"

static const struct route some[] = {
    {.method = METHOD_GET, .path = "/api/v1/{ledger}/{id}", .summary = "row"},
    {.method = METHOD_PATCH, .path = "/api/v1/{ledger}/{id}", .summary = "change"},
    {.method = METHOD_POST, .path = "/api/v1/{ledger}/search", .summary = "search"},
    {.method = METHOD_GET, .path = "/api/v1/imports/{id}", .summary = "import"},
    {.method = METHOD_POST, .path = "/api/v1/{ledger}/{id}/remove", .summary = "remove"},
    {.method = METHOD_GET, .path = "/api/v1/person/{id}/file", .summary = "file"},
    {.method = METHOD_GET, .path = "/healthz", .summary = "health"},
    {0},
};
static const struct route_table tables[] = {
    {.title = "some", .routes = some},
    {0},
};

static struct route_match match(enum method method, const char *path)
{
    static struct routes routes;
    static struct arena arena;
    routes_prepare(&routes, tables);
    struct target target;
    assert_true(target_parse(&arena, text_of(path), &target));
    return routes_match(&routes, method, &target);
}

static void the_closest_pattern_decides(void **state)
{
    (void)state;
    static const struct {
        enum method method;
        const char *path, *summary; /* NULL: known path, other method; "": unknown path */
    } cases[] = {
        {METHOD_GET, "/api/v1/person/17", "row"},
        {METHOD_HEAD, "/api/v1/person/17", "row"},
        {METHOD_PATCH, "/api/v1/person/17", "change"},
        {METHOD_GET, "/api/v1/imports/17", "import"},
        {METHOD_PATCH, "/api/v1/imports/17", NULL},
        {METHOD_POST, "/api/v1/person/search", "search"},
        {METHOD_GET, "/api/v1/person/search", NULL},
        {METHOD_POST, "/api/v1/person/17/remove", "remove"},
        {METHOD_GET, "/api/v1/person/17/file", "file"},
        {METHOD_GET, "/api/v1/household/17/file", ""},
        {METHOD_GET, "/api/v1/person//remove", ""},
        {METHOD_GET, "/healthz", "health"},
        {METHOD_GET, "/healthz/", ""},
        {METHOD_GET, "/", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct route_match m = match(cases[i].method, cases[i].path);
        bool known = cases[i].summary == NULL || cases[i].summary[0] != '\0';
        assert_int_equal(m.path_known, known);
        if (known && cases[i].summary != NULL) {
            assert_non_null(m.route);
            assert_string_equal(m.route->summary, cases[i].summary);
        } else {
            assert_null(m.route);
        }
    }
}

static void tells_the_methods_of_a_path(void **state)
{
    (void)state;
    struct route_match m = match(METHOD_DELETE, "/api/v1/person/17");
    assert_int_equal(m.methods, 1u << METHOD_GET | 1u << METHOD_PATCH);
}

static void parts_are_found_by_name(void **state)
{
    (void)state;
    static struct arena arena;
    struct target target;
    assert_true(target_parse(&arena, TEXT("/api/v1/person/17/remove"), &target));
    struct route_match m = match(METHOD_POST, "/api/v1/person/17/remove");
    assert_true(text_is(route_part(m.entry, &target, "ledger"), "person"));
    assert_true(text_is(route_part(m.entry, &target, "id"), "17"));
    assert_int_equal(route_part(m.entry, &target, "action").n, 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_closest_pattern_decides),
        cmocka_unit_test(tells_the_methods_of_a_path),
        cmocka_unit_test(parts_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
