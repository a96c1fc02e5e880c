#include "web/openapi.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "web/routes.h"

enum { COMPONENTS_MAX = 256 };

/* The document being written: named payloads met so far become components at its end. */
struct document {
    struct json_out *out;
    const struct ledger *const *ledgers;
    const struct payload *components[COMPONENTS_MAX];
    size_t n;
};

static void note_component(struct document *document, const struct payload *payload)
{
    for (size_t i = 0; i < document->n; i++) {
        if (document->components[i] == payload) {
            return;
        }
    }
    if (document->n == COMPONENTS_MAX) {
        bug("more than %d components", COMPONENTS_MAX);
    }
    document->components[document->n++] = payload;
}

static void put_reference(struct json_out *out, const char *key, const char *name)
{
    char pointer[128];
    snprintf(pointer, sizeof(pointer), "#/components/schemas/%s", name);
    json_open(out, key);
    json_put_cstr(out, "$ref", pointer);
    json_close(out);
}

/* ---- payloads ---- */

static void write_object(struct document *document, const struct payload *payload);

static void write_payload(struct document *document, const char *key, const struct payload *payload)
{
    if (payload->name != NULL) {
        note_component(document, payload);
        put_reference(document->out, key, payload->name);
        return;
    }
    json_open(document->out, key);
    write_object(document, payload);
    json_close(document->out);
}

static const char *const member_types[] = {
    [MEMBER_TEXT] = "string",  [MEMBER_INT] = "integer",   [MEMBER_REAL] = "number",
    [MEMBER_BOOL] = "boolean", [MEMBER_ID] = "string",     [MEMBER_DAY] = "string",
    [MEMBER_ANY] = NULL,       [MEMBER_OBJECT] = "object", [MEMBER_MAP] = "object",
    [MEMBER_LIST] = "array",   [MEMBER_TEXTS] = "array",   [MEMBER_IDS] = "array",
    [MEMBER_INTS] = "array",
};

static void write_type(struct json_out *out, const struct member *member)
{
    const char *type = member_types[member->kind];
    if (type != NULL && (member->flags & MEMBER_NULL) != 0) {
        json_open_list(out, "type");
        json_put_cstr(out, NULL, type);
        json_put_cstr(out, NULL, "null");
        json_close_list(out);
    } else if (type != NULL) {
        json_put_cstr(out, "type", type);
    }
}

static void write_bounds(struct json_out *out, const struct member *member)
{
    bool list = member->kind >= MEMBER_LIST;
    const char *low = member->kind == MEMBER_INT ? "minimum" : list ? "minItems" : "minLength";
    const char *high = member->kind == MEMBER_INT ? "maximum" : list ? "maxItems" : "maxLength";
    if (member->min == 0 && member->max == 0) {
        return;
    }
    if (member->min != 0 || member->kind == MEMBER_INT) {
        json_put_int(out, low, member->min);
    }
    if (member->max != 0) {
        json_put_int(out, high, member->max);
    }
}

static void write_items(struct document *document, const struct member *member)
{
    struct json_out *out = document->out;
    switch (member->kind) {
    case MEMBER_LIST:
        if (member->of != NULL) {
            write_payload(document, "items", member->of);
        }
        break;
    case MEMBER_TEXTS:
    case MEMBER_IDS:
    case MEMBER_INTS:
        json_open(out, "items");
        json_put_cstr(out, "type", member->kind == MEMBER_INTS ? "integer" : "string");
        json_close(out);
        break;
    default:
        break;
    }
}

/* What a member may be, into an open object. */
static void write_member(struct document *document, const struct member *member)
{
    struct json_out *out = document->out;
    write_type(out, member);
    write_bounds(out, member);
    write_items(document, member);
    if (member->kind == MEMBER_DAY) {
        json_put_cstr(out, "format", "date");
    } else if (member->kind == MEMBER_ID) {
        json_put_cstr(out, "pattern", "^[0-9]{1,19}$");
    } else if (member->kind == MEMBER_MAP) {
        json_put_bool(out, "additionalProperties", true);
    }
    if (member->choices != NULL) {
        json_open_list(out, "enum");
        for (const char *const *c = member->choices; *c != NULL; c++) {
            json_put_cstr(out, NULL, *c);
        }
        json_close_list(out);
    }
    if (member->label != NULL) {
        json_put_cstr(out, "description", member->label);
    }
}

static void write_object(struct document *document, const struct payload *payload)
{
    struct json_out *out = document->out;
    json_put_cstr(out, "type", "object");
    json_put_bool(out, "additionalProperties", payload->row);
    json_open(out, "properties");
    for (const struct member *m = payload->members; m->name != NULL; m++) {
        if (m->kind == MEMBER_OBJECT && m->of != NULL && (m->flags & MEMBER_NULL) == 0) {
            write_payload(document, m->name, m->of);
            continue;
        }
        json_open(out, m->name);
        if (m->kind == MEMBER_OBJECT && m->of != NULL) {
            json_open_list(out, "oneOf");
            write_payload(document, NULL, m->of);
            json_open(out, NULL);
            json_put_cstr(out, "type", "null");
            json_close(out);
            json_close_list(out);
        } else {
            write_member(document, m);
        }
        json_close(out);
    }
    json_close(out);
    json_open_list(out, "required");
    for (const struct member *m = payload->members; m->name != NULL; m++) {
        if ((m->flags & MEMBER_REQUIRED) != 0) {
            json_put_cstr(out, NULL, m->name);
        }
    }
    json_close_list(out);
}

/* ---- ledgers ---- */

static void write_field(struct json_out *out, const struct field *field)
{
    static const struct {
        const char *type, *format;
    } types[] = {
        [KIND_TEXT] = {"string", NULL},        [KIND_NOTE] = {"string", NULL},
        [KIND_INT] = {"integer", NULL},        [KIND_MONEY] = {"integer", "fen"},
        [KIND_BOOL] = {"boolean", NULL},       [KIND_DATE] = {"string", "date"},
        [KIND_TIME] = {"string", "time"},      [KIND_CODE] = {"string", "code"},
        [KIND_CODES] = {"array", "code"},      [KIND_CITIZEN_ID] = {"string", NULL},
        [KIND_CREDIT_CODE] = {"string", NULL}, [KIND_PHONE] = {"string", NULL},
        [KIND_CARD] = {"string", NULL},        [KIND_REGION] = {"string", "region"},
        [KIND_REF] = {"string", "id"},
    };
    _Static_assert(COUNT(types) == KIND__COUNT, "every kind has its JSON type");
    json_open(out, field->name);
    json_open_list(out, "type");
    json_put_cstr(out, NULL, types[field->kind].type);
    json_put_cstr(out, NULL, "null");
    json_close_list(out);
    if (field->kind == KIND_CODES) {
        json_open(out, "items");
        json_put_cstr(out, "type", "string");
        json_close(out);
    }
    if (types[field->kind].format != NULL) {
        json_put_cstr(out, "format",
                      (field->flags & FIELD_PARTIAL) != 0 ? "partial-date"
                                                          : types[field->kind].format);
    }
    json_put_cstr(out, "description", field->label);
    if (field->codes != NULL) {
        json_put_cstr(out, "x-codes", field->codes);
    }
    if (field->ref != NULL) {
        json_put_cstr(out, "x-ref", field->ref);
    }
    json_put_bool(out, "readOnly", (field->flags & FIELD_READONLY) != 0);
    json_close(out);
}

/* The row of one ledger: the common members and its fields. */
static void write_ledger(struct document *document, const struct ledger *ledger)
{
    struct json_out *out = document->out;
    char name[96];
    snprintf(name, sizeof(name), "row_%s", ledger->name);
    json_open(out, name);
    json_put_cstr(out, "description", ledger->label);
    json_open_list(out, "allOf");
    put_reference(out, NULL, "Row");
    json_open(out, NULL);
    json_put_cstr(out, "type", "object");
    json_open(out, "properties");
    for (size_t i = 0; i < ledger->count; i++) {
        write_field(out, &ledger->fields[i]);
    }
    json_close(out);
    json_close(out);
    json_close_list(out);
    json_close(out);
}

/* ---- routes ---- */

static const char *const permission_words[] = {
    [PERMIT_ANYBODY] = "anybody",   [PERMIT_SIGNED] = "signed-in", [PERMIT_LEDGER] = "ledger",
    [PERMIT_FIGURES] = "figures",   [PERMIT_ADJUST] = "adjust",    [PERMIT_USERS] = "users",
    [PERMIT_ACCOUNTS] = "accounts", [PERMIT_GRANT] = "grant",      [PERMIT_SETTINGS] = "settings",
    [PERMIT_NOTICE] = "notice",     [PERMIT_TOKENS] = "tokens",    [PERMIT_AUDIT] = "audit",
    [PERMIT_METRICS] = "metrics",
};
_Static_assert(COUNT(permission_words) == PERMIT__COUNT, "every permission has its word");

static void write_permission(struct json_out *out, const struct route *route)
{
    static const char *const access_words[] = {"read",   "write",  "act",
                                               "import", "export", "reveal"};
    json_put_cstr(out, "x-permission", permission_words[route->permission]);
    if (route->permission != PERMIT_LEDGER) {
        return;
    }
    json_open_list(out, "x-access");
    for (size_t i = 0; i < COUNT(access_words); i++) {
        if ((route->access & (1u << i)) != 0) {
            json_put_cstr(out, NULL, access_words[i]);
        }
    }
    json_close_list(out);
}

static void open_parameter(struct json_out *out, struct text name, const char *in, bool required)
{
    json_open(out, NULL);
    json_put_text(out, "name", name);
    json_put_cstr(out, "in", in);
    json_put_bool(out, "required", required);
}

static void write_path_parameter(struct document *document, struct text name)
{
    struct json_out *out = document->out;
    open_parameter(out, name, "path", true);
    json_open(out, "schema");
    json_put_cstr(out, "type", "string");
    if (text_is(name, "id")) {
        json_put_cstr(out, "pattern", "^[0-9]{1,19}$");
    } else if (text_is(name, "ledger")) {
        json_open_list(out, "enum");
        for (const struct ledger *const *l = document->ledgers; *l != NULL; l++) {
            json_put_cstr(out, NULL, (*l)->name);
        }
        json_close_list(out);
    }
    json_close(out);
    json_close(out);
}

static void write_header_parameter(struct json_out *out, const char *name, bool required)
{
    open_parameter(out, text_of(name), "header", required);
    json_open(out, "schema");
    json_put_cstr(out, "type", "string");
    json_close(out);
    json_close(out);
}

static void write_parameters(struct document *document, const struct route *route)
{
    struct json_out *out = document->out;
    json_open_list(out, "parameters");
    struct text rest = text_of(route->path);
    struct text part;
    while (text_split(&rest, '/', &part)) {
        if (part.n > 2 && part.s[0] == '{') {
            write_path_parameter(document, text_slice(part, 1, part.n - 1));
        }
    }
    for (const struct member *m = route->query == NULL ? NULL : route->query->members;
         m != NULL && m->name != NULL; m++) {
        open_parameter(out, text_of(m->name), "query", (m->flags & MEMBER_REQUIRED) != 0);
        json_open(out, "schema");
        write_member(document, m);
        json_close(out);
        json_close(out);
    }
    if ((route->flags & ROUTE_VERSION) != 0) {
        write_header_parameter(out, "If-Match", true);
    }
    if (route->method == METHOD_POST && (route->flags & ROUTE_WRITES) != 0) {
        write_header_parameter(out, "Idempotency-Key", false);
    }
    json_close_list(out);
}

static void write_body(struct document *document, const struct route *route)
{
    struct json_out *out = document->out;
    if (route->body_kind == BODY_NONE) {
        return;
    }
    json_open(out, "requestBody");
    json_put_bool(out, "required", true);
    json_open(out, "content");
    if (route->body_kind == BODY_BYTES) {
        json_open(out, "application/octet-stream");
        json_close(out);
    } else {
        json_open(out, "application/json");
        if (route->body != NULL) {
            write_payload(document, "schema", route->body);
        }
        json_close(out);
    }
    json_close(out);
    json_close(out);
}

static void write_responses(struct document *document, const struct route *route)
{
    struct json_out *out = document->out;
    bool file = (route->flags & (ROUTE_FILE | ROUTE_STREAM)) != 0;
    int status = route->status != 0 ? route->status : route->returns != NULL || file ? 200 : 204;
    char code[8];
    snprintf(code, sizeof(code), "%d", status);
    json_open(out, "responses");
    json_open(out, code);
    json_put_cstr(out, "description", route->summary);
    if (route->returns != NULL) {
        json_open(out, "content");
        json_open(out,
                  (route->flags & ROUTE_STREAM) != 0 ? "text/event-stream" : "application/json");
        write_payload(document, "schema", route->returns);
        json_close(out);
        json_close(out);
    }
    json_close(out);
    json_open(out, "default");
    json_put_cstr(out, "$ref", "#/components/responses/Problem");
    json_close(out);
    json_close(out);
}

/* "GET /api/v1/{ledger}/{id}" -> get_ledger_id: stable and readable in generated code. */
static void write_operation_id(struct json_out *out, const struct route *route)
{
    char id[160];
    size_t n = 0;
    for (const char *m = method_name(route->method); *m != '\0'; m++) {
        id[n++] = (char)tolower(*m);
    }
    const char *path = route->path;
    if (strncmp(path, "/api/v1", 7) == 0) {
        path += 7;
    }
    for (; *path != '\0' && n < sizeof(id) - 1; path++) {
        if (isalnum((unsigned char)*path)) {
            id[n++] = *path;
        } else if (*path != '}' && n > 0 && id[n - 1] != '_') {
            id[n++] = '_';
        }
    }
    json_put_text(out, "operationId", (struct text){id, n});
}

static void write_route(struct document *document, const struct route_table *table,
                        const struct route *route)
{
    struct json_out *out = document->out;
    char method[8];
    size_t n = 0;
    for (const char *m = method_name(route->method); *m != '\0'; m++) {
        method[n++] = (char)tolower(*m);
    }
    method[n] = '\0';
    json_open(out, method);
    json_put_cstr(out, "summary", route->summary);
    write_operation_id(out, route);
    json_open_list(out, "tags");
    json_put_cstr(out, NULL, table->title);
    json_close_list(out);
    write_permission(out, route);
    if (route->permission == PERMIT_ANYBODY) {
        json_open_list(out, "security");
        json_close_list(out);
    }
    write_parameters(document, route);
    write_body(document, route);
    write_responses(document, route);
    json_close(out);
}

static bool is_first_of_path(const struct route_table *table, const struct route *route)
{
    for (const struct route_table *t = all_routes; t->routes != NULL; t++) {
        for (const struct route *r = t->routes; r->path != NULL; r++) {
            if (t == table && r == route) {
                return true;
            }
            if (strcmp(r->path, route->path) == 0) {
                return false;
            }
        }
    }
    return true;
}

static void write_path(struct document *document, const char *path)
{
    json_open(document->out, path);
    for (const struct route_table *t = all_routes; t->routes != NULL; t++) {
        for (const struct route *r = t->routes; r->path != NULL; r++) {
            if (strcmp(r->path, path) == 0) {
                write_route(document, t, r);
            }
        }
    }
    json_close(document->out);
}

static void write_paths(struct document *document)
{
    json_open(document->out, "paths");
    for (const struct route_table *t = all_routes; t->routes != NULL; t++) {
        for (const struct route *r = t->routes; r->path != NULL; r++) {
            if (is_first_of_path(t, r)) {
                write_path(document, r->path);
            }
        }
    }
    json_close(document->out);
}

/* ---- components ---- */

static const struct payload fault_payload = {
    .name = "Fault",
    .members = (const struct member[]){
        {.name = "field", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "label", .kind = MEMBER_TEXT},
        {.name = "message", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "hint", .kind = MEMBER_TEXT},
        {0},
    }};
static const struct payload problem_payload = {
    .name = "Problem",
    .row = true,
    .members = (const struct member[]){
        {.name = "type", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "status", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "detail", .kind = MEMBER_TEXT},
        {.name = "hint", .kind = MEMBER_TEXT},
        {.name = "errors", .kind = MEMBER_LIST, .of = &fault_payload},
        {.name = "request", .kind = MEMBER_TEXT},
        {0},
    }};

static void write_security(struct json_out *out)
{
    json_open(out, "securitySchemes");
    json_open(out, "session");
    json_put_cstr(out, "type", "apiKey");
    json_put_cstr(out, "in", "cookie");
    json_put_cstr(out, "name", "__Host-nuanxin");
    json_put_cstr(out, "description", "浏览器会话；除 GET 外还要在 X-CSRF 头中带上会话的 csrf");
    json_close(out);
    json_open(out, "token");
    json_put_cstr(out, "type", "http");
    json_put_cstr(out, "scheme", "bearer");
    json_close(out);
    json_close(out);
}

static void write_components(struct document *document)
{
    struct json_out *out = document->out;
    json_open(out, "components");
    write_security(out);
    json_open(out, "responses");
    json_open(out, "Problem");
    json_put_cstr(out, "description", "没有办成：原因和办法（RFC 9457）");
    json_open(out, "content");
    json_open(out, "application/problem+json");
    write_payload(document, "schema", &problem_payload);
    json_close(out);
    json_close(out);
    json_close(out);
    json_close(out);
    json_open(out, "schemas");
    /* Writing one component may name others: they are appended while the list is walked. */
    for (size_t i = 0; i < document->n; i++) {
        json_open(out, document->components[i]->name);
        write_object(document, document->components[i]);
        json_close(out);
    }
    for (const struct ledger *const *l = document->ledgers; *l != NULL; l++) {
        write_ledger(document, *l);
    }
    json_close(out);
    json_close(out);
}

void openapi_write(const struct ledger *const *ledgers, struct json_out *out)
{
    struct document document = {.out = out, .ledgers = ledgers};
    json_open(out, NULL);
    json_put_cstr(out, "openapi", "3.1.0");
    json_open(out, "info");
    json_put_cstr(out, "title", "暖心 nuanxin");
    json_put_cstr(out, "version", NUANXIN_VERSION);
    json_put_cstr(out, "description", "县级就业援助工作系统的数据接口；约定见 docs/api.md");
    json_close(out);
    json_open_list(out, "security");
    json_open(out, NULL);
    json_open_list(out, "session");
    json_close_list(out);
    json_close(out);
    json_open(out, NULL);
    json_open_list(out, "token");
    json_close_list(out);
    json_close(out);
    json_close_list(out);
    write_paths(&document);
    write_components(&document);
    json_close(out);
}
