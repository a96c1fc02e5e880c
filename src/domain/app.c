#include "domain/app.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domain/app_books.h"
#include "domain/ledgers.h"
#include "domain/people/user.h"
#include "domain/query_kept.h"
#include "facts/follow.h"
#include "ledger/history.h"
#include "ledger/schema.h"

static int64_t shifted_now(void *context)
{
    const struct app *app = context;
    return clock_now(clock_system()) + app->clock_shift;
}

void app_shift_clock(struct app *app)
{
    if (app->clock_shift != 0) {
        app->clock = (struct clock){shifted_now, app};
    }
}

enum status app_make_folder(const char *folder, struct arena *arena, struct error *error)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        error_set(error, arena, UNAVAILABLE, "不能建立数据目录 %s", folder);
        error->detail = arena_text(arena, text_of(strerror(errno)));
        return error_hint(error, arena, "请检查上级目录是否存在、是否有写入权限、磁盘是否已满");
    }
    return OK;
}

static const char *in_folder(struct app *app, const char *name)
{
    return arena_printf(&app->arena, "%.*s/%s", TEXT_ARG(app->folder), name).s;
}

/* The keys beside the database; made for a folder that has neither. */
static enum status open_secret(struct app *app, struct arena *arena, struct error *error)
{
    const char *path = in_folder(app, "keys");
    enum status status = secret_load(path, &app->secret, arena, error);
    if (status != NOT_FOUND) {
        return status;
    }
    struct stat found;
    if (stat(in_folder(app, "site.db"), &found) == 0) {
        error_set(error, arena, INVALID, "数据目录里有数据库，却没有密钥文件 keys");
        return error_hint(error, arena, "请把备份的 keys 放回 %s，否则证号和电话无法读出",
                          arena_cstr(arena, app->folder));
    }
    status = secret_create(path, SECRET_AES, arena, error);
    return status == OK ? secret_load(path, &app->secret, arena, error) : status;
}

static const struct query site_query = {
    .sql = "/* scan: one row */ SELECT county, name, demo, clock_shift, keys FROM site",
};

static enum status read_site(struct app *app, struct db *db, struct arena *arena,
                             struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(db, &site_query, &statement, arena, error);
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(statement, arena, error);
    bool keys_fit = true;
    if (step == DB_ROW) {
        app->county = column_int(statement, 0);
        app->county_name = arena_text(&app->arena, column_text(statement, 1));
        app->demo = column_int(statement, 2) != 0;
        app->clock_shift = column_int(statement, 3);
        keys_fit = text_equal(column_text(statement, 4), secret_fingerprint(app->secret, arena));
    }
    statement_reset(statement);
    if (step == DB_FAILED) {
        return error->status;
    }
    if (!keys_fit) {
        error_set(error, arena, INVALID, "密钥文件 keys 不是这个数据库的");
        return error_hint(error, arena, "请把与数据库一起建立的 keys 放回数据目录");
    }
    app_shift_clock(app);
    return OK;
}

enum status app_refresh(struct app *app, struct arena *arena, struct error *error)
{
    struct db *db;
    enum status status = database_reader(app->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    status = read_site(app, db, arena, error);
    if (status == OK && app->county != 0) {
        status = app_books_read(app, db, arena, error);
    }
    db_release(db);
    return status;
}

static enum status open_parts(struct app *app, struct arena *arena, struct error *error)
{
    enum status status = app_make_folder(app->folder.s, arena, error);
    if (status == OK) {
        status = open_secret(app, arena, error);
    }
    if (status == OK) {
        status = database_open(app->where.s, &app->database, arena, error);
    }
    if (status == OK) {
        status = blobs_open(in_folder(app, "blobs"), app->secret, &app->blobs, arena, error);
    }
    if (status == OK) {
        status = app_migrate(app, arena, error);
    }
    return status == OK ? app_refresh(app, arena, error) : status;
}

enum status app_open(const struct app_options *options, struct clock clock, struct app **out,
                     struct arena *arena, struct error *error)
{
    struct app *app = memory_get_zeroed(sizeof(*app));
    arena_init(&app->arena);
    pthread_mutex_init(&app->lock, NULL);
    app->folder = arena_text(&app->arena, text_of(options->folder));
    app->folder.s = arena_cstr(&app->arena, app->folder);
    app->where =
        text_of(options->database != NULL ? arena_cstr(&app->arena, text_of(options->database))
                                          : in_folder(app, "site.db"));
    app->clock = clock;
    app->ledgers = all_ledgers;
    app->queries = query_kept_new();
    app->schemas = schema_build(&app->arena, all_ledgers);
    enum status status = open_parts(app, arena, error);
    if (status != OK) {
        app_close(app);
        return status;
    }
    *out = app;
    return OK;
}

void app_close(struct app *app)
{
    if (app->jobs != NULL) {
        jobs_stop(app->jobs);
    }
    if (app->facts != NULL) {
        follow_close(app->facts);
    }
    app_books_close(app);
    query_kept_free(app->queries);
    if (app->blobs != NULL) {
        blobs_close(app->blobs);
    }
    if (app->database != NULL) {
        database_close(app->database);
    }
    if (app->secret != NULL) {
        secret_close(app->secret);
    }
    pthread_mutex_destroy(&app->lock);
    arena_release(&app->arena);
    free(app);
}

const struct app_books *app_books(struct app *app)
{
    pthread_mutex_lock(&app->lock);
    const struct app_books *books = app->books;
    pthread_mutex_unlock(&app->lock);
    return books;
}

static bool title_kept(struct work *work, const struct ledger *ledger, int64_t id, struct text *out)
{
    struct board *board = follow_board(work->facts);
    board_read(board);
    const struct table *table = board_table(board, text_of(ledger->name));
    const struct column *title = table == NULL ? NULL : &table->columns[ledger->title];
    bool kept = title != NULL && title->type == COLUMN_TEXT && work->db != NULL &&
                follow_shows(work->facts, work->db);
    uint32_t row = kept ? table_row(table, id) : ROW_NONE;
    kept = row != ROW_NONE && bit_get(table->live, row) && column_known(title, row) &&
           table_reached(table, row, work->actor);
    if (kept) {
        *out = arena_text(work->arena, column_text_at(title, row));
    }
    board_done(board);
    return kept;
}

struct work app_work(struct app *app, struct db *db, struct arena *arena, const struct actor *actor)
{
    const struct app_books *books = app_books(app);
    struct work work = {
        .db = db,
        .arena = arena,
        .clock = app->clock,
        .actor = actor,
        .secret = app->secret,
        .ledgers = app->ledgers,
        .schemas = app->schemas,
        .user_name = user_called,
        .title_kept = app->facts == NULL ? NULL : title_kept,
        .facts = app->facts,
    };
    if (books != NULL) {
        work.codes = books->codes;
        work.regions = books->regions;
        work.calendar = books->calendar;
        work.settings = &books->settings;
        work.notice = books->notice;
    }
    return work;
}

enum status app_load_facts(struct app *app, struct arena *arena, struct error *error)
{
    return follow_open(app->database, app->county, app->ledgers, &app->facts, arena, error);
}

/* Reads the books again when they were edited since they were read. */
static enum status follow_books(struct app *app, struct arena *arena, struct error *error)
{
    struct db *db;
    int64_t stamp = 0;
    enum status status = database_reader(app->database, &db, arena, error);
    if (status == OK) {
        status = app_books_stamp(db, app->county, &stamp, arena, error);
        db_release(db);
    }
    return status == OK && stamp != app_books(app)->stamp ? app_refresh(app, arena, error) : status;
}

enum status app_catch_up(struct app *app, struct arena *arena, struct error *error)
{
    if (app->facts == NULL) {
        return OK;
    }
    enum status status = follow_catch_up(app->facts, arena, error);
    return status == OK ? follow_books(app, arena, error) : status;
}

static const struct query edit_books = {
    .sql = "UPDATE site SET books = books + 1 WHERE county = $1",
};

enum status app_books_edited(struct work *work, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(work->db, &edit_books, &statement, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, work->actor->county);
    return statement_run(statement, NULL, work->arena, error);
}

static const struct query put_setting = {
    .sql = "INSERT INTO setting (county, key, value, changed_at, changed_by)"
           " VALUES ($1, $2, $3, $4, $5)"
           " ON CONFLICT (county, key) DO UPDATE SET value = excluded.value,"
           " changed_at = excluded.changed_at, changed_by = excluded.changed_by",
};

enum status app_put_setting(struct work *work, struct text key, struct text value,
                            struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(work->db, &put_setting, &statement, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, work->actor->county);
    bind_text(statement, 2, key);
    bind_text(statement, 3, value);
    bind_int(statement, 4, clock_now(work->clock));
    bind_int(statement, 5, work->actor->user);
    status = statement_run(statement, NULL, work->arena, error);
    if (status == OK) {
        status = app_books_edited(work, error);
    }
    return status == OK ? history_close(work, TEXT("setting"), NULL, 0, key, error) : status;
}
