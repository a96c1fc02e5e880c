#include "store/migrate.h"

static const struct query exists = {
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'",
    "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() "
    "AND table_name = 'schema_version'"};
static const struct query newest = {"SELECT coalesce(max(number), 0) FROM schema_version", NULL};
static const struct query record = {
    "INSERT INTO schema_version (number, name, at) VALUES ($1, $2, $3)", NULL};

static enum status one_number(struct db *db, const struct query *query, int64_t *out,
                              struct arena *arena, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(db, query, &statement, arena, error);
    if (status != OK) {
        return status;
    }
    if (statement_step(statement, arena, error) == DB_ROW) {
        *out = column_int(statement, 0);
    } else {
        status = error->status;
    }
    statement_reset(statement);
    return status;
}

static enum status version_of(struct db *db, int64_t *version, struct arena *arena,
                              struct error *error)
{
    int64_t tables = 0;
    *version = 0;
    enum status status = one_number(db, &exists, &tables, arena, error);
    if (status == OK && tables > 0) {
        status = one_number(db, &newest, version, arena, error);
    }
    return status;
}

static enum status take_step(struct db *db, const struct migration *step, void *context,
                             struct clock clock, struct arena *arena, struct error *error)
{
    enum status status = OK;
    const char *sql = step->sql[db_dialect(db)];
    if (step->number == 1) {
        status = db_execute(db,
                            TEXT("CREATE TABLE schema_version (number BIGINT PRIMARY KEY, "
                                 "name TEXT NOT NULL, at BIGINT NOT NULL)"),
                            arena, error);
    }
    if (status == OK && sql != NULL) {
        status = db_execute(db, text_of(sql), arena, error);
    }
    if (status == OK && step->run != NULL) {
        status = step->run(db, context, arena, error);
    }
    struct statement *statement;
    if (status == OK) {
        status = db_prepare(db, &record, &statement, arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, step->number);
    bind_text(statement, 2, text_of(step->name));
    bind_int(statement, 3, clock_now(clock));
    return statement_run(statement, NULL, arena, error);
}

/* Takes the next step, if any, in a transaction; *more says whether it did. The version is read
 * inside the transaction: another process may have been faster. */
static enum status advance(struct db *db, const struct migration *steps, size_t count, int64_t most,
                           void *context, struct clock clock, bool *more, struct arena *arena,
                           struct error *error)
{
    enum status status = db_begin(db, arena, error);
    if (status != OK) {
        return status;
    }
    int64_t version;
    status = version_of(db, &version, arena, error);
    if (status == OK && version > (int64_t)count) {
        error_set(error, arena, UNAVAILABLE,
                  "数据库由更新的程序建立（第 %lld 版，本程序只到第 %zu 版）", (long long)version,
                  count);
        status = error_hint(error, arena, "请升级程序");
    }
    *more = status == OK && version < most;
    if (*more) {
        status = take_step(db, &steps[version], context, clock, arena, error);
        if (status != OK) {
            error->detail =
                arena_printf(arena, "migration %lld (%s): %.*s", (long long)steps[version].number,
                             steps[version].name, TEXT_ARG(error->detail));
        }
    }
    if (status != OK || !*more) {
        db_rollback(db);
        return status;
    }
    return db_commit(db, arena, error);
}

enum status migrate_run(struct database *database, const struct migration *steps, size_t count,
                        int64_t most, void *context, struct clock clock, struct arena *arena,
                        struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (steps[i].number != (int64_t)i + 1) {
            bug("migration %lld stands at place %zu", (long long)steps[i].number, i + 1);
        }
    }
    struct db *db;
    enum status status = database_writer(database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    int64_t last = most == 0 || most > (int64_t)count ? (int64_t)count : most;
    for (bool more = true; status == OK && more;) {
        status = advance(db, steps, count, last, context, clock, &more, arena, error);
    }
    db_release(db);
    return status;
}

enum status migrate_version(struct database *database, int64_t *version, struct arena *arena,
                            struct error *error)
{
    struct db *db;
    enum status status = database_reader(database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    status = version_of(db, version, arena, error);
    db_release(db);
    return status;
}
