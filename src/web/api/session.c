#include "web/api/session.h"

#include "domain/people/totp.h"
#include "ledger/show.h"
#include "notice/notice.h"
#include "web/web.h"

/* ---- shapes ---- */

static const struct payload user_payload = {
    .name = "SessionUser",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "account", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "role", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "role_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "region", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "region_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "organization_id", .kind = MEMBER_ID},
        {0},
    }};
static const struct payload site_notice_payload = {
    .name = "SiteNotice",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "number", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "from", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "to", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "slogan", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload site_payload = {
    .name = "Site",
    .members = (const struct member[]){
        {.name = "county", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "demo", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "notice",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED | MEMBER_NULL,
         .of = &site_notice_payload},
        {.name = "today", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload first_account_payload = {
    .name = "FirstAccount",
    .members = (const struct member[]){
        {.name = "account", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "role_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "password", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
const struct payload session_payload = {
    .name = "Session",
    .members = (const struct member[]){
        {.name = "user", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &user_payload},
        {.name = "csrf", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "must_change_password", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "totp", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "idle_minutes", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "site", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &site_payload},
        {.name = "pages", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {.name = "accounts", .kind = MEMBER_LIST, .of = &first_account_payload},
        {0},
    }};
static const struct payload sign_in_payload = {
    .name = "SignIn",
    .members = (const struct member[]){
        {.name = "account",
         .label = "账号",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 64},
        SESSION_PASSWORD("password", "密码"),
        {.name = "code", .label = "动态码", .kind = MEMBER_TEXT, .max = 10},
        {0},
    }};
/* ---- writing ---- */

/* The pages of the office and who opens them: with a permission, or by reading a kind of data. */
static const struct page {
    const char *name;
    enum permission permission; /* PERMIT_LEDGER: by data */
    enum data_class data;
} pages[] = {
    {"work", PERMIT_FIGURES, 0},
    {"person", PERMIT_LEDGER, DATA_PEOPLE},
    {"household", PERMIT_LEDGER, DATA_PEOPLE},
    {"category_tag", PERMIT_LEDGER, DATA_PEOPLE},
    {"recognition", PERMIT_LEDGER, DATA_PEOPLE},
    {"employment_spell", PERMIT_LEDGER, DATA_PEOPLE},
    {"intention", PERMIT_LEDGER, DATA_PEOPLE},
    {"need", PERMIT_LEDGER, DATA_PEOPLE},
    {"service", PERMIT_LEDGER, DATA_SERVICE},
    {"relief", PERMIT_LEDGER, DATA_MONEY},
    {"enrolment", PERMIT_LEDGER, DATA_SERVICE},
    {"post", PERMIT_LEDGER, DATA_SERVICE},
    {"placement", PERMIT_LEDGER, DATA_SERVICE},
    {"attendance", PERMIT_LEDGER, DATA_SERVICE},
    {"wage", PERMIT_LEDGER, DATA_MONEY},
    {"claim", PERMIT_LEDGER, DATA_CLAIMS},
    {"organization", PERMIT_LEDGER, DATA_JOBS},
    {"vacancy", PERMIT_LEDGER, DATA_JOBS},
    {"fair", PERMIT_LEDGER, DATA_JOBS},
    {"list", PERMIT_LIST_ROWS, 0},
    {"review", PERMIT_QUEUE, 0},
    {"watch_item", PERMIT_LEDGER, DATA_SERVICE},
    {"report", PERMIT_FIGURES, 0},
    {"submission", PERMIT_FIGURES, 0},
    {"publicity", PERMIT_LEDGER, DATA_SERVICE},
    {"tasks", PERMIT_FIGURES, 0},
    {"task_unit", PERMIT_LEDGER, DATA_CAMPAIGN},
    {"message", PERMIT_LEDGER, DATA_CAMPAIGN},
    {"inspection", PERMIT_FIGURES, 0},
    {"finding", PERMIT_LEDGER, DATA_CAMPAIGN},
    {"letter", PERMIT_LEDGER, DATA_CAMPAIGN},
    {"job", PERMIT_SIGNED, 0},
    {"notice", PERMIT_SIGNED, 0},
    {"template", PERMIT_NOTICE, 0},
    {"region", PERMIT_LEDGER, DATA_REGION},
    {"user", PERMIT_USERS, 0},
    {"setting", PERMIT_SETTINGS, 0},
    {"holiday", PERMIT_SETTINGS, 0},
    {"token", PERMIT_TOKENS, 0},
    {"audit", PERMIT_AUDIT, 0},
    {"help", PERMIT_SIGNED, 0},
};

static bool may_import_anything(const struct actor *actor)
{
    for (enum data_class data = 0; data < DATA_CLASS__COUNT; data++) {
        if (access_may(actor, data, ACCESS_IMPORT)) {
            return true;
        }
    }
    return false;
}

static void write_pages(const struct actor *actor, struct json_out *out)
{
    json_open_list(out, "pages");
    for (size_t i = 0; i < COUNT(pages); i++) {
        const struct page *page = &pages[i];
        bool may = page->permission == PERMIT_LEDGER ? access_may(actor, page->data, ACCESS_READ)
                                                     : access_permits(actor, page->permission);
        if (may) {
            json_put_cstr(out, NULL, page->name);
        }
    }
    if (may_import_anything(actor)) {
        json_put_cstr(out, NULL, "import");
    }
    json_close_list(out);
}

static struct text day_text(struct arena *arena, int32_t day)
{
    char text[11];
    size_t n = date_format((struct date){.day = day}, text);
    return arena_text(arena, (struct text){text, n});
}

static void write_site(struct request *request, struct json_out *out)
{
    struct app *app = request->app;
    const struct notice *notice = app_books(app)->notice;
    json_open(out, "site");
    json_put_text(out, "county", app->county_name);
    json_put_text(out, "title", TEXT("暖心"));
    json_put_bool(out, "demo", app->demo);
    if (notice == NULL) {
        json_put_null(out, "notice");
    } else {
        const struct notice_head *head = &notice->head;
        json_open(out, "notice");
        json_put_text(out, "name", head->key);
        json_put_text(out, "title", head->title);
        json_put_text(out, "number", head->number);
        json_put_text(out, "from", day_text(request->arena, head->window->from));
        json_put_text(out, "to", day_text(request->arena, head->window->to));
        json_put_text(out, "slogan", head->slogan);
        json_close(out);
    }
    json_put_text(out, "today", day_text(request->arena, clock_today(app->clock)));
    json_close(out);
}

static struct text region_label(struct request *request, int64_t region)
{
    static const struct field field = {.name = "region", .kind = KIND_REGION};
    struct value value = value_number(region);
    return region == 0 ? TEXT_EMPTY : value_show(&request->work, &field, &value);
}

void session_write(struct request *request, struct json_out *out)
{
    const struct session *session = &request->session;
    json_open(out, "user");
    json_put_id(out, "id", session->user);
    json_put_cstr(out, "account", session->account);
    json_put_cstr(out, "name", session->name);
    json_put_cstr(out, "role", role_name(session->role));
    json_put_cstr(out, "role_label", role_label(session->role));
    int64_t region = session->region != 0 ? session->region : request->app->county;
    json_put_text(out, "region", arena_printf(request->arena, "%lld", (long long)region));
    json_put_text(out, "region_label", region_label(request, region));
    if (session->organization != 0) {
        json_put_id(out, "organization_id", session->organization);
    }
    json_close(out);
    json_put_cstr(out, "csrf", session->csrf);
    json_put_bool(out, "must_change_password", session->must_change);
    json_put_bool(out, "totp", session->totp);
    json_put_int(out, "idle_minutes", SESSION_IDLE_MINUTES);
    write_site(request, out);
    write_pages(&request->actor, out);
}

void session_set_cookie(struct request *request, const char *token)
{
    bool secure = request->exchange->secure;
    struct text cookie =
        arena_printf(request->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                     secure ? "__Host-nuanxin" : "nuanxin", token, secure ? "; Secure" : "",
                     token[0] == '\0' ? "; Max-Age=0" : "");
    exchange_header(request->exchange, "Set-Cookie", cookie.s);
}

static enum status session_show(struct request *request, struct error *error)
{
    if (!request->signed_in) {
        return error_set(error, request->arena, UNSIGNED, "请先登录");
    }
    json_open(&request->out, NULL);
    session_write(request, &request->out);
    json_close(&request->out);
    return OK;
}

/* ---- signing in ---- */

struct sign_in {
    struct text account, password, code;
    struct user user;
    bool known;
    int64_t locked_until;
    bool fresh;   /* the code was not used before */
    int64_t step; /* the code's time step */
    char token[SESSION_TOKEN_SIZE + 1];
};

static enum status wrong(struct request *request, struct error *error)
{
    request->refusal = REFUSE_BY_STATUS;
    error_set(error, request->arena, UNSIGNED, "账号或密码不对");
    return error_hint(error, request->arena, "连续输错 %d 次，账号将锁定 %d 分钟",
                      USER_LOCK_FAILURES, USER_LOCK_MINUTES);
}

static enum status locked(struct request *request, int64_t until, struct error *error)
{
    struct text at = clock_format(request->arena, until);
    request_refuse(request, REFUSE_LOCKED, error, "输错次数太多，账号锁定到 %.*s",
                   TEXT_ARG(text_slice(at, 11, 16)));
    return error_hint(error, request->arena, "请稍后再试，或请系统管理员重设密码");
}

static enum status find_user(struct request *request, void *context, struct error *error)
{
    struct sign_in *in = context;
    enum status status = user_find(&request->work, in->account, &in->user, error);
    in->known = status == OK;
    return status == NOT_FOUND ? OK : status;
}

void session_act_as(struct request *request, const struct user *user)
{
    request->actor.user = user->id;
    request->actor.role = user->role;
    request->actor.name = user->name;
}

static enum status note_failure(struct request *request, void *context, struct error *error)
{
    struct sign_in *in = context;
    return user_failed(&request->work, &in->user, &in->locked_until, error);
}

static enum status fail(struct request *request, struct sign_in *in, struct error *error)
{
    sessions_failed(request->web->sessions, request->exchange->address, request->app->clock);
    if (!in->known) {
        return wrong(request, error);
    }
    session_act_as(request, &in->user);
    enum status status = request_writing(request, note_failure, in, error);
    if (status != OK) {
        return status;
    }
    return in->locked_until != 0 ? locked(request, in->locked_until, error) : wrong(request, error);
}

struct secret_place session_totp_place(const struct user *user)
{
    return (struct secret_place){TEXT("app_user"), TEXT("totp"), user->id};
}

/* Whether the code belongs to the user's second factor now. */
enum status session_check_code(struct request *request, const struct user *user, struct text code,
                               int64_t *step, bool *right, struct error *error)
{
    struct text secret;
    enum status status = secret_open(request->app->secret, request->arena, session_totp_place(user),
                                     user->totp, &secret, error);
    *right = status == OK && secret.n == TOTP_SECRET_SIZE &&
             totp_check((const unsigned char *)secret.s, text_trim(code),
                        clock_now(request->app->clock), step);
    return status;
}

static enum status open_session(struct request *request, void *context, struct error *error)
{
    struct sign_in *in = context;
    struct user now = {0};
    enum status status = user_read(&request->work, in->user.id, &now, error);
    if (status == OK && (now.state == USER_DISABLED || now.version != in->user.version)) {
        return wrong(request, error);
    }
    in->fresh = true;
    if (status == OK && now.totp_on) {
        status = user_use_code(&request->work, &now, in->step, &in->fresh, error);
    }
    if (status == OK && !in->fresh) {
        error_set(error, request->arena, UNSIGNED, "动态码已经用过");
        return error_hint(error, request->arena, "请等手机上出现下一个");
    }
    if (status == OK) {
        status = session_open(&request->work, &now, in->token, &request->session, error);
    }
    return status == OK ? user_signed_in(&request->work, &now, error) : status;
}

/* Everything about the account that stands in the way once the password is right. */
static enum status check_account(struct request *request, struct sign_in *in, struct error *error)
{
    if (in->user.state == USER_DISABLED) {
        return error_set(error, request->arena, DENIED, "账号已停用，请联系系统管理员");
    }
    if (user_role(&in->user) == ROLE_NONE) {
        return error_set(error, request->arena, DENIED, "账号还没有角色，请联系安全管理员");
    }
    if (!in->user.totp_on) {
        return OK;
    }
    if (in->code.n == 0) {
        request->extra = "\"totp\":true";
        return request_refuse(request, REFUSE_NEEDED, error, "请输入手机上的动态码");
    }
    bool right = false;
    enum status status = session_check_code(request, &in->user, in->code, &in->step, &right, error);
    return status == OK && !right ? fail(request, in, error) : status;
}

void session_write_opened(struct request *request, const char *token)
{
    request->signed_in = true;
    request->actor =
        session_actor(&request->session, request->app->county, request->exchange->address);
    session_set_cookie(request, token);
    json_open(&request->out, NULL);
    session_write(request, &request->out);
}

static enum status session_sign_in(struct request *request, struct error *error)
{
    struct sign_in in = {.account = text_trim(request_text(request, "account")),
                         .password = request_text(request, "password"),
                         .code = request_text(request, "code")};
    int64_t wait =
        sessions_wait(request->web->sessions, request->exchange->address, request->app->clock);
    if (wait > 0) {
        request_refuse(request, REFUSE_RATE, error, "尝试太频繁，请 %lld 秒后再试",
                       (long long)wait);
        return error->status;
    }
    enum status status = request_reading(request, find_user, &in, error);
    if (status != OK) {
        return status;
    }
    if (in.known && in.user.locked_until > clock_now(request->app->clock)) {
        return locked(request, in.user.locked_until, error);
    }
    if (!password_is(&request->web->gate, in.password, in.known ? in.user.hash : TEXT_EMPTY)) {
        return fail(request, &in, error);
    }
    status = check_account(request, &in, error);
    if (status != OK) {
        return status;
    }
    session_act_as(request, &in.user);
    status = request_writing(request, open_session, &in, error);
    if (status == OK) {
        session_write_opened(request, in.token);
        json_close(&request->out);
    }
    return status;
}

static enum status session_sign_out(struct request *request, struct error *error)
{
    request->account_changed = request->actor.user;
    session_set_cookie(request, "");
    return session_close(&request->work, &request->session, error);
}

/* ---- the table ---- */

const struct route session_routes[] = {
    {.method = METHOD_POST,
     .path = "/api/v1/session",
     .permission = PERMIT_ANYBODY,
     .body_kind = BODY_JSON,
     .body = &sign_in_payload,
     .flags = ROUTE_BARE | ROUTE_OPEN,
     .returns = &session_payload,
     .run = session_sign_in,
     .summary = "登录"},
    {.method = METHOD_GET,
     .path = "/api/v1/session",
     .permission = PERMIT_ANYBODY,
     .flags = ROUTE_QUICK | ROUTE_EXPIRED,
     .returns = &session_payload,
     .run = session_show,
     .summary = "当前登录"},
    {.method = METHOD_DELETE,
     .path = "/api/v1/session",
     .permission = PERMIT_SIGNED,
     .flags = ROUTE_WRITES | ROUTE_EXPIRED,
     .run = session_sign_out,
     .summary = "退出登录"},
    {0},
};
