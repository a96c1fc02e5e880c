#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "base/map.h"
#include "domain/ledgers.h"
#include "web/openapi.h"
#include "web/routes.h"

static struct arena arena;
static struct json *document;

/* The reader refuses a name that stands twice: two components or paths of one name fail here. */
static int read_document(void **state)
{
    (void)state;
    struct buf text;
    struct error error = {0};
    buf_init(&text, CEILING_RESPONSE);
    struct json_out out = json_into(&text);
    openapi_write(all_ledgers, &out);
    assert_false(text.full);
    if (json_parse(&arena, buf_text(&text), &document, &error) != OK) {
        fail_msg("%.*s", TEXT_ARG(error.message));
    }
    buf_release(&text);
    return 0;
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void check_references(const struct json *value)
{
    const struct json *components = json_member(document, "components");
    for (size_t i = 0; i < value->n; i++) {
        if (value->kind == JSON_KIND_OBJECT && text_is(value->keys[i], "$ref")) {
            struct text at = value->at[i].text;
            struct text rest = text_slice(at, strlen("#/components/"), at.n), kind, name;
            assert_true(text_starts(at, TEXT("#/components/")));
            assert_true(text_split(&rest, '/', &kind) && text_split(&rest, '/', &name));
            const struct json *found = json_member(
                json_member(components, arena_cstr(&arena, kind)), arena_cstr(&arena, name));
            if (found == NULL) {
                fail_msg("nothing at %.*s", TEXT_ARG(at));
            }
        }
        check_references(&value->at[i]);
    }
}

static void every_reference_leads_somewhere(void **state)
{
    (void)state;
    check_references(document);
}

static void every_route_is_described_once(void **state)
{
    (void)state;
    const struct json *paths = json_member(document, "paths");
    struct map ids;
    map_init(&ids);
    size_t routes = 0, operations = 0;
    for (const struct route_table *t = all_routes; t->routes != NULL; t++) {
        for (const struct route *r = t->routes; r->path != NULL; r++) {
            routes++;
            assert_non_null(json_member(paths, r->path));
        }
    }
    for (size_t i = 0; i < paths->n; i++) {
        for (size_t j = 0; j < paths->at[i].n; j++) {
            struct text id;
            assert_true(json_text(json_member(&paths->at[i].at[j], "operationId"), &id));
            assert_true(map_put(&ids, id, 1));
            assert_non_null(json_member(&paths->at[i].at[j], "x-permission"));
            operations++;
        }
    }
    assert_int_equal(operations, routes);
    map_release(&ids);
}

static void every_ledger_has_its_row(void **state)
{
    (void)state;
    const struct json *schemas = json_member(json_member(document, "components"), "schemas");
    for (const struct ledger *const *l = all_ledgers; *l != NULL; l++) {
        char name[64];
        snprintf(name, sizeof(name), "row_%s", (*l)->name);
        assert_non_null(json_member(schemas, name));
    }
}

/* Routes are complete: what the dispatcher, the description and the tests rely on. */
static void every_route_is_whole(void **state)
{
    (void)state;
    for (const struct route_table *t = all_routes; t->routes != NULL; t++) {
        assert_non_null(t->title);
        for (const struct route *r = t->routes; r->path != NULL; r++) {
            assert_non_null(r->run);
            assert_true(r->summary != NULL && r->summary[0] != '\0');
            assert_true(r->permission != PERMIT_LEDGER || r->access != 0);
            assert_true(r->permission != PERMIT_LEDGER || r->ledger != NULL ||
                        strstr(r->path, "{ledger}") != NULL);
            /* Nothing that reads may write, and what writes is no GET. */
            assert_false(r->method == METHOD_GET && (r->flags & ROUTE_WRITES) != 0);
            /* What takes the writer's turn never waits for it on an event thread. */
            assert_false((r->flags & ROUTE_WRITES) != 0 && (r->flags & ROUTE_QUICK) != 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_leads_somewhere),
        cmocka_unit_test(every_route_is_described_once),
        cmocka_unit_test(every_ledger_has_its_row),
        cmocka_unit_test(every_route_is_whole),
    };
    return cmocka_run_group_tests(tests, read_document, release);
}
