#include "domain/import/kept.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/list.h"
#include "format/deflate.h"
#include "format/inflate.h"

enum { BLOCK_ROWS = 64, BLOCK_CEILING = 64 << 20 };

static const char version[8] = "nxkept1";

struct kept_block {
    uint64_t at, packed, plain; /* bytes */
    uint32_t crc, rows;
};

struct kept_tail {
    uint64_t rows, blocks, head; /* where the tables stand; the head ends at the tail */
    char version[8];
};

/* ---- writing ---- */

struct kept_writer {
    struct arena *arena;
    struct blob_writer *blob;
    struct deflate *deflate;
    struct buf block;
    LIST(struct kept_row) rows;
    LIST(struct kept_block) blocks;
    uint64_t at; /* bytes written */
    enum status status;
    struct error *error;
};

static void forget(void *what)
{
    struct kept_writer *w = what;
    kept_drop(w);
    buf_release(&w->block);
    list_release(&w->rows);
    list_release(&w->blocks);
}

enum status kept_begin(struct blobs *blobs, struct kept_writer **out, struct arena *arena,
                       struct error *error)
{
    struct kept_writer *w = arena_new(arena, struct kept_writer);
    enum status status = blob_new(blobs, &w->blob, arena, error);
    if (status != OK) {
        return status;
    }
    w->arena = arena;
    w->deflate = deflate_open(arena);
    buf_init(&w->block, BLOCK_CEILING);
    arena_defer(arena, forget, w);
    *out = w;
    return OK;
}

static bool put(void *context, const char *bytes, size_t n)
{
    struct kept_writer *w = context;
    w->status = blob_write(w->blob, (struct text){bytes, n}, w->arena, w->error);
    w->at += n;
    return w->status == OK;
}

static enum status put_block(struct kept_writer *w, struct error *error)
{
    size_t rows = w->rows.n - (w->blocks.n * BLOCK_ROWS);
    if (rows == 0) {
        return OK;
    }
    struct kept_block block = {.at = w->at,
                               .plain = w->block.n,
                               .crc = deflate_crc(0, w->block.s, w->block.n),
                               .rows = (uint32_t)rows};
    w->status = OK;
    w->error = error;
    deflate_begin(w->deflate);
    deflate_add(w->deflate, w->block.s, w->block.n, true, put, w);
    block.packed = w->at - block.at;
    list_add(&w->blocks, block);
    buf_clear(&w->block);
    return w->status;
}

enum status kept_add(struct kept_writer *w, const struct import_row *row, struct text json,
                     struct error *error)
{
    buf_addt(&w->block, json);
    if (w->block.full) {
        return error_set(error, w->arena, TOO_LARGE, "表格的行太长，无法预览");
    }
    list_add(&w->rows, (struct kept_row){.row = row->row,
                                         .length = (uint32_t)json.n,
                                         .sheet = (uint16_t)row->sheet,
                                         .outcome = (uint8_t)row->outcome});
    return w->rows.n % BLOCK_ROWS == 0 ? put_block(w, error) : OK;
}

enum status kept_end(struct kept_writer *w, struct text head, struct blob_writer **out,
                     struct error *error)
{
    enum status status = put_block(w, error);
    struct kept_tail tail = {0};
    static const char zeros[8];
    w->error = error;
    w->status = status;
    if (status == OK && put(w, zeros, (8 - w->at % 8) % 8)) {
        tail.rows = w->at;
        put(w, (const char *)w->rows.at, w->rows.n * sizeof(*w->rows.at));
    }
    if (w->status == OK && put(w, zeros, (8 - w->at % 8) % 8)) {
        tail.blocks = w->at;
        put(w, (const char *)w->blocks.at, w->blocks.n * sizeof(*w->blocks.at));
    }
    if (w->status == OK) {
        tail.head = w->at;
        put(w, head.s, head.n);
    }
    memcpy(tail.version, version, sizeof(version));
    if (w->status == OK && put(w, (const char *)&tail, sizeof(tail))) {
        *out = w->blob;
        w->blob = NULL;
    }
    return w->status;
}

void kept_drop(struct kept_writer *w)
{
    if (w->blob != NULL) {
        blob_drop(w->blob);
        w->blob = NULL;
    }
}

/* ---- reading ---- */

struct mapping {
    void *at;
    size_t n;
};

static void unmap(void *what)
{
    const struct mapping *m = what;
    munmap(m->at, m->n);
}

static enum status gone(struct arena *arena, struct error *error)
{
    return error_set(error, arena, NOT_FOUND, "预览已失效，请重新打开");
}

static bool read_tail(struct kept *k)
{
    struct kept_tail tail;
    if (k->bytes.n < sizeof(tail)) {
        return false;
    }
    memcpy(&tail, k->bytes.s + k->bytes.n - sizeof(tail), sizeof(tail));
    uint64_t end = k->bytes.n - sizeof(tail);
    if (memcmp(tail.version, version, sizeof(version)) != 0 || tail.rows > tail.blocks ||
        tail.blocks > tail.head || tail.head > end) {
        return false;
    }
    k->rows = (const struct kept_row *)(const void *)(k->bytes.s + tail.rows);
    k->n = (tail.blocks - tail.rows) / sizeof(*k->rows);
    k->blocks = (const struct kept_block *)(const void *)(k->bytes.s + tail.blocks);
    k->head = (struct text){k->bytes.s + tail.head, end - tail.head};
    return true;
}

enum status kept_open(struct blobs *blobs, struct text name, struct kept *out, struct arena *arena,
                      struct error *error)
{
    int fd;
    struct stat found;
    *out = (struct kept){.arena = arena, .block = SIZE_MAX};
    if (name.n != BLOB_NAME) {
        return gone(arena, error);
    }
    enum status status = blob_file(blobs, arena_cstr(arena, name), &fd, arena, error);
    if (status != OK) {
        return status;
    }
    void *at = MAP_FAILED;
    if (fstat(fd, &found) == 0 && found.st_size > 0) {
        at = mmap(NULL, (size_t)found.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    close(fd);
    if (at == MAP_FAILED) {
        return gone(arena, error);
    }
    struct mapping *m = arena_new(arena, struct mapping);
    *m = (struct mapping){at, (size_t)found.st_size};
    arena_defer(arena, unmap, m);
    out->bytes = (struct text){at, m->n};
    return read_tail(out) ? OK : gone(arena, error);
}

static enum status unpack(struct kept *k, size_t block, struct error *error)
{
    const struct kept_block *b = &k->blocks[block];
    struct zip_entry entry = {.packed = {k->bytes.s + b->at, b->packed},
                              .size = b->plain,
                              .crc = b->crc,
                              .deflated = true};
    struct inflate *in = inflate_open(k->arena, &entry);
    char *plain = arena_alloc(k->arena, b->plain + 1);
    size_t got = 0, all = 0;
    enum inflate_end end;
    do {
        end = inflate_read(in, plain + all, b->plain + 1 - all, &got);
        all += got;
    } while (end == INFLATE_MORE && got > 0);
    if (end != INFLATE_DONE) {
        return inflate_error(end, k->arena, error);
    }
    k->plain = (struct text){plain, all};
    k->block = block;
    return OK;
}

enum status kept_json(struct kept *k, size_t index, struct text *out, struct error *error)
{
    size_t block = index / BLOCK_ROWS;
    enum status status = block == k->block ? OK : unpack(k, block, error);
    size_t from = 0;
    for (size_t i = block * BLOCK_ROWS; i < index; i++) {
        from += k->rows[i].length;
    }
    if (status == OK) {
        *out = text_slice(k->plain, from, from + k->rows[index].length);
    }
    return status;
}
