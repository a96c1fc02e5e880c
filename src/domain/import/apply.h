/*
 * apply: a batch written into its ledger as a job, some thousand rows a transaction: pages stay
 * responsive, a cancel stops between two, and a killed process goes on after the last one written.
 * Nothing is half-done: a row is written whole with its history, and the batch can be undone.
 */
#ifndef DOMAIN_IMPORT_APPLY_H
#define DOMAIN_IMPORT_APPLY_H

#include "domain/import/session.h"
#include "store/job.h"

/* A row of the file as one number: its sheet, and its row from 1 as the sheet shows it. */
static inline int64_t apply_place(int64_t sheet, int64_t row)
{
    return sheet << 32 | row;
}

/* What a clerk confirmed. */
struct apply_choice {
    bool outcomes[IMPORT_OUTCOME__COUNT];
    const int64_t *rows; /* each by apply_place; NULL: by outcome */
    size_t row_count;
};

/*
 * Submits the job that writes a batch and marks it as applying, in the caller's write transaction.
 * CONFLICT unless it is in state read. Errors and questions are never taken unless named by row,
 * errors not even then.
 */
MUST_CHECK enum status apply_submit(struct work *work, struct batch *batch,
                                    const struct apply_choice *choice, struct job_info *job,
                                    struct error *error);
/* Submits the job that undoes a batch. CONFLICT unless it is done. */
MUST_CHECK enum status apply_submit_undo(struct work *work, struct batch *batch, struct text reason,
                                         struct job_info *job, struct error *error);

/* Kinds for the job pool: "import" and "import_undo"; the context is the app. */
enum status apply_run(struct job *job, void *app, struct arena *arena, struct error *error);
enum status apply_run_undo(struct job *job, void *app, struct arena *arena, struct error *error);

struct apply_told {
    int64_t written, same, refused; /* rows */
    struct text refusals;           /* JSON list of {"row","message"}, the first hundred */
};

/* Who looks on while rows are written; any of the functions may be NULL. */
struct apply_watch {
    /* Every row of the chosen sheets as judged, before it is written. */
    void (*rows)(void *context, const struct import_row *rows, size_t n);
    /* False stops with BUSY. */
    bool (*progress)(void *context, int64_t done);
    void *context;
};

/* Writes the chosen rows of a session in transactions of its own; the command line's way. */
MUST_CHECK enum status apply_write(struct import_session *session,
                                   const struct apply_choice *choice,
                                   const struct apply_watch *watch, struct apply_told *told,
                                   struct error *error);

#endif
