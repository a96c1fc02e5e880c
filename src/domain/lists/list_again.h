/*
 * list_again: standing comparisons. When people of the registry are entered or changed, the current
 * lists are held against just those people, with the weights that the lists were compared with: the
 * rows that had found nobody, and the pairs they stand in (list_rejudge.h). Nothing else is scored
 * again. What it finds joins the queue.
 */
#ifndef DOMAIN_LISTS_LIST_AGAIN_H
#define DOMAIN_LISTS_LIST_AGAIN_H

#include "domain/app.h"
#include "store/job.h"

/*
 * Asked now and then: submits the job "list_again" when people changed since its last run and the
 * county's minutes between runs (setting list_again_minutes; 0: never) have passed. In transactions
 * of its own.
 */
MUST_CHECK enum status list_again_due(struct app *app, struct arena *arena, struct error *error);

/* Whether comparisons stand: people are looked at again when they change. */
MUST_CHECK enum status list_again_stands(struct work *work, bool *out, struct error *error);
/* Changes of people after `seen` are looked at again; where a place was noted before it holds. In a
 * write transaction. */
MUST_CHECK enum status list_again_begin(struct work *work, int64_t seen, struct error *error);
/* When it was last looked, in ms; 0: never. *minutes: between looks; 0: never. */
MUST_CHECK enum status list_again_last(struct work *work, int64_t *at, int64_t *minutes,
                                       struct error *error);

/* The kind "list_again"; the context is the app. */
enum status list_again_run(struct job *job, void *app, struct arena *arena, struct error *error);

#endif
