#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum { FIRST_BLOCK = 8 << 10, LARGEST_BLOCK = 1 << 20, ALIGN = 16 };

struct arena_block {
    struct arena_block *older;
    size_t size; /* bytes in data */
    size_t used;
    size_t unused_pad;
    char data[] __attribute__((aligned(ALIGN)));
};

struct arena_deferred {
    struct arena_deferred *older;
    void (*close)(void *);
    void *what;
};

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

static void add_block(struct arena *arena, size_t at_least)
{
    size_t size = arena->block == NULL ? FIRST_BLOCK : arena->block->size * 2;
    if (size > LARGEST_BLOCK) {
        size = LARGEST_BLOCK;
    }
    if (size < at_least) {
        size = at_least;
    }
    struct arena_block *block = memory_get(sizeof(*block) + size);
    block->older = arena->block;
    block->size = size;
    block->used = 0;
    arena->block = block;
    POISON(block->data, size);
}

void *arena_alloc(struct arena *arena, size_t n)
{
    if (n > SIZE_MAX / 2) {
        bug("arena asked for %zu bytes", n);
    }
    size_t rounded = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (rounded == 0) {
        rounded = ALIGN;
    }
    if (arena->block == NULL || arena->block->size - arena->block->used < rounded) {
        add_block(arena, rounded);
    }
    char *p = arena->block->data + arena->block->used;
    arena->block->used += rounded;
    arena->used += rounded;
    UNPOISON(p, n == 0 ? 1 : n);
    memset(p, 0, n);
    return p;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        bug("arena asked for %zu x %zu bytes", count, size);
    }
    return arena_alloc(arena, total);
}

struct text arena_text(struct arena *arena, struct text t)
{
    if (t.n == 0) {
        return TEXT_EMPTY;
    }
    char *copy = arena_alloc(arena, t.n);
    memcpy(copy, t.s, t.n);
    return (struct text){copy, t.n};
}

char *arena_cstr(struct arena *arena, struct text t)
{
    char *copy = arena_alloc(arena, t.n + 1);
    if (t.n > 0) {
        memcpy(copy, t.s, t.n);
    }
    return copy;
}

struct text arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    char small[256];
    int n = vsnprintf(small, sizeof(small), format, args);
    if (n < 0) {
        bug("cannot format a message");
    }
    char *copy = arena_alloc(arena, (size_t)n + 1);
    if ((size_t)n < sizeof(small)) {
        memcpy(copy, small, (size_t)n + 1);
    } else {
        vsnprintf(copy, (size_t)n + 1, format, again);
    }
    va_end(again);
    return (struct text){copy, (size_t)n};
}

struct text arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct text t = arena_vprintf(arena, format, args);
    va_end(args);
    return t;
}

void arena_defer(struct arena *arena, void (*close)(void *what), void *what)
{
    struct arena_deferred *d = arena_new(arena, struct arena_deferred);
    *d = (struct arena_deferred){arena->deferred, close, what};
    arena->deferred = d;
}

static void run_deferred(struct arena *arena)
{
    while (arena->deferred != NULL) {
        struct arena_deferred *d = arena->deferred;
        arena->deferred = d->older;
        d->close(d->what);
    }
}

static void free_blocks(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *older = block->older;
        UNPOISON(block->data, block->size);
        free(block);
        block = older;
    }
}

void arena_reset(struct arena *arena)
{
    run_deferred(arena);
    arena->used = 0;
    if (arena->block == NULL) {
        return;
    }
    free_blocks(arena->block->older);
    arena->block->older = NULL;
    arena->block->used = 0;
    POISON(arena->block->data, arena->block->size);
}

void arena_release(struct arena *arena)
{
    run_deferred(arena);
    free_blocks(arena->block);
    *arena = (struct arena){0};
}
