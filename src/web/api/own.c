/* The own password and second factor. */
#include "base/ceilings.h"
#include "domain/people/totp.h"
#include "format/qr.h"
#include "web/api/session.h"
#include "web/idempotency.h"
#include "web/web.h"

/* ---- shapes ---- */

static const struct payload password_payload = {.name = "PasswordChange",
                                                .members = (const struct member[]){
                                                    SESSION_PASSWORD("old", "原密码"),
                                                    SESSION_PASSWORD("new", "新密码"),
                                                    {0},
                                                }};
static const struct payload totp_begin_payload = {.name = "TotpBegin",
                                                  .members = (const struct member[]){
                                                      SESSION_PASSWORD("password", "密码"),
                                                      {0},
                                                  }};
static const struct payload totp_secret_payload = {
    .name = "TotpSecret",
    .members = (const struct member[]){
        {.name = "secret", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "uri", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "qr", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload totp_code_payload = {.name = "TotpCode",
                                                 .members = (const struct member[]){
                                                     SESSION_CODE,
                                                     {0},
                                                 }};
static const struct payload totp_end_payload = {.name = "TotpEnd",
                                                .members = (const struct member[]){
                                                    SESSION_PASSWORD("password", "密码"),
                                                    SESSION_CODE,
                                                    {0},
                                                }};

/* ---- own password ---- */

struct password_change {
    struct user user;
    bool reused;
    struct text new_password;
    char hash[PASSWORD_HASH_SIZE];
    char token[SESSION_TOKEN_SIZE + 1];
};

static enum status read_own(struct request *request, void *context, struct error *error)
{
    struct password_change *change = context;
    enum status status = user_read(&request->work, request->actor.user, &change->user, error);
    return status == OK && change->new_password.n > 0
               ? user_password_reused(&request->work, &change->user, &request->web->gate,
                                      change->new_password, &change->reused, error)
               : status;
}

/* A new password, and a new session in the place of this one and all others. */
static enum status store_password(struct request *request, void *context, struct error *error)
{
    struct password_change *change = context;
    request->kept = TEXT("{}");
    enum status status =
        user_set_password(&request->work, &change->user, change->hash, false, TEXT_EMPTY, error);
    if (status == OK) {
        change->user.must_change = false;
        status =
            session_open(&request->work, &change->user, change->token, &request->session, error);
    }
    return status;
}

static enum status own_password_is(struct request *request, const struct user *user,
                                   struct text password, const char *field, struct error *error)
{
    if (password_is(&request->web->gate, password, user->hash)) {
        return OK;
    }
    sessions_failed(request->web->sessions, request->exchange->address, request->app->clock);
    errors_add(&request->errors, request->arena, field, TEXT("密码不对"), TEXT_EMPTY);
    return error_set(error, request->arena, INVALID, "密码不对");
}

/* Whether this very change was made already; then the session is the one that it opened. */
static enum status find_earlier(struct request *request, void *context, struct error *error)
{
    (void)context;
    return idempotency_find(request, error);
}

static enum status session_password(struct request *request, struct error *error)
{
    struct password_change change = {.new_password = request_text(request, "new")};
    enum status status = request_reading(request, find_earlier, NULL, error);
    if (status == OK && request->answered) {
        json_open(&request->out, NULL);
        session_write(request, &request->out);
        json_close(&request->out);
        return OK;
    }
    if (status == OK) {
        status = request_reading(request, read_own, &change, error);
    }
    if (status == OK) {
        status = own_password_is(request, &change.user, request_text(request, "old"), "old", error);
    }
    if (status != OK) {
        return status;
    }
    password_check(change.new_password, change.user.account, "new", &request->errors,
                   request->arena);
    if (request->errors.n == 0 && change.reused) {
        errors_add(&request->errors, request->arena, "new", TEXT("不能用最近用过的密码"),
                   TEXT("最近 5 次用过的密码不能再用"));
    }
    if (request->errors.n > 0) {
        return error_set(error, request->arena, INVALID, "新密码不合要求");
    }
    password_hash(&request->web->gate, change.new_password, change.hash);
    status = request_once(request, store_password, &change, error);
    if (status == OK) {
        request->account_changed = request->actor.user;
        session_set_cookie(request, change.token);
        json_open(&request->out, NULL);
        session_write(request, &request->out);
        json_close(&request->out);
    }
    return status;
}

/* ---- own second factor ---- */

struct totp_change {
    struct password_change own;
    struct text sealed;
    bool on;
    int64_t step; /* of the code that switches it; 0: none */
};

static enum status store_totp(struct request *request, void *context, struct error *error)
{
    struct totp_change *change = context;
    bool fresh = true;
    enum status status =
        user_set_totp(&request->work, &change->own.user, change->sealed, change->on, error);
    if (status == OK && change->step != 0) {
        status = user_use_code(&request->work, &change->own.user, change->step, &fresh, error);
    }
    return status;
}

static enum status session_totp_begin(struct request *request, struct error *error)
{
    struct totp_change change = {0};
    enum status status = request_reading(request, read_own, &change.own, error);
    if (status == OK) {
        status = own_password_is(request, &change.own.user, request_text(request, "password"),
                                 "password", error);
    }
    if (status == OK && change.own.user.totp_on) {
        status = error_set(error, request->arena, CONFLICT, "动态码已经启用，请先停用");
    }
    if (status != OK) {
        return status;
    }
    unsigned char secret[TOTP_SECRET_SIZE];
    totp_secret(secret);
    change.sealed =
        secret_seal(request->app->secret, request->arena, session_totp_place(&change.own.user),
                    (struct text){(const char *)secret, sizeof(secret)});
    status = request_writing(request, store_totp, &change, error);
    if (status != OK) {
        return status;
    }
    struct text uri = totp_uri(request->arena, secret, TEXT("暖心"), change.own.user.account);
    struct buf svg;
    buf_init(&svg, MIB);
    qr_svg(uri, 220, &svg);
    json_open(&request->out, NULL);
    json_put_text(&request->out, "secret", totp_text(request->arena, secret));
    json_put_text(&request->out, "uri", uri);
    json_put_text(&request->out, "qr", buf_text(&svg));
    json_close(&request->out);
    buf_release(&svg);
    return OK;
}

/* The code of the request, checked against the user's secret. */
static enum status take_code(struct request *request, struct totp_change *change,
                             struct error *error)
{
    bool right = false;
    if (change->own.user.totp.n == 0) {
        return error_set(error, request->arena, CONFLICT, "还没有生成动态码密钥");
    }
    enum status status = session_check_code(
        request, &change->own.user, request_text(request, "code"), &change->step, &right, error);
    if (status == OK && !right) {
        errors_add(&request->errors, request->arena, "code", TEXT("动态码不对"),
                   TEXT("请看手机的时间是否准确"));
        status = error_set(error, request->arena, INVALID, "动态码不对");
    }
    return status;
}

static enum status session_totp_on(struct request *request, struct error *error)
{
    struct totp_change change = {.on = true};
    enum status status = request_reading(request, read_own, &change.own, error);
    if (status == OK) {
        status = take_code(request, &change, error);
    }
    if (status == OK) {
        change.sealed = change.own.user.totp;
        status = request_writing(request, store_totp, &change, error);
    }
    request->account_changed = request->actor.user;
    return status;
}

static enum status session_totp_off(struct request *request, struct error *error)
{
    struct totp_change change = {0};
    enum status status = request_reading(request, read_own, &change.own, error);
    if (status == OK) {
        status = own_password_is(request, &change.own.user, request_text(request, "password"),
                                 "password", error);
    }
    if (status == OK) {
        status = take_code(request, &change, error);
    }
    if (status == OK) {
        status = request_writing(request, store_totp, &change, error);
    }
    request->account_changed = request->actor.user;
    return status;
}

/* ---- the table ---- */

const struct route own_routes[] = {
    {.method = METHOD_POST,
     .path = "/api/v1/session/password",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .body = &password_payload,
     .flags = ROUTE_BARE | ROUTE_EXPIRED,
     .returns = &session_payload,
     .run = session_password,
     .summary = "修改自己的密码"},
    {.method = METHOD_POST,
     .path = "/api/v1/session/totp",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .body = &totp_begin_payload,
     .flags = ROUTE_BARE | ROUTE_SECRET,
     .returns = &totp_secret_payload,
     .run = session_totp_begin,
     .summary = "生成动态码密钥"},
    {.method = METHOD_PUT,
     .path = "/api/v1/session/totp",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .body = &totp_code_payload,
     .flags = ROUTE_BARE,
     .run = session_totp_on,
     .summary = "启用动态码"},
    {.method = METHOD_DELETE,
     .path = "/api/v1/session/totp",
     .permission = PERMIT_SIGNED,
     .body_kind = BODY_JSON,
     .body = &totp_end_payload,
     .flags = ROUTE_BARE,
     .run = session_totp_off,
     .summary = "停用动态码"},
    {0},
};
