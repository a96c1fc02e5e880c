#include "store/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"
#include "store/disk.h"

const char *const blob_ddl[DIALECT__COUNT] = {
    [DIALECT_SQLITE] = "CREATE TABLE blob (county INTEGER NOT NULL, name TEXT NOT NULL, size "
                       "INTEGER NOT NULL, uses INTEGER NOT NULL, unused_at INTEGER NOT NULL, "
                       "PRIMARY KEY (county, name)) STRICT, WITHOUT ROWID",
    [DIALECT_POSTGRES] = "CREATE TABLE blob (county BIGINT NOT NULL, name TEXT NOT NULL, size "
                         "BIGINT NOT NULL, uses BIGINT NOT NULL, unused_at BIGINT NOT NULL, "
                         "PRIMARY KEY (county, name))",
};

/*
 * On disk: 16 random bytes that name the file in its pieces' places, then pieces of PIECE plain
 * bytes, each sealed; the last one is shorter, or empty. Each is bound to its number and to whether
 * it is the last, so that none can be moved, repeated or cut off.
 */
enum {
    MARK = 16,
    PIECE = 64 * 1024,
    SEALED_PIECE = PIECE + SECRET_OVERHEAD,
    UNUSED_MS = 24 * 3600 * 1000, /* a day without references, then it is swept */
};

struct blobs {
    char *folder;
    struct secret *secret;
};

struct blob_writer {
    struct blobs *blobs;
    int fd;
    char *path; /* beside its place, until it is kept */
    EVP_MD_CTX *digest;
    char mark[2 * MARK + 1]; /* in hex: the `field` of its pieces' places */
    char piece[PIECE];
    size_t filled; /* of the piece */
    int64_t pieces, size;
};

/* ---- the folder ---- */

enum status blobs_open(const char *folder, struct secret *secret, struct blobs **out,
                       struct arena *arena, struct error *error)
{
    enum status status = disk_folder(folder, arena, error);
    if (status != OK) {
        return status;
    }
    struct blobs *blobs = memory_get_zeroed(sizeof(*blobs));
    size_t n = strlen(folder);
    blobs->folder = memory_get(n + 1);
    memcpy(blobs->folder, folder, n + 1);
    blobs->secret = secret;
    *out = blobs;
    return OK;
}

void blobs_close(struct blobs *blobs)
{
    free(blobs->folder);
    free(blobs);
}

static bool is_name(const char *name)
{
    return strspn(name, "0123456789abcdef") == BLOB_NAME && name[BLOB_NAME] == '\0';
}

/* DATA/blobs/ab/abcdef…: no folder grows past a few thousand files. */
static const char *path_of(const struct blobs *blobs, const char *name, struct arena *arena)
{
    return arena_cstr(arena, arena_printf(arena, "%s/%.2s/%s", blobs->folder, name, name));
}

static void hex(char *out, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

/* ---- handing in ---- */

static struct secret_place place_of(const char *mark, int64_t piece, bool last)
{
    return (struct secret_place){last ? TEXT("blob end") : TEXT("blob"), text_of(mark), piece};
}

static enum status write_piece(struct blob_writer *writer, bool last, struct arena *arena,
                               struct error *error)
{
    struct arena scratch;
    arena_init(&scratch);
    struct secret_place place = place_of(writer->mark, writer->pieces++, last);
    struct text sealed = secret_seal(writer->blobs->secret, &scratch, place,
                                     (struct text){writer->piece, writer->filled});
    enum status status = disk_write(writer->fd, writer->path, sealed, arena, error);
    writer->filled = 0;
    arena_release(&scratch);
    return status;
}

enum status blob_new(struct blobs *blobs, struct blob_writer **out, struct arena *arena,
                     struct error *error)
{
    uint8_t mark[MARK];
    random_bytes(mark, sizeof(mark));
    struct blob_writer *writer = memory_get_zeroed(sizeof(*writer));
    writer->blobs = blobs;
    hex(writer->mark, mark, sizeof(mark));
    size_t size = strlen(blobs->folder) + sizeof("/new-") + sizeof(writer->mark);
    writer->path = memory_get(size);
    snprintf(writer->path, size, "%s/new-%s", blobs->folder, writer->mark);
    writer->fd = open(writer->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    writer->digest = EVP_MD_CTX_new();
    if (writer->digest == NULL || EVP_DigestInit_ex(writer->digest, EVP_sha256(), NULL) != 1) {
        bug("OpenSSL has no SHA-256");
    }
    enum status status = OK;
    if (writer->fd < 0) {
        status = disk_error(error, arena, errno, writer->path);
    } else {
        status = disk_write(writer->fd, writer->path, (struct text){(const char *)mark, MARK},
                            arena, error);
    }
    if (status != OK) {
        blob_drop(writer);
        return status;
    }
    *out = writer;
    return OK;
}

enum status blob_write(struct blob_writer *writer, struct text bytes, struct arena *arena,
                       struct error *error)
{
    if (bytes.n == 0) {
        return OK;
    }
    if (EVP_DigestUpdate(writer->digest, bytes.s, bytes.n) != 1) {
        bug("OpenSSL cannot digest");
    }
    writer->size += (int64_t)bytes.n;
    while (bytes.n > 0) {
        size_t n = PIECE - writer->filled < bytes.n ? PIECE - writer->filled : bytes.n;
        memcpy(writer->piece + writer->filled, bytes.s, n);
        writer->filled += n;
        bytes = text_slice(bytes, n, bytes.n);
        if (writer->filled == PIECE) {
            enum status status = write_piece(writer, false, arena, error);
            if (status != OK) {
                return status;
            }
        }
    }
    return OK;
}

void blob_drop(struct blob_writer *writer)
{
    if (writer->fd >= 0) {
        close(writer->fd);
        unlink(writer->path);
    }
    EVP_MD_CTX_free(writer->digest);
    free(writer->path);
    free(writer);
}

/* Flushes the file and gives it its name; it may be there already. */
static enum status put_in_place(struct blob_writer *writer, const char *name, struct arena *arena,
                                struct error *error)
{
    enum status status = write_piece(writer, true, arena, error);
    if (status == OK && fsync(writer->fd) != 0) {
        status = disk_error(error, arena, errno, writer->path);
    }
    if (status != OK) {
        return status;
    }
    const char *path = path_of(writer->blobs, name, arena);
    const char *folder =
        arena_cstr(arena, arena_printf(arena, "%s/%.2s", writer->blobs->folder, name));
    status = disk_folder(folder, arena, error);
    if (status == OK && rename(writer->path, path) != 0) {
        status = disk_error(error, arena, errno, path);
    }
    return status == OK ? disk_sync_folder(path, arena, error) : status;
}

enum status blob_keep(struct blob_writer *writer, struct db *db, int64_t county, struct clock clock,
                      char name[BLOB_NAME + 1], int64_t *size, struct arena *arena,
                      struct error *error)
{
    static const struct query query = {
        "INSERT INTO blob (county, name, size, uses, unused_at) VALUES ($1, $2, $3, 0, $4) "
        "ON CONFLICT (county, name) DO NOTHING",
        NULL};
    uint8_t digest[32];
    unsigned n;
    if (EVP_DigestFinal_ex(writer->digest, digest, &n) != 1) {
        bug("OpenSSL cannot digest");
    }
    hex(name, digest, sizeof(digest));
    *size = writer->size;
    enum status status = put_in_place(writer, name, arena, error);
    blob_drop(writer);
    struct statement *s;
    if (status == OK) {
        status = db_prepare(db, &query, &s, arena, error);
    }
    if (status == OK) {
        bind_int(s, 1, county);
        bind_text(s, 2, text_of(name));
        bind_int(s, 3, *size);
        bind_int(s, 4, clock_now(clock));
        status = statement_run(s, NULL, arena, error);
    }
    return status == OK ? blob_refer(db, county, name, 1, clock, arena, error) : status;
}

enum status blob_put(struct blobs *blobs, struct db *db, int64_t county, struct clock clock,
                     struct text bytes, char name[BLOB_NAME + 1], struct arena *arena,
                     struct error *error)
{
    struct blob_writer *writer = NULL;
    int64_t size;
    enum status status = blob_new(blobs, &writer, arena, error);
    if (status == OK) {
        status = blob_write(writer, bytes, arena, error);
        if (status != OK) {
            blob_drop(writer);
        }
    }
    return status == OK ? blob_keep(writer, db, county, clock, name, &size, arena, error) : status;
}

enum status blob_refer(struct db *db, int64_t county, const char *name, int change,
                       struct clock clock, struct arena *arena, struct error *error)
{
    static const struct query query = {
        "UPDATE blob SET uses = uses + $3, unused_at = $4 WHERE county = $1 AND name = $2", NULL};
    struct statement *s;
    int64_t changed = 0;
    enum status status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, county);
    bind_text(s, 2, text_of(name));
    bind_int(s, 3, change);
    bind_int(s, 4, clock_now(clock));
    status = statement_run(s, &changed, arena, error);
    if (status == OK && changed == 0) {
        return error_set(error, arena, NOT_FOUND, "没有这个文件");
    }
    return status;
}

/* ---- giving back ---- */

/* Reads until `n` bytes or the end; -1 on failure. */
static ssize_t read_whole(int fd, char *out, size_t n)
{
    size_t have = 0;
    while (have < n) {
        ssize_t got = read(fd, out + have, n - have);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        have += (size_t)got;
    }
    return (ssize_t)have;
}

struct unsealing {
    struct blobs *blobs;
    int in, out;
    const char *path;
    char mark[2 * MARK + 1];
};

static enum status unseal(const struct unsealing *u, struct arena *arena, struct error *error)
{
    struct arena scratch;
    arena_init(&scratch);
    enum status status = OK;
    bool last = false;
    for (int64_t piece = 0; status == OK && !last; piece++) {
        arena_reset(&scratch);
        char *bytes = arena_alloc(&scratch, SEALED_PIECE);
        ssize_t n = read_whole(u->in, bytes, SEALED_PIECE);
        if (n < 0) {
            status = disk_error(error, arena, errno, u->path);
            break;
        }
        last = n < SEALED_PIECE;
        struct text plain;
        struct error inner;
        status = secret_open(u->blobs->secret, &scratch, place_of(u->mark, piece, last),
                             (struct text){bytes, (size_t)n}, &plain, &inner);
        if (status != OK) {
            error_set(error, arena, INTERNAL, "文件已损坏或密钥不符，打不开");
            error->detail = arena_printf(arena, "%s, piece %lld", u->path, (long long)piece);
            error_hint(error, arena, "请联系系统管理员从备份恢复");
            break;
        }
        status = disk_write(u->out, u->path, plain, arena, error);
    }
    arena_release(&scratch);
    return status;
}

enum status blob_file(struct blobs *blobs, const char *name, int *fd, struct arena *arena,
                      struct error *error)
{
    if (!is_name(name)) {
        return error_set(error, arena, NOT_FOUND, "没有这个文件");
    }
    struct unsealing u = {.blobs = blobs, .path = path_of(blobs, name, arena)};
    u.in = open(u.path, O_RDONLY | O_CLOEXEC);
    if (u.in < 0) {
        return disk_error(error, arena, errno, u.path);
    }
    /* in memory, not on disk: the plain bytes are gone with the last user, even after a crash */
    u.out = memfd_create("blob", MFD_CLOEXEC);
    uint8_t mark[MARK];
    enum status status = OK;
    if (u.out < 0) {
        status = disk_error(error, arena, errno, "memfd");
    } else if (read_whole(u.in, (char *)mark, MARK) != MARK) {
        status = error_set(error, arena, INTERNAL, "文件已损坏，打不开");
    } else {
        hex(u.mark, mark, MARK);
        status = unseal(&u, arena, error);
    }
    close(u.in);
    if (status == OK && lseek(u.out, 0, SEEK_SET) != 0) {
        status = disk_error(error, arena, errno, "memfd");
    }
    if (status != OK) {
        if (u.out >= 0) {
            close(u.out);
        }
        return status;
    }
    *fd = u.out;
    return OK;
}

enum status blob_bytes(struct blobs *blobs, const char *name, struct text *out, struct arena *arena,
                       struct error *error)
{
    int fd = -1;
    struct stat info;
    enum status status = blob_file(blobs, name, &fd, arena, error);
    if (status != OK) {
        return status;
    }
    bool good = fstat(fd, &info) == 0;
    size_t size = good ? (size_t)info.st_size : 0;
    char *bytes = arena_alloc(arena, size + 1);
    good = good && pread(fd, bytes, size, 0) == info.st_size;
    close(fd);
    *out = (struct text){bytes, size};
    return good ? OK : error_set(error, arena, UNAVAILABLE, "文件没有读完整，请稍后再试");
}

/* ---- sweeping ---- */

/* Forgets the rows that nobody has referred to for a day. */
static enum status forget_unused(struct db *db, int64_t before, struct arena *arena,
                                 struct error *error)
{
    static const struct query query = {
        "DELETE FROM blob WHERE uses <= 0 AND unused_at < $1 /* every county: one folder */", NULL};
    struct statement *s;
    enum status status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, before);
    return statement_run(s, NULL, arena, error);
}

static enum status is_referred(struct db *db, const char *name, bool *out, struct arena *arena,
                               struct error *error)
{
    static const struct query query = {
        "SELECT 1 FROM blob WHERE name = $1 LIMIT 1 /* every county: one folder */", NULL};
    struct statement *s;
    enum status status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_text(s, 1, text_of(name));
    enum db_step step = statement_step(s, arena, error);
    *out = step == DB_ROW;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

struct sweep {
    struct blobs *blobs;
    struct db *db;
    int64_t before; /* ms: only files older than this */
    size_t removed;
    struct arena *arena;
    struct error *error;
};

static enum status sweep_file(struct sweep *sweep, const char *folder, const char *name)
{
    const char *path = arena_cstr(sweep->arena, arena_printf(sweep->arena, "%s/%s", folder, name));
    struct stat there;
    if (lstat(path, &there) != 0 || !S_ISREG(there.st_mode) ||
        (int64_t)there.st_mtim.tv_sec * 1000 >= sweep->before) {
        return OK;
    }
    bool keep = false;
    if (is_name(name)) {
        enum status status = is_referred(sweep->db, name, &keep, sweep->arena, sweep->error);
        if (status != OK) {
            return status;
        }
    }
    if (!keep && unlink(path) == 0) {
        sweep->removed++;
    }
    return OK;
}

static enum status sweep_folder(struct sweep *sweep, const char *folder, bool goes_down)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return disk_error(sweep->error, sweep->arena, errno, folder);
    }
    enum status status = OK;
    for (struct dirent *entry; status == OK && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (goes_down && strlen(entry->d_name) == 2) {
            struct text below = arena_printf(sweep->arena, "%s/%s", folder, entry->d_name);
            status = sweep_folder(sweep, arena_cstr(sweep->arena, below), false);
        } else {
            status = sweep_file(sweep, folder, entry->d_name);
        }
    }
    closedir(dir);
    return status;
}

enum status blobs_sweep(struct blobs *blobs, struct database *database, struct clock clock,
                        size_t *removed, struct arena *arena, struct error *error)
{
    struct sweep sweep = {
        .blobs = blobs,
        .before = clock_now(clock) - UNUSED_MS,
        .arena = arena,
        .error = error,
    };
    *removed = 0;
    enum status status = database_writer(database, &sweep.db, arena, error);
    if (status != OK) {
        return status;
    }
    /* the writer's turn is kept while files go: a file handed in again meanwhile has to wait */
    status = db_begin(sweep.db, arena, error);
    if (status == OK) {
        status = forget_unused(sweep.db, sweep.before, arena, error);
    }
    if (status == OK) {
        status = sweep_folder(&sweep, blobs->folder, true);
    }
    if (status == OK) {
        status = db_commit(sweep.db, arena, error);
    }
    *removed = sweep.removed;
    db_release(sweep.db);
    return status;
}
