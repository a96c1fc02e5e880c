/*
 * person_merge (合并档案): two records of one human being made one, and taken apart again. The kept
 * record takes the values somebody chose field by field, or typed anew; every row of every ledger
 * that refers to the other one refers to the kept one from then on; the other record is taken out
 * of use and keeps its history. All of it is written as one act whose number stands at each history
 * row, so taking apart knows exactly what to give back; what somebody changed since stays as it is
 * and is told.
 *
 *     asked --another person confirms--> merged --> parted
 *        \--> refused                 different (looked at: two people)
 *
 * The county centre merges and parts by itself; anybody else who may change both records asks, and
 * a second person of the township or the county confirms. Both records must be within reach. The
 * id and the ID number of a merged record lead to the one that was kept.
 */
#ifndef DOMAIN_PEOPLE_PERSON_MERGE_H
#define DOMAIN_PEOPLE_PERSON_MERGE_H

#include "format/json.h"
#include "ledger/rows.h"
#include "ledger/work.h"

struct person_merge {
    int64_t id, kept, gone;
    struct text state;
    struct text fields;   /* names joined by ',': taken from the record that goes */
    struct text typed;    /* values of neither, as a JSON object by field; empty: none */
    struct text reason;   /* of who asked */
    int64_t number_key;   /* keyed hash of the gone record's ID number; 0: it has none */
    int64_t kept_version; /* the kept record's version that the merging made; 0: none */
    int64_t asked_by, asked_at, decided_by, decided_at;
    struct text remark; /* of who refused or parted */
};

/*
 * Merges, or asks for it, in a write transaction: kept, gone, fields, typed and reason are given;
 * *plan becomes the whole. NOT_FOUND when a record is out of reach or use; INVALID with `errors`
 * when the chosen values do not go together; CONFLICT when such a request is waiting already.
 */
MUST_CHECK enum status person_merge_do(struct work *work, struct person_merge *plan,
                                       struct errors *errors, struct error *error);

/* By the second person: DENIED for the one who asked. CONFLICT unless it is asked. */
MUST_CHECK enum status person_merge_confirm(struct work *work, int64_t id, struct person_merge *out,
                                            struct errors *errors, struct error *error);
MUST_CHECK enum status person_merge_refuse(struct work *work, int64_t id, struct text reason,
                                           struct person_merge *out, struct error *error);

/* Looked at and found to be two people: the pair is not proposed again. */
MUST_CHECK enum status person_merge_differ(struct work *work, int64_t one, int64_t other,
                                           struct text reason, struct person_merge *out,
                                           struct error *error);
/* Whether somebody found them to be two people. */
MUST_CHECK enum status person_merge_differs(struct work *work, int64_t one, int64_t other,
                                            bool *out, struct error *error);

/*
 * Takes them apart; a reason is needed. Writes a list of sentences under `key`: what was changed
 * since and stays. CONFLICT unless it is merged, or when the kept record has itself been merged
 * into another; DENIED unless the county does it.
 */
MUST_CHECK enum status person_merge_part(struct work *work, int64_t id, struct text reason,
                                         struct json_out *out, const char *key,
                                         struct errors *errors, struct error *error);

/* NOT_FOUND unless both records are within reach. */
MUST_CHECK enum status person_merge_read(struct work *work, int64_t id, struct person_merge *out,
                                         struct error *error);

/* Who stands for that person now: himself, or the record he was merged into, however often. */
MUST_CHECK enum status person_merge_survivor(struct work *work, int64_t person, int64_t *out,
                                             struct error *error);
/* The record in use that a merged one with this ID number (normalised) was merged into; 0: none. */
MUST_CHECK enum status person_merge_by_number(struct work *work, struct text number, int64_t *out,
                                              struct error *error);

/* Whether any record of the county was merged: most sites need not ask by number at all. */
MUST_CHECK enum status person_merge_any(struct work *work, bool *out, struct error *error);

/* Whether any merge, asked for or done or undone, is about that person. */
MUST_CHECK enum status person_merge_concerns(struct work *work, int64_t person, bool *out,
                                             struct error *error);

/* The records merged into this one, out of use. In work->arena. */
MUST_CHECK enum status person_merge_absorbed(struct work *work, int64_t person,
                                             struct row_list *out, struct error *error);

/* ---- telling (person_merge_tell.c) ---- */

/*
 * Both records side by side: {"kept":row,"other":row,"fields":[{"field","label","kept","other",
 * "differs","propose":"kept"|"other"}…],"rows":[{"ledger","label","counter","kept":n,"other":n}…],
 * "warnings":[…],"may":"merge"|"ask","waiting":"id"|null}.
 */
MUST_CHECK enum status person_merge_compare(struct work *work, int64_t kept, int64_t other,
                                            struct json_out *out, struct error *error);

/* One as JSON: {"id","state","state_label","kept":{"id","name"},"gone":{…},"fields":[label…],
 * "typed":[{"label","text"}…],
 * "reason","asked_by","asked_at","decided_by","decided_at","remark","can":{"confirm","part"}}. */
MUST_CHECK enum status person_merge_json(struct work *work, const struct person_merge *merge,
                                         struct json_out *out, const char *key,
                                         struct error *error);
/* Those of a state (empty: all but "different") within reach, newest first, at most a hundred. */
MUST_CHECK enum status person_merge_list(struct work *work, struct text state, struct json_out *out,
                                         const char *key, struct error *error);
/* Those that concern a person, as the kept record or the one that went. */
MUST_CHECK enum status person_merge_of(struct work *work, int64_t person, struct json_out *out,
                                       const char *key, struct error *error);

#endif
