#include "web/events.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "web/job_json.h"

enum { EVENT_CEILING = 256 << 10 };

struct watcher {
    struct events *events;
    struct exchange *exchange;
    int64_t user, county, job;
    struct buf pending; /* what is still to be sent */
    size_t sent;        /* bytes of it that are gone */
    bool last;          /* end when all is sent: the job is over, or the account changed */
    struct watcher *next;
};

struct events {
    pthread_mutex_t lock;
    struct watcher *watchers;
};

struct events *events_new(void)
{
    struct events *events = memory_get_zeroed(sizeof(*events));
    pthread_mutex_init(&events->lock, NULL);
    return events;
}

void events_free(struct events *events)
{
    if (events->watchers != NULL) {
        bug("a stream is still open");
    }
    pthread_mutex_destroy(&events->lock);
    free(events);
}

static bool is_over(const struct job_info *info)
{
    return info->state == JOB_DONE || info->state == JOB_FAILED || info->state == JOB_CANCELLED;
}

/* Puts the job's state in the place of one not yet begun to be sent, else behind it. */
static void put_state(struct watcher *watcher, const struct job_info *info)
{
    struct arena arena;
    arena_init(&arena);
    if (watcher->sent == 0 || watcher->sent == watcher->pending.n) {
        buf_clear(&watcher->pending);
        watcher->sent = 0;
    }
    buf_adds(&watcher->pending, "data: ");
    struct json_out out = json_into(&watcher->pending);
    job_json_write(&arena, &out, NULL, info);
    buf_adds(&watcher->pending, "\n\n");
    watcher->last = is_over(info);
    arena_release(&arena);
}

static long read_events(void *context, char *out, size_t room)
{
    struct watcher *watcher = context;
    pthread_mutex_lock(&watcher->events->lock);
    size_t left = watcher->pending.n - watcher->sent;
    size_t n = left < room ? left : room;
    if (n > 0) {
        memcpy(out, watcher->pending.s + watcher->sent, n);
        watcher->sent += n;
    }
    bool end = n == 0 && (watcher->last || watcher->pending.full);
    pthread_mutex_unlock(&watcher->events->lock);
    return end ? -1 : (long)n;
}

static void close_watcher(void *context)
{
    struct watcher *watcher = context;
    struct events *events = watcher->events;
    pthread_mutex_lock(&events->lock);
    struct watcher **at = &events->watchers;
    while (*at != watcher) {
        at = &(*at)->next;
    }
    *at = watcher->next;
    pthread_mutex_unlock(&events->lock);
    buf_release(&watcher->pending);
    free(watcher);
}

void events_watch(struct events *events, struct exchange *exchange, int64_t user,
                  const struct job_info *info)
{
    struct watcher *watcher = memory_get_zeroed(sizeof(*watcher));
    watcher->events = events;
    watcher->exchange = exchange;
    watcher->user = user;
    watcher->county = info->county;
    watcher->job = info->id;
    buf_init(&watcher->pending, EVENT_CEILING);
    put_state(watcher, info);
    exchange->stream = (struct answer_stream){read_events, close_watcher, watcher};
    pthread_mutex_lock(&events->lock);
    watcher->next = events->watchers;
    events->watchers = watcher;
    pthread_mutex_unlock(&events->lock);
}

void events_job_changed(void *context, const struct job_info *info)
{
    struct events *events = context;
    pthread_mutex_lock(&events->lock);
    for (struct watcher *w = events->watchers; w != NULL; w = w->next) {
        if (w->job == info->id && w->county == info->county && !w->last) {
            put_state(w, info);
            exchange_wake(w->exchange);
        }
    }
    pthread_mutex_unlock(&events->lock);
}

void events_end(struct events *events, int64_t user)
{
    pthread_mutex_lock(&events->lock);
    for (struct watcher *w = events->watchers; w != NULL; w = w->next) {
        if (w->user == user) {
            w->last = true;
            exchange_wake(w->exchange);
        }
    }
    pthread_mutex_unlock(&events->lock);
}

void events_beat(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    for (struct watcher *w = events->watchers; w != NULL; w = w->next) {
        if (w->sent == w->pending.n) {
            buf_clear(&w->pending);
            w->sent = 0;
            buf_adds(&w->pending, ":\n\n");
            exchange_wake(w->exchange);
        }
    }
    pthread_mutex_unlock(&events->lock);
}
