#include "format/file_kind.h"

#include <magic.h>
#include <string.h>

#include "format/ole.h"
#include "format/zip_read.h"

static const struct file_kind_info kinds[FILE_KIND__COUNT] = {
    [FILE_JPEG] = {"jpg", "图片", "image/jpeg", (const char *const[]){"jpg", "jpeg", "jpe", NULL},
                   FILE_GROUP_PICTURE},
    [FILE_PNG] = {"png", "图片", "image/png", (const char *const[]){"png", NULL},
                  FILE_GROUP_PICTURE},
    [FILE_PDF] = {"pdf", "PDF 文档", "application/pdf", (const char *const[]){"pdf", NULL},
                  FILE_GROUP_PDF},
    [FILE_DOCX] = {"docx", "Word 文档",
                   "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                   (const char *const[]){"docx", NULL}, FILE_GROUP_OFFICE},
    [FILE_XLSX] = {"xlsx", "Excel 表格",
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   (const char *const[]){"xlsx", NULL}, FILE_GROUP_OFFICE},
    [FILE_DOC] = {"doc", "Word 文档", "application/msword",
                  (const char *const[]){"doc", "wps", NULL}, FILE_GROUP_OFFICE},
    [FILE_XLS] = {"xls", "Excel 表格", "application/vnd.ms-excel",
                  (const char *const[]){"xls", "et", NULL}, FILE_GROUP_OFFICE},
};

const struct file_kind_info *file_kind_info(enum file_kind kind)
{
    return &kinds[kind];
}

enum file_kind file_kind_named(struct text name)
{
    for (enum file_kind kind = FILE_JPEG; kind < FILE_KIND__COUNT; kind++) {
        if (text_is(name, kinds[kind].name)) {
            return kind;
        }
    }
    return FILE_OTHER;
}

bool file_kind_fits(enum file_kind kind, struct text name)
{
    for (const char *const *e = kinds[kind].extensions; *e != NULL; e++) {
        size_t n = strlen(*e);
        if (name.n > n + 1 && name.s[name.n - n - 1] == '.' &&
            text_equal_nocase(text_slice(name, name.n - n, name.n), text_of(*e))) {
            return true;
        }
    }
    return false;
}

/* ---- what libmagic says ---- */

static enum status ask_magic(struct text bytes, struct text *what, struct arena *arena,
                             struct error *error)
{
    /* A cookie is for one thread at a time, and uploads are rare: one each. */
    magic_t cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);
    const char *said = NULL;
    if (cookie != NULL && magic_load(cookie, NULL) == 0) {
        said = magic_buffer(cookie, bytes.s, bytes.n);
    }
    enum status status = OK;
    if (said == NULL) {
        status = error_set(error, arena, UNAVAILABLE, "认不出文件的种类");
        error->detail = TEXT("libmagic has no database, or failed");
        error_hint(error, arena, "请联系系统管理员检查 libmagic 是否安装完整");
    } else {
        *what = arena_text(arena, text_of(said));
    }
    if (cookie != NULL) {
        magic_close(cookie);
    }
    return status;
}

/* ---- what hides in it ---- */

enum { PACKAGE_END = 22 + 65535 /* the end of a zip package with its longest comment */ };

static bool has_package_behind(struct text bytes)
{
    size_t from = bytes.n > PACKAGE_END ? bytes.n - PACKAGE_END : 0;
    return text_has(text_slice(bytes, from, bytes.n), TEXT("PK\x05\x06"));
}

static enum status refuse(struct arena *arena, struct error *error, const char *message)
{
    error_set(error, arena, INVALID, "%s", message);
    return error_hint(error, arena, "请另存为一份普通的文件再传");
}

/* Which office document a zip package is: by the part that every such document has. */
static enum status find_in_package(struct text bytes, enum file_kind *kind, struct arena *arena,
                                   struct error *error)
{
    struct zip zip;
    struct error broken = {0};
    if (zip_read(arena, bytes, &zip, &broken) != OK) {
        return OK;
    }
    if (zip_find(&zip, TEXT("word/document.xml")) != NULL) {
        *kind = FILE_DOCX;
    } else if (zip_find(&zip, TEXT("xl/workbook.xml")) != NULL) {
        *kind = FILE_XLSX;
    }
    for (size_t i = 0; *kind != FILE_OTHER && i < zip.n; i++) {
        if (text_ends(zip.entries[i].name, TEXT("vbaProject.bin"))) {
            return refuse(arena, error, "文档里带有宏");
        }
    }
    return OK;
}

static enum status find_in_compound(struct text bytes, enum file_kind *kind, struct arena *arena,
                                    struct error *error)
{
    struct text stream;
    if (ole_stream(arena, bytes, "WordDocument", &stream)) {
        *kind = FILE_DOC;
    } else if (ole_stream(arena, bytes, "Workbook", &stream) ||
               ole_stream(arena, bytes, "Book", &stream)) {
        *kind = FILE_XLS;
    }
    if (*kind != FILE_OTHER && ole_stream(arena, bytes, "_VBA_PROJECT", &stream)) {
        return refuse(arena, error, "文档里带有宏");
    }
    return OK;
}

enum status file_kind_find(struct text bytes, enum file_kind *kind, struct text *what,
                           struct arena *arena, struct error *error)
{
    *kind = FILE_OTHER;
    enum status status = ask_magic(bytes, what, arena, error);
    if (status != OK) {
        return status;
    }
    if (text_is(*what, "image/jpeg")) {
        *kind = FILE_JPEG;
    } else if (text_is(*what, "image/png")) {
        *kind = FILE_PNG;
    } else if (text_is(*what, "application/pdf")) {
        if (!text_starts(bytes, TEXT("%PDF-")) || has_package_behind(bytes)) {
            return refuse(arena, error, "PDF 里夹带了别的内容");
        }
        *kind = FILE_PDF;
    } else if (text_starts(bytes, TEXT("PK\x03\x04"))) {
        return find_in_package(bytes, kind, arena, error);
    } else if (text_starts(bytes, TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))) {
        return find_in_compound(bytes, kind, arena, error);
    }
    return OK;
}
