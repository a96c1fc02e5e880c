/* Reading a folder of files. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "notice/files.h"

static int by_name(const void *a, const void *b)
{
    return text_compare(((const struct notice_file *)a)->name,
                        ((const struct notice_file *)b)->name);
}

static enum status read_whole(struct arena *arena, const char *folder, const char *name,
                              struct text *out, struct error *error)
{
    struct text path = arena_printf(arena, "%s/%s", folder, name);
    int fd = open(arena_cstr(arena, path), O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        if (fd >= 0) {
            close(fd);
        }
        return error_set(error, arena, UNAVAILABLE, "读不了文件 %s：%s", name, strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        close(fd);
        (void)error_set(error, arena, INVALID, "%s 不是文件", name);
        return error_hint(error, arena, "请移走它，照自带通知补上同名的文件");
    }
    if (info.st_size > (off_t)CEILING_NOTICE_FILE) {
        close(fd);
        (void)error_set(error, arena, TOO_LARGE, "文件 %s 太大（超过 1 MiB）", name);
        return error_hint(error, arena, "通知的文件只有几十 KB，请看看是不是放错了文件");
    }
    size_t size = (size_t)info.st_size, n = 0;
    char *bytes = arena_alloc(arena, size + 1);
    ssize_t got;
    do {
        got = read(fd, bytes + n, size - n);
        n += got > 0 ? (size_t)got : 0;
    } while (n < size && (got > 0 || (got < 0 && errno == EINTR)));
    close(fd);
    if (n < size) {
        return error_set(error, arena, UNAVAILABLE, "文件 %s 没有读完整", name);
    }
    *out = (struct text){bytes, n};
    return OK;
}

enum status notice_files_read(struct arena *arena, const char *folder, struct notice_files *files,
                              struct error *error)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        enum status status = error_set(error, arena, NOT_FOUND, "打不开通知文件夹 %s", folder);
        (void)error_hint(error, arena, "请写出含有 notice.yaml 的文件夹");
        return status;
    }
    *files = (struct notice_files){arena_array(arena, struct notice_file, CEILING_NOTICE_FILES), 0};
    enum status status = OK;
    struct dirent *entry;
    while (status == OK && (entry = readdir(dir)) != NULL) {
        bool docx = text_ends(text_of(entry->d_name), TEXT(".docx"));
        if (entry->d_name[0] == '.' ||
            (!docx && !text_ends(text_of(entry->d_name), TEXT(".yaml")) &&
             !text_ends(text_of(entry->d_name), TEXT(".yml")))) {
            continue;
        }
        if (files->n == CEILING_NOTICE_FILES) {
            status = error_set(error, arena, TOO_LARGE, "通知文件夹里的文件超过 %d 个",
                               CEILING_NOTICE_FILES);
            break;
        }
        struct notice_file *file = &files->at[files->n++];
        file->name = arena_text(arena, text_of(entry->d_name));
        status = read_whole(arena, folder, entry->d_name, &file->bytes, error);
        if (status == OK && docx) {
            file->bytes = notice_docx_text(arena, file->bytes);
        }
    }
    closedir(dir);
    qsort(files->at, files->n, sizeof(*files->at), by_name);
    return status;
}
