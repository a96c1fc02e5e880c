/*
 * zip_write: a zip package written front to back into a sink, in fixed memory: to a file, an HTTP
 * answer, a buffer. Deflates at level 1 (ISA-L where the build has it, zlib elsewhere). Sizes that
 * are not known when an entry starts follow it (APPNOTE 4.3.9); zip64 is used only for what does
 * not fit 32 bits. The first failure of the sink is remembered; later calls do nothing, closing
 * reports it.
 */
#ifndef FORMAT_ZIP_WRITE_H
#define FORMAT_ZIP_WRITE_H

#include "format/zip_read.h"

/* Takes the package's bytes in order; returns false when it can take no more (full disk, peer
 * gone). */
struct zip_output {
    bool (*write)(void *context, const char *bytes, size_t n);
    void *context;
};

struct zip_writer; /* lives in the arena it was opened in */

struct zip_writer *zip_writer_open(struct arena *arena, struct zip_output output);

/* One entry with known contents, stored as it is: for small parts. */
void zip_writer_put(struct zip_writer *w, const char *name, struct text contents);
/* One entry of another package, its packed bytes as they are. */
void zip_writer_copy(struct zip_writer *w, const struct zip_entry *entry);

/* An entry written piece by piece, deflated: begin, any number of adds, end. */
void zip_writer_begin(struct zip_writer *w, const char *name);
void zip_writer_add(struct zip_writer *w, const char *bytes, size_t n);
void zip_writer_end(struct zip_writer *w);

/* Whether the sink has failed: a long producer may stop early. */
bool zip_writer_failed(const struct zip_writer *w);

/* Writes the directory. UNAVAILABLE when the sink failed at any time. */
MUST_CHECK enum status zip_writer_close(struct zip_writer *w, struct error *error);

/* A sink that appends to a struct buf (context); fails when the buffer is full. */
bool zip_to_buf(void *context, const char *bytes, size_t n);
/* A sink that writes to an open file descriptor (context: int *). */
bool zip_to_file(void *context, const char *bytes, size_t n);

#endif
