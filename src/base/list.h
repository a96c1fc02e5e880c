/*
 * list: a growing array of one type, owned by whoever holds it.
 *
 *     LIST(struct cell) cells = {0};
 *     list_add(&cells, (struct cell){...});
 *     for (size_t i = 0; i < cells.n; i++) … cells.at[i] …
 *     list_release(&cells);
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>
#include <stdlib.h>

#include "base/bug.h"

#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t n, size;                                                                            \
    }

#define list_add(list, ...)                                                                        \
    do {                                                                                           \
        list_reserve(list, (list)->n + 1);                                                         \
        (list)->at[(list)->n++] = __VA_ARGS__;                                                     \
    } while (0)

#define list_reserve(list, count)                                                                  \
    ((list)->at = list_grown((list)->at, &(list)->size, (count), sizeof(*(list)->at)))

#define list_release(list)                                                                         \
    do {                                                                                           \
        free((list)->at);                                                                          \
        (list)->at = NULL;                                                                         \
        (list)->n = (list)->size = 0;                                                              \
    } while (0)

/* The array with room for at least `count` elements; *size is its new capacity. */
void *list_grown(void *at, size_t *size, size_t count, size_t element);

#endif
