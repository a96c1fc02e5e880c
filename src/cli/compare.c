#include "compare/compare.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "base/clock.h"
#include "cli/site.h"
#include "compare/result_book.h"
#include "compare/result_csv.h"
#include "format/json.h"
#include "store/claim.h"

struct comparing {
    const struct arguments *arguments;
    struct arena *arena;
    const char *out;
    struct crew *crew;
    struct compare *compare;
    struct compare_settings settings;
    size_t memory; /* bytes from which on a shelf is used */
    struct source lists[2];
    struct sources *sources;
    struct claims *claims; /* with --database */
    bool elsewhere;        /* another process wrote the result */
    struct compare_result result;
    struct model model; /* read from --model */
    uint64_t model_sum;
};

/* ---- what is written ---- */

static enum status write_csv(struct comparing *c, struct error *error)
{
    return result_csv_write(c->arena, &c->result, c->out, c->crew, error);
}

static enum status write_xlsx(struct comparing *c, struct error *error)
{
    return result_book_write(c->arena, &c->result, c->lists, c->out, error);
}

static const struct out_kind {
    const char *ending;
    enum status (*write)(struct comparing *c, struct error *error);
} kinds[] = {{".csv", write_csv}, {".xlsx", write_xlsx}};

static const struct out_kind *kind_of(const char *path)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (text_ends(text_of(path), text_of(kinds[i].ending))) {
            return &kinds[i];
        }
    }
    return NULL;
}

static bool same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

/* ---- stored weights ---- */

static enum status read_model(struct comparing *c, struct error *error)
{
    const char *path = argument(c->arguments, "model", NULL);
    if (path == NULL) {
        return OK;
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return error_set(error, c->arena, NOT_FOUND, "打不开模型文件 %s", path);
    }
    size_t size = CEILING_BODY;
    char *bytes = arena_alloc(c->arena, size);
    size_t n = fread(bytes, 1, size, file);
    fclose(file);
    c->model_sum = text_hash((struct text){bytes, n});
    enum status status = model_load(c->arena, (struct text){bytes, n}, &c->model, error);
    c->settings.model = &c->model;
    return status;
}

static enum status keep_model(struct comparing *c, struct error *error)
{
    const char *path = argument(c->arguments, "keep-model", NULL);
    if (path == NULL) {
        return OK;
    }
    struct buf json;
    buf_init(&json, CEILING_BODY);
    model_save(&c->result.model, &json);
    buf_addc(&json, '\n');
    FILE *file = fopen(path, "wb");
    bool good = file != NULL && fwrite(json.s, 1, json.n, file) == json.n;
    good = file != NULL && fclose(file) == 0 && good;
    buf_release(&json);
    return good ? OK : error_set(error, c->arena, UNAVAILABLE, "写不了模型文件 %s", path);
}

/* ---- what is told ---- */

static bool tell(void *context, enum compare_phase phase, double done)
{
    static const char *const words[] = {[COMPARE_READING] = "读取名单",
                                        [COMPARE_NUMBERS] = "按身份证号比对",
                                        [COMPARE_CANDIDATES] = "查找候选",
                                        [COMPARE_DECIDING] = "判定"};
    const struct comparing *c = context;
    site_progress(words[phase], (int64_t)(done * 100), 100);
    return c->claims == NULL || !claims_failed(c->claims);
}

/* The first rows that repeat somebody above, and whom. */
static void print_repeated(const struct comparing *c, enum compare_side side)
{
    enum { TOLD = 5 };
    size_t told = 0, all = 0;
    for (size_t i = 0; i < c->result.finding_count; i++) {
        const struct compare_finding *f = &c->result.findings[i];
        bool repeated = f->side == side && f->quality == QUALITY_REPEATED;
        all += repeated;
        if (repeated && told < TOLD) {
            printf("%s第 %u 行同第 %u 行", told++ == 0 ? "    " : "，", f->row, f->other);
        }
    }
    if (told > 0) {
        printf("%s：请只留前面那一行\n", all > told ? " ……" : "");
    }
}

static void print_list(const struct comparing *c, enum compare_side side)
{
    const struct source *source = &c->lists[side];
    const int64_t *quality = c->result.quality[side];
    printf("%s %s：%lld 人", side == COMPARE_LEFT ? "左表" : "右表", source->path,
           (long long)quality[QUALITY_ROWS]);
    if (source->passed > 0) {
        printf("，跳过 %u 行（合计、备注、重复表头）", source->passed);
    }
    if (source->sheets > 1) {
        printf("，有 %zu 张工作表，只读了“%.*s”", source->sheets, TEXT_ARG(source->sheet));
    }
    fputs("\n  认出的列：", stdout);
    for (enum clean_field field = 0; field < CLEAN_FIELD__COUNT; field++) {
        if (source->columns.at[field] >= 0) {
            printf(" %s", clean_field_label(field));
        }
    }
    putchar('\n');
    for (enum compare_quality q = QUALITY_ROWS + 1; q < QUALITY__COUNT; q++) {
        if (quality[q] > 0) {
            printf("  %s %lld 行\n", compare_quality_label(q), (long long)quality[q]);
            if (q == QUALITY_REPEATED) {
                print_repeated(c, side);
            }
        }
    }
}

static void print_summary(const struct comparing *c)
{
    print_list(c, COMPARE_LEFT);
    print_list(c, COMPARE_RIGHT);
    for (enum outcome outcome = 0; outcome < OUTCOME__COUNT; outcome++) {
        printf("%s%s %lld", outcome == 0 ? "" : "，", outcome_label(outcome),
               (long long)c->result.outcomes[outcome]);
    }
    printf("\n打分 %lld 对，疑似里错的预计不超过 %g%%\n结果写到 %s\n", (long long)c->result.pairs,
           c->result.model.error * 100, c->out);
}

/* The rows that repeat somebody above: at most so many, the count stands under "quality". */
static void json_repeated(struct json_out *json, const struct comparing *c, enum compare_side side)
{
    enum { TOLD = 1000 };
    size_t told = 0;
    json_open_list(json, "repeated");
    for (size_t i = 0; i < c->result.finding_count && told < TOLD; i++) {
        const struct compare_finding *f = &c->result.findings[i];
        if (f->side == side && f->quality == QUALITY_REPEATED) {
            json_open(json, NULL);
            json_put_int(json, "row", f->row);
            json_put_int(json, "kept", f->other);
            json_close(json);
            told++;
        }
    }
    json_close_list(json);
}

static void json_list(struct json_out *json, const struct comparing *c, enum compare_side side)
{
    const struct source *source = &c->lists[side];
    json_open(json, side == COMPARE_LEFT ? "left" : "right");
    json_put_cstr(json, "file", source->path);
    json_put_text(json, "sheet", source->sheet);
    json_put_int(json, "rows", c->result.quality[side][QUALITY_ROWS]);
    json_put_int(json, "passed", source->passed);
    json_open(json, "columns");
    for (enum clean_field field = 0; field < CLEAN_FIELD__COUNT; field++) {
        if (source->columns.at[field] >= 0) {
            json_put_text(json, clean_field_label(field), source->columns.title[field]);
        }
    }
    json_close(json);
    json_open(json, "quality");
    for (enum compare_quality q = QUALITY_ROWS + 1; q < QUALITY__COUNT; q++) {
        json_put_int(json, compare_quality_label(q), c->result.quality[side][q]);
    }
    json_close(json);
    json_repeated(json, c, side);
    json_close(json);
}

static void print_json(const struct comparing *c)
{
    struct buf out;
    buf_init(&out, CEILING_RESPONSE);
    struct json_out json = json_into(&out);
    json_open(&json, NULL);
    json_list(&json, c, COMPARE_LEFT);
    json_list(&json, c, COMPARE_RIGHT);
    json_open(&json, "outcomes");
    for (enum outcome outcome = 0; outcome < OUTCOME__COUNT; outcome++) {
        json_put_int(&json, outcome_code(outcome), c->result.outcomes[outcome]);
    }
    json_close(&json);
    json_put_int(&json, "pairs", c->result.pairs);
    json_put_real(&json, "error", c->result.model.error);
    json_put_real(&json, "threshold", (double)c->result.model.threshold);
    json_put_cstr(&json, "out", c->out);
    json_close(&json);
    printf("%.*s\n", TEXT_ARG(buf_text(&out)));
    buf_release(&out);
}

/* ---- what was asked ---- */

static bool read_repeats(struct comparing *c)
{
    const char *which = argument(c->arguments, "repeats", "");
    bool both = strcmp(which, "both") == 0;
    c->settings.repeats[COMPARE_LEFT] = both || strcmp(which, "left") == 0;
    c->settings.repeats[COMPARE_RIGHT] = both || strcmp(which, "right") == 0;
    return *which == '\0' || c->settings.repeats[COMPARE_LEFT] ||
           c->settings.repeats[COMPARE_RIGHT];
}

/* 2G, 512M; without it half of the machine's memory, at most 4 GiB. */
static bool read_memory(struct comparing *c)
{
    const char *given = argument(c->arguments, "memory", NULL);
    const size_t most = (size_t)4 << 30;
    if (given == NULL) {
        size_t half = (size_t)sysconf(_SC_PHYS_PAGES) / 2 * (size_t)sysconf(_SC_PAGESIZE);
        c->memory = half < most ? half : most;
        return true;
    }
    struct text text = text_of(given);
    bool giga = text_ends(text, TEXT("G")), mega = text_ends(text, TEXT("M"));
    int64_t number = 0;
    bool good = (giga || mega) && text_to_int(text_slice(text, 0, text.n - 1), &number) &&
                number > 0 && number < 1 << 20;
    c->memory = good ? (size_t)number << (giga ? 30 : 20) : 0;
    return good;
}

/* Per cent, as 0.5; without it the engine's own. */
static bool read_error(struct comparing *c)
{
    const char *given = argument(c->arguments, "error", NULL);
    char *end = NULL;
    if (given == NULL) {
        return true;
    }
    double percent = strtod(given, &end);
    c->settings.error = percent / 100;
    return end != given && *end == '\0' && percent >= .01 && percent <= 20;
}

/* What is wrong with the words themselves; EXIT_OK when nothing is. */
static int check_usage(struct comparing *c)
{
    const char *const *words = c->arguments->words;
    if (kind_of(c->out) == NULL) {
        fprintf(stderr, "不知道要写成哪种文件：%s\n文件名请以 .xlsx 或 .csv 结尾\n", c->out);
        return EXIT_USAGE;
    }
    if (same_file(c->out, words[0]) || same_file(c->out, words[1])) {
        fprintf(stderr, "--out 就是名单本身，会把它覆盖：%s\n", c->out);
        return EXIT_USAGE;
    }
    if (!read_repeats(c)) {
        fputs("--repeats 应是 left、right 或 both\n", stderr);
        return EXIT_USAGE;
    }
    if (!read_error(c)) {
        fputs("--error 应是百分数，0.01 到 20，如 0.5\n", stderr);
        return EXIT_USAGE;
    }
    if (!read_memory(c)) {
        fputs("--memory 应写成 2G 或 512M\n", stderr);
        return EXIT_USAGE;
    }
    if (same_file(words[0], words[1])) {
        fputs("提醒：左表和右表是同一个文件\n", stderr);
    }
    return EXIT_OK;
}

/* ---- on a shelf ---- */

/* What makes this comparison another one: the lists, and all that the result depends on. */
static uint64_t run_of(const struct comparing *c)
{
    struct buf what;
    buf_init(&what, 64 * KIB);
    buf_addf(&what, "%s %zu %d %d %d %g %016" PRIx64, NUANXIN_VERSION, sizeof(struct person_row),
             c->settings.today, c->settings.repeats[0], c->settings.repeats[1], c->settings.error,
             c->model_sum);
    for (int side = 0; side < 2; side++) {
        struct stat found;
        if (stat(c->arguments->words[side], &found) == 0) {
            buf_addf(&what, " %lld %lld.%09ld", (long long)found.st_size,
                     (long long)found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
        }
    }
    uint64_t run = text_hash(buf_text(&what));
    buf_release(&what);
    return run;
}

static bool claim(void *context, enum shelf_step step, size_t task)
{
    return claim_take(context, (int64_t)task * SHELF_STEP__COUNT + (int64_t)step);
}

static enum status on_shelf(struct comparing *c, struct error *error)
{
    enum { LEASE_MS = 6000 };
    uint64_t run = run_of(c);
    const char *where = argument(c->arguments, "database", NULL);
    struct shelf shelf;
    size_t pieces;
    bool finishes = false;
    enum status status = OK;
    if (where != NULL) {
        status = claims_open(where, (int64_t)run, LEASE_MS, &c->claims, c->arena, error);
    }
    const struct shelf_share share = {claim, c->claims};
    if (status == OK) {
        status =
            shelf_open(c->arena, c->out, run, c->claims == NULL ? NULL : &share, &shelf, error);
    }
    if (status == OK) {
        status = sources_shelve(c->sources, &shelf, c->compare, &pieces, error);
    }
    if (status == OK) {
        status =
            compare_on_shelf(c->compare, &shelf, pieces, &c->result, &finishes, c->arena, error);
    }
    if (status == OK && finishes) {
        status = kind_of(c->out)->write(c, error);
    }
    if (status == OK && finishes) {
        shelf_remove(&shelf);
    }
    c->elsewhere = !finishes;
    if (c->claims != NULL) {
        if (status == BUSY && claims_failed(c->claims)) {
            (void)error_set(error, c->arena, UNAVAILABLE, "连不上数据库，比对停在半路");
            status = error_hint(error, c->arena, "请检查数据库，再用同样的命令接着比对");
        }
        claims_close(c->claims, status == OK && finishes);
    }
    return status;
}

/* ---- the command ---- */

static enum status in_memory(struct comparing *c, struct error *error)
{
    enum status status = sources_read(c->sources, c->compare, error);
    if (status == OK) {
        status = compare_run(c->compare, &c->result, c->arena, error);
    }
    return status == OK ? kind_of(c->out)->write(c, error) : status;
}

static enum status do_compare(struct comparing *c, struct error *error)
{
    enum status status = read_model(c, error);
    if (status == OK) {
        status = sources_open(c->arena, c->arguments->words, c->settings.today, c->crew, c->lists,
                              &c->sources, error);
    }
    if (status != OK) {
        return status;
    }
    c->compare = compare_new(&c->settings);
    bool shelf = argument_given(c->arguments, "database") ||
                 compare_memory(sources_rows(c->sources)) > c->memory;
    status = shelf ? on_shelf(c, error) : in_memory(c, error);
    return status == OK && !c->elsewhere ? keep_model(c, error) : status;
}

static void tell_result(const struct comparing *c)
{
    if (c->elsewhere) {
        printf("结果由一同比对的另一个进程写到 %s\n", c->out);
    } else if (argument_given(c->arguments, "json")) {
        print_json(c);
    } else {
        print_summary(c);
    }
}

static int run(const struct arguments *arguments)
{
    struct comparing c = {.arguments = arguments, .arena = arguments->arena};
    c.out = argument(arguments, "out", NULL);
    int code = check_usage(&c);
    if (code != EXIT_OK) {
        return code;
    }
    struct error error;
    memory_keep();
    c.crew = crew_new(0);
    c.settings.today = clock_today(clock_system());
    c.settings.crew = c.crew;
    c.settings.all_left = true;
    c.settings.progress = tell;
    c.settings.context = &c;
    if (do_compare(&c, &error) != OK) {
        code = command_failed(&error);
    } else {
        tell_result(&c);
        int64_t open = c.result.outcomes[OUTCOME_LIKELY] + c.result.outcomes[OUTCOME_CONFLICT];
        code = open > 0 ? EXIT_FINDINGS : EXIT_OK;
    }
    compare_free(c.compare);
    crew_free(c.crew);
    return code;
}

static const struct option options[] = {
    {"out", "文件", "结果写到哪里：.xlsx 或 .csv", true},
    {"repeats", "哪边", "left、right 或 both：这边本来就一人多行（如按月发放），不算重复", false},
    {"error", "百分数", "疑似里最多容许错多少，如 0.5；定得低，疑似就少；不填为 2", false},
    {"model", "文件", "用以前存下的权重，不按这两张表重新估计", false},
    {"keep-model", "文件", "把这次的权重存下来（JSON）", false},
    {"json", NULL, "摘要写成 JSON", false},
    {"memory", "大小", "如 2G：估计要用更多内存时改在结果旁的临时目录里分批比对", false},
    {"database", "地址", "postgresql://…：同一命令可在几处同时运行，分担同一次比对", false},
};

const struct command command_compare = {
    .name = "compare",
    .words = "左表 右表",
    .least = 2,
    .most = 2,
    .summary = "比对两张人员名单，不需要站点",
    .help =
        "左表、右表是任意两张人员名单：.xlsx、.xls、.et、.csv（UTF-8 或 GB18030）。表头在前 15 "
        "行里自己找，\n"
        "认得姓名、身份证号、性别、出生日期、电话、乡镇、村、地址等写法；姓名和身份证号至少要有一列"
        "。\n\n"
        "结果分五类：\n"
        "  一致 same        证号相同，姓名、生日、性别没有矛盾\n"
        "  疑似 likely      证号错一位、颠倒、15 "
        "位或缺失，姓名同音、异体，靠其他几项认出：请人工判定\n"
        "  冲突 conflict    "
        "一个证号两个人（两人在同一张表里时另一边空着），或一个人两个证号：请核对\n"
        "  仅左 left_only   右表里没有\n"
        "  仅右 right_only  左表里没有\n\n"
        ".xlsx 一类一张表，两边原文并排、不同处标红，另有“质量”一张；.csv 的列是\n"
        "left_row,right_row,outcome,score,reason，行号从表头下一行数起，score 是同一人的可能性。\n"
        "有疑似或冲突时退出码是 1，文件照样写出。中途停止不会留下写了一半的结果。\n\n"
        "内存放不下的名单（如千万人以上）自动分批，中间数据在“结果名.比对中-"
        "…”目录里，完成后删除；\n"
        "中途被停，再用同样的命令会接着做。加 --database "
        "后，同一命令可在几个窗口或几台机器上（都看得到\n"
        "名单和结果目录）同时运行，分担同一次比对，结果与一处运行完全一样。\n\n"
        "例：nuanxin compare 台账.xlsx 低保名单.xls --out 比对结果.xlsx\n"
        "    nuanxin compare 登记失业.csv 参保.csv --out 结果.csv --json\n"
        "    nuanxin compare 全省.csv 参保.csv --out 结果.csv --memory 2G\n",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
