/*
 * handed_out: which rows a workbook was made of when it left the house, kept so that those missing
 * when it comes back can be told. What stood in the rows is not kept again: their histories have
 * it.
 */
#ifndef DOMAIN_HANDED_OUT_H
#define DOMAIN_HANDED_OUT_H

#include "ledger/work.h"

struct handed_out {
    int64_t id, at, actor;
    const struct ledger *ledger;
    bool plain;   /* secrets stood in clear */
    int64_t *ids; /* of the rows, rising */
    size_t n;
};

/* Keeps it; the ids may come in any order and are sorted in place. In a write transaction. */
MUST_CHECK enum status handed_out_keep(struct work *work, struct handed_out *handed,
                                       struct error *error);
/* NOT_FOUND when nothing of that number was handed out. In work->arena. */
MUST_CHECK enum status handed_out_read(struct work *work, int64_t id, struct handed_out *out,
                                       struct error *error);

#endif
