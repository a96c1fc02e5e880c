/*
 * arena: memory with a lifetime. Whoever makes an arena decides when everything in it goes: the
 * process, a request, one row of an import. Nothing taken from an arena is freed by itself. What
 * must be closed with the memory (a statement, a file) is registered with arena_defer.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>

#include "base/bug.h"
#include "base/text.h"

struct arena_block;
struct arena_deferred;

struct arena {
    struct arena_block *block;       /* the block being filled, linked to the older ones */
    struct arena_deferred *deferred; /* newest first */
    size_t used;                     /* bytes handed out since the last reset */
};

void arena_init(struct arena *arena);

/* n zeroed bytes, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t n);
#define arena_new(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

struct text arena_text(struct arena *arena, struct text t); /* a copy */
char *arena_cstr(struct arena *arena, struct text t);       /* a NUL-terminated copy */
struct text arena_printf(struct arena *arena, const char *format, ...) PRINTF(2, 3);
struct text arena_vprintf(struct arena *arena, const char *format, va_list args) PRINTF(2, 0);

/* Calls close(what) when the arena is next reset or released; last registered, first called. */
void arena_defer(struct arena *arena, void (*close)(void *what), void *what);

/* Runs what was deferred and forgets everything, keeping one block for the next round. */
void arena_reset(struct arena *arena);
/* As arena_reset, and gives the memory back; the arena may be used again. */
void arena_release(struct arena *arena);

#endif
