#include "web/api/schema.h"

#include "base/list.h"
#include "domain/app.h"
#include "ledger/flow.h"
#include "standard/code.h"
#include "standard/region.h"

static void put_flag(struct json_out *out, const char *key, const struct field *field,
                     unsigned flag)
{
    json_put_bool(out, key, (field->flags & flag) != 0);
}

static void write_field(struct json_out *out, const struct field *field)
{
    json_open(out, NULL);
    json_put_cstr(out, "name", field->name);
    json_put_cstr(out, "label", field->label);
    json_put_cstr(out, "group", field->group);
    json_put_cstr(out, "help", field->help);
    json_put_cstr(out, "kind", kind_name(field->kind));
    json_put_cstr(out, "codes", field->codes);
    json_put_cstr(out, "ref", field->ref);
    put_flag(out, "required", field, FIELD_REQUIRED);
    put_flag(out, "unique", field, FIELD_UNIQUE);
    put_flag(out, "secret", field, FIELD_SECRET);
    put_flag(out, "readonly", field, FIELD_READONLY);
    put_flag(out, "list", field, FIELD_LIST);
    put_flag(out, "query", field, FIELD_QUERY);
    put_flag(out, "partial", field, FIELD_PARTIAL);
    put_flag(out, "search", field, FIELD_SEARCH);
    put_flag(out, "future", field, FIELD_FUTURE);
    if (field->min != 0 || field->max != 0) {
        json_put_int(out, "min", field->min);
        json_put_int(out, "max", field->max);
    }
    json_close(out);
}

static void write_action(struct json_out *out, const struct flow_action *action,
                         const struct actor *actor)
{
    json_open(out, NULL);
    json_put_cstr(out, "name", action->name);
    json_put_cstr(out, "label", action->label);
    json_open_list(out, "from");
    for (size_t i = 0; i < FLOW_FROM_MAX && action->from[i] != NULL; i++) {
        json_put_cstr(out, NULL, action->from[i]);
    }
    json_close_list(out);
    json_put_cstr(out, "to", action->to == NULL ? "" : action->to);
    json_put_bool(out, "reason", (action->flags & ACTION_REASON) != 0);
    json_put_bool(out, "second", (action->flags & ACTION_SECOND) != 0);
    json_put_bool(out, "batch", (action->flags & ACTION_BATCH) != 0);
    json_put_cstr(out, "tone", (action->flags & ACTION_ADVERSE) != 0 ? "bad" : "ok");
    json_open_list(out, "fields");
    for (const char *const *f = action->fields; f != NULL && *f != NULL; f++) {
        json_put_cstr(out, NULL, *f);
    }
    json_close_list(out);
    json_put_bool(out, "can", actor_is(actor, action->roles));
    json_close(out);
}

static void write_flow(struct json_out *out, const struct ledger *ledger, const struct actor *actor)
{
    const struct flow *flow = ledger->flow;
    bool acts = access_may(actor, ledger->data, ACCESS_ACT);
    json_open_list(out, "states");
    for (size_t i = 0; flow != NULL && i < flow->state_count; i++) {
        json_open(out, NULL);
        json_put_cstr(out, "code", flow->states[i].code);
        json_put_cstr(out, "label", flow->states[i].label);
        json_put_cstr(out, "tone", flow->states[i].tone);
        json_close(out);
    }
    json_close_list(out);
    json_open_list(out, "actions");
    for (size_t i = 0; flow != NULL && acts && i < flow->action_count; i++) {
        write_action(out, &flow->actions[i], actor);
    }
    json_close_list(out);
}

static void write_can(struct json_out *out, const struct ledger *ledger, const struct actor *actor)
{
    static const struct {
        const char *name;
        unsigned access;
    } rights[] = {
        {"create", ACCESS_WRITE},  {"update", ACCESS_WRITE},  {"remove", ACCESS_WRITE},
        {"import", ACCESS_IMPORT}, {"export", ACCESS_EXPORT}, {"reveal", ACCESS_REVEAL},
    };
    json_open(out, "can");
    for (size_t i = 0; i < COUNT(rights); i++) {
        bool writes = (rights[i].access & (ACCESS_WRITE | ACCESS_IMPORT)) != 0;
        bool file = rights[i].access == ACCESS_IMPORT;
        json_put_bool(out, rights[i].name,
                      access_may(actor, ledger->data, rights[i].access) &&
                          !(file && ledger->pages_only) &&
                          (!writes || ledger->writers == 0 || actor_is(actor, ledger->writers)));
    }
    json_close(out);
}

static void write_ledger(struct json_out *out, const struct ledger *ledger,
                         const struct actor *actor)
{
    json_open(out, NULL);
    json_put_cstr(out, "name", ledger->name);
    json_put_cstr(out, "label", ledger->label);
    json_put_cstr(out, "counter", ledger->counter);
    json_put_cstr(out, "title", ledger->title < 0 ? NULL : ledger->fields[ledger->title].name);
    json_put_cstr(out, "person", ledger->person < 0 ? NULL : ledger->fields[ledger->person].name);
    json_open_list(out, "fields");
    for (size_t i = 0; i < ledger->count; i++) {
        write_field(out, &ledger->fields[i]);
    }
    json_close_list(out);
    write_flow(out, ledger, actor);
    write_can(out, ledger, actor);
    json_close(out);
}

static void write_codes(struct json_out *out, const struct code_book *book)
{
    json_open(out, "codes");
    for (size_t i = 0; i < book->n; i++) {
        const struct code_table *table = &book->tables[i];
        json_put_key(out, table->name);
        json_open_list(out, NULL);
        for (size_t j = 0; j < table->n; j++) {
            json_open(out, NULL);
            json_put_text(out, "code", table->rows[j].code);
            json_put_text(out, "label", table->rows[j].name);
            json_close(out);
        }
        json_close_list(out);
    }
    json_close(out);
}

static const char *const level_words[] = {
    [REGION_COUNTY] = "county", [REGION_TOWNSHIP] = "town", [REGION_VILLAGE] = "village"};

static void write_region(struct json_out *out, const struct region *region)
{
    enum region_level level = region_level_of(region->code);
    json_open(out, NULL);
    json_put_id(out, "code", region->code);
    json_put_text(out, "name", region->name);
    json_put_cstr(out, "level", level_words[level]);
    if (level == REGION_COUNTY) {
        json_put_null(out, "parent");
    } else {
        json_put_id(out, "parent", region_above(region->code));
    }
    json_close(out);
}

/* The county, its townships and their villages, each unit after the one it lies in. */
static void write_regions(struct request *request)
{
    enum { MOST = 2000 };
    const struct region_tree *tree = request->work.regions;
    struct json_out *out = &request->out;
    const struct region *county = region_at(tree, request->app->county);
    const struct region **towns = arena_array(request->arena, const struct region *, MOST);
    const struct region **villages = arena_array(request->arena, const struct region *, MOST);
    json_open_list(out, "regions");
    if (county != NULL) {
        write_region(out, county);
    }
    size_t n = region_children(tree, request->app->county, towns, MOST);
    for (size_t i = 0; i < n && i < MOST; i++) {
        write_region(out, towns[i]);
        size_t m = region_children(tree, towns[i]->code, villages, MOST);
        for (size_t j = 0; j < m && j < MOST; j++) {
            write_region(out, villages[j]);
        }
    }
    json_close_list(out);
}

static enum status schema_show(struct request *request, struct error *error)
{
    (void)error;
    struct json_out *out = &request->out;
    json_open(out, NULL);
    json_open_list(out, "ledgers");
    for (const struct ledger *const *l = request->app->ledgers; *l != NULL; l++) {
        if (access_may(&request->actor, (*l)->data, ACCESS_READ)) {
            write_ledger(out, *l, &request->actor);
        }
    }
    json_close_list(out);
    write_codes(out, request->work.codes);
    write_regions(request);
    json_close(out);
    return OK;
}

/* ---- the table ---- */

static const struct payload field_payload = {
    .name = "Field",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "group", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "help", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "codes", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "ref", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "required", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "unique", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "secret", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "readonly", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "list", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "query", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "partial", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "search", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "future", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "min", .kind = MEMBER_INT},
        {.name = "max", .kind = MEMBER_INT},
        {0},
    }};
static const struct payload state_payload = {
    .name = "State",
    .members = (const struct member[]){
        {.name = "code", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "tone",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"info", "ok", "warn", "bad", "mute", NULL}},
        {0},
    }};
static const struct payload action_payload = {
    .name = "Action",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "from", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {.name = "to", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "reason", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "second", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "batch", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "tone",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"ok", "bad", NULL}},
        {.name = "fields", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {.name = "can", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload can_payload = {
    .name = "Can",
    .members = (const struct member[]){
        {.name = "create", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "update", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "remove", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "import", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "export", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "reveal", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload ledger_payload = {
    .name = "Ledger",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "counter", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "person", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "fields", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &field_payload},
        {.name = "states", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &state_payload},
        {.name = "actions", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &action_payload},
        {.name = "can", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &can_payload},
        {0},
    }};
static const struct payload region_payload = {
    .name = "Region",
    .members = (const struct member[]){
        {.name = "code", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "level",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"county", "town", "village", NULL}},
        {.name = "parent", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {0},
    }};
static const struct payload schema_payload = {
    .name = "Schema",
    .members = (const struct member[]){
        {.name = "ledgers", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &ledger_payload},
        {.name = "codes", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED},
        {.name = "regions", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &region_payload},
        {0},
    }};

const struct route schema_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/schema",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_BARE | ROUTE_PACK,
     .returns = &schema_payload,
     .run = schema_show,
     .summary = "台账、字段、代码表和区划"},
    {0},
};
