#include "compare/list_texts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "base/list.h"

enum { CELL_MOST = UINT16_MAX, DAY_0_OF_1900 = 25569, DAY_0_OF_1904 = 24107 };

/* A row's cells stand one after the other in the order of enum clean_field: two bytes of length,
 * the text. A row without any has start NO_ROW. */
static const uint64_t NO_ROW = UINT64_MAX;

struct reading {
    const struct columns *columns;
    struct list_texts *texts;
    bool date1904;
};

static void add_text(struct buf *bytes, struct text t)
{
    uint16_t n = (uint16_t)(t.n < CELL_MOST ? t.n : CELL_MOST);
    buf_add(bytes, &n, sizeof(n));
    buf_add(bytes, t.s, n);
}

/* A cell as a person reads it: a date by its day. */
static void add_cell(const struct reading *reading, const struct sheet_cell *cell)
{
    char iso[11];
    struct text t = cell->text;
    if (cell->kind == CELL_NUMBER && cell->date && cell->number >= 1 && cell->number < 2958466) {
        int32_t day = (int32_t)cell->number - (reading->date1904 ? DAY_0_OF_1904 : DAY_0_OF_1900);
        t = (struct text){iso, date_format((struct date){day, DATE_DAY}, iso)};
    }
    add_text(&reading->texts->bytes, t);
}

static bool keep_row(void *context, const struct sheet_row *row)
{
    const struct reading *reading = context;
    struct list_texts *texts = reading->texts;
    uint32_t first = reading->columns->heading_row + reading->columns->heading_rows;
    if (row->row < first) {
        return true;
    }
    uint32_t number = row->row - first; /* from 0 */
    texts->starts = list_grown(texts->starts, &texts->size, (size_t)number + 1, sizeof(uint64_t));
    while (texts->rows < number) {
        texts->starts[texts->rows++] = NO_ROW;
    }
    texts->starts[texts->rows++] = texts->bytes.n;
    for (int field = 0; field < CLEAN_FIELD__COUNT; field++) {
        const struct sheet_cell *found = NULL;
        for (size_t i = 0; i < row->n && reading->columns->at[field] >= 0; i++) {
            if (row->cells[i].col == (uint32_t)reading->columns->at[field]) {
                found = &row->cells[i];
                break;
            }
        }
        if (found == NULL) {
            add_text(&texts->bytes, TEXT_EMPTY);
        } else {
            texts->filled[field] += text_trim(found->text).n > 0;
            add_cell(reading, found);
        }
    }
    return !texts->bytes.full;
}

/* The file's bytes until the arena goes. */
struct mapped {
    void *at;
    size_t n;
};

static void unmap(void *context)
{
    struct mapped *mapped = context;
    munmap(mapped->at, mapped->n);
}

static enum status map_file(struct arena *arena, const char *path, struct text *out,
                            struct error *error)
{
    struct stat found;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *at = MAP_FAILED;
    if (fd >= 0 && fstat(fd, &found) == 0 && found.st_size > 0) {
        at = mmap(NULL, (size_t)found.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    if (fd >= 0) {
        close(fd);
    }
    if (at == MAP_FAILED) {
        return error_set(error, arena, NOT_FOUND, "打不开文件 %s", path);
    }
    struct mapped *mapped = arena_new(arena, struct mapped);
    *mapped = (struct mapped){at, (size_t)found.st_size};
    arena_defer(arena, unmap, mapped);
    *out = (struct text){at, (size_t)found.st_size};
    return OK;
}

/* The sheet that the comparison read. */
static size_t sheet_of(const struct book *book, const struct source *source)
{
    for (size_t i = 0; source->sheet.n > 0 && i < book_sheet_count(book); i++) {
        if (text_equal(book_sheet(book, i).name, source->sheet)) {
            return i;
        }
    }
    return 0;
}

static enum status read_book(struct arena *arena, const struct source *source,
                             struct list_texts *texts, struct error *error)
{
    struct text bytes = TEXT_EMPTY;
    struct book *book;
    struct sheet_summary summary;
    enum status status = map_file(arena, source->path, &bytes, error);
    if (status == OK) {
        status = book_open(arena, bytes, &book, error);
    }
    if (status != OK) {
        return status;
    }
    size_t sheet = sheet_of(book, source);
    struct reading reading = {&source->columns, texts, book_sheet(book, sheet).date1904};
    status = book_read(book, sheet, (struct sheet_sink){keep_row, &reading}, &summary, error);
    if (status == OK && texts->bytes.full) {
        (void)error_set(error, arena, TOO_LARGE, "%s 太大，写不进工作簿", source->path);
        status = error_hint(error, arena, "请把结果写成 .csv");
    }
    return status;
}

enum status list_texts_read(struct arena *arena, const struct source *source,
                            struct list_texts *out, struct error *error)
{
    *out = (struct list_texts){0};
    buf_init(&out->bytes, CEILING_SHOWN_LIST);
    struct arena reading;
    arena_init(&reading);
    struct error inner;
    enum status status = read_book(&reading, source, out, &inner);
    if (status != OK) {
        (void)error_set(error, arena, status, "%.*s", TEXT_ARG(inner.message));
        (void)error_hint(error, arena, "%.*s", TEXT_ARG(inner.hint));
        list_texts_release(out);
    }
    arena_release(&reading);
    return status;
}

void list_texts_release(struct list_texts *texts)
{
    buf_release(&texts->bytes);
    free(texts->starts);
    texts->starts = NULL;
    texts->rows = 0;
}

struct text list_texts_cell(const struct list_texts *texts, uint32_t row, enum clean_field field)
{
    if (row == 0 || row > texts->rows || texts->starts[row - 1] == NO_ROW) {
        return TEXT_EMPTY;
    }
    const char *at = texts->bytes.s + texts->starts[row - 1];
    uint16_t n;
    for (int i = 0;; i++) {
        memcpy(&n, at, sizeof(n));
        if (i == (int)field) {
            return (struct text){at + sizeof(n), n};
        }
        at += sizeof(n) + n;
    }
}
