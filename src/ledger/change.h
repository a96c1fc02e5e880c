/*
 * change: a row about to be written. Every write of every ledger goes through here: fields are
 * cleaned and checked, the ledger's own rules run, references and uniqueness are looked up within
 * the actor's reach, the row, its history and its audit entry are written in the caller's
 * transaction. Nothing half-done stays.
 */
#ifndef LEDGER_CHANGE_H
#define LEDGER_CHANGE_H

#include "ledger/flow.h"
#include "ledger/ledger.h"
#include "ledger/work.h"

struct change {
    struct work *work;
    const struct ledger *ledger;
    const struct row *old;            /* NULL: a new row */
    struct row *row;                  /* as it shall be */
    const struct flow_action *action; /* the step being taken; NULL: created or edited */
    struct text reason;
    int64_t batch; /* the import or job it belongs to; 0: none */
    bool part;     /* of a larger act, whose audit entry the caller writes (history_close) */
    bool run;      /* one of many rows created together: they may share a history record */
    bool undo;     /* takes an earlier change back */
    bool checked;  /* passed change_check, and nothing was set since */
    bool ready;    /* passed change_ready */
    bool unique;   /* the caller knows that no row in use has its unique values */
    bool referred; /* the caller knows that its references lead to rows in use within reach */
    bool program;  /* made by a function that owns the ledger: it may set what no form may */
    bool filled;   /* the ledger gave it values while it was written (ledger.h, complete) */
};

/* A change that creates a row: every value empty, a flow in its first state. */
struct change change_create(struct work *work, const struct ledger *ledger);
/* A change of `old`, which was read with ROWS_PLAIN. */
struct change change_edit(struct work *work, const struct row *old);

/* The new value of a field, and whether it differs from the old row's. */
const struct value *change_value(const struct change *change, int field);
bool change_touches(const struct change *change, int field);
void change_set(struct change *change, int field, struct value value);

/* Adds an error under `later` when both days are known and it lies before `earlier`. */
void change_check_order(struct change *change, struct errors *errors, int earlier, int later);
/* Gives a date field of a new row today's date when nothing was filled in. */
void change_today(struct change *change, int field);
/* Adds an error to a field: message and hint are literals or live in the work's arena. */
void change_fault(struct change *change, struct errors *errors, int field, const char *message,
                  const char *hint);

/*
 * Cleans and checks all fields of change->row into `errors` (INVALID when there are any), without
 * writing: what an import's preview and a form's check need.
 */
MUST_CHECK enum status change_check(struct change *change, struct errors *errors,
                                    struct error *error);

/*
 * All of change_save that needs no database: change_check, and the secrets sealed. An import does
 * it in another thread than the one that writes. Afterwards the row is not altered any more, and
 * change_save only looks up and writes.
 */
MUST_CHECK enum status change_ready(struct change *change, struct errors *errors,
                                    struct error *error);

/*
 * Writes it: change_ready, then references, uniqueness, row, history, audit. CONFLICT when the
 * stored version is not old->version; NOT_FOUND when the row is beyond the actor's reach. On OK
 * change->row has its id and version.
 */
MUST_CHECK enum status change_save(struct change *change, struct errors *errors,
                                   struct error *error);

/*
 * Takes a flow's step on a row: DENIED when the actor's role may not, CONFLICT when the row is not
 * in a state the step starts from, INVALID when a reason or a field is missing or the second person
 * is the first. change->row may carry the fields the action asks for.
 */
MUST_CHECK enum status change_act(struct change *change, const struct flow_action *action,
                                  struct errors *errors, struct error *error);

/*
 * Points a reference of the row to another row within the actor's reach, in whatever state the row
 * is: what it says stays, only about whom changes. No rule of its ledger runs.
 */
MUST_CHECK enum status change_refer(struct change *change, int field, int64_t id,
                                    struct error *error);

/* Takes a row out of use, or puts it back; it keeps its history. A reason is needed to take it out.
 */
MUST_CHECK enum status change_remove(struct change *change, struct error *error);
MUST_CHECK enum status change_restore(struct change *change, struct error *error);

#endif
