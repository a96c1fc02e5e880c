#include "ledger/schema.h"

enum column_type { TYPE_NUMBER, TYPE_TEXT, TYPE_BYTES, TYPE__COUNT };

static const char *const type_names[DIALECT__COUNT][TYPE__COUNT] = {
    [DIALECT_SQLITE] = {"INTEGER", "TEXT", "BLOB"},
    [DIALECT_POSTGRES] = {"BIGINT", "TEXT", "BYTEA"},
};

/* A rowid table keeps SQLite's inserts in id order; PostgreSQL's key starts with the county. */
static const char *const id_column[DIALECT__COUNT] = {
    [DIALECT_SQLITE] = "id INTEGER PRIMARY KEY",
    [DIALECT_POSTGRES] = "id BIGINT NOT NULL",
};

static const char *const base_columns[] = {"id",         "version",    "created_at", "created_by",
                                           "changed_at", "changed_by", "removed_at"};
_Static_assert(COUNT(base_columns) == COLUMN__FIELDS, "every base column is named");

static enum column_type field_type(const struct field *field)
{
    if ((field->flags & FIELD_SECRET) != 0) {
        return TYPE_BYTES;
    }
    return kind_is_number(field->kind) && field->kind != KIND_DATE ? TYPE_NUMBER : TYPE_TEXT;
}

/* Only rows that have a value: most references and numbers are empty. SQLite's file is one
 * county's: without it each comparison is of two numbers, and a third of the pages are spared. */
static void index_ddl(const struct ledger *ledger, const struct field *field, const char *suffix,
                      enum dialect dialect, struct buf *out)
{
    buf_addf(out,
             "CREATE INDEX \"%s_%s%s\" ON \"%s\" (%s\"%s%s\") "
             "WHERE \"%s%s\" IS NOT NULL;\n",
             ledger->name, field->name, suffix, ledger->name,
             dialect == DIALECT_POSTGRES ? "county, " : "", field->name, suffix, field->name,
             suffix);
}

static void unique_ddl(const struct ledger *ledger, const struct field *field, struct buf *out)
{
    buf_addf(out,
             "CREATE UNIQUE INDEX \"%s_%s\" ON \"%s\" (county, \"%s\") "
             "WHERE removed_at = 0;\n",
             ledger->name, field->name, ledger->name, field->name);
}

/* Few rows are out of use: whom they are about is asked at every start. */
static void removed_ddl(const struct ledger *ledger, struct buf *out)
{
    buf_addf(out,
             "CREATE INDEX \"%1$s_removed\" ON \"%1$s\" (county, \"%2$s\") "
             "WHERE removed_at <> 0;\n",
             ledger->name, ledger->fields[ledger->person].name);
}

void schema_ddl(const struct ledger *ledger, enum dialect dialect, struct buf *out)
{
    const char *number = type_names[dialect][TYPE_NUMBER];
    buf_addf(out, "CREATE TABLE \"%s\" (\n  county %s NOT NULL,\n  %s", ledger->name, number,
             id_column[dialect]);
    for (int i = COLUMN_VERSION; i < COLUMN__FIELDS; i++) {
        buf_addf(out, ",\n  %s %s NOT NULL", base_columns[i], number);
    }
    for (size_t i = 0; i < ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        buf_addf(out, ",\n  \"%s\" %s", f->name, type_names[dialect][field_type(f)]);
        if ((f->flags & FIELD_LOOKUP) != 0) {
            buf_addf(out, ",\n  \"%s_key\" %s", f->name, number);
        }
        if ((f->flags & FIELD_TAIL) != 0) {
            buf_addf(out, ",\n  \"%s_tail\" %s", f->name, number);
        }
    }
    if (dialect == DIALECT_POSTGRES) {
        buf_adds(out, ",\n  PRIMARY KEY (county, id)");
    }
    buf_addf(out, "\n)%s;\n", dialect == DIALECT_SQLITE ? " STRICT" : "");
    for (size_t i = 0; i < ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        if ((f->flags & FIELD_LOOKUP) != 0) {
            index_ddl(ledger, f, "_key", dialect, out);
        } else if ((f->flags & FIELD_UNIQUE) != 0) {
            unique_ddl(ledger, f, out);
        } else if (f->kind == KIND_REF) {
            index_ddl(ledger, f, "", dialect, out);
        }
    }
    if (ledger->person >= 0) {
        removed_ddl(ledger, out);
    }
}

void schema_columns(const struct ledger *ledger, const char *prefix, struct buf *out)
{
    for (int i = 0; i < COLUMN__FIELDS; i++) {
        buf_addf(out, "%s%s%s", i == 0 ? "" : ", ", prefix, base_columns[i]);
    }
    for (size_t i = 0; i < ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        buf_addf(out, ", %s\"%s\"", prefix, f->name);
        if ((f->flags & FIELD_LOOKUP) != 0) {
            buf_addf(out, ", %s\"%s_key\"", prefix, f->name);
        }
        if ((f->flags & FIELD_TAIL) != 0) {
            buf_addf(out, ", %s\"%s_tail\"", prefix, f->name);
        }
    }
}

int schema_column_count(const struct ledger *ledger)
{
    int count = COLUMN__FIELDS;
    for (size_t i = 0; i < ledger->count; i++) {
        unsigned flags = ledger->fields[i].flags;
        count += 1 + ((flags & FIELD_LOOKUP) != 0) + ((flags & FIELD_TAIL) != 0);
    }
    return count;
}

enum { SQL_CEILING = 64 << 10 };

static struct text taken(struct arena *arena, struct buf *buf)
{
    struct text t = arena_text(arena, buf_text(buf));
    buf_clear(buf);
    return t;
}

/* $1 is the county, then the columns in the order of schema_columns. */
static void insert_sql(const struct ledger *ledger, struct buf *out)
{
    buf_addf(out, "INSERT INTO \"%s\" (county, ", ledger->name);
    schema_columns(ledger, "", out);
    buf_adds(out, ") VALUES ($1");
    for (int i = 0; i < schema_column_count(ledger); i++) {
        buf_addf(out, ", $%d", i + 2);
    }
    buf_adds(out, ")");
}

/* The parameters of insert_sql, then the version that must still stand there. */
static void update_sql(const struct ledger *ledger, struct buf *out)
{
    struct buf columns;
    buf_init(&columns, SQL_CEILING);
    schema_columns(ledger, "", &columns);
    buf_addf(out, "UPDATE \"%s\" SET ", ledger->name);
    struct text rest = buf_text(&columns), column;
    int parameter = 2;
    for (; text_split(&rest, ',', &column); parameter++) {
        if (parameter > 2) {
            buf_addf(out, "%s%.*s = $%d", parameter > 3 ? ", " : "", TEXT_ARG(text_trim(column)),
                     parameter);
        }
    }
    buf_addf(out, " WHERE county = $1 AND id = $2 AND version = $%d", parameter);
    buf_release(&columns);
}

int schema_reach(const struct ledger *ledger, int lo, int hi, struct buf *out)
{
    if (ledger->scope == SCOPE_REGION) {
        buf_addf(out, " AND t.\"%s\" BETWEEN $%d AND $%d", ledger->fields[ledger->region].name, lo,
                 hi);
        return 2;
    }
    if (ledger->scope == SCOPE_PERSON) {
        buf_addf(out,
                 " AND EXISTS (SELECT 1 FROM person p WHERE p.county = t.county"
                 " AND p.id = t.\"%s\" AND p.region BETWEEN $%d AND $%d)",
                 ledger->fields[ledger->person].name, lo, hi);
        return 2;
    }
    return 0;
}

/* The select with county, reach and t.`column` = the last parameter. */
static struct query select_by(struct arena *arena, struct buf *sql, const struct schema *schema,
                              const char *column, bool removed)
{
    buf_addt(sql, schema->select);
    buf_addf(sql, " WHERE t.county = $1%s", removed ? "" : " AND t.removed_at = 0");
    int last = 2 + schema_reach(schema->ledger, 2, 3, sql);
    buf_addf(sql, " AND t.\"%s\" = $%d ORDER BY t.id", column, last);
    return (struct query){.sql = arena_cstr(arena, taken(arena, sql))};
}

const struct schema *schema_build(struct arena *arena, const struct ledger *const *ledgers)
{
    size_t n = 0;
    while (ledgers[n] != NULL) {
        n++;
    }
    struct schema *schemas = arena_array(arena, struct schema, n + 1);
    struct buf sql;
    buf_init(&sql, SQL_CEILING);
    for (size_t i = 0; i < n; i++) {
        schemas[i].ledger = ledgers[i];
        buf_adds(&sql, "SELECT ");
        schema_columns(ledgers[i], "t.", &sql);
        buf_addf(&sql, " FROM \"%s\" t", ledgers[i]->name);
        schemas[i].select = taken(arena, &sql);
        for (int removed = 0; removed < 2; removed++) {
            int person = ledgers[i]->person;
            schemas[i].by_id[removed] = select_by(arena, &sql, &schemas[i], "id", removed);
            if (person >= 0) {
                schemas[i].by_person[removed] =
                    select_by(arena, &sql, &schemas[i], ledgers[i]->fields[person].name, removed);
            }
        }
        insert_sql(ledgers[i], &sql);
        schemas[i].insert.sql = arena_cstr(arena, taken(arena, &sql));
        update_sql(ledgers[i], &sql);
        schemas[i].update.sql = arena_cstr(arena, taken(arena, &sql));
    }
    buf_release(&sql);
    return schemas;
}

const struct schema *schema_of(const struct schema *schemas, const struct ledger *ledger)
{
    for (; schemas->ledger != NULL; schemas++) {
        if (schemas->ledger == ledger) {
            return schemas;
        }
    }
    bug("ledger %s has no schema", ledger->name);
}
