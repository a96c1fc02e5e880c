#include "web/api/submission.h"

#include "domain/campaign/report_note.h"
#include "domain/campaign/submission_board.h"
#include "domain/campaign/submitting.h"
#include "domain/campaign/submitting_story.h"
#include "domain/campaign/summary_draft.h"
#include "report/render.h"
#include "web/api/ledger.h"
#include "web/api/payloads.h"
#include "web/api/report.h"
#include "web/api/submission_shapes.h"
#include "web/api/submission_show.h"
#include "web/request.h"

static enum status board_show(struct request *request, struct error *error)
{
    return submission_board_json(request->app, &request->work,
                                 request_day(request, request_query(request, "as_of")),
                                 &request->out, error);
}

static enum status open_asked(struct request *request, struct submitting *s, struct error *error)
{
    return submitting_open(request->app, &request->work, request_part(request, "report"),
                           request_part(request, "round"), request_part(request, "unit"), s, error);
}

static enum status show(struct request *request, struct error *error)
{
    struct submitting s;
    enum status status = open_asked(request, &s, error);
    return status == OK ? submission_write(request, &s, error) : status;
}

/* ---- what changed ---- */

struct comparison {
    struct report report;
    struct figure_members *now;
    struct frozen *base;
};

/* "last": today's figures against what was handed in; else what is shown against the round before.
 * The base is NULL where nothing was handed in. */
static enum status compare(const struct submitting *s, struct text against, struct comparison *out,
                           struct error *error)
{
    bool last = text_is(against, "last");
    enum status status = last ? submitting_report(s, &out->report, &out->now, error)
                              : submitting_shown(s, &out->report, &out->now, error);
    if (status == OK) {
        status = last ? submitting_frozen(s, s->row, &out->base, error)
                      : submitting_before(s, &out->base, error);
    }
    return status;
}

static struct member_change change_of(struct request *request, const struct comparison *c,
                                      size_t row, size_t column, const struct frozen_cell **before)
{
    const struct report *report = &c->report;
    *before = frozen_cell(c->base, &report->units[row]->key, report->form->columns.at[column].key);
    struct figure_members old = frozen_members(request->arena, c->base, *before);
    return members_compare(request->arena, &old, &c->now[column * report->rows + row]);
}

static void put_changes(struct request *request, const struct comparison *c)
{
    struct json_out *out = &request->out;
    const struct report *report = &c->report;
    json_open_list(out, "rows");
    for (size_t row = 0; c->base != NULL && row < report->rows; row++) {
        json_open(out, NULL);
        json_put_text(out, "unit", report->units[row]->key);
        json_put_text(out, "label", report->units[row]->name);
        json_open_list(out, "cells");
        for (size_t i = 0; i < report->form->columns.n; i++) {
            const struct report_column *column = &report->form->columns.at[i];
            const struct frozen_cell *before;
            struct member_change change = change_of(request, c, row, i, &before);
            json_open(out, NULL);
            json_put_text(out, "column", column->key);
            submission_put_figure(request, "before", column,
                                  before == NULL ? SHAPE_BLANK : before->value);
            submission_put_figure(request, "now", column, report_cell_at(report, row, i)->value);
            json_put_int(out, "added", (int64_t)change.added_n);
            json_put_int(out, "removed", (int64_t)change.removed_n);
            json_close(out);
        }
        json_close_list(out);
        json_close(out);
    }
    json_close_list(out);
}

static enum status changes_show(struct request *request, struct error *error)
{
    struct submitting s;
    struct comparison comparison = {0};
    enum status status = open_asked(request, &s, error);
    if (status == OK) {
        status = compare(&s, request_query(request, "against"), &comparison, error);
    }
    if (status == OK) {
        json_open(&request->out, NULL);
        bool any = comparison.base != NULL;
        json_put_day(&request->out, "base_as_of", any ? comparison.base->as_of : DATE_NONE);
        put_changes(request, &comparison);
        json_close(&request->out);
    }
    return status;
}

static enum status find_cell(struct request *request, const struct comparison *c, size_t *row,
                             int *column, struct error *error)
{
    struct text unit = request_text(request, "unit");
    *column = report_column(c->report.form, request_text(request, "column"));
    for (*row = 0; *row < c->report.rows; (*row)++) {
        int64_t region = 0;
        bool is = text_equal(c->report.units[*row]->key, unit) ||
                  (text_to_int(unit, &region) && region == c->report.units[*row]->region);
        if (is && *column >= 0) {
            return OK;
        }
    }
    return error_set(error, request->arena, NOT_FOUND, "报表没有这一格");
}

static enum status changes_members(struct request *request, struct error *error)
{
    struct submitting s;
    struct comparison comparison = {0};
    size_t row;
    int column;
    enum status status = open_asked(request, &s, error);
    if (status == OK) {
        status = compare(&s, request_text(request, "against"), &comparison, error);
    }
    if (status == OK && comparison.base == NULL) {
        status = error_set(error, request->arena, NOT_FOUND, "没有报送过，没有可比的");
    }
    if (status == OK) {
        status = find_cell(request, &comparison, &row, &column, error);
    }
    if (status != OK) {
        return status;
    }
    const struct frozen_cell *before;
    struct member_change change = change_of(request, &comparison, row, (size_t)column, &before);
    bool added = text_is(request_text(request, "which"), "added");
    const int64_t *ids = added ? change.added : change.removed;
    size_t n = added ? change.added_n : change.removed_n;
    const struct ledger *ledger =
        ledger_find(request->app->ledgers, comparison.report.form->columns.at[column].subject);
    if (ledger == NULL || !access_may(&request->actor, ledger->data, ACCESS_READ)) {
        return error_set(error, request->arena, DENIED, "您的角色不能看这些记录");
    }
    size_t offset = (size_t)request_int(request, "offset", 0);
    size_t limit = (size_t)request_int(request, "limit", 20);
    offset = offset < n ? offset : n;
    limit = limit < n - offset ? limit : n - offset;
    json_open(&request->out, NULL);
    json_put_cstr(&request->out, "ledger", ledger->name);
    status = ledger_write_rows(request, ledger, ids + offset, limit, error);
    json_put_int(&request->out, "total", (int64_t)n);
    json_close(&request->out);
    return status;
}

static enum status history_show(struct request *request, struct error *error)
{
    struct submitting s;
    enum status status = open_asked(request, &s, error);
    return status == OK
               ? submission_write_history(request, &s, request_query(request, "target"), error)
               : status;
}

/* ---- steps ---- */

struct words {
    struct submitting_words *at;
    size_t n;
};

static void add_words(struct request *request, const char *member, const char *kind,
                      struct words *words)
{
    const struct json *map = json_member(request->body, member);
    if (map == NULL || map->kind != JSON_KIND_OBJECT) {
        return;
    }
    struct submitting_words *more =
        arena_array(request->arena, struct submitting_words, words->n + map->n);
    for (size_t i = 0; i < words->n; i++) {
        more[i] = words->at[i];
    }
    for (size_t i = 0; i < map->n; i++) {
        struct text body;
        if (!json_text(&map->at[i], &body)) {
            errors_add(&request->errors, request->arena, member, TEXT("应是文字"), TEXT_EMPTY);
            continue;
        }
        more[words->n++] = (struct submitting_words){kind, map->keys[i], body};
    }
    words->at = more;
}

/* What comes with a step, in the words of docs/api.md. */
static enum status read_words(struct request *request, struct words *words, struct error *error)
{
    *words = (struct words){0};
    add_words(request, "prose", NOTE_PROSE, words);
    add_words(request, "explain", NOTE_EXPLAIN, words);
    add_words(request, "remarks", NOTE_REMARK, words);
    return request->errors.n > 0 ? error_set(error, request->arena, INVALID, "输入有误") : OK;
}

static enum status write_words(struct request *request, struct error *error)
{
    struct submitting s;
    struct words words;
    enum status status = read_words(request, &words, error);
    status = status == OK ? open_asked(request, &s, error) : status;
    if (status == OK) {
        status = submitting_write(&s, words.at, words.n, &request->errors, error);
    }
    return status == OK ? submission_write(request, &s, error) : status;
}

static enum status comment(struct request *request, struct error *error)
{
    struct submitting s;
    struct submitting_words words = {NOTE_COMMENT, request_text(request, "target"),
                                     request_text(request, "body")};
    enum status status = open_asked(request, &s, error);
    if (status == OK) {
        status = submitting_write(&s, &words, 1, &request->errors, error);
    }
    return status == OK ? submission_write(request, &s, error) : status;
}

static enum status figure(struct request *request, struct error *error)
{
    struct submitting s;
    int64_t typed = SHAPE_BLANK;
    struct text column = request_text(request, "column");
    const struct json *value = json_member(request->body, "value");
    enum status status = open_asked(request, &s, error);
    int index = status == OK ? report_column(s.round->form, column) : -1;
    if (status == OK && index < 0) {
        return error_set(error, request->arena, NOT_FOUND, "报表里没有您可以填的这一格");
    }
    if (status == OK && value != NULL && value->kind != JSON_KIND_NULL) {
        status =
            report_read_value(request, &s.round->form->columns.at[index], value, &typed, error);
    }
    if (status == OK) {
        status = submitting_type(&s, column, typed, request_text(request, "reason"),
                                 &request->errors, error);
    }
    return status == OK ? submission_write(request, &s, error) : status;
}

static enum status submit(struct request *request, struct error *error)
{
    struct submitting s;
    struct words words;
    enum status status = read_words(request, &words, error);
    status = status == OK ? open_asked(request, &s, error) : status;
    if (status == OK && words.n > 0) {
        status = submitting_write(&s, words.at, words.n, &request->errors, error);
    }
    if (status == OK) {
        status = submitting_submit(&s, &request->errors, error);
    }
    return status == OK ? submission_write(request, &s, error) : status;
}

static enum status step(struct request *request, const char *name, struct error *error)
{
    struct submitting s;
    struct words words;
    enum status status = read_words(request, &words, error);
    status = status == OK ? open_asked(request, &s, error) : status;
    if (status == OK) {
        status = submitting_step(&s, name, request_text(request, "reason"), words.at, words.n,
                                 &request->errors, error);
    }
    return status == OK ? submission_write(request, &s, error) : status;
}

static enum status give_back(struct request *request, struct error *error)
{
    return step(request, "return", error);
}

static enum status accept(struct request *request, struct error *error)
{
    return step(request, "accept", error);
}

static enum status extend(struct request *request, struct error *error)
{
    struct submitting s;
    struct date until = {DATE_NONE, DATE_DAY};
    (void)date_parse(request_text(request, "until"), &until);
    enum status status = open_asked(request, &s, error);
    if (status == OK) {
        status = submitting_extend(&s, until.day, request_text(request, "reason"), &request->errors,
                                   error);
    }
    return status == OK ? submission_write(request, &s, error) : status;
}

static enum status seal(struct request *request, struct error *error)
{
    struct submitting s;
    struct words words;
    enum status status = read_words(request, &words, error);
    status = status == OK ? open_asked(request, &s, error) : status;
    if (status == OK) {
        status = submitting_seal(&s, request_text(request, "reason"), words.at, words.n,
                                 &request->errors, error);
    }
    return status == OK ? submission_write(request, &s, error) : status;
}

static enum status reopen(struct request *request, struct error *error)
{
    struct submitting s;
    enum status status = open_asked(request, &s, error);
    if (status == OK) {
        status = submitting_reopen(&s, request_text(request, "reason"), &request->errors, error);
    }
    return status == OK ? submission_write(request, &s, error) : status;
}

/* ---- files ---- */

static enum status send_sheet(struct request *request, const struct submitting *s, struct text stem,
                              struct error *error)
{
    struct text format = request_query(request, "format");
    request_made(request,
                 arena_printf(request->arena, "%.*s.%.*s", TEXT_ARG(stem), TEXT_ARG(format)));
    return submitting_sheet_file(s,
                                 text_is(format, "xlsx")  ? SUBMITTING_XLSX
                                 : text_is(format, "csv") ? SUBMITTING_CSV
                                                          : SUBMITTING_PDF,
                                 &request->exchange->out, error);
}

/* 附表2-第一次（9月23日）-嘉定镇. */
static struct text stem_of(struct request *request, const struct submitting *s)
{
    const struct report_form *form = s->round->form;
    struct text unit = s->unit == NULL ? s->books->notice->head.county_name : s->unit->name;
    return text_starts(s->round->name, form->name)
               ? arena_printf(request->arena, "%.*s-%.*s", TEXT_ARG(s->round->name), TEXT_ARG(unit))
               : arena_printf(request->arena, "%.*s-%.*s-%.*s", TEXT_ARG(form->name),
                              TEXT_ARG(s->round->name), TEXT_ARG(unit));
}

/* What was written, with the photos. */
static enum status send_words(struct request *request, const struct submitting *s,
                              struct error *error)
{
    struct text format = request_query(request, "format");
    if (!text_is(format, "docx") && !text_is(format, "pdf")) {
        (void)error_set(error, request->arena, NOT_FOUND, "这份报表只有文字，没有表格文件");
        return error_hint(error, request->arena, "请下载 Word 或 PDF");
    }
    request_made(request, arena_printf(request->arena, "%.*s.%.*s", TEXT_ARG(stem_of(request, s)),
                                       TEXT_ARG(format)));
    return submitting_story(s, text_is(format, "docx") ? STORY_FORMAT_DOCX : STORY_FORMAT_PDF,
                            &request->exchange->out, error);
}

static enum status file(struct request *request, struct error *error)
{
    struct submitting s;
    struct report report;
    struct figure_members *members;
    bool words = text_is(request_query(request, "format"), "docx");
    enum status status = open_asked(request, &s, error);
    if (status == OK && (words || s.round->form->columns.n == 0)) {
        return send_words(request, &s, error);
    }
    if (status == OK) {
        status = submitting_shown(&s, &report, &members, error);
    }
    if (status != OK) {
        return status;
    }
    struct text stem = stem_of(request, &s);
    return s.round->form->sheet == SHEET_FIGURES ? report_send(request, &report, stem, error)
                                                 : send_sheet(request, &s, stem, error);
}

static enum status draft(struct request *request, struct error *error)
{
    struct submitting s;
    enum status status = open_asked(request, &s, error);
    if (status == OK) {
        request_made(request,
                     arena_printf(request->arena, "%.*s草稿.docx", TEXT_ARG(s.round->form->title)));
        status = summary_draft(&s, &request->exchange->out, error);
    }
    return status;
}

/* ---- the table ---- */

static const struct payload board_query = {
    .members = (const struct member[]){
        {.name = "as_of", .label = "日期", .kind = MEMBER_DAY},
        {0},
    }};

#define ONE "/api/v1/submissions/{report}/{round}/{unit}"

/* A step of the flow: looked up, taken, answered with the submission as it is then. */
#define STEP(name, what, takes, says)                                                              \
    {                                                                                              \
        .method = METHOD_POST, .path = ONE "/" name, .ledger = "submission",                       \
        .permission = PERMIT_LEDGER, .access = ACCESS_READ | ACCESS_ACT, .body_kind = BODY_JSON,   \
        .body = (takes), .flags = ROUTE_WRITES, .returns = &submission_payload, .run = (what),     \
        .summary = (says)                                                                          \
    }

const struct route submission_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/submissions",
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .query = &board_query,
     .returns = &submission_board_payload,
     .run = board_show,
     .summary = "报送情况：每一期报表各单位报了没有，以及及时率；as_of 写日期的是那一天的样子"},
    {.method = METHOD_GET,
     .path = ONE,
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .returns = &submission_payload,
     .run = show,
     .summary = "一份报送：数字、文字、批注、能办的事；unit 写 county 是全县的"},
    {.method = METHOD_PUT,
     .path = ONE,
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &submission_words_body,
     .flags = ROUTE_WRITES,
     .returns = &submission_payload,
     .run = write_words,
     .summary = "暂存文字和校验说明"},
    {.method = METHOD_GET,
     .path = ONE "/changes",
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .query = &submission_changes_query,
     .returns = &submission_changes_payload,
     .run = changes_show,
     .summary = "与上一期（before）或上次报送（last）比，每格增减几个"},
    {.method = METHOD_POST,
     .path = ONE "/changes",
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .body_kind = BODY_JSON,
     .body = &submission_changed_body,
     .returns = &report_members_payload,
     .run = changes_members,
     .summary = "一格增加或减少的是谁"},
    {.method = METHOD_GET,
     .path = ONE "/history",
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .query = &submission_history_query,
     .returns = &submission_history_payload,
     .run = history_show,
     .summary = "一格（列或行）历次报送时的内容"},
    {.method = METHOD_POST,
     .path = ONE "/figure",
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &submission_figure_body,
     .flags = ROUTE_WRITES,
     .returns = &submission_payload,
     .run = figure,
     .summary = "填一格的数并写明原因；value 为 null 恢复台账推算"},
    {.method = METHOD_GET,
     .path = ONE "/file",
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .flags = ROUTE_FILE,
     .query = &submission_file_query,
     .run = file,
     .summary = "报送的表格文件；文字连同照片是 docx，只有文字的报表也有 pdf"},
    {.method = METHOD_GET,
     .path = ONE "/draft.docx",
     .ledger = "submission",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .flags = ROUTE_FILE,
     .run = draft,
     .summary = "全县总结草稿（Word）：数字取自已封存的报表，逐个注明出处"},
    STEP("submit", submit, &submission_words_body, "报送：先校验，再封存数字和名单"),
    STEP("return", give_back, &submission_return_body, "退回，可对各格写意见"),
    STEP("accept", accept, &empty_payload, "接收"),
    STEP("extend", extend, &submission_extend_body, "锁定以后准予补报"),
    STEP("seal", seal, &submission_seal_body, "封存全县报表（unit 写 county）"),
    STEP("reopen", reopen, &reason_payload, "重开已封存的全县报表"),
    STEP("comment", comment, &submission_comment_body, "写批注"),
    {0},
};
