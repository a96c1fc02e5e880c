#include "domain/query_search.h"

#include "domain/people/person.h"
#include "domain/people/person_merge.h"
#include "facts/search.h"
#include "ledger/seal.h"
#include "standard/fold.h"
#include "standard/region.h"

enum { SECRETS_MAX = 8, TAIL = 4, SECRET_LONGEST = 24, ID_LENGTH = 18 };

struct search {
    struct work *work;
    struct text text;
};

/*
 * The typed text as it would be hashed in each secret column: whole, or as the last four. An x at
 * the end of an ID number is as good as an X.
 */
static size_t secret_hashes(const struct search *s, const struct table *table,
                            struct search_secret *out)
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

static bool region_fits(const struct search *s, struct text code)
{
    int64_t number;
    const struct region *region =
        text_to_int(code, &number) ? region_at(s->work->regions, number) : NULL;
    return region != NULL && text_has(region->name, s->text);
}

/* Rows that lie in a village or township of that name; each different place is asked once. */
static void search_places(const struct search *s, const struct table *table, struct set *hits)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        if (column->type != COLUMN_REGION) {
            continue;
        }
        struct set fits;
        set_init(&fits, column->dictionary->n);
        for (uint32_t k = 0; k < column->dictionary->n; k++) {
            if (region_fits(s, dictionary_text(column->dictionary, k))) {
                set_add(&fits, k);
            }
        }
        for (size_t row = 0; set_count(&fits) > 0 && row < table->rows; row++) {
            if (column_known(column, row) && set_has(&fits, (size_t)column_number(column, row))) {
                set_add(hits, row);
            }
        }
        set_release(&fits);
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
    size_t n = secret_hashes(s, table, secrets);
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

void query_search(struct work *work, const struct table *table, struct text text, struct set *rows)
{
    struct search s = {.work = work, .text = fold_text(work->arena, text_trim(text))};
    if (s.text.n == 0) {
        return;
    }
    struct set hits;
    search_table(&s, table, &hits);
    search_person(&s, table, &hits);
    set_and(rows, &hits);
    set_release(&hits);
}
