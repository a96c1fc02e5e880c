/*
 * list_review: the queue of suspects and what clerks decide about them: 同一人, 不是同一人,
 * 同户家属, 退回单位. A hard one is answered by two people who do not see each other's answer; when
 * they disagree a third settles it. Who comes second to a pair is told what the first decided. A
 * decision may be taken back until it is applied.
 */
#ifndef DOMAIN_LISTS_LIST_REVIEW_H
#define DOMAIN_LISTS_LIST_REVIEW_H

#include "format/json.h"
#include "ledger/work.h"

struct list_queue {
    struct text kind; /* of list; empty: any */
    int64_t region;   /* a unit within the actor's; 0: all of it */
    int64_t list;     /* 0: any */
    int64_t after;    /* a match: those behind it; 0: from the start */
    int64_t limit;    /* at most 20 */
};

/* {"items":[review…],"total":n}: what waits for this actor; not what he has answered already. */
MUST_CHECK enum status list_queue_write(struct work *work, const struct list_queue *queue,
                                        struct json_out *out, struct error *error);

/* One review: both sides field by field with the differences, the sentence, the bars; what was
 * decided once it is decided. NOT_FOUND beyond the actor's reach. */
MUST_CHECK enum status list_review_write(struct work *work, int64_t match, struct json_out *out,
                                         struct error *error);

struct list_answer {
    int64_t match, version; /* as the clerk saw it */
    struct text decision;   /* same different household returned */
    struct text reason;     /* needed for returned */
};

/*
 * Writes an answer. CONFLICT when somebody was faster (the message names him and what he decided)
 * or nothing is open; DENIED when he has answered this one before; INVALID without a reason where
 * one is needed. 同一人 settles the other suspects of the same row as 不是同一人. In a write
 * transaction.
 */
MUST_CHECK enum status list_answer_write(struct work *work, const struct list_answer *answer,
                                         struct errors *errors, struct error *error);

/* Takes the newest answer back: his own, or anybody's for the county centre. CONFLICT when it has
 * been applied or there is none. In a write transaction. */
MUST_CHECK enum status list_answer_undo(struct work *work, int64_t match, struct error *error);

#endif
