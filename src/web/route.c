#include "web/route.h"

#include <stdlib.h>
#include <string.h>

static bool is_open(struct text part)
{
    return part.n > 0 && part.s[0] == '{';
}

/* Literal segments first, segment by segment, then by path and method: equal paths stand together.
 */
static int compare(const void *left, const void *right)
{
    const struct route_entry *a = left, *b = right;
    if (a->parts != b->parts) {
        return a->parts < b->parts ? -1 : 1;
    }
    for (size_t i = 0; i < a->parts; i++) {
        if (is_open(a->part[i]) != is_open(b->part[i])) {
            return is_open(a->part[i]) ? 1 : -1;
        }
        int order = text_compare(a->part[i], b->part[i]);
        if (order != 0) {
            return order;
        }
    }
    return (int)a->route->method - (int)b->route->method;
}

static void add_entry(struct routes *routes, const struct route *route)
{
    if (routes->n == ROUTES_MAX) {
        bug("more than %d routes", ROUTES_MAX);
    }
    struct route_entry *entry = &routes->at[routes->n++];
    *entry = (struct route_entry){.route = route};
    struct text rest = text_of(route->path + 1);
    struct text part;
    while (text_split(&rest, '/', &part)) {
        if (entry->parts == ROUTE_PARTS) {
            bug("route %s has too many parts", route->path);
        }
        entry->part[entry->parts++] = part;
    }
}

void routes_prepare(struct routes *routes, const struct route_table *tables)
{
    routes->n = 0;
    for (; tables->routes != NULL; tables++) {
        for (const struct route *r = tables->routes; r->path != NULL; r++) {
            add_entry(routes, r);
        }
    }
    qsort(routes->at, routes->n, sizeof(routes->at[0]), compare);
    for (size_t i = 1; i < routes->n; i++) {
        if (compare(&routes->at[i - 1], &routes->at[i]) == 0) {
            bug("two routes for %s %s", method_name(routes->at[i].route->method),
                routes->at[i].route->path);
        }
    }
}

static bool matches(const struct route_entry *entry, const struct target *target)
{
    if (entry->parts != target->parts) {
        return false;
    }
    for (size_t i = 0; i < entry->parts; i++) {
        if (is_open(entry->part[i]) ? target->part[i].n == 0
                                    : !text_equal(entry->part[i], target->part[i])) {
            return false;
        }
    }
    return true;
}

struct route_match routes_match(const struct routes *routes, enum method method,
                                const struct target *target)
{
    struct route_match match = {0};
    enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;
    for (size_t i = 0; i < routes->n; i++) {
        const struct route_entry *entry = &routes->at[i];
        if (!matches(entry, target)) {
            continue;
        }
        if (match.entry != NULL && strcmp(entry->route->path, match.entry->route->path) != 0) {
            break; /* a wider pattern: the closest one decides */
        }
        match.entry = entry;
        match.path_known = true;
        match.methods |= 1u << entry->route->method;
        if (entry->route->method == wanted) {
            match.route = entry->route;
        }
    }
    return match;
}

struct text route_part(const struct route_entry *entry, const struct target *target,
                       const char *name)
{
    for (size_t i = 0; i < entry->parts; i++) {
        struct text part = entry->part[i];
        if (is_open(part) && text_is(text_slice(part, 1, part.n - 1), name)) {
            return target->part[i];
        }
    }
    return TEXT_EMPTY;
}
