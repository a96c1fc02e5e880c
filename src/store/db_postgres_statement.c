#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "store/db_postgres.h"

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

static struct pg_db *pg_of(struct db *db)
{
    return (struct pg_db *)db;
}

static struct pg_statement *statement_of(struct statement *statement)
{
    return (struct pg_statement *)statement;
}

void pg_keep(struct pg_statement *s, PGresult *result)
{
    s->waiting = list_grown(s->waiting, &s->waiting_size, s->waiting_n + 1, sizeof(void *));
    s->waiting[s->waiting_n++] = result;
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
    pg_settle(db);
    char name[sizeof(s->name)];
    snprintf(name, sizeof(name), "s%llu", (unsigned long long)++db->named);
    PGresult *result = PQprepare(db->conn, name, statement->sql.s, 0, NULL);
    enum status status = pg_is_good(result) ? OK : pg_failed(db, result, arena, error);
    PQclear(result);
    if (status != OK) {
        return status;
    }
    memcpy(s->name, name, sizeof(name));
    result = PQdescribePrepared(db->conn, name);
    status = pg_is_good(result) ? described(s, result, arena, error)
                                : pg_failed(db, result, arena, error);
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
        pg_settle(db);
    }
    clear_rows(s);
    /* kept statements go with the connection; one that makes room for others is told to */
    if (s->name[0] != '\0' && !db->base.closes && PQstatus(db->conn) == CONNECTION_OK) {
        char sql[64];
        snprintf(sql, sizeof(sql), "DEALLOCATE %s", s->name);
        PQclear(pg_run(db, sql));
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
        pg_failed(pg_of(s->base.db), result, arena, error);
        PQclear(result);
        return DB_FAILED;
    }
}

static enum db_step start(struct pg_statement *s, struct arena *arena, struct error *error)
{
    struct pg_db *db = pg_of(s->base.db);
    pg_settle(db);
    s->started = true;
    if (s->columns == 0) {
        return take(
            s,
            PQexecPrepared(db->conn, s->name, s->parameters, s->values, s->lengths, s->formats, 1),
            arena, error);
    }
    if (PQsendQueryPrepared(db->conn, s->name, s->parameters, s->values, s->lengths, s->formats,
                            1) != 1) {
        pg_failed(db, NULL, arena, error);
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

const struct statement_driver statements_postgres = {
    .size = sizeof(struct pg_statement),
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
    .column_type = pg_column_type,
    .column_int = pg_column_int,
    .column_real = pg_column_real,
    .column_text = pg_column_text,
    .column_blob = pg_column_blob,
};
