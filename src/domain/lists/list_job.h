/*
 * list_job: what every job over a list does alike: it is asked for in somebody's name, reads
 * through a reader of its own, and writes in short transactions that the facts follow.
 */
#ifndef DOMAIN_LISTS_LIST_JOB_H
#define DOMAIN_LISTS_LIST_JOB_H

#include "domain/app.h"
#include "format/json.h"
#include "store/job.h"

struct list_job {
    struct app *app;
    struct job *job;
    int64_t list; /* 0: of no list in particular */
    const struct json *params;
    struct actor actor;
    struct work work;     /* over a reader, memory as long as the job */
    struct arena scratch; /* of one transaction */
    struct arena told;    /* errors' texts: a transaction may run beside whoever uses work.arena */
};

/* Submits a job of that kind over a list (0: none) in the caller's write transaction; `option` is
 * a member of its parameters that is true, or NULL. */
MUST_CHECK enum status list_job_submit(struct work *work, const char *kind, struct text title,
                                       int64_t list, const char *option, struct job_info *job,
                                       struct error *error);

MUST_CHECK enum status list_job_begin(struct list_job *lj, struct job *job, struct app *app,
                                      struct arena *arena, struct error *error);
void list_job_end(struct list_job *lj);

/* Takes the reader anew: one may go on seeing what it saw first. */
MUST_CHECK enum status list_job_look(struct list_job *lj, struct error *error);

/* Runs `write` in a transaction of its own, whose memory is gone afterwards. */
MUST_CHECK enum status list_job_write(struct list_job *lj, void *context,
                                      enum status (*write)(struct work *work, void *context,
                                                           struct error *error),
                                      struct error *error);

#endif
