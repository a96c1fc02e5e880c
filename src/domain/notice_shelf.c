#include "domain/notice_shelf.h"

#include "base/ceilings.h"
#include "base/id.h"
#include "base/list.h"
#include "domain/app_books.h"
#include "domain/campaign/task_open.h"
#include "domain/campaign/units.h"
#include "ledger/history.h"
#include "notice/files.h"

static const struct query insert_version = {
    .sql = "INSERT INTO notice_version (county, id, title, state, note, made_at, made_by,"
           " switched_at, switched_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
};
static const struct query insert_file = {
    .sql = "INSERT INTO notice_file (county, notice, name, content) VALUES ($1, $2, $3, $4)"
           " ON CONFLICT (county, notice, name) DO UPDATE SET content = excluded.content",
};
static const struct query select_versions = {
    .sql = "SELECT id, title, state, note, made_at, made_by, switched_at, switched_by"
           " FROM notice_version WHERE county = $1 ORDER BY id DESC",
};
static const struct query select_files = {
    .sql = "SELECT name, content FROM notice_file WHERE county = $1 AND notice = $2 ORDER BY name",
};
static const struct query delete_file = {
    .sql = "DELETE FROM notice_file WHERE county = $1 AND notice = $2 AND name = $3",
};
static const struct query delete_files = {
    .sql = "DELETE FROM notice_file WHERE county = $1 AND notice = $2",
};
static const struct query delete_version = {
    .sql = "DELETE FROM notice_version WHERE county = $1 AND id = $2",
};
static const struct query retire_versions = {
    .sql = "UPDATE notice_version SET state = 'past' WHERE county = $1 AND state = 'force'",
};
static const struct query enforce_version = {
    .sql = "UPDATE notice_version SET state = 'force', switched_at = $3, switched_by = $4"
           " WHERE county = $1 AND id = $2",
};
static const struct query retitle_version = {
    .sql = "UPDATE notice_version SET title = $3 WHERE county = $1 AND id = $2",
};
static const struct query point_site = {
    .sql = "UPDATE site SET notice = $2 WHERE county = $1",
};

/* A statement with the county bound as $1 and, unless 0, the version as $2. */
static enum status prepare(struct work *work, const struct query *query, int64_t version,
                           struct statement **out, struct error *error)
{
    enum status status = db_prepare(work->db, query, out, work->arena, error);
    if (status == OK) {
        bind_int(*out, 1, work->actor->county);
        if (version != 0) {
            bind_int(*out, 2, version);
        }
    }
    return status;
}

static enum status run(struct work *work, const struct query *query, int64_t version,
                       struct error *error)
{
    struct statement *statement;
    enum status status = prepare(work, query, version, &statement, error);
    return status == OK ? statement_run(statement, NULL, work->arena, error) : status;
}

static enum status put_version(struct work *work, const struct notice_version *version,
                               struct error *error)
{
    struct statement *statement;
    enum status status = prepare(work, &insert_version, version->id, &statement, error);
    if (status != OK) {
        return status;
    }
    bind_text(statement, 3, version->title);
    bind_text(statement, 4, version->state);
    bind_text(statement, 5, version->note);
    bind_int(statement, 6, version->made_at);
    bind_int(statement, 7, version->made_by);
    bind_int(statement, 8, version->switched_at);
    bind_int(statement, 9, version->switched_by);
    return statement_run(statement, NULL, work->arena, error);
}

static enum status put_file(struct work *work, int64_t version, struct text name, struct text text,
                            struct error *error)
{
    struct statement *statement;
    enum status status = prepare(work, &insert_file, version, &statement, error);
    if (status != OK) {
        return status;
    }
    bind_text(statement, 3, name);
    bind_text(statement, 4, text);
    return statement_run(statement, NULL, work->arena, error);
}

static enum status put_files(struct work *work, int64_t version, const struct notice_files *files,
                             struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < files->n; i++) {
        status = put_file(work, version, files->at[i].name, files->at[i].bytes, error);
    }
    return status;
}

enum status notice_shelf_first(struct work *work, const struct notice_files *files,
                               const struct notice *notice, int64_t *version, struct error *error)
{
    int64_t now = clock_now(work->clock);
    const struct notice_version first = {.id = id_next(work->clock),
                                         .title = notice->head.title,
                                         .state = TEXT("force"),
                                         .note = TEXT("建站"),
                                         .made_at = now,
                                         .switched_at = now};
    *version = first.id;
    enum status status = put_version(work, &first, error);
    return status == OK ? put_files(work, first.id, files, error) : status;
}

/* ---- reading ---- */

enum status notice_shelf_list(struct work *work, struct notice_versions *out, struct error *error)
{
    struct statement *statement;
    enum status status = prepare(work, &select_versions, 0, &statement, error);
    if (status != OK) {
        return status;
    }
    LIST(struct notice_version) found = {0};
    enum db_step step;
    while ((step = statement_step(statement, work->arena, error)) == DB_ROW) {
        list_add(&found, (struct notice_version){
                             .id = column_int(statement, 0),
                             .title = arena_text(work->arena, column_text(statement, 1)),
                             .state = arena_text(work->arena, column_text(statement, 2)),
                             .note = arena_text(work->arena, column_text(statement, 3)),
                             .made_at = column_int(statement, 4),
                             .made_by = column_int(statement, 5),
                             .switched_at = column_int(statement, 6),
                             .switched_by = column_int(statement, 7)});
    }
    statement_reset(statement);
    out->at = arena_array(work->arena, struct notice_version, found.n + 1);
    out->n = found.n;
    for (size_t i = 0; i < found.n; i++) {
        out->at[i] = found.at[i];
    }
    list_release(&found);
    return step == DB_FAILED ? error->status : OK;
}

enum status notice_shelf_get(struct work *work, int64_t id, struct notice_version *out,
                             struct notice_files *files, struct error *error)
{
    struct notice_versions all;
    struct statement *statement;
    enum status status = notice_shelf_list(work, &all, error);
    size_t at = 0;
    while (status == OK && at < all.n && all.at[at].id != id) {
        at++;
    }
    if (status == OK && at == all.n) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个版本的通知");
    }
    if (status == OK) {
        *out = all.at[at];
        status = prepare(work, &select_files, id, &statement, error);
    }
    if (status != OK) {
        return status;
    }
    *files = (struct notice_files){
        arena_array(work->arena, struct notice_file, CEILING_NOTICE_FILES), 0};
    enum db_step step;
    while ((step = statement_step(statement, work->arena, error)) == DB_ROW &&
           files->n < CEILING_NOTICE_FILES) {
        files->at[files->n++] =
            (struct notice_file){arena_text(work->arena, column_text(statement, 0)),
                                 arena_text(work->arena, column_text(statement, 1))};
    }
    statement_reset(statement);
    return step == DB_FAILED ? error->status : OK;
}

enum status notice_shelf_read(struct app *app, struct work *work, int64_t id,
                              struct notice_version *out, struct notice_files *files,
                              struct app_books **books, struct faults *faults, struct error *error)
{
    *books = NULL;
    faults_init(faults, work->arena);
    enum status status = notice_shelf_get(work, id, out, files, error);
    return status == OK ? app_books_draft(app, work->db, files, books, faults, work->arena, error)
                        : status;
}

static enum status get_draft(struct work *work, int64_t id, struct notice_version *out,
                             struct notice_files *files, struct error *error)
{
    enum status status = notice_shelf_get(work, id, out, files, error);
    if (status == OK && !text_is(out->state, "draft")) {
        status = error_set(error, work->arena, CONFLICT, "启用过的通知不能改");
        (void)error_hint(error, work->arena, "请复制成新的草稿，改好后再启用");
    }
    return status;
}

/* ---- drafts ---- */

enum status notice_shelf_copy(struct work *work, int64_t from, struct text note, int64_t *id,
                              struct error *error)
{
    struct notice_version source;
    struct notice_files files;
    enum status status = notice_shelf_get(work, from, &source, &files, error);
    if (status != OK) {
        return status;
    }
    const struct notice_version draft = {.id = id_next(work->clock),
                                         .title = source.title,
                                         .state = TEXT("draft"),
                                         .note = note,
                                         .made_at = clock_now(work->clock),
                                         .made_by = work->actor->user};
    *id = draft.id;
    status = put_version(work, &draft, error);
    if (status == OK) {
        status = put_files(work, draft.id, &files, error);
    }
    return status == OK ? history_close(work, TEXT("notice.copy"), NULL, 0,
                                        arena_printf(work->arena, "%.*s：%.*s",
                                                     TEXT_ARG(source.title), TEXT_ARG(note)),
                                        error)
                        : status;
}

/* Letters, digits, _ and - before the ending: what a folder of a notice may hold. */
static bool is_file_name(struct text name, const char *ending)
{
    struct text end = text_of(ending);
    if (name.n <= end.n || name.n > 64 || !text_ends(name, end)) {
        return false;
    }
    for (size_t i = 0; i < name.n - end.n; i++) {
        char c = name.s[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
            return false;
        }
    }
    return true;
}

/* The draft's title in lists is the one its notice.yaml says. */
static enum status retitle(struct work *work, int64_t id, struct text text, struct error *error)
{
    struct faults faults;
    struct statement *statement;
    faults_init(&faults, work->arena);
    const struct tree *tree =
        tree_under(tree_read(work->arena, "notice.yaml", text, &faults), "title");
    if (tree == NULL || tree->kind != TREE_TEXT) {
        return OK;
    }
    enum status status = prepare(work, &retitle_version, id, &statement, error);
    if (status == OK) {
        bind_text(statement, 3, tree->text);
        status = statement_run(statement, NULL, work->arena, error);
    }
    return status;
}

static enum status refuse_name(struct work *work, const char *ending, struct error *error)
{
    error->field = "name";
    return error_set(error, work->arena, INVALID, "文件名只能用小写字母、数字，以 %s 结尾", ending);
}

/* A draft's file as it is now; an empty text takes it away. `place` is noted in the audit. */
static enum status put_back(struct work *work, const struct notice_version *draft, struct text name,
                            struct text place, struct text text, struct error *error)
{
    enum status status;
    if (text.n == 0) {
        struct statement *statement;
        status = prepare(work, &delete_file, draft->id, &statement, error);
        if (status == OK) {
            bind_text(statement, 3, name);
            status = statement_run(statement, NULL, work->arena, error);
        }
    } else {
        status = put_file(work, draft->id, name, text, error);
    }
    if (status == OK && text_is(name, "notice.yaml")) {
        status = retitle(work, draft->id, text, error);
    }
    return status == OK
               ? history_close(work, TEXT("notice.edit"), NULL, 0,
                               arena_printf(work->arena, "%.*s %.*s %.*s", TEXT_ARG(draft->title),
                                            TEXT_ARG(name), TEXT_ARG(place)),
                               error)
               : status;
}

enum status notice_shelf_write(struct work *work, int64_t id, struct text name, struct text was,
                               struct text text, struct error *error)
{
    struct notice_version draft;
    struct notice_files files;
    enum status status = get_draft(work, id, &draft, &files, error);
    if (status != OK) {
        return status;
    }
    if (!is_file_name(name, ".yaml")) {
        return refuse_name(work, ".yaml", error);
    }
    if (!text_equal(notice_file_text(&files, name), was)) {
        (void)error_set(error, work->arena, CONFLICT, "%.*s 已由别人改过", TEXT_ARG(name));
        return error_hint(error, work->arena, "请对照别人改后的内容，再决定保留哪一份");
    }
    return put_back(work, &draft, name, TEXT_EMPTY, text, error);
}

enum status notice_shelf_edit(struct work *work, int64_t id, struct text name,
                              const struct notice_edit *edit, struct edit_texts *now,
                              struct error *error)
{
    struct notice_version draft;
    struct notice_files files;
    struct text text;
    *now = (struct edit_texts){NULL, 0};
    enum status status = get_draft(work, id, &draft, &files, error);
    if (status == OK && !is_file_name(name, ".yaml")) {
        status = refuse_name(work, ".yaml", error);
    }
    if (status == OK) {
        status = notice_edit(work->arena, file_kind_of(name)->shape, arena_cstr(work->arena, name),
                             notice_file_text(&files, name), edit, &text, now, error);
    }
    return status == OK ? put_back(work, &draft, name, edit->at, text, error) : status;
}

enum status notice_shelf_put_docx(struct work *work, int64_t id, struct text name, struct text docx,
                                  struct error *error)
{
    struct notice_version draft;
    struct notice_files files;
    enum status status = get_draft(work, id, &draft, &files, error);
    if (status == OK && !is_file_name(name, ".docx")) {
        status = refuse_name(work, ".docx", error);
    }
    return status == OK ? put_back(work, &draft, name, TEXT_EMPTY,
                                   notice_docx_text(work->arena, docx), error)
                        : status;
}

static enum status need_reason(struct work *work, struct text reason, struct error *error)
{
    if (text_trim(reason).n > 0) {
        return OK;
    }
    (void)error_set(error, work->arena, INVALID, "请写明理由");
    error->field = "reason";
    return INVALID;
}

enum status notice_shelf_drop(struct work *work, int64_t id, struct text reason,
                              struct error *error)
{
    struct notice_version draft;
    struct notice_files files;
    enum status status = get_draft(work, id, &draft, &files, error);
    if (status == OK) {
        status = need_reason(work, reason, error);
    }
    if (status == OK) {
        status = run(work, &delete_files, id, error);
    }
    if (status == OK) {
        status = run(work, &delete_version, id, error);
    }
    return status == OK ? history_close(work, TEXT("notice.drop"), NULL, 0,
                                        arena_printf(work->arena, "%.*s：%.*s",
                                                     TEXT_ARG(draft.title), TEXT_ARG(reason)),
                                        error)
                        : status;
}

/* ---- switching ---- */

static enum status refuse_faults(struct work *work, const struct faults *faults,
                                 struct error *error)
{
    const struct fault *first = fault_first(faults);
    (void)error_set(error, work->arena, INVALID, "通知有 %zu 处错误，不能启用：%.*s %.*s",
                    faults->errors, TEXT_ARG(fault_place(work->arena, first)),
                    TEXT_ARG(first->message));
    return error_hint(error, work->arena, "改完所有错误再启用");
}

static enum status put_in_force(struct work *work, int64_t id, struct error *error)
{
    struct statement *statement;
    enum status status = run(work, &retire_versions, 0, error);
    if (status == OK) {
        status = prepare(work, &enforce_version, id, &statement, error);
    }
    if (status == OK) {
        bind_int(statement, 3, clock_now(work->clock));
        bind_int(statement, 4, work->actor->user);
        status = statement_run(statement, NULL, work->arena, error);
    }
    if (status == OK) {
        status = run(work, &point_site, id, error);
    }
    return status == OK ? app_books_edited(work, error) : status;
}

struct added {
    size_t units, tasks;
};

/* Makes what the new notice adds, read against its own units, tasks and codes. */
static enum status open_added(struct work *work, const struct app_books *books, struct added *added,
                              struct error *error)
{
    const struct actor program = actor_program(work->actor->county);
    struct work own = *work;
    own.actor = &program;
    own.notice = books->notice;
    own.codes = books->codes;
    own.settings = &books->settings;
    enum status status = units_enter(&own, books->notice, &added->units, error);
    return status == OK ? task_open_all(&own, &added->tasks, error) : status;
}

enum status notice_shelf_switch(struct app *app, struct work *work, int64_t id, struct text reason,
                                struct error *error)
{
    struct notice_version version = {0};
    struct notice_files files;
    struct faults faults;
    struct added added = {0};
    enum status status = need_reason(work, reason, error);
    if (status == OK) {
        status = notice_shelf_get(work, id, &version, &files, error);
    }
    if (status != OK) {
        return status;
    }
    if (text_is(version.state, "force")) {
        return error_set(error, work->arena, CONFLICT, "这个版本正在用");
    }
    faults_init(&faults, work->arena);
    struct app_books *books;
    status = app_books_draft(app, work->db, &files, &books, &faults, work->arena, error);
    if (status == OK && faults.errors > 0) {
        status = refuse_faults(work, &faults, error);
    } else if (status == OK && books->notice->head.county * 1000000 != work->actor->county) {
        status = error_set(error, work->arena, INVALID, "通知的县代码 %lld 不是本站点的县",
                           (long long)books->notice->head.county);
    }
    if (status == OK) {
        status = put_in_force(work, id, error);
    }
    if (status == OK) {
        status = open_added(work, books, &added, error);
    }
    app_books_free(books);
    return status == OK
               ? history_close(work, TEXT("notice.switch"), NULL, 0,
                               arena_printf(work->arena,
                                            "%.*s：%.*s（新登记单位 %zu 家，新开任务 %zu 项）",
                                            TEXT_ARG(version.title), TEXT_ARG(reason), added.units,
                                            added.tasks),
                               error)
               : status;
}
