#include "store/claim.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/random.h"

struct claims {
    struct database *database;
    int64_t work, holder, lease_ms;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool ends;   /* under `lock` */
    bool failed; /* atomic */
};

/* Milliseconds by the database's clock, as the machines' may differ. */
#define NOW_SQLITE   "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
#define NOW_POSTGRES "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"

static const char ddl[] = "CREATE TABLE IF NOT EXISTS shared_task ("
                          "work BIGINT NOT NULL, task BIGINT NOT NULL, holder BIGINT NOT NULL, "
                          "until BIGINT NOT NULL, PRIMARY KEY (work, task))";

#define TAKE "INSERT INTO shared_task (work, task, holder, until) VALUES ($1, $2, $3, "
#define TAKE_OVER                                                                                  \
    " + $4) ON CONFLICT (work, task) DO UPDATE SET holder = excluded.holder, "                     \
    "until = excluded.until WHERE shared_task.holder = excluded.holder OR shared_task.until < "
#define RENEW    "UPDATE shared_task SET until = "
#define RENEW_OF " + $3 WHERE work = $1 AND holder = $2"

static const struct query take = {TAKE NOW_SQLITE TAKE_OVER NOW_SQLITE,
                                  TAKE NOW_POSTGRES TAKE_OVER NOW_POSTGRES};
static const struct query renew = {RENEW NOW_SQLITE RENEW_OF, RENEW NOW_POSTGRES RENEW_OF};
static const struct query leave = {"DELETE FROM shared_task WHERE work = $1 AND holder = $2", NULL};
static const struct query finish = {"DELETE FROM shared_task WHERE work = $1", NULL};

/* One statement in a transaction of its own. */
static enum status write_one(struct claims *c, const struct query *query, const struct bind *binds,
                             size_t n, int64_t *changed, struct arena *arena, struct error *error)
{
    struct db *db;
    enum status status = database_writer(c->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    status = db_begin(db, arena, error);
    if (status == OK && query == NULL) {
        status = db_execute(db, text_of(ddl), arena, error);
        status = db_end(db, status, arena, error);
    } else if (status == OK) {
        status = db_run_bound(db, query, binds, n, changed, arena, error);
        status = db_end(db, status, arena, error);
    }
    db_release(db);
    return status;
}

static bool write_quietly(struct claims *c, const struct query *query, const struct bind *binds,
                          size_t n, int64_t *changed)
{
    struct arena arena;
    struct error error;
    arena_init(&arena);
    bool good = write_one(c, query, binds, n, changed, &arena, &error) == OK;
    arena_release(&arena);
    return good;
}

static void *renew_on(void *context)
{
    struct claims *c = context;
    const struct bind binds[] = {BIND_INT(c->work), BIND_INT(c->holder), BIND_INT(c->lease_ms)};
    pthread_mutex_lock(&c->lock);
    while (!c->ends) {
        struct timespec at;
        clock_gettime(CLOCK_MONOTONIC, &at);
        int64_t ns = at.tv_nsec + c->lease_ms / 3 * 1000000;
        at.tv_sec += ns / 1000000000;
        at.tv_nsec = ns % 1000000000;
        if (pthread_cond_timedwait(&c->wake, &c->lock, &at) != ETIMEDOUT) {
            continue;
        }
        pthread_mutex_unlock(&c->lock);
        if (!write_quietly(c, &renew, binds, COUNT(binds), NULL)) {
            __atomic_store_n(&c->failed, true, __ATOMIC_RELAXED);
        }
        pthread_mutex_lock(&c->lock);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

static void free_claims(struct claims *c)
{
    database_close(c->database);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->wake);
    free(c);
}

enum status claims_open(const char *where, int64_t work, int64_t lease_ms, struct claims **out,
                        struct arena *arena, struct error *error)
{
    struct database *database;
    enum status status = database_open(where, &database, arena, error);
    if (status != OK) {
        return status;
    }
    struct claims *c = memory_get_zeroed(sizeof(*c));
    pthread_condattr_t clock;
    *c = (struct claims){.database = database, .work = work, .lease_ms = lease_ms};
    random_bytes(&c->holder, sizeof(c->holder));
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&c->wake, &clock);
    pthread_condattr_destroy(&clock);
    status = write_one(c, NULL, NULL, 0, NULL, arena, error);
    if (status == OK && pthread_create(&c->thread, NULL, renew_on, c) != 0) {
        status = error_set(error, arena, UNAVAILABLE, "开不了新线程");
    }
    if (status != OK) {
        free_claims(c);
        return status;
    }
    *out = c;
    return OK;
}

void claims_close(struct claims *c, bool done)
{
    const struct bind binds[] = {BIND_INT(c->work), BIND_INT(c->holder)};
    pthread_mutex_lock(&c->lock);
    c->ends = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    (void)write_quietly(c, done ? &finish : &leave, binds, done ? 1 : 2, NULL);
    free_claims(c);
}

bool claim_take(struct claims *c, int64_t task)
{
    int64_t changed = 0;
    const struct bind binds[] = {BIND_INT(c->work), BIND_INT(task), BIND_INT(c->holder),
                                 BIND_INT(c->lease_ms)};
    if (!write_quietly(c, &take, binds, COUNT(binds), &changed)) {
        __atomic_store_n(&c->failed, true, __ATOMIC_RELAXED);
        return false;
    }
    return changed == 1;
}

bool claims_failed(const struct claims *c)
{
    return __atomic_load_n(&c->failed, __ATOMIC_RELAXED);
}
