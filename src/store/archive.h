/*
 * archive: the tar file of a backup, written part by part and ended by MANIFEST, which lists every
 * part with its size and SHA-256. Any tar program can list and unpack it.
 */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include "base/arena.h"
#include "base/error.h"

enum { ARCHIVE_NAME = 99 }; /* most bytes of a part's name */

struct archive_out;
struct archive_in;

/* Writes beside `path` until archive_finish. CONFLICT: path exists. */
MUST_CHECK enum status archive_create(const char *path, struct archive_out **out,
                                      struct arena *arena, struct error *error);
MUST_CHECK enum status archive_begin(struct archive_out *out, struct text name, struct arena *arena,
                                     struct error *error);
MUST_CHECK enum status archive_write(struct archive_out *out, struct text bytes,
                                     struct arena *arena, struct error *error);
MUST_CHECK enum status archive_end(struct archive_out *out, struct arena *arena,
                                   struct error *error);
/* Writes MANIFEST, beginning with `header` (whole lines) and the number of parts, flushes and gives
 * the file its name. Frees `out` whatever happens. */
MUST_CHECK enum status archive_finish(struct archive_out *out, struct text header,
                                      struct arena *arena, struct error *error);
void archive_abandon(struct archive_out *out);

/* A part being read. */
struct archive_part {
    struct text name; /* until the next archive_next */
    int64_t size;
};

MUST_CHECK enum status archive_open(const char *path, struct archive_in **out, struct arena *arena,
                                    struct error *error);
void archive_close(struct archive_in *in);
/* The next part, what is left of the one before skipped; part->name is empty at the end. */
MUST_CHECK enum status archive_next(struct archive_in *in, struct archive_part *part,
                                    struct arena *arena, struct error *error);
/* Exactly n bytes of the part; INVALID when it has fewer. */
MUST_CHECK enum status archive_read(struct archive_in *in, void *bytes, size_t n,
                                    struct arena *arena, struct error *error);
/* Reads all parts and compares them with MANIFEST, whose header goes to *header (in arena). INVALID
 * names what does not fit. */
MUST_CHECK enum status archive_verify(const char *path, struct text *header, struct arena *arena,
                                      struct error *error);

#endif
