#include "web/api/person.h"

#include "domain/people/file.h"
#include "web/api/payloads.h"
#include "web/api/person_merge.h"
#include "web/request.h"

static enum status file_show(struct request *request, struct error *error)
{
    return file_json(&request->work, request->id, &request->out, error);
}

static const struct payload member_payload = {
    .name = "HouseholdMember",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "relation", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "age", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "status", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload clarity_part_payload = {
    .name = "ClarityPart",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "ok", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "missing", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload clarity_payload = {
    .name = "Clarity",
    .members = (const struct member[]){
        {.name = "score", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "parts",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &clarity_part_payload},
        {0},
    }};
static const struct payload moment_payload = {
    .name = "TimelineEntry",
    .members = (const struct member[]){
        {.name = "seq", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "actor", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "ledger", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "ledger_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "row_id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "text", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "changes", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &change_payload},
        {0},
    }};
/* Beside these stand the lists of every ledger about people, each under the ledger's name. */
static const struct payload file_payload = {
    .name = "PersonFile",
    .row = true,
    .members = (const struct member[]){
        {.name = "person", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "household",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED | MEMBER_NULL,
         .of = &row_payload},
        {.name = "members", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &member_payload},
        {.name = "clarity",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED,
         .of = &clarity_payload},
        {.name = "merged_into", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "merges", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &merge_payload},
        {.name = "timeline", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &moment_payload},
        {0},
    }};

const struct route person_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/person/{id}/file",
     .ledger = "person",
     .permission = PERMIT_LEDGER,
     .flags = ROUTE_QUICK,
     .access = ACCESS_READ,
     .returns = &file_payload,
     .run = file_show,
     .summary = "一人一档：一个人的全部台账、家庭、四清和大事记"},
    {0},
};
