#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/site.h"
#include "domain/import/apply.h"
#include "domain/import/preview.h"
#include "domain/import/returned.h"
#include "ledger/import_return.h"

static const char *const outcome_labels[IMPORT_OUTCOME__COUNT] = {
    [IMPORT_NEW] = "新增",        [IMPORT_CHANGED] = "有变化",
    [IMPORT_SAME] = "没变化",     [IMPORT_REPEATED] = "文件内重复",
    [IMPORT_QUESTION] = "要核对", [IMPORT_ERROR] = "有错误",
    [IMPORT_LEFT] = "略过",
};

struct importing {
    const struct arguments *arguments;
    struct import_session session;
    int64_t outcomes[IMPORT_OUTCOME__COUNT];
    struct apply_told told;
    struct import_return *back; /* rows to be put right; NULL when nobody asked for them */
};

static void count_rows(void *context, const struct import_row *rows, size_t n)
{
    struct importing *importing = context;
    if (importing->back != NULL) {
        import_return_add(importing->back, rows, n);
    }
    for (size_t i = 0; i < n; i++) {
        importing->outcomes[rows[i].outcome]++;
        for (size_t k = 0; k < rows[i].finding_count; k++) {
            const struct import_finding *f = &rows[i].findings[k];
            if (f->level >= IMPORT_ASK && !argument_given(importing->arguments, "json")) {
                printf("第 %u 行 %s：%.*s\n", rows[i].row + 1,
                       f->field < 0 ? "" : importing->session.terms.ledger->fields[f->field].label,
                       TEXT_ARG(f->message));
            }
        }
    }
}

static enum status only_count(void *context, struct import_row *rows, size_t n, struct error *error)
{
    (void)error;
    count_rows(context, rows, n);
    return OK;
}

static bool tell(void *context, int64_t done)
{
    (void)context;
    site_progress("已处理", done, done + 1);
    return true;
}

/* The file's bytes as long as the program runs. */
static bool map_file(const char *path, struct text *out)
{
    struct stat found;
    int fd = open(path, O_RDONLY);
    void *at = MAP_FAILED;
    if (fd >= 0 && fstat(fd, &found) == 0 && found.st_size > 0) {
        at = mmap(NULL, (size_t)found.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    if (fd >= 0) {
        close(fd);
    }
    if (at == MAP_FAILED) {
        fprintf(stderr, "错误：打不开文件 %s\n", path);
        return false;
    }
    *out = (struct text){at, (size_t)found.st_size};
    return true;
}

static enum status keep_batch(struct app *app, struct work *work, struct batch *batch,
                              struct text bytes, struct error *error)
{
    struct text name = batch->name, source = batch->source;
    struct work writing = *work;
    enum status status = database_writer(app->database, &writing.db, work->arena, error);
    if (status != OK) {
        return status;
    }
    status = db_begin(writing.db, work->arena, error);
    if (status == OK) {
        status = batch_create(app, &writing, batch->ledger, name, source, bytes, batch, error);
        if (status == OK) {
            batch->state = TEXT("done");
            status = batch_write(&writing, batch, error);
        }
        status = db_end(writing.db, status, work->arena, error);
    }
    db_release(writing.db);
    return status;
}

/* The sender's own rows, the bad cells marked, into the file named by --returned. */
static enum status write_returned(struct importing *importing, struct text bytes,
                                  struct error *error)
{
    const char *path = argument(importing->arguments, "returned", NULL);
    if (path == NULL) {
        return OK;
    }
    if (import_return_rows(importing->back) == 0) {
        fprintf(stderr, "没有要退回的行，未生成 %s\n", path);
        return OK;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return error_set(error, importing->arguments->arena, UNAVAILABLE, "写不了文件 %s", path);
    }
    enum status status = import_return_write(importing->back, importing->session.book, bytes, false,
                                             (struct zip_output){zip_to_file, &fd}, error);
    close(fd);
    return status;
}

static enum status import_file(struct app *app, struct work *work, struct importing *importing,
                               struct text bytes, struct error *error)
{
    const struct arguments *a = importing->arguments;
    bool dry = argument_given(a, "dry-run");
    struct batch batch = {.ledger = ledger_find(work->ledgers, text_of(a->words[0])),
                          .name = text_of(a->words[1]),
                          .source = text_of(argument(a, "source", "")),
                          .state = TEXT("read"),
                          .plan = TEXT("{}")};
    struct import_summary summary;
    enum status status = dry ? OK : keep_batch(app, work, &batch, bytes, error);
    if (status == OK) {
        status = session_over(app, work, &batch, bytes, &importing->session, error);
    }
    if (status == OK) {
        if (argument_given(a, "returned")) {
            importing->back =
                import_return_new(work->arena, &importing->session.terms,
                                  importing->session.layouts, importing->session.sheets);
        }
        struct apply_choice choice = {.outcomes = {[IMPORT_NEW] = true, [IMPORT_CHANGED] = true}};
        struct apply_watch watch = {.rows = count_rows, .progress = tell, .context = importing};
        status = dry ? session_run(&importing->session, only_count, importing, &summary, error)
                     : apply_write(&importing->session, &choice, &watch, &importing->told, error);
    }
    if (status == OK && importing->session.returned != NULL && !argument_given(a, "json")) {
        struct text told = returned_sentence(importing->session.returned, work);
        printf("%.*s\n", TEXT_ARG(told));
    }
    return status == OK ? write_returned(importing, bytes, error) : status;
}

static void report(const struct importing *importing, bool dry, bool json)
{
    printf(json ? "{" : "");
    for (int i = 0; i < IMPORT_OUTCOME__COUNT; i++) {
        if (json) {
            printf("\"%s\":%lld,", outcome_name((enum import_outcome)i),
                   (long long)importing->outcomes[i]);
        } else if (importing->outcomes[i] > 0) {
            printf("%s %lld 行  ", outcome_labels[i], (long long)importing->outcomes[i]);
        }
    }
    printf(json  ? "\"written\":%lld,\"refused\":%lld}\n"
           : dry ? "\n试运行，未写入\n"
                 : "\n写入 %lld 行，退回 %lld 行\n",
           (long long)importing->told.written, (long long)importing->told.refused);
}

static int run(const struct arguments *arguments)
{
    struct importing importing = {.arguments = arguments};
    struct text bytes;
    struct error error;
    struct db *db;
    int code;
    struct app *app = site_open_ready(arguments, &code);
    if (app == NULL) {
        return code;
    }
    bool dry = argument_given(arguments, "dry-run");
    if (ledger_find(app->ledgers, text_of(arguments->words[0])) == NULL) {
        fprintf(stderr, "没有这个台账：%s\n可用的有：", arguments->words[0]);
        for (const struct ledger *const *l = app->ledgers; *l != NULL; l++) {
            fprintf(stderr, " %s", (*l)->name);
        }
        fputc('\n', stderr);
        code = EXIT_USAGE;
    } else if (!map_file(arguments->words[1], &bytes)) {
        code = EXIT_FAILED;
    } else if (database_reader(app->database, &db, arguments->arena, &error) != OK) {
        code = command_failed(&error);
    } else {
        struct actor actor = actor_program(app->county);
        struct work work = app_work(app, db, arguments->arena, &actor);
        enum status status = import_file(app, &work, &importing, bytes, &error);
        db_release(db);
        code = status == OK ? EXIT_OK : command_failed(&error);
        if (status == OK) {
            report(&importing, dry, argument_given(arguments, "json"));
            bool findings = importing.outcomes[IMPORT_ERROR] + importing.outcomes[IMPORT_QUESTION] +
                                importing.told.refused >
                            0;
            code = findings ? EXIT_FINDINGS : EXIT_OK;
        }
    }
    app_close(app);
    return code;
}

static const struct option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"dry-run", NULL, "只检查，不写入", false},
    {"returned", "文件", "把要改的行写成退回表：原来的版式，错处标红，写明原因", false},
    {"source", "单位", "谁给的表：同一单位的列名会记住", false},
    {"json", NULL, "结果写成 JSON", false},
};

const struct command command_import = {
    .name = "import",
    .words = "台账 文件",
    .least = 2,
    .most = 2,
    .summary = "把一张表导入一个台账",
    .help = "表头在第几行、列叫什么名字都可以；.xlsx .xls .csv（GB18030 或 UTF-8）都可以。\n"
            "新增和有变化的行会写入，有错误和待确认的行逐行说明原因，不写入；\n"
            "--returned 把它们按原表版式退回，改好后可再导入。\n"
            "nuanxin export 导出的工作簿填好后直接导入：与导出时、与台账现在的内容三方对照，\n"
            "只有一边改过的采用，两边都改了的列为待确认；表中删去的行不会删除台账中的记录。\n"
            "台账：person household organization category_tag recognition employment_spell\n"
            "      intention need service relief vacancy fair region\n\n"
            "例：nuanxin import person 花名册.xlsx --data demo --dry-run\n"
            "    nuanxin import category_tag 低保名单.csv --data demo --source 县民政局",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
