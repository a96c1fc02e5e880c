#include "store/db_postgres.h"

#include <poll.h>
#include <string.h>

#include "base/log.h"

static struct pg_db *pg_of(struct db *db)
{
    return (struct pg_db *)db;
}

/* ---- errors ---- */

/* "Key (county, id_key)=(…) already exists." in any language: the columns, never the values. */
static struct text unique_detail(const PGresult *result, struct arena *arena)
{
    const char *table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
    struct text text = text_of(PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
    size_t open = text_find_char(text, '('), close = text_find(text, TEXT(")=("));
    if (table == NULL || open == TEXT_NONE || close == TEXT_NONE || close < open) {
        return arena_text(arena, text_of(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME)));
    }
    struct text rest = text_slice(text, open + 1, close), part;
    struct text out = arena_printf(arena, "%s(", table);
    for (const char *comma = ""; text_split(&rest, ',', &part); comma = ",") {
        part = text_trim(part);
        out = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(out), comma, TEXT_ARG(part));
    }
    return arena_printf(arena, "%.*s)", TEXT_ARG(out));
}

static const struct {
    const char *state; /* how the SQLSTATE begins */
    enum status status;
    const char *message, *hint;
} failures[] = {
    {"53100", UNAVAILABLE, "磁盘空间不足，数据没有保存", "请清理磁盘或联系系统管理员后重试"},
    {"55P03", BUSY, "系统繁忙，数据库正被其他程序写入", "请稍后重试"},
    {"40001", BUSY, "系统繁忙，与其他操作冲突", "请稍后重试"},
    {"40P01", BUSY, "系统繁忙，与其他操作冲突", "请稍后重试"},
    {"22021", INVALID, "内容含有不能保存的字符", "请删去不可见的字符后重试"},
    {"54000", TOO_LARGE, "内容过长，无法保存", "请缩短内容后重试"},
    {"53", UNAVAILABLE, "数据库资源不足", "请联系系统管理员"},
    {"57", UNAVAILABLE, "与数据库的连接中断", "请刷新后核对是否已保存"},
    {"58", UNAVAILABLE, "数据库服务器出错，数据没有保存", "请联系系统管理员"},
    {"25006", UNAVAILABLE, "数据库不可写", "请联系系统管理员"},
    {"XX001", UNAVAILABLE, "数据库文件已损坏", "请停止使用并从备份恢复"},
};

static struct text one_line(struct arena *arena, const char *message)
{
    struct text text = text_trim(text_of(message));
    return arena_text(arena, text_slice(text, 0, text_find_char(text, '\n')));
}

/* result may be NULL: then the connection says what happened. */
enum status pg_failed(struct pg_db *db, const PGresult *result, struct arena *arena,
                      struct error *error)
{
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL || PQstatus(db->conn) == CONNECTION_BAD) {
        error_set(error, arena, UNAVAILABLE, "与数据库的连接中断");
        error->detail = one_line(arena, PQerrorMessage(db->conn));
        return error_hint(error, arena, "请刷新后核对是否已保存");
    }
    if (strcmp(state, "23505") == 0) {
        error_set(error, arena, CONFLICT, "已有相同的记录");
        error->detail = unique_detail(result, arena);
        return error_hint(error, arena, "请先查找已有的记录");
    }
    if (strcmp(state, "23503") == 0) {
        error_set(error, arena, CONFLICT, "所引用的记录不存在，或这条记录还被别处引用");
        error->detail = TEXT("foreign key");
        return error_hint(error, arena, "请刷新后重试");
    }
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    for (size_t i = 0; i < COUNT(failures); i++) {
        if (strncmp(state, failures[i].state, strlen(failures[i].state)) == 0) {
            error_set(error, arena, failures[i].status, "%s", failures[i].message);
            error_hint(error, arena, "%s", failures[i].hint);
            error->detail = arena_printf(arena, "postgresql %s: %s", state, primary);
            return error->status;
        }
    }
    error_set(error, arena, INTERNAL, "数据库拒绝了一条语句");
    /* a data exception quotes the value, which may be a person's */
    bool quotes = strncmp(state, "22", 2) == 0;
    error->detail = arena_printf(arena, "postgresql %s: %s", state, quotes ? "" : primary);
    return error->status;
}

/* ---- sharing the connection ---- */

/* Fetches what the streaming statement has not shown yet, so that another can use the connection.
 */
void pg_settle(struct pg_db *db)
{
    struct pg_statement *s = db->streaming;
    if (s == NULL) {
        return;
    }
    for (PGresult *result; (result = PQgetResult(db->conn)) != NULL;) {
        pg_keep(s, result);
    }
    db->streaming = NULL;
}

/* Runs text on a free connection; the caller clears the result. */
PGresult *pg_run(struct pg_db *db, const char *sql)
{
    pg_settle(db);
    return PQexec(db->conn, sql);
}

bool pg_is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static enum status run_checked(struct pg_db *db, const char *sql, struct arena *arena,
                               struct error *error)
{
    PGresult *result = pg_run(db, sql);
    enum status status = pg_is_good(result) ? OK : pg_failed(db, result, arena, error);
    PQclear(result);
    return status;
}

/* ---- connections ---- */

static void note(void *context UNUSED, const char *message)
{
    log_info("postgresql: %.*s", (int)strcspn(message, "\n"), message);
}

static void pg_disconnect(struct db *db)
{
    PQfinish(pg_of(db)->conn);
    pg_of(db)->conn = NULL;
    pg_of(db)->streaming = NULL;
}

static enum status use_schema(struct pg_db *db, struct arena *arena, struct error *error)
{
    const char *schema = db->base.database->schema;
    char *quoted = PQescapeIdentifier(db->conn, schema, strlen(schema));
    if (quoted == NULL) {
        return pg_failed(db, NULL, arena, error);
    }
    const char *create = db->base.writes ? "CREATE SCHEMA IF NOT EXISTS " : "";
    struct text sql =
        arena_printf(arena, "%s%s%s SET search_path TO %s", create, db->base.writes ? quoted : "",
                     db->base.writes ? ";" : "", quoted);
    PQfreemem(quoted);
    return run_checked(db, arena_cstr(arena, sql), arena, error);
}

static enum status pg_connect(struct db *base, struct arena *arena, struct error *error)
{
    struct pg_db *db = pg_of(base);
    db->conn = PQconnectdb(base->database->where);
    if (db->conn == NULL) {
        bug("out of memory");
    }
    if (PQstatus(db->conn) != CONNECTION_OK) {
        error_set(error, arena, UNAVAILABLE, "连不上数据库服务器");
        error->detail = one_line(arena, PQerrorMessage(db->conn));
        error_hint(error, arena, "请检查数据库地址，以及服务器是否已启动");
        pg_disconnect(base);
        return UNAVAILABLE;
    }
    PQsetNoticeProcessor(db->conn, note, NULL);
    static const char settings[] = "SET client_encoding TO 'UTF8'; SET application_name TO "
                                   "'nuanxin'; SET client_min_messages TO warning; "
                                   "SET lock_timeout TO '30s'; "
                                   "SET default_transaction_read_only TO ";
    struct text sql = arena_printf(arena, "%s%s", settings, base->writes ? "off" : "on");
    enum status status = run_checked(db, arena_cstr(arena, sql), arena, error);
    if (status == OK && base->database->schema != NULL) {
        status = use_schema(db, arena, error);
    }
    if (status != OK) {
        pg_disconnect(base);
    }
    return status;
}

/* Nothing is due on an idle connection: when something can be read, the server has closed it (or
 * says something that a new connection makes good as well). */
static bool is_alive(struct pg_db *db)
{
    struct pollfd socket = {.fd = PQsocket(db->conn), .events = POLLIN};
    return PQstatus(db->conn) == CONNECTION_OK && poll(&socket, 1, 0) == 0;
}

static enum status pg_lend(struct db *db, struct arena *arena, struct error *error)
{
    if (is_alive(pg_of(db))) {
        return OK;
    }
    db_forget_statements(db);
    pg_disconnect(db);
    enum status status = pg_connect(db, arena, error);
    db->connected = status == OK;
    return status;
}

static enum status pg_version(struct db *reader, uint64_t *out, struct arena *arena,
                              struct error *error)
{
    /* names the transactions that are visible: differs after each commit, whoever made it */
    struct statement *statement;
    enum status status = db_prepare_text(reader, TEXT("SELECT CAST(pg_current_snapshot() AS TEXT)"),
                                         &statement, arena, error);
    if (status != OK) {
        return status;
    }
    if (statement_step(statement, arena, error) == DB_ROW) {
        *out = text_hash(column_text(statement, 0));
    } else {
        status = error->status;
    }
    statement_reset(statement);
    return status;
}

/* ---- transactions ---- */

static enum status pg_begin(struct db *db, struct arena *arena, struct error *error)
{
    static const char writing[] =
        "BEGIN; SELECT pg_advisory_xact_lock(28280, CAST(oid AS INTEGER)) "
        "FROM pg_namespace WHERE nspname = current_schema()";
    static const char reading[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    enum status status = run_checked(pg_of(db), db->writes ? writing : reading, arena, error);
    if (status != OK && PQtransactionStatus(pg_of(db)->conn) != PQTRANS_IDLE) {
        PQclear(pg_run(pg_of(db), "ROLLBACK"));
    }
    return status;
}

static enum status pg_commit(struct db *db, struct arena *arena, struct error *error)
{
    return run_checked(pg_of(db), "COMMIT", arena, error);
}

static void pg_rollback(struct db *db)
{
    if (PQtransactionStatus(pg_of(db)->conn) != PQTRANS_IDLE) {
        PQclear(pg_run(pg_of(db), "ROLLBACK")); /* a lost connection rolls back by itself */
    }
}

static enum status pg_execute(struct db *db, const char *sql, struct arena *arena,
                              struct error *error)
{
    return run_checked(pg_of(db), sql, arena, error);
}

const struct driver driver_postgres = {
    .dialect = DIALECT_POSTGRES,
    .statements = &statements_postgres,
    .db_size = sizeof(struct pg_db),
    .connect = pg_connect,
    .disconnect = pg_disconnect,
    .lend = pg_lend,
    .version = pg_version,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .execute = pg_execute,
};
