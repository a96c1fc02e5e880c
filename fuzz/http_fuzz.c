/*
 * What anybody may send: a request target, a Cookie header and a JSON body, one a line. They go
 * through what the dispatcher does with them before any handler runs.
 */
#include "format/json.h"
#include "web/routes.h"
#include "web/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const struct routes *prepared(void)
{
    static struct routes routes;
    if (routes.n == 0) {
        routes_prepare(&routes, all_routes);
    }
    return &routes;
}

static void check(struct arena *arena, const struct target *target, struct text body)
{
    struct errors errors = {0};
    struct error error;
    struct json *json;
    for (enum method method = METHOD_GET; method <= METHOD_OPTIONS; method++) {
        struct route_match match = routes_match(prepared(), method, target);
        if (match.route == NULL) {
            continue;
        }
        route_part(match.entry, target, "id");
        route_part(match.entry, target, "ledger");
        payload_check_query(match.route->query, target, &errors, arena);
        if (match.route->body != NULL && json_parse(arena, body, &json, &error) == OK) {
            payload_check(match.route->body, json, &errors, arena);
        }
    }
    for (size_t i = 0; i < errors.n; i++) {
        if (errors.at[i].message.n == 0) {
            bug("a fault without a message");
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena;
    arena_init(&arena);
    struct text rest = {(const char *)bytes, n};
    struct text line = TEXT_EMPTY, cookies = TEXT_EMPTY, value;
    struct target target;
    text_split(&rest, '\n', &line);
    text_split(&rest, '\n', &cookies);
    cookie_find(cookies, TEXT("nuanxin"), &value);
    if (target_parse(&arena, line, &target)) {
        for (size_t i = 0; i < target.parts; i++) {
            if (!utf8_valid(target.part[i])) {
                bug("a part that is no UTF-8");
            }
        }
        check(&arena, &target, rest);
    }
    arena_release(&arena);
    return 0;
}
