#include "base/whole_file.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <unistd.h>

static enum status cannot(struct arena *arena, const char *path, struct error *error)
{
    (void)error_set(error, arena, UNAVAILABLE, "写不了文件 %s", path);
    return error_hint(error, arena, "请检查目录是否存在、有没有写权限、磁盘是否已满");
}

static const char *name_beside(struct arena *arena, const char *path)
{
    return arena_printf(arena, "%s.%d", path, (int)getpid()).s;
}

enum status whole_file_begin(struct arena *arena, const char *path, struct whole_file *out,
                             struct error *error)
{
    *out = (struct whole_file){.path = path};
    const char *folder = dirname(arena_cstr(arena, text_of(path)));
    out->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (out->fd < 0) { /* a file system that knows no files without a name */
        out->beside = name_beside(arena, path);
        out->fd = open(out->beside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    }
    return out->fd < 0 ? cannot(arena, path, error) : OK;
}

enum status whole_file_keep(struct arena *arena, struct whole_file *file, struct error *error)
{
    bool good = true;
    if (file->beside == NULL) { /* linking cannot replace a file: a name beside it, then the move */
        char self[64];
        snprintf(self, sizeof(self), "/proc/self/fd/%d", file->fd);
        file->beside = name_beside(arena, file->path);
        (void)unlink(file->beside);
        good = linkat(AT_FDCWD, self, AT_FDCWD, file->beside, AT_SYMLINK_FOLLOW) == 0;
    }
    good = close(file->fd) == 0 && good && rename(file->beside, file->path) == 0;
    if (!good) {
        (void)unlink(file->beside);
        return cannot(arena, file->path, error);
    }
    return OK;
}

void whole_file_drop(struct whole_file *file)
{
    close(file->fd);
    if (file->beside != NULL) {
        (void)unlink(file->beside);
    }
}
