#include "facts/page.h"

#include <stdlib.h>
#include <string.h>

#include "facts/board_parts.h"
#include "facts/sort.h"

enum { NEAR = 2000 /* rows from the front: beyond it, all are sorted */ };

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

static uint32_t *ranks_made(struct dictionary *dictionary)
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

/* The place of each text of the dictionary in their order, made on first use and kept until another
 * text comes. The board is held for reading. */
static const uint32_t *ranks_of(const struct table *table, struct dictionary *dictionary)
{
    uint32_t *ranks = __atomic_load_n(&dictionary->ranks, __ATOMIC_ACQUIRE);
    if (ranks == NULL) {
        pthread_mutex_lock(&table->board->linking);
        ranks = dictionary->ranks;
        if (ranks == NULL) {
            ranks = ranks_made(dictionary);
            __atomic_store_n(&dictionary->ranks, ranks, __ATOMIC_RELEASE);
        }
        pthread_mutex_unlock(&table->board->linking);
    }
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

/* A row that has a value, under the key it is sorted by. */
static struct keyed keyed_row(const struct page *page, const uint32_t *ranks, uint32_t row)
{
    int64_t number = column_number(page->by, row);
    uint64_t key = ranks == NULL ? biased(number) : ranks[number];
    return (struct keyed){page->descending ? ~key : key, row};
}

/* The rows that come first so far, as a heap with the last of them on top. */
struct heap {
    const int64_t *ids; /* by row */
    struct keyed *at;
    size_t n, most;
};

/* Whether a comes after b. */
static bool after(const struct heap *heap, const struct keyed *a, const struct keyed *b)
{
    return a->key != b->key ? a->key > b->key : heap->ids[a->row] > heap->ids[b->row];
}

static void heap_sink(struct heap *heap, size_t from)
{
    struct keyed sinking = heap->at[from];
    for (size_t child; (child = 2 * from + 1) < heap->n; from = child) {
        child += child + 1 < heap->n && after(heap, &heap->at[child + 1], &heap->at[child]);
        if (!after(heap, &heap->at[child], &sinking)) {
            break;
        }
        heap->at[from] = heap->at[child];
    }
    heap->at[from] = sinking;
}

static void heap_offer(struct heap *heap, struct keyed offered)
{
    if (heap->n == heap->most) {
        if (after(heap, &heap->at[0], &offered)) {
            heap->at[0] = offered;
            heap_sink(heap, 0);
        }
        return;
    }
    size_t at = heap->n++;
    for (; at > 0 && after(heap, &offered, &heap->at[(at - 1) / 2]); at = (at - 1) / 2) {
        heap->at[at] = heap->at[(at - 1) / 2];
    }
    heap->at[at] = offered;
}

/* Lays the rows down in their order. */
static void heap_sort(struct heap *heap)
{
    size_t all = heap->n;
    while (heap->n > 1) {
        struct keyed last = heap->at[0];
        heap->at[0] = heap->at[--heap->n];
        heap_sink(heap, 0);
        heap->at[heap->n] = last;
    }
    heap->n = all;
}

/* Those without a value, by id, after `skipped` of them. */
static size_t empty_rows(const struct table *table, const struct set *rows, const struct page *page,
                         size_t skipped, size_t most, uint32_t *out)
{
    size_t n = 0;
    for (size_t place = 0; place < table->rows && n < most; place++) {
        uint32_t row = table->order == NULL ? (uint32_t)place : table->order[place];
        if (!set_has(rows, row) || column_known(page->by, row)) {
            continue;
        }
        if (skipped > 0) {
            skipped--;
        } else {
            out[n++] = row;
        }
    }
    return n;
}

/* A page near the front: only the rows up to it are ever in order. */
static size_t first_rows(const struct table *table, const struct set *rows, const struct page *page,
                         const uint32_t *ranks, uint32_t *out)
{
    struct heap heap = {.ids = table->ids, .most = page->offset + page->limit};
    size_t row, valued = 0, n = 0;
    heap.at = memory_get((heap.most + 1) * sizeof(*heap.at));
    SET_EACH(rows, row)
    {
        if (column_known(page->by, row)) {
            heap_offer(&heap, keyed_row(page, ranks, (uint32_t)row));
            valued++;
        }
    }
    heap_sort(&heap);
    for (size_t i = page->offset; i < heap.n; i++) {
        out[n++] = heap.at[i].row;
    }
    free(heap.at);
    if (n < page->limit) {
        size_t skipped = page->offset > valued ? page->offset - valued : 0;
        n += empty_rows(table, rows, page, skipped, page->limit - n, out + n);
    }
    return n;
}

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
        at[n++] = keyed_row(page, ranks, row);
    }
    /* The empty ones were laid down from the back. */
    for (size_t i = last, j = count; i + 1 < j; i++) {
        struct keyed swapped = at[i];
        at[i] = at[--j];
        at[j] = swapped;
    }
    return n;
}

/* A page far from the front: all rows in order. */
static size_t far_rows(const struct table *table, const struct set *rows, const struct page *page,
                       const uint32_t *ranks, uint32_t *out)
{
    size_t count = set_count(rows), n = 0;
    struct keyed *at = memory_get((count + 1) * sizeof(*at));
    sort_keyed(at, keys_of(table, rows, page, ranks, at, count));
    for (size_t i = page->offset; i < count && n < page->limit; i++) {
        out[n++] = at[i].row;
    }
    free(at);
    return n;
}

size_t table_page(const struct table *table, const struct set *rows, const struct page *page,
                  uint32_t *out)
{
    if (page->by == NULL) {
        return page_by_id(table, rows, page, out);
    }
    const uint32_t *ranks = column_is_text(page->by) ? ranks_of(table, page->by->dictionary) : NULL;
    return page->limit > 0 && page->offset <= NEAR && page->limit <= NEAR
               ? first_rows(table, rows, page, ranks, out)
               : far_rows(table, rows, page, ranks, out);
}
