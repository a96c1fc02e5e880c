/*
 * problem: an error as an HTTP answer (RFC 9457 application/problem+json): what is wrong in
 * Chinese, what to do, and every field at fault with its label.
 */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include "format/json.h"
#include "ledger/ledger.h"
#include "web/exchange.h"

struct problem {
    int status; /* HTTP */
    struct text detail, hint;
    const struct errors *errors; /* may be NULL */
    const struct ledger *ledger; /* whose labels the fields have; may be NULL */
    const char *extra;           /* more JSON members; may be NULL */
    const char *request_id;      /* named in the answer to a fault of ours; may be NULL */
};

/* Replaces whatever answer was begun. */
void problem_answer(struct exchange *exchange, const struct problem *problem);
/* The same written as a JSON value, for a job's error. */
void problem_write(struct json_out *out, const char *key, const struct problem *problem);
/* The title of an HTTP code: 输入有误. */
const char *problem_title(int status);

#endif
