/*
 * compare: two lists of people held against each other. Knows no database and no file: rows come in
 * cleaned (clean.h, source.h), links come out (link.h).
 *
 * The way: every row goes to a partition by its number. Partition by partition the rows of one list
 * with one number are held together, then both lists are joined on the number (exact.h). Only what
 * has found nobody goes on: it gets blocking keys (block.h), rows that share a key become candidate
 * pairs, pairs get a pattern (score.h), patterns a weight (model.h), and the best pairs are taken
 * one to one. What is no more than a suspicion is never called the same.
 *
 * Lists that do not fit in memory are worked on a shelf (shelf.h): compare_on_shelf takes their
 * rows from there, a partition at a time, shares the partitions with other processes, and comes to
 * the same result byte by byte.
 *
 *     struct compare *compare = compare_new(&settings);
 *     compare_add(compare, COMPARE_LEFT, rows, n); …   any number of times, from any thread
 *     compare_run(compare, &result, &error);
 *     … result.at[i] …
 *     compare_free(compare);
 */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "base/crew.h"
#include "base/error.h"
#include "compare/link.h"
#include "compare/model.h"
#include "compare/shelf.h"

enum compare_side { COMPARE_LEFT, COMPARE_RIGHT };

enum compare_phase { COMPARE_READING, COMPARE_NUMBERS, COMPARE_CANDIDATES, COMPARE_DECIDING };

struct compare_settings {
    int32_t today;
    struct crew *crew;         /* hands to work with; NULL: the caller alone */
    bool repeats[2];           /* a list by side may name a person several times on purpose */
    bool all_left;             /* links for left rows found nowhere too (OUTCOME_LEFT_ONLY); false
                                  for new rows against a whole registry */
    bool keep_rows;            /* for compare_row afterwards */
    const struct model *model; /* to use as it is; NULL: estimate one from these lists */
    double error;              /* accepted share of wrong ones among 疑似; 0: 0.02 */
    /* Told now and then, 0 to 1 of a phase; false cancels the run. NULL: nobody. One thread at a
     * time. */
    bool (*progress)(void *context, enum compare_phase phase, double done);
    void *context;
};

/* What a list is like. */
enum compare_quality {
    QUALITY_ROWS,
    QUALITY_NO_NAME,
    QUALITY_NAME_LOST,     /* a character is lost, masked or in letters */
    QUALITY_NO_NUMBER,     /* neither number nor a part of one */
    QUALITY_NUMBER_15,     /* brought to 18 */
    QUALITY_NUMBER_BROKEN, /* check, date or province wrong */
    QUALITY_NUMBER_ODD,    /* wrong count of digits */
    QUALITY_NUMBER_CUT,    /* digits lost in a numeric cell */
    QUALITY_NUMBER_MASKED,
    QUALITY_BIRTH_DIFFERS, /* the column differs from the number */
    QUALITY_SEX_DIFFERS,
    QUALITY_PHONE_WRONG,
    QUALITY_REPEATED,      /* the same person stood higher up */
    QUALITY_NUMBER_SHARED, /* the number of another person of the same list */
    QUALITY_TWO_NUMBERS,   /* a person with two numbers in the same list */
    QUALITY_PHONE_SHARED,  /* a phone that five people or more give */
    QUALITY_DEAD,
    QUALITY_PENSION,
    QUALITY__COUNT
};
const char *compare_quality_label(enum compare_quality quality);

/* Something found inside one list: a row and the row it is held against. By side, quality, row. */
struct compare_finding {
    uint32_t row, other;
    uint8_t side;    /* enum compare_side */
    uint8_t quality; /* REPEATED, NUMBER_SHARED, TWO_NUMBERS or PHONE_SHARED */
};

struct compare_result {
    const struct link *at;
    size_t n;
    int64_t outcomes[OUTCOME__COUNT];
    int64_t quality[2][QUALITY__COUNT];
    const struct compare_finding *findings;
    size_t finding_count;
    int64_t pairs;      /* candidate pairs looked at */
    bool mapped;        /* files lie behind `at`: compare_result_forget */
    struct model model; /* the one that was used, with its threshold */
};

struct compare *compare_new(const struct compare_settings *settings);
/* Gives back everything, the result's arrays too. */
void compare_free(struct compare *compare);

/* Tells, before the first row, about how many a side will have: faster, and never a limit. */
void compare_expect(struct compare *compare, enum compare_side side, size_t rows);

/* Takes copies of cleaned rows whose `row` is set. From any thread until compare_run. */
void compare_add(struct compare *compare, enum compare_side side, const struct person_row *rows,
                 size_t n);

/* Tells `progress` how far a phase is; false when the run is to stop. One thread at a time. */
bool compare_tell(struct compare *compare, enum compare_phase phase, double done);

/*
 * Does the comparison; the result lives as long as `compare`. Once for each. BUSY when progress
 * cancelled it.
 */
MUST_CHECK enum status compare_run(struct compare *compare, struct compare_result *out,
                                   struct arena *arena, struct error *error);

/*
 * The same of rows that lie on a shelf as `pieces` tasks (pile_shelve), and on it. Does what other
 * processes on the shelf do not; then, where it may claim the last step, all the rest. *finishes
 * tells whether it did: otherwise another process has the result. UNAVAILABLE when a file of the
 * shelf cannot be written or read.
 */
MUST_CHECK enum status compare_on_shelf(struct compare *compare, const struct shelf *shelf,
                                        size_t pieces, struct compare_result *out, bool *finishes,
                                        struct arena *arena, struct error *error);

/* About how much memory a comparison of so many rows takes, without a shelf. */
size_t compare_memory(size_t rows);

/* The links from..to have been read and are not needed for now. */
void compare_result_forget(const struct compare_result *result, size_t from, size_t to);

/* A row by its number; NULL when there is none such, on a shelf, or without `keep_rows`. */
const struct person_row *compare_row(const struct compare *compare, enum compare_side side,
                                     uint32_t row);

#endif
