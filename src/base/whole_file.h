/*
 * whole_file: a file that is there whole or not at all. It is written without a name (where the
 * file system can) and gets its name when everything is in it; a program that is killed leaves
 * nothing behind, and a file that was there before stays until the new one takes its place.
 */
#ifndef BASE_WHOLE_FILE_H
#define BASE_WHOLE_FILE_H

#include "base/error.h"

struct whole_file {
    int fd; /* open for writing and reading; the owner writes to it */
    const char *path;
    const char *beside; /* the name it has meanwhile, in the arena; NULL: none */
};

/* Begins a file of mode 0600. UNAVAILABLE when the folder does not let it. */
MUST_CHECK enum status whole_file_begin(struct arena *arena, const char *path,
                                        struct whole_file *out, struct error *error);
/* Closes it and gives it its name. UNAVAILABLE when that fails; then nothing is left of it. */
MUST_CHECK enum status whole_file_keep(struct arena *arena, struct whole_file *file,
                                       struct error *error);
/* Closes it and leaves nothing. */
void whole_file_drop(struct whole_file *file);

#endif
