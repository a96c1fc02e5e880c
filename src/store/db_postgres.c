#include <errno.h>
#include <libpq-fe.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/log.h"
#include "store/db_driver.h"

/* Types by their fixed numbers in the system catalogue (pg_type). */
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_NAME = 19,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_FLOAT8 = 701,
    TYPE_BPCHAR = 1042,
    TYPE_VARCHAR = 1043,
    TYPE_NUMERIC = 1700
};

struct pg_db {
    struct db base;
    PGconn *conn;
    struct pg_statement *streaming; /* its rows are still coming over the connection */
    uint64_t named;                 /* statements so far, for their names */
};

struct pg_parameter {
    Oid type;
    char number[32]; /* a bound number as it is sent */
    char *copy;      /* a bound text that had to be NUL-terminated, or NULL */
};

/*
 * Rows come one at a time, so that a large result needs no memory. When another statement needs the
 * connection meanwhile, what is left of this one is fetched into `waiting`.
 */
struct pg_statement {
    struct statement base;
    char name[24];
    int parameters, columns;
    struct pg_parameter *parameter;
    const char **values; /* one each for libpq */
    int *lengths, *formats;
    Oid *column_types;
    PGresult *row;      /* the row that can be read, or NULL */
    PGresult **waiting; /* fetched but not stepped to; NULL-ended */
    size_t waiting_n, waiting_next, waiting_size;
    bool started;
    int64_t changed;
    struct arena scratch; /* numbers as text, until the next step */
};

static struct pg_db *pg_of(struct db *db)
{
    return (struct pg_db *)db;
}

static struct pg_statement *statement_of(struct statement *statement)
{
    return (struct pg_statement *)statement;
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
static enum status failed(struct pg_db *db, const PGresult *result, struct arena *arena,
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
    error->detail = arena_printf(arena, "postgresql %s: %s", state, primary);
    return error->status;
}

/* ---- sharing the connection ---- */

static void waiting_add(struct pg_statement *s, PGresult *result)
{
    s->waiting = list_grown(s->waiting, &s->waiting_size, s->waiting_n + 1, sizeof(void *));
    s->waiting[s->waiting_n++] = result;
}

/* Fetches what the streaming statement has not shown yet, so that another can use the connection.
 */
static void settle(struct pg_db *db)
{
    struct pg_statement *s = db->streaming;
    if (s == NULL) {
        return;
    }
    for (PGresult *result; (result = PQgetResult(db->conn)) != NULL;) {
        waiting_add(s, result);
    }
    db->streaming = NULL;
}

/* Runs text on a free connection; the caller clears the result. */
static PGresult *run(struct pg_db *db, const char *sql)
{
    settle(db);
    return PQexec(db->conn, sql);
}

static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static enum status run_checked(struct pg_db *db, const char *sql, struct arena *arena,
                               struct error *error)
{
    PGresult *result = run(db, sql);
    enum status status = is_good(result) ? OK : failed(db, result, arena, error);
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
        return failed(db, NULL, arena, error);
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

/* An idle connection on which something can be read was closed by the server. */
static bool is_alive(struct pg_db *db)
{
    struct pollfd socket = {.fd = PQsocket(db->conn), .events = POLLIN};
    if (PQstatus(db->conn) == CONNECTION_OK && poll(&socket, 1, 0) > 0) {
        PQconsumeInput(db->conn);
    }
    return PQstatus(db->conn) == CONNECTION_OK;
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
        PQclear(run(pg_of(db), "ROLLBACK"));
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
        PQclear(run(pg_of(db), "ROLLBACK")); /* a lost connection rolls back by itself */
    }
}

static enum status pg_execute(struct db *db, const char *sql, struct arena *arena,
                              struct error *error)
{
    return run_checked(pg_of(db), sql, arena, error);
}

/* ---- preparing ---- */

static bool is_readable_type(Oid type)
{
    static const Oid known[] = {TYPE_BOOL,   TYPE_BYTEA,   TYPE_NAME,   TYPE_INT8,
                                TYPE_INT2,   TYPE_INT4,    TYPE_TEXT,   TYPE_FLOAT8,
                                TYPE_BPCHAR, TYPE_VARCHAR, TYPE_NUMERIC};
    for (size_t i = 0; i < COUNT(known); i++) {
        if (known[i] == type) {
            return true;
        }
    }
    return false;
}

static bool is_text_type(Oid type)
{
    return type == TYPE_TEXT || type == TYPE_VARCHAR || type == TYPE_BPCHAR || type == TYPE_NAME;
}

static enum status described(struct pg_statement *s, const PGresult *description,
                             struct arena *arena, struct error *error)
{
    size_t n = (size_t)PQnparams(description), columns = (size_t)PQnfields(description);
    s->parameters = (int)n;
    s->parameter = memory_get_zeroed(n * sizeof(*s->parameter));
    s->values = memory_get_zeroed(n * sizeof(char *));
    s->lengths = memory_get_zeroed(n * sizeof(int));
    s->formats = memory_get_zeroed(n * sizeof(int));
    for (size_t i = 0; i < n; i++) {
        s->parameter[i].type = PQparamtype(description, (int)i);
    }
    s->columns = (int)columns;
    s->column_types = memory_get_zeroed(columns * sizeof(Oid));
    for (size_t i = 0; i < columns; i++) {
        s->column_types[i] = PQftype(description, (int)i);
        if (!is_readable_type(s->column_types[i])) {
            error_set(error, arena, INTERNAL, "数据库拒绝了一条语句");
            error->detail = arena_printf(arena, "column %zu has type %u, cast it: %s", i,
                                         s->column_types[i], s->base.sql.s);
            return INTERNAL;
        }
    }
    return OK;
}

static enum status pg_prepare(struct statement *statement, struct arena *arena, struct error *error)
{
    struct pg_statement *s = statement_of(statement);
    struct pg_db *db = pg_of(statement->db);
    arena_init(&s->scratch);
    settle(db);
    char name[sizeof(s->name)];
    snprintf(name, sizeof(name), "s%llu", (unsigned long long)++db->named);
    PGresult *result = PQprepare(db->conn, name, statement->sql.s, 0, NULL);
    enum status status = is_good(result) ? OK : failed(db, result, arena, error);
    PQclear(result);
    if (status != OK) {
        return status;
    }
    memcpy(s->name, name, sizeof(name));
    result = PQdescribePrepared(db->conn, name);
    status =
        is_good(result) ? described(s, result, arena, error) : failed(db, result, arena, error);
    PQclear(result);
    return status;
}

static void clear_rows(struct pg_statement *s)
{
    PQclear(s->row);
    s->row = NULL;
    for (size_t i = s->waiting_next; i < s->waiting_n; i++) {
        PQclear(s->waiting[i]);
    }
    s->waiting_n = s->waiting_next = 0;
}

static void unbind(struct pg_statement *s, int i)
{
    free(s->parameter[i].copy);
    s->parameter[i].copy = NULL;
    s->values[i] = NULL;
}

static void pg_finalize(struct statement *statement)
{
    struct pg_statement *s = statement_of(statement);
    struct pg_db *db = pg_of(statement->db);
    if (db->streaming == s) {
        settle(db);
    }
    clear_rows(s);
    /* kept statements go with the connection; one that makes room for others is told to */
    if (s->name[0] != '\0' && !db->base.closes && PQstatus(db->conn) == CONNECTION_OK) {
        char sql[64];
        snprintf(sql, sizeof(sql), "DEALLOCATE %s", s->name);
        PQclear(run(db, sql));
    }
    for (int i = 0; i < s->parameters; i++) {
        unbind(s, i);
    }
    free(s->parameter);
    free((void *)s->values);
    free(s->lengths);
    free(s->formats);
    free(s->column_types);
    free((void *)s->waiting);
    arena_release(&s->scratch);
}

/* ---- binding: in binary form, as the parameter's type wants it ---- */

static struct pg_parameter *parameter_of(struct pg_statement *s, int index)
{
    if (index < 1 || index > s->parameters || s->started) {
        bug("parameter $%d of: %s", index, s->base.sql.s);
    }
    unbind(s, index - 1);
    return &s->parameter[index - 1];
}

static void bind_bytes(struct pg_statement *s, int index, const char *bytes, size_t n, int binary)
{
    s->values[index - 1] = bytes;
    s->lengths[index - 1] = (int)n;
    s->formats[index - 1] = binary;
}

static void bind_big_endian(struct pg_statement *s, int index, uint64_t bits, size_t n)
{
    char *out = s->parameter[index - 1].number;
    for (size_t i = 0; i < n; i++) {
        out[i] = (char)(bits >> 8 * (n - 1 - i));
    }
    bind_bytes(s, index, out, n, 1);
}

static void bind_double(struct pg_statement *s, int index, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    bind_big_endian(s, index, bits, sizeof(bits));
}

static void pg_bind_int(struct statement *statement, int index, int64_t value)
{
    struct pg_statement *s = statement_of(statement);
    struct pg_parameter *p = parameter_of(s, index);
    if (p->type == TYPE_INT8) {
        bind_big_endian(s, index, (uint64_t)value, 8);
    } else if (p->type == TYPE_FLOAT8) {
        bind_double(s, index, (double)value);
    } else {
        snprintf(p->number, sizeof(p->number), "%lld", (long long)value);
        bind_bytes(s, index, p->number, 0, 0);
    }
}

static void pg_bind_real(struct statement *statement, int index, double value)
{
    struct pg_statement *s = statement_of(statement);
    struct pg_parameter *p = parameter_of(s, index);
    if (p->type == TYPE_FLOAT8) {
        bind_double(s, index, value);
    } else {
        snprintf(p->number, sizeof(p->number), "%.17g", value);
        bind_bytes(s, index, p->number, 0, 0);
    }
}

static void pg_bind_text(struct statement *statement, int index, struct text value)
{
    struct pg_statement *s = statement_of(statement);
    struct pg_parameter *p = parameter_of(s, index);
    if (is_text_type(p->type) || p->type == TYPE_BYTEA) {
        bind_bytes(s, index, value.n == 0 ? "" : value.s, value.n, 1);
        return;
    }
    p->copy = memory_get(value.n + 1);
    memcpy(p->copy, value.n == 0 ? "" : value.s, value.n);
    p->copy[value.n] = '\0';
    bind_bytes(s, index, p->copy, value.n, 0);
}

static void pg_bind_null(struct statement *statement, int index)
{
    parameter_of(statement_of(statement), index);
}

/* ---- stepping ---- */

static enum db_step finished(struct pg_statement *s, PGresult *result)
{
    const char *tuples = PQcmdTuples(result);
    int64_t changed = 0;
    if (tuples[0] != '\0' && !text_to_int(text_of(tuples), &changed)) {
        bug("rows changed: %s", tuples);
    }
    s->changed = changed;
    PQclear(result);
    return DB_DONE;
}

/* Takes the result into the statement; the end of the rows is the result without one. */
static enum db_step take(struct pg_statement *s, PGresult *result, struct arena *arena,
                         struct error *error)
{
    switch ((int)PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
        s->row = result;
        return DB_ROW;
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        return finished(s, result);
    default:
        failed(pg_of(s->base.db), result, arena, error);
        PQclear(result);
        return DB_FAILED;
    }
}

static enum db_step start(struct pg_statement *s, struct arena *arena, struct error *error)
{
    struct pg_db *db = pg_of(s->base.db);
    settle(db);
    s->started = true;
    if (s->columns == 0) {
        return take(
            s,
            PQexecPrepared(db->conn, s->name, s->parameters, s->values, s->lengths, s->formats, 1),
            arena, error);
    }
    if (PQsendQueryPrepared(db->conn, s->name, s->parameters, s->values, s->lengths, s->formats,
                            1) != 1) {
        failed(db, NULL, arena, error);
        return DB_FAILED;
    }
    PQsetSingleRowMode(db->conn);
    db->streaming = s;
    return DB_ROW;
}

static enum db_step pg_step(struct statement *statement, struct arena *arena, struct error *error)
{
    struct pg_statement *s = statement_of(statement);
    struct pg_db *db = pg_of(statement->db);
    PQclear(s->row);
    s->row = NULL;
    arena_reset(&s->scratch);
    if (!s->started) {
        enum db_step step = start(s, arena, error);
        if (step != DB_ROW) {
            return step;
        }
    }
    if (s->waiting_next < s->waiting_n) {
        return take(s, s->waiting[s->waiting_next++], arena, error);
    }
    if (db->streaming != s) {
        return DB_DONE;
    }
    PGresult *result = PQgetResult(db->conn);
    if (PQresultStatus(result) != PGRES_SINGLE_TUPLE) {
        /* the last one: free the connection */
        db->streaming = NULL;
        for (PGresult *more; (more = PQgetResult(db->conn)) != NULL;) {
            PQclear(more);
        }
    }
    return take(s, result, arena, error);
}

static void pg_reset(struct statement *statement)
{
    struct pg_statement *s = statement_of(statement);
    struct pg_db *db = pg_of(statement->db);
    if (db->streaming == s) {
        db->streaming = NULL;
        for (PGresult *rest; (rest = PQgetResult(db->conn)) != NULL;) {
            PQclear(rest);
        }
    }
    clear_rows(s);
    for (int i = 0; i < s->parameters; i++) {
        unbind(s, i);
    }
    s->started = false;
    arena_reset(&s->scratch);
}

static int64_t pg_changed(struct statement *statement)
{
    return statement_of(statement)->changed;
}

static int pg_columns(struct statement *statement)
{
    return statement_of(statement)->columns;
}

static int pg_parameters(struct statement *statement)
{
    return statement_of(statement)->parameters;
}

/* ---- reading a row ---- */

static struct text bytes_of(const struct pg_statement *s, int index)
{
    if (s->row == NULL || index < 0 || index >= s->columns) {
        bug("column %d without a row of: %s", index, s->base.sql.s);
    }
    return (struct text){PQgetvalue(s->row, 0, index), (size_t)PQgetlength(s->row, 0, index)};
}

static enum db_type pg_column_type(struct statement *statement, int index)
{
    struct pg_statement *s = statement_of(statement);
    bytes_of(s, index);
    if (PQgetisnull(s->row, 0, index) == 1) {
        return DB_NULL;
    }
    switch ((int)s->column_types[index]) {
    case TYPE_BOOL:
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8:
        return DB_INT;
    case TYPE_FLOAT8:
    case TYPE_NUMERIC:
        return DB_REAL;
    case TYPE_BYTEA:
        return DB_BLOB;
    default:
        return DB_TEXT;
    }
}

/* A signed number in network byte order, of up to 8 bytes. */
static int64_t big_endian(struct text bytes)
{
    uint64_t bits = bytes.n > 0 && (bytes.s[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < bytes.n; i++) {
        bits = bits << 8 | (uint8_t)bytes.s[i];
    }
    return (int64_t)bits;
}

/* NUMERIC, which sums of BIGINT have: groups of four decimal digits, the first worth
 * 10000^weight. */
static double numeric(struct text bytes, int64_t *whole)
{
    int64_t n = big_endian(text_slice(bytes, 0, 2)), weight = big_endian(text_slice(bytes, 2, 4));
    bool negative = big_endian(text_slice(bytes, 4, 6)) == 0x4000;
    double real = 0;
    uint64_t total = 0;
    for (int64_t i = 0; i < n; i++) {
        size_t at = 8 + 2 * (size_t)i;
        int64_t group = big_endian(text_slice(bytes, at, at + 2));
        real += (double)group * pow(10000, (double)(weight - i));
        total = i <= weight ? total * 10000 + (uint64_t)group : total;
    }
    for (int64_t i = n; i <= weight; i++) {
        total *= 10000;
    }
    *whole = negative ? (int64_t)(0 - total) : (int64_t)total;
    return negative ? -real : real;
}

static double pg_column_real(struct statement *statement, int index)
{
    struct pg_statement *s = statement_of(statement);
    struct text bytes = bytes_of(s, index);
    int64_t whole;
    double real;
    switch ((int)s->column_types[index]) {
    case TYPE_FLOAT8:
        whole = big_endian(bytes);
        memcpy(&real, &whole, sizeof(real));
        return bytes.n == 0 ? 0 : real;
    case TYPE_NUMERIC:
        return bytes.n == 0 ? 0 : numeric(bytes, &whole);
    case TYPE_INT8:
    case TYPE_INT4:
    case TYPE_INT2:
    case TYPE_BOOL:
        return (double)big_endian(bytes);
    default:
        return strtod(bytes.s, NULL); /* libpq ends every value with a NUL */
    }
}

static int64_t pg_column_int(struct statement *statement, int index)
{
    struct pg_statement *s = statement_of(statement);
    struct text bytes = bytes_of(s, index);
    int64_t whole = 0;
    switch ((int)s->column_types[index]) {
    case TYPE_INT8:
    case TYPE_INT4:
    case TYPE_INT2:
    case TYPE_BOOL:
        return big_endian(bytes);
    case TYPE_NUMERIC:
        if (bytes.n > 0) {
            numeric(bytes, &whole);
        }
        return whole;
    case TYPE_FLOAT8:
        return (int64_t)pg_column_real(statement, index);
    default:
        return text_to_int(bytes, &whole) ? whole : 0;
    }
}

static struct text pg_column_text(struct statement *statement, int index)
{
    struct pg_statement *s = statement_of(statement);
    struct text bytes = bytes_of(s, index);
    if (PQgetisnull(s->row, 0, index) == 1) {
        return TEXT_EMPTY;
    }
    switch ((int)s->column_types[index]) {
    case TYPE_INT8:
    case TYPE_INT4:
    case TYPE_INT2:
    case TYPE_BOOL:
        return arena_printf(&s->scratch, "%lld", (long long)big_endian(bytes));
    case TYPE_NUMERIC:
    case TYPE_FLOAT8:
        return arena_printf(&s->scratch, "%.17g", pg_column_real(statement, index));
    default:
        return bytes;
    }
}

static struct text pg_column_blob(struct statement *statement, int index)
{
    return bytes_of(statement_of(statement), index);
}

const struct driver driver_postgres = {
    .dialect = DIALECT_POSTGRES,
    .db_size = sizeof(struct pg_db),
    .statement_size = sizeof(struct pg_statement),
    .connect = pg_connect,
    .disconnect = pg_disconnect,
    .lend = pg_lend,
    .version = pg_version,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .execute = pg_execute,
    .prepare = pg_prepare,
    .finalize = pg_finalize,
    .bind_int = pg_bind_int,
    .bind_real = pg_bind_real,
    .bind_text = pg_bind_text,
    .bind_blob = pg_bind_text,
    .bind_null = pg_bind_null,
    .step = pg_step,
    .reset = pg_reset,
    .changed = pg_changed,
    .columns = pg_columns,
    .parameters = pg_parameters,
    .column_type = pg_column_type,
    .column_int = pg_column_int,
    .column_real = pg_column_real,
    .column_text = pg_column_text,
    .column_blob = pg_column_blob,
};
