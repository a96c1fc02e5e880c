#include "web/api/notice_form.h"

#include "base/ceilings.h"
#include "domain/app_books.h"
#include "domain/notice_rule.h"
#include "domain/notice_shelf.h"
#include "domain/people/access.h"
#include "notice/form.h"
#include "web/api/payloads.h"
#include "web/request.h"

void notice_faults_write(struct request *request, struct faults *faults)
{
    struct json_out *out = &request->out;
    faults_sort(faults);
    json_put_int(out, "errors", (int64_t)faults->errors);
    json_open_list(out, "faults");
    for (size_t i = 0; i < faults->n; i++) {
        const struct fault *fault = &faults->at[i];
        json_open(out, NULL);
        json_put_cstr(out, "file", fault->file);
        json_put_int(out, "line", fault->line);
        json_put_cstr(out, "key", fault->key == NULL ? "" : fault->key);
        json_put_cstr(out, "level", fault->level == FAULT_ERROR ? "error" : "warn");
        json_put_text(out, "message", fault->message);
        json_put_text(out, "hint", fault->hint);
        json_close(out);
    }
    json_close_list(out);
}

/* ---- a file as a form ---- */

static enum status write_form(struct request *request, struct text name, struct error *error)
{
    struct notice_version version;
    struct notice_files files;
    struct faults faults;
    struct app_books *books;
    struct json_out *out = &request->out;
    enum status status = notice_shelf_read(request->app, &request->work, request->id, &version,
                                           &files, &books, &faults, error);
    app_books_free(books);
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    form_write(request->arena, &files, name, out);
    json_put_text(out, "text", notice_file_text(&files, name));
    form_write_files(request->arena, &files, out);
    form_write_names(request->arena, &files, out);
    notice_faults_write(request, &faults);
    json_close(out);
    return OK;
}

static enum status form_show(struct request *request, struct error *error)
{
    return write_form(request, request_query(request, "file"), error);
}

/* ---- one change ---- */

/* A member's texts without white space around them, and without empty ones. */
static struct edit_texts texts_member(struct request *request, const char *name)
{
    const struct json *list = json_member(request->body, name);
    size_t n = list == NULL ? 0 : list->n;
    struct text *texts = arena_array(request->arena, struct text, n);
    struct edit_texts out = {texts, 0};
    for (size_t i = 0; i < n; i++) {
        struct text text = text_trim(list->at[i].text);
        if (text.n > 0) {
            texts[out.n++] = text;
        }
    }
    return out;
}

static void put_texts(struct json_out *out, const char *key, struct edit_texts texts)
{
    json_open_list(out, key);
    for (size_t i = 0; i < texts.n; i++) {
        json_put_text(out, NULL, texts.at[i]);
    }
    json_close_list(out);
}

/* Both values, for the one who came second. */
static void tell_conflict(struct request *request, struct edit_texts now, struct edit_texts yours)
{
    struct buf text;
    buf_init(&text, CEILING_BODY);
    struct json_out out = json_into(&text);
    json_open(&out, NULL);
    put_texts(&out, "current", now);
    put_texts(&out, "yours", yours);
    json_close(&out);
    if (!text.full) { /* without the braces: the members join the problem's own */
        request->extra = arena_cstr(request->arena, text_slice(buf_text(&text), 1, text.n - 1));
    }
    buf_release(&text);
}

static enum status edit_put(struct request *request, struct error *error)
{
    struct text act = request_text(request, "do"), file = request_text(request, "file");
    struct edit_texts now;
    struct notice_edit edit = {.at = request_text(request, "at"),
                               .was = texts_member(request, "was"),
                               .to = texts_member(request, "to")};
    while (edit.act < EDIT__COUNT && !text_is(act, edit_acts[edit.act])) {
        edit.act++;
    }
    enum status status = notice_shelf_edit(&request->work, request->id, file, &edit, &now, error);
    if (status == CONFLICT && edit.act == EDIT_SET) {
        tell_conflict(request, now, edit.to);
    }
    return status == OK ? write_form(request, file, error) : status;
}

/* ---- conditions ---- */

static const char *const wants[] = {"bool", "region", "any", NULL};
static const enum rule_type want_types[] = {RULE_BOOL, RULE_REGION, RULE_ANY};

static enum status rule_ask(struct request *request, struct error *error)
{
    struct text want = request_text(request, "want");
    size_t type = 0;
    while (want.n > 0 && wants[type + 1] != NULL && !text_is(want, wants[type])) {
        type++;
    }
    struct notice_question question = {.id = request->id,
                                       .ledger = request_text(request, "ledger"),
                                       .rule = request_text(request, "rule"),
                                       .want = want_types[type],
                                       .figures = access_permits(&request->actor, PERMIT_FIGURES),
                                       .as_of = clock_today(request->work.clock)};
    struct notice_answer answer;
    enum status status = notice_rule_ask(request->app, &request->work, &question, &answer, error);
    if (status != OK) {
        return status;
    }
    struct json_out *out = &request->out;
    json_open(out, NULL);
    json_open_list(out, "faults");
    for (size_t i = 0; i < answer.errors.n; i++) {
        json_open(out, NULL);
        json_put_text(out, "message", answer.errors.at[i].message);
        json_put_text(out, "hint", answer.errors.at[i].hint);
        json_close(out);
    }
    json_close_list(out);
    json_put_text(out, "counter", answer.counter);
    if (answer.sure >= 0) {
        json_put_int(out, "sure", answer.sure);
        json_put_int(out, "unsure", answer.unsure);
    }
    json_close(out);
    return OK;
}

static enum status words_show(struct request *request, struct error *error)
{
    json_open(&request->out, NULL);
    enum status status =
        notice_rule_words(request->app, &request->work, request->id, &request->out, error);
    json_close(&request->out);
    return status;
}

/* ---- shapes ---- */

const struct payload notice_fault_payload = {
    .name = "NoticeFault",
    .members = (const struct member[]){
        {.name = "file", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "line", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "level",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"error", "warn", NULL}},
        {.name = "message", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "hint", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload choice_payload = {
    .name = "NoticeFormChoice",
    .members = (const struct member[]){
        {.name = "value", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload slot_payload = {
    .name = "NoticeSlot",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "sense", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "required", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "help", .kind = MEMBER_TEXT},
        {.name = "least", .kind = MEMBER_INT},
        {.name = "most", .kind = MEMBER_INT},
        {.name = "choices", .kind = MEMBER_LIST, .of = &choice_payload},
        {.name = "absent", .kind = MEMBER_ANY},
        {.name = "shape", .kind = MEMBER_TEXT},
        {0},
    }};
static const struct payload shape_payload = {
    .name = "NoticeShape",
    .members = (const struct member[]){
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "slots", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &slot_payload},
        {0},
    }};
static const struct payload part_payload = {
    .name = "NoticeFormFile",
    .members = (const struct member[]){
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "there", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "required", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload form_payload = {
    .name = "NoticeForm",
    .members = (const struct member[]){
        {.name = "file", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "there", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "shapes", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &shape_payload},
        {.name = "root", .kind = MEMBER_MAP},
        {.name = "text", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "parts", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &part_payload},
        {.name = "names", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED},
        {.name = "errors", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "faults",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &notice_fault_payload},
        {0},
    }};
static const struct payload form_query = {.members = (const struct member[]){
                                              {.name = "file",
                                               .label = "文件",
                                               .kind = MEMBER_TEXT,
                                               .flags = MEMBER_REQUIRED,
                                               .min = 6,
                                               .max = 64},
                                              {0},
                                          }};
static const struct payload edit_body = {
    .name = "NoticeEdit",
    .members = (const struct member[]){
        {.name = "file",
         .label = "文件",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 6,
         .max = 64},
        {.name = "do",
         .label = "做什么",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = edit_acts},
        {.name = "at",
         .label = "哪一处",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 400},
        {.name = "was", .label = "原来的值", .kind = MEMBER_TEXTS, .max = 400},
        {.name = "to", .label = "新的值", .kind = MEMBER_TEXTS, .max = 400},
        {0},
    }};
static const struct payload rule_body = {
    .name = "NoticeRule",
    .members = (const struct member[]){
        {.name = "ledger",
         .label = "台账",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .max = 64},
        {.name = "rule",
         .label = "条件",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .max = 4000},
        {.name = "want", .label = "要哪种值", .kind = MEMBER_TEXT, .choices = wants},
        {0},
    }};
static const struct payload said_payload = {
    .name = "NoticeRuleFault",
    .members = (const struct member[]){
        {.name = "message", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "hint", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload answer_payload = {
    .name = "NoticeRuleAnswer",
    .members = (const struct member[]){
        {.name = "faults", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &said_payload},
        {.name = "counter", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "sure", .kind = MEMBER_INT},
        {.name = "unsure", .kind = MEMBER_INT},
        {0},
    }};
static const struct payload word_payload = {
    .name = "NoticeWord",
    .members = (const struct member[]){
        {.name = "word", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "ledger", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload words_payload = {
    .name = "NoticeWords",
    .members = (const struct member[]){
        {.name = "words", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &word_payload},
        {0},
    }};

const struct route notice_form_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/notices/{id}/form",
     .permission = PERMIT_NOTICE,
     .flags = ROUTE_PACK,
     .query = &form_query,
     .returns = &form_payload,
     .run = form_show,
     .summary = "一个文件的表单：有哪些栏、现在填了什么、哪里有错"},
    {.method = METHOD_PUT,
     .path = "/api/v1/notices/{id}/edit",
     .permission = PERMIT_NOTICE,
     .body_kind = BODY_JSON,
     .body = &edit_body,
     .flags = ROUTE_WRITES | ROUTE_PACK,
     .returns = &form_payload,
     .run = edit_put,
     .summary = "在表单里改草稿的一处：填值，增、抄、删、移一项；别人刚改过时给出两边的值"},
    {.method = METHOD_POST,
     .path = "/api/v1/notices/{id}/rule",
     .permission = PERMIT_NOTICE,
     .body_kind = BODY_JSON,
     .body = &rule_body,
     .returns = &answer_payload,
     .run = rule_ask,
     .summary = "正在写的条件对不对，今天有多少条符合"},
    {.method = METHOD_GET,
     .path = "/api/v1/notices/{id}/words",
     .permission = PERMIT_NOTICE,
     .returns = &words_payload,
     .run = words_show,
     .summary = "条件里可以用的定义和参数"},
    {0},
};
