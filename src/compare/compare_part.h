/*
 * compare_part: what a run holds while it goes on. Only compare.c and compare_*.c include this.
 */
#ifndef COMPARE_COMPARE_PART_H
#define COMPARE_COMPARE_PART_H

#include "compare/assign.h"
#include "compare/compare.h"
#include "compare/exact.h"
#include "compare/pile.h"

enum { PHONE_COUNTERS = 1 << 21 };

/* What the rows of one list left behind for step 3; atomic while they are set. */
struct compare_marks {
    uint64_t *once, *twice; /* bits by name and birthday: seen, and seen again */
    uint64_t mask;          /* of a word's number */
    uint8_t *phones;        /* counters by phone; they stop half-way */
};

struct compare {
    struct compare_settings settings;
    struct pile pile;
    struct sounds sounds;
    struct exact_out exact[PILE_PARTS];
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
    const struct person_row **by_row[2]; /* with keep_rows */
    pthread_mutex_t told;
    size_t parts_done; /* under `told` */
    bool cancelled;    /* atomic */
    bool unreadable;   /* atomic: a spill file failed */
};

void compare_marks_init(struct compare_marks *marks, size_t rows);
void compare_marks_release(struct compare_marks *marks);
/* From any thread. */
void compare_mark(struct compare_marks *marks, const struct person_row *rows, size_t n);

/* Step 1: joins the numbers of every partition, counts quality, fills the rests. */
void compare_numbers(struct compare *c);
/* Step 2: estimates the model from candidates and chance pairs, unless one was given. */
void compare_estimate(struct compare *c);
/* Step 3: goes over both lists once more: phones that many give, people named again without a
 * number, people with two numbers in one list. */
void compare_again(struct compare *c);
/* Step 4: all links in order, each with its weight and chance. */
void compare_order(struct compare *c);

#endif
