/*
 * pool: threads that work off a queue of tasks, first come first served. Tasks are embedded in what
 * they are about, so queueing allocates nothing.
 */
#ifndef WEB_POOL_H
#define WEB_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool;

struct pool_task {
    void (*run)(struct pool_task *task);
    struct pool_task *next;
};

struct pool *pool_start(unsigned threads);
/* False after pool_stop: the task was not taken. */
bool pool_add(struct pool *pool, struct pool_task *task);
/* Runs what is queued, then ends the threads; nothing is taken from here on. */
void pool_stop(struct pool *pool);
void pool_free(struct pool *pool);

#endif
