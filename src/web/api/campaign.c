#include "web/api/campaign.h"

#include "domain/campaign/board.h"
#include "domain/campaign/coverage.h"
#include "domain/jobs/workshops.h"
#include "web/request.h"

static enum status board_show(struct request *request, struct error *error)
{
    return board_json(request->app, &request->work, &request->out, error);
}

static enum status coverage_show(struct request *request, struct error *error)
{
    int64_t place = 0;
    text_to_int(request_query(request, "region"), &place);
    return coverage_json(request->app, &request->work, place, &request->out, error);
}

static enum status workshops_show(struct request *request, struct error *error)
{
    return workshops_json(request->app, &request->work, &request->out, error);
}

static const struct payload region_query = {
    .members = (const struct member[]){
        {.name = "region", .label = "单位", .kind = MEMBER_ID},
        {0},
    }};
static const struct payload covered_payload = {
    .name = "CoverageRow",
    .members = (const struct member[]){
        {.name = "region", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "households", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "told", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "posters", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "manuals", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "meetings", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "times", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "covered", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "places", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "reached", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "rate", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {0},
    }};
static const struct payload coverage_payload = {
    .name = "Coverage",
    .members = (const struct member[]){
        {.name = "place", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &covered_payload},
        {.name = "total", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &covered_payload},
        {0},
    }};

#define WORKSHOP_FIGURES                                                                           \
    {.name = "workers", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                             \
        {.name = "recognised", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                      \
        {.name = "earners", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                         \
        {.name = "earned", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                          \
        {.name = "claims", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                          \
        {.name = "pending", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},                         \
    {                                                                                              \
        .name = "paid", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED                               \
    }
static const struct payload workshop_payload = {
    .name = "Workshop",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "region", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "region_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "workshop_on", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "closed", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        WORKSHOP_FIGURES,
        {0},
    }};
static const struct payload workshop_total = {
    .name = "WorkshopTotal",
    .members = (const struct member[]){WORKSHOP_FIGURES, {0}},
};
static const struct payload workshops_payload = {
    .name = "Workshops",
    .members = (const struct member[]){
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &workshop_payload},
        {.name = "total", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &workshop_total},
        {0},
    }};

static const struct payload link_payload = {
    .name = "Link",
    .members = (const struct member[]){
        {.name = "ledger", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "query", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload figure_payload = {
    .name = "Figure",
    .members = (const struct member[]){
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "value", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "link", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &link_payload},
        {0},
    }};
static const struct payload week_payload = {
    .name = "Week",
    .members = (const struct member[]){
        {.name = "week", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "recognised", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "placed", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload town_payload = {
    .name = "Town",
    .members = (const struct member[]){
        {.name = "region", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "recognised", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "placed", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload board_payload = {
    .name = "Board",
    .members = (const struct member[]){
        {.name = "figures", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &figure_payload},
        {.name = "todo", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &figure_payload},
        {.name = "towns", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &town_payload},
        {.name = "weeks", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &week_payload},
        {0},
    }};

const struct route campaign_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/board",
     .permission = PERMIT_FIGURES,
     .flags = ROUTE_BARE,
     .returns = &board_payload,
     .run = board_show,
     .summary = "工作台：总体数、待办、各周和各地进展"},
    {.method = METHOD_GET,
     .path = "/api/v1/coverage",
     .permission = PERMIT_FIGURES,
     .query = &region_query,
     .returns = &coverage_payload,
     .run = coverage_show,
     .summary = "宣传覆盖：各单位张贴、发放、开会、告知的户数和覆盖率"},
    {.method = METHOD_GET,
     .path = "/api/v1/workshops",
     .ledger = "organization",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .returns = &workshops_payload,
     .run = workshops_show,
     .summary = "帮扶车间：在岗人数、工资和补贴申领"},
    {0},
};
