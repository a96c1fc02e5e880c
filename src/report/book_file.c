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

static lxw_format *face(lxw_workbook *book, const char *font, double points, uint8_t align,
                        bool border)
{
    lxw_format *format = workbook_add_format(book);
    format_set_font_name(format, font);
    format_set_font_size(format, points);
    format_set_align(format, align);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (border) {
        format_set_border(format, LXW_BORDER_THIN);
        format_set_text_wrap(format);
    }
    return format;
}

struct book_faces book_faces(lxw_workbook *book, struct arena *arena,
                             const struct report_paper *paper)
{
    const char *font = arena_cstr(arena, paper->body_font);
    double points = (double)paper->body_points;
    struct book_faces faces = {
        .title = face(book, arena_cstr(arena, paper->title_font), (double)paper->title_points,
                      LXW_ALIGN_CENTER, false),
        .plain = face(book, font, points, LXW_ALIGN_LEFT, false),
        .heading = face(book, font, points, LXW_ALIGN_CENTER, true),
        .center = face(book, font, points, LXW_ALIGN_CENTER, true),
        .left = face(book, font, points, LXW_ALIGN_LEFT, true),
        .right = face(book, font, points, LXW_ALIGN_RIGHT, false),
    };
    format_set_bold(faces.heading);
    return faces;
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
