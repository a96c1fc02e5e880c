#include "web/api/session.h"

#include <dirent.h>
#include <string.h>

#include "base/ceilings.h"
#include "domain/people/totp.h"
#include "format/qr.h"
#include "ledger/show.h"
#include "notice/notice.h"
#include "standard/region.h"
#include "store/secret.h"
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
static const struct payload session_payload = {
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
static const struct payload notice_choice_payload = {
    .name = "NoticeChoice",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload setup_state_payload = {
    .name = "SetupState",
    .members = (const struct member[]){
        {.name = "needed", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "demo", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "notices",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &notice_choice_payload},
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
        {.name = "password",
         .label = "密码",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED | MEMBER_BLANKS,
         .min = 1,
         .max = 200},
        {.name = "code", .label = "动态码", .kind = MEMBER_TEXT, .max = 10},
        {0},
    }};
static const struct payload setup_payload = {
    .name = "Setup",
    .members = (const struct member[]){
        {.name = "account",
         .label = "账号",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 64},
        {.name = "name",
         .label = "姓名",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 30},
        {.name = "password",
         .label = "密码",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED | MEMBER_BLANKS,
         .min = 1,
         .max = 200},
        {.name = "notice",
         .label = "文件",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 100},
        {.name = "units",
         .label = "单位",
         .kind = MEMBER_TEXT,
         .choices = (const char *const[]){"regions", NULL}},
        {0},
    }};
static const struct payload password_payload = {.name = "PasswordChange",
                                                .members = (const struct member[]){
                                                    {.name = "old",
                                                     .label = "原密码",
                                                     .kind = MEMBER_TEXT,
                                                     .flags = MEMBER_REQUIRED | MEMBER_BLANKS,
                                                     .min = 1,
                                                     .max = 200},
                                                    {.name = "new",
                                                     .label = "新密码",
                                                     .kind = MEMBER_TEXT,
                                                     .flags = MEMBER_REQUIRED | MEMBER_BLANKS,
                                                     .min = 1,
                                                     .max = 200},
                                                    {0},
                                                }};
static const struct payload totp_begin_payload = {.name = "TotpBegin",
                                                  .members = (const struct member[]){
                                                      {.name = "password",
                                                       .label = "密码",
                                                       .kind = MEMBER_TEXT,
                                                       .flags = MEMBER_REQUIRED | MEMBER_BLANKS,
                                                       .min = 1,
                                                       .max = 200},
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
                                                     {.name = "code",
                                                      .label = "动态码",
                                                      .kind = MEMBER_TEXT,
                                                      .flags = MEMBER_REQUIRED,
                                                      .min = 6,
                                                      .max = 6},
                                                     {0},
                                                 }};
static const struct payload totp_end_payload = {.name = "TotpEnd",
                                                .members = (const struct member[]){
                                                    {.name = "password",
                                                     .label = "密码",
                                                     .kind = MEMBER_TEXT,
                                                     .flags = MEMBER_REQUIRED | MEMBER_BLANKS,
                                                     .min = 1,
                                                     .max = 200},
                                                    {.name = "code",
                                                     .label = "动态码",
                                                     .kind = MEMBER_TEXT,
                                                     .flags = MEMBER_REQUIRED,
                                                     .min = 6,
                                                     .max = 6},
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
    {"organization", PERMIT_LEDGER, DATA_JOBS},
    {"vacancy", PERMIT_LEDGER, DATA_JOBS},
    {"fair", PERMIT_LEDGER, DATA_JOBS},
    {"report", PERMIT_FIGURES, 0},
    {"job", PERMIT_SIGNED, 0},
    {"notice", PERMIT_SIGNED, 0},
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

static void set_cookie(struct request *request, const char *token)
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

static void act_as(struct request *request, const struct user *user)
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
    act_as(request, &in->user);
    enum status status = request_writing(request, note_failure, in, error);
    if (status != OK) {
        return status;
    }
    return in->locked_until != 0 ? locked(request, in->locked_until, error) : wrong(request, error);
}

static struct secret_place totp_place(const struct user *user)
{
    return (struct secret_place){TEXT("app_user"), TEXT("totp"), user->id};
}

/* Whether the code belongs to the user's second factor now. */
static enum status check_code(struct request *request, const struct user *user, struct text code,
                              int64_t *step, bool *right, struct error *error)
{
    struct text secret;
    enum status status = secret_open(request->app->secret, request->arena, totp_place(user),
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
    enum status status = check_code(request, &in->user, in->code, &in->step, &right, error);
    return status == OK && !right ? fail(request, in, error) : status;
}

static enum status write_opened(struct request *request, struct sign_in *in, struct error *error)
{
    (void)error;
    request->signed_in = true;
    request->actor =
        session_actor(&request->session, request->app->county, request->exchange->address);
    set_cookie(request, in->token);
    json_open(&request->out, NULL);
    session_write(request, &request->out);
    return OK;
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
    act_as(request, &in.user);
    status = request_writing(request, open_session, &in, error);
    if (status == OK) {
        status = write_opened(request, &in, error);
        json_close(&request->out);
    }
    return status;
}

static enum status session_sign_out(struct request *request, struct error *error)
{
    request->accounts_changed = true;
    set_cookie(request, "");
    return session_close(&request->work, &request->session, error);
}

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

static enum status session_password(struct request *request, struct error *error)
{
    struct password_change change = {.new_password = request_text(request, "new")};
    enum status status = request_reading(request, read_own, &change, error);
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
    status = request_writing(request, store_password, &change, error);
    if (status == OK) {
        request->accounts_changed = true;
        set_cookie(request, change.token);
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
    change.sealed = secret_seal(request->app->secret, request->arena, totp_place(&change.own.user),
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
    enum status status = check_code(request, &change->own.user, request_text(request, "code"),
                                    &change->step, &right, error);
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
    request->accounts_changed = true;
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
    request->accounts_changed = true;
    return status;
}

/* ---- set-up ---- */

struct first_account {
    const char *account, *name;
    enum role role;
    struct text password; /* shown once; empty for the administrator's own */
    char hash[PASSWORD_HASH_SIZE];
};

struct setup {
    struct first_account accounts[3];
    bool any; /* somebody can sign in already */
    struct user user;
    char token[SESSION_TOKEN_SIZE + 1];
};

static enum status find_any(struct request *request, void *context, struct error *error)
{
    struct setup *setup = context;
    return user_any(&request->work, &setup->any, error);
}

static const char *notice_folder(struct request *request, struct text name)
{
    return arena_printf(request->arena, "%.*s/%.*s", TEXT_ARG(request->web->notices),
                        TEXT_ARG(name))
        .s;
}

/* The notices in the program's folder that can be read. */
static void write_notices(struct request *request)
{
    struct json_out *out = &request->out;
    json_open_list(out, "notices");
    DIR *folder = opendir(arena_cstr(request->arena, request->web->notices));
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        struct text name = text_of(entry->d_name);
        struct notice_files files;
        struct faults faults = {.arena = request->arena};
        struct error error = {0};
        if (name.s[0] == '.' ||
            notice_files_read(request->arena, notice_folder(request, name), &files, &error) != OK) {
            continue;
        }
        const struct notice *notice = notice_read(request->arena, &files, &faults);
        if (notice != NULL) {
            json_open(out, NULL);
            json_put_text(out, "name", name);
            json_put_text(out, "title", notice->head.title);
            json_close(out);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    json_close_list(out);
}

static enum status setup_show(struct request *request, struct error *error)
{
    struct setup setup = {0};
    enum status status = request_reading(request, find_any, &setup, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_put_bool(&request->out, "needed", !setup.any);
    json_put_bool(&request->out, "demo", request->app->demo);
    if (setup.any) {
        json_open_list(&request->out, "notices");
        json_close_list(&request->out);
    } else {
        write_notices(request);
    }
    json_close(&request->out);
    return OK;
}

/* The three administrators, who must be three people, and the first one's session. */
static enum status create_first(struct request *request, void *context, struct error *error)
{
    struct setup *setup = context;
    enum status status = user_any(&request->work, &setup->any, error);
    if (status == OK && setup->any) {
        status = error_set(error, request->arena, CONFLICT, "已经设置过了，请直接登录");
    }
    int64_t id = 0;
    for (size_t i = COUNT(setup->accounts); status == OK && i-- > 0;) {
        struct first_account *account = &setup->accounts[i];
        struct user_edit edit = {.account = text_of(account->account),
                                 .name = text_of(account->name),
                                 .role = account->role,
                                 .region = request->app->county};
        status =
            user_create(&request->work, &edit, account->hash, i > 0, &id, &request->errors, error);
    }
    if (status == OK) {
        status = user_read(&request->work, id, &setup->user, error);
    }
    if (status == OK) {
        act_as(request, &setup->user);
        status = session_open(&request->work, &setup->user, setup->token, &request->session, error);
    }
    return status == OK ? user_signed_in(&request->work, &setup->user, error) : status;
}

static bool is_plain_name(struct text name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.s[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) {
            return false;
        }
    }
    return name.n > 0;
}

/* County, regions and units from the notice, unless an earlier try got that far. */
static enum status set_site_up(struct request *request, struct error *error)
{
    struct text notice = request_text(request, "notice");
    if (request->app->county != 0) {
        return OK;
    }
    if (!is_plain_name(notice)) {
        errors_add(&request->errors, request->arena, "notice", TEXT("没有这份文件"),
                   TEXT("请从列表中选择"));
        return error_set(error, request->arena, INVALID, "没有这份文件");
    }
    struct app_plan plan = {.notice = notice_folder(request, notice)};
    enum status status = app_set_up(request->app, &plan, request->arena, error);
    return status == OK ? app_load_facts(request->app, request->arena, error) : status;
}

static void write_first(struct request *request, const struct setup *setup)
{
    struct json_out *out = &request->out;
    json_open_list(out, "accounts");
    for (size_t i = 1; i < COUNT(setup->accounts); i++) {
        const struct first_account *account = &setup->accounts[i];
        json_open(out, NULL);
        json_put_cstr(out, "account", account->account);
        json_put_cstr(out, "role_label", role_label(account->role));
        json_put_text(out, "password", account->password);
        json_close(out);
    }
    json_close_list(out);
}

static enum status setup_run(struct request *request, struct error *error)
{
    struct setup setup = {.accounts = {
                              {.role = ROLE_SYSTEM_ADMIN},
                              {"anquan", "安全管理员", ROLE_SECURITY_ADMIN, {0}, ""},
                              {"shenji", "审计管理员", ROLE_AUDIT_ADMIN, {0}, ""},
                          }};
    struct text password = request_text(request, "password");
    setup.accounts[0].account =
        arena_cstr(request->arena, text_trim(request_text(request, "account")));
    setup.accounts[0].name = arena_cstr(request->arena, text_trim(request_text(request, "name")));
    enum status status = request_reading(request, find_any, &setup, error);
    if (status == OK && setup.any) {
        status = error_set(error, request->arena, CONFLICT, "已经设置过了，请直接登录");
    }
    password_check(password, text_of(setup.accounts[0].account), "password", &request->errors,
                   request->arena);
    if (status == OK && request->errors.n > 0) {
        status = error_set(error, request->arena, INVALID, "密码不合要求");
    }
    if (status == OK) {
        status = set_site_up(request, error);
    }
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < COUNT(setup.accounts); i++) {
        struct first_account *account = &setup.accounts[i];
        account->password = i == 0 ? password : password_once(request->arena);
        password_hash(&request->web->gate, account->password, account->hash);
    }
    request->actor = actor_program(request->app->county);
    request->work = app_work(request->app, NULL, request->arena, &request->actor);
    status = request_writing(request, create_first, &setup, error);
    if (status != OK) {
        return status;
    }
    struct sign_in in = {.user = setup.user};
    memcpy(in.token, setup.token, sizeof(in.token));
    status = write_opened(request, &in, error);
    write_first(request, &setup);
    json_close(&request->out);
    return status;
}

/* ---- the table ---- */

const struct route session_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/setup",
     .permission = PERMIT_ANYBODY,
     .flags = ROUTE_BARE,
     .returns = &setup_state_payload,
     .run = setup_show,
     .summary = "站点是否需要设置"},
    {.method = METHOD_POST,
     .path = "/api/v1/setup",
     .permission = PERMIT_ANYBODY,
     .body_kind = BODY_JSON,
     .body = &setup_payload,
     .flags = ROUTE_BARE | ROUTE_OPEN,
     .returns = &session_payload,
     .run = setup_run,
     .summary = "设置新站点：选择文件，建立三个管理员"},
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
