#include "shim.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/random.h"

enum { SECTOR = 512, FILES = 16 };

/* A write or truncation that no sync has covered. */
struct pending {
    int64_t at;
    size_t n;   /* bytes written */
    char *data; /* NULL: truncated to `at` bytes */
};

struct tracked {
    char path[512];
    char *durable;
    size_t durable_n;
    bool exists;  /* on the disk, after a cut */
    bool deleted; /* but no flush of the folder has made that sure */
    LIST(struct pending) pending;
};

static struct {
    sqlite3_vfs vfs, *real;
    pthread_mutex_t lock;
    struct tracked files[FILES];
    size_t files_n;
    enum shim_fault fault;
    int64_t at, operations;
    bool struck, cut;
    struct dice dice;
} shim = {.lock = PTHREAD_MUTEX_INITIALIZER};

struct shim_file {
    sqlite3_file base;
    struct tracked *tracked; /* NULL: a temporary file */
    sqlite3_file *real;
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct shim_file *)file)->real;
}

/* ---- the durable shadow ---- */

static void apply(struct tracked *t, const struct pending *p, bool torn)
{
    if (p->data == NULL) {
        t->durable_n = (size_t)p->at < t->durable_n ? (size_t)p->at : t->durable_n;
        return;
    }
    size_t end = (size_t)p->at + p->n;
    if (end > t->durable_n) {
        t->durable = memory_resize(t->durable, end);
        memset(t->durable + t->durable_n, 0, end - t->durable_n);
        t->durable_n = end;
    }
    for (size_t from = 0; from < p->n;) {
        size_t sector_end = ((size_t)p->at + from) / SECTOR * SECTOR + SECTOR - (size_t)p->at;
        size_t to = sector_end < p->n ? sector_end : p->n;
        if (!torn || dice_percent(&shim.dice, 50)) {
            memcpy(t->durable + p->at + from, p->data + from, to - from);
        }
        from = to;
    }
}

static void forget_pending(struct tracked *t)
{
    for (size_t i = 0; i < t->pending.n; i++) {
        free(t->pending.at[i].data);
    }
    t->pending.n = 0;
}

/* What was deleted stays deleted. */
static void sync_folder(void)
{
    for (size_t i = 0; i < shim.files_n; i++) {
        struct tracked *t = &shim.files[i];
        if (t->deleted) {
            t->exists = t->deleted = false;
            t->durable_n = 0;
        }
    }
}

static void make_durable(struct tracked *t)
{
    for (size_t i = 0; i < t->pending.n; i++) {
        apply(t, &t->pending.at[i], false);
    }
    forget_pending(t);
    if (!t->exists) {
        sync_folder(); /* SQLite flushes the folder with the first sync of a new journal or WAL */
    }
    t->exists = true;
}

/* The power goes: of what was not synced, some reached the disk, in any order, in any part. */
static void cut_power(void)
{
    shim.cut = true;
    for (size_t f = 0; f < shim.files_n; f++) {
        struct tracked *t = &shim.files[f];
        for (size_t i = t->pending.n; i > 1; i--) {
            size_t other = dice_below(&shim.dice, (uint32_t)i);
            struct pending swap = t->pending.at[other];
            t->pending.at[other] = t->pending.at[i - 1];
            t->pending.at[i - 1] = swap;
        }
        for (size_t i = 0; i < t->pending.n; i++) {
            uint32_t fate = dice_below(&shim.dice, 3);
            if (fate > 0) {
                apply(t, &t->pending.at[i], fate == 2);
                t->exists = true;
            }
        }
        forget_pending(t);
        if (t->deleted && dice_percent(&shim.dice, 50)) {
            t->exists = false;
        }
    }
}

static struct tracked *track(const char *path)
{
    for (size_t i = 0; i < shim.files_n; i++) {
        if (strcmp(shim.files[i].path, path) == 0) {
            return &shim.files[i];
        }
    }
    if (shim.files_n == FILES) {
        bug("more than %d files", FILES);
    }
    struct tracked *t = &shim.files[shim.files_n++];
    *t = (struct tracked){0};
    snprintf(t->path, sizeof(t->path), "%s", path);
    return t;
}

enum operation { READ, WRITE, OTHER /* truncation, sync, removal */ };

/* Counts an operation; true when it must fail. */
static bool strikes(enum operation operation)
{
    if (shim.cut) {
        return true;
    }
    if (operation == READ && shim.fault != SHIM_FAIL) {
        return false;
    }
    shim.operations++;
    if (shim.fault == SHIM_FULL) {
        bool full = operation == WRITE && shim.operations >= shim.at;
        shim.struck = shim.struck || full;
        return full;
    }
    if (shim.operations != shim.at || shim.fault == SHIM_NONE) {
        return false;
    }
    shim.struck = true;
    if (shim.fault == SHIM_CUT) {
        cut_power();
    }
    return true;
}

/* ---- SQLite's file methods ---- */

static int file_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    pthread_mutex_lock(&shim.lock);
    bool fails = strikes(READ);
    pthread_mutex_unlock(&shim.lock);
    return fails ? SQLITE_IOERR_READ : real_of(file)->pMethods->xRead(real_of(file), out, n, at);
}

static int file_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    struct tracked *t = ((struct shim_file *)file)->tracked;
    pthread_mutex_lock(&shim.lock);
    bool fails = t != NULL && strikes(WRITE);
    if (t != NULL && !fails) {
        struct pending p = {.at = at, .n = (size_t)n, .data = memory_get((size_t)n)};
        memcpy(p.data, bytes, (size_t)n);
        list_add(&t->pending, p);
    }
    bool full = shim.fault == SHIM_FULL;
    pthread_mutex_unlock(&shim.lock);
    if (fails) {
        return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, n, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct tracked *t = ((struct shim_file *)file)->tracked;
    pthread_mutex_lock(&shim.lock);
    bool fails = t != NULL && strikes(OTHER);
    if (t != NULL && !fails) {
        struct pending p = {.at = size};
        list_add(&t->pending, p);
    }
    pthread_mutex_unlock(&shim.lock);
    return fails ? SQLITE_IOERR_TRUNCATE : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    (void)flags; /* the real disk need not be waited for: the shadow is what counts */
    struct tracked *t = ((struct shim_file *)file)->tracked;
    pthread_mutex_lock(&shim.lock);
    bool fails = t != NULL && strikes(OTHER);
    if (t != NULL && !fails) {
        make_durable(t);
    }
    pthread_mutex_unlock(&shim.lock);
    return fails ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int file_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_reserved(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int file_control(sqlite3_file *file, int what, void *value)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, value);
}

static int file_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int file_traits(sqlite3_file *file)
{
    (void)file;
    return 0; /* it promises nothing */
}

static int file_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int file_map_lock(sqlite3_file *file, int from, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), from, n, flags);
}

static void file_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_unmap(sqlite3_file *file, int deletes)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), deletes);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_map,
    .xShmLock = file_map_lock,
    .xShmBarrier = file_barrier,
    .xShmUnmap = file_unmap,
};

/* ---- SQLite's file system ---- */

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *out, int flags,
                    int *flags_out)
{
    (void)vfs;
    struct shim_file *file = (struct shim_file *)out;
    *file = (struct shim_file){.real = (sqlite3_file *)(file + 1)};
    int code = shim.real->xOpen(shim.real, path, file->real, flags, flags_out);
    if (code != SQLITE_OK) {
        return code;
    }
    file->base.pMethods = &methods;
    if (path != NULL) {
        pthread_mutex_lock(&shim.lock);
        file->tracked = track(path);
        if (file->tracked->deleted) { /* made anew over the old one */
            file->tracked->deleted = file->tracked->exists = false;
            file->tracked->durable_n = 0;
        }
        pthread_mutex_unlock(&shim.lock);
    }
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    pthread_mutex_lock(&shim.lock);
    bool fails = strikes(OTHER);
    if (!fails) {
        struct tracked *t = track(path);
        forget_pending(t);
        t->deleted = true;
        if (sync != 0) {
            sync_folder();
        }
    }
    pthread_mutex_unlock(&shim.lock);
    return fails ? SQLITE_IOERR_DELETE : shim.real->xDelete(shim.real, path, 0);
}

void shim_install(void)
{
    shim.real = sqlite3_vfs_find(NULL);
    shim.vfs = *shim.real;
    shim.vfs.zName = "shim";
    shim.vfs.szOsFile = (int)sizeof(struct shim_file) + shim.real->szOsFile;
    shim.vfs.xOpen = vfs_open;
    shim.vfs.xDelete = vfs_delete;
    if (sqlite3_vfs_register(&shim.vfs, 1) != SQLITE_OK) {
        bug("SQLite refuses the shim");
    }
}

void shim_start(enum shim_fault fault, int64_t at, uint64_t seed)
{
    for (size_t i = 0; i < shim.files_n; i++) {
        forget_pending(&shim.files[i]);
        list_release(&shim.files[i].pending);
        free(shim.files[i].durable);
    }
    shim.files_n = 0;
    shim.fault = fault;
    shim.at = at;
    shim.operations = 0;
    shim.struck = shim.cut = false;
    shim.dice = dice_seeded(seed);
}

int64_t shim_operations(void)
{
    return shim.operations;
}

bool shim_struck(void)
{
    return shim.struck;
}

void shim_mend(void)
{
    pthread_mutex_lock(&shim.lock);
    shim.fault = SHIM_NONE;
    shim.cut = false;
    pthread_mutex_unlock(&shim.lock);
}

void shim_disk(const char *folder)
{
    for (size_t i = 0; i < shim.files_n; i++) {
        const struct tracked *t = &shim.files[i];
        char path[1024];
        if (!t->exists) {
            continue;
        }
        snprintf(path, sizeof(path), "%s%s", folder, strrchr(t->path, '/'));
        FILE *file = fopen(path, "we");
        if (file == NULL || fwrite(t->durable, 1, t->durable_n, file) != t->durable_n) {
            bug("cannot write %s: %s", path, strerror(errno));
        }
        fclose(file);
    }
}
