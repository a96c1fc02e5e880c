/*
 * deflate: packs a stream at level 1, the fastest that compresses: ISA-L where the build has it,
 * zlib elsewhere. An xlsx sheet packs about 7:1; a higher level costs five times the time for a
 * tenth of the size.
 */
#ifndef FORMAT_DEFLATE_H
#define FORMAT_DEFLATE_H

#include "base/arena.h"

struct deflate; /* lives in the arena it was opened in */

struct deflate *deflate_open(struct arena *arena);
/* Begins a new stream. */
void deflate_begin(struct deflate *d);
/*
 * Packs n bytes, the stream's last ones when `last`; hands what is ready to `write`, whose false
 * ends it. Returns false when `write` did.
 */
bool deflate_add(struct deflate *d, const char *bytes, size_t n, bool last,
                 bool (*write)(void *context, const char *bytes, size_t n), void *context);
/* CRC-32 as zip has it, continued from `crc` (0 at first). */
uint32_t deflate_crc(uint32_t crc, const char *bytes, size_t n);

#endif
