#include "format/zip_read.h"

#include <string.h>

#include "base/ceilings.h"

enum {
    END_SIZE = 22,
    END64_SIZE = 56,
    LOCATOR_SIZE = 20,
    CENTRAL_SIZE = 46,
    LOCAL_SIZE = 30,
    COMMENT_MOST = 65535,
    RATIO_FLOOR = 1 << 20, /* below this a high ratio does no harm */
};

enum { FLAG_ENCRYPTED = 1 << 0, FLAG_STRONG = 1 << 6, FLAG_MASKED = 1 << 13 };

struct directory {
    uint64_t offset, size, entries;
};

static uint16_t get16(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint16_t)(b[0] | b[1] << 8);
}

static uint32_t get32(const char *at)
{
    return get16(at) | (uint32_t)get16(at + 2) << 16;
}

static uint64_t get64(const char *at)
{
    return get32(at) | (uint64_t)get32(at + 4) << 32;
}

static bool has_signature(const char *at, char third, char fourth)
{
    return at[0] == 'P' && at[1] == 'K' && at[2] == third && at[3] == fourth;
}

static enum status damaged(struct arena *arena, struct error *error, const char *detail)
{
    error_set(error, arena, INVALID, "文件不完整或已损坏，无法打开");
    error->detail = text_of(detail);
    error_hint(error, arena, "请重新下载，或用 Excel、WPS 打开后另存为 .xlsx 再上传");
    return INVALID;
}

/* The end record stands in the last 64 KiB; searched from the back, as its comment may be long. */
static const char *find_end(struct text bytes)
{
    if (bytes.n < END_SIZE) {
        return NULL;
    }
    size_t last = bytes.n - END_SIZE;
    size_t first = last > COMMENT_MOST ? last - COMMENT_MOST : 0;
    for (size_t at = last + 1; at-- > first;) {
        const char *p = bytes.s + at;
        if (has_signature(p, 5, 6) && get16(p + 20) <= last - at) {
            return p;
        }
    }
    return NULL;
}

static bool read_end64(struct text bytes, size_t end_at, struct directory *d)
{
    const char *locator = bytes.s + end_at - LOCATOR_SIZE;
    if (end_at < LOCATOR_SIZE || !has_signature(locator, 6, 7)) {
        return false;
    }
    uint64_t at = get64(locator + 8);
    if (at > end_at || end_at - at < END64_SIZE || !has_signature(bytes.s + at, 6, 6)) {
        return false;
    }
    const char *end64 = bytes.s + at;
    *d = (struct directory){get64(end64 + 48), get64(end64 + 40), get64(end64 + 32)};
    return true;
}

static enum status find_directory(struct arena *arena, struct text bytes, struct directory *d,
                                  struct error *error)
{
    const char *end = find_end(bytes);
    if (end == NULL) {
        return damaged(arena, error, "no end of central directory");
    }
    size_t end_at = (size_t)(end - bytes.s);
    *d = (struct directory){get32(end + 16), get32(end + 12), get16(end + 10)};
    bool wants64 = d->offset == UINT32_MAX || d->size == UINT32_MAX || d->entries == UINT16_MAX;
    if (wants64 && !read_end64(bytes, end_at, d)) {
        return damaged(arena, error, "zip64 end record missing");
    }
    if (d->offset > end_at || d->size > end_at - d->offset || d->entries > d->size / CENTRAL_SIZE) {
        return damaged(arena, error, "central directory outside the file");
    }
    if (d->entries > CEILING_ZIP_ENTRIES) {
        return error_set(error, arena, TOO_LARGE, "文件内的部件过多（%llu 个，最多 %d 个）",
                         (unsigned long long)d->entries, CEILING_ZIP_ENTRIES);
    }
    return OK;
}

/* What one directory record says, before it is checked against the package. */
struct record {
    uint64_t packed, size, local;
    uint32_t crc;
    uint16_t flags, method;
    struct text name;
};

/* Replaces the sizes that did not fit 32 bits by those of the zip64 field (APPNOTE 4.5.3). */
static bool read_extra64(struct text extra, struct record *r)
{
    bool wants = r->size == UINT32_MAX || r->packed == UINT32_MAX || r->local == UINT32_MAX;
    while (wants && extra.n >= 4) {
        uint16_t id = get16(extra.s), n = get16(extra.s + 2);
        if (n > extra.n - 4) {
            return false;
        }
        if (id == 1) {
            struct text field = {extra.s + 4, n};
            uint64_t *const values[] = {&r->size, &r->packed, &r->local};
            for (size_t i = 0; i < COUNT(values); i++) {
                if (*values[i] == UINT32_MAX) {
                    if (field.n < 8) {
                        return false;
                    }
                    *values[i] = get64(field.s);
                    field = text_slice(field, 8, field.n);
                }
            }
            return true;
        }
        extra = text_slice(extra, 4 + (size_t)n, extra.n);
    }
    return !wants;
}

/* Cuts one record off the directory. */
static bool read_record(struct text *directory, struct record *r)
{
    const char *p = directory->s;
    if (directory->n < CENTRAL_SIZE || !has_signature(p, 1, 2)) {
        return false;
    }
    size_t name = get16(p + 28), extra = get16(p + 30), comment = get16(p + 32);
    if (directory->n - CENTRAL_SIZE < name + extra + comment) {
        return false;
    }
    *r = (struct record){
        .packed = get32(p + 20),
        .size = get32(p + 24),
        .local = get32(p + 42),
        .crc = get32(p + 16),
        .flags = get16(p + 8),
        .method = get16(p + 10),
        .name = {p + CENTRAL_SIZE, name},
    };
    struct text fields = {p + CENTRAL_SIZE + name, extra};
    *directory = text_slice(*directory, CENTRAL_SIZE + name + extra + comment, directory->n);
    return read_extra64(fields, r);
}

/* Where the record's packed bytes stand; false when not inside the package under that name. */
static bool locate(struct text bytes, const struct record *r, struct text *packed)
{
    if (r->local > bytes.n || bytes.n - r->local < LOCAL_SIZE) {
        return false;
    }
    const char *p = bytes.s + r->local;
    size_t name = get16(p + 26), extra = get16(p + 28);
    uint64_t room = bytes.n - r->local - LOCAL_SIZE;
    if (!has_signature(p, 3, 4) || room < name + extra || room - name - extra < r->packed) {
        return false;
    }
    *packed = (struct text){p + LOCAL_SIZE + name + extra, r->packed};
    return text_equal(r->name, (struct text){p + LOCAL_SIZE, name});
}

static struct text with_slashes(struct arena *arena, struct text name)
{
    char *copy = arena_alloc(arena, name.n);
    for (size_t i = 0; i < name.n; i++) {
        copy[i] = name.s[i];
        if (copy[i] == '\\') {
            copy[i] = '/';
        }
    }
    return (struct text){copy, name.n};
}

static enum status check_record(struct arena *arena, const struct record *r, struct error *error)
{
    if ((r->flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED)) != 0) {
        error_set(error, arena, INVALID, "文件已加密，无法读取");
        return error_hint(error, arena, "请去掉密码后再上传，不要把密码发给任何人");
    }
    if (r->method != 0 && r->method != 8) {
        return damaged(arena, error, "compression method not supported");
    }
    if (r->method == 0 && r->size != r->packed) {
        return damaged(arena, error, "stored entry of two sizes");
    }
    if (r->size > RATIO_FLOOR && r->size / CEILING_UNPACK_RATIO > r->packed) {
        error_set(error, arena, TOO_LARGE, "文件解压后异常膨胀（超过 %d 倍），已拒绝打开",
                  CEILING_UNPACK_RATIO);
        return error_hint(error, arena, "如果确是表格，请用 Excel、WPS 打开后另存为 .xlsx 再上传");
    }
    return OK;
}

enum status zip_read(struct arena *arena, struct text bytes, struct zip *zip, struct error *error)
{
    *zip = (struct zip){0};
    struct directory d = {0};
    enum status status = find_directory(arena, bytes, &d, error);
    if (status != OK) {
        return status;
    }
    struct text rest = {bytes.s + d.offset, d.size};
    zip->entries = arena_array(arena, struct zip_entry, d.entries);
    uint64_t total = 0, total_packed = 0;
    for (uint64_t i = 0; i < d.entries; i++) {
        struct record r;
        struct text packed;
        if (!read_record(&rest, &r) || !locate(bytes, &r, &packed)) {
            return damaged(arena, error, "directory record contradicts the file");
        }
        status = check_record(arena, &r, error);
        if (status != OK) {
            return status;
        }
        /* Entries may not share bytes: that is how a small file promises petabytes. */
        total_packed += r.packed;
        if (total_packed > bytes.n) {
            return damaged(arena, error, "entries overlap");
        }
        if (r.size > CEILING_UNPACKED || (total += r.size) > CEILING_UNPACKED) {
            return error_set(error, arena, TOO_LARGE, "文件解压后过大（最多 %llu MB）",
                             CEILING_UNPACKED / MIB);
        }
        if (r.name.n == 0 || r.name.s[r.name.n - 1] == '/') {
            continue;
        }
        struct zip_entry entry = {with_slashes(arena, r.name), packed, r.size, r.crc,
                                  r.method == 8};
        if (zip_find(zip, entry.name) != NULL) {
            return damaged(arena, error, "two entries of one name");
        }
        zip->entries[zip->n++] = entry;
    }
    return OK;
}

const struct zip_entry *zip_find(const struct zip *zip, struct text name)
{
    for (size_t i = 0; i < zip->n; i++) {
        if (text_equal_nocase(zip->entries[i].name, name)) {
            return &zip->entries[i];
        }
    }
    return NULL;
}
