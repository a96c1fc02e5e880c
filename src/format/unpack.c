#include "format/unpack.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceilings.h"

enum {
    RING = 4,
    HEADROOM = 64 << 10,   /* what is left unread goes here, before the next chunk */
    THREAD_FROM = 1 << 20, /* smaller entries are not worth a thread */
};

struct piece {
    char *s; /* the chunk; HEADROOM bytes before it and UNPACK_PAD after it are ours too */
    size_t n;
    enum inflate_end state;
};

struct unpack_ring {
    struct inflate *inflate;
    size_t chunk;
    struct piece pieces[RING];
    struct buf spill; /* the window while more than HEADROOM stands unread */
    size_t taken;     /* pieces the parser has asked for; its latest is taken - 1 */
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock; /* guards made and stopping */
    pthread_cond_t moved;
    size_t made; /* pieces inflated */
    bool stopping;
};

static void fill(struct unpack_ring *r, struct piece *piece)
{
    piece->state = inflate_read(r->inflate, piece->s, r->chunk, &piece->n);
    memset(piece->s + piece->n, 0, UNPACK_PAD);
}

static void *run(void *context)
{
    struct unpack_ring *r = context;
    for (size_t i = 0;; i++) {
        pthread_mutex_lock(&r->lock);
        /* The parser still looks at piece taken - 1: the ring is full one piece earlier. */
        while (!r->stopping && i + 1 >= r->taken + RING) {
            pthread_cond_wait(&r->moved, &r->lock);
        }
        bool stopping = r->stopping;
        pthread_mutex_unlock(&r->lock);
        if (stopping) {
            return NULL;
        }
        fill(r, &r->pieces[i % RING]);
        bool more = r->pieces[i % RING].state == INFLATE_MORE;
        pthread_mutex_lock(&r->lock);
        r->made = i + 1;
        pthread_cond_signal(&r->moved);
        pthread_mutex_unlock(&r->lock);
        if (!more) {
            return NULL;
        }
    }
}

static void ring_stop(void *context)
{
    struct unpack_ring *r = context;
    if (r->threaded) {
        pthread_mutex_lock(&r->lock);
        r->stopping = true;
        pthread_cond_signal(&r->moved);
        pthread_mutex_unlock(&r->lock);
        pthread_join(r->thread, NULL);
        pthread_cond_destroy(&r->moved);
        pthread_mutex_destroy(&r->lock);
        r->threaded = false;
    }
    if (r->pieces[0].s != NULL) {
        free(r->pieces[0].s - HEADROOM);
        r->pieces[0].s = NULL;
    }
    buf_release(&r->spill);
}

static void start_thread(struct unpack_ring *r)
{
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->moved, NULL);
    r->threaded = pthread_create(&r->thread, NULL, run, r) == 0;
    if (!r->threaded) { /* no thread to be had: inflate on this one */
        pthread_cond_destroy(&r->moved);
        pthread_mutex_destroy(&r->lock);
    }
}

void unpack_open(struct unpack *u, struct arena *arena, const struct zip_entry *entry, size_t chunk)
{
    struct unpack_ring *r = arena_new(arena, struct unpack_ring);
    r->inflate = inflate_open(arena, entry);
    r->chunk = chunk;
    buf_init(&r->spill, UNPACK_UNREAD + chunk + UNPACK_PAD);
    bool threaded = entry->size >= THREAD_FROM;
    size_t pieces = threaded ? RING : 1;
    size_t stride = HEADROOM + chunk + UNPACK_PAD;
    char *memory = memory_get(pieces * stride);
    for (size_t i = 0; i < RING; i++) {
        r->pieces[i].s = memory + i % pieces * stride + HEADROOM;
    }
    arena_defer(arena, ring_stop, r);
    if (threaded) {
        start_thread(r);
    }
    *u = (struct unpack){.p = r->pieces[0].s, .end = r->pieces[0].s, .ring = r};
}

/* Takes the next piece into r->at; NULL with the error when it is damaged. */
static struct piece *next_piece(struct unpack *u, struct arena *arena, struct error *error)
{
    struct unpack_ring *r = u->ring;
    struct piece *piece = &r->pieces[r->taken % RING];
    if (!r->threaded) {
        fill(r, piece);
        r->taken++;
    } else {
        pthread_mutex_lock(&r->lock);
        r->taken++;
        pthread_cond_signal(&r->moved);
        while (r->made < r->taken) {
            pthread_cond_wait(&r->moved, &r->lock);
        }
        pthread_mutex_unlock(&r->lock);
    }
    if (piece->state == INFLATE_BROKEN || piece->state == INFLATE_LIED) {
        inflate_error(piece->state, arena, error);
        return NULL;
    }
    u->last = piece->state == INFLATE_DONE;
    return piece;
}

/* Moves the unread bytes to the start of the spill, where they can grow. */
static void spill_unread(struct unpack *u)
{
    struct buf *spill = &u->ring->spill;
    size_t unread = (size_t)(u->end - u->p);
    if (spill->n > 0 && u->end == spill->s + spill->n) {
        memmove(spill->s, u->p, unread);
        spill->n = unread;
    } else {
        buf_clear(spill);
        buf_add(spill, u->p, unread);
    }
}

enum status unpack_too_long(struct arena *arena, struct error *error)
{
    return error_set(error, arena, TOO_LARGE, "有一行或一个单元格的内容过长，无法读取");
}

/* Twice as many bytes at each look, so that a long row costs linear time. */
static enum status grow_spill(struct unpack *u, struct arena *arena, struct error *error)
{
    static const char pad[UNPACK_PAD];
    spill_unread(u);
    struct buf *spill = &u->ring->spill;
    for (size_t wanted = 2 * spill->n; spill->n < wanted && !u->last;) {
        const struct piece *piece = next_piece(u, arena, error);
        if (piece == NULL) {
            return error->status;
        }
        buf_add(spill, piece->s, piece->n);
        if (spill->full || spill->n > UNPACK_UNREAD) {
            return unpack_too_long(arena, error);
        }
    }
    buf_add(spill, pad, sizeof(pad));
    spill->n -= sizeof(pad);
    u->p = spill->s;
    u->end = spill->s + spill->n;
    return OK;
}

enum status unpack_more(struct unpack *u, struct arena *arena, struct error *error)
{
    struct unpack_ring *r = u->ring;
    size_t unread = (size_t)(u->end - u->p);
    if (u->last) {
        return OK;
    }
    if (unread > HEADROOM) {
        return grow_spill(u, arena, error);
    }
    /* Moved before the next piece is taken: taking it gives the present one to the thread. */
    char *front = r->pieces[r->taken % RING].s - unread;
    memmove(front, u->p, unread);
    const struct piece *piece = next_piece(u, arena, error);
    if (piece == NULL) {
        return error->status;
    }
    u->p = front;
    u->end = piece->s + piece->n;
    return OK;
}

void unpack_stop(struct unpack *u)
{
    ring_stop(u->ring);
    u->p = u->end = "";
    u->last = true;
}
