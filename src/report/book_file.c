#include "report/book_file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum status book_file_open(struct book_file *file, struct arena *arena, struct error *error)
{
    char path[64];
    file->fd = memfd_create("book", MFD_CLOEXEC);
    if (file->fd < 0) {
        return error_set(error, arena, UNAVAILABLE, "内存不足，生成不了表格");
    }
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file->fd);
    file->book = workbook_new(path);
    return OK;
}

static enum status read_back(struct arena *arena, int fd, struct buf *out, struct error *error)
{
    off_t at = 0;
    for (;;) {
        char block[16384];
        ssize_t got = pread(fd, block, sizeof(block), at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set(error, arena, UNAVAILABLE, "读不回生成的表格");
        }
        if (got == 0) {
            break;
        }
        buf_add(out, block, (size_t)got);
        at += got;
    }
    return out->full ? error_set(error, arena, TOO_LARGE, "报表太大，写不下") : OK;
}

enum status book_file_close(struct book_file *file, struct arena *arena, struct buf *out,
                            struct error *error)
{
    lxw_error failed = workbook_close(file->book);
    enum status status =
        failed == LXW_NO_ERROR
            ? read_back(arena, file->fd, out, error)
            : error_set(error, arena, UNAVAILABLE, "生成不了表格：%s", lxw_strerror(failed));
    close(file->fd);
    return status;
}
