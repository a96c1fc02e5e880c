#include "store/backup_table.h"

#include <string.h>

#include "base/buf.h"
#include "base/ceilings.h"

enum {
    COLUMNS_MOST = 999,
    VALUE_MOST = 64 * MIB,
    FLUSH = 256 * KIB /* rows are handed to the archive in pieces of this size */
};

static const struct query list_tables = {
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    "SELECT CAST(table_name AS TEXT) COLLATE \"C\" FROM information_schema.tables "
    "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"};
static const struct query list_columns = {
    "SELECT name FROM pragma_table_info($1) ORDER BY cid",
    "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = "
    "current_schema() AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position"};

static enum status names(struct db *db, const struct query *query, struct text table,
                         struct text **out, size_t *count, struct arena *arena, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(db, query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    if (table.n > 0) {
        bind_text(s, 1, table);
    }
    *out = arena_array(arena, struct text, COLUMNS_MOST);
    enum db_step step;
    for (*count = 0; (step = statement_step(s, arena, error)) == DB_ROW; ++*count) {
        if (*count == COLUMNS_MOST) {
            bug("more than %d names", COLUMNS_MOST);
        }
        (*out)[*count] = arena_text(arena, column_text(s, 0));
    }
    statement_reset(s);
    return step == DB_DONE ? OK : error->status;
}

enum status backup_tables(struct db *db, struct text **out, size_t *count, struct arena *arena,
                          struct error *error)
{
    return names(db, &list_tables, TEXT_EMPTY, out, count, arena, error);
}

/* A name in double quotes; it comes from the database or from an archive whose digests fit. */
static void add_name(struct buf *out, struct text name)
{
    buf_addc(out, '"');
    for (size_t i = 0; i < name.n; i++) {
        if (name.s[i] == '"') {
            buf_addc(out, '"');
        }
        buf_addc(out, name.s[i]);
    }
    buf_addc(out, '"');
}

static void add_names(struct buf *out, const struct text *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_adds(out, i == 0 ? "" : ", ");
        add_name(out, columns[i]);
    }
}

/* ---- writing ---- */

static void add_number(struct buf *out, uint64_t number, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_addc(out, (char)(number >> 8 * i));
    }
}

static void add_bytes(struct buf *out, struct text bytes)
{
    add_number(out, bytes.n, 4);
    buf_addt(out, bytes);
}

static void add_value(struct buf *out, struct statement *s, int column)
{
    enum db_type type = column_type(s, column);
    buf_addc(out, (char)type);
    switch (type) {
    case DB_NULL:
        return;
    case DB_INT:
        add_number(out, (uint64_t)column_int(s, column), 8);
        return;
    case DB_REAL: {
        double real = column_real(s, column);
        uint64_t bits;
        memcpy(&bits, &real, sizeof(bits));
        add_number(out, bits, 8);
        return;
    }
    case DB_TEXT:
        add_bytes(out, column_text(s, column));
        return;
    case DB_BLOB:
        add_bytes(out, column_blob(s, column));
        return;
    }
}

static enum status flush(struct archive_out *out, struct buf *buf, size_t least,
                         struct arena *arena, struct error *error)
{
    if (buf->full) {
        bug("a row over %llu bytes", (unsigned long long)VALUE_MOST);
    }
    if (buf->n < least) {
        return OK;
    }
    enum status status = archive_write(out, buf_text(buf), arena, error);
    buf_clear(buf);
    return status;
}

static enum status write_rows(struct statement *s, size_t columns, struct archive_out *out,
                              struct buf *buf, int64_t *rows, struct arena *arena,
                              struct error *error)
{
    enum status status = OK;
    enum db_step step = DB_ROW;
    while (status == OK && (step = statement_step(s, arena, error)) == DB_ROW) {
        buf_addc(buf, 1);
        for (size_t i = 0; i < columns; i++) {
            add_value(buf, s, (int)i);
        }
        ++*rows;
        status = flush(out, buf, FLUSH, arena, error);
    }
    return step == DB_FAILED ? error->status : status;
}

enum status backup_table_write(struct db *db, struct text table, struct archive_out *out,
                               int64_t *rows, struct arena *arena, struct error *error)
{
    struct text *columns;
    size_t count;
    struct statement *s;
    enum status status = names(db, &list_columns, table, &columns, &count, arena, error);
    if (status != OK) {
        return status;
    }
    struct buf buf;
    buf_init(&buf, VALUE_MOST + FLUSH);
    buf_adds(&buf, "SELECT ");
    add_names(&buf, columns, count);
    buf_adds(&buf, " FROM ");
    add_name(&buf, table);
    status = db_prepare_text(db, buf_text(&buf), &s, arena, error);
    buf_clear(&buf);
    if (status == OK) {
        add_number(&buf, count, 4);
        for (size_t i = 0; i < count; i++) {
            add_bytes(&buf, columns[i]);
        }
        status = write_rows(s, count, out, &buf, rows, arena, error);
        statement_reset(s);
    }
    if (status == OK) {
        buf_addc(&buf, 0);
        status = flush(out, &buf, 0, arena, error);
    }
    buf_release(&buf);
    return status;
}

/* ---- reading ---- */

static enum status read_number(struct archive_in *in, uint64_t *out, size_t n, struct arena *arena,
                               struct error *error)
{
    uint8_t bytes[8];
    enum status status = archive_read(in, bytes, n, arena, error);
    *out = 0;
    for (size_t i = 0; status == OK && i < n; i++) {
        *out |= (uint64_t)bytes[i] << 8 * i;
    }
    return status;
}

static enum status read_bytes(struct archive_in *in, struct text *out, struct arena *into,
                              struct arena *arena, struct error *error)
{
    uint64_t n;
    enum status status = read_number(in, &n, 4, arena, error);
    if (status == OK && n > VALUE_MOST) {
        return error_set(error, arena, INVALID, "备份文件不完整或已被改动（一个值过长）");
    }
    if (status != OK) {
        return status;
    }
    char *bytes = arena_alloc(into, n + 1);
    *out = (struct text){bytes, n};
    return archive_read(in, bytes, n, arena, error);
}

static enum status read_value(struct archive_in *in, struct statement *s, int parameter,
                              struct arena *row, struct arena *arena, struct error *error)
{
    uint64_t type = 0, bits = 0;
    double real;
    struct text bytes = TEXT_EMPTY;
    enum status status = read_number(in, &type, 1, arena, error);
    if (status != OK) {
        return status;
    }
    switch (type) {
    case DB_NULL:
        bind_null(s, parameter);
        return OK;
    case DB_INT:
        status = read_number(in, &bits, 8, arena, error);
        bind_int(s, parameter, (int64_t)bits);
        return status;
    case DB_REAL:
        status = read_number(in, &bits, 8, arena, error);
        memcpy(&real, &bits, sizeof(real));
        bind_real(s, parameter, real);
        return status;
    case DB_TEXT:
    case DB_BLOB:
        status = read_bytes(in, &bytes, row, arena, error);
        if (status == OK) {
            type == DB_TEXT ? bind_text(s, parameter, bytes) : bind_blob(s, parameter, bytes);
        }
        return status;
    default:
        return error_set(error, arena, INVALID, "备份文件不完整或已被改动（未知的类型）");
    }
}

static enum status read_rows(struct statement *s, size_t columns, struct archive_in *in,
                             struct arena *arena, struct error *error)
{
    struct arena row;
    arena_init(&row);
    uint64_t more;
    enum status status = read_number(in, &more, 1, arena, error);
    while (status == OK && more == 1) {
        arena_reset(&row);
        for (size_t i = 0; status == OK && i < columns; i++) {
            status = read_value(in, s, (int)i + 1, &row, arena, error);
        }
        if (status == OK) {
            status = statement_run(s, NULL, arena, error);
        }
        if (status == OK) {
            status = read_number(in, &more, 1, arena, error);
        }
    }
    arena_release(&row);
    return status;
}

static enum status read_columns(struct archive_in *in, struct text **out, size_t *count,
                                struct arena *arena, struct error *error)
{
    uint64_t n;
    enum status status = read_number(in, &n, 4, arena, error);
    if (status == OK && (n == 0 || n > COLUMNS_MOST)) {
        return error_set(error, arena, INVALID, "备份文件不完整或已被改动（列数）");
    }
    if (status != OK) {
        return status;
    }
    *count = n;
    *out = arena_array(arena, struct text, n);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = read_bytes(in, &(*out)[i], arena, arena, error);
    }
    return status;
}

enum status backup_table_read(struct db *db, struct text table, struct archive_in *in,
                              struct arena *arena, struct error *error)
{
    struct text *columns = NULL;
    size_t count = 0;
    struct statement *s;
    enum status status = read_columns(in, &columns, &count, arena, error);
    if (status != OK) {
        return status;
    }
    struct buf sql;
    buf_init(&sql, MIB);
    buf_adds(&sql, "DELETE FROM ");
    add_name(&sql, table);
    status = db_execute(db, buf_text(&sql), arena, error);
    if (status == OK) {
        buf_clear(&sql);
        buf_adds(&sql, "INSERT INTO ");
        add_name(&sql, table);
        buf_adds(&sql, " (");
        add_names(&sql, columns, count);
        buf_adds(&sql, ") VALUES (");
        for (size_t i = 1; i <= count; i++) {
            buf_addf(&sql, "%s$%zu", i == 1 ? "" : ", ", i);
        }
        buf_addc(&sql, ')');
        status = db_prepare_text(db, buf_text(&sql), &s, arena, error);
    }
    buf_release(&sql);
    if (status != OK) {
        return status;
    }
    status = read_rows(s, count, in, arena, error);
    statement_reset(s);
    return status;
}
