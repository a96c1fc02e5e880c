/* preview: a batch as docs/api.md tells it: sheets, columns, counts, and its rows by outcome. */
#ifndef DOMAIN_IMPORT_PREVIEW_H
#define DOMAIN_IMPORT_PREVIEW_H

#include "domain/import/session.h"

/* The API's word for an outcome: new changed same duplicate ask error. */
const char *outcome_name(enum import_outcome outcome);

/*
 * Runs the whole batch without writing and tells it: the import object. Fills batch->content with
 * the content's hash. A batch that was cancelled or is done is told without running.
 */
MUST_CHECK enum status preview_import(struct import_session *session, struct json_out *out,
                                      const char *key, struct error *error);

struct preview_page {
    const char *outcome; /* NULL: every row */
    int64_t offset, limit;
};

/* {"rows":[…],"total":n}: the rows of a page, in the file's order. */
MUST_CHECK enum status preview_rows(struct import_session *session, const struct preview_page *page,
                                    struct json_out *out, struct error *error);

#endif
