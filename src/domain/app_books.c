#include "domain/app_books.h"

#include <stdlib.h>

#include "base/list.h"
#include "domain/ground.h"
#include "domain/ledgers.h"
#include "domain/people/region.h"
#include "ledger/flow.h"
#include "ledger/rows.h"
#include "notice/ground.h"
#include "standard/calendar.h"
#include "standard/code.h"
#include "standard/region.h"

/* ---- codes ---- */

struct code_list {
    LIST(struct code_row) all;
};

static void add_code(struct code_list *list, const char *table, struct text code, struct text name)
{
    list_add(&list->all, (struct code_row){text_of(table), code, name});
}

static void add_flows(struct code_list *list)
{
    for (const struct ledger *const *l = all_ledgers; *l != NULL; l++) {
        const struct flow *flow = (*l)->flow;
        for (size_t i = 0; flow != NULL && i < flow->state_count; i++) {
            add_code(list, (*l)->fields[flow->state].codes, text_of(flow->states[i].code),
                     text_of(flow->states[i].label));
        }
    }
}

/* The notice's own name for a code replaces the standard's; a new code comes last. */
static void add_notice(struct arena *arena, struct code_list *list, const struct notice *notice)
{
    for (size_t i = 0; i < notice->categories.n; i++) {
        add_code(list, "category", notice->categories.at[i].key, notice->categories.at[i].name);
    }
    for (size_t i = 0; i < notice->worklist.tasks.n; i++) {
        const struct notice_task *task = &notice->worklist.tasks.at[i];
        add_code(list, "task", task->key, task_title(arena, task));
    }
    const struct notice_inspection *inspection = &notice->inspection;
    for (size_t i = 0; i < inspection->heads.n; i++) {
        add_code(list, "inspection_head", inspection->heads.at[i].key,
                 inspection->heads.at[i].item);
    }
    for (size_t i = 0; i < inspection->sources.n; i++) {
        add_code(list, "finding_source", inspection->sources.at[i].key,
                 inspection->sources.at[i].name);
    }
    for (size_t i = 0; i < inspection->hints.n; i++) {
        add_code(list, "inspection_hint", inspection->hints.at[i].key,
                 inspection->hints.at[i].label);
    }
    for (size_t i = 0; i < notice->letters.kinds.n; i++) {
        add_code(list, "letter_kind", notice->letters.kinds.at[i].key,
                 notice->letters.kinds.at[i].name);
    }
    for (size_t i = 0; i < notice->letters.templates.n; i++) {
        add_code(list, "letter_template", notice->letters.templates.at[i].key,
                 notice->letters.templates.at[i].name);
    }
    for (size_t i = 0; i < notice->codes.n; i++) {
        const struct notice_code *code = &notice->codes.at[i];
        bool known = false;
        for (size_t k = 0; k < list->all.n; k++) {
            if (text_equal(list->all.at[k].table, code->table) &&
                text_equal(list->all.at[k].code, code->code)) {
                list->all.at[k].name = code->name;
                known = true;
            }
        }
        if (!known) {
            list_add(&list->all, (struct code_row){code->table, code->code, code->name});
        }
    }
}

/* Other words for codes: the standards', then what the notice says of its categories. */
static struct code_rows gather_aliases(struct arena *arena, const struct notice *notice)
{
    struct code_rows embedded = code_aliases_embedded(arena);
    size_t n = embedded.n;
    for (size_t i = 0; notice != NULL && i < notice->categories.n; i++) {
        n += notice->categories.at[i].aliases.n;
    }
    struct code_rows all = {arena_array(arena, struct code_row, n), 0};
    for (size_t i = 0; i < embedded.n; i++) {
        all.at[all.n++] = embedded.at[i];
    }
    for (size_t i = 0; notice != NULL && i < notice->categories.n; i++) {
        const struct notice_category *c = &notice->categories.at[i];
        for (size_t k = 0; k < c->aliases.n; k++) {
            all.at[all.n++] = (struct code_row){TEXT("category"), c->key, c->aliases.at[k]};
        }
    }
    return all;
}

const struct code_book *app_codes(struct arena *arena, const struct notice *notice)
{
    struct code_list list = {0};
    struct code_rows embedded = code_rows_embedded(arena);
    for (size_t i = 0; i < embedded.n; i++) {
        list_add(&list.all, embedded.at[i]);
    }
    add_flows(&list);
    if (notice != NULL) {
        add_notice(arena, &list, notice);
    }
    struct code_row *rows = arena_array(arena, struct code_row, list.all.n);
    for (size_t i = 0; i < list.all.n; i++) {
        rows[i] = list.all.at[i];
    }
    struct code_book *book = arena_new(arena, struct code_book);
    *book =
        code_book_new(arena, (struct code_rows){rows, list.all.n}, gather_aliases(arena, notice));
    list_release(&list.all);
    return book;
}

/* ---- regions ---- */

static int32_t day_or_none(const struct value *value)
{
    return value_is_set(value) ? (int32_t)value->number : DATE_NONE;
}

static enum status read_regions(struct work *work, struct app_books *books, struct error *error)
{
    struct row_list rows;
    enum status status = rows_after(work, &region_ledger, 0, 1000000, 0, &rows, error);
    if (status != OK) {
        return status;
    }
    struct region *at = arena_array(&books->arena, struct region, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct value *v = rows.at[i]->value;
        at[i] = (struct region){
            .code = region_code(rows.at[i]),
            .name = arena_text(&books->arena, v[REGION_NAME].text),
            .short_name = arena_text(&books->arena, v[REGION_SHORT_NAME].text),
            .aliases = arena_text(&books->arena, v[REGION_ALIASES].text),
            .valid_from = day_or_none(&v[REGION_VALID_FROM]),
            .valid_to = day_or_none(&v[REGION_VALID_TO]),
        };
    }
    struct region_rows lists[] = {region_rows_national(&books->arena), {at, rows.n}};
    books->regions = region_tree_new(&books->arena, lists, COUNT(lists));
    return OK;
}

/* ---- working days ---- */

static const struct query holiday_query = {
    .sql = "SELECT day, kind, name FROM holiday WHERE county = $1 ORDER BY day",
};

static enum status read_calendar(struct work *work, struct app_books *books, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(work->db, &holiday_query, &statement, work->arena, error);
    if (status != OK) {
        return status;
    }
    LIST(struct calendar_row) rows = {0};
    size_t n;
    struct calendar_row *embedded = calendar_rows(&books->arena, &n);
    for (size_t i = 0; i < n; i++) {
        list_add(&rows, embedded[i]);
    }
    bind_int(statement, 1, work->actor->county);
    enum db_step step;
    while ((step = statement_step(statement, work->arena, error)) == DB_ROW) {
        struct date day;
        if (date_parse(column_text(statement, 0), &day)) {
            list_add(&rows,
                     (struct calendar_row){day.day, text_is(column_text(statement, 1), "work"),
                                           arena_text(&books->arena, column_text(statement, 2))});
        }
    }
    statement_reset(statement);
    struct calendar *calendar = arena_new(&books->arena, struct calendar);
    *calendar = calendar_new(&books->arena, rows.at, rows.n);
    books->calendar = calendar;
    list_release(&rows);
    return step == DB_FAILED ? error->status : OK;
}

/* ---- the notice and the settings ---- */

static const struct query notice_query = {
    .sql = "SELECT f.name, f.content FROM notice_file f JOIN site s ON s.county = f.county"
           " AND s.notice = f.notice WHERE f.county = $1 ORDER BY f.name",
};

static enum status read_notice(struct work *work, struct app_books *books, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(work->db, &notice_query, &statement, work->arena, error);
    if (status != OK) {
        return status;
    }
    LIST(struct notice_file) files = {0};
    bind_int(statement, 1, work->actor->county);
    enum db_step step;
    while ((step = statement_step(statement, work->arena, error)) == DB_ROW) {
        list_add(&files,
                 (struct notice_file){arena_text(&books->arena, column_text(statement, 0)),
                                      arena_text(&books->arena, column_text(statement, 1))});
    }
    statement_reset(statement);
    if (step == DB_FAILED) {
        list_release(&files);
        return error->status;
    }
    struct notice_files all = {files.at, files.n};
    struct faults faults;
    faults_init(&faults, &books->arena);
    books->notice = notice_read(&books->arena, &all, &faults);
    list_release(&files);
    if (books->notice == NULL && all.n > 0) {
        const struct fault *first = fault_first(&faults);
        return error_set(error, work->arena, INTERNAL, "站点里的通知读不出来：%.*s %.*s",
                         TEXT_ARG(fault_place(work->arena, first)), TEXT_ARG(first->message));
    }
    return OK;
}

static const struct query setting_query = {
    .sql = "SELECT key, value FROM setting WHERE county = $1 ORDER BY key",
};

struct setting_list {
    LIST(struct setting) all;
};

static void add_setting(struct app_books *books, struct setting_list *list, struct text key,
                        int64_t value)
{
    if (value != SHAPE_BLANK) {
        list_add(&list->all,
                 (struct setting){key, arena_printf(&books->arena, "%lld", (long long)value)});
    }
}

/* What the notice gives; the county's own come after it and win. */
static void add_notice_settings(struct app_books *books, struct setting_list *list)
{
    const struct notice_settings *s = &books->notice->settings;
    add_setting(books, list, TEXT("review_days"), s->review_days);
    add_setting(books, list, TEXT("publication_days"), s->publication_days);
    add_setting(books, list, TEXT("decision_days"), s->decision_days);
    add_setting(books, list, TEXT("recheck_months"), s->recheck_months);
    const struct notice_inspection *inspection = &books->notice->inspection;
    if (inspection->at != NULL) {
        add_setting(books, list, TEXT("rectify_by"), inspection->rectify_by);
    }
    for (size_t i = 0; i < inspection->sources.n; i++) {
        if (inspection->sources.at[i].self) {
            list_add(&list->all,
                     (struct setting){TEXT("inspection_self"), inspection->sources.at[i].key});
        }
    }
    for (size_t i = 0; i < s->parameters.n; i++) {
        add_setting(books, list, s->parameters.at[i].key, s->parameters.at[i].value);
    }
}

static enum status read_settings(struct work *work, struct app_books *books, struct error *error)
{
    struct setting_list list = {0};
    if (books->notice != NULL) {
        add_notice_settings(books, &list);
    }
    struct statement *statement;
    enum status status = db_prepare(work->db, &setting_query, &statement, work->arena, error);
    enum db_step step = DB_DONE;
    if (status == OK) {
        bind_int(statement, 1, work->actor->county);
        while ((step = statement_step(statement, work->arena, error)) == DB_ROW) {
            list_add(&list.all,
                     (struct setting){arena_text(&books->arena, column_text(statement, 0)),
                                      arena_text(&books->arena, column_text(statement, 1))});
        }
        statement_reset(statement);
    }
    struct setting *at = arena_array(&books->arena, struct setting, list.all.n);
    for (size_t i = 0; i < list.all.n; i++) {
        at[i] = list.all.at[i];
    }
    books->settings = (struct settings){at, list.all.n};
    list_release(&list.all);
    return step == DB_FAILED ? error->status : status;
}

/* ---- what rules may name ---- */

static enum status make_language(struct work *work, struct app_books *books, struct error *error)
{
    const struct notice_ground *ground = ground_make(books);
    books->ground = ground;
    struct faults faults;
    faults_init(&faults, &books->arena);
    enum status status =
        notice_language(&books->arena, books->notice, ground, &books->language, &faults);
    if (status != OK) {
        return error_set(error, work->arena, status, "%s 第 %d 行的条件有误：%.*s",
                         faults.at[0].file, faults.at[0].line, TEXT_ARG(faults.at[0].message));
    }
    return OK;
}

const int64_t *app_params(const struct app_books *books, struct arena *arena, int32_t as_of,
                          int32_t from, int32_t to)
{
    int64_t *values = notice_params(arena, books->notice, books->ground);
    values[PARAM_AS_OF] = as_of;
    values[PARAM_FROM] = from;
    values[PARAM_TO] = to;
    for (size_t i = PARAM__COUNT; i < rule_language_params(books->language); i++) {
        const struct rule_param *param = rule_language_param(books->language, i);
        int64_t set = settings_int(&books->settings, param->name, INT64_MIN);
        if (set != INT64_MIN) {
            /* Set in yuan, reckoned in fen. */
            values[i] = param->type == RULE_MONEY ? set * 100 : set;
        }
    }
    return values;
}

int32_t app_first_day(const struct app_books *books)
{
    return books->notice->head.window->first_data;
}

/* ---- all together ---- */

/*
 * Every edit of a region raises its version, so their sum tells of each. It is asked after every
 * commit: the history, which has no index by ledger, would be walked from its end.
 */
static const struct query stamp_query = {
    .sql = "SELECT s.books + COALESCE((SELECT CAST(SUM(r.version) AS BIGINT) FROM region r"
           " WHERE r.county = s.county), 0)"
           " FROM site s WHERE s.county = $1",
};

enum status app_books_stamp(struct db *db, int64_t county, int64_t *stamp, struct arena *arena,
                            struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(db, &stamp_query, &statement, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, county);
    enum db_step step = statement_step(statement, arena, error);
    *stamp = step == DB_ROW ? column_int(statement, 0) : 0;
    statement_reset(statement);
    return step == DB_FAILED ? error->status : OK;
}

static enum status read_books(struct work *work, struct app_books *books, struct error *error)
{
    enum status status = read_notice(work, books, error);
    if (status == OK) {
        books->codes = app_codes(&books->arena, books->notice);
        status = read_regions(work, books, error);
    }
    if (status == OK) {
        status = read_calendar(work, books, error);
    }
    if (status == OK) {
        status = read_settings(work, books, error);
    }
    return status == OK ? make_language(work, books, error) : status;
}

enum status app_books_draft(struct app *app, struct db *db, const struct notice_files *files,
                            struct app_books **out, struct faults *faults, struct arena *arena,
                            struct error *error)
{
    const struct app_books *now = app_books(app);
    struct app_books *books = memory_get_zeroed(sizeof(*books));
    arena_init(&books->arena);
    *out = books;
    books->calendar = now->calendar;
    books->regions = now->regions;
    books->notice = notice_read(&books->arena, files, faults);
    if (books->notice == NULL) {
        return OK;
    }
    struct actor actor = actor_program(app->county);
    struct work work = app_work(app, db, arena, &actor);
    books->codes = app_codes(&books->arena, books->notice);
    enum status status = read_settings(&work, books, error);
    if (status == OK) {
        books->ground = ground_make(books);
        notice_check(&books->arena, books->notice, books->ground, faults);
        if (faults->errors == 0) {
            status = make_language(&work, books, error);
        }
    }
    return status;
}

enum status app_books_peek(struct app *app, struct db *db, const struct notice_files *files,
                           struct app_books **out, struct arena *arena, struct error *error)
{
    const struct app_books *now = app_books(app);
    struct app_books *books = memory_get_zeroed(sizeof(*books));
    arena_init(&books->arena);
    *out = books;
    books->calendar = now->calendar;
    books->regions = now->regions;
    books->notice = notice_peek(&books->arena, files);
    struct actor actor = actor_program(app->county);
    struct work work = app_work(app, db, arena, &actor);
    books->codes = app_codes(&books->arena, books->notice);
    enum status status = read_settings(&work, books, error);
    return status == OK ? make_language(&work, books, error) : status;
}

void app_books_free(struct app_books *books)
{
    if (books != NULL) {
        arena_release(&books->arena);
        free(books);
    }
}

enum status app_books_read(struct app *app, struct db *db, struct arena *arena, struct error *error)
{
    struct app_books *books = memory_get_zeroed(sizeof(*books));
    arena_init(&books->arena);
    struct actor actor = actor_program(app->county);
    struct work work = app_work(app, db, arena, &actor);
    /* The stamp first: what is edited meanwhile is at worst read twice. */
    enum status status = app_books_stamp(db, app->county, &books->stamp, arena, error);
    if (status == OK) {
        status = read_books(&work, books, error);
    }
    if (status != OK) {
        app_books_free(books);
        return status;
    }
    pthread_mutex_lock(&app->lock);
    books->older = app->books;
    app->books = books;
    pthread_mutex_unlock(&app->lock);
    return OK;
}

void app_books_close(struct app *app)
{
    while (app->books != NULL) {
        struct app_books *books = app->books;
        app->books = books->older;
        app_books_free(books);
    }
}
