#include "web/api/recognition.h"

#include "domain/people/recognition_apply.h"
#include "domain/people/recognition_paper.h"
#include "domain/people/recognition_register.h"
#include "web/api/payloads.h"
#include "web/api/work.h"
#include "web/request.h"

static enum status apply(struct request *request, struct error *error)
{
    struct job_info job = {0};
    enum status status =
        recognition_apply_submit(&request->work, request->body, &job, &request->errors, error);
    if (status == OK) {
        work_write_job(request, &job);
    }
    return status;
}

/* ---- papers ---- */

/* A paper is made over a reader, noted in a short transaction, then handed out. */
struct making {
    enum status (*make)(struct request *request, struct recognition_paper *paper,
                        struct error *error);
    struct recognition_paper paper;
};

static enum status make(struct request *request, void *context, struct error *error)
{
    struct making *making = context;
    return making->make(request, &making->paper, error);
}

static enum status note(struct request *request, void *context, struct error *error)
{
    const struct making *making = context;
    return recognition_paper_note(&request->work, &making->paper, error);
}

static enum status hand_out(struct request *request, struct making *making, struct error *error)
{
    making->paper.out = &request->exchange->out;
    enum status status = request_reading(request, make, making, error);
    if (status == OK) {
        status = request_writing(request, note, making, error);
    }
    if (status == OK) {
        request_made(request, making->paper.name);
    }
    return status;
}

static bool read_plan(struct request *request, struct query_plan *plan, struct error *error)
{
    query_read(&request->work, request->ledger, json_member(request->body, "query"), plan,
               &request->errors);
    if (request->errors.n > 0) {
        error_set(error, request->arena, INVALID, "查询条件有误");
        return false;
    }
    return true;
}

static enum status make_notice(struct request *request, struct recognition_paper *paper,
                               struct error *error)
{
    struct query_plan plan;
    return read_plan(request, &plan, error)
               ? recognition_notice_list(request->app, &request->work, &plan,
                                         (int)request_int(request, "days", 0), paper,
                                         &request->errors, error)
               : error->status;
}

static enum status make_certificate(struct request *request, struct recognition_paper *paper,
                                    struct error *error)
{
    return recognition_certificate(request->app, &request->work, request->id, paper, error);
}

static enum status notice_list(struct request *request, struct error *error)
{
    struct making making = {.make = make_notice};
    return hand_out(request, &making, error);
}

static enum status register_list(struct request *request, struct error *error)
{
    struct job_info job = {0};
    enum status status = recognition_register_submit(
        &request->work, json_member(request->body, "query"), &job, &request->errors, error);
    if (status == OK) {
        work_write_job(request, &job);
    }
    return status;
}

static enum status certificate(struct request *request, struct error *error)
{
    struct making making = {.make = make_certificate};
    return hand_out(request, &making, error);
}

/* ---- the table ---- */

static const struct payload apply_payload = {
    .name = "Apply",
    .members = (const struct member[]){
        {.name = "rows", .label = "人员", .kind = MEMBER_IDS, .min = 1, .max = 100000},
        {.name = "query", .label = "查询", .kind = MEMBER_OBJECT, .of = &query_payload},
        {.name = "kinds", .label = "类别", .kind = MEMBER_TEXTS, .max = 30},
        {.name = "applied_on", .label = "申请日期", .kind = MEMBER_DAY},
        {0},
    }};
static const struct payload notice_payload = {
    .name = "NoticeList",
    .members = (const struct member[]){
        {.name = "query",
         .label = "查询",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_NULL,
         .of = &query_payload},
        {.name = "days", .label = "公示天数", .kind = MEMBER_INT, .min = 1, .max = 60},
        {0},
    }};
static const struct payload register_payload = {.name = "Register",
                                                .members = (const struct member[]){
                                                    {.name = "query",
                                                     .label = "查询",
                                                     .kind = MEMBER_OBJECT,
                                                     .flags = MEMBER_NULL,
                                                     .of = &query_payload},
                                                    {0},
                                                }};

const struct route recognition_routes[] = {
    {.method = METHOD_POST,
     .path = "/api/v1/recognition/apply",
     .ledger = "recognition",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &apply_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = apply,
     .summary = "为许多人申请认定；类别按各人有效的人员类别，或指定"},
    {.method = METHOD_POST,
     .path = "/api/v1/recognition/notice-list",
     .ledger = "recognition",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_EXPORT,
     .body_kind = BODY_JSON,
     .body = &notice_payload,
     .flags = ROUTE_BARE | ROUTE_FILE,
     .run = notice_list,
     .summary = "公示名单（PDF），只含可以公开的内容"},
    {.method = METHOD_POST,
     .path = "/api/v1/recognition/register",
     .ledger = "recognition",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_EXPORT,
     .body_kind = BODY_JSON,
     .body = &register_payload,
     .flags = ROUTE_WRITES,
     .status = 202,
     .returns = &job_answer_payload,
     .run = register_list,
     .summary = "认定名册（PDF），做好后取文件"},
    {.method = METHOD_GET,
     .path = "/api/v1/recognition/{id}/certificate.pdf",
     .ledger = "recognition",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_ACT | ACCESS_REVEAL,
     .flags = ROUTE_BARE | ROUTE_FILE,
     .run = certificate,
     .summary = "认定证明（PDF），证号完整，记入审计"},
    {0},
};
