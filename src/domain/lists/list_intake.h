/*
 * list_intake: a list on its way in: the file kept, its columns found as an import finds them and
 * remembered for its sender, read again as often as somebody corrects them.
 */
#ifndef DOMAIN_LISTS_LIST_INTAKE_H
#define DOMAIN_LISTS_LIST_INTAKE_H

#include "domain/import/session.h"
#include "domain/lists/list_store.h"

struct list_plan {
    struct text file_name, source, kind, category;
    int64_t sender; /* organization; a bureau's clerk sends for his own, whatever stands here */
    int32_t period; /* the day its data stand at */
    bool whole;     /* who is not in it has left */
};

/*
 * Keeps the file and makes the list, in a write transaction. INVALID with field errors, or when the
 * bytes are no table.
 */
MUST_CHECK enum status list_create(struct app *app, struct work *work, const struct list_plan *plan,
                                   struct text bytes, int64_t *id, struct errors *errors,
                                   struct error *error);

/* A list as far as the actor reaches; NOT_FOUND. */
MUST_CHECK enum status list_find(struct work *work, int64_t id, unsigned flags, struct row **out,
                                 struct error *error);

/* A list's file opened for reading its rows; all of it lives in work->arena. */
struct list_open {
    struct row *list;
    struct list_file file;
    struct batch batch; /* what the import engine remembers columns by: list_shape and the sender */
    struct import_session session;
};
MUST_CHECK enum status list_open(struct app *app, struct work *work, int64_t id,
                                 struct list_open *out, struct error *error);

/* Keeps corrected columns; CONFLICT unless the list is still in state read. In a transaction. */
MUST_CHECK enum status list_remap(struct work *work, int64_t id, struct text plan,
                                  struct error *error);

/* The version before of the same sender's list of that name; 0 when it is the first. */
MUST_CHECK enum status list_previous(struct work *work, const struct row *list, int64_t *id,
                                     int64_t *version_no, struct error *error);

#endif
