#include "format/xls_child.h"

#include <fcntl.h>
#include <freexl.h>
#include <iconv.h>
#include <math.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "format/biff.h"

/* The sanitizer's own memory would break every limit on memory. */
#if defined(__SANITIZE_ADDRESS__)
enum { MEMORY_LIMITED = false };
#else
enum { MEMORY_LIMITED = true };
#endif

enum { FILE_FD = 3, PIPE_FD = 4, FIRST_OTHER_FD = 5, SECONDS_OF_CPU = 30 };
#define MORE_MEMORY (1 * GIB) /* over what the parent had */

/* ---- writing records ---- */

struct sender {
    size_t n;
    char bytes[64 << 10];
};

static void flush(struct sender *s)
{
    for (size_t done = 0; done < s->n;) {
        ssize_t wrote = write(PIPE_FD, s->bytes + done, s->n - done);
        if (wrote <= 0) {
            _exit(1); /* nobody listens */
        }
        done += (size_t)wrote;
    }
    s->n = 0;
}

static void send_bytes(struct sender *s, const void *bytes, size_t n)
{
    const char *from = bytes;
    while (n > 0) {
        size_t room = sizeof(s->bytes) - s->n, part = n < room ? n : room;
        memcpy(s->bytes + s->n, from, part);
        s->n += part;
        from += part;
        n -= part;
        if (s->n == sizeof(s->bytes)) {
            flush(s);
        }
    }
}

static void send_record(struct sender *s, struct xls_record record, const char *text)
{
    record.n = text == NULL ? 0 : (uint32_t)strlen(text);
    send_bytes(s, &record, sizeof(record));
    send_bytes(s, text, record.n);
}

_Noreturn static void fail(struct sender *s, enum xls_fault fault)
{
    send_record(s, (struct xls_record){.kind = XLS_RECORD_ERROR, .at = fault}, NULL);
    flush(s);
    _exit(0);
}

/* ---- confinement ---- */

static bool limit(int what, rlim_t most)
{
    struct rlimit limits = {most, most};
    return setrlimit((__rlimit_resource_t)what, &limits) == 0;
}

static bool limit_memory(void)
{
    unsigned long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "re");
    bool known = statm != NULL && fscanf(statm, "%lu", &pages) == 1; /* NOLINT(cert-err34-c) */
    if (statm != NULL) {
        fclose(statm);
    }
    return known && limit(RLIMIT_AS, pages * (rlim_t)sysconf(_SC_PAGESIZE) + MORE_MEMORY);
}

/* Encodings of .xls files whose tables iconv must load before it may open no file any more. */
static void load_encodings(void)
{
    static const char *const used[] = {"UTF-16LE", "CP936", "GBK",    "GB18030",  "CP950",
                                       "CP1252",   "CP437", "CP1200", "MACINTOSH"};
    for (size_t i = 0; i < COUNT(used); i++) {
        /* Never closed: closing would unload the table. One the system lacks fails later. */
        (void)iconv_open("UTF-8", used[i]);
    }
}

/*
 * Every system call ends the process except those that computing and reading need. freexl opens its
 * file by name: that call is let through for one string only, told by its address, which lies in a
 * page that the child can no longer write.
 */
static bool confine(const char *path)
{
    static const int plain[] = {
        SCMP_SYS(read),       SCMP_SYS(write),        SCMP_SYS(close),      SCMP_SYS(lseek),
        SCMP_SYS(fstat),      SCMP_SYS(newfstatat),   SCMP_SYS(brk),        SCMP_SYS(munmap),
        SCMP_SYS(mremap),     SCMP_SYS(madvise),      SCMP_SYS(futex),      SCMP_SYS(getrandom),
        SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack)};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) {
        return false;
    }
    int failed = 0;
    for (size_t i = 0; i < COUNT(plain); i++) {
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain[i], 0);
    }
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                               SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 2,
                               SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)(uintptr_t)path, 0),
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 2,
                               SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)(uintptr_t)path, 0),
                               SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDONLY));
    bool done = failed == 0 && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

/* Leaves the two descriptors and stderr open; the path of the file in a page of its own. */
static const char *settle(int file, int pipe)
{
    /* Both move up first, so that neither is overwritten by the other's new place. */
    int file_above = fcntl(file, F_DUPFD, FIRST_OTHER_FD);
    int pipe_above = fcntl(pipe, F_DUPFD, FIRST_OTHER_FD);
    if (file_above < 0 || pipe_above < 0 || dup2(file_above, FILE_FD) < 0 ||
        dup2(pipe_above, PIPE_FD) < 0 || close_range(FIRST_OTHER_FD, ~0u, 0) != 0) {
        return NULL;
    }
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *path = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (path == MAP_FAILED) {
        return NULL;
    }
    snprintf(path, page, "/proc/self/fd/%d", FILE_FD);
    return mprotect(path, page, PROT_READ) == 0 ? path : NULL;
}

/* ---- cells ---- */

static void send_number(struct sender *s, struct xls_record record, double number)
{
    char digits[32];
    snprintf(digits, sizeof(digits), "%.15g", number);
    record.cell = CELL_NUMBER;
    record.number = number;
    send_record(s, record, digits);
}

static void send_cell(struct sender *s, uint32_t col, const FreeXL_CellValue *value)
{
    struct xls_record record = {.kind = XLS_RECORD_CELL, .at = col, .cell = CELL_TEXT};
    if (value->type == FREEXL_CELL_INT) {
        send_number(s, record, value->value.int_value);
    } else if (value->type == FREEXL_CELL_DOUBLE) {
        send_number(s, record, value->value.double_value);
    } else if (value->value.text_value != NULL && *value->value.text_value != '\0') {
        send_record(s, record, value->value.text_value);
    }
}

static void send_row(struct sender *s, const void *book, const struct biff_sheet *extra,
                     unsigned row, unsigned short cols)
{
    bool begun = false;
    bool hidden =
        extra != NULL && extra->hidden_rows != NULL && row < BIFF_ROWS && extra->hidden_rows[row];
    for (unsigned short col = 0; col < cols; col++) {
        FreeXL_CellValue value;
        if (freexl_get_cell_value(book, row, col, &value) != FREEXL_OK ||
            value.type == FREEXL_CELL_NULL) {
            continue;
        }
        if (!begun) {
            send_record(s, (struct xls_record){.kind = XLS_RECORD_ROW, .at = row, .cell = hidden},
                        NULL);
            begun = true;
        }
        send_cell(s, col, &value);
    }
}

static void send_sheet(struct sender *s, const void *book, const struct biff_sheet *extra,
                       unsigned short index)
{
    const char *name = NULL;
    unsigned rows = 0;
    unsigned short cols = 0;
    if (freexl_get_worksheet_name(book, index, &name) != FREEXL_OK ||
        freexl_select_active_worksheet(book, index) != FREEXL_OK ||
        freexl_worksheet_dimensions(book, &rows, &cols) != FREEXL_OK) {
        fail(s, XLS_FAULT_DAMAGED);
    }
    bool hidden = extra != NULL && extra->hidden;
    send_record(s, (struct xls_record){.kind = XLS_RECORD_SHEET, .cell = hidden}, name);
    for (size_t i = 0; extra != NULL && i < extra->merged.n; i++) {
        const struct sheet_range *range = &extra->merged.at[i];
        struct xls_record record = {.kind = XLS_RECORD_MERGED, .n = sizeof(*range)};
        send_bytes(s, &record, sizeof(record));
        send_bytes(s, range, sizeof(*range));
    }
    for (unsigned row = 0; row < rows; row++) {
        send_row(s, book, extra, row, cols);
    }
}

static void send_book(struct sender *s, struct text bytes, const char *path)
{
    const void *book;
    unsigned sheets = 0, protection = FREEXL_BIFF_PLAIN;
    int opened = freexl_open(path, &book);
    if (opened == FREEXL_OK) {
        (void)freexl_get_info(book, FREEXL_BIFF_PASSWORD, &protection);
    }
    if (protection == FREEXL_BIFF_OBFUSCATED) {
        fail(s, XLS_FAULT_PASSWORD);
    }
    if (opened != FREEXL_OK ||
        freexl_get_info(book, FREEXL_BIFF_SHEET_COUNT, &sheets) != FREEXL_OK) {
        fail(s, XLS_FAULT_DAMAGED);
    }
    struct arena arena;
    struct biff biff;
    arena_init(&arena);
    biff_survey(&arena, bytes, &biff);
    for (unsigned i = 0; i < sheets && i < UINT16_MAX; i++) {
        bool told = biff.sheets.n == sheets; /* else it is not known which is which */
        send_sheet(s, book, told ? &biff.sheets.at[i] : NULL, (unsigned short)i);
    }
    send_record(s, (struct xls_record){.kind = XLS_RECORD_END}, NULL);
    flush(s);
}

void xls_child_run(struct text bytes, int file, int pipe)
{
    struct sender sender = {0};
    const char *path = settle(file, pipe);
    if (path == NULL) {
        _exit(1);
    }
    load_encodings();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!limit(RLIMIT_CPU, SECONDS_OF_CPU) || !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_FSIZE, 0) ||
        (MEMORY_LIMITED && !limit_memory()) || !confine(path)) {
        fail(&sender, XLS_FAULT_CONFINE);
    }
    send_book(&sender, bytes, path);
    _exit(0);
}
