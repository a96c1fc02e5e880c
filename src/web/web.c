#include "web/web.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/ceilings.h"
#include "base/id.h"
#include "base/log.h"
#include "web/events.h"
#include "web/idempotency.h"
#include "web/pack.h"
#include "web/problem.h"
#include "web/routes.h"

enum {
    UNWANTED_BODY = 4096, /* bytes taken and ignored where none is wanted */
    REQUEST_NAME = 16,    /* characters that name a request in the log */
    SLOW_MS = 5000,       /* an answer that took so long is told in the log */
    PASSWORD_DAYS = 90,   /* a password's life, unless the setting password_days says otherwise */
};

void web_init(struct web *web, struct app *app, struct text notices)
{
    *web = (struct web){.app = app, .notices = notices, .started = clock_elapsed()};
    const struct app_books *books = app_books(app); /* NULL before set-up */
    web->sessions = sessions_new(
        settings_int(books == NULL ? NULL : &books->settings, "password_days", PASSWORD_DAYS));
    password_gate_init(&web->gate);
    routes_prepare(&web->routes, all_routes);
    assets_open(&web->assets);
    web->events = events_new();
}

void web_release(struct web *web)
{
    events_free(web->events);
    assets_close(&web->assets);
    password_gate_release(&web->gate);
    sessions_free(web->sessions);
}

/* ---- answers ---- */

static void refuse(struct request *request, int status, struct text detail, struct text hint)
{
    exchange_clear_answer(request->exchange);
    struct problem problem = {
        .status = status,
        .detail = detail,
        .hint = hint,
        .errors = &request->errors,
        .ledger = request->ledger,
        .extra = request->extra,
    };
    if (status >= 500) {
        char *name = arena_alloc(request->arena, REQUEST_NAME + 1);
        snprintf(name, REQUEST_NAME + 1, "%016llx",
                 (unsigned long long)id_next(request->app->clock));
        problem.request_id = name;
    }
    problem_answer(request->exchange, &problem);
    if (status == REFUSE_RATE || status == 503) {
        exchange_header(request->exchange, "Retry-After", status == 503 ? "2" : "30");
    }
    if (problem.request_id != NULL) {
        log_warn("request %s: %d %s %s", problem.request_id, status,
                 method_name(request->exchange->method),
                 request->route == NULL ? "" : request->route->path);
    }
}

static void refuse_error(struct request *request, const struct error *error)
{
    int status =
        request->refusal != REFUSE_BY_STATUS ? (int)request->refusal : status_http(error->status);
    if (request->errors.n == 0 && error->field != NULL) {
        errors_add(&request->errors, request->arena, error->field, error->message, error->hint);
    }
    struct text detail = error->message;
    if (request->errors.n > 0) {
        detail = arena_printf(request->arena, "有 %zu 处需要改正", request->errors.n);
    }
    refuse(request, status, detail, error->hint);
    if (status >= 500 && error->detail.n > 0) {
        log_warn("%.*s", TEXT_ARG(error->detail));
    }
}

/* The headers that every answer carries (ASVS 3.4, 14.3). */
static void add_security_headers(struct exchange *exchange, bool api)
{
    exchange_header(exchange, "X-Content-Type-Options", "nosniff");
    exchange_header(exchange, "X-Frame-Options", "DENY");
    exchange_header(exchange, "Referrer-Policy", "no-referrer");
    exchange_header(exchange, "Content-Security-Policy",
                    api ? "default-src 'none'; frame-ancestors 'none'"
                        : "default-src 'self'; img-src 'self' data: blob:; "
                          "style-src 'self' 'unsafe-inline'; object-src 'none'; "
                          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    if (api) {
        exchange_header(exchange, "Cache-Control", "no-store");
    }
    if (exchange->secure) {
        exchange_header(exchange, "Strict-Transport-Security", "max-age=31536000");
    }
}

static void finish(struct request *request)
{
    const struct exchange *exchange = request->exchange;
    bool page = exchange->fixed.n > 0 || exchange->status == 304;
    add_security_headers(request->exchange, !page);
}

/* ---- before the body ---- */

static const char *cookie_name(const struct exchange *exchange)
{
    /* A __Host- cookie needs Secure, which a browser refuses without TLS: only for trials on the
     * machine itself. */
    return exchange->secure ? "__Host-nuanxin" : "nuanxin";
}

static enum status find_caller(struct request *request, struct error *error)
{
    struct exchange *exchange = request->exchange;
    struct web *web = request->web;
    struct text header = exchange->headers[HEADER_AUTHORIZATION];
    bool machine = header.n > 0;
    struct text token = TEXT_EMPTY;
    if (machine) {
        token = text_starts(header, TEXT("Bearer ")) ? text_trim(text_slice(header, 7, header.n))
                                                     : TEXT_EMPTY;
    } else {
        cookie_find(exchange->headers[HEADER_COOKIE], text_of(cookie_name(exchange)), &token);
    }
    enum status status =
        sessions_find(web->sessions, request->app->database, request->app->county, token, machine,
                      request->app->clock, request->arena, &request->session, error);
    if (status == OK) {
        request->signed_in = true;
        request->token = token;
        request->actor = session_actor(&request->session, request->app->county, exchange->address);
    } else {
        request->actor = (struct actor){
            .county = request->app->county, .region_lo = 1, .address = exchange->address};
        if (status == UNSIGNED && request->route->permission == PERMIT_ANYBODY) {
            status = OK;
        }
    }
    return status;
}

static bool same_text(struct text a, struct text b)
{
    return a.n == b.n && sodium_memcmp(a.s, b.s, a.n) == 0;
}

/* Whether a writing request was meant by the signed-in user, not by another site's page. */
static bool is_meant(const struct request *request)
{
    const struct exchange *exchange = request->exchange;
    if (request->route->method == METHOD_GET || request->session.machine) {
        return true;
    }
    struct text origin = exchange->headers[HEADER_ORIGIN];
    if (origin.n > 0) {
        size_t slashes = text_find(origin, TEXT("://"));
        struct text host =
            slashes == TEXT_NONE ? origin : text_slice(origin, slashes + 3, origin.n);
        if (!text_equal_nocase(host, exchange->headers[HEADER_HOST])) {
            return false;
        }
    }
    return (request->route->flags & ROUTE_OPEN) != 0 || !request->signed_in ||
           same_text(exchange->headers[HEADER_CSRF], text_of(request->session.csrf));
}

static enum status resolve_path(struct request *request, struct error *error)
{
    struct text ledger = request->route->ledger != NULL ? text_of(request->route->ledger)
                                                        : request_part(request, "ledger");
    struct text id = request_part(request, "id");
    if (ledger.n > 0) {
        request->ledger = ledger_find(request->app->ledgers, ledger);
        if (request->ledger == NULL) {
            return error_set(error, request->arena, NOT_FOUND, "没有这个台账");
        }
    }
    if (id.n > 0 && (!text_to_int(id, &request->id) || request->id <= 0)) {
        return error_set(error, request->arena, NOT_FOUND, "没有这条记录");
    }
    return OK;
}

static enum status check_permission(struct request *request, struct error *error)
{
    const struct route *route = request->route;
    if (request->session.must_change && (route->flags & ROUTE_EXPIRED) == 0 &&
        route->permission != PERMIT_ANYBODY) {
        request->extra = "\"must_change_password\":true";
        error_set(error, request->arena, DENIED, "请先修改密码");
        return error_hint(error, request->arena, "首次登录或密码过期，修改后才能继续");
    }
    bool may = route->permission == PERMIT_LEDGER
                   ? access_may(&request->actor, request->ledger->data, route->access)
                   : access_permits(&request->actor, route->permission);
    if (!may) {
        return error_set(error, request->arena, DENIED, "您的角色不能进行这项操作");
    }
    if (!is_meant(request)) {
        error_set(error, request->arena, DENIED, "请求缺少本页的凭证");
        return error_hint(error, request->arena, "请刷新页面后再试");
    }
    return OK;
}

static enum status check_headers(struct request *request, struct error *error)
{
    const struct exchange *exchange = request->exchange;
    const struct route *route = request->route;
    struct text match = exchange->headers[HEADER_IF_MATCH];
    if (match.n >= 2 && match.s[0] == '"' && match.s[match.n - 1] == '"') {
        match = text_slice(match, 1, match.n - 1);
    }
    if (match.n > 0 && (!text_to_int(match, &request->version) || request->version <= 0)) {
        return request_refuse(request, REFUSE_MALFORMED, error, "If-Match 应是记录的版本号");
    }
    if ((route->flags & ROUTE_VERSION) != 0 && request->version == 0) {
        request_refuse(request, REFUSE_NEEDED, error, "没有说明改的是哪个版本");
        return error_hint(error, request->arena, "请在 If-Match 中写上读到的版本号");
    }
    if (route->body_kind == BODY_JSON && exchange->content_length != 0) {
        struct text type = exchange->headers[HEADER_CONTENT_TYPE];
        if (!text_equal_nocase(text_slice(type, 0, 16), TEXT("application/json"))) {
            return request_refuse(request, REFUSE_MEDIA, error,
                                  "请求内容应是 JSON（Content-Type: application/json）");
        }
    }
    return OK;
}

static uint64_t body_ceiling(const struct route *route)
{
    switch (route->body_kind) {
    case BODY_JSON:
        return CEILING_BODY;
    case BODY_BYTES:
        return CEILING_UPLOAD;
    case BODY_NONE:
        break;
    }
    return UNWANTED_BODY;
}

static enum status check_length(struct request *request, struct error *error)
{
    uint64_t ceiling = body_ceiling(request->route);
    if (request->exchange->content_length > (int64_t)ceiling) {
        error_set(error, request->arena, TOO_LARGE, "内容有 %.1f MB，超过 %.1f MB 的上限",
                  (double)request->exchange->content_length / (double)MIB,
                  (double)ceiling / (double)MIB);
        return error_hint(error, request->arena, "请分成几份，或去掉不需要的工作表和图片");
    }
    return OK;
}

/* A path that no route has: a page, or nothing. */
static void answer_page(struct request *request)
{
    struct exchange *exchange = request->exchange;
    size_t mark = text_find_char(exchange->target, '?');
    struct text path = mark == TEXT_NONE ? exchange->target : text_slice(exchange->target, 0, mark);
    bool reads = exchange->method == METHOD_GET || exchange->method == METHOD_HEAD;
    if (text_starts(path, TEXT("/api/")) || !reads ||
        !assets_answer(&request->web->assets, exchange, path)) {
        refuse(request, 404, TEXT("没有这个地址"), TEXT_EMPTY);
    }
}

/* OPTIONS, or a method that the path does not take. */
static void answer_method(struct request *request, unsigned methods)
{
    struct buf *out = &request->exchange->out;
    buf_clear(out);
    for (enum method m = METHOD_GET; m < METHOD_OTHER; m++) {
        if ((methods & (1u << m)) != 0) {
            buf_addf(out, "%s%s%s", out->n > 0 ? ", " : "", method_name(m),
                     m == METHOD_GET ? ", HEAD" : "");
        }
    }
    buf_adds(out, ", OPTIONS");
    const char *allow = arena_cstr(request->arena, buf_text(out));
    buf_clear(out);
    if (request->exchange->method == METHOD_OPTIONS) {
        request->exchange->status = 204;
    } else {
        refuse(request, 405, TEXT_EMPTY, TEXT_EMPTY);
    }
    exchange_header(request->exchange, "Allow", allow);
}

/* Everything that can be said before the body is read; true when the answer stands. */
static bool admit_request(struct request *request)
{
    struct web *web = request->web;
    struct exchange *exchange = request->exchange;
    if (!target_parse(request->arena, exchange->target, &request->target)) {
        refuse(request, 400, TEXT("地址不合规范"), TEXT_EMPTY);
        return true;
    }
    struct route_match match = routes_match(&web->routes, exchange->method, &request->target);
    request->route = match.route;
    request->entry = match.entry;
    if (!match.path_known) {
        answer_page(request);
        return true;
    }
    if (match.route == NULL) {
        answer_method(request, match.methods);
        return true;
    }
    struct error error = {0};
    enum status status = find_caller(request, &error);
    if (status == OK) {
        status = resolve_path(request, &error);
    }
    if (status == OK) {
        status = check_permission(request, &error);
    }
    if (status == OK) {
        status = check_length(request, &error);
    }
    if (status == OK) {
        status = check_headers(request, &error);
    }
    if (status != OK) {
        refuse_error(request, &error);
    }
    return status != OK;
}

static struct admission admit(void *context, struct exchange *exchange)
{
    struct request *request = arena_new(&exchange->arena, struct request);
    request->web = context;
    request->app = request->web->app;
    request->exchange = exchange;
    request->arena = &exchange->arena;
    request->came = clock_elapsed();
    exchange->state = request;
    struct admission admission = {.answered = admit_request(request)};
    if (admission.answered) {
        finish(request);
    } else {
        admission.worker = (request->route->flags & ROUTE_QUICK) == 0;
        admission.spool = request->route->body_kind == BODY_BYTES;
        admission.ceiling = body_ceiling(request->route);
    }
    return admission;
}

/* ---- with the body ---- */

static enum status check_body(struct request *request, struct error *error)
{
    struct exchange *exchange = request->exchange;
    const struct route *route = request->route;
    if (exchange->body_status == TOO_LARGE) {
        return error_set(error, request->arena, TOO_LARGE, "内容超过 %.1f MB 的上限",
                         (double)body_ceiling(route) / (double)MIB);
    }
    if (exchange->body_status != OK) {
        error_set(error, request->arena, UNAVAILABLE, "收到的内容没能存下来，磁盘可能已满");
        return error_hint(error, request->arena, "请联系系统管理员清理磁盘后再试");
    }
    payload_check_query(route->query, &request->target, &request->errors, request->arena);
    if (route->body_kind == BODY_JSON && exchange->body.n > 0) {
        struct json *body = NULL;
        enum status status = json_parse(request->arena, buf_text(&exchange->body), &body, error);
        if (status != OK) {
            request->refusal = REFUSE_MALFORMED;
            return status;
        }
        request->body = body;
    } else if (route->body_kind == BODY_JSON) {
        static const struct json empty = {.kind = JSON_KIND_OBJECT};
        request->body = &empty;
    }
    if (request->body != NULL && route->body != NULL) {
        payload_check(route->body, request->body, &request->errors, request->arena);
    }
    return request->errors.n == 0 ? OK : error_set(error, request->arena, INVALID, "输入有误");
}

/* The handler and what belongs into its transaction. */
static enum status run_whole(struct request *request, void *context, struct error *error)
{
    (void)context;
    enum status status = idempotency_find(request, error);
    if (status != OK || request->answered) {
        buf_addt(&request->exchange->out, request->kept);
        return status;
    }
    status = request->route->run(request, error);
    return status == OK ? idempotency_keep(request, error) : status;
}

static enum status run_alone(struct request *request, void *context, struct error *error)
{
    (void)context;
    return request->route->run(request, error);
}

static enum status run(struct request *request, struct error *error)
{
    unsigned flags = request->route->flags;
    enum status status = (flags & ROUTE_BARE) != 0 ? request->route->run(request, error)
                         : (flags & ROUTE_WRITES) != 0
                             ? request_writing(request, run_whole, NULL, error)
                             : request_reading(request, run_alone, NULL, error);
    if (status == OK && request->account_changed != 0) {
        sessions_forget(request->web->sessions);
        events_end(request->web->events, request->account_changed);
    }
    if (status == OK && request->jobs_added && request->app->jobs != NULL) {
        jobs_wake(request->app->jobs);
    }
    if (status == OK && (flags & ROUTE_WRITES) != 0 && request->ledger != NULL) {
        /* Who writes sees it in his own next list. The write itself stands whatever happens here.
         */
        struct error late = {0};
        if (app_catch_up(request->app, request->arena, &late) != OK) {
            log_warn("following a write: %.*s", TEXT_ARG(late.detail));
        }
    }
    return status;
}

/* What an administrator asks when pages hang: which request, and whether it waited for its turn. */
static void note_slow(const struct request *request, double began, double ended)
{
    if (ended - request->came >= SLOW_MS) {
        log_warn("slow: %s %s took %.1f s, and %.1f s to come and wait",
                 method_name(request->exchange->method), request->route->path,
                 (ended - began) / 1000, (began - request->came) / 1000);
    }
}

static void answer(void *context, struct exchange *exchange)
{
    struct web *web = context;
    struct request *request = exchange->state;
    double began = clock_elapsed();
    request->work = app_work(web->app, NULL, request->arena, &request->actor);
    request->out = json_into(&exchange->out);
    exchange->status = request->route->status != 0 ? request->route->status : 200;
    struct error error = {0};
    enum status status = check_body(request, &error);
    if (status == OK) {
        status = run(request, &error);
    }
    if (status == OK && exchange->out.full) {
        status = error_set(&error, request->arena, TOO_LARGE, "结果太多，请缩小范围");
    }
    if (status != OK) {
        refuse_error(request, &error);
    } else if ((request->route->flags & (ROUTE_FILE | ROUTE_STREAM)) == 0) {
        if (exchange->out.n > 0) {
            exchange_header(exchange, "Content-Type", "application/json; charset=utf-8");
            if ((request->route->flags & ROUTE_PACK) != 0) {
                pack_answer(exchange);
            }
        } else if (exchange->status == 200) {
            exchange->status = 204;
        }
    }
    finish(request);
    double ended = clock_elapsed();
    note_slow(request, began, ended);
    metrics_note(&web->metrics, exchange->status, ended - began, exchange->out.n);
}

struct server_app web_app(struct web *web)
{
    return (struct server_app){.context = web, .admit = admit, .answer = answer};
}
