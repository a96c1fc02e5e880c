#include "domain/notice_template.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "domain/app_books.h"
#include "domain/campaign/letters.h"
#include "domain/notice_shelf.h"
#include "format/docx.h"
#include "format/file_kind.h"
#include "notice/letter_docx.h"

enum { HASH = 32 };

/* ---- finding ---- */

struct shelf {
    struct notice_version version;
    struct notice_files files;
    const struct notice *notice; /* as far as it can be read */
};

static enum status open_version(struct work *work, int64_t id, struct shelf *out,
                                struct error *error)
{
    enum status status = notice_shelf_get(work, id, &out->version, &out->files, error);
    out->notice = status == OK ? notice_peek(work->arena, &out->files) : NULL;
    return status;
}

static enum status find_template(struct work *work, int64_t id, struct text key, struct shelf *out,
                                 const struct letter_template **template, struct error *error)
{
    enum status status = open_version(work, id, out, error);
    *template = status == OK ? letter_template(out->notice, key) : NULL;
    return status == OK && *template == NULL
               ? error_set(error, work->arena, NOT_FOUND, "这个版本没有这个模板")
               : status;
}

static const struct ledger *subject_of(struct work *work, const struct letter_template *template)
{
    return template->subject.n == 0 ? NULL : ledger_find(work->ledgers, template->subject);
}

enum status notice_template_file(struct work *work, int64_t version, struct text key,
                                 struct text *docx, struct text *name, struct error *error)
{
    struct shelf shelf;
    const struct letter_template *template;
    enum status status = find_template(work, version, key, &shelf, &template, error);
    if (status != OK) {
        return status;
    }
    *docx = template->docx;
    *name = arena_printf(work->arena, "%.*s.docx", TEXT_ARG(template->name));
    return docx->n == 0 ? error_set(error, work->arena, NOT_FOUND, "还没有上传“%.*s”",
                                    TEXT_ARG(template->file))
                        : OK;
}

/* ---- telling ---- */

/* SHA-256 in hexadecimal digits; empty of nothing. */
static struct text hash_of(struct arena *arena, struct text bytes)
{
    unsigned char hash[HASH];
    char *out = arena_alloc(arena, (size_t)2 * HASH + 1);
    unsigned n = 0;
    if (bytes.n == 0 || EVP_Digest(bytes.s, bytes.n, hash, &n, EVP_sha256(), NULL) != 1) {
        return TEXT_EMPTY;
    }
    for (size_t i = 0; i < HASH; i++) {
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
    }
    return (struct text){out, (size_t)2 * HASH};
}

static void put_fields(struct work *work, const struct letter_template *template,
                       struct json_out *out)
{
    struct docx_names names = {0};
    struct error ignored = {0};
    if (template->docx.n > 0 && docx_names(work->arena, template->docx, &names, &ignored) != OK) {
        names.n = 0; /* the faults say why */
    }
    json_open_list(out, "fields");
    for (size_t i = 0; i < names.n; i++) {
        json_open(out, NULL);
        json_put_text(out, "name", names.at[i].name);
        json_put_text(out, "place", names.at[i].place);
        json_close(out);
    }
    json_close_list(out);
}

static void put_faults(struct work *work, const struct letter_template *template,
                       struct json_out *out)
{
    struct faults faults;
    faults_init(&faults, work->arena);
    letter_docx_check(work->arena, template, template->docx, subject_of(work, template), &faults);
    json_open_list(out, "faults");
    for (size_t i = 0; i < faults.n; i++) {
        json_open(out, NULL);
        json_put_cstr(out, "level", faults.at[i].level == FAULT_ERROR ? "error" : "warn");
        json_put_text(out, "message", faults.at[i].message);
        json_put_text(out, "hint", faults.at[i].hint);
        json_close(out);
    }
    json_close_list(out);
}

struct past { /* a version and its files, oldest first */
    struct notice_version version;
    struct notice_files files;
};

/* The versions in which the file became another, the newest first. */
static void put_versions(struct work *work, struct text file, const struct past *past, size_t n,
                         struct json_out *out)
{
    json_open_list(out, "versions");
    for (size_t i = n; i-- > 0;) {
        struct text now = notice_file_text(&past[i].files, file);
        bool same = i > 0 && text_equal(now, notice_file_text(&past[i - 1].files, file));
        if (now.n == 0 || same) {
            continue;
        }
        const struct notice_version *version = &past[i].version;
        struct text docx = notice_docx_bytes(work->arena, now);
        json_open(out, NULL);
        json_put_id(out, "id", version->id);
        json_put_text(out, "state", version->state);
        json_put_text(out, "note", version->note);
        json_put_text(out, "made_at", clock_format(work->arena, version->made_at));
        json_put_int(out, "size", (int64_t)docx.n);
        json_put_text(out, "hash", hash_of(work->arena, docx));
        json_close(out);
    }
    json_close_list(out);
}

static void put_template(struct work *work, const struct shelf *shelf,
                         const struct letter_template *template, const struct past *past, size_t n,
                         struct json_out *out)
{
    const struct letter_kind *kind = letter_kind(shelf->notice, template->kind);
    json_open(out, NULL);
    json_put_text(out, "key", template->key);
    json_put_text(out, "name", template->name);
    json_put_text(out, "kind", kind == NULL ? template->kind : kind->name);
    json_put_cstr(out, "basis", letter_bases[template->basis]);
    json_put_bool(out, "townships", template->to == LETTER_TO_TOWNSHIPS);
    json_put_text(out, "reason", template->reason);
    json_put_text(out, "file", template->file);
    json_put_int(out, "size", (int64_t) template->docx.n);
    json_put_text(out, "hash", hash_of(work->arena, template->docx));
    put_fields(work, template, out);
    put_faults(work, template, out);
    put_versions(work, template->file, past, n, out);
    json_close(out);
}

static enum status read_past(struct work *work, struct past **out, size_t *n, struct error *error)
{
    struct notice_versions versions; /* the newest first */
    enum status status = notice_shelf_list(work, &versions, error);
    *n = 0;
    *out = arena_array(work->arena, struct past, status == OK ? versions.n : 0);
    for (size_t i = status == OK ? versions.n : 0; status == OK && i-- > 0;) {
        struct past *one = &(*out)[(*n)++];
        status = notice_shelf_get(work, versions.at[i].id, &one->version, &one->files, error);
    }
    return status;
}

enum status notice_templates_json(struct work *work, int64_t version, struct json_out *out,
                                  struct error *error)
{
    struct shelf shelf;
    struct past *past;
    size_t n;
    enum status status = open_version(work, version, &shelf, error);
    if (status == OK) {
        status = read_past(work, &past, &n, error);
    }
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_put_id(out, "id", shelf.version.id);
    json_put_text(out, "title", shelf.version.title);
    json_put_text(out, "state", shelf.version.state);
    json_open_list(out, "templates");
    for (size_t i = 0; i < shelf.notice->letters.templates.n; i++) {
        put_template(work, &shelf, &shelf.notice->letters.templates.at[i], past, n, out);
    }
    json_close_list(out);
    json_open_list(out, "units");
    for (size_t i = 0; i < shelf.notice->units.n; i++) {
        const struct notice_unit *unit = &shelf.notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP && unit->region != SHAPE_BLANK) {
            json_open(out, NULL);
            json_put_id(out, "region", unit->region);
            json_put_text(out, "label", unit->name);
            json_close(out);
        }
    }
    json_close_list(out);
    json_close(out);
    return OK;
}

/* ---- replacing ---- */

static enum status refuse(struct work *work, struct error *error, struct text message,
                          const char *hint)
{
    (void)error_set(error, work->arena, INVALID, "%.*s", TEXT_ARG(message));
    error->field = "file";
    return error_hint(error, work->arena, "%s", hint);
}

/* Macros and other hidden things; what unpacks to too much is told by letter_docx_check. */
static enum status check_kind(struct work *work, struct text bytes, struct error *error)
{
    enum file_kind kind;
    struct text what = TEXT_EMPTY;
    static const char save_as[] = "请用 Word 或 WPS 另存为 .docx 再传";
    if (bytes.n > CEILING_NOTICE_FILE) {
        return refuse(work, error, TEXT("模板超过 1 MB"), "请去掉图片和嵌入的字体再传");
    }
    if (file_kind_find(bytes, &kind, &what, work->arena, error) != OK) {
        return refuse(work, error, error->message, save_as);
    }
    bool package = text_starts(bytes, TEXT("PK\x03\x04"));
    return kind == FILE_DOCX || (kind == FILE_OTHER && package)
               ? OK
               : refuse(work, error, TEXT("不是 .docx 文档"), save_as);
}

enum status notice_template_put(struct work *work, int64_t version, struct text key,
                                struct text bytes, struct errors *errors, struct error *error)
{
    struct shelf shelf;
    struct faults faults;
    const struct letter_template *template;
    enum status status = find_template(work, version, key, &shelf, &template, error);
    if (status == OK) {
        status = check_kind(work, bytes, error);
    }
    if (status != OK) {
        return status;
    }
    faults_init(&faults, work->arena);
    letter_docx_check(work->arena, template, bytes, subject_of(work, template), &faults);
    for (size_t i = 0; i < faults.n; i++) {
        if (faults.at[i].level == FAULT_ERROR) {
            errors_add(errors, work->arena, "file", faults.at[i].message, faults.at[i].hint);
        }
    }
    if (faults.errors > 0) {
        return error_set(error, work->arena, INVALID, "这个模板不能用，原来的没有动");
    }
    return notice_shelf_put_docx(work, version, template->file, bytes, error);
}

/* ---- a look ---- */

enum status notice_template_preview(struct app *app, struct work *work, int64_t version,
                                    struct text key, int64_t unit, struct buf *out,
                                    struct text *name, struct error *error)
{
    struct notice_version found;
    struct notice_files files;
    struct faults faults;
    struct app_books *books = NULL;
    enum status status =
        notice_shelf_read(app, work, version, &found, &files, &books, &faults, error);
    if (status == OK && faults.errors > 0) {
        status = error_set(error, work->arena, INVALID, "这个版本还有 %zu 处错误，先改正再预览",
                           faults.errors);
    } else if (status == OK) {
        status = letters_preview(app, work, books, key, unit, out, name, error);
    }
    if (books != NULL) {
        app_books_free(books);
    }
    return status;
}
