/*
 * list_compare: a list held against the registry as a job. The rows are stored, both sides read
 * into memory, the engine run, and what it found written: the outcome beside each row, a list_match
 * for each pair. A later version is compared as far as it is new: rows that did not change keep
 * their matches and answers (list_carry.h), the others are held against whoever is not taken yet.
 *
 * A process that dies is followed by one that goes on: rows and matches already there are passed
 * over. A job that is cancelled or fails takes everything out again and leaves the list as it was.
 */
#ifndef DOMAIN_LISTS_LIST_COMPARE_H
#define DOMAIN_LISTS_LIST_COMPARE_H

#include "domain/app.h"
#include "store/job.h"

/* Submits the job and marks the list as comparing, in the caller's write transaction. CONFLICT
 * unless it is in state read. */
MUST_CHECK enum status list_compare_submit(struct work *work, int64_t list, struct job_info *job,
                                           struct error *error);

/*
 * Whether a list may be compared as it was handed in, with nobody looking at its columns: a version
 * of it was compared before, and every column understood then is found in it.
 */
MUST_CHECK enum status list_compare_unasked(struct app *app, struct work *work, int64_t list,
                                            bool *out, struct error *error);

/* The kind "list_compare"; the context is the app. */
enum status list_compare_run(struct job *job, void *app, struct arena *arena, struct error *error);

/*
 * Takes a list out of use with its matches, in the caller's write transaction; what was undecided
 * in the version before is asked again. CONFLICT while it is being compared or after it was
 * applied.
 */
MUST_CHECK enum status list_withdraw(struct work *work, int64_t list, struct text reason,
                                     struct error *error);

#endif
