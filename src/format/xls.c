#include "format/xls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "format/xls_child.h"

enum { SECONDS_TO_WAIT = 60 };

struct xls_sheet {
    struct text name;
    bool hidden;
    LIST(struct sheet_range) merged;
    size_t from, to; /* its records in `records` */
};

struct xls {
    struct buf records;
    LIST(struct xls_sheet) sheets;
};

static void release(void *what)
{
    struct xls *xls = what;
    for (size_t i = 0; i < xls->sheets.n; i++) {
        list_release(&xls->sheets.at[i].merged);
    }
    buf_release(&xls->records);
    list_release(&xls->sheets);
}

/* ---- the child ---- */

/* The bytes as a file without a name; -1 when the system has no memory to give. */
static int file_of(struct text bytes)
{
    int file = memfd_create("xls", MFD_CLOEXEC);
    for (size_t done = 0; file >= 0 && done < bytes.n;) {
        ssize_t wrote = write(file, bytes.s + done, bytes.n - done);
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote <= 0) {
            close(file);
            return -1;
        }
        done += (size_t)wrote;
    }
    return file;
}

enum collected { COLLECTED, COLLECT_TOO_MUCH, COLLECT_TOO_LONG, COLLECT_FAILED };

static enum collected collect(int pipe, struct buf *records)
{
    double deadline = clock_elapsed() + SECONDS_TO_WAIT * 1000.0;
    for (;;) {
        double left = deadline - clock_elapsed();
        struct pollfd ready = {.fd = pipe, .events = POLLIN};
        int polled = left <= 0 ? 0 : poll(&ready, 1, (int)left + 1);
        if (polled < 0 && errno == EINTR) {
            continue;
        }
        if (polled <= 0) {
            return polled == 0 ? COLLECT_TOO_LONG : COLLECT_FAILED;
        }
        char *room = buf_room(records, 64 * KIB);
        if (room == NULL) {
            return COLLECT_TOO_MUCH;
        }
        ssize_t got = read(pipe, room, 64 * KIB);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 ? COLLECTED : COLLECT_FAILED;
        }
        buf_took(records, (size_t)got);
    }
}

/* Runs the child over the file and gathers what it says. *crashed: it did not end by itself. */
static enum collected run_child(struct text bytes, int file, struct buf *records, bool *crashed)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return COLLECT_FAILED;
    }
    pid_t child = fork();
    if (child == 0) {
        xls_child_run(bytes, file, ends[1]);
    }
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return COLLECT_FAILED;
    }
    enum collected result = collect(ends[0], records);
    close(ends[0]);
    if (result != COLLECTED) {
        kill(child, SIGKILL);
    }
    int how = 0;
    while (waitpid(child, &how, 0) < 0 && errno == EINTR) {
    }
    *crashed = !WIFEXITED(how) || WEXITSTATUS(how) != 0;
    if (*crashed) {
        log_warn("the reader of .xls ended with status %d", how);
    }
    return result;
}

/* ---- its answer ---- */

static bool take_record(const struct xls *xls, size_t *at, struct xls_record *record,
                        struct text *text)
{
    size_t left = xls->records.n - *at;
    if (left < sizeof(*record)) {
        return false;
    }
    memcpy(record, xls->records.s + *at, sizeof(*record));
    if (record->n > left - sizeof(*record)) {
        return false;
    }
    *text = (struct text){xls->records.s + *at + sizeof(*record), record->n};
    *at += sizeof(*record) + record->n;
    return true;
}

/* Whether a record may stand where it stands; the child may have been taken over. */
static bool is_proper(const struct xls *xls, const struct xls_record *record, struct text text,
                      int64_t row, int64_t col)
{
    switch (record->kind) {
    case XLS_RECORD_SHEET:
        return utf8_valid(text);
    case XLS_RECORD_MERGED:
        return xls->sheets.n > 0 && row < 0 && text.n == sizeof(struct sheet_range);
    case XLS_RECORD_ROW:
        return xls->sheets.n > 0 && record->at > row && record->at < CEILING_SHEET_ROWS;
    case XLS_RECORD_CELL:
        return row >= 0 && record->at > col && record->at < CEILING_SHEET_COLS &&
               (record->cell == CELL_TEXT || record->cell == CELL_NUMBER) && utf8_valid(text);
    default:
        return record->kind == XLS_RECORD_END || record->kind == XLS_RECORD_ERROR;
    }
}

/* Adds what a record says of its sheet, and moves the place in it. */
static void note_record(struct xls *xls, const struct xls_record *record, struct text text,
                        int64_t *row, int64_t *col)
{
    struct sheet_range range;
    switch (record->kind) {
    case XLS_RECORD_SHEET:
        list_add(&xls->sheets, (struct xls_sheet){.name = text, .hidden = record->cell != 0});
        *row = *col = -1;
        break;
    case XLS_RECORD_MERGED:
        memcpy(&range, text.s, sizeof(range));
        list_add(&xls->sheets.at[xls->sheets.n - 1].merged, range);
        break;
    case XLS_RECORD_ROW:
        *row = record->at;
        *col = -1;
        break;
    default:
        *col = record->at;
    }
}

/* Walks the whole answer once: finds the sheets, and the fault if the child tells one. */
static bool survey(struct xls *xls, struct xls_record *last)
{
    struct text text;
    int64_t row = -1, col = -1;
    for (size_t at = 0; take_record(xls, &at, last, &text);) {
        if (!is_proper(xls, last, text, row, col)) {
            return false;
        }
        if (last->kind == XLS_RECORD_END || last->kind == XLS_RECORD_ERROR) {
            return true;
        }
        note_record(xls, last, text, &row, &col);
        struct xls_sheet *sheet = &xls->sheets.at[xls->sheets.n - 1];
        if (last->kind == XLS_RECORD_SHEET || last->kind == XLS_RECORD_MERGED) {
            sheet->from = at;
        }
        sheet->to = at;
    }
    return false;
}

static enum status told(struct arena *arena, const struct xls_record *last, struct error *error)
{
    if (last->kind == XLS_RECORD_END) {
        return OK;
    }
    switch ((enum xls_fault)last->at) {
    case XLS_FAULT_PASSWORD:
        error_set(error, arena, INVALID, "文件有密码保护，无法读取");
        return error_hint(error, arena, "请在 WPS 或 Excel 中取消密码后另存，再导入");
    case XLS_FAULT_CONFINE:
        return error_set(error, arena, UNAVAILABLE, "本机无法安全地读取 .xls 文件");
    case XLS_FAULT_DAMAGED:
    default:
        error_set(error, arena, INVALID, ".xls 文件已损坏或不是标准格式");
        return error_hint(error, arena, "请用 WPS 或 Excel 打开后另存为 .xlsx，再导入");
    }
}

static enum status judge(struct arena *arena, struct xls *xls, enum collected result, bool crashed,
                         struct error *error)
{
    struct xls_record last = {0};
    if (result == COLLECT_FAILED) {
        return error_set(error, arena, UNAVAILABLE, "本机暂时无法读取 .xls 文件，请稍后再试");
    }
    if (result == COLLECT_TOO_MUCH) {
        error_set(error, arena, TOO_LARGE, ".xls 文件内容过多");
    } else if (result == COLLECT_TOO_LONG) {
        error_set(error, arena, INVALID, "读取 .xls 文件超过 %d 秒，已停止", SECONDS_TO_WAIT);
    } else if (crashed || !survey(xls, &last)) {
        error_set(error, arena, INVALID, ".xls 文件已损坏，读取中断");
    } else {
        return told(arena, &last, error);
    }
    return error_hint(error, arena, "请用 WPS 或 Excel 打开后另存为 .xlsx，再导入");
}

enum status xls_open(struct arena *arena, struct text bytes, struct xls **out, struct error *error)
{
    struct xls *xls = arena_new(arena, struct xls);
    buf_init(&xls->records, CEILING_XLS_CELLS);
    arena_defer(arena, release, xls);
    bool crashed = false;
    enum collected result = COLLECT_FAILED;
    int file = file_of(bytes);
    if (file >= 0) {
        result = run_child(bytes, file, &xls->records, &crashed);
        close(file);
    }
    *out = xls;
    return judge(arena, xls, result, crashed, error);
}

size_t xls_sheet_count(const struct xls *xls)
{
    return xls->sheets.n;
}

struct sheet_info xls_sheet(const struct xls *xls, size_t index)
{
    if (index >= xls->sheets.n) {
        bug("sheet %zu of %zu", index, xls->sheets.n);
    }
    const struct xls_sheet *sheet = &xls->sheets.at[index];
    return (struct sheet_info){.name = sheet->name, .hidden = sheet->hidden};
}

void xls_read(const struct xls *xls, size_t index, struct sheet_sink sink,
              struct sheet_summary *summary)
{
    const struct xls_sheet *sheet = &xls->sheets.at[index];
    *summary = (struct sheet_summary){.merged = sheet->merged.at, .merged_count = sheet->merged.n};
    LIST(struct sheet_cell) cells = {0};
    struct sheet_row row = {0};
    struct xls_record record;
    struct text text;
    size_t at = sheet->from, to = sheet->to;
    bool more = true;
    while (more) {
        bool has = at < to && take_record(xls, &at, &record, &text);
        if (has && record.kind == XLS_RECORD_CELL) {
            list_add(&cells, (struct sheet_cell){.col = record.at,
                                                 .kind = (enum cell_kind)record.cell,
                                                 .text = text,
                                                 .number = record.number});
            summary->cols = record.at + 1 > summary->cols ? record.at + 1 : summary->cols;
            continue;
        }
        row.cells = cells.at;
        row.n = cells.n;
        if (row.n > 0) {
            summary->rows = row.row + 1;
            summary->hidden += row.hidden;
        }
        more = (row.n == 0 || sink.row(sink.context, &row)) && has;
        cells.n = 0;
        row.row = has ? record.at : 0;
        row.hidden = has && record.cell != 0;
    }
    list_release(&cells);
}
