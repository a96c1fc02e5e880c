/*
 * list_again: standing comparisons. When people of the registry are entered or changed, the rows of
 * the current lists that had found nobody are held against just those people, with the weights
 * that the lists were compared with; nothing else is scored again. What it finds joins the queue.
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

/* The kind "list_again"; the context is the app. */
enum status list_again_run(struct job *job, void *app, struct arena *arena, struct error *error);

#endif
