/*
 * list_texts: the cells of a list as they stand in its file, for showing rows beside each other:
 * what the clerk sees is what she wrote, not what cleaning made of it. Reads the file a second
 * time; only columns that the comparison knows are kept, in a few bytes more than their text.
 */
#ifndef COMPARE_LIST_TEXTS_H
#define COMPARE_LIST_TEXTS_H

#include "compare/source.h"

struct list_texts {
    uint32_t rows;                      /* data rows as struct source counts them */
    int64_t filled[CLEAN_FIELD__COUNT]; /* rows that have something there */
    struct buf bytes;                   /* owned */
    uint64_t *starts;                   /* owned; by row - 1, where its cells begin */
    size_t size;                        /* of starts */
};

/*
 * Reads the texts of the list again. NOT_FOUND, INVALID and TOO_LARGE as source_read; TOO_LARGE
 * also past the memory that showing a list may take.
 */
MUST_CHECK enum status list_texts_read(struct arena *arena, const struct source *source,
                                       struct list_texts *out, struct error *error);
void list_texts_release(struct list_texts *texts);

/* A cell of a data row (from 1): empty where the row or its column has nothing. */
struct text list_texts_cell(const struct list_texts *texts, uint32_t row, enum clean_field field);

#endif
