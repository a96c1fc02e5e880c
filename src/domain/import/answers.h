/*
 * answers: what people decided of a batch's rows that asked something or had an error: which of the
 * rows already there it is, field by field the value to take, or that it is left out. They are kept
 * with the batch, sealed like the rows they belong to; every run of the batch takes them into
 * account, so the preview shows what they do and the writing does the same.
 */
#ifndef DOMAIN_IMPORT_ANSWERS_H
#define DOMAIN_IMPORT_ANSWERS_H

#include "domain/import/batch.h"

struct answer {
    struct import_answer said;
    int64_t actor, at; /* who decided, when (ms) */
};

struct answers {
    struct answer *at; /* by sheet and row */
    size_t n;
};

enum { ANSWERS_MOST = 20000 /* of one batch */ };

/* The batch's decisions; none when it has none. In work->arena. */
MUST_CHECK enum status answers_read(struct work *work, const struct batch *batch,
                                    struct answers *out, struct error *error);

/*
 * Adds decisions to them, in a write transaction; batch_write keeps them. A list of
 *
 *     {"sheet":0,"row":13,"leave":true}
 *     {"sheet":0,"row":13,"same":"id"|"none","merge":true,"fields":{"phone":"keep"|"take"|{"value":…}}}
 *
 * with rows from 1; one takes the place of an earlier one of its row, and one that says nothing
 * takes it back. INVALID with an error for each value that cannot stand in its field; NOT_FOUND
 * when the row picked is not there for the actor.
 */
MUST_CHECK enum status answers_add(struct work *work, struct batch *batch, const struct json *list,
                                   struct errors *errors, struct error *error);

/* NULL when nothing was decided of the row (counted from 0). */
const struct answer *answers_find(const struct answers *answers, size_t sheet, uint32_t row);

/* How people read it in the history: 按核对结果导入：联系电话保留原值，文化程度改填. In the arena.
 */
struct text answer_told(struct arena *arena, const struct ledger *ledger,
                        const struct import_answer *answer);
/* {"leave","same","merge","fields":{name: "keep"|"take"|"give"},"actor","at"} under the key. */
void answer_write(struct work *work, const struct ledger *ledger, const struct answer *answer,
                  struct json_out *out, const char *key);

#endif
