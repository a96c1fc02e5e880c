#include "store/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status disk_error(struct error *error, struct arena *arena, int number, const char *path)
{
    enum status status = UNAVAILABLE;
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        error_set(error, arena, UNAVAILABLE, "磁盘空间不足，文件没有保存");
        error_hint(error, arena, "请清理磁盘或联系系统管理员后重试");
        break;
    case ENOENT:
    case ENOTDIR:
        status = error_set(error, arena, NOT_FOUND, "找不到文件");
        error_hint(error, arena, "请检查路径");
        break;
    case EEXIST:
        status = error_set(error, arena, CONFLICT, "文件已经存在");
        error_hint(error, arena, "请另取一个名字，或先移走原来的文件");
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        error_set(error, arena, UNAVAILABLE, "没有读写文件的权限");
        error_hint(error, arena, "请检查数据目录的权限");
        break;
    default:
        error_set(error, arena, UNAVAILABLE, "读写磁盘出错，文件没有保存");
        error_hint(error, arena, "请联系系统管理员检查磁盘");
        break;
    }
    error->detail = arena_printf(arena, "%s: %s", path, strerror(number));
    return status;
}

enum status disk_read(const char *path, struct buf *out, struct arena *arena, struct error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return disk_error(error, arena, errno, path);
    }
    char piece[16384];
    ssize_t n;
    while ((n = read(fd, piece, sizeof(piece))) > 0) {
        buf_add(out, piece, (size_t)n);
    }
    int number = errno;
    close(fd);
    if (n < 0) {
        return disk_error(error, arena, number, path);
    }
    if (out->full) {
        return error_set(error, arena, TOO_LARGE, "文件过大");
    }
    return OK;
}

enum status disk_write(int fd, const char *path, struct text bytes, struct arena *arena,
                       struct error *error)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.s, bytes.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return disk_error(error, arena, errno, path);
        }
        bytes = text_slice(bytes, (size_t)n, bytes.n);
    }
    return OK;
}

enum status disk_sync_folder(const char *path, struct arena *arena, struct error *error)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - path);
    const char *folder = slash == NULL ? "." : arena_cstr(arena, (struct text){path, n + (n == 0)});
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return disk_error(error, arena, errno, folder);
    }
    enum status status = fsync(fd) == 0 ? OK : disk_error(error, arena, errno, folder);
    close(fd);
    return status;
}

enum status disk_put(const char *path, struct text bytes, unsigned mode, bool replace,
                     struct arena *arena, struct error *error)
{
    const char *beside = arena_cstr(arena, arena_printf(arena, "%s.new", path));
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0) {
        return disk_error(error, arena, errno, beside);
    }
    enum status status = disk_write(fd, beside, bytes, arena, error);
    if (status == OK && fsync(fd) != 0) {
        status = disk_error(error, arena, errno, beside);
    }
    close(fd);
    if (status == OK) {
        int moved = renameat2(AT_FDCWD, beside, AT_FDCWD, path, replace ? 0 : RENAME_NOREPLACE);
        status = moved == 0 ? disk_sync_folder(path, arena, error)
                            : disk_error(error, arena, errno, path);
    }
    if (status != OK) {
        unlink(beside);
    }
    return status;
}

enum status disk_folder(const char *path, struct arena *arena, struct error *error)
{
    if (mkdir(path, 0700) == 0) {
        return disk_sync_folder(path, arena, error);
    }
    struct stat there;
    int number = errno;
    if (number == EEXIST && stat(path, &there) == 0 && S_ISDIR(there.st_mode)) {
        return OK;
    }
    return disk_error(error, arena, number, path);
}
