#include "web/api/quality.h"

#include "domain/campaign/quality.h"

static enum status count(struct request *request, struct quality **out, struct error *error)
{
    int64_t place = 0;
    text_to_int(request_query(request, "region"), &place);
    return quality_count(request->app, &request->work, place, out, error);
}

static enum status quality_show(struct request *request, struct error *error)
{
    struct quality *quality;
    enum status status = count(request, &quality, error);
    if (status == OK) {
        quality_json(quality, &request->out);
    }
    return status;
}

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    buf_add(context, bytes, n);
    return true;
}

static enum status quality_file(struct request *request, struct error *error)
{
    struct quality *quality;
    struct buf *out = &request->exchange->out;
    bool csv = text_is(request_query(request, "format"), "csv");
    enum status status = count(request, &quality, error);
    if (status == OK && csv) {
        quality_csv(quality, request->arena, out);
    } else if (status == OK) {
        status = quality_book(quality, request->arena, (struct zip_output){take_bytes, out}, error);
    }
    if (status == OK) {
        request_made(request, csv ? TEXT("数据质量.csv") : TEXT("数据质量.xlsx"));
    }
    return status;
}

/* ---- the table ---- */

static const struct payload region_query = {
    .members = (const struct member[]){
        {.name = "region", .label = "单位", .kind = MEMBER_ID},
        {0},
    }};
static const struct payload file_query = {
    .members = (const struct member[]){
        {.name = "region", .label = "单位", .kind = MEMBER_ID},
        {.name = "format",
         .label = "格式",
         .kind = MEMBER_TEXT,
         .choices = (const char *const[]){"xlsx", "csv", NULL}},
        {0},
    }};
static const struct payload item_payload = {
    .name = "QualityItem",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "help", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "query", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload line_payload = {
    .name = "QualityRow",
    .members = (const struct member[]){
        {.name = "region", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "people", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "faulty", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "rate", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "rank", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "figures", .kind = MEMBER_INTS, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload quality_payload = {
    .name = "Quality",
    .members = (const struct member[]){
        {.name = "as_of", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "place", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "items", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &item_payload},
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &line_payload},
        {.name = "total", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &line_payload},
        {0},
    }};

const struct route quality_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/quality",
     .permission = PERMIT_FIGURES,
     .query = &region_query,
     .returns = &quality_payload,
     .run = quality_show,
     .summary = "数据质量：各单位各项问题的人数、合格率和排名"},
    {.method = METHOD_GET,
     .path = "/api/v1/quality/file",
     .permission = PERMIT_FIGURES,
     .flags = ROUTE_FILE,
     .query = &file_query,
     .run = quality_file,
     .summary = "数据质量表，Excel 或 CSV"},
    {0},
};
