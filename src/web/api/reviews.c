#include "web/api/reviews.h"

#include "domain/lists/list_person.h"
#include "domain/lists/list_review.h"
#include "web/api/payloads.h"
#include "web/request.h"

static enum status queue(struct request *request, struct error *error)
{
    struct list_queue asked = {
        .kind = request_text(request, "kind"),
        .limit = request_int(request, "limit", 5),
    };
    json_id(json_member(request->body, "region"), &asked.region);
    json_id(json_member(request->body, "list"), &asked.list);
    json_id(json_member(request->body, "after"), &asked.after);
    return list_queue_write(&request->work, &asked, &request->out, error);
}

static enum status show(struct request *request, struct error *error)
{
    return list_review_write(&request->work, request->id, &request->out, error);
}

static enum status decide(struct request *request, struct error *error)
{
    struct list_answer answer = {
        .match = request->id,
        .version = request->version,
        .decision = request_text(request, "decision"),
        .reason = request_text(request, "reason"),
    };
    enum status status = list_answer_write(&request->work, &answer, &request->errors, error);
    return status == OK ? show(request, error) : status;
}

static enum status undo(struct request *request, struct error *error)
{
    enum status status = list_answer_undo(&request->work, request->id, error);
    return status == OK ? show(request, error) : status;
}

/* ---- somebody the registry does not know ---- */

static enum status enter(struct request *request, struct list_person *plan, struct error *error)
{
    int64_t person, made;
    plan->fields = json_member(request->body, "fields");
    plan->candidate = request_bool(request, "candidate");
    enum status status = list_person_enter(request->app, &request->work, plan, &person, &made,
                                           &request->errors, error);
    if (status == OK) {
        json_open(&request->out, NULL);
        json_put_id(&request->out, "person_id", person);
        json_put_int(&request->out, "effects", made);
        json_close(&request->out);
    }
    return status;
}

static enum status enter_row(struct request *request, struct error *error)
{
    struct list_person plan = {.list = request->id};
    json_id(json_member(request->body, "place"), &plan.place);
    return enter(request, &plan, error);
}

static enum status enter_other(struct request *request, struct error *error)
{
    struct list_person plan = {0};
    enum status status = list_person_of_match(&request->work, request->id, &plan, error);
    return status == OK ? enter(request, &plan, error) : status;
}

/* ---- the table ---- */

static const struct payload queue_payload = {
    .name = "ReviewQuery",
    .members = (const struct member[]){
        {.name = "kind", .label = "名单性质", .kind = MEMBER_TEXT, .flags = MEMBER_NULL, .max = 20},
        {.name = "region", .label = "区划", .kind = MEMBER_ID, .flags = MEMBER_NULL},
        {.name = "list", .label = "名单", .kind = MEMBER_ID, .flags = MEMBER_NULL},
        {.name = "after", .label = "起始", .kind = MEMBER_ID, .flags = MEMBER_NULL},
        {.name = "limit", .label = "条数", .kind = MEMBER_INT, .min = 1, .max = 20},
        {0},
    }};
static const struct payload decide_payload = {
    .name = "ReviewDecision",
    .members = (const struct member[]){
        {.name = "decision",
         .label = "决定",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"same", "different", "household", "returned", NULL}},
        {.name = "reason", .label = "原因", .kind = MEMBER_TEXT, .flags = MEMBER_NULL, .max = 200},
        {0},
    }};
static const struct payload row_person_payload = {
    .name = "ListPerson",
    .members = (const struct member[]){
        {.name = "place", .label = "行", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "fields", .label = "补充信息", .kind = MEMBER_MAP},
        {.name = "candidate", .label = "列为认定候选人", .kind = MEMBER_BOOL},
        {0},
    }};
static const struct payload other_payload = {
    .name = "ReviewPerson",
    .members = (const struct member[]){
        {.name = "fields", .label = "补充信息", .kind = MEMBER_MAP},
        {.name = "candidate", .label = "列为认定候选人", .kind = MEMBER_BOOL},
        {0},
    }};
static const struct payload entered_payload = {
    .name = "ListPersonEntered",
    .members = (const struct member[]){
        {.name = "person_id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "effects", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload face_payload = {
    .name = "ReviewField",
    .members = (const struct member[]){
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "left", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "right", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "same", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "unread", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload review_payload = {
    .name = "Review",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "version", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "list_id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "list", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "row", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "region", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "person_id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kind_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "outcome", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "outcome_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "decision", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "decision_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "score", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "hard", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "applied", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "reason", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "again", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "model", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "weights", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "fields", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &face_payload},
        {.name = "beside", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "tags", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {.name = "decisions", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload reviews_payload = {
    .name = "Reviews",
    .members = (const struct member[]){
        {.name = "items", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &review_payload},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct route review_routes[] = {
    {.method = METHOD_POST,
     .path = "/api/v1/reviews/queue",
     .permission = PERMIT_QUEUE,
     .body_kind = BODY_JSON,
     .body = &queue_payload,
     .returns = &reviews_payload,
     .run = queue,
     .summary = "等待自己审核的疑似，一次几条"},
    {.method = METHOD_GET,
     .path = "/api/v1/reviews/{id}",
     .permission = PERMIT_QUEUE,
     .returns = &review_payload,
     .run = show,
     .summary = "一对疑似：两边对照、依据、权重"},
    {.method = METHOD_POST,
     .path = "/api/v1/reviews/{id}/decide",
     .ledger = "list_match",
     .permission = PERMIT_REVIEW,
     .body_kind = BODY_JSON,
     .body = &decide_payload,
     .flags = ROUTE_WRITES | ROUTE_VERSION,
     .returns = &review_payload,
     .run = decide,
     .summary = "决定：同一人、不是、同户、退回单位"},
    {.method = METHOD_POST,
     .path = "/api/v1/reviews/{id}/undo",
     .ledger = "list_match",
     .permission = PERMIT_REVIEW,
     .body_kind = BODY_JSON,
     .body = &empty_payload,
     .flags = ROUTE_WRITES,
     .returns = &review_payload,
     .run = undo,
     .summary = "撤回最近的决定"},
    {.method = METHOD_POST,
     .path = "/api/v1/lists/{id}/person",
     .ledger = "person",
     .permission = PERMIT_APPLY,
     .body_kind = BODY_JSON,
     .body = &row_person_payload,
     .flags = ROUTE_WRITES,
     .status = 201,
     .returns = &entered_payload,
     .run = enter_row,
     .summary = "由台账中没有的一行建档，可同时列为认定候选人（发现一人）"},
    {.method = METHOD_POST,
     .path = "/api/v1/reviews/{id}/person",
     .ledger = "person",
     .permission = PERMIT_REVIEW,
     .body_kind = BODY_JSON,
     .body = &other_payload,
     .flags = ROUTE_WRITES,
     .status = 201,
     .returns = &entered_payload,
     .run = enter_other,
     .summary = "都不是同一人：由名单的这一行建档"},
    {0},
};
