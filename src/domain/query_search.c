#include "domain/query_search.h"

#include <stdlib.h>

#include "ledger/seal.h"
#include "standard/fold.h"
#include "standard/pinyin.h"
#include "standard/region.h"

enum { SYLLABLES_MAX = 32, TAIL = 4 };

struct search {
    struct work *work;
    struct text text;
    bool latin; /* letters only: may be pinyin */
};

static bool is_latin(struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        char c = t.s[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '\'')) {
            return false;
        }
    }
    return t.n > 0;
}

/* Whether one of a column's different texts fits. */
static bool text_fits(const struct search *s, const struct column *column, struct text text)
{
    if (text_has(text, s->text)) {
        return true;
    }
    if (!s->latin || (column->field->flags & FIELD_PINYIN) == 0) {
        return false;
    }
    uint16_t numbers[SYLLABLES_MAX];
    enum pinyin_of of = (column->field->flags & FIELD_NAME) != 0 ? PINYIN_OF_NAME : PINYIN_OF_WORDS;
    size_t n = pinyin_numbers(text, of, numbers, SYLLABLES_MAX);
    return n > 0 && pinyin_matches(numbers, n, s->text);
}

static bool region_fits(const struct search *s, struct text code)
{
    int64_t number;
    const struct region *region =
        text_to_int(code, &number) ? region_at(s->work->regions, number) : NULL;
    return region != NULL &&
           (text_has(region->name, s->text) || text_starts(s->text, region->short_name));
}

/* Each different text is asked once; then every row's number is looked up. */
static void by_dictionary(const struct search *s, const struct table *table,
                          const struct column *column, struct set *hits)
{
    const struct dictionary *d = column->dictionary;
    struct set fits;
    set_init(&fits, d->n);
    for (uint32_t i = 0; i < d->n; i++) {
        struct text text = dictionary_text(d, i);
        if (column->type == COLUMN_REGION ? region_fits(s, text) : text_fits(s, column, text)) {
            set_add(&fits, i);
        }
    }
    for (size_t row = 0; row < table->rows; row++) {
        if (column_known(column, row) && set_has(&fits, (size_t)column_number(column, row))) {
            set_add(hits, row);
        }
    }
    set_release(&fits);
}

static void by_number(const struct table *table, const struct column *column, int64_t number,
                      struct set *hits)
{
    for (size_t row = 0; row < table->rows; row++) {
        if (column_known(column, row) && column_number(column, row) == number) {
            set_add(hits, row);
        }
    }
}

/* A secret is compared by its keyed hash: whole, or its last four. */
static void by_key(const struct search *s, const struct table *table, const struct column *column,
                   struct set *hits)
{
    struct text wanted = s->text;
    char upper[32];
    if (wanted.n == 0 || wanted.n >= sizeof(upper)) {
        return;
    }
    for (size_t i = 0; i < wanted.n; i++) {
        upper[i] = (char)(wanted.s[i] == 'x' ? 'X' : wanted.s[i]);
    }
    wanted.s = upper;
    if (column->type == COLUMN_TAIL) {
        if (wanted.n == TAIL) {
            by_number(table, column, seal_tail(s->work, column->field, wanted), hits);
        }
    } else {
        by_number(table, column, seal_key(s->work, column->field, wanted), hits);
    }
}

static void search_table(const struct search *s, const struct table *table, struct set *hits)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        bool searched = (column->field->flags & FIELD_SEARCH) != 0;
        if (column->type == COLUMN_KEY || column->type == COLUMN_TAIL) {
            by_key(s, table, column, hits);
        } else if (column->type == COLUMN_REGION || (searched && column->type == COLUMN_TEXT)) {
            by_dictionary(s, table, column, hits);
        }
    }
}

/* Rows whose person fits. */
static void search_person(const struct search *s, const struct table *table, struct set *hits)
{
    if (table->ledger->person < 0) {
        return;
    }
    const struct column *column = &table->columns[table->ledger->person];
    if (column->to == NULL) {
        return;
    }
    struct set people;
    set_init(&people, column->to->rows);
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
    s.latin = is_latin(s.text);
    struct set hits;
    set_init(&hits, table->rows);
    search_table(&s, table, &hits);
    search_person(&s, table, &hits);
    set_and(rows, &hits);
    set_release(&hits);
}
