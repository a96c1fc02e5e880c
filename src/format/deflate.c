#include "format/deflate.h"

#include <string.h>

#ifdef HAVE_ISAL
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#else
#include <zlib.h>
#endif

enum { OUT = 64 << 10, INPUT_MOST = 1 << 30 };

struct deflate {
#ifdef HAVE_ISAL
    struct isal_zstream engine;
    uint8_t level[ISAL_DEF_LVL1_DEFAULT];
#else
    z_stream engine;
#endif
    char out[OUT];
};

#ifdef HAVE_ISAL

struct deflate *deflate_open(struct arena *arena)
{
    return arena_new(arena, struct deflate);
}

void deflate_begin(struct deflate *d)
{
    isal_deflate_init(&d->engine);
    d->engine.level = 1;
    d->engine.level_buf = d->level;
    d->engine.level_buf_size = sizeof(d->level);
}

/* One call of the engine: more of its input, or all of it and the end. */
static bool engine_step(struct deflate *d, bool last)
{
    d->engine.end_of_stream = last;
    if (isal_deflate(&d->engine) != COMP_OK) {
        bug("ISA-L refuses to pack");
    }
    return d->engine.internal_state.state == ZSTATE_END;
}

uint32_t deflate_crc(uint32_t crc, const char *bytes, size_t n)
{
    return crc32_gzip_refl(crc, (const unsigned char *)bytes, n);
}

#else

static void engine_close(void *engine)
{
    deflateEnd(engine);
}

struct deflate *deflate_open(struct arena *arena)
{
    struct deflate *d = arena_new(arena, struct deflate);
    if (deflateInit2(&d->engine, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        bug("zlib refuses to start");
    }
    arena_defer(arena, engine_close, &d->engine);
    return d;
}

void deflate_begin(struct deflate *d)
{
    deflateReset(&d->engine);
}

static bool engine_step(struct deflate *d, bool last)
{
    return deflate(&d->engine, last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END;
}

uint32_t deflate_crc(uint32_t crc, const char *bytes, size_t n)
{
    return (uint32_t)crc32_z(crc, (const unsigned char *)bytes, n);
}

#endif

static bool pack(struct deflate *d, bool last,
                 bool (*write)(void *context, const char *bytes, size_t n), void *context)
{
    bool ended = false;
    do {
        d->engine.next_out = (unsigned char *)d->out;
        d->engine.avail_out = OUT;
        ended = engine_step(d, last);
        size_t made = OUT - d->engine.avail_out;
        if (made > 0 && !write(context, d->out, made)) {
            return false;
        }
    } while (last ? !ended : d->engine.avail_in > 0 || d->engine.avail_out == 0);
    return true;
}

bool deflate_add(struct deflate *d, const char *bytes, size_t n, bool last,
                 bool (*write)(void *context, const char *bytes, size_t n), void *context)
{
    while (n > INPUT_MOST) {
        if (!deflate_add(d, bytes, INPUT_MOST, false, write, context)) {
            return false;
        }
        bytes += INPUT_MOST;
        n -= INPUT_MOST;
    }
    /* The engine only reads through it, though its type does not say so. */
    memcpy(&d->engine.next_in, &bytes, sizeof(d->engine.next_in));
    d->engine.avail_in = (uint32_t)n;
    return pack(d, last, write, context);
}
