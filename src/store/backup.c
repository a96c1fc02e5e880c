#include "store/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "store/archive.h"
#include "store/backup_table.h"
#include "store/disk.h"

enum { PIECE = 256 * KIB, DEPTH = 8 }; /* bytes copied at a time; folders in folders */

static const char steps_table[] = "schema_version"; /* written by the migrations themselves */

/* ---- writing ---- */

struct writing {
    const struct backup_site *site;
    struct archive_out *out;
    struct backup_info *info;
    backup_progress *progress;
    void *context;
    struct arena *arena;
    struct error *error;
};

static void tell(backup_progress *progress, void *context, struct text what)
{
    if (progress != NULL) {
        progress(context, what);
    }
}

static enum status write_tables(struct writing *w, struct db *db)
{
    struct text *tables;
    size_t count;
    enum status status = backup_tables(db, &tables, &count, w->arena, w->error);
    for (size_t i = 0; status == OK && i < count; i++) {
        tell(w->progress, w->context,
             arena_printf(w->arena, "备份数据表 %.*s", TEXT_ARG(tables[i])));
        struct text name = arena_printf(w->arena, "tables/%.*s", TEXT_ARG(tables[i]));
        status = archive_begin(w->out, name, w->arena, w->error);
        if (status == OK) {
            status = backup_table_write(db, tables[i], w->out, &w->info->rows, w->arena, w->error);
        }
        if (status == OK) {
            status = archive_end(w->out, w->arena, w->error);
        }
    }
    return status;
}

static enum status write_file(struct writing *w, const char *path, struct text name)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        /* swept or replaced since the folder was read: the tables do not refer to it */
        return errno == ENOENT ? OK : disk_error(w->error, w->arena, errno, path);
    }
    enum status status = archive_begin(w->out, name, w->arena, w->error);
    struct arena scratch;
    arena_init(&scratch);
    char *piece = arena_alloc(&scratch, PIECE);
    ssize_t n = 1;
    while (status == OK && n > 0) {
        n = read(fd, piece, PIECE);
        status = n < 0 ? disk_error(w->error, w->arena, errno, path)
                       : archive_write(w->out, (struct text){piece, (size_t)n}, w->arena, w->error);
    }
    arena_release(&scratch);
    close(fd);
    if (status == OK) {
        w->info->files++;
        status = archive_end(w->out, w->arena, w->error);
    }
    return status;
}

/* A file that is being written has not got its name yet. */
static bool is_unfinished(struct text name)
{
    return text_starts(name, TEXT(".")) || text_starts(name, TEXT("new-")) ||
           text_ends(name, TEXT(".new")) || text_ends(name, TEXT(".part"));
}

static enum status write_folder(struct writing *w, const char *path, struct text name, int depth)
{
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return errno == ENOENT ? OK : disk_error(w->error, w->arena, errno, path);
    }
    enum status status = OK;
    for (struct dirent *entry; status == OK && (entry = readdir(dir)) != NULL;) {
        if (is_unfinished(text_of(entry->d_name))) {
            continue;
        }
        const char *below =
            arena_cstr(w->arena, arena_printf(w->arena, "%s/%s", path, entry->d_name));
        struct text part = arena_printf(w->arena, "%.*s/%s", TEXT_ARG(name), entry->d_name);
        struct stat there;
        if (lstat(below, &there) != 0) {
            continue;
        }
        if (S_ISDIR(there.st_mode) && depth < DEPTH) {
            status = write_folder(w, below, part, depth + 1);
        } else if (S_ISREG(there.st_mode)) {
            status = write_file(w, below, part);
        }
    }
    closedir(dir);
    return status;
}

static enum status write_folders(struct writing *w)
{
    enum status status = OK;
    for (const char *const *folder = w->site->folders; status == OK && *folder != NULL; folder++) {
        tell(w->progress, w->context, arena_printf(w->arena, "备份文件 %s", *folder));
        struct text path = arena_printf(w->arena, "%s/%s", w->site->root, *folder);
        struct text name = arena_printf(w->arena, "files/%s", *folder);
        status = write_folder(w, arena_cstr(w->arena, path), name, 0);
    }
    return status;
}

/* The tables as of one moment; then the files, which are kept a day longer than they are needed. */
static enum status write_parts(struct writing *w, bool with_keys)
{
    struct db *db;
    enum status status = migrate_version(w->site->database, &w->info->schema, w->arena, w->error);
    if (status == OK) {
        status = database_reader(w->site->database, &db, w->arena, w->error);
    }
    if (status != OK) {
        return status;
    }
    status = db_begin(db, w->arena, w->error);
    if (status == OK) {
        status = write_tables(w, db);
    }
    db_release(db);
    if (status == OK) {
        status = write_folders(w);
    }
    if (status == OK && with_keys) {
        status = write_file(w, w->site->keys, TEXT("keys"));
    }
    return status;
}

enum status backup_write(const struct backup_site *site, const char *file, bool with_keys,
                         struct clock clock, struct backup_info *info, backup_progress *progress,
                         void *context, struct arena *arena, struct error *error)
{
    *info = (struct backup_info){
        .at = clock_now(clock),
        .has_keys = with_keys,
        .fingerprint = secret_fingerprint(site->secret, arena),
    };
    struct writing w = {.site = site,
                        .info = info,
                        .progress = progress,
                        .context = context,
                        .arena = arena,
                        .error = error};
    enum status status = archive_create(file, &w.out, arena, error);
    if (status != OK) {
        return status;
    }
    status = write_parts(&w, with_keys);
    if (status != OK) {
        archive_abandon(w.out);
        return status;
    }
    struct text header =
        arena_printf(arena,
                     "nuanxin-backup 1\nat %lld\nschema %lld\nrows %lld\nfiles %lld\nkeys "
                     "%d\nfingerprint %.*s\n",
                     (long long)info->at, (long long)info->schema, (long long)info->rows,
                     (long long)info->files, with_keys, TEXT_ARG(info->fingerprint));
    return archive_finish(w.out, header, arena, error);
}

/* ---- reading ---- */

/* The value behind a word at the beginning of the next line. */
static bool header_value(struct text *rest, const char *word, struct text *value)
{
    struct text line, first;
    if (!text_split(rest, '\n', &line) || !text_split(&line, ' ', &first) ||
        !text_is(first, word)) {
        return false;
    }
    *value = line;
    return true;
}

static bool header_number(struct text *rest, const char *word, int64_t *number)
{
    struct text value;
    return header_value(rest, word, &value) && text_to_int(value, number);
}

enum status backup_verify(const char *file, struct backup_info *info, struct arena *arena,
                          struct error *error)
{
    struct text header;
    enum status status = archive_verify(file, &header, arena, error);
    if (status != OK) {
        return status;
    }
    *info = (struct backup_info){0};
    int64_t form = 0, keys = 0;
    if (!header_number(&header, "nuanxin-backup", &form) || form != 1) {
        return error_set(error, arena, INVALID, "不是本程序能读的备份");
    }
    if (!header_number(&header, "at", &info->at) ||
        !header_number(&header, "schema", &info->schema) ||
        !header_number(&header, "rows", &info->rows) ||
        !header_number(&header, "files", &info->files) || !header_number(&header, "keys", &keys) ||
        !header_value(&header, "fingerprint", &info->fingerprint)) {
        return error_set(error, arena, INVALID, "备份的清单不完整");
    }
    info->has_keys = keys != 0;
    return OK;
}

struct reading {
    const struct backup_site *site;
    struct archive_in *in;
    struct db *db; /* the writer, in the one transaction */
    backup_progress *progress;
    void *context;
    struct arena *arena;
    struct error *error;
};

/* Only names of files below one of the site's own folders. */
static bool is_wanted(const struct backup_site *site, struct text name)
{
    struct text rest = name, part;
    bool first = true, wanted = false;
    while (text_split(&rest, '/', &part)) {
        if (part.n == 0 || text_is(part, ".") || text_is(part, "..")) {
            return false;
        }
        for (const char *const *folder = site->folders; first && *folder != NULL; folder++) {
            wanted = wanted || text_is(part, *folder);
        }
        first = false;
    }
    return wanted;
}

/* Makes the folders in which root/name stands. */
static enum status make_folders(struct reading *r, struct text name)
{
    enum status status = disk_folder(r->site->root, r->arena, r->error);
    for (size_t at = 0; status == OK && at < name.n; at++) {
        if (name.s[at] == '/') {
            struct text path = arena_printf(r->arena, "%s/%.*s", r->site->root, (int)at, name.s);
            status = disk_folder(arena_cstr(r->arena, path), r->arena, r->error);
        }
    }
    return status;
}

static enum status read_file(struct reading *r, const char *path, int64_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return disk_error(r->error, r->arena, errno, path);
    }
    struct arena scratch;
    arena_init(&scratch);
    char *piece = arena_alloc(&scratch, PIECE);
    enum status status = OK;
    while (status == OK && size > 0) {
        size_t n = size < (int64_t)PIECE ? (size_t)size : PIECE;
        status = archive_read(r->in, piece, n, r->arena, r->error);
        if (status == OK) {
            status = disk_write(fd, path, (struct text){piece, n}, r->arena, r->error);
        }
        size -= (int64_t)n;
    }
    arena_release(&scratch);
    if (status == OK && fsync(fd) != 0) {
        status = disk_error(r->error, r->arena, errno, path);
    }
    close(fd);
    return status == OK ? disk_sync_folder(path, r->arena, r->error) : status;
}

static enum status read_part(struct reading *r, const struct archive_part *part)
{
    struct text name = arena_text(r->arena, part->name), tables = TEXT("tables/"),
                files = TEXT("files/");
    if (text_starts(name, tables)) {
        struct text table = text_slice(name, tables.n, name.n);
        if (text_is(table, steps_table)) {
            return OK;
        }
        tell(r->progress, r->context, arena_printf(r->arena, "恢复数据表 %.*s", TEXT_ARG(table)));
        return backup_table_read(r->db, table, r->in, r->arena, r->error);
    }
    struct text below = text_slice(name, files.n, name.n);
    if (text_starts(name, files) && is_wanted(r->site, below)) {
        enum status status = make_folders(r, below);
        struct text path = arena_printf(r->arena, "%s/%.*s", r->site->root, TEXT_ARG(below));
        return status == OK ? read_file(r, arena_cstr(r->arena, path), part->size) : status;
    }
    return OK; /* the keys were read before; the manifest was compared */
}

static enum status read_parts(struct reading *r)
{
    struct archive_part part;
    enum status status = archive_next(r->in, &part, r->arena, r->error);
    while (status == OK && part.name.n > 0) {
        status = read_part(r, &part);
        if (status == OK) {
            status = archive_next(r->in, &part, r->arena, r->error);
        }
    }
    return status;
}

/* Puts the archive's key file in its place. */
static enum status read_keys(const char *file, const char *keys, struct arena *arena,
                             struct error *error)
{
    struct archive_in *in;
    struct archive_part part;
    enum status status = archive_open(file, &in, arena, error);
    if (status != OK) {
        return status;
    }
    do {
        status = archive_next(in, &part, arena, error);
    } while (status == OK && part.name.n > 0 && !text_is(part.name, "keys"));
    if (status == OK && (part.name.n == 0 || part.size > (int64_t)MIB)) {
        status = error_set(error, arena, INVALID, "备份里没有密钥文件");
    }
    if (status == OK) {
        char *bytes = arena_alloc(arena, (size_t)part.size + 1);
        status = archive_read(in, bytes, (size_t)part.size, arena, error);
        if (status == OK) {
            status =
                disk_put(keys, (struct text){bytes, (size_t)part.size}, 0600, false, arena, error);
        }
        explicit_bzero(bytes, (size_t)part.size);
    }
    archive_close(in);
    return status;
}

/* The key file there is, or the archive's; it must be the one that the backup was sealed with. */
static enum status check_keys(const struct backup_site *site, const char *file,
                              const struct backup_info *info, struct arena *arena,
                              struct error *error)
{
    struct secret *secret;
    enum status status = secret_load(site->keys, &secret, arena, error);
    if (status == NOT_FOUND && info->has_keys) {
        status = disk_folder(site->root, arena, error);
        if (status == OK) {
            status = read_keys(file, site->keys, arena, error);
        }
        if (status == OK) {
            status = secret_load(site->keys, &secret, arena, error);
        }
    } else if (status == NOT_FOUND) {
        error_set(error, arena, INVALID, "备份不含密钥，无法单独恢复");
        return error_hint(error, arena, "请先把原站点的密钥文件放到 %s", site->keys);
    }
    if (status != OK) {
        return status;
    }
    bool same = text_equal(secret_fingerprint(secret, arena), info->fingerprint);
    secret_close(secret);
    if (!same) {
        error_set(error, arena, INVALID, "密钥文件与备份不符");
        return error_hint(error, arena, "请换成备份时所用的密钥文件（%s）", site->keys);
    }
    return OK;
}

static enum status check_target(const struct backup_site *site, const struct backup_info *info,
                                size_t count, struct arena *arena, struct error *error)
{
    int64_t version;
    enum status status = migrate_version(site->database, &version, arena, error);
    if (status != OK) {
        return status;
    }
    if (version != 0) {
        error_set(error, arena, CONFLICT, "数据库不是空的，不能恢复到这里");
        return error_hint(error, arena, "请恢复到一个新的目录或新的数据库");
    }
    if (info->schema > (int64_t)count) {
        error_set(error, arena, UNAVAILABLE, "备份由更新的程序所做");
        return error_hint(error, arena, "请升级程序后再恢复");
    }
    return OK;
}

static enum status load(struct reading *r, const char *file)
{
    enum status status = archive_open(file, &r->in, r->arena, r->error);
    if (status != OK) {
        return status;
    }
    status = database_writer(r->site->database, &r->db, r->arena, r->error);
    if (status == OK) {
        status = db_begin(r->db, r->arena, r->error);
        if (status == OK) {
            status = read_parts(r);
        }
        if (status == OK) {
            status = db_commit(r->db, r->arena, r->error);
        }
        db_release(r->db);
    }
    archive_close(r->in);
    return status;
}

enum status backup_restore(const struct backup_site *site, const char *file,
                           const struct migration *steps, size_t count, void *migrate_context,
                           struct clock clock, struct backup_info *info, backup_progress *progress,
                           void *context, struct arena *arena, struct error *error)
{
    struct reading r = {
        .site = site, .progress = progress, .context = context, .arena = arena, .error = error};
    tell(progress, context, TEXT("核对备份文件"));
    enum status status = backup_verify(file, info, arena, error);
    if (status == OK) {
        status = check_target(site, info, count, arena, error);
    }
    if (status == OK) {
        status = check_keys(site, file, info, arena, error);
    }
    if (status == OK && info->schema > 0) {
        status = migrate_run(site->database, steps, count, info->schema, migrate_context, clock,
                             arena, error);
    }
    if (status == OK) {
        status = load(&r, file);
    }
    if (status == OK) {
        status = migrate_run(site->database, steps, count, 0, migrate_context, clock, arena, error);
    }
    return status;
}
