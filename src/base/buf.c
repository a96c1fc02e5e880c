#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t ceiling)
{
    *buf = (struct buf){.ceiling = ceiling};
}

void buf_release(struct buf *buf)
{
    free(buf->s);
    *buf = (struct buf){.ceiling = buf->ceiling};
}

void buf_clear(struct buf *buf)
{
    buf->n = 0;
    buf->full = false;
    if (buf->s != NULL) {
        buf->s[0] = '\0';
    }
}

char *buf_room(struct buf *buf, size_t n)
{
    if (buf->full || n > buf->ceiling || buf->n > buf->ceiling - n) {
        buf->full = true;
        return NULL;
    }
    size_t need = buf->n + n + 1;
    if (need > buf->size) {
        size_t size = buf->size < 64 ? 64 : buf->size;
        while (size < need) {
            size += size / 2;
        }
        if (size > buf->ceiling + 1) {
            size = buf->ceiling + 1;
        }
        buf->s = memory_resize(buf->s, size);
        buf->size = size;
    }
    return buf->s + buf->n;
}

void buf_took(struct buf *buf, size_t n)
{
    buf->n += n;
    buf->s[buf->n] = '\0';
}

void buf_add(struct buf *buf, const void *bytes, size_t n)
{
    if (n == 0) {
        return;
    }
    char *room = buf_room(buf, n);
    if (room != NULL) {
        memcpy(room, bytes, n);
        buf_took(buf, n);
    }
}

void buf_addc(struct buf *buf, char c)
{
    if (buf->n + 1 < buf->size && buf->n < buf->ceiling && !buf->full) {
        buf->s[buf->n++] = c;
        buf->s[buf->n] = '\0';
        return;
    }
    buf_add(buf, &c, 1);
}

void buf_adds(struct buf *buf, const char *z)
{
    buf_add(buf, z, strlen(z));
}

void buf_addt(struct buf *buf, struct text t)
{
    buf_add(buf, t.s, t.n);
}

void buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char small[512];
    int n = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    if (n < 0) {
        bug("cannot format a message");
    }
    if ((size_t)n < sizeof(small)) {
        buf_add(buf, small, (size_t)n);
        return;
    }
    char *room = buf_room(buf, (size_t)n);
    if (room != NULL) {
        va_start(args, format);
        vsnprintf(room, (size_t)n + 1, format, args);
        va_end(args);
        buf_took(buf, (size_t)n);
    }
}

void buf_add_int(struct buf *buf, int64_t value)
{
    char digits[21];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    buf_add(buf, digits + at, sizeof(digits) - at);
}

void buf_add_utf8(struct buf *buf, uint32_t cp)
{
    char bytes[4];
    buf_add(buf, bytes, utf8_encode(cp, bytes));
}
