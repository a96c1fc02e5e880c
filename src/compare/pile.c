#include "compare/pile.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

void pile_init(struct pile *pile)
{
    *pile = (struct pile){0};
    pthread_mutex_init(&pile->lock, NULL);
    for (size_t i = 0; i < 2 * (size_t)PILE_PARTS; i++) {
        pthread_mutex_init(&pile->parts[i / PILE_PARTS][i % PILE_PARTS].lock, NULL);
    }
}

static void rows_release(struct pile_part *part)
{
    if (!part->slab) {
        free(part->at);
    }
    part->at = NULL;
    part->n = part->size = 0;
    part->slab = false;
}

/* A part that outgrows its place in the slab moves out of it. */
static void rows_reserve(struct pile_part *part, size_t n)
{
    if (n <= part->size) {
        return;
    }
    size_t size = part->size + part->size / 2 + 64;
    size = size < n ? n : size;
    struct person_row *at = memory_resize(part->slab ? NULL : part->at, size * sizeof(*at));
    if (part->slab) {
        memcpy(at, part->at, part->n * sizeof(*at));
    }
    part->at = at;
    part->size = size;
    part->slab = false;
}

void pile_expect(struct pile *pile, int side, size_t rows)
{
    size_t each = rows / PILE_NUMBERED + rows / PILE_NUMBERED / 16 + 64;
    if (pile->slab[side] != NULL) {
        return;
    }
    pile->slab_rows[side] = PILE_NUMBERED * each;
    pile->slab[side] = memory_get(pile->slab_rows[side] * sizeof(struct person_row));
    for (size_t i = 0; i < PILE_NUMBERED; i++) {
        struct pile_part *part = &pile->parts[side][i];
        part->at = pile->slab[side] + i * each;
        part->size = each;
        part->slab = true;
    }
}

void pile_release(struct pile *pile)
{
    for (size_t i = 0; i < 2 * (size_t)PILE_PARTS; i++) {
        struct pile_part *part = &pile->parts[i / PILE_PARTS][i % PILE_PARTS];
        rows_release(part);
        pthread_mutex_destroy(&part->lock);
    }
    for (size_t i = 0; i < pile->file_count; i++) {
        shelf_file_release(&pile->files[i]);
    }
    pthread_mutex_destroy(&pile->lock);
    free(pile->files);
    free(pile->sides);
    free(pile->slab[0]);
    free(pile->slab[1]);
}

static size_t part_of(const struct person_row *row)
{
    if (number_usable(row)) {
        return (size_t)(row->number * 0x9E3779B97F4A7C15u >> 58); /* 64 partitions */
    }
    return PILE_NUMBERED + (row->row >> 10) % (PILE_PARTS - PILE_NUMBERED);
}

/* ---- in memory ---- */

static void add_to_part(struct pile_part *part, const struct person_row *rows,
                        const uint32_t *which, size_t n)
{
    pthread_mutex_lock(&part->lock);
    rows_reserve(part, part->n + n);
    for (size_t i = 0; i < n; i++) {
        part->at[part->n + i] = rows[which[i]];
    }
    part->n += n;
    pthread_mutex_unlock(&part->lock);
}

/* At most BATCH rows. */
enum { BATCH = 4096 };

static void add_batch(struct pile *pile, int side, const struct person_row *rows, size_t n)
{
    uint32_t start[PILE_PARTS + 1] = {0}, which[BATCH];
    uint8_t part[BATCH];
    uint32_t last = 0;
    for (size_t i = 0; i < n; i++) {
        part[i] = (uint8_t)part_of(&rows[i]);
        start[part[i] + 1]++;
        last = rows[i].row > last ? rows[i].row : last;
    }
    for (size_t p = 0; p < PILE_PARTS; p++) {
        start[p + 1] += start[p];
    }
    uint32_t next[PILE_PARTS];
    memcpy(next, start, sizeof(next));
    for (size_t i = 0; i < n; i++) {
        which[next[part[i]]++] = (uint32_t)i;
    }
    for (size_t p = 0; p < PILE_PARTS; p++) {
        if (start[p + 1] > start[p]) {
            add_to_part(&pile->parts[side][p], rows, which + start[p], start[p + 1] - start[p]);
        }
    }
    pthread_mutex_lock(&pile->lock);
    pile->last[side] = last > pile->last[side] ? last : pile->last[side];
    pile->rows[side] += n;
    pthread_mutex_unlock(&pile->lock);
}

void pile_add(struct pile *pile, int side, const struct person_row *rows, size_t n)
{
    for (size_t from = 0; from < n; from += BATCH) {
        add_batch(pile, side, rows + from, n - from < BATCH ? n - from : BATCH);
    }
}

/* ---- on a shelf: a part for each partition, then the facts ---- */

bool pile_shelve(const struct shelf *shelf, size_t piece, const struct pile_facts *facts,
                 const struct person_row *rows)
{
    size_t next[PILE_PARTS + 1] = {0};
    struct shelf_part parts[PILE_PARTS + 1];
    struct person_row *sorted = memory_get((size_t)facts->rows * sizeof(*sorted) + 1);
    for (size_t i = 0; i < facts->rows; i++) {
        next[part_of(&rows[i]) + 1]++;
    }
    for (size_t p = 0; p < PILE_PARTS; p++) {
        parts[p] = (struct shelf_part){sorted + next[p], next[p + 1] * sizeof(*sorted)};
        next[p + 1] += next[p];
    }
    parts[PILE_PARTS] = (struct shelf_part){facts, sizeof(*facts)};
    for (size_t i = 0; i < facts->rows; i++) {
        sorted[next[part_of(&rows[i])]++] = rows[i];
    }
    bool good = shelf_write(shelf, SHELF_ROWS, piece, parts, COUNT(parts));
    free(sorted);
    return good;
}

bool pile_facts_read(const struct shelf *shelf, const struct shelf_file *file,
                     struct pile_facts *out)
{
    return file->parts == PILE_PARTS + 1 && file->places[PILE_PARTS].bytes == sizeof(*out) &&
           shelf_read(shelf, file, PILE_PARTS, out);
}

bool pile_from_shelf(struct pile *pile, const struct shelf *shelf, size_t n)
{
    pile->shelf = shelf;
    pile->files = memory_get_zeroed(n * sizeof(*pile->files));
    pile->sides = memory_get_zeroed(n);
    for (size_t i = 0; i < n; i++) {
        struct pile_facts facts;
        bool good = shelf_file_open(shelf, SHELF_ROWS, i, &pile->files[i]);
        pile->file_count = i + 1;
        if (!good || !pile_facts_read(shelf, &pile->files[i], &facts)) {
            return false;
        }
        int side = facts.side != 0;
        pile->sides[i] = (uint8_t)side;
        pile->rows[side] += facts.rows;
        pile->last[side] = facts.last > pile->last[side] ? facts.last : pile->last[side];
    }
    return true;
}

/* A partition from all the pieces. */
static bool bring(const struct pile *pile, int side, size_t part, struct person_row **rows,
                  size_t *n)
{
    size_t bytes = 0, at = 0;
    bool good = true;
    for (size_t i = 0; i < pile->file_count; i++) {
        bytes += pile->sides[i] == side ? pile->files[i].places[part].bytes : 0;
    }
    char *whole = memory_get(bytes + 1);
    for (size_t i = 0; i < pile->file_count && good; i++) {
        if (pile->sides[i] == side) {
            good = shelf_read(pile->shelf, &pile->files[i], part, whole + at);
            at += pile->files[i].places[part].bytes;
        }
    }
    if (!good) {
        free(whole);
        return false;
    }
    *rows = (struct person_row *)(void *)whole;
    *n = bytes / sizeof(**rows);
    return true;
}

bool pile_load(struct pile *pile, int side, size_t part, struct person_row **rows, size_t *n)
{
    if (pile->shelf != NULL) {
        return bring(pile, side, part, rows, n);
    }
    *rows = pile->parts[side][part].at;
    *n = pile->parts[side][part].n;
    return true;
}

void pile_unload(struct pile *pile, int side, size_t part, struct person_row *rows, bool forget)
{
    if (pile->shelf != NULL) {
        free(rows);
    } else if (forget) {
        rows_release(&pile->parts[side][part]);
    }
}

static bool slab_is_free(const struct pile *pile, int side)
{
    for (size_t part = 0; part < PILE_NUMBERED; part++) {
        if (pile->parts[side][part].slab) {
            return false;
        }
    }
    return true;
}

void *pile_memory(struct pile *pile, size_t bytes)
{
    for (int side = 0; side < 2; side++) {
        if (pile->slab_rows[side] * sizeof(struct person_row) >= bytes &&
            slab_is_free(pile, side)) {
            void *slab = pile->slab[side];
            pile->slab[side] = NULL;
            pile->slab_rows[side] = 0;
            return slab;
        }
    }
    return memory_get(bytes);
}
