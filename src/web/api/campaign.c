#include "web/api/campaign.h"

#include "domain/campaign/board.h"
#include "web/request.h"

static enum status board_show(struct request *request, struct error *error)
{
    return board_json(request->app, &request->work, &request->out, error);
}

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
    {0},
};
