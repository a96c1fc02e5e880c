#include "facts/page.h"

#include <stdlib.h>
#include <string.h>

#include "facts/sort.h"

/* A signed number whose order is kept as an unsigned one. */
static uint64_t biased(int64_t n)
{
    return (uint64_t)n ^ (uint64_t)1 << 63;
}

/* ---- texts ---- */

/* The first eight bytes, so that numbers compare as the texts do as far as they go. */
static uint64_t beginning(struct text t)
{
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++) {
        key = key << 8 | (i < t.n ? (unsigned char)t.s[i] : 0);
    }
    return key;
}

static int by_text(const void *a, const void *b, void *context)
{
    const struct keyed *x = a, *y = b;
    const struct dictionary *dictionary = context;
    return text_compare(dictionary_text(dictionary, x->row), dictionary_text(dictionary, y->row));
}

/* The place of each text of the dictionary in their order; the caller frees it. */
static uint32_t *ranks_of(struct dictionary *dictionary)
{
    struct keyed *texts = memory_get(dictionary->n * sizeof(*texts));
    for (uint32_t i = 0; i < dictionary->n; i++) {
        texts[i].row = i;
        texts[i].key = dictionary->sounding ? dictionary->sounds[i]
                                            : beginning(dictionary_text(dictionary, i));
    }
    sort_keyed(texts, dictionary->n);
    for (size_t i = 0, next; i < dictionary->n; i = next) {
        for (next = i + 1; next < dictionary->n && texts[next].key == texts[i].key; next++) {
        }
        if (next - i > 1) {
            qsort_r(texts + i, next - i, sizeof(*texts), by_text, dictionary);
        }
    }
    uint32_t *ranks = memory_get((dictionary->n + 1) * sizeof(*ranks));
    for (uint32_t i = 0; i < dictionary->n; i++) {
        ranks[texts[i].row] = i;
    }
    free(texts);
    return ranks;
}

/* ---- by id, as the list first opens: no sorting at all ---- */

static size_t page_by_id(const struct table *table, const struct set *rows, const struct page *page,
                         uint32_t *out)
{
    size_t n = 0, skipped = 0;
    for (size_t i = 0; i < table->rows && n < page->limit; i++) {
        size_t place = page->descending ? table->rows - 1 - i : i;
        uint32_t row = table->order == NULL ? (uint32_t)place : table->order[place];
        if (!set_has(rows, row)) {
            continue;
        }
        if (skipped < page->offset) {
            skipped++;
        } else {
            out[n++] = row;
        }
    }
    return n;
}

/* ---- by a column ---- */

/* The rows that have a value, with their keys; those without go to the end of the array. */
static size_t keys_of(const struct table *table, const struct set *rows, const struct page *page,
                      const uint32_t *ranks, struct keyed *at, size_t count)
{
    size_t n = 0, last = count;
    for (size_t place = 0; place < table->rows; place++) {
        uint32_t row = table->order == NULL ? (uint32_t)place : table->order[place];
        if (!set_has(rows, row)) {
            continue;
        }
        if (!column_known(page->by, row)) {
            at[--last].row = row;
            continue;
        }
        int64_t number = column_number(page->by, row);
        uint64_t key = ranks == NULL ? biased(number) : ranks[number];
        at[n++] = (struct keyed){page->descending ? ~key : key, row};
    }
    /* The empty ones were laid down from the back. */
    for (size_t i = last, j = count; i + 1 < j; i++) {
        struct keyed swapped = at[i];
        at[i] = at[--j];
        at[j] = swapped;
    }
    return n;
}

size_t table_page(const struct table *table, const struct set *rows, const struct page *page,
                  uint32_t *out)
{
    if (page->by == NULL) {
        return page_by_id(table, rows, page, out);
    }
    size_t count = set_count(rows);
    struct keyed *at = memory_get(count * sizeof(*at));
    uint32_t *ranks = column_is_text(page->by) ? ranks_of(page->by->dictionary) : NULL;
    sort_keyed(at, keys_of(table, rows, page, ranks, at, count));
    size_t n = 0;
    for (size_t i = page->offset; i < count && n < page->limit; i++) {
        out[n++] = at[i].row;
    }
    free(ranks);
    free(at);
    return n;
}
