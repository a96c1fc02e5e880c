/* Accounts and API tokens. */
#include "domain/people/token.h"
#include "ledger/show.h"
#include "web/api/admin.h"
#include "web/web.h"

/* ---- shapes ---- */

static const struct payload user_payload = {
    .name = "User",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "version", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "account", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "role", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "role_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "granted", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "region", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "region_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "organization_id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "state",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"active", "disabled", NULL}},
        {.name = "must_change_password", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "totp", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "locked_until", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "created_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "signed_in_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "password", .kind = MEMBER_TEXT},
        {0},
    }};
static const struct payload users_payload = {
    .name = "Users",
    .members = (const struct member[]){
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &user_payload},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "next", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {0},
    }};
static const struct payload users_query = {
    .members = (const struct member[]){
        {.name = "text", .label = "账号或姓名", .kind = MEMBER_TEXT, .max = 50},
        {.name = "after", .label = "起点", .kind = MEMBER_INT, .min = 0, .max = 1000000},
        {.name = "limit", .label = "行数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};
static const char *const role_words[] = {
    "county",  "township",     "village",        "bureau",      "enterprise",
    "auditor", "system_admin", "security_admin", "audit_admin", NULL};
static const struct payload user_new_payload = {
    .name = "UserNew",
    .members = (const struct member[]){
        {.name = "account",
         .label = "账号",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 3,
         .max = 32},
        {.name = "name",
         .label = "姓名",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 30},
        {.name = "role", .label = "角色", .kind = MEMBER_TEXT, .choices = role_words},
        {.name = "region", .label = "单位", .kind = MEMBER_ID, .flags = MEMBER_NULL},
        {.name = "organization_id", .label = "所属机构", .kind = MEMBER_ID, .flags = MEMBER_NULL},
        {0},
    }};
static const struct payload user_edit_payload = {
    .name = "UserEdit",
    .members = (const struct member[]){
        {.name = "account", .label = "账号", .kind = MEMBER_TEXT, .min = 3, .max = 32},
        {.name = "name", .label = "姓名", .kind = MEMBER_TEXT, .min = 1, .max = 30},
        {.name = "role", .label = "角色", .kind = MEMBER_TEXT, .choices = role_words},
        {.name = "region", .label = "单位", .kind = MEMBER_ID, .flags = MEMBER_NULL},
        {.name = "organization_id", .label = "所属机构", .kind = MEMBER_ID, .flags = MEMBER_NULL},
        {0},
    }};
static const struct payload once_payload = {.name = "OneTimePassword",
                                            .members = (const struct member[]){
                                                {.name = "password", .kind = MEMBER_TEXT},
                                                {0},
                                            }};
static const struct payload token_payload = {
    .name = "Token",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "created_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "expires_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "last_used_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "token", .kind = MEMBER_TEXT},
        {0},
    }};
static const struct payload tokens_payload = {
    .name = "Tokens",
    .members = (const struct member[]){
        {.name = "tokens", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &token_payload},
        {0},
    }};
static const struct payload token_new_payload = {
    .name = "TokenNew",
    .members = (const struct member[]){
        {.name = "name",
         .label = "用途",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 50},
        {.name = "days", .label = "有效天数", .kind = MEMBER_INT, .min = 1, .max = TOKEN_DAYS},
        {0},
    }};

/* ---- users ---- */

static void put_moment(struct request *request, const char *key, int64_t at)
{
    if (at == 0) {
        json_put_null(&request->out, key);
    } else {
        json_put_text(&request->out, key, clock_format(request->arena, at));
    }
}

/* `once` is the password to hand over, or empty. */
static void write_user(struct request *request, const struct user *user, struct text once)
{
    static const struct field region = {.name = "region", .kind = KIND_REGION};
    struct json_out *out = &request->out;
    struct value unit = value_number(user->region);
    json_open(out, NULL);
    json_put_id(out, "id", user->id);
    json_put_int(out, "version", user->version);
    json_put_text(out, "account", user->account);
    json_put_text(out, "name", user->name);
    json_put_cstr(out, "role", role_name(user->role));
    json_put_cstr(out, "role_label", role_label(user->role));
    json_put_bool(out, "granted", user->granted);
    if (user->region == 0) {
        json_put_null(out, "region");
        json_put_text(out, "region_label", TEXT_EMPTY);
    } else {
        json_put_id(out, "region", user->region);
        json_put_text(out, "region_label", value_show(&request->work, &region, &unit));
    }
    if (user->organization == 0) {
        json_put_null(out, "organization_id");
    } else {
        json_put_id(out, "organization_id", user->organization);
    }
    json_put_cstr(out, "state", user->state == USER_ACTIVE ? "active" : "disabled");
    json_put_bool(out, "must_change_password", user->must_change);
    json_put_bool(out, "totp", user->totp_on);
    put_moment(request, "locked_until", user->locked_until);
    put_moment(request, "created_at", user->created_at);
    put_moment(request, "signed_in_at", user->signed_in_at);
    if (once.n > 0) {
        json_put_text(out, "password", once);
    }
    json_close(out);
}

static void set_version(struct request *request, int64_t version)
{
    struct text tag = arena_printf(request->arena, "\"%lld\"", (long long)version);
    exchange_header(request->exchange, "ETag", tag.s);
}

static enum status answer_user(struct request *request, int64_t id, struct text once,
                               struct error *error)
{
    struct user user = {0};
    enum status status = user_read(&request->work, id, &user, error);
    if (status == OK) {
        set_version(request, user.version);
        write_user(request, &user, once);
    }
    return status;
}

static enum status users_list(struct request *request, struct error *error)
{
    struct user_page page;
    int64_t after = request_query_int(request, "after", 0);
    enum status status = user_list(&request->work, request_query(request, "text"), after,
                                   request_query_int(request, "limit", 20), &page, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_open_list(&request->out, "rows");
    for (size_t i = 0; i < page.n; i++) {
        write_user(request, &page.at[i], TEXT_EMPTY);
    }
    json_close_list(&request->out);
    json_put_int(&request->out, "total", page.total);
    if (after + (int64_t)page.n < page.total) {
        json_put_id(&request->out, "next", after + (int64_t)page.n);
    } else {
        json_put_null(&request->out, "next");
    }
    json_close(&request->out);
    return OK;
}

static enum status user_show(struct request *request, struct error *error)
{
    return answer_user(request, request->id, TEXT_EMPTY, error);
}

static void read_edit(const struct request *request, struct user_edit *edit)
{
    const struct json *organization = json_member(request->body, "organization_id");
    *edit = (struct user_edit){
        .account = text_trim(request_text(request, "account")),
        .name = text_trim(request_text(request, "name")),
        .role = role_find(request_text(request, "role")),
        .organization_set = organization != NULL,
    };
    json_id(json_member(request->body, "region"), &edit->region);
    json_id(organization, &edit->organization);
}

/* What an account about to be made needs, prepared outside the transaction. */
struct making {
    struct user_edit edit;
    struct user user;
    struct text once;
    char hash[PASSWORD_HASH_SIZE];
};

static enum status insert_user(struct request *request, void *context, struct error *error)
{
    struct making *making = context;
    int64_t id;
    enum status status = user_create(&request->work, &making->edit, making->hash, true, &id,
                                     &request->errors, error);
    return status == OK ? answer_user(request, id, making->once, error) : status;
}

static enum status user_make(struct request *request, struct error *error)
{
    struct making making = {.once = password_once(request->arena)};
    read_edit(request, &making.edit);
    password_hash(&request->web->gate, making.once, making.hash);
    enum status status = request_once(request, insert_user, &making, error);
    if (status == OK && request->answered) {
        json_put_raw(&request->out, NULL, request->kept);
    }
    return status;
}

static enum status user_patch(struct request *request, struct error *error)
{
    struct user_edit edit;
    read_edit(request, &edit);
    enum status status =
        user_change(&request->work, request->id, request->version, &edit, &request->errors, error);
    request->account_changed = request->id;
    return status == OK ? answer_user(request, request->id, TEXT_EMPTY, error) : status;
}

static enum status set_once(struct request *request, void *context, struct error *error)
{
    struct making *making = context;
    enum status status = user_read(&request->work, request->id, &making->user, error);
    if (status == OK) {
        status = user_may_reset(&request->work, &making->user, error);
    }
    request->kept = TEXT("{}"); /* the password itself is shown once */
    return status == OK ? user_set_password(&request->work, &making->user, making->hash, true,
                                            TEXT_EMPTY, error)
                        : status;
}

static enum status user_password(struct request *request, struct error *error)
{
    struct making making = {.once = password_once(request->arena)};
    password_hash(&request->web->gate, making.once, making.hash);
    enum status status = request_once(request, set_once, &making, error);
    if (status == OK && request->answered) {
        json_put_raw(&request->out, NULL, request->kept);
    } else if (status == OK) {
        request->account_changed = request->id;
        json_open(&request->out, NULL);
        json_put_text(&request->out, "password", making.once);
        json_close(&request->out);
    }
    return status;
}

static enum status set_state(struct request *request, enum user_state state, struct error *error)
{
    enum status status = user_set_state(&request->work, request->id, state, error);
    request->account_changed = request->id;
    return status == OK ? answer_user(request, request->id, TEXT_EMPTY, error) : status;
}

static enum status user_disable(struct request *request, struct error *error)
{
    return set_state(request, USER_DISABLED, error);
}

static enum status user_enable(struct request *request, struct error *error)
{
    return set_state(request, USER_ACTIVE, error);
}

/* ---- tokens ---- */

static void write_token(struct request *request, const struct token *token, const char *secret)
{
    struct json_out *out = &request->out;
    json_open(out, NULL);
    json_put_id(out, "id", token->id);
    json_put_text(out, "name", token->name);
    put_moment(request, "created_at", token->created_at);
    put_moment(request, "expires_at", token->expires_at);
    put_moment(request, "last_used_at", token->seen_at);
    if (secret != NULL) {
        json_put_cstr(out, "token", secret);
    }
    json_close(out);
}

static enum status tokens_list(struct request *request, struct error *error)
{
    struct token_list list;
    enum status status = token_list(&request->work, &list, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_open_list(&request->out, "tokens");
    for (size_t i = 0; i < list.n; i++) {
        write_token(request, &list.at[i], NULL);
    }
    json_close_list(&request->out);
    json_close(&request->out);
    return OK;
}

static enum status token_make(struct request *request, struct error *error)
{
    char secret[SESSION_TOKEN_SIZE + 1];
    struct token token;
    enum status status =
        token_create(&request->work, text_trim(request_text(request, "name")),
                     request_int(request, "days", TOKEN_DAYS), secret, &token, error);
    if (status == OK) {
        write_token(request, &token, secret);
    }
    return status;
}

static enum status token_drop(struct request *request, struct error *error)
{
    request->account_changed = request->actor.user;
    return token_remove(&request->work, request->id, error);
}

/* ---- the table ---- */

const struct route user_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/users",
     .permission = PERMIT_USERS,
     .query = &users_query,
     .returns = &users_payload,
     .run = users_list,
     .summary = "账号列表"},
    {.method = METHOD_POST,
     .path = "/api/v1/users",
     .permission = PERMIT_ACCOUNTS,
     .body_kind = BODY_JSON,
     .body = &user_new_payload,
     .flags = ROUTE_BARE | ROUTE_HANDOVER,
     .status = 201,
     .returns = &user_payload,
     .run = user_make,
     .summary = "新建账号，得到一次性密码；角色等安全管理员授予"},
    {.method = METHOD_GET,
     .path = "/api/v1/users/{id}",
     .permission = PERMIT_USERS,
     .returns = &user_payload,
     .run = user_show,
     .summary = "一个账号"},
    {.method = METHOD_PATCH,
     .path = "/api/v1/users/{id}",
     .permission = PERMIT_USERS,
     .body_kind = BODY_JSON,
     .body = &user_edit_payload,
     .flags = ROUTE_WRITES | ROUTE_VERSION,
     .returns = &user_payload,
     .run = user_patch,
     .summary = "修改账号（系统管理员）或授予角色和单位（安全管理员）"},
    {.method = METHOD_POST,
     .path = "/api/v1/users/{id}/password",
     .permission = PERMIT_USERS,
     .flags = ROUTE_BARE | ROUTE_HANDOVER,
     .returns = &once_payload,
     .run = user_password,
     .summary = "重设为一次性密码"},
    {.method = METHOD_POST,
     .path = "/api/v1/users/{id}/disable",
     .permission = PERMIT_ACCOUNTS,
     .flags = ROUTE_WRITES,
     .returns = &user_payload,
     .run = user_disable,
     .summary = "停用账号，立即退出"},
    {.method = METHOD_POST,
     .path = "/api/v1/users/{id}/enable",
     .permission = PERMIT_ACCOUNTS,
     .flags = ROUTE_WRITES,
     .returns = &user_payload,
     .run = user_enable,
     .summary = "启用账号，解除锁定"},
    {.method = METHOD_GET,
     .path = "/api/v1/tokens",
     .permission = PERMIT_TOKENS,
     .returns = &tokens_payload,
     .run = tokens_list,
     .summary = "自己的接口令牌"},
    {.method = METHOD_POST,
     .path = "/api/v1/tokens",
     .permission = PERMIT_TOKENS,
     .body_kind = BODY_JSON,
     .body = &token_new_payload,
     .flags = ROUTE_WRITES | ROUTE_HANDOVER,
     .status = 201,
     .returns = &token_payload,
     .run = token_make,
     .summary = "新建接口令牌，只显示一次"},
    {.method = METHOD_DELETE,
     .path = "/api/v1/tokens/{id}",
     .permission = PERMIT_TOKENS,
     .flags = ROUTE_WRITES,
     .run = token_drop,
     .summary = "作废接口令牌"},
    {0},
};
