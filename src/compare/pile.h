/*
 * pile: the rows of both lists, sorted into partitions by their number as they come in, so that
 * rows with one number lie in one partition whatever the lists' order. Rows past the memory allowed
 * are moved to a spill file without a name; a partition is brought back whole.
 */
#ifndef COMPARE_PILE_H
#define COMPARE_PILE_H

#include <pthread.h>

#include "base/error.h"
#include "base/list.h"
#include "compare/clean.h"

enum {
    PILE_NUMBERED = 64,            /* partitions of rows with a usable number */
    PILE_PARTS = PILE_NUMBERED + 8 /* and of those without, by row */
};

struct pile_extent {
    uint64_t at; /* in the spill file, bytes */
    size_t rows;
};

struct pile_part {
    pthread_mutex_t lock;
    struct pile_rows {
        struct person_row *at;
        size_t n, size;
        bool slab;                    /* lies in the pile's slab */
    } rows;                           /* in memory */
    LIST(struct pile_extent) extents; /* spilled before them */
    size_t total;                     /* rows in all */
};

struct pile {
    struct pile_part parts[2][PILE_PARTS]; /* by side */
    uint32_t last[2];                      /* largest row number seen */
    size_t rows[2];
    size_t held;                /* rows in memory now; atomic */
    size_t most;                /* rows that may be */
    struct person_row *slab[2]; /* room for the rows expected, part behind part; or NULL */
    int spill;                  /* file; -1: none yet */
    uint64_t used;              /* bytes of it */
    bool failed;                /* it could not be written */
    const char *folder;
    pthread_mutex_t lock; /* of what is not a part's */
};

/* `memory` in bytes. */
void pile_init(struct pile *pile, size_t memory, const char *folder);
void pile_release(struct pile *pile);

/* Makes room for about so many rows of a side, before the first. */
void pile_expect(struct pile *pile, int side, size_t rows);

/* Takes copies. From any thread. */
void pile_add(struct pile *pile, int side, const struct person_row *rows, size_t n);
/* A partition's rows in one piece; UNAVAILABLE when the spill file could not be written or read.
 * They live until pile_unload. */
MUST_CHECK enum status pile_load(struct pile *pile, int side, size_t part, struct person_row **rows,
                                 size_t *n);
/* Done with a loaded partition; `forget` gives its memory back for good. */
void pile_unload(struct pile *pile, int side, size_t part, struct person_row *rows, bool forget);
bool pile_spilled(const struct pile *pile);

/* A file without a name in the folder (NULL: TMPDIR or /tmp); -1 when there can be none. */
int pile_file(const char *folder);

#endif
