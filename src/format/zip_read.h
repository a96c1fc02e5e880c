/*
 * zip_read: the directory of a zip package held in memory. Nothing is unpacked here: an entry says
 * where its packed bytes stand; unpack.h inflates them. The package comes from outside, so every
 * offset and size in it is checked against the bytes before it is used, and the ceilings of
 * base/ceilings.h hold for what the directory promises. Only the central directory is believed
 * (APPNOTE 4.3.12); a local header must repeat the same name. Entries borrow the package's bytes.
 */
#ifndef FORMAT_ZIP_READ_H
#define FORMAT_ZIP_READ_H

#include "base/arena.h"
#include "base/error.h"

struct zip_entry {
    struct text name;   /* with forward slashes */
    struct text packed; /* the entry's bytes in the package */
    uint64_t size;      /* bytes when unpacked, as promised; unpacking checks it */
    uint32_t crc;       /* CRC-32 of the unpacked bytes; unpacking checks it */
    bool deflated;      /* else stored as it is */
};

struct zip {
    struct zip_entry *entries; /* in directory order, folders left out; in the arena */
    size_t n;
};

/*
 * Reads the directory, zip64 included. INVALID when the bytes are no zip package, are truncated or
 * contradict themselves, are encrypted, use another method than stored and deflate, or hold two
 * entries of one name; TOO_LARGE past CEILING_ZIP_ENTRIES, CEILING_UNPACKED or
 * CEILING_UNPACK_RATIO.
 */
MUST_CHECK enum status zip_read(struct arena *arena, struct text bytes, struct zip *zip,
                                struct error *error);

/* The entry of that name (ASCII letters of either case, as OPC has it), or NULL. */
const struct zip_entry *zip_find(const struct zip *zip, struct text name);

#endif
