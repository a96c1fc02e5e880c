/*
 * shelf: the folder of a comparison whose lists do not fit in memory. The work is cut into steps
 * and these into tasks; each task reads files of earlier steps and leaves one file, which is there
 * whole or not at all. So a run that was killed goes on where it stood, and several processes that
 * see the folder share the tasks: whoever claims one does it. A task that is done twice leaves the
 * same file again.
 *
 * A file: struct shelf_head, one struct shelf_place for each part, then the parts, each at a
 * multiple of 4096 bytes so that it can be mapped, each with a sum that every reading checks. The
 * numbers are the machine's own; files are of one run (`run`) and of no use to another.
 */
#ifndef COMPARE_SHELF_H
#define COMPARE_SHELF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crew.h"
#include "base/error.h"

enum shelf_step {
    SHELF_ROWS,    /* a piece of a list: its rows, cleaned, by partition (pile.h) */
    SHELF_NUMBERS, /* a partition: what the numbers say (compare_store.c) */
    SHELF_PAIRS,   /* some kinds of blocking keys: candidate pairs (candidates.h) */
    SHELF_RESULT,  /* all that is left: done by one, leaves no file */
    SHELF_STEP__COUNT
};

enum { SHELF_PAGE = 4096 };

/* Who does what, of several processes. */
struct shelf_share {
    /* True: the task is the caller's for a while; somebody else may have it afterwards. Asked from
     * any thread. */
    bool (*claim)(void *context, enum shelf_step step, size_t task);
    void *context;
};

struct shelf {
    const char *path;
    uint64_t run;
    const struct shelf_share *share; /* NULL: this process is alone */
};

/* A part of a file to be written. */
struct shelf_part {
    const void *at;
    size_t bytes;
};

struct shelf_place {
    uint64_t at, bytes, sum;
};

struct shelf_head {
    char magic[8];
    uint64_t run;
    uint32_t step, task, parts, unused;
    uint64_t sum; /* of the places */
};

/* A file as it is read: where its parts are. */
struct shelf_file {
    struct shelf_place *places; /* owned */
    uint32_t parts;
    enum shelf_step step;
    size_t task;
};

/* Makes the folder beside the file `result`, unless it is there; those that other runs for the same
 * result have left are taken away. UNAVAILABLE when it cannot be. The path lives in `arena`. */
MUST_CHECK enum status shelf_open(struct arena *arena, const char *result, uint64_t run,
                                  const struct shelf_share *share, struct shelf *out,
                                  struct error *error);
/* Takes the folder away with all that is in it. */
void shelf_remove(const struct shelf *shelf);
/* Whether the folder is there still: another process may have finished. */
bool shelf_stands(const struct shelf *shelf);

/* Leaves the file of a task; false when it cannot be written. From any thread. */
MUST_CHECK bool shelf_write(const struct shelf *shelf, enum shelf_step step, size_t task,
                            const struct shelf_part *parts, size_t n);
/* Opens the file of a task; false when it is not there or not good (then it is taken away). */
MUST_CHECK bool shelf_file_open(const struct shelf *shelf, enum shelf_step step, size_t task,
                                struct shelf_file *out);
void shelf_file_release(struct shelf_file *file);
/* Reads a part whole into `to`, which has room for places[part].bytes. False: not good; the file is
 * taken away. */
MUST_CHECK bool shelf_read(const struct shelf *shelf, const struct shelf_file *file, size_t part,
                           void *to);
/* Maps a part to read at `at`, an address at the start of a page in a reserved range. Likewise. */
MUST_CHECK bool shelf_map(const struct shelf *shelf, const struct shelf_file *file, size_t part,
                          void *at);

/* A file without a name in the folder, for what one process needs alone; -1 when there can be none.
 */
MUST_CHECK int shelf_scratch(const struct shelf *shelf);

/*
 * Sees to it that all n tasks of a step have left their file: does those that nobody else does,
 * with all hands of the crew, and waits for the others. False: a task failed (`work` returned
 * false), or `told` stopped it.
 */
struct shelf_told {
    bool (*progress)(void *context, double done); /* one thread at a time */
    void *context;
};
MUST_CHECK bool shelf_work(const struct shelf *shelf, struct crew *crew, enum shelf_step step,
                           size_t n, bool (*work)(void *context, size_t task), void *context,
                           struct shelf_told told);

#endif
