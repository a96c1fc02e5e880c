#include "format/xlsx_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/ceilings.h"
#include "format/xlsx_book.h"
#include "format/xlsx_sheet.h"
#include "format/xlsx_xml.h"

/* Far more than any program writes; what goes beyond is not looked at. */
enum { MOST_RELATIONS = 10000, MOST_SHEETS = 1000, MOST_DATE_FORMATS = 4000, MOST_STYLES = 100000 };

/* One Relationship element (ECMA-376 part 2, 9.3). */
struct relation {
    struct text id;
    struct text type;   /* the last word of the type's address */
    struct text target; /* name of the part in the package */
};

struct relations {
    struct arena *arena;
    struct text folder; /* targets are relative to it; with its slash */
    LIST(struct relation) list;
};

static struct text after_last_slash(struct text t)
{
    for (size_t i = t.n; i > 0; i--) {
        if (t.s[i - 1] == '/') {
            return text_slice(t, i, t.n);
        }
    }
    return t;
}

static struct text folder_of(struct text name)
{
    return text_slice(name, 0, name.n - after_last_slash(name).n);
}

/* "../a/b.xml" seen from "xl/worksheets/" is "xl/a/b.xml"; a leading slash starts at the root. */
static struct text resolve(struct arena *arena, struct text folder, struct text target)
{
    if (text_starts(target, TEXT("/"))) {
        return arena_text(arena, text_slice(target, 1, target.n));
    }
    while (text_starts(target, TEXT("../")) || text_starts(target, TEXT("./"))) {
        bool up = target.s[1] == '.';
        target = text_slice(target, up ? 3 : 2, target.n);
        if (up && folder.n > 0) {
            folder = folder_of(text_slice(folder, 0, folder.n - 1));
        }
    }
    return arena_printf(arena, "%.*s%.*s", TEXT_ARG(folder), TEXT_ARG(target));
}

static void relation_start(void *context, struct text name, const char **attributes)
{
    struct relations *r = context;
    const char *id = xlsx_xml_attribute(attributes, "Id");
    const char *type = xlsx_xml_attribute(attributes, "Type");
    const char *target = xlsx_xml_attribute(attributes, "Target");
    if (text_is(name, "Relationship") && id != NULL && type != NULL && target != NULL &&
        r->list.n < MOST_RELATIONS) {
        list_add(&r->list, (struct relation){
                               arena_text(r->arena, text_of(id)),
                               arena_text(r->arena, after_last_slash(text_of(type))),
                               resolve(r->arena, r->folder, text_of(target)),
                           });
    }
}

/* Reads the relationships of a part; the empty name stands for the package itself. */
static enum status read_relations(struct xlsx *book, struct text part, struct relations *r,
                                  struct error *error)
{
    *r = (struct relations){.arena = book->arena, .folder = folder_of(part)};
    struct text name = arena_printf(book->arena, "%.*s_rels/%.*s.rels", TEXT_ARG(r->folder),
                                    TEXT_ARG(after_last_slash(part)));
    const struct zip_entry *entry = zip_find(&book->zip, name);
    if (entry == NULL) {
        return OK;
    }
    struct xlsx_xml handlers = {.start = relation_start, .context = r};
    return xlsx_xml_read(book->arena, entry, UNPACK_CHUNK, &handlers, error);
}

static const struct zip_entry *part_of_type(const struct xlsx *book, const struct relations *r,
                                            const char *type)
{
    for (size_t i = 0; i < r->list.n; i++) {
        if (text_is(r->list.at[i].type, type)) {
            return zip_find(&book->zip, r->list.at[i].target);
        }
    }
    return NULL;
}

/* ---- workbook.xml ---- */

struct sheets {
    struct xlsx *book;
    struct relations *relations;
    size_t seen; /* <sheet> elements, chart sheets too */
    bool date1904;
};

static void sheet_start(struct sheets *in, const char **attributes)
{
    const char *name = xlsx_xml_attribute(attributes, "name");
    const char *id = xlsx_xml_attribute(attributes, "relationships:id");
    const char *state = xlsx_xml_attribute(attributes, "state");
    if (in->seen == MOST_SHEETS) {
        return;
    }
    in->seen++;
    for (size_t i = 0; id != NULL && i < in->relations->list.n; i++) {
        const struct relation *r = &in->relations->list.at[i];
        if (!text_is(r->id, id) || !text_is(r->type, "worksheet")) {
            continue;
        }
        const struct zip_entry *entry = zip_find(&in->book->zip, r->target);
        if (entry != NULL) {
            struct sheet_info info = {
                .name = arena_text(in->book->arena, text_of(name)),
                .hidden = state != NULL && strcmp(state, "visible") != 0,
            };
            list_add(&in->book->sheets, (struct xlsx_sheet){info, entry});
        }
        return;
    }
}

static void workbook_start(void *context, struct text name, const char **attributes)
{
    struct sheets *in = context;
    if (text_is(name, "workbookPr")) {
        const char *v = xlsx_xml_attribute(attributes, "date1904");
        in->date1904 = v != NULL && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0);
    } else if (text_is(name, "sheet")) {
        sheet_start(in, attributes);
    }
}

static enum status read_workbook(struct xlsx *book, const struct zip_entry *entry,
                                 struct relations *relations, struct error *error)
{
    struct sheets in = {.book = book, .relations = relations};
    struct xlsx_xml handlers = {.start = workbook_start, .context = &in};
    enum status status = xlsx_xml_read(book->arena, entry, UNPACK_CHUNK, &handlers, error);
    for (size_t i = 0; i < book->sheets.n; i++) {
        book->sheets.at[i].info.date1904 = in.date1904;
    }
    return status;
}

/* ---- styles.xml ---- */

struct formats {
    struct xlsx *book;
    LIST(uint32_t) dates; /* ids of the workbook's own formats that show a date */
    bool in_cells;        /* between <cellXfs> and its end */
};

bool xlsx_format_is_date(uint32_t id, struct text code)
{
    /* 14-22 and 45-47 everywhere, 27-36 and 50-58 in Chinese (18.8.30). */
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
        (id >= 50 && id <= 58)) {
        return true;
    }
    for (size_t i = 0; i < code.n; i++) {
        char c = code.s[i];
        if (c == '"') {
            size_t closing = text_find_char(text_slice(code, i + 1, code.n), '"');
            i = closing == TEXT_NONE ? code.n : i + 1 + closing;
        } else if (c == '\\' || c == '_' || c == '*') {
            i++; /* the next character is shown, or gives a width */
        } else if (c == '[') {
            size_t closing = text_find_char(text_slice(code, i, code.n), ']');
            bool elapsed = i + 1 < code.n && strchr("hHmMsS", code.s[i + 1]) != NULL;
            if (elapsed && (closing == 2 || closing == 3)) {
                return true; /* [h], [mm]: hours or minutes past a day */
            }
            i = closing == TEXT_NONE ? code.n : i + closing;
        } else if (strchr("yYmMdDhHsS", c) != NULL) {
            return true;
        }
    }
    return false;
}

static uint32_t number_of(const char *z)
{
    int64_t value;
    return z != NULL && text_to_int(text_of(z), &value) && value >= 0 && value <= UINT32_MAX
               ? (uint32_t)value
               : 0;
}

static void styles_start(void *context, struct text name, const char **attributes)
{
    struct formats *in = context;
    uint32_t id = number_of(xlsx_xml_attribute(attributes, "numFmtId"));
    if (text_is(name, "numFmt")) {
        if (in->dates.n < MOST_DATE_FORMATS &&
            xlsx_format_is_date(id, text_of(xlsx_xml_attribute(attributes, "formatCode")))) {
            list_add(&in->dates, id);
        }
    } else if (text_is(name, "cellXfs")) {
        in->in_cells = true;
    } else if (in->in_cells && text_is(name, "xf") && in->book->date_styles.n < MOST_STYLES) {
        bool date = xlsx_format_is_date(id, TEXT_EMPTY);
        for (size_t i = 0; i < in->dates.n && !date; i++) {
            date = in->dates.at[i] == id;
        }
        list_add(&in->book->date_styles, date);
    }
}

static void styles_end(void *context, struct text name)
{
    struct formats *in = context;
    in->in_cells = in->in_cells && !text_is(name, "cellXfs");
}

static enum status read_styles(struct xlsx *book, struct error *error)
{
    if (book->styles_entry == NULL) {
        return OK;
    }
    struct formats in = {.book = book};
    struct xlsx_xml handlers = {.start = styles_start, .end = styles_end, .context = &in};
    enum status status =
        xlsx_xml_read(book->arena, book->styles_entry, UNPACK_CHUNK, &handlers, error);
    list_release(&in.dates);
    return status;
}

/* ---- opening ---- */

static enum status not_a_workbook(const struct xlsx *book, struct error *error)
{
    const char *what = "不是 Excel 工作簿";
    if (zip_find(&book->zip, TEXT("word/document.xml")) != NULL) {
        what = "是 Word 文档，不是 Excel 工作簿";
    } else if (zip_find(&book->zip, TEXT("xl/workbook.bin")) != NULL) {
        what = "是二进制工作簿（.xlsb），暂不能读取";
    } else if (zip_find(&book->zip, TEXT("content.xml")) != NULL) {
        what = "是 OpenDocument 表格（.ods），暂不能读取";
    }
    error_set(error, book->arena, INVALID, "该文件%s", what);
    return error_hint(error, book->arena, "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传");
}

static void close_book(void *context)
{
    struct xlsx *book = context;
    list_release(&book->sheets);
    list_release(&book->date_styles);
    list_release(&book->strings.ends);
    buf_release(&book->strings.bytes);
}

/* Finds the workbook and its parts through the relationships. */
static enum status find_parts(struct xlsx *book, struct error *error)
{
    struct relations package, parts = {0};
    enum status status = read_relations(book, TEXT_EMPTY, &package, error);
    if (status == OK) {
        const struct zip_entry *workbook = part_of_type(book, &package, "officeDocument");
        if (workbook == NULL) {
            workbook = zip_find(&book->zip, TEXT("xl/workbook.xml"));
        }
        if (workbook == NULL || !text_ends(workbook->name, TEXT(".xml")) ||
            text_starts(workbook->name, TEXT("word/"))) {
            status = not_a_workbook(book, error);
        } else {
            status = read_relations(book, workbook->name, &parts, error);
        }
        if (status == OK) {
            book->strings_entry = part_of_type(book, &parts, "sharedStrings");
            book->styles_entry = part_of_type(book, &parts, "styles");
            status = read_workbook(book, workbook, &parts, error);
        }
    }
    list_release(&package.list);
    list_release(&parts.list);
    if (status == OK && book->sheets.n == 0) {
        return not_a_workbook(book, error);
    }
    return status;
}

enum status xlsx_open(struct arena *arena, struct text bytes, struct xlsx **out,
                      struct error *error)
{
    struct xlsx *book = arena_new(arena, struct xlsx);
    *out = book;
    book->arena = arena;
    book->chunk = UNPACK_CHUNK;
    buf_init(&book->strings.bytes, CEILING_SHARED_TEXT);
    arena_defer(arena, close_book, book);
    enum status status = zip_read(arena, bytes, &book->zip, error);
    if (status == OK) {
        status = find_parts(book, error);
    }
    return status == OK ? read_styles(book, error) : status;
}

size_t xlsx_sheet_count(const struct xlsx *book)
{
    return book->sheets.n;
}

struct sheet_info xlsx_sheet(const struct xlsx *book, size_t index)
{
    return book->sheets.at[index].info;
}

/* ---- reading ---- */

static void summarize(const struct xlsx_rows *rows, struct arena *arena,
                      struct sheet_summary *summary)
{
    *summary = rows->at;
    if (rows->merged.n > 0) {
        struct sheet_range *merged = arena_array(arena, struct sheet_range, rows->merged.n);
        memcpy(merged, rows->merged.at, rows->merged.n * sizeof(*merged));
        summary->merged = merged;
        summary->merged_count = rows->merged.n;
    }
}

enum status xlsx_read(struct xlsx *book, size_t index, struct sheet_sink sink,
                      struct sheet_summary *summary, struct error *error)
{
    *summary = (struct sheet_summary){0};
    enum status status = xlsx_strings_read(book, error);
    if (status != OK) {
        return status;
    }
    const struct zip_entry *entry = book->sheets.at[index].entry;
    struct xlsx_rows rows;
    xlsx_rows_init(&rows, book, sink);
    bool odd = book->careful;
    if (!odd) {
        status = xlsx_sheet_scan(&rows, entry, &odd, error);
        book->odd += odd;
    }
    if (status == OK && odd) {
        uint64_t done = rows.done;
        xlsx_rows_release(&rows);
        xlsx_rows_init(&rows, book, sink);
        rows.skip = done;
        status = xlsx_sheet_parse(&rows, entry, error);
    }
    if (status == OK) {
        summarize(&rows, book->arena, summary);
    }
    xlsx_rows_release(&rows);
    return status;
}
