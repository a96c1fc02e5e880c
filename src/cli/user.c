#include <stdio.h>
#include <string.h>

#include "cli/site.h"
#include "domain/people/access.h"
#include "domain/people/user.h"

struct user_task {
    const struct arguments *arguments;
    const char *verb;
    struct text account;
    struct text once; /* the one-time password told at the end; empty: none */
    char hash[PASSWORD_HASH_SIZE];
};

static enum status first_fault(enum status status, const struct errors *errors, struct error *error)
{
    if (status == INVALID && errors->n > 0) {
        error->message = errors->at[0].message;
        error->hint = errors->at[0].hint;
    }
    return status;
}

static enum status add(struct work *work, struct user_task *task, struct error *error)
{
    const struct arguments *a = task->arguments;
    struct errors errors = {0};
    struct user_edit edit = {.account = task->account,
                             .name = text_of(argument(a, "name", "")),
                             .role = role_find(text_of(argument(a, "role", "")))};
    if (edit.name.n == 0 || edit.role == ROLE_NONE) {
        error_set(error, work->arena, INVALID, "新建账号要有 --name 和 --role");
        return error_hint(error, work->arena,
                          "角色：county township village bureau enterprise auditor "
                          "system_admin security_admin audit_admin");
    }
    text_to_int(text_of(argument(a, "region", "")), &edit.region);
    if (edit.region == 0) {
        edit.region = work->actor->county;
    }
    int64_t id;
    return first_fault(user_create(work, &edit, task->hash, true, &id, &errors, error), &errors,
                       error);
}

static enum status list(struct work *work, struct error *error)
{
    struct user_page page;
    enum status status = user_list(work, TEXT_EMPTY, 0, 10000, &page, error);
    for (size_t i = 0; status == OK && i < page.n; i++) {
        const struct user *u = &page.at[i];
        printf("%-16.*s %s  %.*s%s\n", TEXT_ARG(u->account), role_label(u->role), TEXT_ARG(u->name),
               u->state == USER_DISABLED ? "（已停用）" : "");
    }
    return status;
}

static enum status act(struct work *work, void *context, struct error *error)
{
    struct user_task *task = context;
    struct user user;
    if (strcmp(task->verb, "list") == 0) {
        return list(work, error);
    }
    if (strcmp(task->verb, "add") == 0) {
        return add(work, task, error);
    }
    enum status status = user_find(work, task->account, &user, error);
    if (status != OK) {
        return status;
    }
    if (strcmp(task->verb, "password") == 0) {
        return user_set_password(work, &user, task->hash, true, TEXT_EMPTY, error);
    }
    enum user_state state = strcmp(task->verb, "disable") == 0 ? USER_DISABLED : USER_ACTIVE;
    return user_set_state(work, user.id, state, error);
}

static bool known(const char *verb)
{
    static const char *const verbs[] = {"list", "add", "password", "disable", "enable"};
    for (size_t i = 0; i < COUNT(verbs); i++) {
        if (strcmp(verb, verbs[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int run(const struct arguments *arguments)
{
    struct user_task task = {.arguments = arguments, .verb = arguments->words[0]};
    bool listing = strcmp(task.verb, "list") == 0;
    if (!known(task.verb) || (!listing && arguments->word_count < 2)) {
        fputs("用法：nuanxin user list | add 账号 | password 账号 | disable 账号 | enable 账号\n",
              stderr);
        return EXIT_USAGE;
    }
    int code;
    struct app *app = site_open_ready(arguments, &code);
    if (app == NULL) {
        return code;
    }
    task.account = listing ? TEXT_EMPTY : text_of(arguments->words[1]);
    if (strcmp(task.verb, "add") == 0 || strcmp(task.verb, "password") == 0) {
        struct password_gate gate;
        password_gate_init(&gate);
        task.once = password_once(arguments->arena);
        password_hash(&gate, task.once, task.hash);
        password_gate_release(&gate);
    }
    code = site_write(app, arguments->arena, act, &task);
    app_close(app);
    if (code == EXIT_OK && task.once.n > 0) {
        printf("一次性密码：%.*s（登录后必须修改）\n", TEXT_ARG(task.once));
    }
    return code;
}

static const struct option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"name", "姓名", "add：使用人姓名", false},
    {"role", "角色", "add：county township village bureau enterprise auditor system_admin …",
     false},
    {"region", "区划代码", "add：12 位；不填为全县", false},
};

const struct command command_user = {
    .name = "user",
    .words = "操作 [账号]",
    .least = 1,
    .most = 2,
    .summary = "管理账号：list add password disable enable",
    .help = "在本机管理账号。add 和 password 打印一次性密码，使用人登录后必须修改。\n\n"
            "例：nuanxin user list --data demo\n"
            "    nuanxin user add zhen1 --data demo --name 李某 --role township --region 区划代码\n"
            "    nuanxin user password zhen1 --data demo",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
