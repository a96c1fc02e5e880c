#include "web/api/unit_merge.h"

#include "domain/campaign/unit_merge.h"
#include "web/web.h"

static struct unit_merge plan_of(struct request *request)
{
    struct unit_merge plan = {.reason = text_trim(request_text(request, "reason"))};
    (void)json_id(json_member(request->body, "from"), &plan.from);
    (void)json_id(json_member(request->body, "into"), &plan.into);
    return plan;
}

static void write_told(struct json_out *out, const struct unit_merge_told *told)
{
    json_open(out, NULL);
    json_put_int(out, "places", told->places);
    json_put_int(out, "accounts", told->accounts);
    json_put_text(out, "who", told->who);
    json_put_text(out, "kept", told->kept);
    json_put_text(out, "successors", told->successors);
    json_put_text(out, "returned", told->returned);
    json_open_list(out, "ledgers");
    for (size_t i = 0; i < told->n; i++) {
        json_open(out, NULL);
        json_put_cstr(out, "label", told->ledgers[i].ledger->label);
        json_put_cstr(out, "counter", told->ledgers[i].ledger->counter);
        json_put_int(out, "moves", told->ledgers[i].moves);
        json_put_int(out, "stays", told->ledgers[i].stays);
        json_put_int(out, "removed", told->ledgers[i].removed);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

static enum status preview(struct request *request, struct error *error)
{
    struct unit_merge_told told;
    const struct unit_merge plan = plan_of(request);
    enum status status = unit_merge_preview(request->app, &request->work, &plan, &told, error);
    if (status == OK) {
        write_told(&request->out, &told);
    }
    return status;
}

static enum status act(struct request *request, void *context, struct error *error)
{
    const struct unit_merge plan = plan_of(request);
    return unit_merge_do(request->app, &request->work, &plan, context, &request->errors, error);
}

/* Regions and settings are read again once they are committed, and the very next request of an
 * account that went along is its new unit's. */
static enum status write_and_refresh(struct request *request,
                                     enum status (*write)(struct request *, void *, struct error *),
                                     void *context, struct error *error)
{
    enum status status = request_writing(request, write, context, error);
    if (status == OK) {
        sessions_forget(request->web->sessions);
        status = app_refresh(request->app, request->arena, error);
    }
    return status == OK ? app_catch_up(request->app, request->arena, error) : status;
}

static enum status merge(struct request *request, struct error *error)
{
    struct unit_merge_told *told = arena_new(request->arena, struct unit_merge_told);
    enum status status = write_and_refresh(request, act, told, error);
    if (status == OK) {
        write_told(&request->out, told);
    }
    return status;
}

static enum status take_back(struct request *request, void *context, struct error *error)
{
    return unit_merge_undo(&request->work, request->id, request_text(request, "reason"), context,
                           &request->errors, error);
}

static enum status undo(struct request *request, struct error *error)
{
    struct unit_merge_undone *undone = arena_new(request->arena, struct unit_merge_undone);
    enum status status = write_and_refresh(request, take_back, undone, error);
    if (status == OK) {
        json_open(&request->out, NULL);
        json_put_int(&request->out, "back", undone->back);
        json_put_int(&request->out, "accounts", undone->accounts);
        json_put_int(&request->out, "stay", undone->stay);
        json_close(&request->out);
    }
    return status;
}

static enum status list(struct request *request, struct error *error)
{
    return unit_merge_list(&request->work, &request->out, error);
}

static const struct payload merge_body = {
    .members = (const struct member[]){
        {.name = "from", .label = "并入别处的单位", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "into", .label = "并入哪个单位", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "reason", .label = "依据", .kind = MEMBER_TEXT, .max = 300},
        {0},
    }};
static const struct payload ledger_payload = {
    .name = "UnitMergeLedger",
    .members = (const struct member[]){
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "counter", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "moves", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "stays", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "removed", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload merge_payload = {
    .name = "UnitMerge",
    .members = (const struct member[]){
        {.name = "places", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "accounts", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "who", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kept", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "successors", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "returned", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "ledgers", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &ledger_payload},
        {0},
    }};

static const struct payload past_payload = {
    .name = "UnitMergePast",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "names", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "reason", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "actor", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "undone", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "undone_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "undone_for", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "can_undo", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload list_payload = {
    .name = "UnitMerges",
    .members = (const struct member[]){
        {.name = "merges", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &past_payload},
        {0},
    }};
static const struct payload undo_body = {
    .members = (const struct member[]){
        {.name = "reason", .label = "理由", .kind = MEMBER_TEXT, .max = 300},
        {0},
    }};
static const struct payload undone_payload = {
    .name = "UnitMergeUndone",
    .members = (const struct member[]){
        {.name = "back", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "accounts", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "stay", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct route unit_merge_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/units/merges",
     .ledger = "region",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .returns = &list_payload,
     .run = list,
     .summary = "做过的单位合并，最近的在前"},
    {.method = METHOD_POST,
     .path = "/api/v1/units/merges/{id}/undo",
     .ledger = "region",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &undo_body,
     .flags = ROUTE_BARE,
     .returns = &undone_payload,
     .run = undo,
     .summary = "撤销最近一次单位合并"},
    {.method = METHOD_POST,
     .path = "/api/v1/units/merge/preview",
     .ledger = "region",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &merge_body,
     .returns = &merge_payload,
     .run = preview,
     .summary = "两个乡镇或村合并会怎样：哪些记录转走，哪些留下，哪些期次由谁报"},
    {.method = METHOD_POST,
     .path = "/api/v1/units/merge",
     .ledger = "region",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &merge_body,
     .flags = ROUTE_BARE,
     .returns = &merge_payload,
     .run = merge,
     .summary = "把一个乡镇或村并入另一个，从今天起"},
    {0},
};
