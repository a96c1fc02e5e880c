#include "store/db_sqlite.h"

enum { PARAMETERS_MOST = 999 };

struct sqlite_statement {
    struct statement base;
    sqlite3_stmt *handle;
    int largest;                     /* $n */
    bool reordered;                  /* parameters do not first appear as $1, $2, … */
    bool read_only;                  /* changes nothing */
    short slot[PARAMETERS_MOST + 1]; /* $n to SQLite's number; 0: not in the text */
};

static struct sqlite_db *sqlite_of(struct db *db)
{
    return (struct sqlite_db *)db;
}

static struct sqlite_statement *statement_of(struct statement *statement)
{
    return (struct sqlite_statement *)statement;
}

static enum status sqlite_prepare(struct statement *statement, struct arena *arena,
                                  struct error *error)
{
    struct sqlite_statement *s = statement_of(statement);
    struct sqlite_db *db = sqlite_of(statement->db);
    int code = sqlite3_prepare_v3(db->handle, statement->sql.s, (int)statement->sql.n + 1,
                                  SQLITE_PREPARE_PERSISTENT, &s->handle, NULL);
    if (code != SQLITE_OK) {
        return sqlite_failed(db->handle, code, arena, error);
    }
    s->read_only = sqlite3_stmt_readonly(s->handle);
    int count = sqlite3_bind_parameter_count(s->handle);
    for (int i = 1; i <= count; i++) {
        const char *name = sqlite3_bind_parameter_name(s->handle, i);
        int64_t number = 0;
        bool numbered = name != NULL && name[0] == '$' && text_to_int(text_of(name + 1), &number);
        if (!numbered || number < 1 || number >= (int64_t)COUNT(s->slot)) {
            bug("parameter %s in: %s", name == NULL ? "?" : name, statement->sql.s);
        }
        s->slot[number] = (short)i;
        s->reordered = s->reordered || number != i;
        s->largest = number > s->largest ? (int)number : s->largest;
    }
    return OK;
}

static void sqlite_finalize(struct statement *statement)
{
    sqlite3_finalize(statement_of(statement)->handle);
}

static int slot_of(const struct sqlite_statement *s, int index)
{
    if (index < 1 || index > s->largest) {
        bug("parameter $%d of: %s", index, s->base.sql.s);
    }
    return s->reordered ? s->slot[index] : index;
}

static void bound(struct sqlite_statement *s, int code)
{
    /* too long fails here already; the step reports what is missing, the length is a ceiling */
    if (code != SQLITE_OK) {
        bug("bind to a statement in use, or over the ceiling (%d): %s", code, s->base.sql.s);
    }
}

static void sqlite_bind_int(struct statement *statement, int index, int64_t value)
{
    struct sqlite_statement *s = statement_of(statement);
    bound(s, sqlite3_bind_int64(s->handle, slot_of(s, index), value));
}

static void sqlite_bind_real(struct statement *statement, int index, double value)
{
    struct sqlite_statement *s = statement_of(statement);
    bound(s, sqlite3_bind_double(s->handle, slot_of(s, index), value));
}

static void sqlite_bind_text(struct statement *statement, int index, struct text value)
{
    struct sqlite_statement *s = statement_of(statement);
    bound(s, sqlite3_bind_text64(s->handle, slot_of(s, index), value.n == 0 ? "" : value.s, value.n,
                                 SQLITE_STATIC, SQLITE_UTF8));
}

static void sqlite_bind_blob(struct statement *statement, int index, struct text value)
{
    struct sqlite_statement *s = statement_of(statement);
    bound(s, sqlite3_bind_blob64(s->handle, slot_of(s, index), value.n == 0 ? "" : value.s, value.n,
                                 SQLITE_STATIC));
}

static void sqlite_bind_null(struct statement *statement, int index)
{
    struct sqlite_statement *s = statement_of(statement);
    bound(s, sqlite3_bind_null(s->handle, slot_of(s, index)));
}

static enum db_step sqlite_step(struct statement *statement, struct arena *arena,
                                struct error *error)
{
    struct sqlite_statement *s = statement_of(statement);
    struct db *db = statement->db;
    if (!s->read_only && !db->in_transaction) {
        bug("writing outside a transaction: %s", statement->sql.s);
    }
    int code = sqlite3_step(s->handle);
    if (code == SQLITE_ROW) {
        return DB_ROW;
    }
    if (code == SQLITE_DONE) {
        return DB_DONE;
    }
    sqlite_failed(sqlite_of(db)->handle, code, arena, error);
    return DB_FAILED;
}

static void sqlite_reset(struct statement *statement)
{
    struct sqlite_statement *s = statement_of(statement);
    sqlite3_reset(s->handle); /* repeats what the step said */
    sqlite3_clear_bindings(s->handle);
}

static int64_t sqlite_changed(struct statement *statement)
{
    return sqlite3_changes64(sqlite_of(statement->db)->handle);
}

static enum db_type type_of(int type)
{
    switch (type) {
    case SQLITE_INTEGER:
        return DB_INT;
    case SQLITE_FLOAT:
        return DB_REAL;
    case SQLITE_TEXT:
        return DB_TEXT;
    case SQLITE_BLOB:
        return DB_BLOB;
    default:
        return DB_NULL;
    }
}

static enum db_type sqlite_column_type(struct statement *statement, int index)
{
    return type_of(sqlite3_column_type(statement_of(statement)->handle, index));
}

static int64_t sqlite_column_int(struct statement *statement, int index)
{
    return sqlite3_column_int64(statement_of(statement)->handle, index);
}

static double sqlite_column_real(struct statement *statement, int index)
{
    return sqlite3_column_double(statement_of(statement)->handle, index);
}

static struct text sqlite_column_text(struct statement *statement, int index)
{
    sqlite3_stmt *handle = statement_of(statement)->handle;
    const char *s = sqlite3_column_blob(handle, index); /* see sqlite_values */
    return s == NULL ? TEXT_EMPTY : (struct text){s, (size_t)sqlite3_column_bytes(handle, index)};
}

static struct text sqlite_column_blob(struct statement *statement, int index)
{
    sqlite3_stmt *handle = statement_of(statement)->handle;
    const char *s = sqlite3_column_blob(handle, index);
    return s == NULL ? TEXT_EMPTY : (struct text){s, (size_t)sqlite3_column_bytes(handle, index)};
}

/* Asking the value itself saves the two locks and checks of each sqlite3_column_ call. A text is
 * asked for as bytes, which is the same text without the copy that would end it with a NUL. */
static void sqlite_values(struct statement *statement, struct db_value *out, int n)
{
    sqlite3_stmt *handle = statement_of(statement)->handle;
    for (int i = 0; i < n; i++) {
        sqlite3_value *value = sqlite3_column_value(handle, i);
        out[i].type = type_of(sqlite3_value_type(value));
        if (out[i].type == DB_INT) {
            out[i].number = sqlite3_value_int64(value);
        } else if (out[i].type == DB_REAL) {
            out[i].real = sqlite3_value_double(value);
        } else if (out[i].type != DB_NULL) {
            const char *bytes = sqlite3_value_blob(value);
            size_t size = (size_t)sqlite3_value_bytes(value);
            out[i].text = size == 0 ? TEXT_EMPTY : (struct text){bytes, size};
        }
    }
}

const struct statement_driver statements_sqlite = {
    .size = sizeof(struct sqlite_statement),
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize,
    .bind_int = sqlite_bind_int,
    .bind_real = sqlite_bind_real,
    .bind_text = sqlite_bind_text,
    .bind_blob = sqlite_bind_blob,
    .bind_null = sqlite_bind_null,
    .step = sqlite_step,
    .reset = sqlite_reset,
    .changed = sqlite_changed,
    .column_type = sqlite_column_type,
    .column_int = sqlite_column_int,
    .column_real = sqlite_column_real,
    .column_text = sqlite_column_text,
    .column_blob = sqlite_column_blob,
    .values = sqlite_values,
};
