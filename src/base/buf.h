/*
 * buf: bytes that grow up to a ceiling named when it is made (the ceilings stand in
 * base/ceilings.h). Past the ceiling nothing more is added and `full` stays set: check it once, at
 * the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/bug.h"
#include "base/text.h"

struct buf {
    char *s;        /* owned; NUL-terminated once anything was added */
    size_t n;       /* bytes in use */
    size_t size;    /* bytes allocated */
    size_t ceiling; /* most bytes it may hold */
    bool full;      /* something did not fit */
};

void buf_init(struct buf *buf, size_t ceiling);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf); /* empties it, keeps the memory */

void buf_add(struct buf *buf, const void *bytes, size_t n);
void buf_addc(struct buf *buf, char c);
void buf_adds(struct buf *buf, const char *z);
void buf_addt(struct buf *buf, struct text t);
void buf_addf(struct buf *buf, const char *format, ...) PRINTF(2, 3);
void buf_add_int(struct buf *buf, int64_t value); /* decimal */
void buf_add_utf8(struct buf *buf, uint32_t cp);

/* Room for n more bytes at buf->s + buf->n, or NULL when they would not fit; then buf_took what was
 * used. */
char *buf_room(struct buf *buf, size_t n);
void buf_took(struct buf *buf, size_t n);

static inline struct text buf_text(const struct buf *buf)
{
    return (struct text){buf->s == NULL ? "" : buf->s, buf->n};
}

#endif
