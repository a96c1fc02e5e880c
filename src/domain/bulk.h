/*
 * bulk: one step of a flow taken on many rows, as a job (domain/many.h): those named, or all that a
 * query finds.
 */
#ifndef DOMAIN_BULK_H
#define DOMAIN_BULK_H

#include "domain/app.h"
#include "format/json.h"
#include "ledger/flow.h"
#include "store/job.h"

struct bulk_plan {
    const struct ledger *ledger;
    const struct flow_action *action;
    const struct json *rows;  /* list of ids; NULL: by the query */
    const struct json *query; /* docs/api.md's query; its page does not matter */
    const struct json *body;  /* the fields asked for with the step, and other members */
    struct text reason;
};

/* Submits the job ("bulk") in the caller's write transaction. INVALID unless the step may be taken
 * on many rows; DENIED when the actor's role may not take it. */
MUST_CHECK enum status bulk_submit(struct work *work, const struct bulk_plan *plan,
                                   struct job_info *job, struct error *error);

/* The kind; the context is the app. Its result: {"done":n,"failed":[{"id","label","message"}]}. */
enum status bulk_run(struct job *job, void *app, struct arena *arena, struct error *error);

#endif
