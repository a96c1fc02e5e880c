#include "matrix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceilings.h"
#include "web/routes.h"

/* A village of the clerk's own, another of the same township, one of another township. */
static const char *const places[] = {"360722100001", "360722100011", "360722101003"};

/* What makes a request otherwise complete, so that only permission and reach decide. */
static const struct {
    const char *ending, *body;
} bodies[] = {
    {"/remove", "{\"reason\":\"x\"}"},
    {"/reveal", "{\"fields\":[\"id_no\"],\"reason\":\"x\"}"},
    {"/undo", "{\"seq\":\"9\"}"},
    {"/mapping", "{}"},
    {"/confirm", "{\"outcomes\":[\"new\"]}"},
};

static void make_person(struct site *site, const char *region, char id[32])
{
    char body[128];
    int n = snprintf(body, sizeof(body),
                     "{\"name\":\"矩阵\",\"birth\":\"1990-01-01\",\"region\":\"%s\"}", region);
    struct answer answer = site_ask(site, site_client(site, "county"), "POST", "/api/v1/person",
                                    body, (size_t)n, NULL, false);
    struct arena arena = {0};
    struct json *json;
    struct error error;
    struct text text = TEXT_EMPTY;
    if (json_parse(&arena, buf_text(&answer.body), &json, &error) == OK) {
        json_text(json_member(json, "id"), &text);
    }
    snprintf(id, 32, "%.*s", TEXT_ARG(text));
    arena_release(&arena);
    answer_release(&answer);
}

static void fill_path(const struct route *route, const char *id, char *out, size_t size)
{
    size_t n = 0;
    const char *at = route->path;
    while (*at != '\0' && n + 64 < size) {
        if (*at != '{') {
            out[n++] = *at++;
            continue;
        }
        const char *value = strncmp(at, "{ledger}", 8) == 0   ? "person"
                            : strncmp(at, "{id}", 4) == 0     ? id
                            : strncmp(at, "{name}", 6) == 0   ? "table2"
                            : strncmp(at, "{action}", 8) == 0 ? "no_such_step"
                            : strncmp(at, "{file}", 6) == 0   ? "9"
                                                              : "key";
        n += (size_t)snprintf(out + n, size - n, "%s", value);
        at = strchr(at, '}') + 1;
    }
    out[n] = '\0';
}

static const char *body_of(const struct route *route)
{
    for (size_t i = 0; i < COUNT(bodies); i++) {
        size_t n = strlen(route->path), m = strlen(bodies[i].ending);
        if (n > m && strcmp(route->path + n - m, bodies[i].ending) == 0) {
            return bodies[i].body;
        }
    }
    return route->body_kind == BODY_NONE ? NULL : "{}";
}

static char sign_of(const struct answer *answer)
{
    if (answer->status == 401) {
        return '0';
    }
    if (answer->status == 403) {
        return '-';
    }
    if (answer->status == 404 && text_has(buf_text(&answer->body), TEXT("没有这条"))) {
        return '?';
    }
    return answer->status >= 500 ? '!' : '+';
}

static char ask(struct site *site, struct client *client, const struct route *route, const char *id)
{
    static const char *const version[] = {"If-Match: \"1\"", NULL};
    char path[512];
    fill_path(route, id, path, sizeof(path));
    const char *body = body_of(route);
    struct answer answer = site_ask(site, client, method_name(route->method), path, body,
                                    body == NULL ? 0 : strlen(body),
                                    (route->flags & ROUTE_VERSION) != 0 ? version : NULL, false);
    char sign = sign_of(&answer);
    answer_release(&answer);
    return sign;
}

/* Routes that end the client's own session or account, and those that answer for ever. */
static bool is_skipped(const struct route *route)
{
    return strcmp(route->path, "/api/v1/session") == 0 && route->method == METHOD_DELETE;
}

static void write_line(struct site *site, const struct route *route, struct buf *out)
{
    bool rows =
        strstr(route->path, "{ledger}/{id}") != NULL || strstr(route->path, "/person/{id}") != NULL;
    buf_addf(out, "%s %s ", method_name(route->method), route->path);
    for (size_t i = 0; i <= SITE_ROLES; i++) {
        struct client *client = &site->clients[i];
        buf_addf(out, " %s=", client->account);
        for (size_t p = 0; p < (rows ? COUNT(places) : 1); p++) {
            char id[32] = "9";
            if (rows) {
                make_person(site, places[p], id);
            }
            buf_addc(out, ask(site, client, route, id));
        }
    }
    buf_addc(out, '\n');
}

static void compare(const char *file, struct text found, struct case_counts *counts)
{
    FILE *in = fopen(file, "re");
    struct buf kept;
    buf_init(&kept, MIB);
    char *room = buf_room(&kept, 512 << 10);
    if (in != NULL && room != NULL) {
        buf_took(&kept, fread(room, 1, 512 << 10, in));
    }
    if (in != NULL) {
        fclose(in);
    }
    struct text rest = found, line;
    while (text_split(&rest, '\n', &line)) {
        if (line.n == 0) {
            continue;
        }
        bool good = text_has(buf_text(&kept), line) && text_find_char(line, '!') == TEXT_NONE;
        counts->passed += good ? 1 : 0;
        counts->failed += good ? 0 : 1;
        if (!good) {
            fprintf(stderr, "%s: not as written: %.*s\n", file, TEXT_ARG(line));
        }
    }
    buf_release(&kept);
}

void matrix_run(struct site *site, const char *file, struct case_counts *counts)
{
    struct buf found;
    buf_init(&found, MIB);
    for (const struct route_table *t = all_routes; t->routes != NULL; t++) {
        for (const struct route *r = t->routes; r->path != NULL; r++) {
            if (r->summary == NULL || r->run == NULL || r->permission >= PERMIT__COUNT) {
                fprintf(stderr, "%s has no permission, summary or function\n", r->path);
                counts->failed++;
            } else if (!is_skipped(r)) {
                write_line(site, r, &found);
            }
        }
    }
    const char *mode = getenv("NUANXIN_MATRIX");
    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *out = fopen(file, "we");
        if (out != NULL) {
            fwrite(found.s, 1, found.n, out);
            fclose(out);
        }
    }
    compare(file, buf_text(&found), counts);
    buf_release(&found);
}
