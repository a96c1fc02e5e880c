#include "base/bug.h"

#include <execinfo.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void bug_at(const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "BUG at %s:%d: ", file, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    void *frames[32];
    int count = backtrace(frames, 32);
    backtrace_symbols_fd(frames, count, STDERR_FILENO);
    abort();
}

void *memory_get(size_t n)
{
    void *p = malloc(n == 0 ? 1 : n);
    if (p == NULL) {
        bug("out of memory asking for %zu bytes", n);
    }
    return p;
}

void memory_keep(void)
{
    enum { KEPT_WHOLE = 32 << 20 /* the most that mallopt takes */, KEPT = 1 << 30 };
    (void)mallopt(M_MMAP_THRESHOLD, KEPT_WHOLE);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
}

void *memory_get_zeroed(size_t n)
{
    void *p = calloc(1, n == 0 ? 1 : n);
    if (p == NULL) {
        bug("out of memory asking for %zu bytes", n);
    }
    return p;
}

void *memory_resize(void *old, size_t n)
{
    void *p = realloc(old, n == 0 ? 1 : n);
    if (p == NULL) {
        bug("out of memory asking for %zu bytes", n);
    }
    return p;
}
