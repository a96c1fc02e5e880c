#include "domain/people/recognition_apply.h"

#include "domain/app_jobs.h"
#include "domain/many.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "domain/people/recognition_flow.h"
#include "facts/follow.h"
#include "ledger/change.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "notice/notice.h"
#include "rule/eval.h"

enum { PARAMS_CEILING = 8 << 20, KINDS_MOST = 64, KINDS_TEXT = 1024 };

/* ---- asking for it ---- */

static void check_kinds(struct work *work, const struct json *kinds, struct errors *errors)
{
    const struct field *field = &recognition_ledger.fields[RECOGNITION_KINDS];
    for (size_t i = 0; kinds != NULL && i < kinds->n; i++) {
        if (code_label(work, field, kinds->at[i].text).n == 0) {
            errors_add(errors, work->arena, "kinds",
                       arena_printf(work->arena, "没有“%.*s”这个类别", TEXT_ARG(kinds->at[i].text)),
                       TEXT("请从人员类别中选择"));
        }
    }
}

/* The day of application; today when the body names none. */
static int32_t read_day(struct work *work, const struct json *body, struct errors *errors)
{
    int32_t today = clock_today(work->clock);
    struct date day = {today, DATE_DAY};
    struct text text;
    if (json_text(json_member(body, "applied_on"), &text) && text.n > 0 &&
        (!date_parse(text, &day) || day.precision != DATE_DAY || day.day > today)) {
        errors_add(errors, work->arena, "applied_on", TEXT("应为今天或以前的日期"),
                   TEXT("写成 2022-09-08"));
    }
    return day.day;
}

enum status recognition_apply_submit(struct work *work, const struct json *body,
                                     struct job_info *job, struct errors *errors,
                                     struct error *error)
{
    bool rows = json_member(body, "rows") != NULL, query = json_member(body, "query") != NULL;
    if (rows == query) {
        errors_add(errors, work->arena, "rows", TEXT("请选择要申请认定的人员"),
                   TEXT("rows 与 query 二者给一个"));
    }
    check_kinds(work, json_member(body, "kinds"), errors);
    int32_t day = read_day(work, body, errors);
    if (errors->n > 0) {
        return error_set(error, work->arena, INVALID, "申请内容有误");
    }
    struct buf params;
    buf_init(&params, PARAMS_CEILING);
    struct json_out out = json_into(&params);
    json_open(&out, NULL);
    app_job_for(&out, work->actor);
    json_put_int(&out, "day", day);
    json_put_tree(&out, "body", body);
    json_close(&out);
    *job = (struct job_info){
        .county = work->actor->county,
        .actor = work->actor->user,
        .kind = TEXT("recognition_apply"),
        .title = TEXT("批量申请认定"),
        .params = arena_text(work->arena, buf_text(&params)),
    };
    buf_release(&params);
    return job_submit(work->db, work->clock, job, work->arena, error);
}

/* ---- doing it ---- */

/* Who belongs to one category on the day. */
struct category_set {
    struct text code;
    struct set people; /* rows of the facts' table of persons */
};

struct apply {
    struct app *app;
    int32_t day;
    int64_t batch;
    struct text kinds; /* chosen by the caller; empty: by category */
    struct category_set sets[KINDS_MOST];
    size_t set_count;
};

static enum status parse_category(struct arena *arena, const struct app_books *books,
                                  struct text where, const struct rule **out, struct error *error)
{
    struct errors errors = {0};
    enum status status =
        rule_parse(arena, books->language, &person_ledger, where, RULE_BOOL, out, &errors);
    return status == OK ? OK
                        : error_set(error, arena, INVALID, "通知的类别条件不能用：%.*s",
                                    TEXT_ARG(errors.n > 0 ? errors.at[0].message : TEXT_EMPTY));
}

/* One run over the facts for all categories of the notice. */
static enum status find_categories(struct apply *apply, struct arena *arena, struct error *error)
{
    const struct app_books *books = app_books(apply->app);
    const struct notice *notice = books->notice;
    const struct rule *rules[KINDS_MOST];
    for (size_t i = 0; i < notice->categories.n && apply->set_count < KINDS_MOST; i++) {
        const struct notice_category *category = &notice->categories.at[i];
        enum status status =
            parse_category(arena, books, category->where, &rules[apply->set_count], error);
        if (status != OK) {
            return status;
        }
        apply->sets[apply->set_count++].code = category->key;
    }
    struct board *board = follow_board(apply->app->facts);
    const int64_t *params = app_params(books, arena, apply->day, apply->day, apply->day);
    board_read(board);
    struct rule_run *run = rule_run_new(board, books->language, params);
    for (size_t i = 0; i < apply->set_count; i++) {
        rule_run_add(run, rules[i]);
    }
    rule_run_work(run);
    for (size_t i = 0; i < apply->set_count; i++) {
        set_copy(&apply->sets[i].people, rule_run_yes(run, i));
    }
    rule_run_free(run);
    board_done(board);
    return OK;
}

/* The codes of the person's categories, as KIND_CODES keeps them: sorted, cut by ','. */
static struct text kinds_of(const struct apply *apply, struct work *work, int64_t person)
{
    if (apply->kinds.n > 0) {
        return apply->kinds;
    }
    struct text held[KINDS_MOST];
    size_t n = 0;
    struct board *board = follow_board(apply->app->facts);
    board_read(board);
    uint32_t row = table_row(board_table(board, TEXT("person")), person);
    board_done(board);
    for (size_t i = 0; row != ROW_NONE && i < apply->set_count; i++) {
        if (set_has(&apply->sets[i].people, row)) {
            size_t at = n++;
            for (; at > 0 && text_compare(held[at - 1], apply->sets[i].code) > 0; at--) {
                held[at] = held[at - 1];
            }
            held[at] = apply->sets[i].code;
        }
    }
    struct buf codes;
    buf_init(&codes, KINDS_TEXT);
    for (size_t i = 0; i < n; i++) {
        buf_adds(&codes, i > 0 ? "," : "");
        buf_addt(&codes, held[i]);
    }
    struct text text = arena_text(work->arena, buf_text(&codes));
    buf_release(&codes);
    return text;
}

/* CONFLICT when an earlier application is still under way or stands. */
static enum status check_free(struct work *work, int64_t person, struct error *error)
{
    struct row_list earlier;
    enum status status =
        rows_referring(work, &recognition_ledger, RECOGNITION_PERSON, person, 0, &earlier, error);
    for (size_t i = 0; status == OK && i < earlier.n; i++) {
        struct text state = earlier.at[i]->value[RECOGNITION_STATE].text;
        if (!text_is(state, "refused") && !text_is(state, "exited")) {
            status = error_set(error, work->arena, CONFLICT, "已有认定申请，状态为“%s”",
                               flow_state(&recognition_flow, state)->label);
        }
    }
    return status;
}

static enum status apply_one(void *context, struct work *work, int64_t id, struct text *title,
                             struct errors *errors, struct error *error)
{
    const struct apply *apply = context;
    struct row *person;
    enum status status = rows_get(work, &person_ledger, id, 0, &person, error);
    if (status != OK) {
        return status;
    }
    *title = row_title(work, person);
    if (value_is_set(&person->value[PERSON_DECEASED_ON])) {
        return error_set(error, work->arena, INVALID, "已登记死亡，不能申请");
    }
    status = check_free(work, id, error);
    if (status != OK) {
        return status;
    }
    struct text kinds = kinds_of(apply, work, id);
    if (kinds.n == 0) {
        return error_set(error, work->arena, INVALID, "没有有效的人员类别，不能申请");
    }
    struct change change = change_create(work, &recognition_ledger);
    change.part = true;
    change.batch = apply->batch;
    change_set(&change, RECOGNITION_PERSON, value_number(id));
    change_set(&change, RECOGNITION_KINDS, value_text(kinds));
    change_set(&change, RECOGNITION_APPLIED_ON, value_date((struct date){apply->day, DATE_DAY}));
    return change_save(&change, errors, error);
}

/* The caller's categories in the form of the field. */
static struct text chosen_kinds(struct work *work, const struct json *kinds)
{
    struct value value = VALUE_NULL;
    struct errors ignored = {0}; /* they were checked when the job was submitted */
    if (kinds != NULL && kinds->n > 0 &&
        value_json_read(work, &recognition_ledger.fields[RECOGNITION_KINDS], kinds, &value,
                        &ignored)) {
        return value.text;
    }
    return TEXT_EMPTY;
}

enum status recognition_apply_run(struct job *job, void *app, struct arena *arena,
                                  struct error *error)
{
    struct json *params;
    int64_t day = 0;
    enum status status = json_parse(arena, job_info(job)->params, &params, error);
    if (status != OK) {
        return status;
    }
    json_int(json_member(params, "day"), &day);
    const struct json *body = json_member(params, "body");
    struct many many = {
        .job = job,
        .app = app,
        .arena = arena,
        .actor = app_job_actor(app, job_info(job), params),
        .ledger = &person_ledger,
        .body = body,
        .action = TEXT("apply"),
        .audited = &recognition_ledger,
        .message = TEXT("正在申请…"),
        .one = apply_one,
    };
    struct apply *apply = arena_new(arena, struct apply);
    *apply = (struct apply){.app = app, .day = (int32_t)day, .batch = job_info(job)->id};
    struct work work = app_work(app, NULL, arena, &many.actor);
    apply->kinds = chosen_kinds(&work, json_member(body, "kinds"));
    many.context = apply;
    if (apply->kinds.n == 0) {
        status = find_categories(apply, arena, error);
    }
    if (status == OK) {
        status = many_run(&many, error);
    }
    for (size_t i = 0; i < apply->set_count; i++) {
        set_release(&apply->sets[i].people);
    }
    return status;
}
