#include "store/forward.h"

#include "base/buf.h"
#include "base/list.h"
#include "base/log.h"
#include "base/map.h"

enum { NAME_MOST = 63 /* bytes that PostgreSQL keeps of a name */ };

/* A table, a column or an index, as the DDL declares it. */
struct item {
    struct text table;  /* empty for an index */
    struct text column; /* empty for a table or an index */
    struct text name;   /* of an index */
    struct text type;   /* of a column: BIGINT */
    struct text sql;    /* the statement; of a column its part: "fund" TEXT NOT NULL DEFAULT '' */
};

struct stored {
    struct text key;
    struct text type; /* of a column */
};

struct forward {
    struct db *db;
    struct arena *arena;
    LIST(struct item) declared;
    struct map known; /* keys of what is declared: table, table.column, " index" */
    LIST(struct stored) there;
    struct map stored; /* keys of what is there, each with its place in the list */
    LIST(struct text) additions;
};

/* ---- what is declared ---- */

static struct text cut(struct text *rest, size_t n)
{
    struct text part = text_slice(*rest, 0, n);
    *rest = text_trim(text_slice(*rest, n, rest->n));
    return part;
}

/* A name, in double quotes or bare, and the blanks behind it. */
static struct text take_name(struct text *rest)
{
    if (rest->n > 0 && rest->s[0] == '"') {
        size_t end = text_find_char(text_slice(*rest, 1, rest->n), '"');
        struct text quoted = cut(rest, end + 2);
        return text_slice(quoted, 1, quoted.n - 1);
    }
    size_t n = 0;
    while (n < rest->n && rest->s[n] > ' ' && rest->s[n] != '(' && rest->s[n] != ',') {
        n++;
    }
    return cut(rest, n);
}

/* Up to the separator that stands in no brackets and no quotes, which is dropped. */
static struct text take_part(struct text *rest, char separator)
{
    int depth = 0;
    bool quoted = false;
    size_t n = 0;
    for (; n < rest->n; n++) {
        char c = rest->s[n];
        quoted ^= c == '\'';
        depth += quoted ? 0 : (c == '(') - (c == ')');
        if (!quoted && depth <= 0 && c == separator) {
            break;
        }
    }
    struct text part = text_slice(*rest, 0, n);
    *rest = text_slice(*rest, n + 1, rest->n);
    return text_trim(part);
}

static void declare_table(struct forward *f, struct text sql, struct text rest)
{
    static const struct text constraints[] = {TEXT("PRIMARY"), TEXT("UNIQUE"), TEXT("CHECK"),
                                              TEXT("FOREIGN"), TEXT("CONSTRAINT")};
    struct text table = take_name(&rest);
    list_add(&f->declared, (struct item){.table = table, .sql = sql});
    cut(&rest, 1); /* ( */
    size_t end = rest.n;
    while (end > 0 && rest.s[end - 1] != ')') {
        end--;
    }
    rest = text_slice(rest, 0, end - 1);
    while (rest.n > 0) {
        struct text part = take_part(&rest, ','), tail = part;
        struct text column = take_name(&tail);
        bool constraint = false;
        for (size_t i = 0; i < COUNT(constraints); i++) {
            constraint |= text_equal(column, constraints[i]);
        }
        if (!constraint) {
            list_add(&f->declared,
                     (struct item){
                         .table = table, .column = column, .type = take_name(&tail), .sql = part});
        }
    }
}

static void declare(struct forward *f, struct text ddl)
{
    while (ddl.n > 0) {
        struct text sql = take_part(&ddl, ';');
        if (text_starts(sql, TEXT("CREATE TABLE "))) {
            declare_table(f, sql, text_slice(sql, sizeof("CREATE TABLE ") - 1, sql.n));
        } else if (text_starts(sql, TEXT("CREATE INDEX ")) ||
                   text_starts(sql, TEXT("CREATE UNIQUE INDEX "))) {
            struct text rest = text_slice(sql, text_find(sql, TEXT("INDEX ")) + 6, sql.n);
            list_add(&f->declared, (struct item){.name = take_name(&rest), .sql = sql});
        } else if (sql.n > 0) {
            bug("a schema is declared with: %.*s", TEXT_ARG(sql));
        }
    }
}

/* ---- what is stored ---- */

static const struct query stored_columns = {
    "SELECT m.name, p.name, p.type FROM sqlite_schema m JOIN pragma_table_info(m.name) p "
    "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), "
    "upper(format_type(a.atttypid, NULL)) FROM pg_attribute a "
    "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND a.attnum > 0 "
    "AND NOT a.attisdropped"};
static const struct query stored_indexes = {
    "SELECT name FROM sqlite_schema WHERE type = 'index'",
    "SELECT CAST(indexname AS TEXT) FROM pg_indexes WHERE schemaname = current_schema()"};

static struct text key_of(struct arena *arena, struct text table, struct text column)
{
    table = text_slice(table, 0, NAME_MOST);
    column = text_slice(column, 0, NAME_MOST);
    return column.n == 0 ? arena_text(arena, table)
                         : arena_printf(arena, "%.*s.%.*s", TEXT_ARG(table), TEXT_ARG(column));
}

static struct text index_key(struct arena *arena, struct text name)
{
    return arena_printf(arena, " %.*s", TEXT_ARG(text_slice(name, 0, NAME_MOST)));
}

static void found(struct forward *f, struct text key, struct text type)
{
    if (map_put(&f->stored, key, (int64_t)f->there.n)) {
        list_add(&f->there, (struct stored){key, arena_text(f->arena, type)});
    }
}

static enum status read_stored(struct forward *f, struct error *error)
{
    struct statement *s;
    enum db_step step;
    enum status status = db_prepare(f->db, &stored_columns, &s, f->arena, error);
    if (status != OK) {
        return status;
    }
    while ((step = statement_step(s, f->arena, error)) == DB_ROW) {
        struct text table = column_text(s, 0);
        if (!text_is(table, "schema_version")) {
            found(f, key_of(f->arena, table, TEXT_EMPTY), TEXT_EMPTY);
            found(f, key_of(f->arena, table, column_text(s, 1)), column_text(s, 2));
        }
    }
    statement_reset(s);
    status =
        step == DB_DONE ? db_prepare(f->db, &stored_indexes, &s, f->arena, error) : error->status;
    if (status != OK) {
        return status;
    }
    while ((step = statement_step(s, f->arena, error)) == DB_ROW) {
        found(f, index_key(f->arena, column_text(s, 0)), TEXT_EMPTY);
    }
    statement_reset(s);
    return step == DB_DONE ? OK : error->status;
}

/* ---- the difference ---- */

static enum status refuse(struct forward *f, struct text key, const char *why, const char *hint,
                          struct error *error)
{
    error_set(error, f->arena, UNAVAILABLE, "数据库的“%.*s”%s", TEXT_ARG(key), why);
    return error_hint(error, f->arena, "%s", hint);
}

/* Rows that are there must be able to have the column. */
static bool may_be_added(const struct item *item)
{
    return !text_has(item->sql, TEXT("PRIMARY KEY")) &&
           (!text_has(item->sql, TEXT("NOT NULL")) || text_has(item->sql, TEXT("DEFAULT")));
}

static enum status compare_item(struct forward *f, const struct item *item, struct error *error)
{
    struct text key = item->name.n > 0 ? index_key(f->arena, item->name)
                                       : key_of(f->arena, item->table, item->column);
    int64_t at, table;
    map_put(&f->known, key, 0);
    bool there = map_get(&f->stored, key, &at);
    if (there && item->column.n > 0 && !text_equal(f->there.at[at].type, item->type)) {
        return refuse(f, key, "与本程序要的类型不同",
                      "请用建立它的那一版程序打开；升级要有专门的步骤，请联系开发者", error);
    }
    if (there) {
        return OK;
    }
    if (item->column.n == 0) {
        list_add(&f->additions, item->sql);
        return OK;
    }
    if (!map_get(&f->stored, key_of(f->arena, item->table, TEXT_EMPTY), &table)) {
        return OK; /* comes with its table */
    }
    if (!may_be_added(item)) {
        return refuse(f, key, "不能直接补上：已有的记录都要有值",
                      "升级要有专门的步骤，请联系开发者", error);
    }
    list_add(&f->additions, arena_printf(f->arena, "ALTER TABLE \"%.*s\" ADD COLUMN %.*s",
                                         TEXT_ARG(item->table), TEXT_ARG(item->sql)));
    return OK;
}

/* Tables and columns that the program does not know; an index more does no harm. */
static enum status refuse_strangers(struct forward *f, struct error *error)
{
    int64_t known;
    for (size_t i = 0; i < f->there.n; i++) {
        struct text key = f->there.at[i].key;
        if (key.s[0] != ' ' && !map_get(&f->known, key, &known)) {
            return refuse(f, key, "是本程序不认识的",
                          "它由更新的程序建立：请升级程序，不要用旧程序打开", error);
        }
    }
    return OK;
}

/* ---- adding ---- */

static const struct query lowest = {"SELECT coalesce(min(number), 0) FROM schema_version", NULL};
static const struct query record = {
    "INSERT INTO schema_version (number, name, at) VALUES ($1, $2, $3)", NULL};

static enum status next_number(struct forward *f, int64_t *out, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(f->db, &lowest, &s, f->arena, error);
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, f->arena, error);
    *out = step == DB_ROW && column_int(s, 0) < 0 ? column_int(s, 0) - 1 : -1;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status add(struct forward *f, struct clock clock, struct error *error)
{
    int64_t number = -1;
    enum status status = f->additions.n == 0 ? OK : next_number(f, &number, error);
    for (size_t i = 0; status == OK && i < f->additions.n; i++, number--) {
        struct text sql = f->additions.at[i];
        log_info("schema: %.*s", TEXT_ARG(sql));
        status = db_execute(f->db, sql, f->arena, error);
        if (status == OK) {
            status = db_run(f->db, &record, NULL, f->arena, error, BIND_INT(number), BIND_TEXT(sql),
                            BIND_INT(clock_now(clock)));
        }
    }
    return status;
}

static enum status bring(struct forward *f, struct text ddl, struct clock clock,
                         struct error *error)
{
    declare(f, ddl);
    enum status status = read_stored(f, error);
    for (size_t i = 0; status == OK && i < f->declared.n; i++) {
        status = compare_item(f, &f->declared.at[i], error);
    }
    if (status == OK) {
        status = refuse_strangers(f, error);
    }
    return status == OK ? add(f, clock, error) : status;
}

enum status forward_run(struct database *database, struct text ddl, struct clock clock,
                        size_t *added, struct arena *arena, struct error *error)
{
    struct forward f = {.arena = arena};
    enum status status = database_writer(database, &f.db, arena, error);
    if (status != OK) {
        return status;
    }
    map_init(&f.stored);
    map_init(&f.known);
    status = db_begin(f.db, arena, error);
    if (status == OK) {
        status = db_end(f.db, bring(&f, ddl, clock, error), arena, error);
    }
    *added = status == OK ? f.additions.n : 0;
    db_release(f.db);
    list_release(&f.declared);
    list_release(&f.there);
    list_release(&f.additions);
    map_release(&f.stored);
    map_release(&f.known);
    return status;
}
