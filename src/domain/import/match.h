/*
 * match: what the import engine asks of the database: whom a row refers to, whether it is there
 * already, which ones it may be; and once more when it is written, since an earlier row of the same
 * file may have made what it needs.
 */
#ifndef DOMAIN_IMPORT_MATCH_H
#define DOMAIN_IMPORT_MATCH_H

#include "domain/import/session.h"
#include "ledger/keys.h"

/* Fills found, id, title and fits of references. */
MUST_CHECK enum status match_refs(struct work *work, struct import_ref **refs, size_t n,
                                  struct error *error);
/* Fills row->old, or the candidates; what somebody decided comes first. Asks `keys`, or the
 * database when they are NULL. */
MUST_CHECK enum status match_row(struct import_session *session, const struct keys *keys,
                                 struct work *work, struct import_row *row, struct error *error);

/* Whether the row depends on what earlier rows of its file write. */
bool match_is_late(const struct import_row *row);

/*
 * Right before such a row is written, with the writer in its transaction: looks up again what an
 * earlier row of the file may have written, and makes the household that was to be made; *made
 * counts the rows written. INVALID with its `errors` when that cannot be.
 */
MUST_CHECK enum status match_before_writing(struct import_session *session, struct work *work,
                                            struct import_row *row, int64_t *made,
                                            struct errors *errors, struct error *error);

#endif
