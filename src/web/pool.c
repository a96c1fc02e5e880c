#include "web/pool.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/bug.h"

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct pool_task *first, **last;
    bool stopping;
    unsigned threads;
    pthread_t thread[];
};

static void *work(void *context)
{
    struct pool *pool = context;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (pool->first == NULL && !pool->stopping) {
            pthread_cond_wait(&pool->wake, &pool->lock);
        }
        struct pool_task *task = pool->first;
        if (task == NULL) {
            break;
        }
        pool->first = task->next;
        if (pool->first == NULL) {
            pool->last = &pool->first;
        }
        pthread_mutex_unlock(&pool->lock);
        task->run(task);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct pool *pool_start(unsigned threads)
{
    struct pool *pool = memory_get_zeroed(sizeof(*pool) + threads * sizeof(pool->thread[0]));
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->last = &pool->first;
    pool->threads = threads;
    for (unsigned i = 0; i < threads; i++) {
        if (pthread_create(&pool->thread[i], NULL, work, pool) != 0) {
            bug("cannot start a worker thread");
        }
    }
    return pool;
}

bool pool_add(struct pool *pool, struct pool_task *task)
{
    pthread_mutex_lock(&pool->lock);
    bool taken = !pool->stopping;
    if (taken) {
        task->next = NULL;
        *pool->last = task;
        pool->last = &task->next;
        pthread_cond_signal(&pool->wake);
    }
    pthread_mutex_unlock(&pool->lock);
    return taken;
}

void pool_stop(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->threads; i++) {
        pthread_join(pool->thread[i], NULL);
    }
}

void pool_free(struct pool *pool)
{
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->wake);
    free(pool);
}
