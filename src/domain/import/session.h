/*
 * session: a batch opened for work: its file, the layout of its sheets as the plan says, and the
 * hooks through which the import engine asks the database. Previewing, returning and applying are
 * all the same run with another taker.
 */
#ifndef DOMAIN_IMPORT_SESSION_H
#define DOMAIN_IMPORT_SESSION_H

#include "domain/import/answers.h"
#include "ledger/change.h"

enum { SHEETS_MOST = 64 };

struct import_session {
    struct app *app;
    struct work *work; /* read connection; the writer while applying */
    struct batch *batch;
    struct import_terms terms;
    struct text bytes; /* the file */
    struct book *book;
    struct import_layout *layouts; /* of every sheet with a heading */
    struct text *faults;           /* by sheet: why it cannot be read; empty: it can */
    size_t sheets;                 /* in the book */
    bool chosen[SHEETS_MOST];      /* sheets that are imported */
    bool hidden;                   /* hidden rows too */
    bool merges_asked, merges;     /* whether any two records of one person were merged */
    struct returned *returned; /* of the last run: what came back; NULL: nothing exported here */
    int64_t seq;               /* keys_seq of what rows were matched with */
    /*
     * Set by who writes rows: called ahead of `take`, beside it in another thread (see
     * import_hooks), with the chosen connection for reading and the rows' memory.
     */
    enum status (*prepare)(void *context, struct work *work, struct import_row *rows, size_t n,
                           struct error *error);
    struct answers answers; /* what people decided of its rows */
};

/* Opens the batch's file and lays its sheets out. Everything lives in work->arena. */
MUST_CHECK enum status session_begin(struct app *app, struct work *work, struct batch *batch,
                                     struct import_session *out, struct error *error);
/* The same over bytes at hand: a file on the command line, not kept. */
MUST_CHECK enum status session_over(struct app *app, struct work *work, struct batch *batch,
                                    struct text bytes, struct import_session *out,
                                    struct error *error);

/*
 * Runs the rows of the chosen sheets to `take`. After judging, row->prepared is the row as a change
 * that passed change_check (NULL when it did not, or was not asked); whoever alters the row's
 * values or what it stands for sets it to NULL.
 */
MUST_CHECK enum status session_run(struct import_session *session,
                                   enum status (*take)(void *context, struct import_row *rows,
                                                       size_t n, struct error *error),
                                   void *context, struct import_summary *summary,
                                   struct error *error);

/* The row as a change: of row->old, or a new one. */
struct change session_change(struct import_session *session, struct work *work,
                             const struct import_row *row);

#endif
