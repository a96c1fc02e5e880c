#include "format/inflate.h"

#include <string.h>

#ifdef HAVE_ISAL
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#else
#include <zlib.h>
#endif

enum { INPUT_MOST = 1 << 30 }; /* the engines count their input in 32 bits */

struct inflate {
    struct text rest; /* packed bytes not yet given to the engine */
    uint64_t left;    /* unpacked bytes still promised */
    uint32_t crc, promised_crc;
    bool deflated;
    bool ended; /* the engine saw the last block's end */
#ifdef HAVE_ISAL
    struct inflate_state engine;
#else
    z_stream engine;
#endif
};

#ifdef HAVE_ISAL

static void engine_open(struct arena *arena, struct inflate *in)
{
    (void)arena;
    isal_inflate_init(&in->engine);
}

static uint32_t engine_crc(uint32_t crc, const char *bytes, size_t n)
{
    return crc32_gzip_refl(crc, (const unsigned char *)bytes, n);
}

static bool engine_step(struct inflate *in, char *out, size_t room, size_t *made)
{
    struct inflate_state *e = &in->engine;
    if (e->avail_in == 0) {
        e->avail_in = (uint32_t)(in->rest.n < INPUT_MOST ? in->rest.n : INPUT_MOST);
        /* The engine only reads through it, though its type does not say so. */
        memcpy(&e->next_in, &in->rest.s, sizeof(e->next_in));
        in->rest = text_slice(in->rest, e->avail_in, in->rest.n);
    }
    e->next_out = (uint8_t *)out;
    e->avail_out = (uint32_t)room;
    int code = isal_inflate(e);
    *made = room - e->avail_out;
    in->ended = e->block_state == ISAL_BLOCK_FINISH;
    return code == ISAL_DECOMP_OK;
}

#else

static void engine_close(void *engine)
{
    inflateEnd(engine);
}

static void engine_open(struct arena *arena, struct inflate *in)
{
    if (inflateInit2(&in->engine, -MAX_WBITS) != Z_OK) {
        bug("zlib refuses to start");
    }
    arena_defer(arena, engine_close, &in->engine);
}

static uint32_t engine_crc(uint32_t crc, const char *bytes, size_t n)
{
    return (uint32_t)crc32_z(crc, (const unsigned char *)bytes, n);
}

static bool engine_step(struct inflate *in, char *out, size_t room, size_t *made)
{
    z_stream *e = &in->engine;
    if (e->avail_in == 0) {
        e->avail_in = (uInt)(in->rest.n < INPUT_MOST ? in->rest.n : INPUT_MOST);
        /* The engine only reads through it, though its type does not say so. */
        memcpy(&e->next_in, &in->rest.s, sizeof(e->next_in));
        in->rest = text_slice(in->rest, e->avail_in, in->rest.n);
    }
    e->next_out = (unsigned char *)out;
    e->avail_out = (uInt)room;
    int code = inflate(e, Z_NO_FLUSH);
    *made = room - e->avail_out;
    in->ended = code == Z_STREAM_END;
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
}

#endif

struct inflate *inflate_open(struct arena *arena, const struct zip_entry *entry)
{
    struct inflate *in = arena_new(arena, struct inflate);
    in->rest = entry->packed;
    in->left = entry->size;
    in->promised_crc = entry->crc;
    in->deflated = entry->deflated;
    if (in->deflated) {
        engine_open(arena, in);
    }
    return in;
}

static enum inflate_end step(struct inflate *in, char *out, size_t room, size_t *made)
{
    if (!in->deflated) {
        *made = in->rest.n < room ? in->rest.n : room;
        if (*made > 0) {
            memcpy(out, in->rest.s, *made);
        }
        in->rest = text_slice(in->rest, *made, in->rest.n);
        in->ended = in->rest.n == 0;
        return INFLATE_MORE;
    }
    if (!engine_step(in, out, room, made)) {
        return INFLATE_BROKEN;
    }
    bool stuck = *made == 0 && in->engine.avail_in == 0 && in->rest.n == 0;
    return !in->ended && stuck ? INFLATE_BROKEN : INFLATE_MORE;
}

enum inflate_end inflate_read(struct inflate *in, char *out, size_t room, size_t *got)
{
    *got = 0;
    while (!in->ended && *got < room) {
        size_t made;
        if (step(in, out + *got, room - *got, &made) != INFLATE_MORE) {
            return INFLATE_BROKEN;
        }
        if (made > in->left) {
            return INFLATE_LIED;
        }
        in->left -= made;
        *got += made;
    }
    in->crc = engine_crc(in->crc, out, *got);
    if (!in->ended) {
        return INFLATE_MORE;
    }
    if (in->left > 0) {
        return INFLATE_LIED;
    }
    return in->crc == in->promised_crc ? INFLATE_DONE : INFLATE_BROKEN;
}

enum status inflate_error(enum inflate_end state, struct arena *arena, struct error *error)
{
    if (state == INFLATE_LIED) {
        error_set(error, arena, INVALID, "文件内标注的大小与实际不符，已拒绝打开");
    } else {
        error_set(error, arena, INVALID, "文件不完整或已损坏，无法解压");
    }
    return error_hint(error, arena, "请重新下载，或用 Excel、WPS 打开后另存为 .xlsx 再上传");
}
