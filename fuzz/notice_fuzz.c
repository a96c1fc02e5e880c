/* Any bytes as every file of a notice, and as a check's formula: told as mistakes, never worse. */
#include <stddef.h>
#include <stdint.h>

#include "notice/notice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int no_column(const void *context, struct text key)
{
    (void)context;
    return key.n == 3 && key.s[0] == 'c' ? (key.s[1] - '0') * 10 + (key.s[2] - '0') : -1;
}

static bool no_parameter(const void *context, struct text key)
{
    (void)context;
    return key.n == 1;
}

static bool figure(void *context, enum figure_of of, size_t column, int64_t *out)
{
    (void)context;
    *out = INT64_MAX - (int64_t)column * (int64_t)of;
    return column % 7 != 0;
}

static bool parameter(void *context, struct text key, int64_t *out)
{
    (void)context;
    *out = INT64_MIN;
    return key.s[0] != 'x';
}

static void read_formula(struct arena *arena, struct text text)
{
    const struct formula_names names = {NULL, no_column, no_parameter};
    const struct formula_figures figures = {NULL, figure, parameter};
    const struct formula *formula;
    struct error error;
    if (formula_parse(arena, text, &names, &formula, &error) == OK) {
        for (size_t i = 0; i < formula_count(formula); i++) {
            size_t columns[8];
            (void)formula_ask(formula, i, &figures);
            (void)formula_columns(formula, i, columns, COUNT(columns));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"notice.yaml",      "settings.yaml", "units.yaml",
                                        "categories.yaml",  "codes.yaml",    "calendar.yaml",
                                        "definitions.yaml", "tasks.yaml",    "table.yaml"};
    struct arena arena;
    arena_init(&arena);
    struct text text = {(const char *)data, size};
    struct notice_file file[COUNT(names)];
    for (size_t i = 0; i < COUNT(names); i++) {
        file[i] = (struct notice_file){text_of(names[i]), text};
    }
    struct notice_files files = {file, COUNT(names)};
    struct faults faults;
    faults_init(&faults, &arena);
    (void)notice_read(&arena, &files, &faults);
    faults_sort(&faults);
    read_formula(&arena, text);
    arena_release(&arena);
    return 0;
}
