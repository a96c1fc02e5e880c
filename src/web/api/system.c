#include "web/api/system.h"

#include "web/openapi.h"
#include "web/web.h"

/* Answers only when the database answers: what a supervisor asks before it sends people here. */
static enum status health(struct request *request, struct error *error)
{
    static const struct query query = {.sql = "SELECT 1"};
    struct statement *s;
    enum status status = db_prepare(request->work.db, &query, &s, request->arena, error);
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, request->arena, error);
    statement_reset(s);
    if (step == DB_FAILED) {
        return error->status;
    }
    json_open(&request->out, NULL);
    json_put_cstr(&request->out, "state", "ok");
    json_put_cstr(&request->out, "version", NUANXIN_VERSION);
    json_close(&request->out);
    return OK;
}

/* For the machine itself, which a supervisor runs on, and for the system administrator. */
static enum status show_metrics(struct request *request, struct error *error)
{
    struct text address = request->exchange->address;
    bool here = text_starts(address, TEXT("127.")) || text_is(address, "::1");
    if (!here && !access_permits(&request->actor, PERMIT_METRICS)) {
        return error_set(error, request->arena, DENIED, "只在服务器本机或由系统管理员查看");
    }
    metrics_write(&request->web->metrics, (clock_elapsed() - request->web->started) / 1000,
                  &request->exchange->out);
    exchange_header(request->exchange, "Content-Type", "text/plain; version=0.0.4");
    return OK;
}

static enum status show_openapi(struct request *request, struct error *error)
{
    (void)error;
    openapi_write(request->app->ledgers, &request->out);
    return OK;
}

static const struct payload health_payload = {
    .name = "Health",
    .members = (const struct member[]){
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "version", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct route system_routes[] = {
    {.method = METHOD_GET,
     .path = "/healthz",
     .permission = PERMIT_ANYBODY,
     .flags = ROUTE_QUICK,
     .returns = &health_payload,
     .run = health,
     .summary = "程序和数据库是否正常"},
    {.method = METHOD_GET,
     .path = "/metrics",
     .permission = PERMIT_ANYBODY,
     .flags = ROUTE_BARE | ROUTE_QUICK | ROUTE_FILE,
     .run = show_metrics,
     .summary = "运行指标（Prometheus 文本）"},
    {.method = METHOD_GET,
     .path = "/api/openapi.json",
     .permission = PERMIT_ANYBODY,
     .flags = ROUTE_BARE | ROUTE_PACK,
     .run = show_openapi,
     .summary = "本接口的 OpenAPI 3.1 说明"},
    {0},
};
