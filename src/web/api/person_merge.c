#include "web/api/person_merge.h"

#include "base/ceilings.h"
#include "domain/people/duplicates.h"
#include "domain/people/person.h"
#include "domain/people/person_merge.h"
#include "web/api/payloads.h"

enum { GROUPS_USUAL = 20 };

static enum status duplicates_list(struct request *request, struct error *error)
{
    struct text by = request_query(request, "by");
    const struct duplicates_kind *kind = duplicates_kind(by.n > 0 ? by : TEXT("birth"));
    return duplicates_json(request->app, &request->work, kind,
                           request_query_int(request, "offset", 0),
                           request_query_int(request, "limit", GROUPS_USUAL), &request->out, error);
}

static enum status merges_list(struct request *request, struct error *error)
{
    json_open(&request->out, NULL);
    enum status status = person_merge_list(&request->work, request_query(request, "state"),
                                           &request->out, "merges", error);
    json_close(&request->out);
    return status;
}

static enum status compare(struct request *request, struct error *error)
{
    int64_t other = 0;
    text_to_int(request_query(request, "other"), &other);
    return person_merge_compare(&request->work, request->id, other, &request->out, error);
}

static int64_t other_of(const struct request *request)
{
    int64_t other = 0;
    json_id(json_member(request->body, "other"), &other);
    return other;
}

/* What was typed instead of either record's values. */
static struct text read_typed(struct request *request)
{
    const struct json *typed = json_member(request->body, "typed");
    if (typed == NULL || typed->n == 0) {
        return TEXT_EMPTY;
    }
    struct buf text;
    buf_init(&text, CEILING_BODY);
    struct json_out out = json_into(&text);
    json_put_tree(&out, NULL, typed);
    struct text kept = arena_text(request->arena, buf_text(&text));
    buf_release(&text);
    return kept;
}

/* The fields of the record that goes whose values are taken, by name, joined. */
static enum status read_fields(struct request *request, struct text *out, struct error *error)
{
    const struct json *names = json_member(request->body, "fields");
    *out = TEXT_EMPTY;
    for (size_t i = 0; names != NULL && i < names->n; i++) {
        int field = ledger_field(&person_ledger, names->at[i].text);
        if (field < 0 || (person_ledger.fields[field].flags & FIELD_READONLY) != 0) {
            errors_add(&request->errors, request->arena, "fields",
                       arena_printf(request->arena, "没有“%.*s”这一项，或不能选择",
                                    TEXT_ARG(names->at[i].text)),
                       TEXT_EMPTY);
            return error_set(error, request->arena, INVALID, "所选的项有误");
        }
        *out = arena_printf(request->arena, "%.*s%s%s", TEXT_ARG(*out), out->n > 0 ? "," : "",
                            person_ledger.fields[field].name);
    }
    return OK;
}

static enum status merge(struct request *request, struct error *error)
{
    struct person_merge plan = {.kept = request->id,
                                .gone = other_of(request),
                                .typed = read_typed(request),
                                .reason = request_text(request, "reason")};
    enum status status = read_fields(request, &plan.fields, error);
    if (status == OK) {
        status = person_merge_do(&request->work, &plan, &request->errors, error);
    }
    return status == OK ? person_merge_json(&request->work, &plan, &request->out, NULL, error)
                        : status;
}

static enum status differ(struct request *request, struct error *error)
{
    struct person_merge made;
    enum status status = person_merge_differ(&request->work, request->id, other_of(request),
                                             request_text(request, "reason"), &made, error);
    return status == OK ? person_merge_json(&request->work, &made, &request->out, NULL, error)
                        : status;
}

static enum status confirm(struct request *request, struct error *error)
{
    struct person_merge made;
    enum status status =
        person_merge_confirm(&request->work, request->id, &made, &request->errors, error);
    return status == OK ? person_merge_json(&request->work, &made, &request->out, NULL, error)
                        : status;
}

static enum status refuse(struct request *request, struct error *error)
{
    struct person_merge made;
    enum status status = person_merge_refuse(&request->work, request->id,
                                             request_text(request, "reason"), &made, error);
    return status == OK ? person_merge_json(&request->work, &made, &request->out, NULL, error)
                        : status;
}

static enum status part(struct request *request, struct error *error)
{
    json_open(&request->out, NULL);
    enum status status =
        person_merge_part(&request->work, request->id, request_text(request, "reason"),
                          &request->out, "stayed", &request->errors, error);
    json_close(&request->out);
    return status;
}

/* ---- the table ---- */

static const struct payload merge_person_payload = {
    .name = "MergedPerson",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "region", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload merge_typed_payload = {
    .name = "MergeTyped",
    .members = (const struct member[]){
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "text", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload merge_can_payload = {
    .name = "MergeCan",
    .members = (const struct member[]){
        {.name = "confirm", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "part", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
const struct payload merge_payload = {
    .name = "PersonMerge",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kept",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED,
         .of = &merge_person_payload},
        {.name = "gone",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED,
         .of = &merge_person_payload},
        {.name = "fields", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {.name = "typed",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &merge_typed_payload},
        {.name = "reason", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "asked_by", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "asked_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "decided_by", .kind = MEMBER_TEXT},
        {.name = "decided_at", .kind = MEMBER_TEXT},
        {.name = "remark", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "can", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &merge_can_payload},
        {0},
    }};
static const struct payload merges_payload = {
    .name = "PersonMerges",
    .members = (const struct member[]){
        {.name = "merges", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &merge_payload},
        {0},
    }};
static const struct payload merges_query = {
    .members = (const struct member[]){
        {.name = "state",
         .label = "状态",
         .kind = MEMBER_TEXT,
         .choices =
             (const char *const[]){"asked", "merged", "refused", "parted", "different", NULL}},
        {0},
    }};
static const struct payload compare_query = {
    .members = (const struct member[]){
        {.name = "other", .label = "另一份档案", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload compared_field_payload = {
    .name = "ComparedField",
    .members = (const struct member[]){
        {.name = "field", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kept", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "other", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "differs", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "propose", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload compared_rows_payload = {
    .name = "ComparedRows",
    .members = (const struct member[]){
        {.name = "ledger", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "counter", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kept", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "other", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload compared_payload = {
    .name = "ComparedPeople",
    .members = (const struct member[]){
        {.name = "fields",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &compared_field_payload},
        {.name = "rows",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &compared_rows_payload},
        {.name = "warnings", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {.name = "may", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload merge_body = {
    .name = "MergePeople",
    .members = (const struct member[]){
        {.name = "other", .label = "另一份档案", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "fields", .label = "取另一份的项", .kind = MEMBER_TEXTS, .max = 100},
        {.name = "typed", .label = "另填的项", .kind = MEMBER_MAP},
        {.name = "reason",
         .label = "理由",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 200},
        {0},
    }};
static const struct payload differ_body = {
    .name = "DifferentPeople",
    .members = (const struct member[]){
        {.name = "other", .label = "另一份档案", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "reason", .label = "说明", .kind = MEMBER_TEXT, .max = 200},
        {0},
    }};
static const struct payload parted_payload = {
    .name = "PartedPeople",
    .members = (const struct member[]){
        {.name = "stayed", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload duplicates_query = {
    .members = (const struct member[]){
        {.name = "by",
         .label = "相同的项",
         .kind = MEMBER_TEXT,
         .choices = (const char *const[]){"id_no", "birth", "phone", NULL}},
        {.name = "offset", .label = "起始组", .kind = MEMBER_INT, .min = 0, .max = 10000000},
        {.name = "limit", .label = "组数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};
static const struct payload duplicates_kind_payload = {
    .name = "DuplicatesKind",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "groups", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload duplicates_group_payload = {
    .name = "DuplicatesGroup",
    .members = (const struct member[]){
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {0},
    }};
static const struct payload duplicates_payload = {
    .name = "Duplicates",
    .members = (const struct member[]){
        {.name = "kinds",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &duplicates_kind_payload},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "groups",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &duplicates_group_payload},
        {0},
    }};

const struct route person_merge_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/person/duplicates",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .query = &duplicates_query,
     .returns = &duplicates_payload,
     .run = duplicates_list,
     .summary = "可能是同一个人的档案，成组"},
    {.method = METHOD_GET,
     .path = "/api/v1/person/merges",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .query = &merges_query,
     .returns = &merges_payload,
     .run = merges_list,
     .summary = "合并过的、等待确认的档案，新的在前"},
    {.method = METHOD_GET,
     .path = "/api/v1/person/{id}/merge",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .query = &compare_query,
     .returns = &compared_payload,
     .run = compare,
     .summary = "两份档案逐项对照，合并会移动什么、要注意什么"},
    {.method = METHOD_POST,
     .path = "/api/v1/person/{id}/merge",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &merge_body,
     .flags = ROUTE_WRITES,
     .returns = &merge_payload,
     .run = merge,
     .summary = "把另一份档案并入这一份；县里直接办理，其他人提出后由另一人确认"},
    {.method = METHOD_POST,
     .path = "/api/v1/person/{id}/differ",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &differ_body,
     .flags = ROUTE_WRITES,
     .returns = &merge_payload,
     .run = differ,
     .summary = "核对过，不是同一人：不再提示"},
    {.method = METHOD_POST,
     .path = "/api/v1/person/merges/{id}/confirm",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &empty_payload,
     .flags = ROUTE_WRITES,
     .returns = &merge_payload,
     .run = confirm,
     .summary = "另一人确认合并"},
    {.method = METHOD_POST,
     .path = "/api/v1/person/merges/{id}/refuse",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &reason_payload,
     .flags = ROUTE_WRITES,
     .returns = &merge_payload,
     .run = refuse,
     .summary = "退回合并的提议"},
    {.method = METHOD_POST,
     .path = "/api/v1/person/merges/{id}/part",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &reason_payload,
     .flags = ROUTE_WRITES,
     .returns = &parted_payload,
     .run = part,
     .summary = "拆分合并过的档案，各归各的"},
    {0},
};
