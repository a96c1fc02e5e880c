#include "format/zip_write.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/list.h"
#include "format/deflate.h"

enum {
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    FLAG_FOLLOWS = 1 << 3, /* sizes and checksum follow the entry */
    FLAG_UTF8 = 1 << 11,   /* the name is UTF-8 */
    VERSION = 20,
    VERSION64 = 45,
    DOS_DAY = 1 << 5 | 1, /* 1980-01-01, the format's first day: packages do not tell their time */
    RECORD_MOST = 256,    /* bytes of any fixed record */
};

struct written {
    struct text name;
    uint64_t offset, packed, size;
    uint32_t crc;
    uint16_t method, flags;
};

struct zip_writer {
    struct arena *arena;
    struct zip_output output;
    struct deflate *deflate;
    LIST(struct written) entries;
    uint64_t at; /* bytes written */
    bool failed;
};

static void put16(struct buf *b, uint64_t v)
{
    char bytes[2] = {(char)v, (char)(v >> 8)};
    buf_add(b, bytes, sizeof(bytes));
}

static void put32(struct buf *b, uint64_t v)
{
    put16(b, v);
    put16(b, v >> 16);
}

static void put64(struct buf *b, uint64_t v)
{
    put32(b, v);
    put32(b, v >> 32);
}

static bool emit(void *context, const char *bytes, size_t n)
{
    struct zip_writer *w = context;
    if (!w->failed && !w->output.write(w->output.context, bytes, n)) {
        w->failed = true;
    }
    w->at += n;
    return !w->failed;
}

/* Writes a record put together in b and gives its memory back. */
static void emit_record(struct zip_writer *w, struct buf *b)
{
    emit(w, b->s, b->n);
    buf_release(b);
}

static void release(void *context)
{
    struct zip_writer *w = context;
    list_release(&w->entries);
}

struct zip_writer *zip_writer_open(struct arena *arena, struct zip_output output)
{
    struct zip_writer *w = arena_new(arena, struct zip_writer);
    w->arena = arena;
    w->output = output;
    arena_defer(arena, release, w);
    return w;
}

/* The local header (4.3.7); its sizes are zero when they follow the entry. */
static void emit_local(struct zip_writer *w, const struct written *e)
{
    bool follows = (e->flags & FLAG_FOLLOWS) != 0;
    struct buf b;
    buf_init(&b, RECORD_MOST + e->name.n);
    buf_adds(&b, "PK\3\4");
    put16(&b, VERSION);
    put16(&b, e->flags);
    put16(&b, e->method);
    put16(&b, 0);
    put16(&b, DOS_DAY);
    put32(&b, follows ? 0 : e->crc);
    put32(&b, follows ? 0 : e->packed);
    put32(&b, follows ? 0 : e->size);
    put16(&b, e->name.n);
    put16(&b, 0);
    buf_addt(&b, e->name);
    emit_record(w, &b);
}

static struct written *begin(struct zip_writer *w, struct text name, uint16_t method,
                             uint16_t flags)
{
    list_add(&w->entries, (struct written){
                              .name = arena_text(w->arena, name),
                              .offset = w->at,
                              .method = method,
                              .flags = flags | FLAG_UTF8,
                          });
    return &w->entries.at[w->entries.n - 1];
}

void zip_writer_put(struct zip_writer *w, const char *name, struct text contents)
{
    struct written *e = begin(w, text_of(name), METHOD_STORED, 0);
    e->packed = e->size = contents.n;
    e->crc = deflate_crc(0, contents.s, contents.n);
    emit_local(w, e);
    emit(w, contents.s, contents.n);
}

void zip_writer_copy(struct zip_writer *w, const struct zip_entry *entry)
{
    struct written *e = begin(w, entry->name, entry->deflated ? METHOD_DEFLATED : METHOD_STORED, 0);
    e->packed = entry->packed.n;
    e->size = entry->size;
    e->crc = entry->crc;
    emit_local(w, e);
    emit(w, entry->packed.s, entry->packed.n);
}

void zip_writer_begin(struct zip_writer *w, const char *name)
{
    emit_local(w, begin(w, text_of(name), METHOD_DEFLATED, FLAG_FOLLOWS));
    if (w->deflate == NULL) { /* large: not for packages that only put and copy */
        w->deflate = deflate_open(w->arena);
    }
    deflate_begin(w->deflate);
    w->entries.at[w->entries.n - 1].packed = w->at; /* until its end: where the bytes start */
}

static void add(struct zip_writer *w, const char *bytes, size_t n, bool last)
{
    struct written *e = &w->entries.at[w->entries.n - 1];
    if (!w->failed) {
        e->crc = deflate_crc(e->crc, bytes, n);
        e->size += n;
        deflate_add(w->deflate, bytes, n, last, emit, w);
    }
}

void zip_writer_add(struct zip_writer *w, const char *bytes, size_t n)
{
    add(w, bytes, n, false);
}

void zip_writer_end(struct zip_writer *w)
{
    add(w, "", 0, true);
    struct written *e = &w->entries.at[w->entries.n - 1];
    e->packed = w->at - e->packed;
    bool wide = e->packed >= UINT32_MAX || e->size >= UINT32_MAX;
    struct buf b;
    buf_init(&b, RECORD_MOST);
    buf_adds(&b, "PK\7\10");
    put32(&b, e->crc);
    (wide ? put64 : put32)(&b, e->packed);
    (wide ? put64 : put32)(&b, e->size);
    emit_record(w, &b);
}

bool zip_writer_failed(const struct zip_writer *w)
{
    return w->failed;
}

/* A directory record (4.3.12), with the zip64 field where a number does not fit. */
static void emit_central(struct zip_writer *w, const struct written *e)
{
    const uint64_t numbers[] = {e->size, e->packed, e->offset};
    struct buf wide, b;
    buf_init(&wide, RECORD_MOST);
    buf_init(&b, RECORD_MOST + e->name.n);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        if (numbers[i] >= UINT32_MAX) {
            put64(&wide, numbers[i]);
        }
    }
    buf_adds(&b, "PK\1\2");
    put16(&b, wide.n > 0 ? VERSION64 : VERSION);
    put16(&b, wide.n > 0 ? VERSION64 : VERSION);
    put16(&b, e->flags);
    put16(&b, e->method);
    put16(&b, 0);
    put16(&b, DOS_DAY);
    put32(&b, e->crc);
    put32(&b, e->packed >= UINT32_MAX ? UINT32_MAX : e->packed);
    put32(&b, e->size >= UINT32_MAX ? UINT32_MAX : e->size);
    put16(&b, e->name.n);
    put16(&b, wide.n > 0 ? wide.n + 4 : 0);
    put16(&b, 0); /* no comment */
    put16(&b, 0); /* first disk */
    put16(&b, 0);
    put32(&b, 0);
    put32(&b, e->offset >= UINT32_MAX ? UINT32_MAX : e->offset);
    buf_addt(&b, e->name);
    if (wide.n > 0) {
        put16(&b, 1);
        put16(&b, wide.n);
        buf_addt(&b, buf_text(&wide));
    }
    buf_release(&wide);
    emit_record(w, &b);
}

static void emit_end(struct zip_writer *w, uint64_t start)
{
    uint64_t size = w->at - start, end64 = w->at, count = w->entries.n;
    bool wide = start >= UINT32_MAX || size >= UINT32_MAX || count >= UINT16_MAX;
    struct buf b;
    buf_init(&b, RECORD_MOST);
    if (wide) { /* 4.3.14 and 4.3.15 */
        buf_adds(&b, "PK\6\6");
        put64(&b, 44);
        put16(&b, VERSION64);
        put16(&b, VERSION64);
        put64(&b, 0);
        put64(&b, count);
        put64(&b, count);
        put64(&b, size);
        put64(&b, start);
        buf_adds(&b, "PK\6\7");
        put32(&b, 0);
        put64(&b, end64);
        put32(&b, 1);
    }
    buf_adds(&b, "PK\5\6");
    put32(&b, 0);
    put16(&b, count >= UINT16_MAX ? UINT16_MAX : count);
    put16(&b, count >= UINT16_MAX ? UINT16_MAX : count);
    put32(&b, size >= UINT32_MAX ? UINT32_MAX : size);
    put32(&b, start >= UINT32_MAX ? UINT32_MAX : start);
    put16(&b, 0);
    emit_record(w, &b);
}

enum status zip_writer_close(struct zip_writer *w, struct error *error)
{
    uint64_t start = w->at;
    for (size_t i = 0; i < w->entries.n; i++) {
        emit_central(w, &w->entries.at[i]);
    }
    emit_end(w, start);
    if (w->failed) {
        error_set(error, w->arena, UNAVAILABLE, "文件写入失败");
        return error_hint(error, w->arena, "请检查磁盘空间后重试");
    }
    return OK;
}

bool zip_to_buf(void *context, const char *bytes, size_t n)
{
    struct buf *b = context;
    buf_add(b, bytes, n);
    return !b->full;
}

bool zip_to_file(void *context, const char *bytes, size_t n)
{
    const int *fd = context;
    while (n > 0) {
        ssize_t done = write(*fd, bytes, n);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}
