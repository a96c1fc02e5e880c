/*
 * person_merge_store: the table of mergings, for person_merge.c and its telling. What is asked of
 * it from outside stands in person_merge.h.
 */
#ifndef DOMAIN_PEOPLE_PERSON_MERGE_STORE_H
#define DOMAIN_PEOPLE_PERSON_MERGE_STORE_H

#include "domain/people/person_merge.h"
#include "ledger/change.h"
#include "store/db.h"

#define PERSON_MERGE_COLUMNS                                                                       \
    "id, kept, gone, state, fields, typed, reason, number_key, kept_version, asked_by, asked_at,"  \
    " decided_by, decided_at, remark"

/* Reads PERSON_MERGE_COLUMNS of a step, the typed values opened. */
MUST_CHECK enum status person_merge_take(struct work *work, struct statement *statement,
                                         struct person_merge *out, struct error *error);

/* Sets the typed values on a change of a person; adds an error for each that its field cannot hold.
 */
void person_merge_typed(struct change *change, const struct person_merge *merge,
                        struct errors *errors);

MUST_CHECK enum status person_merge_insert(struct work *work, const struct person_merge *merge,
                                           struct error *error);
/* Writes state, number, version and who decided back. */
MUST_CHECK enum status person_merge_update(struct work *work, const struct person_merge *merge,
                                           struct error *error);

/* Both records with rows_get's flags; NOT_FOUND unless the actor reaches them. */
MUST_CHECK enum status person_merge_both(struct work *work, int64_t kept, int64_t gone,
                                         unsigned flags, struct row **kept_row,
                                         struct row **gone_row, struct error *error);
/* The merging of this state that a pair stands in, either way round; 0: none. */
MUST_CHECK enum status person_merge_pair(struct work *work, int64_t one, int64_t other,
                                         struct text state, int64_t *out, struct error *error);

#endif
