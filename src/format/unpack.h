/*
 * unpack: the unpacked bytes of one zip entry as a window that a parser moves over. A large entry
 * is inflated on a thread of its own into a ring of four buffers, so that inflating and parsing go
 * on at once in fixed memory. What the parser left unread stands in front of the bytes that
 * follow it, so a token cut by a buffer's edge is whole at the next look.
 *
 *     while (…) {
 *         read between u->p and u->end, moving u->p past what is done with;
 *         if (the rest is incomplete) unpack_more(u, …);
 *     }
 */
#ifndef FORMAT_UNPACK_H
#define FORMAT_UNPACK_H

#include "format/inflate.h"

enum {
    UNPACK_CHUNK = 256 << 10, /* bytes unpacked at a time */
    UNPACK_PAD = 64,          /* zero bytes that may be read after `end` */
    UNPACK_UNREAD = 16 << 20, /* bytes a parser may wait to see the end of */
};

struct unpack_ring;

struct unpack {
    const char *p;   /* first unread byte; the parser moves it */
    const char *end; /* end of the bytes at hand; UNPACK_PAD zero bytes follow */
    bool last;       /* nothing follows `end`: size and checksum were as promised */
    struct unpack_ring *ring;
};

/*
 * Opens an entry; the window is empty until unpack_more. `chunk` is UNPACK_CHUNK, or fewer bytes in
 * tests of chunk edges. Everything lives in the arena, which stops the thread when it is reset; to
 * stop earlier call unpack_stop.
 */
void unpack_open(struct unpack *u, struct arena *arena, const struct zip_entry *entry,
                 size_t chunk);

/*
 * Keeps [p, end) and adds at least one byte or sets `last`. INVALID when the entry is damaged or
 * lies about its size; TOO_LARGE when more than UNPACK_UNREAD stand unread, which no honest row
 * needs.
 */
MUST_CHECK enum status unpack_more(struct unpack *u, struct arena *arena, struct error *error);

/* The error for it, for parsers that keep the unread bytes themselves. */
enum status unpack_too_long(struct arena *arena, struct error *error);

/* Ends the thread, if there is one. May be called twice. */
void unpack_stop(struct unpack *u);

#endif
