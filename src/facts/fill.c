#include "facts/fill.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    BATCH = 256, /* rows handed over together */
    RING = 4,    /* batches on their way */
};

struct batch {
    struct arena texts;
    int64_t ids[BATCH];
    struct value *values; /* BATCH rows of them */
    size_t n;
};

struct fill {
    struct table *table;
    struct batch ring[RING];
    size_t made; /* batches handed over */
    size_t put;  /* batches put on the table */
    bool started, closing;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved;
};

struct fill *fill_new(struct table *table)
{
    struct fill *fill = memory_get_zeroed(sizeof(*fill));
    fill->table = table;
    for (size_t i = 0; i < RING; i++) {
        arena_init(&fill->ring[i].texts);
        fill->ring[i].values = memory_get(BATCH * table->count * sizeof(struct value));
    }
    pthread_mutex_init(&fill->lock, NULL);
    pthread_cond_init(&fill->moved, NULL);
    return fill;
}

static void put_batch(struct fill *fill, struct batch *batch)
{
    for (size_t i = 0; i < batch->n; i++) {
        table_put(fill->table, batch->ids[i], batch->values + i * fill->table->count);
    }
    batch->n = 0;
    arena_reset(&batch->texts);
}

static void *put_batches(void *context)
{
    struct fill *fill = context;
    pthread_mutex_lock(&fill->lock);
    for (;;) {
        while (fill->put == fill->made && !fill->closing) {
            pthread_cond_wait(&fill->moved, &fill->lock);
        }
        if (fill->put == fill->made) {
            break;
        }
        pthread_mutex_unlock(&fill->lock);
        put_batch(fill, &fill->ring[fill->put % RING]);
        pthread_mutex_lock(&fill->lock);
        fill->put++;
        pthread_cond_signal(&fill->moved);
    }
    pthread_mutex_unlock(&fill->lock);
    return NULL;
}

/* The batch being filled goes to the thread; waits while all others are on their way. */
static void hand_over(struct fill *fill)
{
    if (!fill->started && pthread_create(&fill->thread, NULL, put_batches, fill) != 0) {
        put_batch(fill, &fill->ring[fill->made % RING]); /* no thread to be had: alone, then */
        return;
    }
    fill->started = true;
    pthread_mutex_lock(&fill->lock);
    fill->made++;
    pthread_cond_signal(&fill->moved);
    while (fill->made - fill->put == RING) {
        pthread_cond_wait(&fill->moved, &fill->lock);
    }
    pthread_mutex_unlock(&fill->lock);
}

struct value *fill_row(struct fill *fill, int64_t id)
{
    if (fill->ring[fill->made % RING].n == BATCH) {
        hand_over(fill);
    }
    struct batch *batch = &fill->ring[fill->made % RING];
    batch->ids[batch->n] = id;
    return batch->values + batch->n++ * fill->table->count;
}

struct text fill_text(struct fill *fill, struct text text)
{
    return arena_text(&fill->ring[fill->made % RING].texts, text);
}

void fill_end(struct fill *fill)
{
    if (fill->started) {
        pthread_mutex_lock(&fill->lock);
        fill->closing = true;
        pthread_cond_signal(&fill->moved);
        pthread_mutex_unlock(&fill->lock);
        pthread_join(fill->thread, NULL);
    }
    put_batch(fill, &fill->ring[fill->made % RING]);
    for (size_t i = 0; i < RING; i++) {
        arena_release(&fill->ring[i].texts);
        free(fill->ring[i].values);
    }
    pthread_mutex_destroy(&fill->lock);
    pthread_cond_destroy(&fill->moved);
    free(fill);
}
