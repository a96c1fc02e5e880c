#include "store/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "store/disk.h"

enum {
    BLOCK = 512, /* a tar file is made of these */
    NAME_AT = 0,
    MODE_AT = 100,
    UID_AT = 108,
    GID_AT = 116,
    SIZE_AT = 124,
    TIME_AT = 136,
    SUM_AT = 148,
    TYPE_AT = 156,
    MAGIC_AT = 257,
    DIGEST = 32,
    BUFFER = 1 << 20,
};
static const char magic[8] = {'u', 's', 't', 'a', 'r', '\0', '0', '0'};
static const char manifest_name[] = "MANIFEST";
#define MANIFEST_MOST (512 * MIB) /* a line of some 150 bytes a file */

/* ---- tar's header ---- */

static void octal(char *at, size_t n, uint64_t value)
{
    for (size_t i = n - 1; i-- > 0; value >>= 3) {
        at[i] = (char)('0' + (value & 7));
    }
    at[n - 1] = '\0';
}

/* Sizes past eight octal gigabytes are written in binary, as GNU tar does. */
static void put_size(char *at, uint64_t size)
{
    if (size < (uint64_t)1 << 33) {
        octal(at, 12, size);
        return;
    }
    at[0] = (char)0x80;
    for (int i = 11; i > 0; i--, size >>= 8) {
        at[i] = (char)(size & 0xff);
    }
}

static unsigned sum_of(const char header[BLOCK])
{
    unsigned sum = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        sum += i >= SUM_AT && i < SUM_AT + 8 ? ' ' : (uint8_t)header[i];
    }
    return sum;
}

static void make_header(char out[BLOCK], struct text name, int64_t size)
{
    memset(out, 0, BLOCK);
    snprintf(out + NAME_AT, ARCHIVE_NAME + 1, "%.*s", TEXT_ARG(name));
    octal(out + MODE_AT, 8, 0600);
    octal(out + UID_AT, 8, 0);
    octal(out + GID_AT, 8, 0);
    put_size(out + SIZE_AT, (uint64_t)size);
    octal(out + TIME_AT, 12, 0);
    out[TYPE_AT] = '0';
    memcpy(out + MAGIC_AT, magic, sizeof(magic));
    octal(out + SUM_AT, 7, sum_of(out));
    out[SUM_AT + 7] = ' ';
}

static bool read_octal(const char *at, size_t n, int64_t *out)
{
    if (((uint8_t)at[0] & 0x80) != 0) {
        uint64_t value = 0;
        for (size_t i = 1; i < n; i++) {
            value = value << 8 | (uint8_t)at[i];
        }
        *out = (int64_t)value;
        return value <= INT64_MAX;
    }
    *out = 0;
    for (size_t i = 0; i < n && at[i] != '\0' && at[i] != ' '; i++) {
        if (at[i] < '0' || at[i] > '7') {
            return false;
        }
        *out = *out * 8 + (at[i] - '0');
    }
    return true;
}

/* ---- digests ---- */

static EVP_MD_CTX *digest_new(void)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (digest == NULL) {
        bug("out of memory");
    }
    return digest;
}

static void digest_begin(EVP_MD_CTX *digest)
{
    if (EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1) {
        bug("OpenSSL has no SHA-256");
    }
}

static void digest_add(EVP_MD_CTX *digest, const void *bytes, size_t n)
{
    if (EVP_DigestUpdate(digest, bytes, n) != 1) {
        bug("OpenSSL cannot digest");
    }
}

static void add_digest(struct buf *out, EVP_MD_CTX *digest)
{
    uint8_t bytes[DIGEST];
    unsigned n;
    if (EVP_DigestFinal_ex(digest, bytes, &n) != 1) {
        bug("OpenSSL cannot digest");
    }
    for (size_t i = 0; i < DIGEST; i++) {
        buf_addf(out, "%02x", bytes[i]);
    }
}

/* One line of the manifest: digest, size, name. */
static void add_line(struct buf *out, EVP_MD_CTX *digest, int64_t size, struct text name)
{
    add_digest(out, digest);
    buf_addf(out, " %lld %.*s\n", (long long)size, TEXT_ARG(name));
}

/* The manifest: header, number of parts, their lines, and the digest of all this. */
static void add_manifest(struct buf *out, EVP_MD_CTX *digest, struct text header, int64_t parts,
                         struct text lines)
{
    buf_addt(out, header);
    buf_addf(out, "parts %lld\n", (long long)parts);
    buf_addt(out, lines);
    digest_begin(digest);
    digest_add(digest, out->s, out->n);
    add_digest(out, digest);
    buf_addc(out, '\n');
}

/* ---- writing ---- */

struct archive_out {
    FILE *file;
    char *path, *beside;
    EVP_MD_CTX *digest;
    struct buf manifest;
    int64_t parts;
    char name[ARCHIVE_NAME + 1];
    long header_at;
    int64_t size; /* of the part */
};

static char *copied(const char *z, const char *end)
{
    size_t size = strlen(z) + strlen(end) + 1;
    char *out = memory_get(size);
    snprintf(out, size, "%s%s", z, end);
    return out;
}

enum status archive_create(const char *path, struct archive_out **out, struct arena *arena,
                           struct error *error)
{
    if (access(path, F_OK) == 0) {
        return disk_error(error, arena, EEXIST, path);
    }
    struct archive_out *made = memory_get_zeroed(sizeof(*made));
    made->path = copied(path, "");
    made->beside = copied(path, ".part");
    made->digest = digest_new();
    buf_init(&made->manifest, MANIFEST_MOST);
    int fd = open(made->beside, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    made->file = fd < 0 ? NULL : fdopen(fd, "w+");
    if (made->file == NULL) {
        enum status status = disk_error(error, arena, errno, made->beside);
        archive_abandon(made);
        return status;
    }
    setvbuf(made->file, NULL, _IOFBF, BUFFER);
    *out = made;
    return OK;
}

static void archive_out_free(struct archive_out *out)
{
    if (out->file != NULL) {
        fclose(out->file);
    }
    EVP_MD_CTX_free(out->digest);
    buf_release(&out->manifest);
    free(out->path);
    free(out->beside);
    free(out);
}

void archive_abandon(struct archive_out *out)
{
    unlink(out->beside);
    archive_out_free(out);
}

static enum status put(struct archive_out *out, const void *bytes, size_t n, struct arena *arena,
                       struct error *error)
{
    return fwrite(bytes, 1, n, out->file) == n ? OK : disk_error(error, arena, errno, out->beside);
}

enum status archive_begin(struct archive_out *out, struct text name, struct arena *arena,
                          struct error *error)
{
    if (name.n > ARCHIVE_NAME) {
        error_set(error, arena, INVALID, "文件名过长，不能备份：%.*s", TEXT_ARG(name));
        return error_hint(error, arena, "请改短文件名");
    }
    char header[BLOCK] = {0};
    snprintf(out->name, sizeof(out->name), "%.*s", TEXT_ARG(name));
    out->size = 0;
    out->header_at = ftell(out->file);
    digest_begin(out->digest);
    return put(out, header, BLOCK, arena, error);
}

enum status archive_write(struct archive_out *out, struct text bytes, struct arena *arena,
                          struct error *error)
{
    digest_add(out->digest, bytes.s, bytes.n);
    out->size += (int64_t)bytes.n;
    return put(out, bytes.s, bytes.n, arena, error);
}

/* The size is known only now: goes back to fill the header. */
enum status archive_end(struct archive_out *out, struct arena *arena, struct error *error)
{
    static const char zeroes[BLOCK];
    char header[BLOCK];
    struct text name = text_of(out->name);
    size_t rest = (size_t)(out->size % BLOCK);
    enum status status = rest == 0 ? OK : put(out, zeroes, BLOCK - rest, arena, error);
    if (status != OK) {
        return status;
    }
    make_header(header, name, out->size);
    if (fseek(out->file, out->header_at, SEEK_SET) != 0 ||
        fwrite(header, 1, BLOCK, out->file) != BLOCK || fseek(out->file, 0, SEEK_END) != 0) {
        return disk_error(error, arena, errno, out->beside);
    }
    add_line(&out->manifest, out->digest, out->size, name);
    out->parts++;
    return OK;
}

enum status archive_finish(struct archive_out *out, struct text header, struct arena *arena,
                           struct error *error)
{
    static const char zeroes[2 * BLOCK];
    struct buf manifest;
    buf_init(&manifest, MANIFEST_MOST);
    add_manifest(&manifest, out->digest, header, out->parts, buf_text(&out->manifest));
    enum status status = archive_begin(out, text_of(manifest_name), arena, error);
    if (status == OK) {
        status = archive_write(out, buf_text(&manifest), arena, error);
    }
    buf_release(&manifest);
    if (status == OK) {
        status = archive_end(out, arena, error);
    }
    if (status == OK) {
        status = put(out, zeroes, sizeof(zeroes), arena, error);
    }
    if (status == OK && (fflush(out->file) != 0 || fsync(fileno(out->file)) != 0 ||
                         renameat2(AT_FDCWD, out->beside, AT_FDCWD, out->path, RENAME_NOREPLACE))) {
        status = disk_error(error, arena, errno, out->beside);
    }
    if (status != OK) {
        archive_abandon(out);
        return status;
    }
    status = disk_sync_folder(out->path, arena, error);
    archive_out_free(out);
    return status;
}

/* ---- reading ---- */

struct archive_in {
    FILE *file;
    char *path;
    char name[ARCHIVE_NAME + 1];
    int64_t left;       /* of the part */
    size_t padding;     /* after it */
    EVP_MD_CTX *digest; /* of what was read of the part; NULL unless verifying */
};

static enum status broken(struct error *error, struct arena *arena, const char *what)
{
    error_set(error, arena, INVALID, "备份文件不完整或已被改动（%s）", what);
    return error_hint(error, arena, "请换用另一份备份");
}

enum status archive_open(const char *path, struct archive_in **out, struct arena *arena,
                         struct error *error)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return disk_error(error, arena, errno, path);
    }
    setvbuf(file, NULL, _IOFBF, BUFFER);
    struct archive_in *in = memory_get_zeroed(sizeof(*in));
    in->file = file;
    in->path = copied(path, "");
    *out = in;
    return OK;
}

void archive_close(struct archive_in *in)
{
    fclose(in->file);
    EVP_MD_CTX_free(in->digest);
    free(in->path);
    free(in);
}

static enum status get(struct archive_in *in, void *bytes, size_t n, struct arena *arena,
                       struct error *error)
{
    if (fread(bytes, 1, n, in->file) == n) {
        return OK;
    }
    return ferror(in->file) ? disk_error(error, arena, errno, in->path)
                            : broken(error, arena, "提前结束");
}

enum status archive_read(struct archive_in *in, void *bytes, size_t n, struct arena *arena,
                         struct error *error)
{
    if ((uint64_t)n > (uint64_t)in->left) {
        return broken(error, arena, in->name);
    }
    enum status status = get(in, bytes, n, arena, error);
    if (status == OK) {
        in->left -= (int64_t)n;
        if (in->digest != NULL) {
            digest_add(in->digest, bytes, n);
        }
    }
    return status;
}

static enum status skip(struct archive_in *in, struct arena *arena, struct error *error)
{
    char piece[16384];
    enum status status = OK;
    while (status == OK && in->left > 0) {
        size_t n = in->left < (int64_t)sizeof(piece) ? (size_t)in->left : sizeof(piece);
        status = archive_read(in, piece, n, arena, error);
    }
    if (status == OK && in->padding > 0) {
        status = get(in, piece, in->padding, arena, error);
        in->padding = 0;
    }
    return status;
}

enum status archive_next(struct archive_in *in, struct archive_part *part, struct arena *arena,
                         struct error *error)
{
    char header[BLOCK];
    int64_t sum, size;
    *part = (struct archive_part){.name = TEXT_EMPTY};
    enum status status = skip(in, arena, error);
    if (status == OK) {
        status = get(in, header, BLOCK, arena, error);
    }
    if (status != OK || header[0] == '\0') {
        return status;
    }
    if (memcmp(header + MAGIC_AT, "ustar", 5) != 0 || !read_octal(header + SUM_AT, 8, &sum) ||
        sum != sum_of(header) || !read_octal(header + SIZE_AT, 12, &size) || size < 0 ||
        header[ARCHIVE_NAME] != '\0') {
        return broken(error, arena, "不是备份文件的格式");
    }
    memcpy(in->name, header, ARCHIVE_NAME);
    in->left = size;
    in->padding = (size_t)((BLOCK - size % BLOCK) % BLOCK);
    *part = (struct archive_part){text_of(in->name), size};
    return OK;
}

/* Compares the manifest with the one that the parts give, and cuts its header out. */
static enum status compare(struct archive_in *in, int64_t size, int64_t parts,
                           const struct buf *lines, struct text *header, struct arena *arena,
                           struct error *error)
{
    if (size > (int64_t)MANIFEST_MOST) {
        return broken(error, arena, manifest_name);
    }
    char *whole = arena_alloc(arena, (size_t)size + 1);
    enum status status = archive_read(in, whole, (size_t)size, arena, error);
    if (status != OK) {
        return status;
    }
    struct text stored = {whole, (size_t)size}, a, b;
    size_t at = text_find(stored, TEXT("parts "));
    *header = text_slice(stored, 0, at);
    struct buf manifest;
    buf_init(&manifest, MANIFEST_MOST);
    add_manifest(&manifest, in->digest, *header, parts, buf_text(lines));
    struct text expected = buf_text(&manifest);
    while (status == OK && text_split(&expected, '\n', &b)) {
        if (!text_split(&stored, '\n', &a) || !text_equal(a, b)) {
            status = broken(error, arena, arena_cstr(arena, b));
        }
    }
    buf_release(&manifest);
    return status;
}

enum status archive_verify(const char *path, struct text *header, struct arena *arena,
                           struct error *error)
{
    struct archive_in *in = NULL;
    enum status status = archive_open(path, &in, arena, error);
    if (in == NULL) {
        return status;
    }
    in->digest = digest_new();
    struct buf lines;
    buf_init(&lines, MANIFEST_MOST);
    int64_t parts = 0;
    bool ended = false;
    while (status == OK && !ended) {
        struct archive_part part;
        status = archive_next(in, &part, arena, error);
        digest_begin(in->digest);
        if (status == OK && part.name.n == 0) {
            status = broken(error, arena, "缺少清单");
        } else if (status == OK && text_is(part.name, manifest_name)) {
            status = compare(in, part.size, parts, &lines, header, arena, error);
            ended = true;
        } else if (status == OK) {
            status = skip(in, arena, error);
            add_line(&lines, in->digest, part.size, part.name);
            parts++;
        }
    }
    buf_release(&lines);
    archive_close(in);
    return status;
}
