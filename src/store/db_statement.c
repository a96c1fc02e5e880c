#include <stdlib.h>
#include <string.h>

#include "store/db_driver.h"

enum { STATEMENTS_MOST = 1024 /* kept on one connection; past it the idle ones go */ };

static void statement_free(struct statement *statement)
{
    statement->driver->finalize(statement);
    free(statement->text);
    free(statement);
}

void db_forget_statements(struct db *db)
{
    for (size_t i = 0; i < db->slots_size; i++) {
        if (db->slots[i] != NULL) {
            statement_free(db->slots[i]);
            db->slots[i] = NULL;
        }
    }
    db->statements = 0;
    db->in_use = 0;
}

static void slot_put(struct db *db, struct statement *statement)
{
    size_t at = statement->hash & (db->slots_size - 1);
    while (db->slots[at] != NULL) {
        at = (at + 1) & (db->slots_size - 1);
    }
    db->slots[at] = statement;
}

/* Puts the kept statements into a new table of `size` slots, dropping the idle ones if asked. */
static void slots_rebuild(struct db *db, size_t size, bool drop_idle)
{
    struct statement **old = db->slots;
    size_t old_size = db->slots_size;
    db->slots = memory_get_zeroed(size * sizeof(void *));
    db->slots_size = size;
    for (size_t i = 0; i < old_size; i++) {
        if (old[i] == NULL) {
            continue;
        }
        if (drop_idle && !old[i]->in_use) {
            statement_free(old[i]);
            db->statements--;
        } else {
            slot_put(db, old[i]);
        }
    }
    free(old);
}

static void statement_keep(struct db *db, struct statement *statement)
{
    if (db->statements >= STATEMENTS_MOST) {
        slots_rebuild(db, db->slots_size, true);
    }
    if ((db->statements + 1) * 2 > db->slots_size) {
        slots_rebuild(db, db->slots_size == 0 ? 64 : db->slots_size * 2, false);
    }
    slot_put(db, statement);
    db->statements++;
}

static void statement_use(struct statement *statement)
{
    if (!statement->in_use) {
        statement->in_use = true;
        statement->db->in_use++;
    }
}

/* A kept statement that nobody uses; NULL when there is none. */
static struct statement *statement_kept(struct db *db, const struct query *query, struct text sql,
                                        uint64_t hash)
{
    if (db->spoiled) {
        bug("statement after a failed one: roll back");
    }
    size_t mask = db->slots_size - 1;
    for (size_t at = hash & mask; db->slots_size > 0 && db->slots[at] != NULL;
         at = (at + 1) & mask) {
        struct statement *kept = db->slots[at];
        if (kept->hash == hash && !kept->in_use && kept->query == query &&
            (query != NULL || text_equal(kept->sql, sql))) {
            statement_use(kept);
            return kept;
        }
    }
    return NULL;
}

static enum status prepare(struct db *db, const struct query *query, struct text sql, uint64_t hash,
                           struct statement **out, struct arena *arena, struct error *error)
{
    struct statement *made = memory_get_zeroed(db->driver->statements->size);
    made->db = db;
    made->driver = db->driver->statements;
    made->query = query;
    made->text = db_copy(sql);
    made->sql = (struct text){made->text, sql.n};
    made->hash = hash;
    enum status status = made->driver->prepare(made, arena, error);
    if (status != OK) {
        statement_free(made);
        db_spoil(db);
        return status;
    }
    statement_keep(db, made);
    statement_use(made);
    *out = made;
    return OK;
}

enum status db_prepare(struct db *db, const struct query *query, struct statement **out,
                       struct arena *arena, struct error *error)
{
    uint64_t hash = (uint64_t)(uintptr_t)query * 0x9e3779b97f4a7c15u >> 20;
    *out = statement_kept(db, query, TEXT_EMPTY, hash);
    if (*out != NULL) {
        return OK;
    }
    bool postgres = db->driver->dialect == DIALECT_POSTGRES && query->postgres != NULL;
    return prepare(db, query, text_of(postgres ? query->postgres : query->sql), hash, out, arena,
                   error);
}

enum status db_prepare_text(struct db *db, struct text sql, struct statement **out,
                            struct arena *arena, struct error *error)
{
    uint64_t hash = text_hash(sql);
    *out = statement_kept(db, NULL, sql, hash);
    return *out != NULL ? OK : prepare(db, NULL, sql, hash, out, arena, error);
}

void bind_int(struct statement *statement, int index, int64_t value)
{
    statement_use(statement);
    statement->driver->bind_int(statement, index, value);
}

void bind_real(struct statement *statement, int index, double value)
{
    statement_use(statement);
    statement->driver->bind_real(statement, index, value);
}

void bind_text(struct statement *statement, int index, struct text value)
{
    statement_use(statement);
    statement->driver->bind_text(statement, index, value);
}

void bind_blob(struct statement *statement, int index, struct text value)
{
    statement_use(statement);
    statement->driver->bind_blob(statement, index, value);
}

void bind_null(struct statement *statement, int index)
{
    statement_use(statement);
    statement->driver->bind_null(statement, index);
}

enum db_step statement_step(struct statement *statement, struct arena *arena, struct error *error)
{
    if (statement->db->spoiled) {
        bug("statement after a failed one: roll back");
    }
    statement_use(statement);
    enum db_step step = statement->driver->step(statement, arena, error);
    if (step == DB_FAILED) {
        db_spoil(statement->db);
    }
    return step;
}

void statement_reset(struct statement *statement)
{
    statement->driver->reset(statement);
    if (statement->in_use) {
        statement->in_use = false;
        statement->db->in_use--;
    }
}

enum status statement_run(struct statement *statement, int64_t *changed, struct arena *arena,
                          struct error *error)
{
    enum db_step step = statement_step(statement, arena, error);
    if (step == DB_ROW) {
        bug("a statement that was run returned rows: %s", statement->sql.s);
    }
    if (changed != NULL) {
        *changed = step == DB_DONE ? statement->driver->changed(statement) : 0;
    }
    statement_reset(statement);
    return step == DB_DONE ? OK : error->status;
}

enum db_type column_type(struct statement *statement, int index)
{
    return statement->driver->column_type(statement, index);
}

bool column_null(struct statement *statement, int index)
{
    return column_type(statement, index) == DB_NULL;
}

int64_t column_int(struct statement *statement, int index)
{
    return statement->driver->column_int(statement, index);
}

double column_real(struct statement *statement, int index)
{
    return statement->driver->column_real(statement, index);
}

struct text column_text(struct statement *statement, int index)
{
    return statement->driver->column_text(statement, index);
}

struct text column_blob(struct statement *statement, int index)
{
    return statement->driver->column_blob(statement, index);
}

void statement_values(struct statement *statement, struct db_value *out, int n)
{
    if (statement->driver->values != NULL) {
        statement->driver->values(statement, out, n);
        return;
    }
    for (int i = 0; i < n; i++) {
        out[i].type = column_type(statement, i);
        if (out[i].type == DB_INT) {
            out[i].number = column_int(statement, i);
        } else if (out[i].type == DB_REAL) {
            out[i].real = column_real(statement, i);
        } else if (out[i].type == DB_BLOB) {
            out[i].text = column_blob(statement, i);
        } else if (out[i].type == DB_TEXT) {
            out[i].text = column_text(statement, i);
        }
    }
}

bool db_conflict_on(const struct error *error, const char *column)
{
    struct text rest = error->detail;
    size_t open = text_find_char(rest, '(');
    if (error->status != CONFLICT || open == TEXT_NONE || !text_ends(rest, TEXT(")"))) {
        return false;
    }
    rest = text_slice(rest, open + 1, rest.n - 1);
    struct text part;
    while (text_split(&rest, ',', &part)) {
        if (text_is(part, column)) {
            return true;
        }
    }
    return false;
}

/* ---- parameters at hand ---- */

enum status db_prepare_bound(struct db *db, const struct query *query, const struct bind *binds,
                             size_t n, struct statement **out, struct arena *arena,
                             struct error *error)
{
    enum status status = db_prepare(db, query, out, arena, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        int index = (int)i + 1;
        switch (binds[i].type) {
        case DB_INT:
            bind_int(*out, index, binds[i].number);
            break;
        case DB_TEXT:
            bind_text(*out, index, binds[i].text);
            break;
        case DB_BLOB:
            bind_blob(*out, index, binds[i].text);
            break;
        case DB_NULL:
        case DB_REAL:
            bind_null(*out, index);
            break;
        }
    }
    return status;
}

enum status db_run_bound(struct db *db, const struct query *query, const struct bind *binds,
                         size_t n, int64_t *changed, struct arena *arena, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare_bound(db, query, binds, n, &statement, arena, error);
    return status == OK ? statement_run(statement, changed, arena, error) : status;
}
