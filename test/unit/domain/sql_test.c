/*
 * Reads every `static const struct query` out of the sources, so that none can be forgotten, and
 * holds it against the product's schema on both engines: it must prepare, keep within one county
 * (DESIGN §5) and use nothing that a distributed database refuses. Prints how many carry a second
 * text for PostgreSQL.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/list.h"
#include "domain/app.h"
#include "engine.h"
#include "store/claim.h"
#include "store/migrate.h"

struct macro {
    struct text name, value; /* value: as written, string literals */
};

struct found {
    struct text file;
    size_t line;
    struct text sql, postgres; /* postgres may be empty */
};

struct scan {
    struct arena *arena;
    LIST(struct macro) macros;
    LIST(struct found) queries;
};

/* ---- reading C ---- */

static struct text whole_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, 512 * KIB);
    size_t n = fread(bytes, 1, 512 * KIB, file);
    assert_true(n < 512 * KIB);
    fclose(file);
    return (struct text){bytes, n};
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The characters of one string literal at *at (after its opening quote). */
static void add_literal(struct text source, size_t *at, struct buf *out)
{
    while (*at < source.n && source.s[*at] != '"') {
        if (source.s[*at] == '\\') {
            ++*at;
            buf_addc(out, source.s[*at] == 'n' ? '\n' : source.s[*at]);
        } else {
            buf_addc(out, source.s[*at]);
        }
        ++*at;
    }
    ++*at;
}

/*
 * Adjacent literals and macros of literals from *at on, up to a ',', ';' or '}'. False when there
 * were none (NULL).
 */
static bool read_string(const struct scan *scan, struct text source, size_t *at, struct buf *out)
{
    bool any = false;
    while (*at < source.n && strchr(",;}", source.s[*at]) == NULL) {
        if (source.s[*at] == '"') {
            ++*at;
            add_literal(source, at, out);
            any = true;
        } else if (is_word(source.s[*at])) {
            size_t from = *at;
            while (*at < source.n && is_word(source.s[*at])) {
                ++*at;
            }
            struct text word = text_slice(source, from, *at);
            for (size_t i = 0; i < scan->macros.n; i++) {
                size_t inner = 0;
                if (text_equal(scan->macros.at[i].name, word)) {
                    any = read_string(scan, scan->macros.at[i].value, &inner, out);
                    break;
                }
            }
        } else {
            ++*at;
        }
    }
    return any;
}

static void read_macros(struct scan *scan, struct text source)
{
    struct text rest = source, line;
    while (text_split(&rest, '\n', &line)) {
        if (!text_starts(line, TEXT("#define "))) {
            continue;
        }
        const char *from = line.s;
        while (line.n > 0 && line.s[line.n - 1] == '\\' && text_split(&rest, '\n', &line)) {
        }
        struct text whole = {from, (size_t)(line.s + line.n - from)};
        size_t at = strlen("#define "), name = at;
        while (at < whole.n && is_word(whole.s[at])) {
            at++;
        }
        struct macro macro = {text_slice(whole, name, at), text_slice(whole, at, whole.n)};
        list_add(&scan->macros, macro);
    }
}

static void read_query(struct scan *scan, struct text file, struct text source, size_t at)
{
    struct found found = {.file = file, .line = 1, .postgres = TEXT_EMPTY};
    for (size_t i = 0; i < at; i++) {
        found.line += source.s[i] == '\n';
    }
    struct buf buf;
    buf_init(&buf, MIB);
    if (!read_string(scan, source, &at, &buf)) {
        fail_msg("%.*s:%zu: no SQL literal in this query", TEXT_ARG(file), found.line);
    }
    found.sql = arena_text(scan->arena, buf_text(&buf));
    buf_clear(&buf);
    if (at < source.n && source.s[at] == ',') {
        at++;
        if (read_string(scan, source, &at, &buf)) {
            found.postgres = arena_text(scan->arena, buf_text(&buf));
        }
    }
    buf_release(&buf);
    list_add(&scan->queries, found);
}

static void read_queries(struct scan *scan, struct text file, struct text source)
{
    static const struct text begin = {"const struct query ", 19};
    size_t at = 0, next;
    while ((next = text_find(text_slice(source, at, source.n), begin)) != TEXT_NONE) {
        at += next + begin.n;
        size_t open = at;
        while (open < source.n && strchr("={;,)", source.s[open]) == NULL) {
            open++;
        }
        if (open == source.n || source.s[open] != '=') {
            continue; /* a parameter or a declaration */
        }
        size_t brace = open + text_find_char(text_slice(source, open, source.n), '{');
        read_query(scan, file, source, brace + 1);
    }
}

static void walk(struct scan *scan, const char *folder, bool macros)
{
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct text name = text_of(entry->d_name);
        if (entry->d_name[0] == '.') {
            continue;
        }
        const char *path =
            arena_cstr(scan->arena, arena_printf(scan->arena, "%s/%s", folder, entry->d_name));
        if (entry->d_type == DT_DIR) {
            walk(scan, path, macros);
        } else if (macros && (text_ends(name, TEXT(".c")) || text_ends(name, TEXT(".h")))) {
            read_macros(scan, whole_file(scan->arena, path));
        } else if (!macros && text_ends(name, TEXT(".c"))) {
            read_queries(scan, text_of(path), whole_file(scan->arena, path));
        }
    }
    closedir(dir);
}

static struct scan scanned(struct arena *arena)
{
    const char *source = getenv("TEST_SOURCE");
    assert_non_null(source);
    struct scan scan = {.arena = arena};
    walk(&scan, source, true);
    walk(&scan, source, false);
    assert_true(scan.queries.n > 50);
    return scan;
}

static void forget(struct scan *scan)
{
    list_release(&scan->macros);
    list_release(&scan->queries);
}

/* ---- the checks ---- */

static void migrate(struct engine *engine)
{
    int64_t now = 1662600000000;
    engine_ok(engine, migrate_run(engine->database, app_migrations, app_migration_count, 0, NULL,
                                  clock_at(&now), &engine->arena, &engine->error));
    struct claims *claims; /* the one table outside the schema is made where it is needed */
    engine_ok(engine, claims_open(engine->where, 1, 1000, &claims, &engine->arena, &engine->error));
    claims_close(claims, true);
}

static void every_query_prepares(void **state)
{
    struct engine *engine = *state;
    struct scan scan = scanned(&engine->arena);
    migrate(engine);
    struct db *db;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    size_t wrong = 0;
    for (size_t i = 0; i < scan.queries.n; i++) {
        const struct found *found = &scan.queries.at[i];
        struct text sql = engine->postgres && found->postgres.n > 0 ? found->postgres : found->sql;
        struct statement *s;
        if (db_prepare_text(db, sql, &s, &engine->arena, &engine->error) != OK) {
            print_error("%.*s:%zu: %.*s\n", TEXT_ARG(found->file), found->line,
                        TEXT_ARG(engine->error.detail));
            wrong++;
        } else {
            statement_reset(s);
        }
    }
    db_release(db);
    forget(&scan);
    assert_int_equal(wrong, 0);
}

/* How often a word stands in the SQL by itself, in any case. */
static size_t count_word(struct text sql, struct text word)
{
    size_t count = 0;
    for (size_t at = 0; at + word.n <= sql.n; at++) {
        bool alone = (at == 0 || !is_word(sql.s[at - 1])) &&
                     (at + word.n == sql.n || !is_word(sql.s[at + word.n]));
        count += alone && text_equal_nocase(text_slice(sql, at, at + word.n), word);
    }
    return count;
}

/* References to tables that have a county: after FROM, JOIN, INTO, UPDATE. */
static size_t tenant_references(struct text sql, const struct text *tables, size_t n)
{
    static const char *const before[] = {"FROM", "JOIN", "INTO", "UPDATE"};
    size_t count = 0;
    for (size_t t = 0; t < n; t++) {
        for (size_t b = 0; b < COUNT(before); b++) {
            char pair[128];
            snprintf(pair, sizeof(pair), "%s %.*s", before[b], TEXT_ARG(tables[t]));
            count += count_word(sql, text_of(pair));
        }
    }
    return count;
}

/* Why a query may not stand, or NULL. */
static const char *fault_of(struct text sql, const struct text *tables, size_t n)
{
    static const char *const refused[] = {"TRIGGER",  "MERGE", "ROLLUP",
                                          "GROUPING", "CUBE",  "DISTINCT ON"};
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (count_word(sql, text_of(refused[i])) > 0) {
            return "a distributed database refuses this";
        }
    }
    if (text_has(sql, TEXT("/* every county"))) {
        return NULL; /* it says why */
    }
    size_t references = tenant_references(sql, tables, n);
    if (references == 0) {
        return NULL;
    }
    size_t counties = count_word(sql, TEXT("county")) + count_word(sql, TEXT("\"county\""));
    return counties < references ? "a table is read or written without its county" : NULL;
}

static void every_query_keeps_to_its_county(void **state)
{
    struct engine *engine = *state;
    if (engine->postgres) {
        return; /* the tables are the same */
    }
    struct scan scan = scanned(&engine->arena);
    migrate(engine);
    LIST(struct text) tables = {0};
    struct db *db;
    struct statement *s;
    engine_ok(engine, database_reader(engine->database, &db, &engine->arena, &engine->error));
    engine_ok(engine,
              db_prepare_text(db,
                              TEXT("SELECT t.name FROM pragma_table_list AS t, "
                                   "pragma_table_info(t.name) AS c WHERE c.name = 'county'"),
                              &s, &engine->arena, &engine->error));
    while (statement_step(s, &engine->arena, &engine->error) == DB_ROW) {
        list_add(&tables, arena_text(&engine->arena, column_text(s, 0)));
    }
    db_release(db);
    assert_true(tables.n > 10);
    size_t wrong = 0, second = 0;
    for (size_t i = 0; i < scan.queries.n; i++) {
        const struct found *found = &scan.queries.at[i];
        const char *fault = fault_of(found->sql, tables.at, tables.n);
        if (fault == NULL && found->postgres.n > 0) {
            fault = fault_of(found->postgres, tables.at, tables.n);
        }
        if (fault != NULL) {
            print_error("%.*s:%zu: %s\n", TEXT_ARG(found->file), found->line, fault);
            wrong++;
        }
        second += found->postgres.n > 0;
    }
    print_message("%zu queries, %zu with a second text for PostgreSQL\n", scan.queries.n, second);
    list_release(&tables);
    forget(&scan);
    assert_int_equal(wrong, 0);
}

static void the_check_finds_faults(void **state)
{
    (void)state;
    static const struct text tables[] = {{"person", 6}, {"region", 6}};
    assert_non_null(fault_of(TEXT("SELECT 1 FROM person WHERE id = $1"), tables, 2));
    assert_non_null(fault_of(TEXT("SELECT 1 FROM person p JOIN region r ON r.code = p.region "
                                  "WHERE p.county = $1"),
                             tables, 2));
    assert_null(fault_of(TEXT("SELECT 1 FROM person p JOIN region r ON r.county = p.county AND "
                              "r.code = p.region WHERE p.county = $1"),
                         tables, 2));
    assert_non_null(fault_of(TEXT("update person set x = 1 where id = 2"), tables, 2));
    assert_non_null(fault_of(TEXT("SELECT sum(x) FROM t GROUP BY ROLLUP (a)"), tables, 2));
    assert_null(fault_of(TEXT("SELECT personal FROM personal"), tables, 2));
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(every_query_prepares),
        ENGINE_TEST(every_query_keeps_to_its_county),
        ENGINE_TEST(the_check_finds_faults),
    };
    return engine_run(tests, COUNT(tests));
}
