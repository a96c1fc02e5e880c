#include "web/keeper.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "domain/lists/list_again.h"
#include "web/events.h"

enum {
    SECOND = 1,
    BEAT_EVERY = 15,
    SETTLE_EVERY = 30,
    AGAIN_EVERY = 60,
    SWEEP_EVERY = 3600 /* seconds */
};

struct keeper {
    struct web *web;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

static void complain(enum status status, const char *what, const struct error *error)
{
    if (status != OK && status != BUSY) {
        log_warn("%s: %s %.*s", what, status_name(status), TEXT_ARG(error->detail));
    }
}

static enum status settle(struct app *app, struct sessions *sessions, struct arena *arena,
                          struct error *error)
{
    struct actor actor = actor_program(app->county);
    struct db *db;
    enum status status = database_writer(app->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    struct work work = app_work(app, db, arena, &actor);
    status = db_begin(db, arena, error);
    if (status == OK) {
        status = sessions_settle(sessions, &work, error);
        status = db_end(db, status, arena, error);
    }
    db_release(db);
    return status;
}

static void round_of(struct web *web, struct arena *arena, int64_t second)
{
    struct app *app = web->app;
    struct error error = {0};
    if (app->county == 0) {
        return;
    }
    complain(app_catch_up(app, arena, &error), "following the database", &error);
    if (second % BEAT_EVERY == 0) {
        events_beat(web->events);
    }
    if (second % SETTLE_EVERY == 0) {
        complain(settle(app, web->sessions, arena, &error), "storing sessions", &error);
    }
    if (second % AGAIN_EVERY == 0) {
        complain(list_again_due(app, arena, &error), "comparing lists again", &error);
    }
    if (second % SWEEP_EVERY == 0) {
        size_t removed = 0;
        complain(blobs_sweep(app->blobs, app->database, app->clock, &removed, arena, &error),
                 "sweeping files", &error);
    }
}

static void *keep(void *context)
{
    struct keeper *keeper = context;
    struct arena arena;
    arena_init(&arena);
    pthread_mutex_lock(&keeper->lock);
    for (int64_t second = 1; !keeper->stopping; second++) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += SECOND;
        pthread_cond_timedwait(&keeper->wake, &keeper->lock, &until);
        pthread_mutex_unlock(&keeper->lock);
        round_of(keeper->web, &arena, second);
        arena_reset(&arena);
        pthread_mutex_lock(&keeper->lock);
    }
    pthread_mutex_unlock(&keeper->lock);
    round_of(keeper->web, &arena, SETTLE_EVERY);
    arena_release(&arena);
    return NULL;
}

struct keeper *keeper_start(struct web *web)
{
    struct keeper *keeper = memory_get_zeroed(sizeof(*keeper));
    keeper->web = web;
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&keeper->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&keeper->thread, NULL, keep, keeper) != 0) {
        bug("cannot start the keeper's thread");
    }
    return keeper;
}

void keeper_stop(struct keeper *keeper)
{
    pthread_mutex_lock(&keeper->lock);
    keeper->stopping = true;
    pthread_cond_signal(&keeper->wake);
    pthread_mutex_unlock(&keeper->lock);
    pthread_join(keeper->thread, NULL);
    pthread_cond_destroy(&keeper->wake);
    pthread_mutex_destroy(&keeper->lock);
    free(keeper);
}
