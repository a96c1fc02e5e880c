/*
 * bug: our own faults. A broken promise between two functions is not an error to hand on: the
 * program says where it happened and stops. Out of memory stops it too; limits are checked before
 * memory is asked for.
 */
#ifndef BASE_BUG_H
#define BASE_BUG_H

#include <stddef.h>

#define MUST_CHECK   __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define UNUSED       __attribute__((unused))

/* Prints file, line and the message to stderr with a backtrace, then aborts. */
#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *format, ...) PRINTF(3, 4);

/* malloc, calloc and realloc that never return NULL. Only base/ calls them. */
void *memory_get(size_t n);
void *memory_get_zeroed(size_t n);
void *memory_resize(void *old, size_t n);
/* For a program that goes over a million rows and ends: memory that is given back stays with the
 * program, as it will want it again. */
void memory_keep(void);

#endif
