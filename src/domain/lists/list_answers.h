/*
 * list_answers: what reviewers said about pairs (list_decision), and where a pair stands after it.
 * An answer may follow from another pair's (cause): a row that is one person is nobody else. All in
 * the caller's write transaction, whose audit entry the caller writes.
 */
#ifndef DOMAIN_LISTS_LIST_ANSWERS_H
#define DOMAIN_LISTS_LIST_ANSWERS_H

#include "ledger/work.h"

enum { LIST_ANSWERS_MOST = 16 };

struct list_said {
    int64_t id, reviewer;
    int64_t cause; /* the answer (or the sure pair) it follows from; 0: somebody gave it */
    struct text name, decision, reason;
    int64_t at;
};

struct list_answers {
    struct list_said at[LIST_ANSWERS_MOST]; /* oldest first */
    size_t n;
};

/* Those not taken back; in work->arena. */
MUST_CHECK enum status list_answers_read(struct work *work, int64_t match, struct list_answers *out,
                                         struct error *error);
/* Writes one as the actor's, now. *id gets its id. */
MUST_CHECK enum status list_answers_add(struct work *work, int64_t match, int64_t cause,
                                        struct text decision, struct text reason, int64_t *id,
                                        struct error *error);
/* Gives the match `to` the answers of `from`, which is the same pair of the list's version before.
 */
MUST_CHECK enum status list_answers_copy(struct work *work, int64_t from, int64_t to,
                                         struct error *error);
MUST_CHECK enum status list_answers_withdraw(struct work *work, int64_t id, struct error *error);
/* Takes all of a match back, with what followed from them. */
MUST_CHECK enum status list_answers_clear(struct work *work, int64_t match, struct error *error);

/* Brings the match in line with its answers: its state, its decision, the day of it. */
MUST_CHECK enum status list_answers_settle(struct work *work, int64_t match, struct error *error);

/* The row at `place` is the person of `match`: its other suspects are answered 不是同一人. */
MUST_CHECK enum status list_answers_follow(struct work *work, const struct row *match,
                                           int64_t cause, struct error *error);
/* Takes back what followed from that answer. */
MUST_CHECK enum status list_answers_reopen(struct work *work, int64_t cause, struct error *error);

#endif
