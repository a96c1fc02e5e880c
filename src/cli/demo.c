#include <stdio.h>
#include <stdlib.h>

#include "cli/site.h"
#include "domain/demo.h"
#include "domain/demo_rounds.h"
#include "domain/lists/list_demo.h"
#include "domain/people/organization.h"
#include "domain/people/user.h"
#include "ledger/rows.h"
#include "notice/notice.h"

enum { MORNING = 9 * 3600 * 1000 };

struct account {
    const char *account, *name;
    enum role role;
    enum { AT_COUNTY, AT_TOWN, AT_VILLAGE } at;
    const char *organization; /* kind of the organization he acts for; NULL: none */
};

/* One account a role, so that everything can be tried. */
static const struct account accounts[] = {
    {"xian", "县就创中心演示", ROLE_COUNTY, AT_COUNTY, NULL},
    {"zhen", "乡镇演示", ROLE_TOWNSHIP, AT_TOWN, NULL},
    {"cun", "村居演示", ROLE_VILLAGE, AT_VILLAGE, NULL},
    {"bumen", "部门联络员演示", ROLE_BUREAU, AT_COUNTY, "bureau"},
    {"qiye", "企业经办演示", ROLE_ENTERPRISE, AT_COUNTY, "workshop"},
    {"jiandu", "监督检查演示", ROLE_AUDITOR, AT_COUNTY, NULL},
    {"xitong", "系统管理员演示", ROLE_SYSTEM_ADMIN, AT_COUNTY, NULL},
    {"anquan", "安全管理员演示", ROLE_SECURITY_ADMIN, AT_COUNTY, NULL},
    {"shenji", "审计管理员演示", ROLE_AUDIT_ADMIN, AT_COUNTY, NULL},
};

struct demo {
    struct app *app;
    int64_t users[COUNT(accounts)];
    struct demo_plan plan;
    char hash[PASSWORD_HASH_SIZE];
};

static void tell(void *context, int64_t done, int64_t total)
{
    (void)context;
    site_progress("生成演示人员", done < total ? done : total, total);
}

static int64_t region_for(const struct app *app, const struct account *account)
{
    const struct notice *notice = app->books->notice;
    for (size_t i = 0; i < notice->units.n && account->at != AT_COUNTY; i++) {
        if (notice->units.at[i].kind == UNIT_TOWNSHIP) {
            /* The first village committee of the first township (GB code 200 on: 村委会). */
            return notice->units.at[i].region + (account->at == AT_VILLAGE ? 200 : 0);
        }
    }
    return app->county;
}

static enum status find_organization(struct work *work, const char *kind, int64_t *id,
                                     struct error *error)
{
    struct value wanted = value_text(text_of(kind));
    struct row_list found;
    enum status status =
        rows_with(work, &organization_ledger, ORGANIZATION_KIND, &wanted, 1, 0, &found, error);
    *id = status == OK && found.n > 0 ? found.at[0]->id : 0;
    return status;
}

static enum status make_accounts(struct work *work, struct demo *demo, struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < COUNT(accounts); i++) {
        struct errors errors = {0};
        struct user_edit edit = {
            .account = text_of(accounts[i].account),
            .name = text_of(accounts[i].name),
            .role = accounts[i].role,
            .region = region_for(demo->app, &accounts[i]),
        };
        if (accounts[i].organization != NULL) {
            edit.organization_set = true;
            status = find_organization(work, accounts[i].organization, &edit.organization, error);
        }
        if (status == OK) {
            status = user_create(work, &edit, demo->hash, false, &demo->users[i], &errors, error);
        }
        if (status == INVALID && errors.n > 0) {
            error->message = errors.at[0].message;
        }
    }
    return status;
}

static enum status fill(struct work *work, void *context, struct error *error)
{
    struct demo *demo = context;
    enum status status = demo_fill(work, &demo->plan, tell, NULL, error);
    if (status == OK) {
        status = make_accounts(work, demo, error);
    }
    return status;
}

/* The weeks of work with bureaus' lists. */
static int work_with_lists(const struct demo *demo, struct arena *arena)
{
    struct error error;
    struct list_demo lists = {.seed = demo->plan.seed, .day = demo->plan.to};
    return list_demo_run(demo->app, &lists, arena, &error) == OK ? EXIT_OK : command_failed(&error);
}

/* The county chose Friday for the weekly reports, so that they are due. */
static enum status choose(struct work *work, void *context, struct error *error)
{
    (void)context;
    return app_put_setting(work, TEXT("report_weekday"), TEXT("5"), error);
}

/* Reports and letters, over the facts of what was filled in before. */
static enum status report(struct work *work, void *context, struct error *error)
{
    enum { COUNTY_ACCOUNT = 0, TOWN_ACCOUNT = 1 };
    struct demo *demo = context;
    const struct demo_rounds rounds = {.plan = &demo->plan,
                                       .unit_user = demo->users[TOWN_ACCOUNT],
                                       .county_user = demo->users[COUNTY_ACCOUNT]};
    enum status status = demo_rounds_fill(demo->app, work, &rounds, error);
    return status == OK ? demo_letters_fill(demo->app, work, &rounds, error) : status;
}

/* What was filled in, chosen and loaded, so that the reports can speak of it. */
static int fill_all(struct app *app, const struct arguments *arguments, struct demo *demo)
{
    struct error error;
    int code = site_write(app, arguments->arena, fill, demo);
    if (code == EXIT_OK) {
        code = site_write(app, arguments->arena, choose, demo);
    }
    if (code != EXIT_OK) {
        return code;
    }
    if (app_refresh(app, arguments->arena, &error) != OK ||
        app_load_facts(app, arguments->arena, &error) != OK) {
        return command_failed(&error);
    }
    return site_write(app, arguments->arena, report, demo);
}

/* The demo stands a fortnight before the campaign ends, so that there is something to do. */
static int64_t shift_into(const struct notice_head *head, int32_t *stands_at)
{
    int64_t now = clock_now(clock_system());
    *stands_at = head->window->to - 13;
    return clock_noon(*stands_at) - (clock_noon(clock_day_of(now)));
}

static int set_up(struct app *app, const struct arguments *arguments, struct demo *demo)
{
    struct arena *arena = arguments->arena;
    struct error error;
    struct notice_files files;
    struct faults faults;
    const char *folder = argument(arguments, "notice", NULL);
    if (folder == NULL) {
        folder = arena_printf(arena, "%s/xinfeng-2022-02", site_notices(arena)).s;
    }
    faults_init(&faults, arena);
    if (notice_files_read(arena, folder, &files, &error) != OK) {
        return command_failed(&error);
    }
    const struct notice *notice = notice_read(arena, &files, &faults);
    if (notice == NULL) {
        fprintf(stderr, "错误：通知有误，用 nuanxin notice check %s 查看\n", folder);
        return EXIT_FAILED;
    }
    struct app_plan plan = {.notice = folder, .demo = true};
    plan.clock_shift = shift_into(&notice->head, &demo->plan.to);
    demo->plan.from = notice->head.window->from;
    return app_set_up(app, &plan, arena, &error) == OK ? EXIT_OK : command_failed(&error);
}

static int run(const struct arguments *arguments)
{
    struct demo demo = {0};
    int64_t people, seed;
    if (!text_to_int(text_of(argument(arguments, "people", "20000")), &people) || people < 1 ||
        people > 2000000 || !text_to_int(text_of(argument(arguments, "seed", "1")), &seed)) {
        fputs("--people 应为 1 到 2000000 的整数，--seed 应为整数\n", stderr);
        return EXIT_USAGE;
    }
    const char *password = argument(arguments, "password", "Nuanxin-2022");
    int code;
    struct app *app = site_open(arguments, &code);
    if (app == NULL) {
        return code;
    }
    demo.app = app;
    demo.plan.people = people;
    demo.plan.seed = (uint64_t)seed;
    struct password_gate gate;
    password_gate_init(&gate);
    password_hash(&gate, text_of(password), demo.hash);
    password_gate_release(&gate);
    code = set_up(app, arguments, &demo);
    demo.plan.now = clock_now(app->clock);
    if (code == EXIT_OK) {
        code = fill_all(app, arguments, &demo);
    }
    if (code == EXIT_OK) {
        code = work_with_lists(&demo, arguments->arena);
    }
    if (code == EXIT_OK) {
        printf("演示站点已建好：%.*s，约 %lld 人（全部为虚构）。\n", TEXT_ARG(app->county_name),
               (long long)people);
    }
    app_close(app);
    return code;
}

static const struct option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"notice", "目录", "通知，默认 notices/xinfeng-2022-02", false},
    {"people", "人数", "默认 20000", false},
    {"seed", "整数", "同一个数生成同样的人，默认 1", false},
    {"password", "密码", "演示账号共用的密码，默认 Nuanxin-2022", false},
};

const struct command command_demo = {
    .name = "demo",
    .words = "",
    .summary = "生成一个演示站点：虚构的人员和几周的工作",
    .help = "按一份通知生成演示站点：乡镇、村、虚构的人员和家庭、类别、就业、服务、岗位、招聘会、救"
            "助，\n"
            "每种角色一个账号。每一页都标明“演示”。不要往演示站点里录真实的人。\n\n"
            "例：nuanxin demo --data demo\n"
            "    nuanxin serve --data demo",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
