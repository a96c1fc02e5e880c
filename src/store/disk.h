/*
 * disk: files that are either whole or absent, for the rest of store/. What goes wrong is told as
 * the clerk needs it: a full disk is a full disk.
 */
#ifndef STORE_DISK_H
#define STORE_DISK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* Decodes errno for something that failed with `path`: NOT_FOUND, CONFLICT (exists), UNAVAILABLE.
 */
enum status disk_error(struct error *error, struct arena *arena, int number, const char *path);

/* The whole file into `out`; TOO_LARGE past its ceiling. */
MUST_CHECK enum status disk_read(const char *path, struct buf *out, struct arena *arena,
                                 struct error *error);
/* All bytes, however many calls it takes. */
MUST_CHECK enum status disk_write(int fd, const char *path, struct text bytes, struct arena *arena,
                                  struct error *error);
/*
 * Makes the file with these bytes and rights, flushed together with its folder. With replace an
 * older one gives way at once and whole; without, CONFLICT when there is one.
 */
MUST_CHECK enum status disk_put(const char *path, struct text bytes, unsigned mode, bool replace,
                                struct arena *arena, struct error *error);
/* Flushes the folder that holds `path`, so that a rename in it stays. */
MUST_CHECK enum status disk_sync_folder(const char *path, struct arena *arena, struct error *error);
/* Makes a folder (0700) unless it is there; its parent must be. */
MUST_CHECK enum status disk_folder(const char *path, struct arena *arena, struct error *error);

#endif
