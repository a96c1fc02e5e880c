/* Set-up of a new site: which notice, and the three administrators. */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ceilings.h"
#include "domain/ground.h"
#include "web/api/session.h"
#include "web/idempotency.h"
#include "web/web.h"

/* ---- shapes ---- */

static const struct payload notice_choice_payload = {
    .name = "NoticeChoice",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "fault", .kind = MEMBER_TEXT},
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
        SESSION_PASSWORD("password", "密码"),
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

/* One notice; of one that cannot be used why, so that nobody looks for it in vain. */
static void write_notice(struct request *request, struct text name)
{
    struct json_out *out = &request->out;
    struct faults faults;
    struct error error = {0};
    const struct notice *notice = NULL;
    struct text wrong = TEXT_EMPTY;
    faults_init(&faults, request->arena);
    if (ground_check_notice(request->arena, notice_folder(request, name), &notice, &faults,
                            &error) != OK) {
        wrong = error.message;
    } else if (faults.errors > 0) {
        const struct fault *first = fault_first(&faults);
        wrong =
            arena_printf(request->arena, "有 %zu 处错误：%.*s %.*s", faults.errors,
                         TEXT_ARG(fault_place(request->arena, first)), TEXT_ARG(first->message));
    }
    json_open(out, NULL);
    json_put_text(out, "name", name);
    json_put_text(out, "title",
                  notice != NULL && notice->head.title.n > 0 ? notice->head.title : name);
    if (wrong.n > 0) {
        json_put_text(out, "fault", wrong);
    }
    json_close(out);
}

/* The notices in the program's folder: every folder there, with what keeps it from use. */
static void write_notices(struct request *request)
{
    json_open_list(&request->out, "notices");
    DIR *folder = opendir(arena_cstr(request->arena, request->web->notices));
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        struct stat info;
        struct text name = text_of(entry->d_name);
        if (name.s[0] != '.' && stat(notice_folder(request, name), &info) == 0 &&
            S_ISDIR(info.st_mode)) {
            write_notice(request, arena_text(request->arena, name));
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    json_close_list(&request->out);
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
        session_act_as(request, &setup->user);
        status = session_open(&request->work, &setup->user, setup->token, &request->session, error);
    }
    request->kept = TEXT("{}");
    return status == OK ? user_signed_in(&request->work, &setup->user, error) : status;
}

/* The answer to a set-up got lost and it is sent again with its key: the first administrator's
 * session once more. The others' passwords are not kept; he gives them new ones. */
static enum status repeat_first(struct request *request, void *context, struct error *error)
{
    struct setup *setup = context;
    enum status status = idempotency_find(request, error);
    if (status == OK && !request->answered) {
        status = error_set(error, request->arena, CONFLICT, "已经设置过了，请直接登录");
    }
    if (status == OK) {
        status =
            user_find(&request->work, text_of(setup->accounts[0].account), &setup->user, error);
    }
    if (status == OK) {
        session_act_as(request, &setup->user);
        status = session_open(&request->work, &setup->user, setup->token, &request->session, error);
    }
    return status;
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
        if (account->password.n > 0) {
            json_put_text(out, "password", account->password);
        }
        json_close(out);
    }
    json_close_list(out);
}

static void act_as_program(struct request *request)
{
    request->actor = actor_program(request->app->county);
    request->work = app_work(request->app, NULL, request->arena, &request->actor);
}

static enum status answer_again(struct request *request, struct setup *setup, struct error *error)
{
    act_as_program(request);
    enum status status = request_writing(request, repeat_first, setup, error);
    if (status == OK) {
        session_write_opened(request, setup->token);
        write_first(request, setup);
        json_close(&request->out);
    }
    return status;
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
        return answer_again(request, &setup, error);
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
    act_as_program(request);
    status = request_once(request, create_first, &setup, error);
    if (status != OK) {
        return status;
    }
    session_write_opened(request, setup.token);
    write_first(request, &setup);
    json_close(&request->out);
    return OK;
}

/* ---- the table ---- */

const struct route setup_routes[] = {
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
    {0},
};
