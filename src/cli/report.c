#include <stdio.h>
#include <string.h>

#include "base/ceilings.h"
#include "cli/site.h"
#include "domain/campaign/inspection_paper.h"
#include "domain/campaign/statistics.h"
#include "domain/campaign/submitting_story.h"
#include "domain/campaign/summary_draft.h"
#include "domain/campaign/task_paper.h"
#include "format/csv.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "notice/notice.h"
#include "report/render.h"

enum { MEMBERS_AT_ONCE = 500 };

struct reporting {
    const struct arguments *arguments;
    struct arena *arena;
    struct work work;
    struct statistics statistics;
    struct report report;
    bool misused; /* what was typed cannot be done: a usage error */
};

/* ---- files ---- */

static enum status make_json(struct arena *arena, const struct report *report, struct buf *out,
                             struct error *error)
{
    struct json_out json = json_into(out);
    report_json(arena, report, &json);
    return out->full ? error_set(error, arena, TOO_LARGE, "报表太大，写不下") : OK;
}

static const struct {
    const char *ending;
    enum status (*make)(struct arena *arena, const struct report *report, struct buf *out,
                        struct error *error);
} kinds[] = {
    {".xlsx", report_xlsx},
    {".csv", report_csv},
    {".pdf", report_pdf},
    {".json", make_json},
};

static enum status write_file(struct arena *arena, const char *path, const struct buf *bytes,
                              struct error *error)
{
    FILE *file = fopen(path, "wb");
    bool good = file != NULL && fwrite(bytes->s, 1, bytes->n, file) == bytes->n;
    good = file != NULL && fclose(file) == 0 && good;
    if (good) {
        return OK;
    }
    (void)error_set(error, arena, UNAVAILABLE, "写不了文件 %s", path);
    return error_hint(error, arena, "请检查目录是否存在、有没有写权限、磁盘是否已满");
}

static enum status unknown_ending(struct reporting *r, const char *path, const char *endings,
                                  struct error *error)
{
    r->misused = true;
    (void)error_set(error, r->arena, INVALID, "不知道要写成哪种文件：%s", path);
    return error_hint(error, r->arena, "文件名请以 %s 结尾", endings);
}

static enum status write_report(struct reporting *r, const char *path, struct error *error)
{
    struct buf out;
    buf_init(&out, CEILING_RESPONSE);
    enum status status = INVALID;
    bool known = false;
    for (size_t i = 0; i < COUNT(kinds) && !known; i++) {
        known = text_ends(text_of(path), text_of(kinds[i].ending));
        if (known) {
            status = kinds[i].make(r->arena, &r->report, &out, error);
        }
    }
    if (!known) {
        status = unknown_ending(r, path, ".xlsx、.csv、.pdf 或 .json", error);
    }
    if (status == OK) {
        status = write_file(r->arena, path, &out, error);
    }
    buf_release(&out);
    return status;
}

/* ---- what was written ---- */

/* Writes what was made, if it was. */
static enum status keep(struct reporting *r, const char *path, enum status made, struct buf *out,
                        struct error *error)
{
    enum status status = made == OK ? write_file(r->arena, path, out, error) : made;
    buf_release(out);
    return status;
}

/* The key of the report's round that a day belongs to: the last that had begun by then. */
static struct text round_of(const struct reporting *r, const struct app_books *books,
                            const struct report_form *form, int32_t as_of)
{
    struct rounds rounds = rounds_of(r->arena, books->notice, books->calendar, &books->settings);
    struct text key = TEXT_EMPTY;
    for (size_t i = 0; i < rounds.n; i++) {
        const struct round *round = &rounds.at[i];
        key = round->form == form && (key.n == 0 || round->from <= as_of) ? round->key : key;
    }
    return key;
}

/* A report of words alone, or the words of one with a table: the county's, of all that handed in.
 * Of the summary a .docx is the draft, with a footnote to every figure. */
static enum status make_words(struct reporting *r, struct app *app, const struct report_form *form,
                              int32_t as_of, struct error *error)
{
    const char *path = argument(r->arguments, "out", NULL);
    bool docx = text_ends(text_of(path), TEXT(".docx"));
    if (!docx && !text_ends(text_of(path), TEXT(".pdf"))) {
        return unknown_ending(r, path, ".docx 或 .pdf（这份报表只有文字）", error);
    }
    if (form->prose.n == 0) {
        r->misused = true;
        (void)error_set(error, r->arena, INVALID, "“%.*s”是一张表，没有 Word 文档",
                        TEXT_ARG(form->name));
        return error_hint(error, r->arena, "请写成 .xlsx 或 .pdf，样式与通知一致");
    }
    struct submitting s;
    struct buf out;
    buf_init(&out, CEILING_RESPONSE);
    enum status status =
        submitting_open(app, &r->work, form->key, round_of(r, app_books(app), form, as_of),
                        TEXT(SUBMISSION_COUNTY), &s, error);
    if (status == OK) {
        status =
            docx && form->draft.n > 0
                ? summary_draft(&s, &out, error)
                : submitting_story(&s, docx ? STORY_FORMAT_DOCX : STORY_FORMAT_PDF, &out, error);
    }
    return keep(r, path, status, &out, error);
}

/* ---- the list of tasks, the table of the inspection ---- */

static enum status make_worklist(struct reporting *r, struct app *app, int32_t as_of,
                                 struct error *error)
{
    const char *path = argument(r->arguments, "out", NULL);
    struct text name = text_of(path);
    struct worklist_page page;
    enum status status = task_paper_make(app, &r->work, as_of, 0, &page, error);
    if (status != OK) {
        return status;
    }
    struct buf out;
    buf_init(&out, CEILING_RESPONSE);
    status = text_ends(name, TEXT(".xlsx"))  ? worklist_xlsx(r->arena, &page, &out, error)
             : text_ends(name, TEXT(".csv")) ? worklist_csv(r->arena, &page, &out, error)
             : text_ends(name, TEXT(".pdf"))
                 ? worklist_pdf(r->arena, &page, &out, error)
                 : unknown_ending(r, path, ".xlsx、.csv 或 .pdf", error);
    return keep(r, path, status, &out, error);
}

static enum status make_inspection(struct reporting *r, struct app *app, int32_t as_of,
                                   struct error *error)
{
    const char *path = argument(r->arguments, "out", NULL);
    struct text name = text_of(path);
    struct inspection_page page;
    enum status status = inspection_paper_make(app, &r->work, 0, as_of, &page, error);
    if (status != OK) {
        return status;
    }
    struct buf out;
    buf_init(&out, CEILING_RESPONSE);
    status = text_ends(name, TEXT(".xlsx"))  ? inspection_xlsx(r->arena, &page, &out, error)
             : text_ends(name, TEXT(".csv")) ? inspection_csv(r->arena, &page, &out, error)
             : text_ends(name, TEXT(".pdf"))
                 ? inspection_pdf(r->arena, &page, &out, error)
                 : unknown_ending(r, path, ".xlsx、.csv 或 .pdf", error);
    return keep(r, path, status, &out, error);
}

/* ---- who stands behind the figures ---- */

/* One line of the list: whose figure, and the row's name with its person, masked. */
static enum status put_member(struct work *work, struct csv_out *csv, struct text unit,
                              const struct report_column *column, const struct row *row,
                              struct error *error)
{
    const struct ledger *ledger = row->ledger;
    struct text name = row_title(work, row), number = TEXT_EMPTY;
    const struct row *person = strcmp(ledger->name, "person") == 0 ? row : NULL;
    struct row *owner = NULL;
    if (person == NULL && ledger->person >= 0) {
        const struct ledger *people = ledger_find(work->ledgers, TEXT("person"));
        int64_t id = row->value[ledger->person].number;
        enum status status = rows_get(work, people, id, 0, &owner, error);
        if (status != OK && status != NOT_FOUND) {
            return status;
        }
        person = status == OK ? owner : NULL;
    }
    if (person != NULL) {
        name = row_title(work, person);
        number = person->value[ledger_field(person->ledger, TEXT("id_no"))].text;
    }
    csv_put(csv, unit);
    csv_put(csv, arena_printf(work->arena, "%lld", (long long)column->no));
    csv_put(csv, report_column_name(column));
    csv_put(csv, text_of(ledger->label));
    csv_put(csv, arena_printf(work->arena, "%lld", (long long)row->id));
    csv_put(csv, name);
    csv_put(csv, number);
    csv_end_row(csv);
    return OK;
}

static enum status put_cell(struct reporting *r, struct work *work, struct csv_out *csv,
                            size_t unit, size_t column, struct error *error)
{
    const struct report_column *of = &r->report.form->columns.at[column];
    const struct notice_unit *at = r->report.units[unit];
    struct figure_members members;
    enum status status =
        statistics_members(&r->statistics, work, &r->report, at->region, of->key, &members, error);
    const struct ledger *ledger =
        status == OK ? ledger_find(work->ledgers, text_of(members.ledger)) : NULL;
    struct row *rows[MEMBERS_AT_ONCE];
    for (size_t from = 0; status == OK && from < members.n; from += MEMBERS_AT_ONCE) {
        size_t n = members.n - from < MEMBERS_AT_ONCE ? members.n - from : MEMBERS_AT_ONCE;
        status = rows_get_many(work, ledger, members.ids + from, n, 0, rows, error);
        for (size_t i = 0; status == OK && i < n; i++) {
            if (rows[i] != NULL) {
                status = put_member(work, csv, at->name, of, rows[i], error);
            }
        }
    }
    return status;
}

/* 报表.xlsx gives 报表-名单.csv. */
static const char *members_path(struct arena *arena, const char *path)
{
    const char *dot = strrchr(path, '.');
    return arena_cstr(arena, arena_printf(arena, "%.*s-名单.csv", (int)(dot - path), path));
}

static enum status write_members(struct reporting *r, const char *path, struct error *error)
{
    static const char *const headings[] = {"单位",   "列号",       "列",      "台账",
                                           "记录号", "姓名或名称", "身份证号"};
    struct buf out;
    buf_init(&out, CEILING_RESPONSE);
    struct csv_out csv = csv_into(&out);
    for (size_t i = 0; i < COUNT(headings); i++) {
        csv_put(&csv, text_of(headings[i]));
    }
    csv_end_row(&csv);
    struct arena scratch; /* one cell's rows at a time */
    arena_init(&scratch);
    struct work work = r->work;
    work.arena = &scratch;
    enum status status = OK;
    const struct report_form *form = r->report.form;
    for (size_t unit = 0; unit < r->report.rows; unit++) {
        site_progress("写名单", (int64_t)unit + 1, (int64_t)r->report.rows);
        for (size_t column = 0; status == OK && column < form->columns.n; column++) {
            if (form->columns.at[column].printed) {
                arena_reset(&scratch);
                status = put_cell(r, &work, &csv, unit, column, error);
            }
        }
    }
    if (status != OK) { /* its texts live in the scratch arena */
        error_keep(error, r->arena);
    }
    arena_release(&scratch);
    if (status == OK && out.full) {
        status = error_set(error, r->arena, TOO_LARGE, "名单太长，写不下");
        (void)error_hint(error, r->arena, "请在页面上按格子查看和导出名单");
    }
    if (status == OK) {
        status = write_file(r->arena, members_path(r->arena, path), &out, error);
    }
    buf_release(&out);
    return status;
}

/* ---- the command ---- */

static void print_findings(const struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct report_finding *finding = &report->findings[i];
        fprintf(stderr, "%s %.*s %.*s\n", finding->check->level == CHECK_ERROR ? "错误" : "提醒",
                TEXT_ARG(finding->check->key), TEXT_ARG(finding->sentence));
    }
    for (size_t i = 0; i < report->unasked_count; i++) {
        fprintf(stderr, "未校验 %.*s：%.*s\n", TEXT_ARG(report->unasked[i].check->key),
                TEXT_ARG(report->unasked[i].why));
    }
}

static enum status make(struct reporting *r, struct app *app, int32_t as_of, struct error *error)
{
    const char *path = argument(r->arguments, "out", NULL);
    struct text name = text_of(r->arguments->words[0]);
    enum status status = statistics_open(app, &r->work, name, &r->statistics, error);
    if (status == OK) {
        status = statistics_report(&r->statistics, &r->work, as_of, &r->report, error);
    }
    if (status == OK) {
        status = write_report(r, path, error);
    }
    if (status == OK && argument_given(r->arguments, "members")) {
        status = write_members(r, path, error);
    }
    return status;
}

static int run(const struct arguments *arguments)
{
    struct date as_of;
    if (!date_parse(text_of(argument(arguments, "as-of", NULL)), &as_of) ||
        as_of.precision != DATE_DAY) {
        fputs("--as-of 应写成年-月-日，如 2022-09-23\n", stderr);
        return EXIT_USAGE;
    }
    int code;
    struct app *app = site_open_ready(arguments, &code);
    if (app == NULL) {
        return code;
    }
    struct error error;
    struct db *db = NULL;
    struct actor actor = actor_program(app->county);
    struct reporting r = {.arguments = arguments, .arena = arguments->arena};
    enum status status = app_load_facts(app, r.arena, &error);
    if (status == OK) {
        status = database_reader(app->database, &db, r.arena, &error);
    }
    if (status == OK) {
        r.work = app_work(app, db, r.arena, &actor);
        const struct notice *notice = r.work.notice;
        const struct report_form *form = notice_report(notice, text_of(arguments->words[0]));
        bool words =
            form != NULL && (form->columns.n == 0 ||
                             text_ends(text_of(argument(arguments, "out", NULL)), TEXT(".docx")));
        status = words ? make_words(&r, app, form, as_of.day, &error)
                 : text_is(notice->worklist.key, arguments->words[0])
                     ? make_worklist(&r, app, as_of.day, &error)
                 : text_is(notice->inspection.key, arguments->words[0])
                     ? make_inspection(&r, app, as_of.day, &error)
                     : make(&r, app, as_of.day, &error);
    }
    if (status == OK) {
        print_findings(&r.report);
        code = r.report.error_count > 0 ? EXIT_FINDINGS : EXIT_OK;
    } else {
        code = command_failed(&error);
        code = r.misused ? EXIT_USAGE : code;
    }
    if (db != NULL) {
        db_release(db);
    }
    app_close(app);
    return code;
}

static const struct option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"as-of", "日期", "报告日，如 2022-09-23", true},
    {"out", "文件", "写到哪里：.xlsx、.csv、.pdf、.json；有文字的报表 .docx", true},
    {"members", NULL, "另写一份名单：每个数背后的每一条记录（证号遮盖）", false},
};

const struct command command_report = {
    .name = "report",
    .words = "报表",
    .least = 1,
    .most = 1,
    .summary = "按通知的样式生成统计表和工作清单",
    .help = "从台账算出某一天的统计表：.xlsx 和 .pdf 与通知的表样一致，.csv "
            "一行一个单位、最后一行是全县。\n"
            "不符合校验规则的地方写在标准错误；有“错误”级的退出码是 1，文件照样写出。\n"
            "工作清单的 .xlsx、.pdf 照通知的样式，.xlsx 另附各单位进展，.csv 一行一个单位。\n"
            "排查情况统计表的 .xlsx 先全县后各乡镇，.pdf 是全县，.csv 一行一个单位。\n"
            "有文字的报表（周报、案例、总结）写成 "
            ".docx，是各单位报送的文字和照片；只有文字的也可以写成 "
            ".pdf；总结的 .docx 是全县草稿，每个数注明出处。\n"
            "加 --members 时，名单写在同一目录的“文件名-名单.csv”。\n\n"
            "报表名是通知里各张表的代号，例：nuanxin report table2 --data /var/lib/nuanxin --as-of "
            "2022-09-23 --out 报表.xlsx",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
