/*
 * fault: one mistake in a notice's files, told with file, line and what to write instead. All of
 * them are collected: a clerk corrects a folder once, not once a mistake. The list and its texts
 * live in the arena handed to faults_init.
 */
#ifndef NOTICE_FAULT_H
#define NOTICE_FAULT_H

#include "base/arena.h"

enum fault_level {
    FAULT_ERROR, /* the notice cannot be used */
    FAULT_WARN,  /* it can, but somebody should look */
};

struct fault {
    enum fault_level level;
    const char *file;    /* "table2.yaml" */
    int line;            /* from 1; 0: the file as a whole */
    const char *key;     /* of the mapping at fault, in it or missing from it; NULL: none */
    struct text message; /* what is wrong */
    struct text hint;    /* what to write instead; may be empty */
};

struct faults {
    struct arena *arena;
    struct fault *at;
    size_t n, size;
    size_t errors; /* how many of them are FAULT_ERROR */
};

void faults_init(struct faults *faults, struct arena *arena);

/* Adds an error or a warning; the hint is set by fault_hint on the entry just added. */
void fault_add(struct faults *faults, enum fault_level level, const char *file, int line,
               const char *format, ...) PRINTF(5, 6);
void fault_hint(struct faults *faults, const char *format, ...) PRINTF(2, 3);

/* Says which key of the mapping the entry just added is about: a form shows it there. */
void fault_key(struct faults *faults, const char *key);

/*
 * Says at a file that what it is the cause of was not looked for: one cause is one error, not a
 * flood of what follows from it.
 */
void fault_stop(struct faults *faults, const char *file);

/* Where a fault stands, in words: "units.yaml 第 3 行", or the file alone. */
struct text fault_place(struct arena *arena, const struct fault *fault);

/* The first error of the list; there must be one. */
const struct fault *fault_first(const struct faults *faults);

/* By file, then line, errors and warnings together, for reading beside the files. */
void faults_sort(struct faults *faults);

/*
 * The one of `n` words most like `word`, or NULL when none is near (more than a third of its
 * letters differ). Used for "did you mean".
 */
const char *fault_nearest(struct text word, const char *const *words, size_t n);

#endif
