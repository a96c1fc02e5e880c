/*
 * events: a job's progress told to the pages that watch it, as server-sent events. Each watcher
 * keeps only the newest state, so a slow reader skips steps and never holds anybody up.
 */
#ifndef WEB_EVENTS_H
#define WEB_EVENTS_H

#include "store/job.h"
#include "web/exchange.h"

struct events;

struct events *events_new(void);
/* Every stream must have been closed (server_stop) before. */
void events_free(struct events *events);

/* The listener to give to jobs_listen, with the events as its context. */
void events_job_changed(void *context, const struct job_info *info);

/*
 * Makes the exchange's answer a stream about the user's job, beginning with its state now and
 * ending with its last one, or when the user's account changes.
 */
void events_watch(struct events *events, struct exchange *exchange, int64_t user,
                  const struct job_info *info);
/* Ends the user's streams: whether he may go on watching is asked when he comes again. */
void events_end(struct events *events, int64_t user);
/* Sends a comment on every stream, so that those whose reader is gone end. */
void events_beat(struct events *events);

#endif
