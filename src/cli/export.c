#include <stdio.h>
#include <string.h>

#include "cli/site.h"
#include "domain/export.h"

static bool write_file(void *context, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, context) == n;
}

static bool tell(void *context, int64_t done, int64_t total)
{
    (void)context;
    site_progress("导出", done, total);
    return true;
}

static int choose_columns(struct work *work, const char *names, struct export_plan *plan)
{
    if (names == NULL) {
        export_usual_columns(work, plan->query.ledger, plan);
        return EXIT_OK;
    }
    int *columns = arena_array(work->arena, int, plan->query.ledger->count);
    struct text rest = text_of(names), name;
    while (text_split(&rest, ',', &name)) {
        int field = ledger_field(plan->query.ledger, text_trim(name));
        if (field < 0 || plan->n == plan->query.ledger->count) {
            fprintf(stderr, "没有这一列：%.*s\n", TEXT_ARG(name));
            return EXIT_USAGE;
        }
        columns[plan->n++] = field;
    }
    plan->columns = columns;
    return EXIT_OK;
}

struct noting {
    const struct export_plan *plan;
    struct export_made made;
};

static enum status note(struct work *work, void *context, struct error *error)
{
    struct noting *noting = context;
    return export_note(work, noting->plan, &noting->made, error);
}

static int export_to(struct app *app, struct work *work, struct export_plan *plan, const char *path)
{
    struct error error;
    struct noting noting = {.plan = plan};
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        fprintf(stderr, "错误：不能写入 %s\n", path);
        return EXIT_FAILED;
    }
    enum status status = export_write(app, work, plan, (struct zip_output){write_file, file}, tell,
                                      NULL, &noting.made, &error);
    if (fclose(file) != 0 && status == OK) {
        status = error_set(&error, work->arena, UNAVAILABLE, "文件没有写完：磁盘可能已满");
    }
    if (status != OK) {
        remove(path);
        int failed = command_failed(&error);
        return status == INVALID ? EXIT_USAGE : failed; /* only --where can be wrong here */
    }
    int code = site_write(app, work->arena, note, &noting);
    if (code == EXIT_OK) {
        printf("导出 %lld 行到 %s\n", (long long)noting.made.rows, path);
    }
    return code;
}

static int run(const struct arguments *arguments)
{
    struct export_plan plan = {.query = {.sort_field = -1, .limit = 1},
                               .plain = argument_given(arguments, "plain"),
                               .reason = text_of(argument(arguments, "reason", ""))};
    const char *path = argument(arguments, "out", NULL);
    struct error error;
    struct db *db;
    int code;
    if (plan.plain && plan.reason.n == 0) {
        fputs("导出未遮盖的个人信息要写 --reason\n", stderr);
        return EXIT_USAGE;
    }
    if (!text_ends(text_of(path), TEXT(".csv")) && !text_ends(text_of(path), TEXT(".xlsx"))) {
        fprintf(stderr, "不知道要写成哪种文件：%s；请以 .xlsx 或 .csv 结尾\n", path);
        return EXIT_USAGE;
    }
    struct app *app = site_open_ready(arguments, &code);
    if (app == NULL) {
        return code;
    }
    plan.format = text_ends(text_of(path), TEXT(".csv")) ? EXPORT_CSV : EXPORT_XLSX;
    plan.query.ledger = ledger_find(app->ledgers, text_of(arguments->words[0]));
    plan.query.where = text_of(argument(arguments, "where", ""));
    plan.filter = plan.query.where.n == 0
                      ? TEXT_EMPTY
                      : arena_printf(arguments->arena, "条件式“%.*s”", TEXT_ARG(plan.query.where));
    if (plan.query.ledger == NULL) {
        fprintf(stderr, "没有这个台账：%s\n", arguments->words[0]);
        code = EXIT_USAGE;
    } else if (app_load_facts(app, arguments->arena, &error) != OK ||
               database_reader(app->database, &db, arguments->arena, &error) != OK) {
        code = command_failed(&error);
    } else {
        struct actor actor = actor_program(app->county);
        struct work work = app_work(app, db, arguments->arena, &actor);
        code = choose_columns(&work, argument(arguments, "columns", NULL), &plan);
        if (code == EXIT_OK) {
            code = export_to(app, &work, &plan, path);
        }
        db_release(db);
    }
    app_close(app);
    return code;
}

static const struct option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"out", "文件", "写到 .xlsx 或 .csv", true},
    {"where", "条件", "只要符合条件的行，如 \"years_old >= 50 and not employed\"", false},
    {"columns", "列", "字段名，用逗号分开；不填为列表的默认列", false},
    {"plain", NULL, "证号、电话不遮盖（要写 --reason，记入审计）", false},
    {"reason", "理由", "为什么要导出未遮盖的信息", false},
};

const struct command command_export = {
    .name = "export",
    .words = "台账",
    .least = 1,
    .most = 1,
    .summary = "把一个台账导出成 Excel 或 CSV",
    .help = "身份证号和电话是文本格式，代码列带下拉列表，另有一张“导出说明”写明筛选条件和时间。\n"
            "每行带隐藏的签名标识：.xlsx 可以离线填写，再用 nuanxin import 导入，只取改过的格子。\n"
            "默认遮盖证号和电话。\n\n"
            "例：nuanxin export person --data demo --out 未就业.xlsx --where \"recognised and not "
            "employed\"",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
