#include "compare/pile.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SPILL_AT_LEAST = 256 /* rows; fewer are not worth a write */ };

void pile_init(struct pile *pile, size_t memory, const char *folder)
{
    *pile = (struct pile){.spill = -1, .folder = folder};
    pile->most = memory / sizeof(struct person_row);
    pthread_mutex_init(&pile->lock, NULL);
    for (size_t i = 0; i < 2 * (size_t)PILE_PARTS; i++) {
        pthread_mutex_init(&pile->parts[i / PILE_PARTS][i % PILE_PARTS].lock, NULL);
    }
}

static void rows_release(struct pile_rows *rows)
{
    if (!rows->slab) {
        free(rows->at);
    }
    *rows = (struct pile_rows){0};
}

/* A part that outgrows its place in the slab moves out of it. */
static void rows_reserve(struct pile_rows *rows, size_t n)
{
    if (n <= rows->size) {
        return;
    }
    size_t size = rows->size + rows->size / 2 + 64;
    size = size < n ? n : size;
    struct person_row *old = rows->slab ? NULL : rows->at;
    struct person_row *at = memory_resize(old, size * sizeof(*at));
    if (rows->slab) {
        memcpy(at, rows->at, rows->n * sizeof(*at));
    }
    *rows = (struct pile_rows){at, rows->n, size, false};
}

void pile_expect(struct pile *pile, int side, size_t rows)
{
    size_t each = rows / PILE_NUMBERED + rows / PILE_NUMBERED / 16 + 64;
    if (rows > pile->most / 2 || pile->slab[side] != NULL) {
        return;
    }
    pile->slab[side] = memory_get(PILE_NUMBERED * each * sizeof(struct person_row));
    for (size_t part = 0; part < PILE_NUMBERED; part++) {
        pile->parts[side][part].rows =
            (struct pile_rows){pile->slab[side] + part * each, 0, each, true};
    }
}

void pile_release(struct pile *pile)
{
    for (size_t i = 0; i < 2 * (size_t)PILE_PARTS; i++) {
        struct pile_part *part = &pile->parts[i / PILE_PARTS][i % PILE_PARTS];
        rows_release(&part->rows);
        list_release(&part->extents);
        pthread_mutex_destroy(&part->lock);
    }
    pthread_mutex_destroy(&pile->lock);
    if (pile->spill >= 0) {
        close(pile->spill);
    }
    free(pile->slab[0]);
    free(pile->slab[1]);
}

int pile_file(const char *folder)
{
    if (folder == NULL) {
        folder = getenv("TMPDIR");
    }
    if (folder == NULL) {
        folder = "/tmp";
    }
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
        return fd;
    }
    /* A file system without nameless files. */
    char name[4096];
    int n = snprintf(name, sizeof(name), "%s/nuanxin-XXXXXX", folder);
    fd = n > 0 && (size_t)n < sizeof(name) ? mkostemp(name, O_CLOEXEC) : -1;
    if (fd >= 0) {
        unlink(name);
    }
    return fd;
}

static size_t part_of(const struct person_row *row)
{
    if (number_usable(row)) {
        return (size_t)(row->number * 0x9E3779B97F4A7C15u >> 58); /* 64 partitions */
    }
    return PILE_NUMBERED + (row->row >> 10) % (PILE_PARTS - PILE_NUMBERED);
}

static bool write_all(int fd, const void *bytes, size_t n, uint64_t at)
{
    for (const char *from = bytes; n > 0;) {
        ssize_t wrote = pwrite(fd, from, n, (off_t)at);
        if (wrote <= 0) {
            return false;
        }
        from += wrote;
        at += (uint64_t)wrote;
        n -= (size_t)wrote;
    }
    return true;
}

/* Moves a part's rows to the spill file; the part is locked. */
static void spill(struct pile *pile, struct pile_part *part)
{
    size_t bytes = part->rows.n * sizeof(struct person_row);
    pthread_mutex_lock(&pile->lock);
    if (pile->spill < 0 && !pile->failed) {
        pile->spill = pile_file(pile->folder);
    }
    uint64_t at = pile->used;
    pile->used += bytes;
    pthread_mutex_unlock(&pile->lock);
    if (pile->spill < 0 || !write_all(pile->spill, part->rows.at, bytes, at)) {
        __atomic_store_n(&pile->failed, true, __ATOMIC_RELAXED);
        return;
    }
    list_add(&part->extents, (struct pile_extent){at, part->rows.n});
    __atomic_fetch_sub(&pile->held, part->rows.n, __ATOMIC_RELAXED);
    part->rows.n = 0;
}

static void add_to_part(struct pile *pile, struct pile_part *part, const struct person_row *rows,
                        const uint32_t *which, size_t n)
{
    pthread_mutex_lock(&part->lock);
    rows_reserve(&part->rows, part->rows.n + n);
    for (size_t i = 0; i < n; i++) {
        part->rows.at[part->rows.n + i] = rows[which[i]];
    }
    part->rows.n += n;
    part->total += n;
    size_t held = __atomic_add_fetch(&pile->held, n, __ATOMIC_RELAXED);
    if (held > pile->most && part->rows.n >= SPILL_AT_LEAST) {
        spill(pile, part);
    }
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
            add_to_part(pile, &pile->parts[side][p], rows, which + start[p],
                        start[p + 1] - start[p]);
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

static bool read_all(int fd, void *bytes, size_t n, uint64_t at)
{
    for (char *to = bytes; n > 0;) {
        ssize_t got = pread(fd, to, n, (off_t)at);
        if (got <= 0) {
            return false;
        }
        to += got;
        at += (uint64_t)got;
        n -= (size_t)got;
    }
    return true;
}

enum status pile_load(struct pile *pile, int side, size_t part, struct person_row **rows, size_t *n)
{
    const struct pile_part *p = &pile->parts[side][part];
    *rows = p->rows.at;
    *n = p->rows.n;
    if (pile->failed) {
        return UNAVAILABLE;
    }
    if (p->extents.n == 0) {
        return OK;
    }
    struct person_row *whole = memory_get(p->total * sizeof(*whole));
    size_t at = 0;
    for (size_t i = 0; i < p->extents.n; i++) {
        const struct pile_extent *e = &p->extents.at[i];
        if (!read_all(pile->spill, whole + at, e->rows * sizeof(*whole), e->at)) {
            free(whole);
            return UNAVAILABLE;
        }
        at += e->rows;
    }
    if (p->rows.n > 0) {
        memcpy(whole + at, p->rows.at, p->rows.n * sizeof(*whole));
    }
    *rows = whole;
    *n = p->total;
    return OK;
}

void pile_unload(struct pile *pile, int side, size_t part, struct person_row *rows, bool forget)
{
    struct pile_part *p = &pile->parts[side][part];
    if (p->extents.n > 0) {
        free(rows);
    }
    if (forget) {
        rows_release(&p->rows);
    }
}

bool pile_spilled(const struct pile *pile)
{
    return pile->used > 0;
}
