#include <stdio.h>
#include <unistd.h>

#include "cli/site.h"

/* What of the site's folder goes along with the tables. */
static const char *const folders[] = {"blobs", "notice", NULL};

/* Progress, when somebody is looking. */
static void tell(void *context, struct text what)
{
    (void)context;
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "%.*s\n", TEXT_ARG(what));
    }
}

static struct backup_site backup_site_of(struct database *database, const char *folder,
                                         struct arena *arena)
{
    return (struct backup_site){
        .database = database,
        .root = folder,
        .folders = folders,
        .keys = arena_printf(arena, "%s/keys", folder).s,
    };
}

static void describe(const struct backup_info *info, struct arena *arena)
{
    printf("备份时间 %.*s，%lld 行，%lld 个文件，%s\n", TEXT_ARG(clock_format(arena, info->at)),
           (long long)info->rows, (long long)info->files,
           info->has_keys ? "含密钥" : "不含密钥（keys 请另行保管，没有它备份打不开）");
}

static int run_backup(const struct arguments *arguments)
{
    struct error error;
    struct backup_info info;
    const char *out = argument(arguments, "out", NULL);
    if (argument_given(arguments, "verify")) {
        if (backup_verify(out, &info, arguments->arena, &error) != OK) {
            return command_failed(&error);
        }
        describe(&info, arguments->arena);
        return EXIT_OK;
    }
    if (!argument_given(arguments, "data")) {
        fputs("缺少选项 --data\n用 nuanxin backup --help 看用法。\n", stderr);
        return EXIT_USAGE;
    }
    int code;
    struct app *app = site_open_ready(arguments, &code);
    if (app == NULL) {
        return code;
    }
    struct backup_site site = backup_site_of(app->database, app->folder.s, arguments->arena);
    site.secret = app->secret;
    enum status status = backup_write(&site, out, argument_given(arguments, "with-keys"),
                                      clock_system(), &info, tell, NULL, arguments->arena, &error);
    if (status == OK) {
        describe(&info, arguments->arena);
    }
    app_close(app);
    return status == OK ? EXIT_OK : command_failed(&error);
}

static const struct option backup_options[] = {
    {"data", "目录", "数据目录；只检验备份时不需要", false},
    OPTION_DATABASE,
    {"out", "文件", "写到这个文件；它不能已经存在", true},
    {"with-keys", NULL, "把密钥也放进备份（备份本身就能打开，须严加保管）", false},
    {"verify", NULL, "不备份，只检验 --out 指的备份是否完好", false},
};

const struct command command_backup = {
    .name = "backup",
    .words = "",
    .summary = "备份整个站点到一个文件，服务运行时也可以",
    .help = "把数据库（同一时刻的状态）和文件备份到一个文件，末尾有每一部分的校验和。\n"
            "备份时服务照常运行。备份可以恢复到 SQLite，也可以恢复到 PostgreSQL。\n\n"
            "例：nuanxin backup --data /var/lib/nuanxin --out 2022-09-23.nuanxin",
    .options = backup_options,
    .option_count = COUNT(backup_options),
    .run = run_backup,
};

static int run_restore(const struct arguments *arguments)
{
    struct arena *arena = arguments->arena;
    struct error error;
    struct backup_info info;
    const char *folder = argument(arguments, "data", NULL);
    const char *where =
        argument(arguments, "database", arena_printf(arena, "%s/site.db", folder).s);
    struct database *database;
    /* before anything is made: a wrong file leaves no half site behind */
    enum status status = backup_verify(arguments->words[0], &info, arena, &error);
    if (status == OK) {
        status = app_make_folder(folder, arena, &error);
    }
    if (status == OK) {
        status = database_open(where, &database, arena, &error);
    }
    if (status != OK) {
        return command_failed(&error);
    }
    struct backup_site site = backup_site_of(database, folder, arena);
    status = backup_restore(&site, arguments->words[0], app_migrations, app_migration_count, NULL,
                            clock_system(), &info, tell, NULL, arena, &error);
    database_close(database);
    if (status != OK) {
        return command_failed(&error);
    }
    describe(&info, arena);
    return EXIT_OK;
}

static const struct option restore_options[] = {
    {"data", "目录", "恢复到这个新的数据目录", true},
    OPTION_DATABASE,
};

const struct command command_restore = {
    .name = "restore",
    .words = "备份文件",
    .least = 1,
    .most = 1,
    .summary = "从备份恢复到一个空的数据目录",
    .help = "先检验备份的每一部分，再恢复到一个空的数据目录（或空的数据库）。\n"
            "备份不含密钥时，先把原来的 keys 文件放进这个目录（权限 600），再恢复。\n\n"
            "例：mkdir -m 700 /var/lib/nuanxin-new\n"
            "    cp -p 另处保管的/keys /var/lib/nuanxin-new/\n"
            "    nuanxin restore --data /var/lib/nuanxin-new 2022-09-23.nuanxin",
    .options = restore_options,
    .option_count = COUNT(restore_options),
    .run = run_restore,
};
