/*
 * blob: files that people hand in or get (workbooks, photos, letters), kept by content: the name of
 * a file is the SHA-256 of its bytes, so the same file is kept once. On disk it is sealed with the
 * site's keys, piece by piece: an uploaded list holds the very numbers that the database seals.
 * The table `blob` counts how many records of a county refer to a file; one that nobody refers to
 * is swept a day later.
 *
 * A file is complete or absent: it is written beside its place, flushed, then renamed.
 */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include "base/clock.h"
#include "store/db.h"
#include "store/secret.h"

extern const char *const blob_ddl[DIALECT__COUNT];

enum { BLOB_NAME = 64 }; /* hex digits */

struct blobs;       /* the folder */
struct blob_writer; /* a file being handed in */

/* folder: DATA/blobs, made if missing. The secret outlives it. */
MUST_CHECK enum status blobs_open(const char *folder, struct secret *secret, struct blobs **out,
                                  struct arena *arena, struct error *error);
void blobs_close(struct blobs *blobs);

/* Handing in piece by piece: new, write…, then keep or drop. UNAVAILABLE: disk full. */
MUST_CHECK enum status blob_new(struct blobs *blobs, struct blob_writer **out, struct arena *arena,
                                struct error *error);
MUST_CHECK enum status blob_write(struct blob_writer *writer, struct text bytes,
                                  struct arena *arena, struct error *error);
/* Puts the file in its place and counts one reference for the county, in the caller's transaction.
 * Frees the writer whatever happens. */
MUST_CHECK enum status blob_keep(struct blob_writer *writer, struct db *db, int64_t county,
                                 struct clock clock, char name[BLOB_NAME + 1], int64_t *size,
                                 struct arena *arena, struct error *error);
void blob_drop(struct blob_writer *writer);
/* All of it at once: new, write, keep. */
MUST_CHECK enum status blob_put(struct blobs *blobs, struct db *db, int64_t county,
                                struct clock clock, struct text bytes, char name[BLOB_NAME + 1],
                                struct arena *arena, struct error *error);

/* One more, or one fewer reference; NOT_FOUND: the county has no such file. */
MUST_CHECK enum status blob_refer(struct db *db, int64_t county, const char *name, int change,
                                  struct clock clock, struct arena *arena, struct error *error);
/* The plain bytes as an unnamed temporary file, to read, map or send; the caller closes fd.
 * NOT_FOUND, or INTERNAL when the file on disk was altered. */
MUST_CHECK enum status blob_file(struct blobs *blobs, const char *name, int *fd,
                                 struct arena *arena, struct error *error);
/* All of it, in the arena; as above, and UNAVAILABLE when it cannot be read. */
MUST_CHECK enum status blob_bytes(struct blobs *blobs, const char *name, struct text *out,
                                  struct arena *arena, struct error *error);
/* Removes files that nobody has referred to for a day, and leftovers of crashes; *removed counts
 * them. */
MUST_CHECK enum status blobs_sweep(struct blobs *blobs, struct database *database,
                                   struct clock clock, size_t *removed, struct arena *arena,
                                   struct error *error);

#endif
