/*
 * book_file: a formatted workbook written by libxlsxwriter, which writes to a path only: here the
 * path of a file in memory, whose bytes are read back.
 *
 *     struct book_file file;
 *     status = book_file_open(&file, arena, error);
 *     … worksheets on file.book …
 *     status = book_file_close(&file, arena, out, error);
 */
#ifndef REPORT_BOOK_FILE_H
#define REPORT_BOOK_FILE_H

#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "notice/notice.h"

struct book_file {
    lxw_workbook *book;
    int fd;
};

/* UNAVAILABLE when there is no memory for it. */
MUST_CHECK enum status book_file_open(struct book_file *file, struct arena *arena,
                                      struct error *error);
/* The faces of a printed form, in the fonts and sizes of its paper: title, plain line, and the
 * bordered cells of its table (bold heading, centred, left). */
struct book_faces {
    lxw_format *title, *plain, *heading, *center, *left, *right; /* right: as plain */
};
struct book_faces book_faces(lxw_workbook *book, struct arena *arena,
                             const struct report_paper *paper);

/* Finishes the workbook, appends its bytes to `out` and lets everything go. UNAVAILABLE, or
 * TOO_LARGE when `out` is full. */
MUST_CHECK enum status book_file_close(struct book_file *file, struct arena *arena, struct buf *out,
                                       struct error *error);

#endif
