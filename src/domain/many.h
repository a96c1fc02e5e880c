/*
 * many: one thing done to many rows, as a job: to those named, or to all that a query finds. A
 * hundred rows are one transaction with one audit entry; a row to which it cannot be done is told
 * with its reason and does not stop the others. A job that was cut off goes on after its last
 * hundred when the rows were named; a query is asked again.
 */
#ifndef DOMAIN_MANY_H
#define DOMAIN_MANY_H

#include "domain/app.h"
#include "format/json.h"
#include "store/job.h"

struct many {
    struct job *job;
    struct app *app;
    struct arena *arena; /* as long as the job runs */
    struct actor actor;  /* on whose behalf */

    const struct ledger *ledger;  /* whose rows are named or asked for */
    const struct json *body;      /* has "rows", ids, or else "query", docs/api.md's */
    struct text action;           /* the audit entries' word */
    const struct ledger *audited; /* the ledger written to */
    struct text message;          /* beside the progress: 正在办理… */

    /*
     * Does it to one row in a transaction; changes are `part` and carry the job's id as batch.
     * *title gets what people call the row. INVALID, DENIED, NOT_FOUND and CONFLICT are the row's
     * own fault; anything else ends the job.
     */
    enum status (*one)(void *context, struct work *work, int64_t id, struct text *title,
                       struct errors *errors, struct error *error);
    void *context;
};

/* Runs it to the end. The job's result: {"done":n,"failed":[{"id","label","message"}]}, the first
 * five hundred. */
MUST_CHECK enum status many_run(const struct many *many, struct error *error);

#endif
