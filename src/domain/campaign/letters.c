#include "domain/campaign/letters.h"

#include "domain/attachment.h"
#include "domain/campaign/letter.h"
#include "domain/campaign/letter_why.h"
#include "domain/people/organization.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "standard/region.h"

/* ---- telling ---- */

static void put_case(const struct letter_case *one, struct json_out *out)
{
    json_open(out, NULL);
    json_put_id(out, "unit", one->unit.id);
    json_put_text(out, "label", one->unit.name);
    json_put_int(out, "count", one->count);
    json_put_bool(out, "enough", one->due);
    json_put_bool(out, "blank", one->blank);
    json_put_text(out, "why", one->why);
    letter_figures_json(one->figures, one->figure_count, out);
    json_close(out);
}

static void put_cases(const struct notice *notice, const struct letter_cases *cases,
                      struct json_out *out)
{
    const struct letter_template *template = cases->template;
    json_open(out, NULL);
    json_put_text(out, "key", template->key);
    json_put_text(out, "name", template->name);
    json_put_text(out, "kind", letter_kind(notice, template->kind)->name);
    json_put_cstr(out, "basis", letter_bases[template->basis]);
    json_put_int(out, "at_least", template->at_least);
    json_put_text(out, "reason", template->reason);
    json_put_text(out, "when", template->when);
    json_put_int(out, "reply_days", template->reply_days);
    json_put_text(out, "grounds", cases->grounds);
    json_put_text(out, "seal", cases->seal);
    json_put_text(out, "none", cases->none);
    json_open_list(out, "units");
    for (size_t i = 0; i < cases->n; i++) {
        put_case(&cases->at[i], out);
    }
    json_close_list(out);
    json_close(out);
}

enum status letters_json(struct app *app, struct work *work, struct json_out *out,
                         struct error *error)
{
    const struct app_books *books = app_books(app);
    const struct notice_letters *letters = &books->notice->letters;
    struct letter_cases *cases =
        arena_array(work->arena, struct letter_cases, letters->templates.n);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < letters->templates.n; i++) {
        status = letter_cases_find(app, work, books, &letters->templates.at[i], &cases[i], error);
    }
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_open_list(out, "templates");
    for (size_t i = 0; i < letters->templates.n; i++) {
        put_cases(books->notice, &cases[i], out);
    }
    json_close_list(out);
    json_close(out);
    return OK;
}

/* ---- drafting ---- */

struct drafting {
    struct app *app;
    struct work *work;
    const struct notice *notice;
    const struct letter_cases *cases;
    struct errors *errors;
    struct error *error;
};

static enum status save_letter(const struct drafting *d, const struct letter_case *one,
                               struct text title, int64_t *id)
{
    char evidence[BLOB_NAME + 1];
    const struct letter_template *template = d->cases->template;
    enum status status = letter_why_keep(d->app, d->work, d->cases, one, evidence, d->error);
    if (status != OK) {
        return status;
    }
    struct change change = change_create(d->work, &letter_ledger);
    change.part = true;
    change.program = true; /* why, grounds and evidence are nobody's to write */
    change_set(&change, LETTER_TITLE, value_text(title));
    change_set(&change, LETTER_KIND, value_text(template->kind));
    change_set(&change, LETTER_TEMPLATE, value_text(template->key));
    change_set(&change, LETTER_REGION, value_number(one->unit.region));
    if (one->unit.organization != 0) {
        change_set(&change, LETTER_ORGANIZATION, value_number(one->unit.organization));
    }
    change_set(&change, LETTER_ROWS, value_number(one->count));
    change_set(&change, LETTER_WHY_TEXT, value_text(one->why));
    change_set(&change, LETTER_GROUNDS_TEXT, value_text(d->cases->grounds));
    change_set(&change, LETTER_EVIDENCE, value_text(text_of(evidence)));
    change_set(&change, LETTER_DUE,
               value_date((struct date){letter_reply_by(d->work, template), DATE_DAY}));
    status = change_save(&change, d->errors, d->error);
    *id = change.row->id;
    return status;
}

static enum status attach_text(struct app *app, struct work *work, int64_t letter,
                               struct text title, struct text docx, struct error *error)
{
    struct attachment kept;
    struct attachment_upload upload = {
        .name = arena_printf(work->arena, "%.*s.docx", TEXT_ARG(title)), .kind = FILE_DOCX};
    enum status status = blob_new(app->blobs, &upload.writer, work->arena, error);
    if (status != OK) {
        return status;
    }
    status = blob_write(upload.writer, docx, work->arena, error);
    if (status != OK) {
        blob_drop(upload.writer);
        return status;
    }
    return attachment_add(work, &letter_ledger, letter, &upload, &kept, error);
}

static enum status draft_one(const struct drafting *d, const struct letter_case *one, int64_t *id)
{
    struct text title;
    struct buf docx;
    buf_init(&docx, LETTER_DOCUMENT_MOST);
    enum status status = letter_write(d->work, d->notice, d->cases, one, &docx, &title, d->error);
    if (status == OK) {
        status = save_letter(d, one, title, id);
    }
    if (status == OK) {
        status = attach_text(d->app, d->work, *id, title, buf_text(&docx), d->error);
    }
    buf_release(&docx);
    return status;
}

/* A unit that was chosen may have fewer rows than the threshold; but a letter that speaks of a
 * condition goes to nobody who does not meet it. */
static bool is_wanted(const struct letter_template *template, const struct letter_case *one,
                      const int64_t *units, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (units[i] == one->unit.id) {
            return one->due || (template->basis == LETTER_OF_ROWS && one->count > 0);
        }
    }
    return n == 0 && one->due;
}

static enum status tell_nobody(struct work *work, const struct letter_cases *cases,
                               struct error *error)
{
    error_set(error, work->arena, INVALID, "%.*s",
              TEXT_ARG(cases->none.n > 0 ? cases->none : TEXT("现在没有达到发函条件的单位")));
    return cases->template->basis == LETTER_OF_ROWS
               ? error_hint(error, work->arena, "每个单位至少 %lld 条才发函",
                            (long long)cases->template->at_least)
               : error_hint(error, work->arena, "发函的条件：%.*s",
                            TEXT_ARG(cases->template->reason));
}

enum status letters_draft(struct app *app, struct work *work, struct text template,
                          const int64_t *units, size_t n, struct letters_drafted *out,
                          struct errors *errors, struct error *error)
{
    const struct app_books *books = app_books(app);
    const struct letter_template *found = letter_template(books->notice, template);
    struct letter_cases cases = {0};
    *out = (struct letters_drafted){0};
    if (!actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "只有县就创中心可以发函");
    }
    if (found == NULL) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个模板");
    }
    enum status status = letter_cases_find(app, work, books, found, &cases, error);
    const struct drafting d = {app, work, books->notice, &cases, errors, error};
    out->ids = arena_array(work->arena, int64_t, cases.n);
    for (size_t i = 0; status == OK && i < cases.n; i++) {
        if (is_wanted(found, &cases.at[i], units, n)) {
            status = draft_one(&d, &cases.at[i], &out->ids[out->n]);
            out->n += status == OK;
        }
    }
    if (status == OK && out->n == 0) {
        return tell_nobody(work, &cases, error);
    }
    return status == OK
               ? history_close(work, TEXT("letters_draft"), &letter_ledger, 0, template, error)
               : status;
}

/* ---- a look before drafting ---- */

static const struct letter_case *case_of(const struct letter_cases *cases, int64_t unit)
{
    for (size_t i = 0; i < cases->n; i++) {
        if (unit == 0 ? cases->at[i].due : cases->at[i].unit.id == unit) {
            return &cases->at[i];
        }
    }
    return unit == 0 && cases->n > 0 ? &cases->at[0] : NULL;
}

static enum status tell_none(struct work *work, const struct letter_cases *cases,
                             struct error *error)
{
    return cases->none.n > 0
               ? error_set(error, work->arena, INVALID, "%.*s", TEXT_ARG(cases->none))
               : error_set(error, work->arena, NOT_FOUND, "没有这个单位，或不在您的范围内");
}

enum status letters_preview(struct app *app, struct work *work, const struct app_books *books,
                            struct text template, int64_t unit, struct buf *out, struct text *name,
                            struct error *error)
{
    struct buf docx;
    struct text title;
    struct letter_cases cases;
    const struct letter_template *found = letter_template(books->notice, template);
    if (!actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "只有县就创中心可以发函");
    }
    if (found == NULL) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个模板");
    }
    enum status status = letter_cases_find(app, work, books, found, &cases, error);
    if (status != OK) {
        return status;
    }
    const struct letter_case *one = case_of(&cases, unit);
    if (one == NULL) {
        return tell_none(work, &cases, error);
    }
    buf_init(&docx, LETTER_DOCUMENT_MOST);
    status = letter_write(work, books->notice, &cases, one, &docx, &title, error);
    if (status == OK) {
        const struct letter_opening opening = {found->kind, TEXT_EMPTY, DATE_NONE};
        *name = arena_printf(work->arena, "预览-%.*s-%.*s.pdf", TEXT_ARG(found->name),
                             TEXT_ARG(one->unit.name));
        status =
            letter_print(work, books->notice, buf_text(&docx), &opening, LETTER_PDF, out, error);
    }
    buf_release(&docx);
    return status;
}

/* ---- a letter as a document ---- */

static enum status find_text(struct app *app, struct work *work, int64_t letter, struct text *out,
                             struct error *error)
{
    struct attachment_list list;
    enum status status = attachment_of_row(work, &letter_ledger, letter, &list, error);
    const struct attachment *found = status == OK ? attachment_text(&list) : NULL;
    if (status == OK && found == NULL) {
        status = error_set(error, work->arena, NOT_FOUND, "这份函没有附上 .docx 正文");
    }
    return status == OK ? blob_bytes(app->blobs, found->blob, out, work->arena, error) : status;
}

static enum status receiver_name(struct work *work, const struct row *letter, struct text *out,
                                 struct error *error)
{
    const struct value *organization = &letter->value[LETTER_ORGANIZATION];
    const struct region *region = region_at(work->regions, letter->value[LETTER_REGION].number);
    struct row *row;
    *out = region == NULL ? TEXT_EMPTY : region->name;
    if (!value_is_set(organization)) {
        return OK;
    }
    enum status status =
        rows_get(work, &organization_ledger, organization->number, ROWS_REMOVED, &row, error);
    *out = status == OK ? row->value[ORGANIZATION_NAME].text : *out;
    return status;
}

enum status letter_document(struct app *app, struct work *work, int64_t id,
                            enum letter_format format, struct buf *out, struct text *name,
                            struct error *error)
{
    struct row *letter;
    struct text stored = TEXT_EMPTY;
    enum status status = rows_get(work, &letter_ledger, id, 0, &letter, error);
    if (status == OK) {
        status = find_text(app, work, id, &stored, error);
    }
    if (status != OK) {
        return status;
    }
    const struct value *v = letter->value;
    struct text unit = TEXT_EMPTY;
    status = receiver_name(work, letter, &unit, error);
    if (status != OK) {
        return status;
    }
    const struct letter_opening opening = {
        .kind = v[LETTER_KIND].text,
        .number = value_is_set(&v[LETTER_NO]) ? v[LETTER_NO].text : TEXT_EMPTY,
        .dated = value_is_set(&v[LETTER_DATED]) ? (int32_t)v[LETTER_DATED].number : DATE_NONE};
    *name = arena_printf(work->arena, "%.*s-%.*s.%s",
                         TEXT_ARG(opening.number.n > 0 ? opening.number : v[LETTER_TITLE].text),
                         TEXT_ARG(unit), format == LETTER_PDF ? "pdf" : "docx");
    return letter_print(work, work->notice, stored, &opening, format, out, error);
}
