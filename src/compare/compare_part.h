/*
 * compare_part: what a run holds while it goes on. Only compare.c and compare_*.c include this.
 */
#ifndef COMPARE_COMPARE_PART_H
#define COMPARE_COMPARE_PART_H

#include "compare/assign.h"
#include "compare/compare.h"
#include "compare/exact.h"
#include "compare/pile.h"

/* What the rows of one list left behind for step 3; atomic while they are set. */
struct compare_marks {
    uint64_t *once, *twice; /* bits by name and birthday: seen, and seen again */
    uint64_t mask;          /* of a word's number */
    uint8_t *phones;        /* counters by phone; they stop half-way */
    uint32_t phone_mask;    /* of a counter's number */
};

/* The results of a partition on the shelf. */
struct compare_stored {
    struct shelf_file file;
    size_t at[2]; /* where its rows stand in the rests */
};

struct compare {
    struct compare_settings settings;
    const struct shelf *shelf; /* NULL: everything in memory */
    struct pile pile;
    struct sounds sounds;
    struct exact_out exact[PILE_PARTS];
    struct compare_stored *stored; /* PILE_PARTS, of a shelf */
    int64_t quality[PILE_PARTS][2][QUALITY__COUNT];
    LIST(struct person_row) drawn[PILE_PARTS][2]; /* by partition and side */
    struct rest rest[2];                          /* n is atomic while they fill */
    size_t rest_size[2];                          /* bytes mapped */
    struct compare_marks marks[2];
    uint8_t *phone_shared[2]; /* by side and row: five people or more give its phone; or NULL */
    struct rarity rarity;
    struct model model;
    struct candidates candidates;
    struct assigned assigned;
    LIST(struct link) late;                /* found when the lists were gone over again */
    LIST(struct compare_finding) findings; /* all */
    struct link *links;                    /* the result */
    size_t link_count;
    size_t links_size;                   /* bytes mapped */
    const struct person_row **by_row[2]; /* with keep_rows */
    pthread_mutex_t told;
    size_t parts_done; /* under `told` */
    bool cancelled;    /* atomic */
    bool unreadable;   /* atomic: a file of the shelf failed */
};

void compare_marks_init(struct compare_marks *marks, size_t rows);
void compare_marks_release(struct compare_marks *marks);
/* From any thread. */
void compare_mark(struct compare_marks *marks, const struct person_row *rows, size_t n);

/* Step 1: joins the numbers of every partition, counts quality, fills the rests. */
void compare_numbers(struct compare *c);
/* The parts of it: quality and links of a partition's rows; those that go on, with their sound;
 * what the rows that go on tell of names and of chance. */
void compare_join(struct compare *c, size_t part, const struct exact_rows rows[2]);
struct person_row *compare_rest_rows(const struct compare *c, size_t part, int side,
                                     const struct exact_rows *rows, struct person_row *to);
void compare_count_rest(struct compare *c, size_t part, int side, const struct person_row *at,
                        size_t n);

/* Steps 1 and 2 on a shelf (compare_store.c): the tasks' files, then what all of them say. */
bool compare_store_numbers(struct compare *c);
bool compare_store_pairs(struct compare *c);
/* Takes in what is needed to finish. */
bool compare_store_finish(struct compare *c);
void compare_store_release(struct compare *c);
/* The links of a partition in a range; of a shelf a copy to be freed. False: not readable. */
size_t compare_links_count(const struct compare *c, size_t part, size_t range);
bool compare_links_of(const struct compare *c, size_t part, size_t range, struct link **at,
                      size_t *n);
/* Bytes that the system may write out of memory, in a file without a name in the shelf's folder
 * where there is one; NULL when there is no room. */
void *compare_room(const struct compare *c, size_t bytes);

/* Step 2: estimates the model from candidates and chance pairs, unless one was given. */
void compare_estimate(struct compare *c);
/* Step 3: goes over both lists once more: phones that many give, people named again without a
 * number, people with two numbers in one list. */
void compare_again(struct compare *c);
/* Two rows of one list that are one person. What `row` shares, where only `twin` has found
 * somebody, goes to `late`. */
struct compare_twin {
    const struct person_row *row, *twin;
    int side;
};
/* A row of one list and one of the other, both with valid numbers, that are one person: where only
 * `met` has found somebody, `row` is his second number. */
struct compare_face {
    const struct person_row *row, *met;
    uint32_t pattern;
    int side; /* of row */
};
struct compare_again_found {
    const struct compare_twin *twins;
    const struct compare_face *faces; /* in order */
    size_t twin_count, face_count;
};
void compare_follow(struct compare *c, const struct compare_again_found *found);
/* Step 4: all links in order, each with its weight and chance. */
void compare_order(struct compare *c);

#endif
