/*
 * pile: the rows of both lists, sorted into partitions by their number as they come in, so that
 * rows with one number lie in one partition whatever the lists' order. They lie in memory, or, of a
 * large comparison, on its shelf, from where a partition is brought as it is needed.
 */
#ifndef COMPARE_PILE_H
#define COMPARE_PILE_H

#include <pthread.h>

#include "base/error.h"
#include "compare/clean.h"
#include "compare/shelf.h"

enum {
    PILE_NUMBERED = 64,            /* partitions of rows with a usable number */
    PILE_PARTS = PILE_NUMBERED + 8 /* and of those without, by row */
};

struct pile_part {
    pthread_mutex_t lock;
    struct person_row *at;
    size_t n, size;
    bool slab; /* lies in the pile's slab */
};

/* What a piece of a list was. */
struct pile_facts {
    uint32_t side, rows, passed; /* passed over: remarks, totals */
    uint32_t last;               /* largest row number; 0: none */
};

struct pile {
    struct pile_part parts[2][PILE_PARTS]; /* by side */
    uint32_t last[2];                      /* largest row number seen */
    size_t rows[2];
    struct person_row *slab[2]; /* room for the rows expected, part behind part; or NULL */
    size_t slab_rows[2];
    pthread_mutex_t lock;      /* of what is not a part's */
    const struct shelf *shelf; /* NULL: the rows are in memory */
    struct shelf_file *files;  /* of the shelf: the pieces */
    uint8_t *sides;            /* of the pieces */
    size_t file_count;
};

void pile_init(struct pile *pile);
void pile_release(struct pile *pile);

/* Makes room for about so many rows of a side, before the first. */
void pile_expect(struct pile *pile, int side, size_t rows);

/* Takes copies. From any thread. */
void pile_add(struct pile *pile, int side, const struct person_row *rows, size_t n);

/* Leaves a piece's rows on a shelf, as task `piece` of SHELF_ROWS. From any thread. */
MUST_CHECK bool pile_shelve(const struct shelf *shelf, size_t piece, const struct pile_facts *facts,
                            const struct person_row *rows);
/* What a piece on a shelf was. */
MUST_CHECK bool pile_facts_read(const struct shelf *shelf, const struct shelf_file *file,
                                struct pile_facts *out);
/* The rows are those of the first n pieces on the shelf. */
MUST_CHECK bool pile_from_shelf(struct pile *pile, const struct shelf *shelf, size_t n);

/* A partition's rows in one piece; false when its files are not good. They live until pile_unload,
 * which may give their memory back for good (`forget`). */
MUST_CHECK bool pile_load(struct pile *pile, int side, size_t part, struct person_row **rows,
                          size_t *n);
void pile_unload(struct pile *pile, int side, size_t part, struct person_row *rows, bool forget);

/* Memory for so many bytes, to be freed: what the rows lay in, where they were forgotten, as it is
 * at hand already; else new. */
void *pile_memory(struct pile *pile, size_t bytes);

#endif
