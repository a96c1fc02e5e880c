#include "base/crew.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bug.h"

enum { MOST_HANDS = 8 };

struct crew {
    pthread_mutex_t one; /* held by the caller whose work is being done */
    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    pthread_t threads[MOST_HANDS];
    size_t helpers; /* threads wanted beside the caller */
    size_t started; /* threads running */
    uint64_t round; /* goes up with every piece of work */
    size_t at_work; /* helpers that have not finished this round */
    bool closing;
    void (*work)(void *context, size_t task);
    void *context;
    size_t n;
    size_t next; /* atomic: the first task nobody took */
};

struct crew *crew_new(size_t hands)
{
    struct crew *crew = memory_get_zeroed(sizeof(*crew));
    if (hands == 0) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        hands = processors < 1 ? 1 : (size_t)processors;
    }
    crew->helpers = (hands > MOST_HANDS ? MOST_HANDS : hands) - 1;
    pthread_mutex_init(&crew->one, NULL);
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->begin, NULL);
    pthread_cond_init(&crew->end, NULL);
    return crew;
}

void crew_free(struct crew *crew)
{
    if (crew == NULL) {
        return;
    }
    pthread_mutex_lock(&crew->lock);
    crew->closing = true;
    pthread_cond_broadcast(&crew->begin);
    pthread_mutex_unlock(&crew->lock);
    for (size_t i = 0; i < crew->started; i++) {
        pthread_join(crew->threads[i], NULL);
    }
    pthread_cond_destroy(&crew->begin);
    pthread_cond_destroy(&crew->end);
    pthread_mutex_destroy(&crew->lock);
    pthread_mutex_destroy(&crew->one);
    free(crew);
}

static void share(struct crew *crew)
{
    for (;;) {
        size_t task = __atomic_fetch_add(&crew->next, 1, __ATOMIC_RELAXED);
        if (task >= crew->n) {
            return;
        }
        crew->work(crew->context, task);
    }
}

static void *helper(void *context)
{
    struct crew *crew = context;
    uint64_t seen = 0;
    pthread_mutex_lock(&crew->lock);
    for (;;) {
        while (crew->round == seen && !crew->closing) {
            pthread_cond_wait(&crew->begin, &crew->lock);
        }
        if (crew->closing) {
            break;
        }
        seen = crew->round;
        pthread_mutex_unlock(&crew->lock);
        share(crew);
        pthread_mutex_lock(&crew->lock);
        if (--crew->at_work == 0) {
            pthread_cond_signal(&crew->end);
        }
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

void crew_run(struct crew *crew, size_t n, void (*work)(void *context, size_t task), void *context)
{
    if (n <= 1 || crew == NULL || crew->helpers == 0 || pthread_mutex_trylock(&crew->one) != 0) {
        for (size_t task = 0; task < n; task++) {
            work(context, task);
        }
        return;
    }
    pthread_mutex_lock(&crew->lock);
    while (crew->started < crew->helpers) {
        if (pthread_create(&crew->threads[crew->started], NULL, helper, crew) != 0) {
            crew->helpers = crew->started; /* fewer hands do it too */
            break;
        }
        crew->started++;
    }
    crew->work = work;
    crew->context = context;
    crew->n = n;
    crew->next = 0;
    crew->at_work = crew->started;
    crew->round++;
    pthread_cond_broadcast(&crew->begin);
    pthread_mutex_unlock(&crew->lock);
    share(crew);
    pthread_mutex_lock(&crew->lock);
    while (crew->at_work > 0) {
        pthread_cond_wait(&crew->end, &crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
    pthread_mutex_unlock(&crew->one);
}
