/* Rows of the CSV files of test/data/, for the tests of this folder. */
#ifndef TEST_VECTORS_H
#define TEST_VECTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "standard/data.h"

/* The rows of test/data/<name> below its heading; fails the test when there is no such file. */
static inline struct text vectors_read(struct arena *arena, const char *name)
{
    struct text path = arena_printf(arena, "%s/%s", getenv("TEST_DATA"), name);
    FILE *file = fopen(arena_cstr(arena, path), "rb");
    assert_non_null(file);
    size_t size = 1 << 16;
    char *bytes = arena_alloc(arena, size);
    size_t n = fread(bytes, 1, size, file);
    fclose(file);
    assert_in_range(n, 1, size - 1);
    struct text rest = {bytes, n}, heading;
    text_split(&rest, '\n', &heading);
    return rest;
}

static inline void assert_text(struct text t, const char *expected)
{
    if (!text_is(t, expected)) {
        fail_msg("\"%.*s\" instead of \"%s\"", TEXT_ARG(t), expected);
    }
}

#endif
