#include "compare/source.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compare/pile.h"
#include "format/csv.h"
#include "format/csv_cut.h"

enum {
    PIECE = 1 << 21,      /* bytes of a .csv read as one task */
    LONG_FILE = 1 << 29,  /* bytes from which on it is long */
    LONG_PIECE = 1 << 24, /* of such a one */
    SNIFF = 256 << 10,    /* bytes from which the encoding is told */
    HEAD = 64 << 10,      /* bytes in which the heading of a .csv lies */
    BATCH = 4096,         /* rows handed on together */
};

/* A file's bytes; with the arena they are given back. */
struct mapped {
    char *at;
    size_t n;
};

/* A file while it is read. */
struct opened {
    struct mapped *mapped;
    struct text bytes; /* of it: all */
    struct text text;  /* of a .csv: as UTF-8 */
    bool csv;
    struct csv_cut cut;
    struct book *book;
    size_t sheet;
};

struct sources {
    struct arena *arena;
    struct crew *crew;
    int32_t today;
    struct opened file[2];
    struct source *list;
    size_t tasks[2];           /* pieces, or 1 for a book */
    struct compare *compare;   /* that is told of the progress, and takes the rows */
    const struct shelf *shelf; /* that takes the rows instead; or NULL */
    size_t done;               /* under `lock` */
    pthread_mutex_t lock;
    bool stop; /* atomic: failed or cancelled */
    enum status status;
    struct error error; /* its texts in `arena` */
};

/* ---- rows ---- */

/* One task's rows on their way. */
struct taking {
    struct sources *r;
    int side;
    struct cleaner cleaner;
    struct person_row rows[BATCH];
    size_t n;
    LIST(struct person_row) all; /* for a shelf */
    struct pile_facts facts;     /* of those handed on */
};

/* 合计, 填表人：…: no person. Looked at only where no number stands. */
static bool is_remark(struct text first)
{
    static const struct text words[] = {TEXT("合计"), TEXT("小计"), TEXT("总计"),   TEXT("填表"),
                                        TEXT("制表"), TEXT("审核"), TEXT("备注"),   TEXT("说明"),
                                        TEXT("注："), TEXT("单位"), TEXT("经办人"), TEXT("负责人")};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (text_starts(first, words[i])) {
            return true;
        }
    }
    return false;
}

/* Whether no digit is in it, of either width. */
static bool is_numberless(struct text number)
{
    for (size_t i = 0; i < number.n; i++) {
        if ((number.s[i] >= '0' && number.s[i] <= '9') || number.s[i] == '\xEF') {
            return false;
        }
    }
    return true;
}

static bool passes(const struct taking *t, struct text first,
                   const struct clean_cell cells[CLEAN_FIELD__COUNT])
{
    const struct columns *c = &t->r->list[t->side].columns;
    struct text name = cells[CLEAN_NAME].text, number = cells[CLEAN_NUMBER].text;
    if (name.n == 0 && number.n == 0) {
        return true;
    }
    bool heading = c->at[CLEAN_NAME] != COLUMN_ABSENT ? text_equal(name, c->title[CLEAN_NAME])
                                                      : text_equal(number, c->title[CLEAN_NUMBER]);
    return heading || (is_numberless(number) && (is_remark(first) || is_remark(name)));
}

static void hand_on(struct taking *t)
{
    if (t->r->shelf == NULL) {
        compare_add(t->r->compare, (enum compare_side)t->side, t->rows, t->n);
    } else if (t->n > 0) {
        list_reserve(&t->all, t->all.n + t->n);
        memcpy(t->all.at + t->all.n, t->rows, t->n * sizeof(*t->rows));
        t->all.n += t->n;
        t->facts.last = t->rows[t->n - 1].row;
    }
    t->facts.rows += (uint32_t)t->n;
    t->n = 0;
}

static void take(struct taking *t, uint32_t row, struct text first,
                 const struct clean_cell cells[CLEAN_FIELD__COUNT])
{
    const struct columns *c = &t->r->list[t->side].columns;
    if (passes(t, first, cells)) {
        t->facts.passed++;
        return;
    }
    struct person_row *out = &t->rows[t->n++];
    clean_row(&t->cleaner, cells, out);
    out->row = row - c->heading_row - c->heading_rows + 1;
    if (t->n == BATCH) {
        hand_on(t);
    }
}

static struct taking *taking_new(struct sources *r, int side, enum date_serial serial)
{
    struct taking *t = memory_get(sizeof(*t));
    t->r = r;
    t->side = side;
    t->n = 0;
    t->all.at = NULL;
    t->all.n = t->all.size = 0;
    t->facts = (struct pile_facts){.side = (uint32_t)side};
    cleaner_init(&t->cleaner, r->today, serial);
    return t;
}

static void taking_free(struct taking *t)
{
    cleaner_release(&t->cleaner);
    list_release(&t->all);
    free(t);
}

/* The first failure is the one that is told. */
static void fail(struct sources *r, int side, enum status status, const struct error *error)
{
    pthread_mutex_lock(&r->lock);
    if (r->status == OK) {
        r->status = status;
        error_set(&r->error, r->arena, status, "%s：%.*s", r->list[side].path,
                  TEXT_ARG(error->message));
        r->error.hint = arena_text(r->arena, error->hint);
    }
    pthread_mutex_unlock(&r->lock);
    __atomic_store_n(&r->stop, true, __ATOMIC_RELAXED);
}

/* ---- .csv ---- */

static bool take_csv(void *context, uint32_t row, const struct text *cells)
{
    struct taking *t = context;
    const struct columns *c = &t->r->list[t->side].columns;
    if (row < c->heading_row + c->heading_rows) {
        return true;
    }
    struct clean_cell picked[CLEAN_FIELD__COUNT];
    for (int f = 0; f < CLEAN_FIELD__COUNT; f++) {
        picked[f].text = c->at[f] == COLUMN_ABSENT ? TEXT_EMPTY : cells[c->at[f]];
        picked[f].written = WRITTEN_AS_TEXT;
    }
    take(t, row, cells[0], picked);
    return true;
}

static size_t columns_needed(const struct columns *c)
{
    size_t n = 1;
    for (int f = 0; f < CLEAN_FIELD__COUNT; f++) {
        size_t col = c->at[f] == COLUMN_ABSENT ? 0 : (size_t)c->at[f];
        n = col + 1 > n ? col + 1 : n;
    }
    return n;
}

/* Whether the text is the mapped file itself. */
static bool is_mapped(const struct opened *file)
{
    return file->text.s >= file->bytes.s && file->text.s <= file->bytes.s + file->bytes.n;
}

static enum status read_piece(struct taking *t, size_t piece, struct arena *arena,
                              struct error *error)
{
    struct opened *file = &t->r->file[t->side];
    enum status status =
        csv_cut_read(arena, &file->cut, piece, columns_needed(&t->r->list[t->side].columns),
                     (struct csv_cut_sink){take_csv, t}, error);
    if (is_mapped(file)) {
        csv_cut_forget(file->cut.pieces[piece].at, file->cut.pieces[piece].end);
    }
    return status;
}

/* ---- other sheets ---- */

static bool take_book(void *context, const struct sheet_row *row)
{
    struct taking *t = context;
    const struct columns *c = &t->r->list[t->side].columns;
    if (row->row < c->heading_row + c->heading_rows) {
        return true;
    }
    struct clean_cell picked[CLEAN_FIELD__COUNT] = {0};
    for (size_t i = 0; i < row->n; i++) {
        const struct sheet_cell *cell = &row->cells[i];
        for (int f = 0; f < CLEAN_FIELD__COUNT; f++) {
            if (c->at[f] == (int32_t)cell->col) {
                picked[f].text = cell->text;
                picked[f].written = cell->kind != CELL_NUMBER ? WRITTEN_AS_TEXT
                                    : cell->date              ? WRITTEN_AS_DATE
                                                              : WRITTEN_AS_NUMBER;
            }
        }
    }
    if (row->n > 0) {
        take(t, row->row, row->cells[0].text, picked);
    }
    return !__atomic_load_n(&t->r->stop, __ATOMIC_RELAXED);
}

static enum status read_book(struct taking *t, struct error *error)
{
    struct opened *file = &t->r->file[t->side];
    struct sheet_summary summary;
    return book_read(file->book, file->sheet, (struct sheet_sink){take_book, t}, &summary, error);
}

/* Books first, as they are long and cannot be shared. */
static int side_of(const struct sources *r, size_t *task)
{
    for (int side = 0; side < 2; side++) {
        if (!r->file[side].csv && (*task)-- == 0) {
            *task = 0;
            return side;
        }
    }
    if (r->file[0].csv && *task < r->tasks[0]) {
        return 0;
    }
    *task -= r->file[0].csv ? r->tasks[0] : 0;
    return 1;
}

static enum date_serial serial_of(const struct opened *file)
{
    bool late = !file->csv && book_sheet(file->book, file->sheet).date1904;
    return late ? DATE_FROM_1904 : DATE_FROM_1900;
}

/* Reads a task's rows; NULL: it failed, or all is to stop. */
static struct taking *read_task(struct sources *r, size_t task)
{
    struct arena arena;
    struct error error;
    int side = side_of(r, &task);
    struct taking *t = taking_new(r, side, serial_of(&r->file[side]));
    arena_init(&arena);
    enum status status =
        r->file[side].csv ? read_piece(t, task, &arena, &error) : read_book(t, &error);
    hand_on(t);
    if (status != OK) {
        fail(r, side, status, &error);
    }
    arena_release(&arena);
    if (__atomic_load_n(&r->stop, __ATOMIC_RELAXED)) {
        taking_free(t);
        return NULL;
    }
    return t;
}

/* ---- opening ---- */

static void unmap(void *what)
{
    const struct mapped *mapped = what;
    munmap(mapped->at, mapped->n);
}

/* NULL: *error says why not. */
static struct mapped *map_file(struct arena *arena, const char *path, struct error *error)
{
    struct stat found;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *at = MAP_FAILED;
    errno = fd < 0 ? errno : 0;
    bool file = fd >= 0 && fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
    if (file && found.st_size > 0) {
        at = mmap(NULL, (size_t)found.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    int failed = errno;
    if (fd >= 0) {
        close(fd);
    }
    if (file && found.st_size == 0) {
        error_set(error, arena, INVALID, "文件是空的");
        error_hint(error, arena, "请选择有数据的表");
        return NULL;
    }
    if (at == MAP_FAILED) {
        error_set(error, arena, NOT_FOUND, "打不开文件：%s",
                  failed != 0 ? strerror(failed) : "不是普通文件");
        return NULL;
    }
    struct mapped *mapped = arena_new(arena, struct mapped);
    *mapped = (struct mapped){at, (size_t)found.st_size};
    arena_defer(arena, unmap, mapped);
    return mapped;
}

/* Whether the bytes begin as plain text does; everything else is book_open's to tell. */
static bool looks_like_csv(struct text bytes)
{
    static const struct text other[] = {TEXT("PK\x03\x04"), TEXT("\xD0\xCF\x11\xE0"),
                                        TEXT("%PDF"),       TEXT("\x1F\x8B"),
                                        TEXT("\x89PNG"),    TEXT("\xFF\xD8\xFF")};
    struct text head = text_slice(bytes, 0, 4096);
    for (size_t i = 0; i < COUNT(other); i++) {
        if (text_starts(head, other[i])) {
            return false;
        }
    }
    bool utf16 = text_starts(head, TEXT("\xFF\xFE")) || text_starts(head, TEXT("\xFE\xFF"));
    struct text words =
        text_trim(text_starts(head, TEXT("\xEF\xBB\xBF")) ? text_slice(head, 3, head.n) : head);
    return (utf16 || text_find_char(head, '\0') == TEXT_NONE) && !text_starts(words, TEXT("<"));
}

/* Its text as UTF-8. The first part tells the encoding: a list's heading is Chinese. */
static enum status decode(struct arena *arena, struct opened *file, struct error *error)
{
    bool marked = text_starts(file->bytes, TEXT("\xEF\xBB\xBF"));
    struct text text = text_slice(file->bytes, marked ? 3 : 0, file->bytes.n);
    struct text head = text_slice(text, 0, SNIFF);
    for (size_t cut = 0; cut < 4 && head.n > 0 && head.n < text.n; cut++, head.n--) {
        if (((unsigned char)text.s[head.n] & 0xC0) != 0x80) {
            break; /* a character begins behind it */
        }
    }
    if (utf8_valid(head)) {
        file->text = text;
        return OK;
    }
    return csv_decode(arena, file->bytes, &file->text, error);
}

/* The first rows of a .csv, cut where a row ends. */
static struct text head_of(struct text text)
{
    if (text.n <= HEAD) {
        return text;
    }
    size_t end = 0;
    bool inside = false;
    for (size_t i = 0; i < HEAD; i++) {
        inside ^= text.s[i] == '"';
        end = text.s[i] == '\n' && !inside ? i + 1 : end;
    }
    return end > 0 ? text_slice(text, 0, end) : text;
}

static enum status open_csv(struct arena *arena, struct opened *file, struct crew *crew,
                            struct source *out, struct error *error)
{
    struct book *book;
    enum status status = decode(arena, file, error);
    if (status == OK) {
        status = book_open(arena, head_of(file->text), &book, error);
    }
    if (status == OK) {
        status = columns_find(arena, book, 0, &out->columns, error);
    }
    if (status == OK) {
        bool is_long = file->text.n >= LONG_FILE;
        csv_cut_plan(arena, file->text, csv_separator(file->text), is_long ? LONG_PIECE : PIECE,
                     is_long && is_mapped(file), crew, &file->cut);
    }
    return status;
}

/* The first sheet on which a heading is found. */
static enum status open_book(struct arena *arena, struct opened *file, struct source *out,
                             struct error *error)
{
    enum status status = book_open(arena, file->bytes, &file->book, error);
    if (status != OK) {
        return status;
    }
    out->sheets = book_sheet_count(file->book);
    status = INVALID;
    for (size_t i = 0; i < out->sheets && status != OK; i++) {
        struct error other;
        status = columns_find(arena, file->book, i, &out->columns, i == 0 ? error : &other);
        file->sheet = i;
    }
    if (status == OK) {
        out->sheet = arena_text(arena, book_sheet(file->book, file->sheet).name);
    } else if (out->sheets == 0) {
        error_set(error, arena, INVALID, "工作簿里没有工作表");
    }
    return status;
}

static enum status open_file(struct arena *arena, struct opened *file, struct crew *crew,
                             struct source *out, struct error *error)
{
    enum status status;
    file->mapped = map_file(arena, out->path, error);
    if (file->mapped == NULL) {
        status = error->status;
    } else {
        file->bytes = (struct text){file->mapped->at, file->mapped->n};
        file->csv = looks_like_csv(file->bytes);
        status = file->csv ? open_csv(arena, file, crew, out, error)
                           : open_book(arena, file, out, error);
    }
    if (status != OK) {
        error->message = arena_printf(arena, "%s：%.*s", out->path, TEXT_ARG(error->message));
    }
    return status;
}

enum status sources_open(struct arena *arena, const char *const paths[2], int32_t today,
                         struct crew *crew, struct source list[2], struct sources **out,
                         struct error *error)
{
    struct sources *r = arena_new(arena, struct sources);
    *r = (struct sources){.arena = arena, .crew = crew, .today = today, .list = list, .status = OK};
    for (int side = 0; side < 2; side++) {
        list[side] = (struct source){.path = paths[side]};
        enum status status = open_file(arena, &r->file[side], crew, &list[side], error);
        if (status != OK) {
            return status;
        }
        r->tasks[side] = r->file[side].csv ? r->file[side].cut.n : 1;
    }
    *out = r;
    return OK;
}

size_t sources_rows(const struct sources *r)
{
    size_t rows = 0;
    for (int side = 0; side < 2; side++) {
        rows += r->file[side].csv ? r->file[side].cut.rows : 0;
    }
    return rows;
}

static enum status ended(const struct sources *r, struct error *error)
{
    if (r->status != OK) {
        *error = r->error;
        return r->status;
    }
    return r->stop ? error_set(error, r->arena, BUSY, "比对已取消") : OK;
}

/* ---- into memory ---- */

static void read_into(void *context, size_t task)
{
    struct sources *r = context;
    struct taking *t = __atomic_load_n(&r->stop, __ATOMIC_RELAXED) ? NULL : read_task(r, task);
    if (t == NULL) {
        return;
    }
    pthread_mutex_lock(&r->lock);
    r->list[t->side].rows += t->facts.rows;
    r->list[t->side].passed += t->facts.passed;
    double done = (double)++r->done / (double)(r->tasks[0] + r->tasks[1]);
    if (!compare_tell(r->compare, COMPARE_READING, done)) {
        __atomic_store_n(&r->stop, true, __ATOMIC_RELAXED);
    }
    pthread_mutex_unlock(&r->lock);
    taking_free(t);
}

enum status sources_read(struct sources *r, struct compare *compare, struct error *error)
{
    r->compare = compare;
    for (int side = 0; side < 2; side++) {
        if (r->file[side].csv) {
            compare_expect(compare, (enum compare_side)side, r->file[side].cut.rows);
        }
    }
    pthread_mutex_init(&r->lock, NULL);
    crew_run(r->crew, r->tasks[0] + r->tasks[1], read_into, r);
    pthread_mutex_destroy(&r->lock);
    return ended(r, error);
}

/* ---- onto a shelf ---- */

static bool read_onto(void *context, size_t task)
{
    struct sources *r = context;
    struct taking *t = read_task(r, task);
    bool good = t != NULL && pile_shelve(r->shelf, task, &t->facts, t->all.at);
    if (t != NULL) {
        taking_free(t);
    }
    return good;
}

static bool tell_reading(void *context, double done)
{
    struct sources *r = context;
    if (!compare_tell(r->compare, COMPARE_READING, done)) {
        __atomic_store_n(&r->stop, true, __ATOMIC_RELAXED);
    }
    return !r->stop;
}

static bool count_rows(struct sources *r, size_t pieces)
{
    for (size_t i = 0; i < pieces; i++) {
        struct shelf_file file;
        struct pile_facts facts = {0};
        bool good = shelf_file_open(r->shelf, SHELF_ROWS, i, &file) &&
                    pile_facts_read(r->shelf, &file, &facts);
        shelf_file_release(&file);
        if (!good) {
            return false;
        }
        r->list[facts.side != 0].rows += facts.rows;
        r->list[facts.side != 0].passed += facts.passed;
    }
    return true;
}

enum status sources_shelve(struct sources *r, const struct shelf *shelf, struct compare *compare,
                           size_t *pieces, struct error *error)
{
    r->compare = compare;
    r->shelf = shelf;
    *pieces = r->tasks[0] + r->tasks[1];
    pthread_mutex_init(&r->lock, NULL);
    bool good = shelf_work(shelf, r->crew, SHELF_ROWS, *pieces, read_onto, r,
                           (struct shelf_told){tell_reading, r}) &&
                count_rows(r, *pieces);
    pthread_mutex_destroy(&r->lock);
    enum status status = ended(r, error);
    if (good || status != OK) {
        return status;
    }
    error_set(error, r->arena, UNAVAILABLE, "写不了比对的工作目录 %s", shelf->path);
    return error_hint(error, r->arena, "请检查磁盘空间，再用同样的命令接着比对");
}
