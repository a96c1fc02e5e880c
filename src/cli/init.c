#include <stdio.h>
#include <string.h>

#include "cli/site.h"
#include "domain/people/user.h"

struct first_admin {
    struct arena *arena;
    const char *account;
    char hash[PASSWORD_HASH_SIZE];
};

static enum status make_admin(struct work *work, void *context, struct error *error)
{
    struct first_admin *admin = context;
    struct errors errors = {0};
    struct user_edit edit = {
        .account = text_of(admin->account),
        .name = TEXT("系统管理员"),
        .role = ROLE_SYSTEM_ADMIN,
    };
    int64_t id;
    enum status status = user_create(work, &edit, admin->hash, false, &id, &errors, error);
    if (status == INVALID && errors.n > 0) {
        error->message = errors.at[0].message;
    }
    return status;
}

/* Asks for the password twice on a terminal, once on a pipe; "" with the fault printed. */
static bool ask_password(struct first_admin *admin)
{
    const char *password = site_ask_secret(admin->arena, "管理员密码（至少 8 位，含三类字符）：");
    struct errors errors = {0};
    if (password == NULL) {
        fputs("错误：没有读到密码\n", stderr);
        return false;
    }
    password_check(text_of(password), text_of(admin->account), "password", &errors, admin->arena);
    if (errors.n > 0) {
        fprintf(stderr, "错误：密码%.*s\n办法：%.*s\n", TEXT_ARG(errors.at[0].message),
                TEXT_ARG(errors.at[0].hint));
        return false;
    }
    struct password_gate gate;
    password_gate_init(&gate);
    password_hash(&gate, text_of(password), admin->hash);
    password_gate_release(&gate);
    return true;
}

static int run(const struct arguments *arguments)
{
    struct first_admin admin = {.arena = arguments->arena,
                                .account = argument(arguments, "admin", "admin")};
    if (!ask_password(&admin)) {
        return EXIT_FAILED;
    }
    int code;
    struct app *app = site_open(arguments, &code);
    if (app == NULL) {
        return code;
    }
    struct app_plan plan = {.notice = argument(arguments, "notice", NULL)};
    struct error error;
    if (app_set_up(app, &plan, arguments->arena, &error) != OK) {
        code = command_failed(&error);
    } else {
        code = site_write(app, arguments->arena, make_admin, &admin);
    }
    if (code == EXIT_OK) {
        printf("已建立 %.*s 的站点。用账号 %s 登录后建立其他账号。\n", TEXT_ARG(app->county_name),
               admin.account);
    }
    app_close(app);
    return code;
}

static const struct option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"notice", "目录", "通知所在的目录，如 notices/xinfeng-2022-02", true},
    {"admin", "账号", "第一个系统管理员的账号，默认 admin", false},
};

const struct command command_init = {
    .name = "init",
    .words = "",
    .summary = "不用网页，建立一个新站点",
    .help = "按一份通知建立新站点：县、乡镇、村、部门、类别、统计表都取自通知。\n"
            "第一个系统管理员的密码从终端输入，或从标准输入读一行。\n\n"
            "例：nuanxin init --data /var/lib/nuanxin --notice notices/xinfeng-2022-02",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
