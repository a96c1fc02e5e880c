#include "facts/alike.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

struct keyed {
    int64_t key[ALIKE_COLUMNS_MOST];
    uint32_t row;
};

static int compare_keys(const struct keyed *a, const struct keyed *b)
{
    for (size_t i = 0; i < ALIKE_COLUMNS_MOST; i++) {
        if (a->key[i] != b->key[i]) {
            return a->key[i] < b->key[i] ? -1 : 1;
        }
    }
    return 0;
}

static int by_key(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    int order = compare_keys(a, b);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static bool read_key(const struct table *table, const int *columns, size_t n, size_t row,
                     struct keyed *out)
{
    *out = (struct keyed){.row = (uint32_t)row};
    for (size_t i = 0; i < n; i++) {
        const struct column *c = &table->columns[columns[i]];
        bool vague = c->partial != NULL && bit_get(c->partial, row);
        if (!column_known(c, row) || vague) {
            return false;
        }
        out->key[i] = column_number(c, row);
    }
    return true;
}

/* A group and where its rows stand, to put groups in the order of their first rows. */
struct found {
    uint32_t first;
    size_t from, to;
};

static int by_first(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    return (a->first > b->first) - (a->first < b->first);
}

static size_t find_groups(const struct keyed *keyed, size_t n, size_t least, struct found *out)
{
    size_t groups = 0;
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && compare_keys(&keyed[from], &keyed[to]) == 0;) {
            to++;
        }
        if (to - from >= least) {
            out[groups++] = (struct found){keyed[from].row, from, to};
        }
    }
    return groups;
}

void alike_find(const struct table *table, const int *columns, size_t n, const struct set *within,
                size_t least, struct alike *out)
{
    if (n == 0 || n > ALIKE_COLUMNS_MOST || least < 2) {
        bug("alike over %zu columns, at least %zu", n, least);
    }
    size_t count = set_count(within), known = 0, row;
    struct keyed *keyed = memory_get(sizeof(*keyed) * (count + 1));
    SET_EACH(within, row)
    {
        known += read_key(table, columns, n, row, &keyed[known]);
    }
    qsort(keyed, known, sizeof(*keyed), by_key);
    struct found *found = memory_get(sizeof(*found) * (known / least + 1));
    out->n = find_groups(keyed, known, least, found);
    qsort(found, out->n, sizeof(*found), by_first);
    out->rows = memory_get(sizeof(*out->rows) * (known + 1));
    out->ends = memory_get(sizeof(*out->ends) * (out->n + 1));
    size_t end = 0;
    for (size_t i = 0; i < out->n; i++) {
        for (size_t k = found[i].from; k < found[i].to; k++) {
            out->rows[end++] = keyed[k].row;
        }
        out->ends[i] = end;
    }
    free(found);
    free(keyed);
}

void alike_release(struct alike *alike)
{
    free(alike->rows);
    free(alike->ends);
    *alike = (struct alike){0};
}

void alike_narrow(const struct table *table, const int *columns, size_t n, const struct set *within,
                  size_t least, struct set *rows)
{
    struct alike alike;
    struct set members;
    alike_find(table, columns, n, within, least, &alike);
    set_init(&members, table->rows);
    for (size_t i = 0; i < (alike.n == 0 ? 0 : alike.ends[alike.n - 1]); i++) {
        set_add(&members, alike.rows[i]);
    }
    set_and(rows, &members);
    set_release(&members);
    alike_release(&alike);
}
