#include "base/ceilings.h"
#include "format/csv.h"
#include "format/html_table.h"
#include "format/sheet.h"
#include "format/xls.h"
#include "format/xlsx_read.h"

struct book {
    enum book_kind kind;
    struct arena *arena;
    struct xlsx *xlsx;
    struct xls *xls;
    struct text text; /* CSV and HTML, as UTF-8 */
};

#define SAVE_AS_XLSX "请用 WPS 或 Excel 打开后另存为 .xlsx，再导入"
#define SEND_A_TABLE "请上传 .xlsx、.xls 或 .csv 表格"

/* Files that are no workbook, told by how they begin (dirty_data.csv X01). */
static const struct {
    struct text magic;
    const char *message, *hint;
} strangers[] = {
    {TEXT("%PDF"), "这是 PDF 文件，不是表格", SEND_A_TABLE},
    {TEXT("{\\rtf"), "这是文字文档，不是表格", SEND_A_TABLE},
    {TEXT("\x89PNG"), "这是图片，不是表格", SEND_A_TABLE},
    {TEXT("\xFF\xD8\xFF"), "这是图片，不是表格", SEND_A_TABLE},
    {TEXT("GIF8"), "这是图片，不是表格", SEND_A_TABLE},
    {TEXT("Rar!"), "这是压缩包，不是表格", "请解压后上传其中的表格"},
    {TEXT("7z\xBC\xAF"), "这是压缩包，不是表格", "请解压后上传其中的表格"},
    {TEXT("\x1F\x8B"), "这是压缩包，不是表格", "请解压后上传其中的表格"},
    {TEXT("SQLite format 3"), "这是数据库文件，不是表格", SEND_A_TABLE},
};

/* As UTF-16LE they name the streams of an OLE container. */
static const struct {
    struct text stream;
    const char *message, *hint;
} ole_strangers[] = {
    {TEXT("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), "文件已加密，无法读取",
     "请在本机取消打开密码后另存，再导入；不要把密码填进系统"},
    {TEXT("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), "这是 Word 文档，不是表格", SEND_A_TABLE},
    {TEXT("P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c\0"), "这是演示文稿，不是表格", SEND_A_TABLE},
};

static enum status refuse(struct arena *arena, struct error *error, const char *message,
                          const char *hint)
{
    error_set(error, arena, INVALID, "%s", message);
    return error_hint(error, arena, "%s", hint);
}

static enum status open_ole(struct book *book, struct text bytes, struct error *error)
{
    for (size_t i = 0; i < COUNT(ole_strangers); i++) {
        if (text_has(bytes, ole_strangers[i].stream)) {
            return refuse(book->arena, error, ole_strangers[i].message, ole_strangers[i].hint);
        }
    }
    book->kind = BOOK_XLS;
    return xls_open(book->arena, bytes, &book->xls, error);
}

static enum status open_text(struct book *book, struct text bytes, struct error *error)
{
    bool wide = text_starts(bytes, TEXT("\xFF\xFE")) || text_starts(bytes, TEXT("\xFE\xFF"));
    if (!wide && text_find_char(text_slice(bytes, 0, 4 * KIB), '\0') != TEXT_NONE) {
        return refuse(book->arena, error, "不认识的文件格式", SEND_A_TABLE);
    }
    book->kind = BOOK_CSV;
    enum status status = csv_decode(book->arena, bytes, &book->text, error);
    if (status != OK) {
        return status;
    }
    struct text head = text_slice(text_trim(book->text), 0, 4 * KIB);
    if (text_has(head, TEXT("urn:schemas-microsoft-com:office:spreadsheet"))) {
        return refuse(book->arena, error, "这是 Excel 2003 的 XML 格式，读不了", SAVE_AS_XLSX);
    }
    if (html_table_is(head)) {
        book->kind = BOOK_HTML;
        return OK;
    }
    if (text_starts(head, TEXT("<?xml"))) {
        return refuse(book->arena, error, "这是 XML 文件，不是表格", SAVE_AS_XLSX);
    }
    return OK;
}

/* BIFF2 to BIFF5 without a container: a BOF record of a few bytes comes first. */
static bool is_bare_biff(struct text bytes)
{
    return bytes.n > 4 && bytes.s[0] == 0x09 && (bytes.s[1] & ~0x0E) == 0 && bytes.s[3] == 0 &&
           bytes.s[2] >= 4 && bytes.s[2] <= 16;
}

enum status book_open(struct arena *arena, struct text bytes, struct book **out,
                      struct error *error)
{
    struct book *book = arena_new(arena, struct book);
    book->arena = arena;
    *out = book;
    if (bytes.n > CEILING_UPLOAD) {
        error_set(error, arena, TOO_LARGE, "文件超过 %llu MB", CEILING_UPLOAD / MIB);
        return error_hint(error, arena, "请按乡镇或按月拆成几个文件再导入");
    }
    if (bytes.n == 0) {
        return refuse(arena, error, "文件是空的", "请检查文件是否保存完整");
    }
    for (size_t i = 0; i < COUNT(strangers); i++) {
        if (text_starts(bytes, strangers[i].magic)) {
            return refuse(arena, error, strangers[i].message, strangers[i].hint);
        }
    }
    if (text_starts(bytes, TEXT("PK"))) {
        book->kind = BOOK_XLSX;
        return xlsx_open(arena, bytes, &book->xlsx, error);
    }
    if (text_starts(bytes, TEXT("\xD0\xCF\x11\xE0")) || is_bare_biff(bytes)) {
        return open_ole(book, bytes, error);
    }
    return open_text(book, bytes, error);
}

enum book_kind book_kind(const struct book *book)
{
    return book->kind;
}

size_t book_sheet_count(const struct book *book)
{
    switch (book->kind) {
    case BOOK_XLSX:
        return xlsx_sheet_count(book->xlsx);
    case BOOK_XLS:
        return xls_sheet_count(book->xls);
    case BOOK_CSV:
    case BOOK_HTML:
        return 1;
    }
    bug("book of kind %d", (int)book->kind);
}

struct sheet_info book_sheet(const struct book *book, size_t index)
{
    switch (book->kind) {
    case BOOK_XLSX:
        return xlsx_sheet(book->xlsx, index);
    case BOOK_XLS:
        return xls_sheet(book->xls, index);
    case BOOK_CSV:
    case BOOK_HTML:
        return (struct sheet_info){.name = TEXT_EMPTY};
    }
    bug("book of kind %d", (int)book->kind);
}

enum status book_read(struct book *book, size_t index, struct sheet_sink sink,
                      struct sheet_summary *summary, struct error *error)
{
    switch (book->kind) {
    case BOOK_XLSX:
        return xlsx_read(book->xlsx, index, sink, summary, error);
    case BOOK_XLS:
        xls_read(book->xls, index, sink, summary);
        return OK;
    case BOOK_CSV:
        return csv_read(book->arena, book->text, csv_separator(book->text), sink, summary, error);
    case BOOK_HTML:
        return html_table_read(book->arena, book->text, sink, summary, error);
    }
    bug("book of kind %d", (int)book->kind);
}
