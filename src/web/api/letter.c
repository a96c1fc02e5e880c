#include "web/api/letter.h"

#include "domain/campaign/letter_why.h"
#include "domain/campaign/letters.h"
#include "web/api/ledger.h"
#include "web/api/payloads.h"
#include "web/api/report.h"
#include "web/request.h"

/* ---- drafting ---- */

static enum status templates_show(struct request *request, struct error *error)
{
    return letters_json(request->app, &request->work, &request->out, error);
}

static enum status letters_make(struct request *request, struct error *error)
{
    struct letters_drafted made = {0};
    const struct json *units = json_member(request->body, "units");
    size_t n = units == NULL ? 0 : units->n;
    int64_t *regions = arena_array(request->arena, int64_t, n);
    for (size_t i = 0; i < n; i++) {
        json_id(&units->at[i], &regions[i]);
    }
    enum status status =
        letters_draft(request->app, &request->work, request_text(request, "template"), regions, n,
                      &made, &request->errors, error);
    if (status != OK) {
        return status;
    }
    json_open(&request->out, NULL);
    json_open_list(&request->out, "letters");
    for (size_t i = 0; i < made.n; i++) {
        json_put_id(&request->out, NULL, made.ids[i]);
    }
    json_close_list(&request->out);
    json_close(&request->out);
    return OK;
}

static enum status letter_file(struct request *request, struct error *error)
{
    struct text name = TEXT_EMPTY;
    bool pdf = text_is(request_query(request, "format"), "pdf");
    enum status status =
        letter_document(request->app, &request->work, request->id, pdf ? LETTER_PDF : LETTER_DOCX,
                        &request->exchange->out, &name, error);
    if (status == OK && pdf) {
        request_inline(request, "application/pdf", name);
    } else if (status == OK) {
        request_made(request, name);
    }
    return status;
}

static enum status preview(struct request *request, struct error *error)
{
    int64_t unit = 0;
    struct text name = TEXT_EMPTY;
    (void)text_to_int(request_query(request, "unit"), &unit);
    enum status status = letters_preview(request->app, &request->work, app_books(request->app),
                                         request_part(request, "template"), unit,
                                         &request->exchange->out, &name, error);
    if (status == OK) {
        request_inline(request, "application/pdf", name);
    }
    return status;
}

/* ---- why it was written ---- */

static enum status why_show(struct request *request, struct error *error)
{
    struct letter_why why;
    struct json_out *out = &request->out;
    enum status status = letter_why_read(request->app, &request->work, request->id, &why, error);
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_put_text(out, "why", why.why);
    json_put_text(out, "grounds", why.grounds);
    json_put_text(out, "seal", why.seal);
    json_put_day(out, "as_of", why.as_of);
    letter_figures_json(why.figures, why.n, out);
    json_close(out);
    return OK;
}

/* Who stood behind one of its figures; those out of the caller's reach are left out of the rows. */
static enum status why_members(struct request *request, struct error *error)
{
    struct letter_why why;
    int64_t index = -1;
    enum status status = letter_why_read(request->app, &request->work, request->id, &why, error);
    if (status != OK) {
        return status;
    }
    bool number = text_to_int(request_part(request, "figure"), &index);
    if (!number || index < 0 || (size_t)index >= why.n || why.figures[index].ledger == NULL) {
        return error_set(error, request->arena, NOT_FOUND, "没有这个数，或它没有名单");
    }
    const struct letter_figure *figure = &why.figures[index];
    const struct ledger *ledger = ledger_find(request->app->ledgers, text_of(figure->ledger));
    if (!access_may(&request->actor, ledger->data, ACCESS_READ)) {
        return error_set(error, request->arena, DENIED, "您的角色不能看“%s”的记录", ledger->label);
    }
    size_t offset = (size_t)request_query_int(request, "offset", 0);
    size_t limit = (size_t)request_query_int(request, "limit", 20);
    offset = offset < figure->id_count ? offset : figure->id_count;
    limit = limit < figure->id_count - offset ? limit : figure->id_count - offset;
    json_open(&request->out, NULL);
    json_put_cstr(&request->out, "ledger", ledger->name);
    status = ledger_write_rows(request, ledger, figure->ids + offset, limit, error);
    json_put_int(&request->out, "total", (int64_t)figure->id_count);
    if (figure->note.n > 0) {
        json_put_text(&request->out, "note", figure->note);
    }
    json_close(&request->out);
    return status;
}

/* ---- shapes ---- */

static const char *const bases[] = {"rows", "report", "tasks", "due", NULL};
static const struct payload figure_payload = {
    .name = "LetterFigure",
    .members = (const struct member[]){
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "value", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "note", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "ledger", .kind = MEMBER_TEXT},
        {.name = "rows", .kind = MEMBER_INT},
        {0},
    }};
static const struct payload case_payload = {
    .name = "LetterCase",
    .members = (const struct member[]){
        {.name = "unit", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "count", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "enough", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "blank", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "why", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "figures", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &figure_payload},
        {0},
    }};
static const struct payload template_payload = {
    .name = "LetterTemplate",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "basis", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED, .choices = bases},
        {.name = "at_least", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "reason", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "when", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "reply_days", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "grounds", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "seal", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "none", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "units", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &case_payload},
        {0},
    }};
static const struct payload templates_payload = {.name = "LetterTemplates",
                                                 .members = (const struct member[]){
                                                     {.name = "templates",
                                                      .kind = MEMBER_LIST,
                                                      .flags = MEMBER_REQUIRED,
                                                      .of = &template_payload},
                                                     {0},
                                                 }};
static const struct payload letters_payload = {
    .name = "LettersToDraft",
    .members = (const struct member[]){
        {.name = "template", .label = "模板", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "units", .label = "单位", .kind = MEMBER_IDS, .max = 1000},
        {0},
    }};
static const struct payload drafted_payload = {
    .name = "LettersDrafted",
    .members = (const struct member[]){
        {.name = "letters", .kind = MEMBER_IDS, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload why_payload = {
    .name = "LetterWhy",
    .members = (const struct member[]){
        {.name = "why", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "grounds", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "seal", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "as_of", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "figures", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &figure_payload},
        {0},
    }};
const struct payload letter_unit_query = {
    .members = (const struct member[]){
        {.name = "unit", .label = "单位；不写是收函的第一个", .kind = MEMBER_ID},
        {0},
    }};
static const struct payload page_query = {
    .members = (const struct member[]){
        {.name = "offset", .label = "从第几条起", .kind = MEMBER_INT, .min = 0, .max = 1000000},
        {.name = "limit", .label = "条数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};
static const char *const documents[] = {"pdf", "docx", NULL};
static const struct payload document_query = {.members = (const struct member[]){
                                                  {.name = "format",
                                                   .label = "格式",
                                                   .kind = MEMBER_TEXT,
                                                   .flags = MEMBER_REQUIRED,
                                                   .choices = documents},
                                                  {0},
                                              }};

const struct route letter_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/letters/templates",
     .permission = PERMIT_FIGURES,
     .returns = &templates_payload,
     .run = templates_show,
     .summary = "函的模板：看什么数、满足什么就发、各单位现在的数和该不该收函"},
    {.method = METHOD_GET,
     .path = "/api/v1/letters/templates/{template}/preview",
     .ledger = "letter",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .flags = ROUTE_FILE,
     .query = &letter_unit_query,
     .run = preview,
     .summary = "拟函以前先看：一个单位现在会收到的函（PDF），不存"},
    {.method = METHOD_POST,
     .path = "/api/v1/letters",
     .ledger = "letter",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ | ACCESS_WRITE,
     .body_kind = BODY_JSON,
     .body = &letters_payload,
     .flags = ROUTE_WRITES,
     .status = 201,
     .returns = &drafted_payload,
     .run = letters_make,
     .summary = "按模板给达到条件的单位拟函"},
    {.method = METHOD_GET,
     .path = "/api/v1/letter/{id}/why",
     .ledger = "letter",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .returns = &why_payload,
     .run = why_show,
     .summary = "为什么发这份函：拟函时的数、取自哪里、校验码"},
    {.method = METHOD_GET,
     .path = "/api/v1/letter/{id}/why/{figure}",
     .ledger = "letter",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .query = &page_query,
     .returns = &report_members_payload,
     .run = why_members,
     .summary = "其中一个数（从 0 数起）背后的记录，按拟函时的名单"},
    {.method = METHOD_GET,
     .path = "/api/v1/letter/{id}/document",
     .ledger = "letter",
     .permission = PERMIT_LEDGER,
     .access = ACCESS_READ,
     .flags = ROUTE_FILE,
     .query = &document_query,
     .run = letter_file,
     .summary = "函的正文：docx 可改，pdf 按公文信函格式"},
    {0},
};
