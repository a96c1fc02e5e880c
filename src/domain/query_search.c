#include "domain/query_search.h"

#include <string.h>

#include "base/ceilings.h"
#include "domain/people/person.h"
#include "domain/people/person_merge.h"
#include "facts/search.h"
#include "ledger/seal.h"
#include "standard/fold.h"
#include "standard/region.h"

enum { SECRETS_MAX = 8, TAIL = 4, SECRET_LONGEST = 24, ID_LENGTH = 18, WORDS_MOST = 4 };

struct search {
    struct work *work;
    struct text text;
};

/*
 * The typed text as it would be hashed in each secret column (or in those of the one field): whole,
 * or as the last four. An x at the end of an ID number is as good as an X.
 */
static size_t secret_hashes(const struct search *s, const struct table *table,
                            const struct field *only, struct search_secret *out)
{
    if (s->text.n < TAIL || s->text.n > SECRET_LONGEST) {
        return 0;
    }
    char *upper = arena_cstr(s->work->arena, s->text);
    for (size_t i = 0; i < s->text.n; i++) {
        upper[i] = upper[i] == 'x' ? 'X' : upper[i];
    }
    struct text wanted = {upper, s->text.n};
    size_t n = 0;
    for (size_t i = 0; i < table->count && n < SECRETS_MAX; i++) {
        const struct column *column = &table->columns[i];
        if (only != NULL && column->field != only) {
            continue;
        }
        if (column->type == COLUMN_KEY) {
            out[n++] =
                (struct search_secret){column->name, seal_key(s->work, column->field, wanted)};
        } else if (column->type == COLUMN_TAIL && wanted.n == TAIL) {
            out[n++] =
                (struct search_secret){column->name, seal_tail(s->work, column->field, wanted)};
        }
    }
    return n;
}

/* A place as lists show it: its township before a village. */
static bool region_fits(const struct search *s, struct text code)
{
    int64_t number;
    return text_to_int(code, &number) &&
           text_has(region_full_name(s->work->regions, s->work->arena, number, REGION_TOWNSHIP),
                    s->text);
}

/* Rows that lie in a village or township of that name; each different place is asked once. */
static void search_places(const struct search *s, const struct table *table, struct set *hits)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        if (column->type != COLUMN_REGION) {
            continue;
        }
        size_t n = column->dictionary->n;
        uint8_t *fits = arena_array(s->work->arena, uint8_t, n + 1);
        bool any = false;
        for (uint32_t k = 0; k < n; k++) {
            fits[k] = region_fits(s, dictionary_text(column->dictionary, k));
            any = any || fits[k] != 0;
        }
        if (any) {
            table_search_among(table, column, fits, hits);
        }
    }
}

/* The number of a record that was merged into another leads to that one. */
static void search_merged(const struct search *s, const struct table *table, struct set *hits)
{
    int64_t survivor = 0;
    struct error ignored;
    if (table->ledger != &person_ledger || s->work->db == NULL || s->text.n < ID_LENGTH ||
        s->text.n > SECRET_LONGEST) {
        return;
    }
    char *upper = arena_cstr(s->work->arena, s->text);
    upper[s->text.n - 1] = upper[s->text.n - 1] == 'x' ? 'X' : upper[s->text.n - 1];
    enum status status =
        person_merge_by_number(s->work, (struct text){upper, s->text.n}, &survivor, &ignored);
    uint32_t row = status == OK && survivor != 0 ? table_row(table, survivor) : ROW_NONE;
    if (row != ROW_NONE) {
        set_add(hits, row);
    }
}

static void search_table(const struct search *s, const struct table *table, struct set *hits)
{
    struct search_secret secrets[SECRETS_MAX];
    size_t n = secret_hashes(s, table, NULL, secrets);
    table_search(table, s->text, secrets, n, hits);
    search_places(s, table, hits);
    search_merged(s, table, hits);
}

/* Rows whose person fits. */
static void search_person(const struct search *s, const struct table *table, struct set *hits)
{
    const struct column *column =
        table->ledger->person < 0 ? NULL : &table->columns[table->ledger->person];
    if (column == NULL || column->to == NULL) {
        return;
    }
    struct set people;
    search_table(s, column->to, &people);
    for (size_t row = 0; row < table->rows; row++) {
        if (column_known(column, row) && set_has(&people, (size_t)column_number(column, row))) {
            set_add(hits, row);
        }
    }
    set_release(&people);
}

static void search_rows(const struct search *s, const struct table *table, struct set *hits)
{
    search_table(s, table, hits);
    search_person(s, table, hits);
}

/* Rows that fit each of several words, where a village and a name were typed one after the other.
 */
static void search_words(const struct search *s, const struct table *table, struct set *hits)
{
    struct text rest = s->text;
    struct search word = *s;
    struct set all = {0};
    size_t n = 0;
    while (n < WORDS_MOST && text_split(&rest, ' ', &word.text)) {
        if (word.text.n == 0) {
            continue;
        }
        struct set fits;
        search_rows(&word, table, &fits);
        if (n++ == 0) {
            all = fits;
        } else {
            set_and(&all, &fits);
            set_release(&fits);
        }
    }
    if (n > 1) {
        set_or(hits, &all);
    }
    if (n > 0) {
        set_release(&all);
    }
}

void query_search(struct work *work, const struct table *table, struct text text, struct set *rows)
{
    struct search s = {.work = work, .text = fold_text(work->arena, text_trim(text))};
    if (s.text.n == 0) {
        return;
    }
    struct set hits;
    search_rows(&s, table, &hits);
    if (text_find(s.text, TEXT(" ")) != TEXT_NONE) {
        search_words(&s, table, &hits);
    }
    set_and(rows, &hits);
    set_release(&hits);
}

/* ---- filters on what the facts do not hold ---- */

/* A LIKE pattern of the words as they stand, wherever they stand. */
static struct text pattern_of(struct work *work, struct text words)
{
    struct buf pattern;
    buf_init(&pattern, KIB);
    buf_addc(&pattern, '%');
    for (size_t i = 0; i < words.n; i++) {
        buf_adds(&pattern, strchr("%_\\", words.s[i]) != NULL ? "\\" : "");
        buf_addc(&pattern, words.s[i]);
    }
    buf_addc(&pattern, '%');
    struct text text = arena_text(work->arena, buf_text(&pattern));
    buf_release(&pattern);
    return text;
}

static enum status find_note(struct work *work, const struct table *table,
                             const struct query_find *find, struct set *hits, struct error *error)
{
    struct text sql =
        arena_printf(work->arena,
                     "SELECT id FROM \"%s\" WHERE county = $1 AND \"%s\" LIKE $2 ESCAPE '\\'"
                     " /* scan: notes have no index */",
                     table->ledger->name, table->ledger->fields[find->field].name);
    struct statement *statement;
    enum status status = db_prepare_text(work->db, sql, &statement, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, work->actor->county);
    bind_text(statement, 2, pattern_of(work, find->text));
    enum db_step step;
    while ((step = statement_step(statement, work->arena, error)) == DB_ROW) {
        uint32_t row = table_row(table, column_int(statement, 0));
        if (row != ROW_NONE) {
            set_add(hits, row);
        }
    }
    statement_reset(statement);
    return step == DB_DONE ? OK : error->status;
}

enum status query_find(struct work *work, const struct table *table, const struct query_find *find,
                       struct set *rows, struct error *error)
{
    const struct field *field = &table->ledger->fields[find->field];
    struct search s = {.work = work, .text = fold_text(work->arena, find->text)};
    struct search_secret secrets[SECRETS_MAX];
    enum status status = OK;
    struct set hits;
    if (field->kind == KIND_NOTE) {
        set_init(&hits, table->rows);
        status = find_note(work, table, find, &hits, error);
    } else {
        size_t n = secret_hashes(&s, table, field, secrets);
        if (n > 0) {
            table_search(table, TEXT_EMPTY, secrets, n, &hits);
        } else {
            set_init(&hits, table->rows);
        }
    }
    set_and(rows, &hits);
    set_release(&hits);
    return status;
}
