/* lists: what tests of bureaus' lists share: jobs waited for without a clock, lists handed in as
 * text, people entered, pairs answered. */
#ifndef TEST_LISTS_H
#define TEST_LISTS_H

#include "county.h"
#include "domain/lists/list_batch.h"
#include "ledger/change.h"

/* Starts the county's jobs, heard by lists_wait. */
void lists_start_jobs(struct county *county);
/* Waits until so many jobs have ended since the start; the last must be done. */
void lists_wait(int jobs);
/* Submits nothing itself: wakes the pool and waits for one more job than have ended. */
void lists_run(struct county *county);

/* What happens while the next job runs: done once, at its first progress, in the job's thread. */
void lists_meanwhile(void (*act)(struct county *county), struct county *county);

/* The first column of the first row of a statement about the county ($1). */
int64_t lists_number(struct county *county, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Fails unless the audit's chain is whole. */
void lists_audit_is_whole(struct county *county);

/* Enters somebody of the first village; number and phone may be empty. */
int64_t lists_person(struct county *county, const char *name, struct text id_no);
/* A number of somebody born that day ("1980-05-06"), with a right check digit. */
struct text lists_id_no(struct county *county, const char *birth, int sequence);
/* Sets a field of a row and saves it. */
void lists_set(struct county *county, const struct ledger *ledger, int64_t id, int field,
               struct value value);

struct lists_plan {
    const char *source, *kind, *category, *day;
    bool part; /* of what was known before: only news, not the whole */
};
/* Hands a list in for the county's first bureau and compares it. */
int64_t lists_compare(struct county *county, const struct lists_plan *plan, const char *csv);
/* Lets what is settled take effect, leavers too when asked; and takes all of it back. */
void lists_apply(struct county *county, int64_t list, bool leavers);
void lists_unapply(struct county *county, int64_t list);

struct row *lists_match(struct county *county, int64_t id);
/* The match of a list's row (from 1 below the heading) with a person; 0 when there is none. */
int64_t lists_pair(struct county *county, int64_t list, int row, int64_t person);
enum status lists_answer(struct county *county, int64_t user, int64_t match, const char *decision);
void lists_assert_state(struct county *county, int64_t match, const char *state);

#endif
