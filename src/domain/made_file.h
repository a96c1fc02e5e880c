/*
 * made_file: a file that the program made for somebody (an export, a list to print): kept sealed,
 * handed only to him, gone after a week.
 */
#ifndef DOMAIN_MADE_FILE_H
#define DOMAIN_MADE_FILE_H

#include "domain/app.h"

enum { MADE_FILE_DAYS = 7 };

struct made_file {
    int64_t id, owner, size, created_at;
    struct text name, type; /* of the download; MIME type */
    char blob[BLOB_NAME + 1];
};

/* Keeps what the writer got, for work->actor; frees the writer. In a write transaction. */
MUST_CHECK enum status made_file_keep(struct work *work, struct blob_writer *writer,
                                      struct text name, struct text type, struct made_file *out,
                                      struct error *error);
/* NOT_FOUND unless it is the actor's own and not yet gone. */
MUST_CHECK enum status made_file_read(struct work *work, int64_t id, struct made_file *out,
                                      struct error *error);
/* Takes away what is older than MADE_FILE_DAYS. In a write transaction. */
MUST_CHECK enum status made_file_sweep(struct work *work, struct error *error);

#endif
