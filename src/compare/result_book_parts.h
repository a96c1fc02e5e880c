/* result_book_parts: what result_book.c and the sheet 质量 (result_book_quality.c) share. */
#ifndef COMPARE_RESULT_BOOK_PARTS_H
#define COMPARE_RESULT_BOOK_PARTS_H

#include "compare/list_texts.h"
#include "format/xlsx_write.h"

struct result_book {
    struct arena *arena;
    const struct compare_result *result;
    const struct source *sources; /* by side */
    struct list_texts texts[2];   /* owned; by side */
    struct xlsx_writer *writer;
};

/* A file's name without its folders. */
struct text result_book_name(const char *path);

/* Writes the sheet 质量. */
void result_book_quality(struct result_book *book);

#endif
