/*
 * inflate: unpacks one zip entry, a piece at a time, whatever its size. ISA-L where the build has
 * it, zlib elsewhere; the bytes are the same. The entry's promised size and CRC-32 are checked, so
 * a lying directory is found out before more than it promised is handed on. Knows no thread and
 * allocates only when opened: it may be driven from another thread than the one that opened it.
 */
#ifndef FORMAT_INFLATE_H
#define FORMAT_INFLATE_H

#include "format/zip_read.h"

enum inflate_end {
    INFLATE_MORE,   /* bytes may follow */
    INFLATE_DONE,   /* all bytes were given; size and checksum are as promised */
    INFLATE_BROKEN, /* the packed bytes are damaged or end early, or the checksum is wrong */
    INFLATE_LIED,   /* more or fewer bytes than promised */
};

struct inflate; /* lives in the arena it was opened in */

struct inflate *inflate_open(struct arena *arena, const struct zip_entry *entry);

/* Unpacks up to `room` bytes to `out`, and says in *got how many. Fills the room unless the entry
 * ends. */
enum inflate_end inflate_read(struct inflate *in, char *out, size_t room, size_t *got);

/* Turns BROKEN and LIED into INVALID with a message for the clerk. */
enum status inflate_error(enum inflate_end state, struct arena *arena, struct error *error);

#endif
