/*
 * preview: a batch as docs/api.md tells it: sheets, columns, counts, and its rows by outcome. The
 * rows are judged once for a layout and its answers and kept beside the batch (kept.h); whoever
 * looks reads what was kept.
 */
#ifndef DOMAIN_IMPORT_PREVIEW_H
#define DOMAIN_IMPORT_PREVIEW_H

#include "domain/import/session.h"

/* The API's word for an outcome: new changed same duplicate ask error left. */
const char *outcome_name(enum import_outcome outcome);

/*
 * Runs the whole batch without writing; *out is the file of its judged rows, to be kept by
 * preview_keep. Fills batch->content with the content's hash. What makes a file impossible to
 * import (no heading, no sheet chosen) is told with the batch and is no error here.
 */
MUST_CHECK enum status preview_judge(struct import_session *session, struct blob_writer **out,
                                     struct error *error);
/* Keeps the judged rows, in a write transaction; those of an edition that is no more are dropped.
 * Takes the writer over whatever happens. */
MUST_CHECK enum status preview_keep(struct work *work, const struct batch *judged,
                                    struct blob_writer *writer, struct error *error);
/* Forgets what was kept, in a write transaction; batch_write follows. */
MUST_CHECK enum status preview_forget(struct work *work, struct batch *batch, struct error *error);

/* Writes the import object. NOT_FOUND when the batch's rows are not judged (preview_judge). */
MUST_CHECK enum status preview_import(struct app *app, struct work *work, const struct batch *batch,
                                      struct json_out *out, struct error *error);

/* The import object of a file as laid out, its rows not judged: sheets, columns, what is chosen. */
void preview_layout(struct import_session *session, struct json_out *out, const char *key);

struct preview_page {
    const char *outcome; /* NULL: every row */
    int64_t offset, limit;
    int64_t sheet, row; /* row from 1: that one only; 0: all */
};

/* {"rows":[…],"total":n}: the rows of a page, in the file's order. */
MUST_CHECK enum status preview_rows(struct app *app, struct work *work, const struct batch *batch,
                                    const struct preview_page *page, struct json_out *out,
                                    struct error *error);

/* One judged row as JSON; what it allocates is in work->arena. */
void preview_row(struct import_session *session, struct work *work, const struct import_row *row,
                 struct json_out *out);

#endif
