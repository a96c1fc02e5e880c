/*
 * crew: a few threads that share one piece of work at a time, for what goes over a million rows.
 * The caller works too, so on one processor a crew is no slower than a loop. While the crew is busy
 * with somebody else's work, the caller does its own alone.
 */
#ifndef BASE_CREW_H
#define BASE_CREW_H

#include <stddef.h>

struct crew;

/* Hands for `hands` people in all, the caller among them; 0: as many as there are processors, at
 * most 8. Threads start with the first crew_run. */
struct crew *crew_new(size_t hands);
/* Waits for the threads to go home. */
void crew_free(struct crew *crew);

/* Does work(context, 0) … work(context, n - 1), in any order, on any thread, and comes back when
 * all are done. Without a crew (NULL) the caller does all of it. */
void crew_run(struct crew *crew, size_t n, void (*work)(void *context, size_t task), void *context);

#endif
